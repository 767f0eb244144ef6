"""The page 地図: what is coloured, by which classes, over which outlines."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit import dataframe_util
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import said
from tests.pages.tables import tables
from zaitaku.compose.reader import Reader
from zaitaku.ground import paths

AREAS = {"municipality": 33, "medical_area": 9, "zone": 11}


@pytest.fixture
def page(iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The page for an address, in 内部."""
    monkeypatch.setenv("ZAITAKU_DATA", str(iwate_build_dir))
    monkeypatch.setenv("ZAITAKU_MODE", "internal")

    def visit(**address: str) -> Any:
        app = AppTest.from_file(str(paths.ROUTER), default_timeout=60)
        app.query_params.update(address)
        app.switch_page(str(paths.PAGES / "explore" / "map.py")).run()
        assert not app.exception
        return app

    return visit


def spec(app: Any) -> dict[str, Any]:
    (chart,) = app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")
    drawn: dict[str, Any] = json.loads(chart.proto.spec)
    return drawn


def rows(app: Any) -> pd.DataFrame:
    """What the browser joins to the shapes: Streamlit sends it beside the spec, few rows in it."""
    (chart,) = app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")
    frames = [
        dataframe_util.convert_arrow_bytes_to_pandas_df(d.data.data) for d in chart.proto.datasets
    ]
    frames += [
        pd.DataFrame(step["from"]["data"]["values"])
        for layer in spec(app)["layer"]
        for step in layer.get("transform", ())
        if "values" in step.get("from", {}).get("data", {})
    ]
    (found,) = (frame for frame in frames if "entry" in frame)
    return found


def legend(app: Any) -> list[str]:
    (scale,) = (
        layer["encoding"]["color"]["scale"]
        for layer in spec(app)["layer"]
        if "scale" in layer.get("encoding", {}).get("color", {})
    )
    domain: list[str] = scale["domain"]
    return domain


def features(app: Any) -> list[str]:
    """Layers of the TopoJSON that are drawn, each once, in the order of drawing."""
    layers = (
        layer["data"]["format"]["feature"]
        for layer in spec(app)["layer"]
        if "mark" in layer and "format" in layer["data"]
    )
    return list(dict.fromkeys(layers))


@pytest.mark.parametrize("about", ["supply", "patients", "flows"])
@pytest.mark.parametrize("unit", list(AREAS))
def test_every_subject_at_every_unit_colours_all_areas(page: Any, about: str, unit: str) -> None:
    app = page(about=about, unit=unit)
    assert rows(app)["code"].nunique() == AREAS[unit]
    assert set(rows(app).columns) == {"code", "name", "entry", "shown"}
    assert "coordinates" not in json.dumps(spec(app))
    assert features(app)[0] == ("zone:在宅医療圏" if unit == "zone" else unit)


def test_every_measure_of_a_subject_can_be_mapped(page: Any) -> None:
    app = page(about="flows")
    options = app.selectbox(key="measure").options
    assert "流出率（%）" in options and "県内からの流入（人/月）" in options
    app.selectbox(key="measure").set_value("outflow_pct").run()
    assert not app.exception
    assert "流出率（%）を色分けした地図" in spec(app)["description"]


def test_classes_are_the_same_for_every_year_unless_unlocked(page: Any) -> None:
    assert legend(page(year="2022")) == legend(page(year="2023"))
    apart = [legend(page(year=year, limits_of="one")) for year in ("2022", "2023")]
    assert apart[0] != apart[1]


@pytest.mark.parametrize(
    ("address", "classes"),
    [
        ({"method": "equal", "classes": "3"}, 3),
        ({"method": "natural", "classes": "7"}, 7),
        ({"method": "quantile"}, 5),
        ({"method": "nonsense", "classes": "99"}, 5),  # a bad address falls back
    ],
)
def test_method_and_number_of_classes(page: Any, address: dict[str, str], classes: int) -> None:
    assert len(legend(page(about="patients", **address))) == classes


def test_limits_by_hand(page: Any) -> None:
    app = page(about="patients", method="manual", limits="15,20")
    assert legend(app) == ["15 未満", "15 以上 20 未満", "20 以上"]
    wrong = page(about="patients", method="manual", limits="15 二十")
    assert "「15 二十」は使えません" in wrong.error[0].value
    assert len(legend(wrong)) == 5


@pytest.mark.parametrize(
    ("outline", "drawn"),
    [
        ("none", ["municipality"]),
        ("medical_area", ["municipality", "medical_area"]),
        ("zone", ["municipality", "zone:在宅医療圏"]),
    ],
)
def test_outlines(page: Any, outline: str, drawn: list[str]) -> None:
    assert features(page(outline=outline)) == drawn


def test_the_chosen_area_is_framed_and_named_in_the_sentence(page: Any) -> None:
    app = page(area="03206")
    assert said(app)[0].startswith("**北上市の在宅患者訪問診療料の")
    assert '"equal": "03206"' in json.dumps(spec(app))


def test_without_boundaries_the_page_says_so_and_keeps_the_table(
    page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Reader.ask

    def without_geometry(reader: Reader, name: str, **params: Any) -> Any:
        found = asked(reader, name, **params)
        return type(found)(**{**vars(found), "rows": []}) if name == "geo/layer" else found

    monkeypatch.setattr(Reader, "ask", without_geometry)
    app = page()
    assert "境界データが取り込まれていない" in app.info[0].value
    assert len(tables(app)) == 1
