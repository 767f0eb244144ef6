"""Size of institutions and concentration, on numbers a reader can add up."""

from typing import Any

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits.charts import concentration, distribution

COLUMNS = (
    Column("institution_code", "varchar", "key", "医療機関コード"),
    Column("institution_name", "varchar", "key", "医療機関名"),
    Column("patients", "double", "count", "患者数", "人/月"),
)


def answer(*patients: float | None) -> Answer:
    rows = [(f"{i:09d}", f"秘密診療所{i}", value) for i, value in enumerate(patients)]
    states = [("実数", "実数", "実数" if value is not None else "欠測") for value in patients]
    return Answer("q", "", "", "", COLUMNS, rows, states, (), {}, {}, "b", "internal")


def data(chart: Any, column: str) -> list[dict[str, Any]]:
    return next(rows for rows in chart.to_dict()["datasets"].values() if column in rows[0])


@pytest.mark.parametrize(
    ("patients", "expected"),
    [
        (0, "0"),
        (0.1, "1未満"),
        (1, "1–5"),
        (4.9, "1–5"),
        (5, "5–10"),
        (50, "50以上"),
        (999, "50以上"),
    ],
)
def test_size_classes(patients: float, expected: str) -> None:
    assert distribution.class_of(patients) == expected


def test_distribution_counts_institutions_and_patients_of_every_class() -> None:
    chart = distribution.distribution(answer(0.0, 0.5, 1.0, 4.0, 60.0, None))
    assert [row["institutions"] for row in data(chart, "institutions")] == [1, 1, 2, 0, 0, 0, 1]
    assert [row["text"] for row in data(chart, "patients")] == [
        "0.0",
        "0.5",
        "5.0",
        "0.0",
        "0.0",
        "0.0",
        "60.0",
    ]


def test_the_largest_tenth_is_rounded_up() -> None:
    assert concentration.top_tenth(answer(50.0, *[5.0] * 10)) == (2, pytest.approx(55.0))
    assert concentration.top_tenth(answer(3.0)) == (1, 100.0)


def test_institutions_without_patients_are_not_counted() -> None:
    assert concentration.top_tenth(answer(30.0, 70.0, *[0.0] * 50)) == (1, 70.0)
    assert concentration.top_tenth(answer(0.0, None)) is None


def test_the_curve_runs_from_nothing_to_everything() -> None:
    sent = concentration.concentration(answer(10.0, 30.0, 60.0)).to_dict()["datasets"].values()
    (curve,) = (rows for rows in sent if len(rows) == 4)
    assert [(row["institutions"], row["share"]) for row in curve] == [
        (0, 0),
        (33.33, 60),
        (66.67, 90),
        (100, 100),
    ]


def test_one_institution_is_counted_in_ones_and_its_mark_stays_in_the_chart() -> None:
    columns = distribution.distribution(answer(9.7))
    assert [row["text"] for row in data(columns, "institutions")][3] == "1"
    *_, words = concentration.concentration(answer(9.7)).to_dict()["layer"]
    assert words["mark"]["align"] == "right"


def test_names_do_not_reach_the_browser() -> None:
    for chart in (
        distribution.distribution(answer(1.0, 2.0)),
        concentration.concentration(answer(1.0, 2.0)),
    ):
        assert "秘密診療所" not in chart.to_json()
