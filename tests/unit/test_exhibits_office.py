"""What an Office chart of every figure holds: the answer's values, None and a word where hidden."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

import pytest

from tests.unit import test_charts_bridge as of_bridge
from tests.unit import test_charts_composition as of_composition
from tests.unit import test_charts_demand as of_demand
from tests.unit import test_charts_ranking as of_ranking
from tests.unit import test_charts_size as of_size
from tests.unit import test_charts_targets as of_targets
from tests.unit.areas import areas
from tests.unit.views import compared, towns
from zaitaku.ask.answer import Answer, Column
from zaitaku.derived.planner_plans import COLUMNS as PLANS
from zaitaku.exhibits import charts as figures
from zaitaku.exhibits.charts import (
    bars,
    bridge,
    by_source,
    composition,
    concentration,
    distribution,
    partner_shares,
    partners,
    path,
    progress,
    projection,
    split_bars,
    theme,
    timeline,
    years,
)
from zaitaku.exhibits.charts.heatmap import od_heatmap
from zaitaku.exhibits.office import OfficeChart
from zaitaku.exhibits.views import Exhibit


def charts(builder: object, *args: object, **kwargs: object) -> tuple[OfficeChart, ...]:
    return Exhibit("図", builder, args, kwargs).office_charts()  # type: ignore[arg-type]


def values(chart: OfficeChart) -> list[tuple[str, tuple[float | None, ...]]]:
    return [(series.name, series.values) for series in chart.series]


def shares() -> Answer:
    rows = [row[:6] for row in of_composition.TABLE]
    states = [("実数",) * 3 + row[6:] for row in of_composition.TABLE]
    return Answer("q", "", "", "", of_composition.COLUMNS, rows, states, (), {}, {}, "b", "public")


def test_bars_are_sorted_as_on_the_screen_and_the_reference_is_a_line_across() -> None:
    (chart,) = compared(towns()).office_charts()
    assert chart.kind == "column"
    assert chart.categories == ("甲市", "=1+1村（参考値）", "乙町（秘匿）")
    assert values(chart) == [
        ("千人当たり患者数（人/千人）", (14.2, 2.5, None)),
        ("比べる相手　県全体 2.5 人/千人", (2.5, 2.5, 2.5)),
    ]
    assert [series.is_line for series in chart.series] == [False, True]
    assert chart.series[0].points == {0: theme.HIGHLIGHT}
    assert chart.highlight == 0


def test_beside_another_panel_bars_lie_and_the_reference_is_one_of_them() -> None:
    line = compared(towns()).kwargs["references"]["令和5年度"]
    before = areas(("1", "甲市", 1.0, 1.0), ("2", "乙町", 1.0, 9.0))
    given = {"前年": before, "今年": before}
    first, _ = charts(bars.bars, given, "rate", title="", references=dict.fromkeys(given, line))
    assert (first.kind, first.categories) == ("bar", ("乙町", "甲市", "県全体"))
    assert [series.values for series in first.series] == [(9.0, 1.0, None), (None, None, 2.5)]


def test_many_areas_stand_upright_and_the_reference_is_a_line_across() -> None:
    many = areas(*((f"{n:05d}", f"町{n}", 10.0, float(n)) for n in range(1, 31)))
    line = {"年": compared(towns()).kwargs["references"]["令和5年度"]}
    (chart,) = charts(bars.bars, {"年": many}, "rate", title="", references=line)
    assert chart.kind == "column"
    assert chart.series[0].values == tuple(float(n) for n in range(30, 0, -1))
    assert (chart.series[1].values, chart.series[1].is_line) == ((2.5,) * 30, True)


def test_more_areas_than_can_be_read_are_cut_on_one_scale() -> None:
    many = areas(*((f"{n:05d}", f"町{n}", 10.0, float(n)) for n in range(1, 61)))
    parts = charts(bars.bars, {"年": many}, "rate", title="", highlight="00001")
    assert [len(part.categories) for part in parts] == [48, 12]
    assert {part.maximum for part in parts} == {69.0}
    assert [series.points for part in parts for series in part.series] == [
        {},
        {11: theme.HIGHLIGHT},
    ]


def test_every_year_has_its_panel_in_the_order_of_the_last() -> None:
    before = areas(("1", "甲市", 1.0, 1.0), ("2", "乙町", 1.0, 9.0))
    after = areas(("1", "甲市", 1.0, 5.0), ("2", "乙町", 1.0, 4.0))
    parts = charts(bars.bars, {"前年": before, "今年": after}, "rate", title="")
    assert [(part.title, part.series[0].values) for part in parts] == [
        ("前年", (1.0, 9.0)),
        ("今年", (5.0, 4.0)),
    ]
    assert {part.maximum for part in parts} == {10.3}


def test_a_hidden_part_hides_all_shares_of_its_area_but_not_the_number() -> None:
    stacked, numbers = charts(composition.shares_beside_numbers, shares(), theme.RESIDENCE)
    assert stacked.kind == "stacked100"
    assert stacked.categories == ("府中市", "府中市（秘匿）", "無村（該当なし）", "小村（秘匿）")
    assert values(stacked) == [
        ("在宅時", (75.0, None, None, None)),
        ("施設入居時等", (25.0, None, None, None)),
    ]
    assert values(numbers) == [("患者数（人/月）", (40.0, 55.0, 0.0, None))]
    assert numbers.categories == ("府中市", "府中市", "無村", "小村（秘匿）")


def test_where_no_shares_can_be_shown_there_is_no_empty_chart() -> None:
    hidden = replace(shares(), rows=shares().rows[2:], states=shares().states[2:])
    (numbers,) = charts(composition.shares_beside_numbers, hidden, theme.RESIDENCE)
    assert numbers.title == "患者数（人/月）。構成比は、どの地域も示せません"
    assert numbers.series[0].values == (55.0, 0.0, None)


def test_the_table_of_a_composition_has_an_area_a_row() -> None:
    exhibit = Exhibit(
        "", composition.shares_beside_numbers, (shares(), theme.RESIDENCE), answer=shares()
    )
    assert exhibit.table_words() == (
        ("地域", "計（人/月）", "在宅時", "施設入居時等"),
        ("府中市", "40.0", "30.0", "10.0"),
        ("府中市", "55.0", "秘匿", "44.4"),
        ("無村", "0.0", "0.0", "0.0"),
        ("小村", "秘匿", "秘匿", "秘匿"),
    )


def test_partners_and_their_running_share() -> None:
    patients, running = charts(partners.partners, of_ranking.answer(), top=3)
    assert patients.categories == ("乙町", "県外", "丙村（秘匿）")
    assert values(patients) == [("患者数（人/月）", (15.0, 5.0, None))]
    assert patients.series[0].points == {1: theme.SUBTLE}
    assert (running.kind, values(running)) == ("line", [("累計の割合（%）", (15.0, 20.0, None))])


def test_institutions_by_size_and_their_concentration() -> None:
    answer = of_size.answer(0, 2.0, 4.0, 94.0)
    count, patients = charts(distribution.distribution, answer)
    assert count.categories == distribution.CLASSES
    assert count.series[0].values == (1, 0, 2, 0, 0, 0, 1)
    assert patients.series[0].values == (0, 0, 6, 0, 0, 0, 94)
    (curve,) = charts(concentration.concentration, answer)
    assert curve.kind == "scatter"
    assert [(s.x, s.values) for s in curve.series] == [
        ((0.0, 33.33, 66.67, 100.0), (0.0, 94.0, 98.0, 100.0)),
        ((0.0, 100.0), (0.0, 100.0)),
        ((33.33,), (94.0,)),
    ]


def test_a_bridge_hangs_on_an_unseen_series() -> None:
    (chart,) = charts(bridge.bridge, of_bridge.answer(), "A")
    unseen, seen = chart.series
    assert (chart.kind, unseen.colour) == ("stacked", None)
    assert unseen.values == (0, 0, 98, 90, 0, 90, 0)
    assert seen.values == (90, 110, 12, 8, 90, 50, 140)


def test_a_bar_of_the_bridge_whose_place_is_hidden_is_not_drawn() -> None:
    (chart,) = charts(bridge.bridge, of_bridge.answer(elsewhere_patients="秘匿"), "A")
    assert chart.series[1].values == (90, 110, None, None, 90, 50, 140)
    assert chart.categories[2] == "－ 県内のほかの地域で受ける　秘匿"


SHARED = {
    "copying",
    "rows_of_frames",
    "theme",
    "layout",
    "folding",
    "marks",
    "breaks",
    "matrix",
    "matrix_names",
    "profile_rows",
}  # what figures share, none of its own
# Office has no chart of this form
PICTURES = {"funnel", "heatmap", "judged", "logic", "prefectures", "tartan"}


@pytest.mark.parametrize(
    "name", sorted({found.name for found in iter_modules(figures.__path__)} - SHARED - PICTURES)
)
def test_a_figure_s_file_holds_its_office_form(name: str) -> None:
    module = import_module(f"{figures.__name__}.{name}")
    own = [f for f in vars(module).values() if getattr(f, "__module__", "") == module.__name__]
    drawn = [one for one in own if hasattr(one, "office_charts")]
    assert drawn
    assert all(one.office_charts.__module__ == module.__name__ for one in drawn)


@pytest.mark.parametrize("builder", [None, od_heatmap])
def test_what_office_cannot_draw_has_no_chart(builder: object) -> None:
    assert charts(builder) == ()


def test_a_share_of_partners_outside() -> None:
    (chart,) = charts(partner_shares.shares, partners_of_a_zone(), top=2)
    assert chart.categories == ("自区域（甲県）", "隣区域（乙県）")
    assert values(chart) == [("割合（%）", (80.0, 12.5))]
    assert chart.series[0].points == {0: theme.HIGHLIGHT}


def partners_of_a_zone() -> Answer:
    from zaitaku.ask.answer import Column

    columns = (
        Column("partner_name", "varchar", "key", "相手"),
        Column("partner_prefecture", "varchar", "key", "県"),
        Column("is_own", "boolean", "public", "自区域"),
        Column("share_pct", "double", "public", "割合", "%"),
        Column("cumulative_pct", "double", "public", "累計", "%"),
    )
    rows = [("自区域", "甲県", True, 80.0, 80.0), ("隣区域", "乙県", False, 12.5, 92.5)]
    states = [("実数",) * 5] * 2
    return Answer("q", "", "", "", columns, rows, states, (), {}, {}, "b", "public")


def worksheet_rows(*rows: tuple[str, str, float | None]) -> Answer:
    from zaitaku.ask.answer import Column

    names = ("area_code", "zone_code", "zone_name", "source", "home", "other_facility", "step1")
    columns = tuple(Column(n, "integer" if n == "home" else "varchar", "public", n) for n in names)
    cells = [(code, "Z1", zone, code, home, 2, 1) for code, zone, home in rows]
    states = [
        ("実数",) * 4 + (("実数",) * 3 if home is not None else ("該当なし",) * 3)
        for _, _, home in rows
    ]
    return Answer("q", "", "", "", columns, cells, states, (), {}, {}, "b", "public")


def test_additional_demand_by_zone_and_by_source() -> None:
    answer = worksheet_rows(("Z1", "北圏", 30), ("01100", "北圏", 7))
    (chart,) = charts(split_bars.split_bars, answer, "Z1")
    assert (chart.kind, chart.categories) == ("stacked", ("▶北圏",))
    assert [v for _, v in values(chart)] == [(30.0,), (2.0,), (1.0,)]
    (chart,) = charts(by_source.by_source, worksheet_rows(("甲", "", 5), ("乙", "", None)), "甲")
    assert chart.categories == ("甲", "乙（該当なし）")
    assert chart.series[0].values == (5.0, None)
    assert chart.series[0].points == {0: theme.HIGHLIGHT}


def test_a_line_of_years_has_gaps_and_words_where_nothing_is_shown() -> None:
    rows = [("1", "甲市", 12.0), ("1", "甲市", None), ("1", "甲市", 15.5)]
    columns = (
        Column("area_code", "varchar", "key", "コード"),
        Column("area_name", "varchar", "key", "名"),
        Column("value", "double", "count", "値", "人"),
    )
    answers = [
        Answer(
            "q", "", "", "", columns, [row], [("実数", "実数", "実数" if row[2] else "秘匿")],
            (), {"fiscal_year": year}, {}, "b", "public",
        )
        for year, row in zip((2021, 2022, 2023), rows, strict=True)
    ]  # fmt: skip
    (chart,) = charts(years.years, answers, "1", "人")
    assert chart.kind == "line"
    assert chart.categories == ("2021年度", "2022年度（秘匿）", "2023年度")
    assert values(chart) == [("人", (12.0, None, 15.5))]


def test_a_target_s_way_is_even_and_its_trend_begins_where_the_years_end() -> None:
    (chart,) = charts(path.path, of_targets.one(120, 100, 104, 109))
    found = dict(values(chart))
    assert chart.categories == tuple(f"{year}年度" for year in range(2020, 2026))
    assert found["実績"] == (100, 104, 109, None, None, None)
    assert found["目標まで均等に進む場合"] == (100, 104, 108, 112, 116, 120)
    assert found["傾向"][:2] == (None, None)
    assert round(found["傾向"][-1] or 0, 2) == 122.33
    assert (found["傾向の下"][-1] or 0) < 122.33 < (found["傾向の上"][-1] or 0)


def test_progress_has_every_target_and_its_judgement() -> None:
    found = [of_targets.one(120, 100, 99, 90), of_targets.one(120, None)]
    (chart,) = charts(progress.progress, found)
    assert chart.categories == (
        "訪問診療（NDB）（2025）　遅れ",
        "訪問診療（NDB）（2025）　判定できない",
    )
    # 2020 → 2025, the last figure is of 2022: two of five years are over
    assert values(chart) == [
        ("基準値から目標までの道のり（%）", (-50.0, None)),
        ("均等に進んだ場合のいま", (40.0, None)),
    ]
    assert chart.goal == 100.0


def test_two_plans_are_a_chart_an_item_below_each_other() -> None:
    plan = of_demand.answer(
        PLANS,
        [
            ("医療計画", "追加的需要", "在宅", 2023, 40.0, "人/日", "試算", ""),
            ("医療計画", "追加的需要", "在宅", 2024, "秘", "人/日", "試算", ""),
            ("将来需要", "将来需要", "計算", 2025, 900.0, "件/月", "住所地", ""),
        ],
    )
    first, second = charts(timeline.panels, plan)
    every_year = ("2023年", "2024年", "2025年")  # years are as far apart as they are
    assert (first.title, first.categories) == ("追加的需要（人/日）", every_year)
    assert values(first) == [("在宅", (40.0, None, None))]
    assert (second.below, values(second)) == (True, [("計算", (None, None, 900.0))])
    assert first.spans and second.spans


def test_the_projection_has_the_chosen_area_s_line_and_no_line_of_what_is_hidden() -> None:
    columns = (
        Column("area_code", "varchar", "key", "コード"),
        Column("area_name", "varchar", "key", "名"),
        Column("year", "integer", "key", "年"),
        Column("demand", "double", "count", "将来需要", "件/月"),
    )
    rows = [("1", "甲市", 2020, 100.0), ("1", "甲市", 2040, "秘"), ("2", "乙町", 2020, "秘")]
    found = of_demand.answer(columns, rows)
    (chart,) = charts(projection.lines, found, "demand", "1")
    assert chart.categories == ("2020年", "2040年（秘匿）")
    assert values(chart) == [("甲市", (100.0, None))]
    assert charts(projection.lines, found, "demand", "2") == ()
