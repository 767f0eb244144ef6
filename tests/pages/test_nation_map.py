"""The map of 都道府県を並べる: who is on it, in which class, and what of it reaches the browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import shapely
from starlette.applications import Starlette

from tests import alone
from tests.pages.conftest import Open
from tests.unit import specs
from tests.unit.test_country import towns
from tests.unit.test_nation import root as root  # the four prefectures
from tests.unit.test_web import ask
from zaitaku import web
from zaitaku.build import geography, outlines
from zaitaku.compose import pages
from zaitaku.exhibits import maps
from zaitaku.exhibits.views import Scene, View
from zaitaku.export import materials, picture
from zaitaku.ground.errors import GeographyError

FILE = "overview/prefectures.py"


def view(**link: str) -> View:
    given = {"across": "map", **link}
    return pages.view_of(pages.PREFECTURES, {key: [value] for key, value in given.items()})


def draw_boundaries(folder: Path, code: str) -> None:
    """A degree each from west to east, at the latitude of the prefecture's number."""
    south = 34.0 + int(code)
    shapes = [shapely.box(140 + n, south, 141 + n, south + 1) for n in range(3)]
    found = towns(code)
    boundary = pd.DataFrame(
        {
            "municipality_code": [town[0] for town in found],
            "municipality_name": [town[1] for town in found],
            "geometry_wkb": shapely.to_wkb(shapes),
        }
    )
    rows = [("municipality", "", *town[:1] * 2, town[1]) for town in found]
    rows += [("medical_area", "", town[2], town[0], f"圏{town[2]}") for town in found]
    rows += [("prefecture", "", code, town[0], "県") for town in found]
    columns = ["area_unit", "zone_scheme", "area_code", "municipality_code", "area_name"]
    prepared = geography.prepare(boundary, pd.DataFrame(rows, columns=columns))
    (folder / "geo").mkdir()
    (folder / "geo" / f"{prepared.content_hash}.topojson").write_bytes(prepared.topojson)
    points = prepared.centroids  # noqa: F841 — read by DuckDB
    for kind in ("warehouse", "release"):
        with duckdb.connect(str(folder / f"{kind}-tiny.duckdb")) as connection:
            connection.execute("insert into area_point by name select * from points")
            told = [prepared.content_hash, prepared.aspect]
            connection.execute("update build_info set geo_hash = ?, geo_aspect = ?", told)


@pytest.fixture(scope="module")
def drawn(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """青森 and 岩手 with boundaries, 秋田 without, 宮城 that cannot be read."""
    found = tmp_path_factory.mktemp("drawn") / "country"
    shutil.copytree(root, found)
    for code in ("02", "03"):
        draw_boundaries(found / code, code)
    return found


def rows(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    (found,) = (rows for rows in spec["datasets"].values() if rows and "entry" in rows[0])
    return {row["code"]: row for row in found}


@pytest.mark.parametrize(("mode", "shown"), [("internal", "0.4"), ("public", "秘匿")])
def test_every_area_of_the_country_by_its_class(
    drawn: Path, monkeypatch: pytest.MonkeyPatch, mode: str, shown: str
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(drawn))
    (exhibit,) = view(mode=mode, pref="03", when="2023").exhibits
    assert exhibit.builder is maps.choropleth and exhibit.answer is not None
    spec = exhibit.chart().to_dict()
    found = rows(spec)
    assert set(found) == {"0201", "0202", "0301", "0302"}  # no row of 秋田, that has no outline
    assert shown in found["0202"]["shown"]
    assert found["0301"]["shown"] == found["0302"]["shown"] == "データなし"  # it has 2022 alone
    assert all(set(row) == {"code", "name", "entry", "shown"} for row in found.values())
    assert f"{len(found)}地域" not in spec["description"] and "2都道府県" in spec["description"]
    assert '"pointer"' not in json.dumps(spec)  # a click chooses nothing
    assert '"coordinates"' not in json.dumps(spec) and '"arcs"' not in json.dumps(spec)


def test_another_year_is_apart(drawn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """青森 and 秋田 are of 2023, three figures that are ranked; 岩手's two are of 2022."""
    monkeypatch.setenv("ZAITAKU_DATA", str(drawn))
    (exhibit,) = view(mode="internal", when="0").exhibits
    assert set(exhibit.kwargs["apart"]) == {"0301", "0302"}
    assert exhibit.kwargs["framed"] == ("prefecture", "02", "青森県")
    assert exhibit.answer is not None
    words = [
        entry.words
        for group in maps.legend(exhibit.answer, "value", **exhibit.kwargs)
        for entry in group.entries
    ]
    assert f"{maps.APART}　2 地域" in words and "見ている都道府県（青森県）" in words


def test_who_is_not_on_it_is_told(
    drawn: Path, root: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(drawn, FILE, mode="internal", across="map")
    assert not app.exception
    told = [box.value for box in app.caption]
    assert any("地図にない" in words and "宮城県・秋田県" in words for words in told), told
    app = open_app(root, FILE, mode="internal", across="map")
    assert not app.exception and any("N03" in box.value for box in app.info)
    monkeypatch.setenv("ZAITAKU_DATA", str(root))
    assert [one.builder for one in view(mode="internal").exhibits] == [None]  # the table


def test_it_becomes_files(drawn: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(drawn))
    found = view(mode="internal")
    (exhibit,) = found.exhibits
    spec = picture.spec_of(exhibit, drawn / "02")
    assert specs.faults(spec) == [] and '"url"' not in json.dumps(spec, default=str)
    assert "見ている都道府県" in picture.drawing(exhibit, drawn / "02")
    assert materials.make([Scene(found)], "pptx", drawn / "02")
    with pytest.raises(GeographyError):
        picture.spec_of(exhibit, tmp_path / "02")


def test_outlines_are_named_by_what_they_are_made_of(
    drawn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any server on the same folder answers, and no name but one of boundaries that are there."""
    monkeypatch.setenv("ZAITAKU_DATA", str(drawn))
    app = Starlette(routes=web.ROUTES, middleware=web.MIDDLEWARE)
    address = view(mode="internal").exhibits[0].kwargs["geo_url"]
    outlines._made.cache_clear()
    answer = alone.run(ask(app, address, {}))
    assert answer.status == 200 and "immutable" in answer.headers["cache-control"]
    objects = json.loads(answer.text)["objects"]
    assert [g["id"] for g in objects["medical_area"]["geometries"]] == [
        "0201", "0202", "0301", "0302"
    ]  # fmt: skip
    gone = address[: -len("0123456789ab.topojson")] + "0123456789ab.topojson"
    for other in (gone, "/geo/all.topojson", "/geo/all-.topojson", "/geo/all-..%2F.topojson"):
        assert alone.run(ask(app, other, {})).status == 404
    assert alone.run(ask(app, address.replace(".topojson", ".geojson"), {})).status == 404
