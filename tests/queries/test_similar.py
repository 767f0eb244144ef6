"""compare/similar: distances by hand, and features that are not known for all."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.tiny import Tiny
from zaitaku.derived import likeness, questions
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import NOT_APPLICABLE

# people of 0-4, 65-69 and 75-79: two old small towns, two young large ones
PEOPLE = {"99201": (600, 200, 200), "99202": (580, 210, 210), "99203": (3_000, 500, 500),
          "99204": (2_900, 450, 450)}  # fmt: skip


def made(folder: Path) -> Tiny:
    tiny = Tiny(folder, [])
    for code, (young, old, oldest) in PEOPLE.items():
        tiny.add("municipality", municipality_code=code, municipality_name=f"{code[-1]}市",
                 insurer_no=f"000{code}", medical_area_code="9901",
                 medical_area_name="圏9901")  # fmt: skip
        for band, people in (("0-4", young), ("65-69", old), ("75-79", oldest)):
            tiny.add("resident_population", year=2023, municipality_code=code, sex="計",
                     age_band=band, population=people)  # fmt: skip
    return tiny


def ask(tiny: Tiny, mode: Mode = "internal", **params: object) -> list[dict[str, object]]:
    answer = questions.run(tiny.build(mode), "compare/similar", params)
    assert questions.breaches(answer, questions.load("compare/similar")) == []
    return [dict(row) for row in answer.records]


@pytest.mark.parametrize("mode", MODES)
def test_the_nearest_by_hand(tmp_path: Path, mode: Mode) -> None:
    rows = ask(made(tmp_path), mode, area_code="99201")
    assert (rows[0]["place"], rows[0]["area_code"], rows[0]["distance"]) == (0, "99201", 0)

    totals = [sum(people) for people in PEOPLE.values()]
    features = [
        totals,
        [(p[1] + p[2]) / t * 100 for p, t in zip(PEOPLE.values(), totals, strict=True)],
        [p[2] / t * 100 for p, t in zip(PEOPLE.values(), totals, strict=True)],
    ]
    squares = dict.fromkeys(PEOPLE, 0.0)
    for values in features:
        mean = sum(values) / 4
        deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / 4)
        for code, value in zip(PEOPLE, values, strict=True):
            squares[code] += ((value - values[0]) / deviation) ** 2
    by_hand = sorted((math.sqrt(square), code) for code, square in squares.items())
    assert [row["area_code"] for row in rows] == [code for _, code in by_hand]
    assert [row["distance"] for row in rows] == pytest.approx([far for far, _ in by_hand])
    assert rows[1]["area_code"] == "99202"


def test_it_is_the_same_there_and_back(tmp_path: Path) -> None:
    tiny = made(tmp_path)
    there = {row["area_code"]: row["distance"] for row in ask(tiny, area_code="99201")}
    back = {row["area_code"]: row["distance"] for row in ask(tiny, area_code="99203")}
    assert there["99203"] == pytest.approx(back["99201"])
    assert len(ask(tiny, area_code="99201", top=1)) == 2


def test_what_is_not_loaded_is_named_and_used_for_no_area(tmp_path: Path) -> None:
    tiny = made(tmp_path)
    answer = questions.run(tiny.build(), "compare/similar", {"area_code": "99201"})
    assert any(
        "認定率、75歳以上人口の伸び（2040年）は、この版にないか" in note for note in answer.notes
    )
    assert {row["certified_pct"] for row in answer.records} == {None}


def test_an_area_without_its_people_takes_no_part(
    tmp_path: Path,
) -> None:
    tiny = made(tmp_path)
    tiny.rows["resident_population"] = [
        row for row in tiny.rows["resident_population"] if row["municipality_code"] != "99204"
    ]
    rows = ask(tiny, area_code="99201")
    assert [row["area_code"] for row in rows] == ["99201", "99202", "99203"]


def test_features_are_told_as_they_were_compared(tmp_path: Path) -> None:
    """Standardised over all areas; what took no part has none."""
    answer = questions.run(
        made(tmp_path).build(), "compare/similar", {"area_code": "99201", "top": 3}
    )
    totals = [sum(people) for people in PEOPLE.values()]
    mean = sum(totals) / 4
    deviation = math.sqrt(sum((total - mean) ** 2 for total in totals) / 4)
    told = {row["area_code"]: row["population_z"] for row in answer.records}
    by_hand = dict(zip(PEOPLE, ((total - mean) / deviation for total in totals), strict=True))
    assert told == pytest.approx(by_hand)
    assert likeness.used(answer) == ["population", "share_65plus_pct", "share_75plus_pct"]
    assert {states["certified_pct_z"] for states in answer.state_records} == {NOT_APPLICABLE}
    # the distance is that of what is told
    first, *others = answer.records
    for row in others:
        squares = ((row[f"{name}_z"] - first[f"{name}_z"]) ** 2 for name in likeness.used(answer))
        assert row["distance"] == pytest.approx(math.sqrt(sum(squares)))


def test_half_of_all_areas_are_like_no_one(tmp_path: Path) -> None:
    tiny = made(tmp_path)
    one, two = (
        questions.run(tiny.build(), "compare/similar", {"area_code": "99201", "top": top})
        for top in (1, 2)
    )
    assert likeness.tells(one, 4) and not likeness.tells(two, 4)
