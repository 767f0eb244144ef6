"""The time that figures are of is read off their answers, never off the sidebar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.areas import areas
from tests.unit.views import view
from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.periods import period
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import chosen, words
from zaitaku.ground.states import ACTUAL

TOWNS = areas(("01100", "甲市", 123.4, 14.2))


def of(*years: int, label: str = "年", unit: str = "", **params: Any) -> Answer:
    """An answer with a row for each year."""
    return replace(
        TOWNS,
        columns=(Column("year", "integer", "key", label, unit),),
        rows=[(year,) for year in years],
        states=[(ACTUAL,)] * len(years),
        params=params,
    )


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([replace(TOWNS, params={"fiscal_year": 2023})], "令和5年度（2023）"),
        ([replace(TOWNS, params={"fiscal_year": y}) for y in (2021, 2023)],
         "令和3年度（2021）–令和5年度（2023）"),
        ([of(2020, 2050)], "2020–2050年"),
        ([of(2026, label="目標年度")], "2026年度"),
        ([of(2025, 2040, fiscal_year=2023)], "令和5年度（2023）、2025–2040年"),
        ([of(2023, label="年度", fiscal_year=2023)], "令和5年度（2023）"),
        ([of(2023, 2050, label="年・年度")], "2023–2050年・年度"),
        ([TOWNS], ""),
    ],
)  # fmt: skip
def test_the_time_is_that_of_the_answers(answers: list[Answer], told: str) -> None:
    assert period(answers) == told


def test_a_list_as_of_a_day_is_of_that_day_and_of_no_fiscal_year() -> None:
    column = Column("as_of_on", "varchar", "key", "現在")
    listed = replace(TOWNS, columns=(column,), rows=[("2024-03-01",)], states=[(ACTUAL,)],
                     params={"fiscal_year": 2023})  # fmt: skip
    assert period([listed]) == "2024-03-01 現在"


CHOICES = (
    ("年度", "令和5年度（2023）"), ("地域の単位", "市町村"), ("注目する地域", "甲市"),
    ("比べる相手", "県全体"), ("率の変わり方", "いまの率のまま"), ("モード", "公表"),
)  # fmt: skip


def shown(exhibit: Exhibit) -> list[str]:
    """Labels of the choices that a file names for the exhibit."""
    link = {"area": ("01100",), "mode": ("public",), "year": ("2023",)}
    made = view(exhibit, choices=CHOICES, link=link)
    return [label for label, _ in chosen.of(made, exhibit)]


def test_only_choices_that_a_figure_rests_on_are_named() -> None:
    projection = of(2020, 2050, area_unit="medical_area")
    assert shown(Exhibit("需要", answer=projection)) == ["率の変わり方"]
    counted = replace(TOWNS, params={"fiscal_year": 2023, "area_unit": "municipality"})
    assert shown(Exhibit("患者", answer=counted)) == ["年度", "地域の単位", "率の変わり方"]
    alone = replace(counted, params=counted.params | {"area_code": ["01100"]})
    assert "注目する地域" in shown(Exhibit("患者", answer=alone))
    every = replace(counted, params=counted.params | {"area_code": ["01100", "01202"]})
    assert "注目する地域" not in shown(Exhibit("患者", answer=every))
    beside = Exhibit("おもな数値", words=(("項目", "甲市", "架空県全体"), ("患者", "1", "2")))
    assert {"注目する地域", "比べる相手"} <= set(shown(beside))


def test_a_projection_is_not_said_to_be_of_the_fiscal_year_of_the_sidebar() -> None:
    projection = replace(of(2020, 2050), source="推計")
    exhibit = Exhibit("需要", answer=projection)
    made = view(exhibit, choices=CHOICES)
    for text in (words.footer(made, exhibit), words.footer(made), words.file_stem(made)):
        assert "令和5年度" not in text and "2023" not in text
    assert "2020–2050年" in words.footer(made, exhibit)


def test_a_figure_of_several_answers_is_of_all_their_years_and_sources() -> None:
    panels = {
        f"{y}": replace(TOWNS, params={"fiscal_year": y}, source=f"表{y}") for y in (2022, 2023)
    }
    exhibit = Exhibit("患者", print, (panels,), {}, panels["2023"])
    assert exhibit.period == "令和4年度（2022）–令和5年度（2023）"
    assert exhibit.sources == ["表2022", "表2023"]
