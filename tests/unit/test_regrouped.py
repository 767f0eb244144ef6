"""Several areas as one: counts added up by hand, rates from the sums, hidden parts never."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.area import Areas
from zaitaku.ask.regrouped import adds_up, regrouped
from zaitaku.derived import questions
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

RATE = "patients / people * 1000"
COLUMNS = (
    Column("area_code", "varchar", "key", "地域コード"),
    Column("area_name", "varchar", "key", "地域名"),
    Column("zone_name", "varchar", "key", "圏域"),
    Column("patients", "double", "count", "患者数", "人/月"),
    Column("institutions", "bigint", "count", "医療機関数", "施設"),
    Column("people", "bigint", "public", "65歳以上人口", "人"),
    Column("population_year", "integer", "public", "人口の年度", "年"),
    Column("rate", "double", "from", "千人当たり", "人/千人", "", ("patients", "people"), RATE),
    Column("largest_pct", "double", "from", "最大の割合", "%", "", ("patients",)),
)
TWO = Areas("municipality", "", ("01", "02"), "似た2市町村")


def of(*rows: tuple[Any, ...], columns: tuple[Column, ...] = COLUMNS) -> Answer:
    """A row's numbers; None is hidden, and then so is what is made of it."""
    states = [tuple(ACTUAL if value is not None else SUPPRESSED for value in row) for row in rows]
    return Answer("q", "", "", "", columns, list(rows), states, (), {}, {}, "b", "internal")


def town(code: str, patients: float | None, people: int, zone: str = "東") -> tuple[Any, ...]:
    rate = None if patients is None else patients / people * 1000
    return (code, f"{code}町", zone, patients, 3, people, 2023, rate, 50.0)


# 100 of 1,000 and 10 of 9,000 people: 11 in a thousand, where the mean of the rates is 50.6
TOWNS = of(town("01", 100.0, 1000), town("02", 10.0, 9000), town("03", 5.0, 500))


def test_a_rate_is_that_of_the_sums_and_no_mean_of_rates() -> None:
    found = regrouped(TOWNS, TWO)
    row, states = found.records[0], found.state_records[0]
    assert len(found) == 1
    assert (row["area_code"], row["area_name"]) == ("", "似た2市町村")
    assert (row["patients"], row["people"]) == (110.0, 10_000)
    assert row["rate"] == pytest.approx(11.0)
    assert {states[name] for name in ("patients", "people", "rate")} == {ACTUAL}
    assert (row["zone_name"], row["population_year"]) == ("東", 2023)
    assert found.key != TOWNS.key


def test_what_is_counted_in_several_areas_is_not_added_up() -> None:
    found = regrouped(TOWNS, TWO)
    assert [found.records[0][name] for name in ("institutions", "largest_pct")] == [None, None]
    assert found.state_records[0]["institutions"] == NOT_APPLICABLE
    assert not adds_up(TOWNS, "institutions") and not adds_up(TOWNS, "largest_pct")
    assert adds_up(TOWNS, "rate") and adds_up(TOWNS, "patients")


def test_one_hidden_part_hides_the_sum_and_the_rate() -> None:
    found = regrouped(of(town("01", 100.0, 1000), town("02", None, 9000)), TWO)
    row, states = found.records[0], found.state_records[0]
    assert (row["patients"], row["rate"]) == (None, None)
    assert (states["patients"], states["rate"]) == (SUPPRESSED, SUPPRESSED)
    assert row["people"] == 10_000


def test_an_area_without_a_row_leaves_all_unknown() -> None:
    found = regrouped(of(town("01", 100.0, 1000), town("03", 5.0, 500)), TWO)
    assert found.state_records[0]["patients"] == MISSING
    assert found.records[0]["people"] is None


def test_what_they_differ_in_is_left_blank() -> None:
    found = regrouped(of(town("01", 1.0, 10), town("02", 1.0, 10, "西")), TWO)
    assert found.records[0]["zone_name"] == ""


def test_a_rate_that_is_made_otherwise_than_declared_is_not_made_again() -> None:
    rows = [list(row) for row in TOWNS.rows]
    rows[0][7] = 12.0  # by parts, say
    found = regrouped(replace(TOWNS, rows=[tuple(row) for row in rows]), TWO)
    assert (found.records[0]["rate"], found.state_records[0]["rate"]) == (None, NOT_APPLICABLE)
    assert found.records[0]["patients"] == 110.0


def test_nobody_at_all_has_no_rate() -> None:
    nobody = of(("01", "", "東", 0.0, 0, 0, 2023, None, None), ("02", "", "東", 0.0, 0, 0, 2023,
                None, None))  # fmt: skip
    states = [tuple(NOT_APPLICABLE if v is None else ACTUAL for v in row) for row in nobody.rows]
    found = regrouped(replace(nobody, states=states), TWO)
    assert found.state_records[0]["rate"] == NOT_APPLICABLE
    assert found.records[0]["patients"] == 0


def test_rows_of_one_category_stand_together() -> None:
    columns = (*COLUMNS[:2], Column("need", "varchar", "key", "区分"), COLUMNS[3])
    parts = of(("01", "", "軽", 1.0), ("01", "", "重", 2.0), ("02", "", "軽", 4.0),
               ("02", "", "重", None), ("03", "", "軽", 9.0), columns=columns)  # fmt: skip
    found = regrouped(parts, TWO)
    told = [(r["need"], r["patients"], s["patients"])
            for r, s in zip(found.records, found.state_records, strict=True)]  # fmt: skip
    assert told == [("軽", 5.0, ACTUAL), ("重", None, SUPPRESSED)]
    # a category that one of them lacks is not known of both
    lacking = regrouped(of(*[row for row in parts.rows if row[:3] != ("02", "", "軽")],
                           columns=columns), TWO)  # fmt: skip
    assert lacking.state_records[0]["patients"] == MISSING


@pytest.mark.parametrize("name", questions.names())
def test_every_declared_formula_can_be_read(name: str) -> None:
    question = questions.load(name)
    empty = Answer(name, "", "", "", question.columns, [], [], (), {}, {}, "b", "internal")
    for column in question.columns:
        if column.formula:
            assert adds_up(empty, column.name) in (True, False)
