"""24-hour gaps by hand: a 0 is told only where it is known, and hidden 往診 stay hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.queries import three_towns
from tests.queries.three_towns import notify
from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ask.answer import Answer
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED
from zaitaku.sentences import capacity as sentences

SUPPORT, STATIONS = "在支診・在支病", "24時間対応の訪問看護"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return three_towns.tiny_in(tmp_path)


def station(tiny: Tiny, town: str, round_the_clock: bool | None) -> None:
    where = {"latitude": 37.0, "longitude": 140.0}
    given = {"station_name": f"架空{town}", "round_the_clock": round_the_clock, **where}
    tiny.add("home_nursing_station", municipality_code=town, **given)


def gaps(tiny: Tiny, mode: Mode = "internal", **params: Any) -> Answer:
    return queries.run(tiny.build(mode), "capacity/gaps", params)


@pytest.mark.parametrize("mode", MODES)
def test_what_is_lacking_is_told_by_kind(tiny: Tiny, mode: Mode) -> None:
    notify(tiny, "1", "07201", "支援診２")
    notify(tiny, "2", "07204", "支援病１")
    station(tiny, "07201", True)
    station(tiny, "07204", False)
    found = gaps(tiny, mode)
    assert [
        (r["support"], r["strong_support"], r["stations"], r["round_the_clock_stations"])
        for r in found.records
    ] == [(1, 1, 1, 1), (1, 1, 1, 0), (0, 0, 0, 0)]
    assert [r["lacking"] for r in found.records] == ["", STATIONS, f"{SUPPORT}、{STATIONS}"]
    assert {r["unknown"] for r in found.records} == {""}
    assert sentences.gaps(found, "市町村") == (
        "3 市町村のうち、在支診・在支病がないのは 1（Ｃ町）。24時間対応の訪問看護がないのは "
        "2（Ｂ市、Ｃ町）。どちらもないのは 1（Ｃ町）。"
    )


def test_what_is_not_known_is_never_lacking(tiny: Tiny) -> None:
    """No list of notifications; one station that does not say whether it answers at night."""
    station(tiny, "07201", None)
    found = gaps(tiny)
    assert [r["unknown"] for r in found.records] == [f"{SUPPORT}、{STATIONS}", SUPPORT, SUPPORT]
    assert [r["lacking"] for r in found.records] == ["", STATIONS, STATIONS]
    assert {states["support"] for states in found.state_records} == {MISSING}
    assert sentences.gaps(found, "市町村") == (
        "3 市町村のうち、24時間対応の訪問看護がないのは 2（Ｂ市、Ｃ町）、データがなく分からない"
        "のは 1。在支診・在支病はデータがなく、あるか分からない。"
    )


def test_an_institution_that_stands_nowhere_makes_a_zero_unknown(tiny: Tiny) -> None:
    notify(tiny, "1", "07201", "支援診３")
    notify(tiny, "2", None, "支援診３")
    found = gaps(tiny)
    assert [r["support"] for r in found.records] == [1, None, None]
    assert [SUPPORT in r["unknown"] for r in found.records] == [False, True, True]
    assert [SUPPORT in r["lacking"] for r in found.records] == [False, False, False]
    group = "在宅療養支援診療所・病院"
    counted = queries.run(tiny.build(), "standards/by_area", {"standard_group": [group]})
    assert sentences.notified(counted, group, "市町村") == (
        "在宅療養支援診療所・病院の届出は 1 施設。あるか分からない市町村は 2（Ｂ市、Ｃ町）、"
        "10 施設以上は 0。"
    )
    assert sentences.unplaced(counted, "市町村").startswith(
        "ほかに、住所から市区町村が分からない 1 施設"
    )
    other = queries.run(tiny.build(), "standards/by_area", {"standard_group": ["在宅療養支援病院"]})
    assert "ない市町村は 3（Ａ市、Ｂ市、Ｃ町）、10 施設以上は 0。" in sentences.notified(
        other, "在宅療養支援病院", "市町村"
    )
    assert sentences.unplaced(other, "市町村") == ""


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("internal", [(50.0, ACTUAL), (40.0, ACTUAL), (3.0, ACTUAL)]),
        ("public", [(50.0, ACTUAL), (None, SUPPRESSED), (None, SUPPRESSED)]),
    ],
)
def test_home_visits_are_those_of_the_release(
    tiny: Tiny, mode: Mode, expected: list[tuple[float | None, str]]
) -> None:
    """3 of Ｃ町 are hidden, and 40 of Ｂ市 with them: the 二次医療圏 is the sum of both."""
    station(tiny, "07201", True)
    for town, patients in (("07201", 50.0), ("07204", 40.0), ("07209", 3.0)):
        tiny.supply(town, "往診料", patients=patients)
    found = gaps(tiny, mode)
    assert [
        (r["home_visits"], s["home_visits"])
        for r, s in zip(found.records, found.state_records, strict=True)
    ] == expected
    assert {r["visits_year"] for r in found.records} == {2025}


def test_zones_are_counted_as_zones(tiny: Tiny) -> None:
    notify(tiny, "1", "07209", "支援診３")
    station(tiny, "07201", True)
    found = gaps(tiny, area_unit="zone")
    assert [(r["area_name"], r["support"], r["stations"]) for r in found.records] == [
        ("北", 0, 1),
        ("浜", 1, 0),
    ]
