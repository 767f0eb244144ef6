"""Values with intervals and the funnel: what is drawn, what is hidden, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from tests.unit import specs
from zaitaku.ask.answer import Answer
from zaitaku.derived.judging_rates import RATES
from zaitaku.exhibits import tables
from zaitaku.exhibits.charts import funnel as funnels
from zaitaku.exhibits.charts.funnel import funnel, unnamed
from zaitaku.exhibits.charts.judged import intervals
from zaitaku.exhibits.office import charts, table
from zaitaku.export import slides_chart
from zaitaku.export.slides_template import Box
from zaitaku.export.slides_text import Pen
from zaitaku.sentences import judging as sentences

A, H, N = "実数", "秘匿", "該当なし"
NAMES = [column.name for column in RATES.columns]
LIMITS = {"limit_lower_95": 6.0, "limit_upper_95": 14.0, "limit_lower_998": 4.0,
          "limit_upper_998": 16.0}  # fmt: skip
# code, name, patients, population, value, lower, upper, judgement
AREAS: list[tuple[Any, ...]] = [
    ("01", "甲市", 170, 10_000, 17.0, 14.6, 19.8, "高い"),
    ("02", "乙市", 30, 2_000, 15.0, 10.1, 21.4, "同程度"),
    ("03", "丙町", 10, 1_000, 10.0, 4.8, 18.4, "同程度"),
    ("04", "丁町", 3, 1_000, 3.0, 0.6, 8.8, "低い"),
    ("05", "戊村", 6, 1_000, 6.0, 2.2, 13.1, "同程度"),
]
HIDDEN = [("06", "己村"), ("07", "庚村")]


def answer(judged: bool = True, mode: str = "public") -> Answer:
    rows, states = [], []
    for number, (code, name, patients, people, value, lower, upper, verdict) in enumerate(AREAS):
        row: dict[str, Any] = {
            "area_code": code, "area_name": name, "patients": patients, "population": people,
            "value": value, "lower": lower, "upper": upper, "reference_name": "甲県全体",
            "reference": 10.0, "ratio": value * 10, "judgement": verdict, "rank": number + 1,
            "of": 5, "state": A, "is_small": patients < 10, **LIMITS,
        }  # fmt: skip
        lacking = () if judged else ("judgement", *LIMITS)
        row |= dict.fromkeys(lacking)
        rows.append(tuple(row.get(column) for column in NAMES))
        states.append(tuple(N if column in lacking else A for column in NAMES))
    for code, name in HIDDEN:
        known = {"area_code": code, "area_name": name, "population": 500, "state": H,
                 "reference_name": "甲県全体", "reference": 10.0}  # fmt: skip
        rows.append(tuple(known.get(column) for column in NAMES))
        states.append(tuple(A if column in known else H for column in NAMES))
    return Answer(
        RATES.name, "", "", "", RATES.columns, rows, states, (), {"area_unit": "municipality"}, {},
        "b", "public",
    )  # fmt: skip


def sent(chart: Any, key: str) -> list[dict[str, Any]]:
    return next(rows for rows in chart.to_dict()["datasets"].values() if rows and key in rows[0])


def test_rows_go_by_value_and_hidden_areas_fold() -> None:
    chart = intervals(answer(), title="訪問診療", highlight="02")
    rows = {row["code"]: row for row in sent(chart, "judged")}
    assert set(rows) == {code for code, *_ in AREAS}
    assert rows["01"]["text"] == "17.0（14.6–19.8） 高い"
    assert rows["04"]["text"] == "3.0（0.6–8.8） 低い・参考値"
    assert (rows["04"]["fill"], rows["04"]["shape"]) == ("#ffffff", "triangle-down")
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in specs.layers(chart.to_dict())
        if "domain" in layer.get("encoding", {}).get("y", {}).get("scale", {})
    ]
    assert domains[0][:5] == ["01", "02", "03", "05", "04"]
    assert "秘匿 2 市町村（己村、庚村）" in chart.to_dict()["description"]


@pytest.mark.parametrize("highlight", [None, "06"])
def test_nothing_of_a_hidden_area_is_sent(highlight: str | None) -> None:
    for chart in (
        intervals(answer(), title="訪問診療", highlight=highlight),
        funnel(answer(), base="population", title="訪問診療", highlight=highlight),
    ):
        for rows in chart.to_dict()["datasets"].values():
            for row in rows:
                if row.get("code") == "06":
                    numbers = [v for v in row.values() if isinstance(v, int | float)]
                    assert [v for v in numbers if v == v and not isinstance(v, bool)] == []
                    assert row["text"] == "秘匿"
                assert row.get("name_") not in ("己村", "庚村")


def test_a_funnel_names_what_lies_outside_and_the_chosen_area() -> None:
    chart = funnel(answer(), base="population", title="訪問診療", highlight=("03",))
    rows = sent(chart, "is_named")
    assert {row["name_"] for row in rows if row["is_named"]} == {"甲市", "丁町", "丙町"}
    assert chart.to_dict()["description"] == (
        "訪問診療。ファンネルプロット、5地域。甲市は高い。丁町は低い。"
    )


def test_a_funnel_without_limits_has_points_and_no_lines() -> None:
    chart = funnel(answer(judged=False), base="population", title="訪問診療")
    kinds = [layer["mark"]["type"] for layer in specs.layers(chart.to_dict())]
    assert "line" not in kinds and "point" in kinds


def test_the_table_of_files_says_what_the_picture_says() -> None:
    head, *rows = table(intervals, answer(), title="訪問診療")
    assert head == ("地域", "千人当たり患者数（人/千人）", "95 % 区間", "判定", "順位")
    assert rows[0] == ("甲市", "17.0", "14.6–19.8", "高い", "5 地域中 1 番目")
    assert rows[-1] == ("庚村", "秘匿", "", "", "")


def test_a_hidden_judgement_is_told_as_hidden() -> None:
    shown = tables.display(answer(), ["area_name", "judgement", "rank"])
    assert shown.frame["判定"].tolist() == [
        "高い",
        "同程度",
        "同程度",
        "低い",
        "同程度",
        "秘匿",
        "秘匿",
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("01", "甲市の訪問診療の千人当たり患者数は 17.0 人/千人で、甲県全体（10.0 人/千人）より高い"
               "（偶然とふだんのばらつきを超える）。"),
        ("02", "は 15.0 人/千人で、甲県全体（10.0 人/千人）より高めだが、高いとまでは言えない。"),
        ("03", "は 10.0 人/千人で、甲県全体（10.0 人/千人）と同程度（偶然とふだん"
               "のばらつきの範囲）。"),
        ("04", "は 3.0 人/千人（患者が 10 人/月に満たない参考値）で、甲県全体（10.0 人/千人）"),
        ("06", "己村の訪問診療の千人当たり患者数は秘匿"),
        ("99", "この条件では、選んだ地域の訪問診療のデータがありません。"),
        (None, "訪問診療は、5 市町村のうち、高い 1、低い 1（ほか 2 は秘匿など）。"),
    ],
)  # fmt: skip
def test_the_sentence_says_the_judgement_and_how_sure_it_is(code: str | None, said: str) -> None:
    text = sentences.judged(answer(), code, subject="訪問診療", unit_label="市町村")
    assert said in text
    assert text.endswith("5 市町村のうち、高い 1、低い 1（ほか 2 は秘匿など）。")


def test_where_nothing_can_be_judged_nothing_is_claimed() -> None:
    told = sentences.judged(answer(judged=False), "01", subject="訪問診療", unit_label="圏域")
    assert told == (
        "甲市の訪問診療の千人当たり患者数は 17.0 人/千人で、甲県全体（10.0 人/千人）より高いか"
        "低いかは、地域の数が少なく判定できない。"
    )


def test_areas_that_a_funnel_has_no_room_to_name_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chosen area is named first; who lies outside without a name is told, with its verdict."""
    assert unnamed(answer(), base="population", highlight=("03",)) == []
    monkeypatch.setattr(funnels, "_MOST_NAMES", 2)
    assert unnamed(answer(), base="population", highlight=("03",)) == ["丁町（低い）"]
    monkeypatch.setattr(funnels, "_MOST_NAMES", 0)
    assert unnamed(answer(), base="population") == ["甲市（高い）", "丁町（低い）"]
    assert unnamed(answer(judged=False), base="population") == []


