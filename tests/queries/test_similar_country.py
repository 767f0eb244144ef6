"""compare/similar_country: the municipalities of the country by people and ages alone."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.tiny import Tiny
from tests.unit.published import DATA, needs_data
from zaitaku.ask import warehouse
from zaitaku.ask.answer import Answer
from zaitaku.build import importing
from zaitaku.derived import likeness_country, questions
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.settings import MODES, Mode

# people of 0-4, 65-69, 75-79 and 85-89
PEOPLE = {
    ("99201", "架空県", "Ａ市"): (600, 200, 150, 50),
    ("99301", "架空県", "Ｂ町"): (3_000, 500, 300, 200),
    ("01202", "北海道", "Ｃ市"): (610, 195, 150, 52),
    ("13101", "東京都", "Ｄ区"): (90_000, 9_000, 6_000, 3_000),
}
# of a city already counted, of towns together, and where nobody lives
LEFT_OUT = {
    ("01101", "北海道", "Ｃ市Ｅ区"): (600, 200, 150, 50),
    ("01300", "北海道", "Ｆ郡"): (600, 200, 150, 50),
    ("01695", "北海道", "Ｇ村"): (0, 0, 0, 0),
}


def made(folder: Path, people: dict[tuple[str, str, str], tuple[int, ...]]) -> Tiny:
    tiny = Tiny(folder, [])
    for (code, prefecture, name), counts in people.items():
        if code.startswith("99"):
            tiny.add("municipality", municipality_code=code, municipality_name=name,
                     insurer_no=f"000{code}", medical_area_code="9901",
                     medical_area_name="圏9901")  # fmt: skip
        tiny.add("population_place", year=2023, municipality_code=code,
                 prefecture_name=prefecture, municipality_name=name)  # fmt: skip
        for band, count in zip(("0-4", "65-69", "75-79", "85-89"), counts, strict=True):
            tiny.add("resident_population", year=2023, municipality_code=code, sex="計",
                     age_band=band, population=count)  # fmt: skip
    return tiny


def ask(tiny: Tiny, mode: Mode = "internal", **params: object) -> Answer:
    answer = questions.run(tiny.build(mode), "compare/similar_country", params)
    assert questions.breaches(answer, questions.load("compare/similar_country")) == []
    return answer


@pytest.mark.parametrize("mode", MODES)
def test_the_nearest_of_the_country_by_hand(tmp_path: Path, mode: Mode) -> None:
    answer = ask(made(tmp_path, PEOPLE | LEFT_OUT), mode, area_code="99201")
    rows = answer.records
    features = [
        [math.log(sum(p)) for p in PEOPLE.values()],
        *([sum(p[at:]) / sum(p) for p in PEOPLE.values()] for at in (1, 2, 3)),
    ]
    squares = [0.0] * len(PEOPLE)
    for values in features:
        mean = sum(values) / 4
        deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / 4)
        for at, value in enumerate(values):
            squares[at] += ((value - values[0]) / deviation) ** 2
    by_hand = sorted((math.sqrt(s), key[0]) for s, key in zip(squares, PEOPLE, strict=True))
    assert [row["area_code"] for row in rows] == [code for _, code in by_hand]
    assert [row["distance"] for row in rows] == pytest.approx([far for far, _ in by_hand])
    nearest = rows[1]
    assert (nearest["prefecture_name"], nearest["area_name"]) == ("北海道", "Ｃ市")
    assert (nearest["population"], nearest["population_year"]) == (1007, 2023)
    assert nearest["share_75plus_pct"] == pytest.approx(202 / 1007 * 100)
    assert likeness_country.CANNOT_COMPARE in answer.notes


def test_nobody_is_like_anyone_without_the_country(tmp_path: Path) -> None:
    """A table of one prefecture, or a band that is not known: no row, and no half-known town."""
    own = {key: people for key, people in PEOPLE.items() if key[0].startswith("99")}
    assert len(ask(made(tmp_path / "own", own))) == 0
    tiny = made(tmp_path / "gap", PEOPLE)
    for row in tiny.rows["resident_population"]:
        if row["municipality_code"] == "01202" and row["age_band"] == "75-79":
            row["population"], row["population_status"] = None, "秘匿"
    assert [row["area_code"] for row in ask(tiny).records] == ["99201", "99301", "13101"]


@pytest.mark.thorough
@needs_data
def test_the_published_table_has_every_municipality_of_the_country(tmp_path: Path) -> None:
    master = DATA.parent / "examples" / "iwate" / "市区町村マスタ.csv"
    files = [master, DATA / "population" / "juki_age_muni_2025.xlsx"]
    result = importing.run(files, tmp_path / "data", Policy())
    assert result.exit_code == 0, [str(p) for one in result.files for p in one.problems]
    build = warehouse.open_build(tmp_path / "data", "public")
    country = questions.run(build, "population/country").records
    assert len(country) == 1741  # 1,718 市町村 and the 23 区 of 東京都
    assert {row["population_year"] for row in country} == {2024}
    assert len({row["prefecture_name"] for row in country}) == 47
    found = questions.run(build, "compare/similar_country", {"area_code": "03201", "top": 1740})
    assert len(found) == 1741 and found.records[0]["area_name"] == "盛岡市"
