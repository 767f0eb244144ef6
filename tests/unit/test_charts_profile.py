"""The figures of 指標: a row an indicator, a cell an area: what they tell, what they leave out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.unit.exhibits import answer as some
from zaitaku.ask.answer import Answer
from zaitaku.derived.measuring_profile import AREAS, PROFILE
from zaitaku.exhibits import office
from zaitaku.exhibits.charts import layout, theme
from zaitaku.exhibits.charts.profile import profile
from zaitaku.exhibits.charts.profile_rows import rows_of
from zaitaku.exhibits.charts.tartan import HIDDEN, PLAIN, left_out, tartan
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

TOWN = {"99201": "青市", "99202": "赤市"}
RATE = {
    "function": "日常の療養支援・看取り", "spo": "P", "indicator_id": "NP1",
    "indicator_name": "訪問診療を受けた患者数", "short_name": "訪問診療を受けた患者",
    "state": ACTUAL,
    "value": 100.0, "unit": "人/月", "year": 2023, "compared": 12.0,
    "compared_unit": "人/65歳以上千人", "comparable": True, "value_words": "100.0 人/月",
    "compared_words": "12.0 人/65歳以上千人", "reference_words": "10.0", "reference": 10.0,
    "ratio": 120.0, "lowest": 5.0, "lower_quarter": 8.0, "upper_quarter": 13.0, "highest": 15.0,
    "rank": 9, "of": 33, "end": "", "hidden": 0, "range_words": "5.0–15.0", "previous": 90.0,
    "trend": "上昇", "basis": "KDB①", "gap": "一部: 国保・後期だけ", "words": "",
    "lower": 11.0, "upper": 16.0, "judgement": "高い", "unjudged": "", "wanted": "",
    "interval_words": "11.0–16.0 人/65歳以上千人",
}  # fmt: skip
HIDDEN_ROW = RATE | {
    "indicator_id": "MP2", "function": "看取り", "short_name": "看取り数", "state": SUPPRESSED,
    "value": None, "compared": None, "value_words": "秘匿", "compared_words": "", "rank": None,
    "ratio": None, "hidden": 20, "previous": None, "trend": "", "gap": "",
    "lower": None, "upper": None, "judgement": None,
}  # fmt: skip
COUNT = RATE | {
    "indicator_id": "DS3", "function": "退院支援", "spo": "S", "short_name": "連携の施設",
    "value": 3.0, "unit": "施設", "compared": 3.0, "compared_unit": "施設", "comparable": False,
    "value_words": "3 施設", "compared_words": "", "reference": None, "ratio": None,
    "reference_words": "比べられない", "lowest": 1.0, "lower_quarter": 2.0, "upper_quarter": 4.0,
    "highest": 5.0, "range_words": "1–5", "trend": "定義の変更", "gap": "近い: 国保・後期だけ",
    "lower": None, "upper": None, "judgement": None, "unjudged": "比べられないため",
}  # fmt: skip
LACKING = RATE | {"indicator_id": "NS2", "words": "データなし: 取り込むと表示します。", "of": None}


def made(question: Any, *rows: dict[str, Any]) -> Answer:
    names = [column.name for column in question.columns]
    cells = [tuple(row.get(name) for name in names) for row in rows]
    states = [
        tuple(
            ACTUAL if cell is not None else row.get("cell", SUPPRESSED)
            for name, cell in zip(names, line, strict=True)
        )
        for row, line in zip(rows, cells, strict=True)
    ]
    return replace(some(), name=question.name, columns=question.columns, rows=cells, states=states)


OWN = made(PROFILE, RATE, HIDDEN_ROW, COUNT, LACKING)
BESIDE = made(
    AREAS,
    RATE | {"area_code": "99201", "area_name": "青市", "fifth": 4},
    RATE | {"area_code": "99202", "area_name": "赤市", "fifth": 1, "compared": 5.0},
)
GIVEN: Any = (OWN, BESIDE, TOWN, "架空県全体")


def test_rows_go_by_function_and_what_is_lacking_has_none() -> None:
    rows = rows_of(OWN, BESIDE)
    assert [row.code for row in rows] == ["DS3", "NP1", "MP2"]
    assert [row.function for row in rows] == ["退院支援", "日常の療養支援", "看取り"]


def test_a_row_says_value_reference_rank_and_change() -> None:
    count, rate, hidden = rows_of(OWN, BESIDE)
    assert (rate.name, rate.value, rate.compared) == (
        "訪問診療を受けた患者＊", "100.0 人/月", "12.0/千人"
    )  # fmt: skip
    assert (rate.mark, rate.quarters) == (0.5, (0.3, 0.8))
    assert rate.places == {"99201": 0.7, "99202": 0.0}
    assert (rate.rank, rate.trend) == ("9/33", "↑")
    # no tick where it cannot be compared, no arrow over a change of definition
    assert (count.reference, count.mark, count.trend) == ("比べられない", None, "―")
    assert (hidden.value, hidden.places, hidden.rank) == ("秘匿", {}, "― 秘匿20")


def test_a_reference_beside_the_line_has_no_tick_on_it() -> None:
    """In 公表 the small areas are hidden: the prefecture may lie below all that can be seen."""
    below = RATE | {"reference": 4.0, "reference_words": "4.0"}
    alike = RATE | {"lowest": 12.0, "highest": 12.0, "lower_quarter": 12.0, "upper_quarter": 12.0}
    assert [row.mark for row in rows_of(made(PROFILE, below), BESIDE)] == [None]
    assert [row.quarters for row in rows_of(made(PROFILE, alike), BESIDE)] == [None]


def test_the_figure_is_valid_and_whole_on_the_first_screen() -> None:
    many = [RATE | {"indicator_id": f"P{n}"} for n in range(30)]
    for answer in (OWN, made(PROFILE, *many)):
        spec = profile(answer, *GIVEN[1:], title="指標").to_dict()
        assert spec["height"] <= layout.HEIGHT - 60


def test_a_hidden_figure_is_no_dot() -> None:
    spec = profile(*GIVEN, title="指標").to_dict()
    dots = [row for rows in spec["datasets"].values() for row in rows if "who" in row]
    assert {row["row"] for row in dots if row["who"].startswith("青市")} == {"NP1"}
    assert {row["row"] for row in dots if row["who"] == "架空県全体"} == {"NP1", "MP2"}


def test_an_interval_and_its_judgement_lie_on_the_line() -> None:
    """11 to 16 on a line from 5 to 15: what lies beyond is cut, and the dot says 高い in orange."""
    count, rate, hidden = rows_of(OWN, BESIDE)
    assert (rate.interval, rate.judgement) == ((0.6, 1.0), "高い")
    assert (count.interval, count.judgement) == (None, "―")
    assert (hidden.interval, hidden.judgement) == (None, "―")
    assert count.told["judged"] == "しない（比べられないため）"
    spec = profile(*GIVEN, title="指標").to_dict()
    lines = [row for rows in spec["datasets"].values() for row in rows if "ink" in row]
    assert [(line["row"], line["ink"]) for line in lines] == [("NP1", theme.HIGHER)]
    dots = [row for rows in spec["datasets"].values() for row in rows if "who" in row]
    assert {dot["who"] for dot in dots if dot["row"] == "NP1"} == {
        "青市: 高い", "赤市", "架空県全体",
    }  # fmt: skip
    wanted = rows_of(made(PROFILE, RATE | {"wanted": "多いほどよい"}), BESIDE)[0]
    assert wanted.told["judged"] == (
        "高い（95 % 区間 11.0–16.0 人/65歳以上千人、望ましい向き: 多いほどよい）"
    )


def test_slides_have_first_what_can_be_compared() -> None:
    charts = office.charts(profile, *GIVEN, title="指標")
    assert [chart.title for chart in charts] == ["", "", "比べられない数"]
    assert [chart.below for chart in charts] == [False, False, True]
    assert charts[0].categories == ("訪問診療を受けた患者＊ 9/33 高い",)
    assert charts[1].categories == ("看取り数（秘匿）",)
    assert charts[0].series[0].values == (70.0,) and charts[1].series[0].values == (None,)
    table = office.table(profile, *GIVEN, title="指標")
    assert len(table) == 4 and table[1][1:5] == ("連携の施設", "3 施設", "―", "比べられない")


def cells(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    spec = tartan(made(AREAS, *rows), "99201").to_dict()
    return next(v for v in spec["datasets"].values() if v and "kind" in v[0])


def test_a_cell_has_its_judgement_or_its_state() -> None:
    high = RATE | {"area_code": "99201", "area_name": "青市"}
    low = high | {"area_code": "99203", "area_name": "白市", "judgement": "低い"}
    hidden = HIDDEN_ROW | {"indicator_id": "NP1", "area_code": "99202", "area_name": "赤市"}
    count = COUNT | {"area_code": "99201", "area_name": "青市"}
    found = cells(high, hidden, count, low)
    assert [(c["kind"], c["text"]) for c in found] == [
        ("高い", "12"), ("秘匿", "秘"), (PLAIN, "3"), ("低い", "12"),
    ]  # fmt: skip
    assert found[1]["rank"] == "―" and found[0]["figure"] == "12.0 人/65歳以上千人"
    assert found[2]["judged"] == "比べられないため"
    for cell in found:
        fill = {**theme.JUDGED, PLAIN: "#ffffff", "秘匿": HIDDEN}[cell["kind"]]
        assert theme.contrast(cell["ink"], fill) >= 4.5, cell["kind"]


def test_what_stands_out_has_a_corner_without_colour() -> None:
    low = RATE | {"area_code": "99203", "area_name": "白市", "judgement": "低い"}
    spec = tartan(made(AREAS, RATE | {"area_code": "99201", "area_name": "青市"}, low)).to_dict()
    shapes = [layer["mark"]["shape"] for layer in spec["layer"] if layer["mark"].get("shape")]
    assert shapes == ["triangle-up", "triangle-down"]


def test_what_most_areas_cannot_have_is_left_out_and_named() -> None:
    none = COUNT | {"value": None, "compared": None, "cell": NOT_APPLICABLE, "area_name": "圏"}
    rows = [none | {"area_code": f"990{n}"} for n in range(3)]
    shown = RATE | {"area_code": "9901", "area_name": "圏", "fifth": 3}
    assert list(left_out(made(AREAS, *rows, shown))) == ["DS3"]
    assert {c["row"] for c in cells(*rows, shown)} == {"NP1"}
    missing = [row | {"cell": MISSING} for row in rows]
    assert left_out(made(AREAS, *missing)) == {}


def test_the_table_of_the_list_tells_both_ends() -> None:
    high = RATE | {"area_code": "99202", "area_name": "赤市", "fifth": 5, "compared": 15.0,
                   "compared_words": "15.0 人/65歳以上千人"}  # fmt: skip
    own = RATE | {"area_code": "99201", "area_name": "青市", "fifth": 4}
    head, line = office.table(tartan, made(AREAS, high, own), "99201")
    assert head[1] == "青市" and line[1] == "12.0 人/65歳以上千人"
    assert line[2].startswith("青市 12.0") and line[3].startswith("赤市 15.0") and line[4] == "2"