def test_intervals_are_a_chart_that_office_edits() -> None:
    """A point and its error bar an area, by judgement, the marked one apart; those without a number
    fold into a category that says so and have neither."""
    (chart,) = charts(intervals, answer(), title="訪問診療", highlight=("03",))
    assert chart.categories == ("甲市▲", "乙市", "丙町", "戊村（参考値）", "丁町（参考値）▼",
                                "秘匿 2 市町村")  # fmt: skip
    found = {series.name: series for series in chart.series}
    assert list(found) == ["高い▲", "同程度", "低い▼", "丙町（同程度）", "甲県全体 10.0 人/千人"]
    assert found["高い▲"].values == (17, *[None] * 5)
    assert found["高い▲"].ends == ((14.6, 19.8), *[None] * 5)
    assert found["同程度"].ends == (None, (10.1, 21.4), None, (2.2, 13.1), None, None)
    assert found["丙町（同程度）"].ends[2] == (4.8, 18.4)
    assert found["甲県全体 10.0 人/千人"].values == (10.0,) * 6
    assert chart.maximum == 30  # of the longest interval, not of the highest value
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    drawn = slides_chart.add(slide, chart, Box(0, 0, 9_000_000, 5_000_000), Pen("Arial")).chart
    bars = {
        series.name: [
            [(int(point.get("idx")), float(point[0].text)) for point in side.iter(qn("c:pt"))]
            for side in (series._element.find(f".//{qn(name)}") for name in ("c:plus", "c:minus"))
        ]
        for series in drawn.plots[0].series
        if series._element.find(qn("c:errBars")) is not None
    }
    assert bars["高い▲"] == [[(0, pytest.approx(2.8))], [(0, pytest.approx(2.4))]]
    assert bars["同程度"][0] == [(1, pytest.approx(6.4)), (3, pytest.approx(7.1))]
    assert list(bars) == ["高い▲", "同程度", "低い▼", "丙町（同程度）"]
    order = [one.tag for one in drawn.plots[0].series[0]._element]
    assert order.index(qn("c:marker")) < order.index(qn("c:errBars")) < order.index(qn("c:cat"))


