"""The page 概況: what is loaded, and headline figures beside the reference."""

from pathlib import Path

import pytest

from tests.pages.conftest import Open
from zaitaku.ask import queries, warehouse
from zaitaku.ask.figures import figure
from zaitaku.compose import pages
from zaitaku.ground.settings import Mode


def test_it_says_which_years_are_loaded(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir)
    assert any("令和3年度、令和4年度、令和5年度" in text.value for text in app.markdown)


@pytest.mark.parametrize("unit", ["municipality", "medical_area", "zone"])
def test_headlines_are_the_areas_beside_the_prefecture(
    open_app: Open, sample_build_dir: Path, unit: str
) -> None:
    app = open_app(sample_build_dir, mode="internal", unit=unit)
    build = warehouse.open_build(sample_build_dir, "internal")
    code = app.selectbox(key="area").value
    cards = {card.label: (card.value, card.delta) for card in app.metric}
    patients = queries.run(build, "patients/by_area", {"area_unit": unit})
    own = figure(patients, "patients", code)
    whole = figure(queries.run(build, "patients/by_area", {"area_unit": "prefecture"}), "patients")
    assert own is not None and whole is not None
    assert cards["在宅医療の患者数"] == (own.words, f"架空県全体 {whole.words}")
    # what stays inside: the areas of the unit together, not the prefecture as one area
    flows = queries.run(build, "flows/summary", {"area_unit": unit})
    share = figure(flows, "self_sufficiency_pct", code)
    within, resident = (
        sum(row[name] for row in flows.records) for name in ("within_patients", "resident_patients")
    )
    value, beside = cards["地域の中で訪問診療を受ける割合（完結率）"]
    assert share is not None and value == share.words
    assert str(beside).endswith(f"を患者数で重みづけた値 {within / resident * 100:.1f} %")


def test_a_year_without_a_figure_is_not_zero(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir)
    for card in app.metric:
        assert card.value not in ("", "0", "None", "nan")


def test_there_is_one_map(open_app: Open, sample_build_dir: Path) -> None:
    assert len(open_app(sample_build_dir).get("vega_lite_chart")) == 1


@pytest.mark.parametrize("mode", ["internal", "public"])
def test_areas_set_beside_have_a_column_of_figures_each(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    link = {"mode": [mode], "area": ["99201"], "beside": ["99202", "99203", "99204", "99205"]}
    view = pages.view_of("overview", link)
    table = next(one for one in view.exhibits if one.title.startswith("おもな数値"))
    head, *rows = table.words
    build = warehouse.open_build(sample_build_dir, mode)
    patients = queries.run(build, "patients/by_area", {"area_unit": "municipality"})
    names = dict(zip(*(patients.frame[c] for c in ("area_code", "area_name")), strict=True))
    codes = ["99201", "99202", "99203", "99204"]
    assert head == ("項目", *(names[code] for code in codes), "架空県全体")
    told = next(row for row in rows if row[0] == "在宅医療の患者数（人/月）")
    for code, words in zip(codes, told[1:], strict=False):
        own = figure(patients, "patients", code)
        assert own is not None and words == own.words.removesuffix(" 人/月")
