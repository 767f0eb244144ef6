"""都道府県を並べる: on the menu of an installation of several, each figure in its own mode."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.unit import specs
from tests.unit.test_nation import root as root  # the four prefectures
from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.compose import pages
from zaitaku.exhibits.views import Scene, View
from zaitaku.export import materials, picture

LINKS = ({}, {"each": "medical_area"}, {"across": "heat"}, {"figure": "DS2"})
FILE = "overview/prefectures.py"


def view(**link: str) -> View:
    return pages.view_of(pages.PREFECTURES, {key: [value] for key, value in link.items()})


def page_links(app: Any) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def test_it_is_offered_where_there_are_several(root: Path, open_app: Open) -> None:
    app = open_app(root, FILE, mode="internal", pref="03")
    assert not app.exception
    assert "都道府県を並べる" in page_links(app) and "岩手県の概況を開く" in page_links(app)
    assert any("宮城県のデータを読めない" in box.value for box in app.warning)
    (link,) = [one for one in app.get("page_link") if one.proto.label == "岩手県の概況を開く"]
    assert "pref=03" in link.proto.query_string and "mode=internal" in link.proto.query_string
    alone = open_app(root / "02", FILE)
    assert not alone.exception and "都道府県を並べる" not in page_links(alone)
    assert "1 つの都道府県のデータ" in alone.info[0].value


@pytest.mark.parametrize("link", LINKS, ids=str)
def test_it_is_drawn_and_becomes_files(
    root: Path, monkeypatch: pytest.MonkeyPatch, link: dict[str, str]
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(root))
    found = view(mode="internal", **link)
    (exhibit,) = found.exhibits
    assert exhibit.answer is not None and len(exhibit.answer)
    if exhibit.builder is not None:
        spec = picture.spec_of(exhibit, root / "02")
        assert spec["description"] and specs.faults(spec) == []
        assert '"url"' not in json.dumps(spec, default=str)
    assert materials.make([Scene(found)], "xlsx", root / "02")


def test_the_mode_of_the_reader_holds_for_all(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(root))

    def shown(mode: str) -> Any:
        (exhibit,) = view(mode=mode, each="medical_area", when="2023").exhibits
        assert exhibit.answer is not None
        states = zip(exhibit.answer.records, exhibit.answer.state_records, strict=True)
        return {row["area_code"]: of_row["value"] for row, of_row in states}

    assert (shown("internal")["0202"], shown("public")["0202"]) == ("実数", "秘匿")
    with asking.acting(Person("誰か", "public")):
        assert shown("internal")["0202"] == "秘匿"  # the link alone opens nothing
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    assert shown("internal")["0202"] == "秘匿"


def test_another_import_anywhere_is_another_view(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """版ID rests on the builds of all, not on that of the prefecture that is looked at alone."""
    for code in ("02", "03", "05"):
        (tmp_path / code).symlink_to(root / code)
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    before = view().id
    assert before == view().id
    (tmp_path / "05").unlink()
    assert view().id != before
