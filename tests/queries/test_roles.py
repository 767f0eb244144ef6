"""Roles of organisations by zone, and who answers round the clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.queries import three_towns
from tests.queries.three_towns import TOWNS, ask, notify
from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.sentences import roles as sentences


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return three_towns.tiny_in(tmp_path)


@pytest.fixture
def notified(tiny: Tiny) -> Tiny:
    return three_towns.notified(tiny)


def appoint(tiny: Tiny, name: str, town: str, role: str, **more: Any) -> None:
    row = {"functions": "", "round_the_clock": None, "zone_scheme": None, "zone_code": None, **more}
    tiny.add("roles", organisation_name=name, municipality_code=town, role=role, **row)


def test_coverage_counts_who_stands_in_the_zone(tiny: Tiny) -> None:
    four = "退院支援・日常の療養支援・急変時の対応・看取り"
    clinic = {"functions": four, "round_the_clock": True}
    appoint(tiny, "甲", "07204", "積極的役割医療機関", **clinic)
    appoint(tiny, "甲", "07209", "積極的役割医療機関", **clinic)  # at work in two towns: once
    appoint(
        tiny, "乙", "07204", "拠点", functions="退院支援", zone_scheme="在宅医療圏", zone_code="北"
    )
    rows = ask(tiny, "roles/coverage")
    assert rows == [
        ("北", "北", "どちらもない", 0, 0, 1, 0, 0, "", four, None, None),
        ("浜", "浜", "充足", 1, 1, 0, 1, 4, four, "", None, None),
    ]


def test_coverage_without_a_table_cannot_be_judged(notified: Tiny) -> None:
    rows = ask(notified, "roles/coverage")
    assert [(row[2], row[3], row[10], row[11]) for row in rows] == [
        ("判定できない", None, 2, 0),
        ("判定できない", None, None, 1),  # one 診療所 is placed nowhere
    ]


def test_round_the_clock_counts_both_tables_and_an_organisation_of_both_once(tiny: Tiny) -> None:
    """北: 甲 in both tables (written in two ways), 乙 of the roles, 丙 of the list: 3, not 4.

    丁 says no, 戊 nothing. In 浜 the list says no of 己, the roles say yes: it does.
    """
    for name, town, answer in (
        ("甲訪問看護ST", "07201", True),
        ("乙医院", "07201", True),
        ("己訪問看護", "07204", True),
    ):
        appoint(tiny, name, town, "積極的役割医療機関", round_the_clock=answer)
    for name, town, answer in (
        ("甲 訪問看護・ＳＴ", "07201", True),
        ("丙訪問看護", "07201", True),
        ("丁訪問看護", "07201", False),
        ("戊訪問看護", "07201", None),
        ("己訪問看護", "07204", False),
    ):
        tiny.add(
            "home_nursing_station",
            municipality_code=town,
            station_name=name,
            round_the_clock=answer,
        )
    answer = queries.run(tiny.build(), "roles/coverage")
    counts = {row["area_code"]: row["round_the_clock"] for row in answer.records}
    assert counts == {"北": 3, "浜": 1}
    assert "同じ市町村で名前が同じもの" in " ".join(answer.notes)
    listed = ask(tiny, "roles/round_the_clock")
    both = [row for row in listed if "・" in row[-1]]
    assert {row[0] for row in both} == {"甲訪問看護ST", "己訪問看護"}


def test_round_the_clock_is_not_known_where_nobody_says(tiny: Tiny, tmp_path: Path) -> None:
    appoint(tiny, "甲", "07201", "拠点")
    assert [row[6] for row in ask(tiny, "roles/coverage")] == [None, None]
    other = Tiny(tmp_path / "other", TOWNS, fiscal_year=2025)
    appoint(other, "甲", "07201", "拠点")
    appoint(other, "乙", "07204", "拠点", round_the_clock=False)
    named = queries.run(other.build(), "roles/coverage").records
    assert {row["area_code"]: row["round_the_clock"] for row in named} == {"北": None, "浜": 0}


def test_kinds_come_from_the_lists_and_what_is_in_none_is_not_guessed(tiny: Tiny) -> None:
    """架空1 is a 診療所, 架空2 a 薬局, 丙 a station (written in two ways), 丁 in no list; the
    one of another town that is called 架空1 too is not the same."""
    notify(tiny, "1", "07201", "支援診３")
    notify(tiny, "2", "07201", "訪薬", division="薬局")
    place = {"latitude": 37.0, "longitude": 140.0, "round_the_clock": None}
    tiny.add("home_nursing_station", municipality_code="07204", station_name="丙 ＳＴ", **place)
    active = "積極的役割医療機関"
    for name, town, role in (
        ("架空1", "07201", active),
        ("架空2", "07201", active),
        ("丙ST", "07204", active),
        ("架空1", "07209", "拠点"),
    ):
        code = "9" if role == "拠点" else None
        appoint(tiny, name, town, role, organisation_code=code)
    appoint(tiny, "丁", "07204", "拠点", organisation_code=None)
    answer = queries.run(tiny.build(), "roles/kinds", {"area_unit": "prefecture"})
    assert [tuple(row.values())[2:] for row in answer.records] == [
        (active, "診療所", "医療機関", 1),
        (active, "薬局", "医療機関でない", 1),
        (active, "訪問看護", "医療機関でない", 1),
        ("拠点", "分からない", "分からない", 2),
    ]
    assert sentences.kinds(answer) == (
        "積極的役割医療機関は 3（診療所 1、薬局 1、訪問看護 1）。医療機関でないもの 2。"
        "拠点は 2（分からない 2）。医療機関か分からないもの 2。"
    )
    assert [row[0] for row in ask(tiny, "roles/kinds")] == ["北", "北", "浜", "浜"]
