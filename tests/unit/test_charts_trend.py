"""A figure over the years for up to four areas: lines with names, never a 0 for what is hidden."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.unit import specs
from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.figures import Figure
from zaitaku.exhibits.charts import layout, marks, theme
from zaitaku.exhibits.charts.trend import trend
from zaitaku.exhibits.views import Exhibit
from zaitaku.ground.breaks import Break

COLUMNS = (
    Column("area_code", "varchar", "key", "コード"),
    Column("area_name", "varchar", "key", "名"),
    Column("value", "double", "count", "患者数", "人/月"),
)
JUNE = Break(date(2024, 6, 1), "数え方が変わりました")
ROWS = {
    2022: [("1", "甲市", 10.0, "実数"), ("2", "乙町", None, "秘匿"), ("3", "丙村", 3.0, "実数")],
    2023: [("1", "甲市", 12.0, "実数"), ("2", "乙町", 5.0, "実数"), ("3", "丙村", 3.5, "実数")],
    2025: [("1", "甲市", 11.0, "実数"), ("2", "乙町", 6.0, "実数"), ("3", "丙村", None, "欠測")],
}


def answers(*changes: Break) -> dict[str, Answer]:
    return {
        f"{year}年度": Answer(
            "supply/by_area", "", "", "KDB 集計表①", COLUMNS,
            [row[:3] for row in rows], [("実数", "実数", row[3]) for row in rows],
            (), {"fiscal_year": year}, {}, "b", "public", changes,
        )
        for year, rows in ROWS.items()
    }  # fmt: skip


def whole(value: float) -> Figure:
    return Figure("岩手県全体", value, "実数", COLUMNS[2])


def drawn(spec: dict[str, Any]) -> dict[str, list[float | None]]:
    """Name of each line → its values by year."""
    return {
        rows[0]["name"]: [row["value"] for row in rows]
        for rows in spec["datasets"].values()
        if "when" in rows[0]
    }


def labels(spec: dict[str, Any]) -> list[str]:
    return [rows[0]["text"] for rows in spec["datasets"].values() if set(rows[0]) == {"text"}]


def test_each_area_has_its_line_and_its_name_at_the_end() -> None:
    lines = {"2022年度": whole(20.0), "2023年度": whole(21.0), "2025年度": whole(22.0)}
    spec = trend(answers(), "value", ("2", "1"), references=lines).to_dict()
    assert drawn(spec) == {
        "乙町": [None, 5.0, 6.0],
        "甲市": [10.0, 12.0, 11.0],
        "岩手県全体": [20.0, 21.0, 22.0],
    }
    assert sorted(labels(spec)) == ["乙町 6.0 人/月", "岩手県全体 22.0 人/月", "甲市 11.0 人/月"]
    assert specs.faults(spec) == []


def test_a_name_longer_than_its_place_is_broken_and_never_cut() -> None:
    own = Figure("盛岡（二次医療圏）の 8 市町村を患者数で重みづけた値", 22.0, "実数", COLUMNS[2])
    lines = {"2022年度": own, "2023年度": own, "2025年度": own}
    spec = trend(answers(), "value", ("1",), references=lines).to_dict()
    text = next(text for text in labels(spec) if "盛岡" in text)
    assert text.split("\n") == [
        "盛岡（二次医療圏）の",
        "8 市町村を",
        "患者数で重みづけた値",
        "22.0 人/月",
    ]
    assert all(layout.px(line) < 175 for line in text.split("\n"))


def test_the_word_of_a_last_year_that_is_not_shown_stands_at_the_name() -> None:
    spec = trend(answers(), "value", ("1", "3")).to_dict()
    assert "丙村 データなし" in labels(spec)
    assert 0 not in [value for values in drawn(spec).values() for value in values]


def test_a_line_ends_where_the_count_changes_also_in_office() -> None:
    given = answers(JUNE)
    spec = trend(given, "value", ("1",)).to_dict()
    (rows,) = (rows for rows in spec["datasets"].values() if "segment" in rows[0])
    assert len({row["segment"] for row in rows[:2]}) == 1
    assert rows[2]["segment"] != rows[0]["segment"]
    (chart,) = Exhibit("推移", trend, (given, "value", ("1",))).office_charts()
    assert [one.values for one in chart.series] == [(10.0, 12.0, None), (None, None, 11.0)]


def test_more_areas_than_can_be_told_apart_are_not_drawn() -> None:
    codes = tuple(str(n) for n in range(1, 9))
    assert len(drawn(trend(answers(), "value", codes).to_dict())) <= 4


def test_marks_tell_the_chosen_area_from_those_beside_it() -> None:
    marked = ("1", "2")
    assert marks.chosen(marked) == marks.chosen("1") == "1"
    assert marks.codes(None) == ()
    found = [marks.colour(code, marked, theme.PLAIN) for code in ("1", "2", "3")]
    assert found == [theme.HIGHLIGHT, marks.BESIDE, theme.PLAIN]
    assert marks.is_marked(marked) == 'indexof(["1", "2"], datum.value) >= 0'