def test_intervals_that_are_all_hidden_are_no_chart() -> None:
    whole = answer()
    hidden = replace(whole, rows=whole.rows[-2:], states=whole.states[-2:])
    assert charts(intervals, hidden, title="訪問診療") == ()


def test_a_funnel_is_a_chart_that_office_edits() -> None:
    """Points by judgement with the names of those outside, limits as lines, nothing of a hidden
    area; the axis of sizes is logarithmic in the file."""
    (chart,) = charts(funnel, answer(), base="population", title="訪問診療", highlight=("03",))
    found = {series.name: series for series in chart.series}
    assert list(found) == ["99.8 % の限界（上）", "99.8 % の限界（下）", "甲県全体 10.0 人/千人",
                           "高い（甲市）", "同程度（2 地域）", "低い（丁町）",
                           "丙町（同程度）"]  # fmt: skip
    assert (found["高い（甲市）"].x, found["高い（甲市）"].values) == ((10_000,), (17,))
    assert sum(len(s.values) for s in chart.series if not s.is_line) == len(AREAS)
    assert found["99.8 % の限界（上）"].is_line and chart.logarithmic == (500, 20_000)
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    drawn = slides_chart.add(slide, chart, Box(0, 0, 9_000_000, 5_000_000), Pen("Arial")).chart
    assert "logBase" in drawn._chartSpace.xml
    (alone,) = charts(funnel, answer(judged=False), base="population", title="訪問診療")
    assert not any(series.is_line and "限界" in series.name for series in alone.series)
