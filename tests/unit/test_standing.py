"""The choices of the bar on top, by a link and without a screen: what stays, what is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from zaitaku.ask.area import Areas
from zaitaku.compose import standing
from zaitaku.compose.choices import Choices
from zaitaku.compose.sheet import Sheet, Tone
from zaitaku.ground import kana

# a town, where it lies, and a town that neither list begins with
TOWN, MEDICAL_AREA, ZONE = "99304", "9901", "雛形平野"


class Noting(Sheet):
    """A sheet that remembers what the reader was told, and by which words options are found."""

    def __init__(self, data: Path, **link: str | list[str]) -> None:
        given = {key: [v] if isinstance(v, str) else v for key, v in link.items()}
        super().__init__("supply", Choices(given), data)
        self.told: list[str] = []
        self.found_by: dict[str, Mapping[str, str]] = {}
        standing.choose(self)

    def tell(self, text: str, tone: Tone = "info") -> None:
        self.told.append(text)

    def choice(self, key: str, *given: Any, **how: Any) -> str:
        self.found_by[key] = how.get("found_by") or {}
        return super().choice(key, *given, **how)

    @property
    def stands(self) -> dict[str, str]:
        """What the next look begins with, when one of these is changed."""
        return {key: self.choices.code(key) for key in ("unit", "zones", "area", "town")}


# --- the place stays ---


@pytest.mark.parametrize(("unit", "area"), [("medical_area", MEDICAL_AREA), ("zone", ZONE)])
def test_another_unit_keeps_the_place_and_leads_back(
    sample_build_dir: Path, unit: str, area: str
) -> None:
    town = Noting(sample_build_dir, area=TOWN)
    wide = Noting(sample_build_dir, **town.stands | {"unit": unit})
    assert (wide.area.code, wide.stands["town"], wide.told) == (area, TOWN, [])
    back = Noting(sample_build_dir, **wide.stands | {"unit": "municipality"})
    assert (back.area.code, back.told) == (TOWN, [])


def test_from_one_larger_unit_to_another_the_town_decides(sample_build_dir: Path) -> None:
    """The 二次医療圏 lies in two 圏域."""
    wide = Noting(sample_build_dir, unit="medical_area", area=MEDICAL_AREA, town=TOWN)
    other = Noting(sample_build_dir, **wide.stands | {"unit": "zone"})
    assert (other.area.code, other.stands["town"]) == (ZONE, TOWN)


def test_a_larger_area_without_a_town_leads_to_one_of_its_towns(sample_build_dir: Path) -> None:
    wide = Noting(sample_build_dir, unit="zone", area=ZONE)
    back = Noting(sample_build_dir, **wide.stands | {"unit": "municipality"})
    towns = wide.together(f"zone:{ZONE}")
    assert back.area.code == towns[0]
    # the town that one came from counts only where it lies there
    elsewhere = {"unit": "municipality", "area": ZONE, "town": "99201"}
    assert Noting(sample_build_dir, **elsewhere).area.code == towns[0]


def test_a_link_of_a_town_and_a_larger_unit_opens_where_the_town_lies(
    sample_build_dir: Path,
) -> None:
    found = Noting(sample_build_dir, unit="medical_area", area=TOWN)
    assert (found.area.code, found.told) == (MEDICAL_AREA, [])
    back = Noting(sample_build_dir, **found.stands | {"unit": "municipality"})
    assert back.area.code == TOWN


def test_the_town_is_in_no_link_of_a_view(sample_build_dir: Path) -> None:
    """It only leads back: two links that show the same are one view."""
    link = {"unit": "medical_area", "area": MEDICAL_AREA}
    assert "town" not in Noting(sample_build_dir, **link, town=TOWN).choices.everything()


# --- what is not there is told ---


@pytest.mark.parametrize(
    ("link", "named", "shown"),
    [
        ({"area": "03201"}, "地域（03201）", "架空市"),
        ({"unit": "medical_area", "area": "0301"}, "地域（0301）", "架空"),
        ({"year": "1999"}, "年度（1999）", "令和5年度（2023）"),
        ({"unit": "planet"}, "地域の単位（planet）", "市町村"),
        ({"unit": "zone", "zones": "旧圏域"}, "圏域の種類（旧圏域）", "在宅医療圏"),
        ({"year": ["2022", "2023"]}, "年度（2022、2023）", "令和5年度（2023）"),
        ({"area": ["99201", "99202"]}, "地域（99201、99202）", "架空市"),
        (
            {"area": "[*x*](http://example.jp)"},
            "地域（\\[\\*x\\*\\]\\(http\\:\u2060//example",
            "架空市",
        ),
    ],
)
def test_what_a_link_asks_for_and_the_build_lacks_is_told(
    sample_build_dir: Path, link: dict[str, Any], named: str, shown: str
) -> None:
    (told,) = Noting(sample_build_dir, **link).told
    assert told.startswith(f"リンクの{named}")
    assert f"{shown}を表示しています" in told


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"area": TOWN, "year": "2022"},
        {"unit": "zone", "area": ZONE, "zones": "在宅医療圏"},
        {"area": TOWN, "zones": "旧圏域"},  # no figure follows it
    ],
)
def test_what_is_there_is_not_told(sample_build_dir: Path, link: dict[str, str]) -> None:
    assert Noting(sample_build_dir, **link).told == []


# --- the prefecture is an area too ---

WHOLE = "99"


def test_the_prefecture_is_the_first_of_the_list_and_stays_over_a_change_of_unit(
    sample_build_dir: Path,
) -> None:
    at_first = Noting(sample_build_dir)
    assert next(iter(at_first.found_by["area"])) == WHOLE
    assert at_first.area.unit == "municipality"  # what opens without a choice is one of the unit
    whole = Noting(sample_build_dir, area=WHOLE)
    assert (whole.area.unit, whole.area.name, whole.told) == ("prefecture", "架空県", [])
    for unit in ("medical_area", "zone"):
        wide = Noting(sample_build_dir, **whole.stands | {"unit": unit})
        assert (wide.area, wide.told) == (whole.area, [])
    # a town chosen then leads to where it lies, as before
    assert Noting(sample_build_dir, unit="zone", area=WHOLE, town=TOWN).stands["town"] == TOWN


def test_a_prefecture_is_found_by_its_reading() -> None:
    assert kana.search_words("03", kana.of_prefecture("03")) == "いわてけん iwateken 03"
    assert kana.of_prefecture("47") == "おきなわけん"
    assert kana.of_prefecture("99") == kana.of_prefecture("") == kana.of_prefecture("00") == ""


def test_the_prefecture_is_not_compared_with_itself(sample_build_dir: Path) -> None:
    whole = Noting(sample_build_dir, area=WHOLE, vs="medical_area")
    assert whole.compared is None
    assert whole.against("patients/by_area", "patients_per_1000_65plus") is None
    other = Noting(sample_build_dir, area=WHOLE, vs="other", vs_area=TOWN)
    assert other.compared is not None and other.compared.code == TOWN
    # what grows with the borders of an area is compared with none that lies in it
    assert other.against("flows/summary", "self_sufficiency_pct") is None
    town = Noting(sample_build_dir, area=TOWN)
    assert town.compared == town.prefecture
    assert Noting(sample_build_dir, area=TOWN, vs="other", vs_area=TOWN).compared is None
    first = Noting(sample_build_dir, area="99201", vs="other").compared
    assert first is not None and first.code == "99202"


def test_an_answer_by_areas_is_asked_once_more_for_the_prefecture(sample_build_dir: Path) -> None:
    whole, town = (Noting(sample_build_dir, area=area) for area in (WHOLE, TOWN))
    by_area = whole.ask("patients/by_area", fiscal_year=2022)
    (row,) = whole.here(by_area).records
    assert (row["area_code"], row["area_name"]) == (WHOLE, "架空県")
    assert whole.here(by_area).params["fiscal_year"] == 2022
    assert town.here(by_area) is by_area


# --- areas: found by their reading, set beside ---


def test_areas_are_found_by_reading_roman_letters_and_code(sample_build_dir: Path) -> None:
    found = Noting(sample_build_dir).found_by["area"]
    assert found["99210"].split() == ["かけのし", "kakenoshi", "99210"]
    assert all(code in words for code, words in found.items())
    # a 二次医療圏 has no reading, but a code
    assert Noting(sample_build_dir, unit="medical_area").found_by["area"]["9901"] == "9901"


@pytest.mark.parametrize(
    ("group", "towns"),
    [
        (f"medical_area:{MEDICAL_AREA}", {"99201", "99301", "99302", "99303"}),
        (f"zone:{ZONE}", {"99202", "99322", "99323"}),
    ],
)
def test_all_towns_of_a_larger_area_are_set_beside_but_the_chosen_one(
    sample_build_dir: Path, group: str, towns: set[str]
) -> None:
    assert set(Noting(sample_build_dir, area=TOWN, beside=group).beside) == towns


def test_the_areas_most_alike_are_set_beside_at_once(sample_build_dir: Path) -> None:
    found = Noting(sample_build_dir, area=TOWN, beside=["alike"])
    answer = found.ask("compare/similar", fiscal_year=None, area_code=TOWN, top=3)
    assert set(found.beside) == {row["area_code"] for row in answer.records} - {TOWN}
    assert len(found.beside) == 3
    whole = Noting(sample_build_dir, area=found.prefecture.code, beside=["alike"])
    assert whole.beside == {}


def test_towns_set_beside_are_counted_once_and_unknown_ones_left_out(
    sample_build_dir: Path,
) -> None:
    asked = [f"medical_area:{MEDICAL_AREA}", "99301", "99202", "medical_area:0301", "03201"]
    found = Noting(sample_build_dir, area=TOWN, beside=asked)
    assert list(found.beside) == ["99201", "99202", "99301", "99302", "99303"]
    assert found.marked == (TOWN, *found.beside)


# --- areas like one's own ---


def test_similar_municipalities_are_one_reference_of_their_sums(sample_build_dir: Path) -> None:
    town = Noting(sample_build_dir, area=TOWN, vs="similar", mode="internal")
    other = town.compared
    assert isinstance(other, Areas) and len(other.codes) == 5 and TOWN not in other.codes
    assert (other.name, town.told) == ("似た5市町村", [])
    by_code = {row["area_code"]: row for row in town.ask("patients/by_area").records}
    sums = [
        sum(by_code[code][name] for code in other.codes)
        for name in ("patients", "population_65plus")
    ]
    found = town.against("patients/by_area", "patients_per_1000_65plus")
    assert found is not None and found.value == pytest.approx(sums[0] / sums[1] * 1000)
    assert found.area == "似た5市町村"
    # those of larger units, and the prefecture, have none
    for link in ({"area": WHOLE}, {"unit": "medical_area", "area": MEDICAL_AREA}):
        wide = Noting(sample_build_dir, vs="similar", **link)
        assert wide.reference == wide.prefecture


def test_what_does_not_add_up_has_no_reference_of_several(sample_build_dir: Path) -> None:
    town = Noting(sample_build_dir, area=TOWN, vs="similar", mode="internal")
    assert town.against("supply/by_area", "institutions", item=["在宅患者訪問診療料"]) is None


def test_files_name_the_areas_that_are_alike(sample_build_dir: Path) -> None:
    town = Noting(sample_build_dir, area=TOWN, vs="similar")
    names = [town.areas[code] for code in town.reference.codes]  # type: ignore[union-attr]
    assert dict(town.view().choices)["比べる相手"] == f"似た5市町村：{'・'.join(names)}"
