"""認定者 by area: an insurer of several towns counts where they all are, and is never split."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.queries import three_towns
from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, SUPPRESSED

FIRST = "第1号被保険者"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """07204 is an insurer; 07209 and 07301 are one together."""
    return three_towns.tiny_in(tmp_path)


def insurer(tiny: Tiny, name: str, code: str, certified: Any, insured: float | None = None) -> None:
    prefecture = "全国" if name == "全国" else "福島県"
    value, status = certified if isinstance(certified, tuple) else (certified, ACTUAL)
    place = {
        "fiscal_year": tiny.year,
        "prefecture_name": prefecture,
        "insurer_name": name,
        "municipality_code": code,
    }
    tiny.add(
        "certified",
        **place,
        people=FIRST,
        care_level="計",
        certified=value,
        certified_status=status,
    )
    if insured is not None:
        tiny.add("care_insured", **place, age_band="計", insured=insured, insured_status=ACTUAL)


def rows(tiny: Tiny, area_unit: str, mode: Mode = "internal") -> list[tuple[Any, ...]]:
    answer = queries.run(tiny.build(mode), "certified/by_area", {"area_unit": area_unit})
    return [
        (r["area_name"], r["certified"], s["certified"], r["certified_pct"])
        for r, s in zip(answer.records, answer.state_records, strict=True)
    ]


def union_of(tiny: Tiny, name: str, *codes: str) -> None:
    for code in codes:
        tiny.add("care_union_member", union_name=name, municipality_code=code)


@pytest.mark.parametrize("mode", MODES)
def test_a_union_counts_where_all_its_towns_are(tiny: Tiny, mode: Mode) -> None:
    insurer(tiny, "Ａ市", "07201", 20.0, 100.0)
    insurer(tiny, "浜 広域連合", "", 30.0, 120.0)
    union_of(tiny, "浜広域連合", "07204", "07209")
    missing = [(name, None, "欠測", None) for name in ("Ｂ市", "Ｃ町")]
    assert rows(tiny, "municipality", mode) == [("Ａ市", 20, ACTUAL, 20), *missing]
    assert rows(tiny, "medical_area", mode) == [
        ("圏0701", 20, ACTUAL, 20),
        ("圏0702", 30, ACTUAL, 25),
    ]
    ((_, whole, _, share),) = rows(tiny, "prefecture", mode)
    assert (whole, share) == (50, pytest.approx(50 / 220 * 100))


@pytest.mark.parametrize("members", [(), ("07201", "07204"), ("07204",)])
def test_an_area_that_holds_a_part_of_a_union_is_not_known(
    tiny: Tiny, members: tuple[str, ...]
) -> None:
    insurer(tiny, "Ｃ町", "07209", 20.0)
    insurer(tiny, "広域連合", "", 30.0)
    union_of(tiny, "広域連合", *members)
    assert [row[1] for row in rows(tiny, "medical_area")] == [None, *(
        [50] if members == ("07204",) else [None]
    )]  # fmt: skip
    # all towns have an insurer, or some have none that is known
    whole = 50 if len(members) == 2 else None
    assert [row[1] for row in rows(tiny, "prefecture")] == [whole]


def test_a_national_table_knows_the_prefecture_without_the_members(tiny: Tiny) -> None:
    town = tiny.rows["municipality"][0]
    insurer(tiny, town["municipality_name"], town["municipality_code"], 20.0)
    insurer(tiny, "広域連合", "", 30.0)
    insurer(tiny, "全国", "", 999.0)
    assert rows(tiny, "prefecture") == [("福島県", 50, ACTUAL, None)]
    listed = queries.run(tiny.build(), "certified/insurers")
    assert [row["insurer_name"] for row in listed.records] == [
        "全国",
        town["municipality_name"],
        "広域連合",
    ]


def test_a_rate_has_the_first_insured_below_it_only(tiny: Tiny) -> None:
    town = tiny.rows["municipality"][0]
    insurer(tiny, town["municipality_name"], town["municipality_code"], 20.0, 100.0)
    for row in tiny.rows["certified"]:
        row["people"] = "総数"
    given = {"people": "総数", "area_code": [town["municipality_code"]]}
    (record,) = queries.run(tiny.build(), "certified/by_area", given).records
    assert record["certified"] == 20
    assert record["certified_pct"] is None
    assert record["certified_per_65plus_pct"] is None


def test_what_a_table_hides_stays_hidden(tiny: Tiny) -> None:
    town = tiny.rows["municipality"][0]
    insurer(tiny, town["municipality_name"], town["municipality_code"], (None, SUPPRESSED))
    insurer(tiny, "広域連合", "", 30.0)
    insurer(tiny, "全国", "", 999.0)
    assert rows(tiny, "prefecture") == [("福島県", None, SUPPRESSED, None)]


def test_population_by_sex_and_age(tiny: Tiny) -> None:
    town = tiny.rows["municipality"][0]
    code = town["municipality_code"]
    for sex, people in (("男", 3), ("女", 4)):
        tiny.add("resident_population", year=tiny.year, municipality_code=code, sex=sex,
                 age_band="100+", population=people)  # fmt: skip
    asked = {"area_code": [code], "sex": ["男", "女"]}
    answer = queries.run(tiny.build(), "population/sex_age", asked)
    assert [(r["sex"], r["age_band"], r["population"]) for r in answer.records] == [
        ("男", "100+", 3),
        ("女", "100+", 4),
    ]
    # the prefecture's other towns have no row by sex
    whole = queries.run(tiny.build(), "population/sex_age", {"area_unit": "prefecture"})
    assert {r["population"] for r in whole.records if r["sex"] == "男"} == {None}
