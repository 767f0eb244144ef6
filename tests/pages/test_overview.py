"""The page 概況: what is loaded, and headline figures beside the reference."""

from pathlib import Path

import pytest

from tests.pages.conftest import Open
from zaitaku import queries, warehouse
from zaitaku.figures import figure


def test_it_says_which_years_are_loaded(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir)
    assert any("令和3年度、令和4年度、令和5年度" in text.value for text in app.markdown)


@pytest.mark.parametrize("unit", ["municipality", "medical_area", "zone"])
def test_headlines_are_the_areas_beside_the_prefecture(
    open_app: Open, sample_build_dir: Path, unit: str
) -> None:
    app = open_app(sample_build_dir, mode="internal", unit=unit)
    build = warehouse.open_build(sample_build_dir, "internal")
    code = app.sidebar.selectbox(key="area").value
    cards = {card.label: (card.value, card.delta) for card in app.metric}
    for label, question, column in [
        ("在宅医療の患者数", "patients/by_area", "patients"),
        ("地域の中で訪問診療を受ける割合（完結率）", "flows/summary", "self_sufficiency_pct"),
    ]:
        own = figure(queries.run(build, question, {"area_unit": unit}), column, code)
        whole = figure(queries.run(build, question, {"area_unit": "prefecture"}), column)
        assert own is not None and whole is not None
        assert cards[label] == (own.words, f"架空県全体 {whole.words}")


def test_a_year_without_a_figure_is_not_zero(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir)
    for card in app.metric:
        assert card.value not in ("", "0", "None", "nan")


def test_there_is_one_map(open_app: Open, sample_build_dir: Path) -> None:
    assert len(open_app(sample_build_dir).get("vega_lite_chart")) == 1
