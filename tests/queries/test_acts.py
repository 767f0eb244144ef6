"""Acts that the rules know for some time only: outside it their figures are 該当なし, never 0."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ground.settings import MODES, Mode
from zaitaku.sources.kinds import kdb_institutions, kdb_supply

TOWNS = [("99201", "Ａ市", "9901", "西", 60_000), ("99202", "Ｂ市", "9902", "東", 40_000)]
MANAGED, FORMER = "在宅時医学総合管理料", "その他（H28年度改定以前）"
NEW, TWICE = "在宅医療情報連携加算", "重症以外、月２回以上"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """その他: 30 in 2017, 0 in 2018–2022, 7 in 2023 (it cannot be). Ｂ市 has 0 also in 2017.

    The new act of June 2024: a row of zeros in 2022, none in 2023, 5 in 2024, 0 in 2025.
    """
    made = Tiny(tmp_path_factory.mktemp("acts"), TOWNS)
    for year, former, new in ((2017, 30, None), (2022, 0, 0), (2023, 7, None), (2024, 0, 5),
                              (2025, 0, 0)):  # fmt: skip
        made.year = year
        for code, patients in (("99201", former), ("99202", 0)):
            made.supply(code, MANAGED, FORMER, patients=patients)
            made.supply(code, MANAGED, TWICE, patients=100)
            if new is not None:
                made.supply(code, NEW, patients=new)
        made.add(
            "institutions",
            fiscal_year=year, institution_code="9910001", institution_name="架空医院",
            municipality_code="99201", item=MANAGED, detail=FORMER, item_order=1,
            patients=former,
        )  # fmt: skip
    return made


def cell(tiny: Tiny, year: int, item: str, detail: str = "", mode: Mode = "internal") -> Any:
    build = tiny.build(mode)
    given = {"fiscal_year": year, "item": item, "detail": detail, "area_code": ["99201"]}
    answer = queries.run(build, "supply/by_area", given)
    ((record,), (states,)) = answer.records, answer.state_records
    return states["patients"] if record["patients"] is None else record["patients"]


@pytest.mark.parametrize(
    ("year", "shown"), [(2017, 30), (2022, "該当なし"), (2023, 7), (2024, "該当なし")]
)
def test_what_nobody_could_claim_is_not_0(tiny: Tiny, year: int, shown: Any) -> None:
    assert cell(tiny, year, MANAGED, FORMER) == shown
    build = tiny.build()
    (rows,) = (
        [r for r in zip(a.records, a.state_records, strict=True) if r[0]["detail"] == FORMER]
        for a in [queries.run(build, "supply/by_item",
                              {"fiscal_year": year, "area_code": ["99201"]})]
    )  # fmt: skip
    ((record, states),) = rows
    assert (record["patients"] or states["patients"]) == shown
    asked = {"fiscal_year": year, "item": MANAGED, "detail": FORMER}
    for name in ("institutions/size", "supply/institutions"):
        answer = queries.run(build, name, asked)
        (record,), (states,) = answer.records, answer.state_records
        assert (record["patients"] or states["patients"]) == shown


def test_the_whole_is_the_sum_of_what_could_be_claimed(tiny: Tiny) -> None:
    assert [cell(tiny, year, MANAGED) for year in (2017, 2022)] == [130, 100]


def test_a_0_while_it_could_be_claimed_is_0(tiny: Tiny) -> None:
    answer = queries.run(
        tiny.build(),
        "supply/by_area",
        {"fiscal_year": 2017, "item": MANAGED, "detail": FORMER, "area_code": ["99202"]},
    )
    assert [record["patients"] for record in answer.records] == [0]


def test_zeros_beside_a_number_are_zeros(tiny: Tiny) -> None:
    """2023 has 7 in Ａ市: whatever the table counts there, Ｂ市 has 0 of it."""
    given = {"fiscal_year": 2023, "item": MANAGED, "detail": FORMER}
    answer = queries.run(tiny.build(), "supply/by_area", given)
    assert [record["patients"] for record in answer.records] == [7, 0]


@pytest.mark.parametrize(
    ("year", "shown"),
    [(2022, "該当なし"), (2023, "該当なし"), (2024, 5), (2025, 0)],
)
def test_an_act_that_was_not_yet_there(tiny: Tiny, year: int, shown: Any) -> None:
    """Neither the zeros of 2022 nor the absent row of 2023 (欠測 for another act) say anything."""
    assert cell(tiny, year, NEW) == shown


@pytest.mark.parametrize("mode", MODES)
def test_in_both_modes(tiny: Tiny, mode: Mode) -> None:
    """What is hidden stays hidden: 該当なし would tell that it is 0."""
    assert cell(tiny, 2022, MANAGED, FORMER, mode) == "該当なし"
    assert cell(tiny, 2023, MANAGED, FORMER, mode) == (7 if mode == "internal" else "秘匿")


def test_a_number_where_there_could_be_none_is_told(tiny: Tiny) -> None:
    rows = queries.run(tiny.build(), "build/problems").records
    told = [str(row["message"]) for row in rows if "算定できない" in str(row["message"])]
    assert len(told) == 2  # ① and ②
    assert all("（1 行、患者数の計 7.0）" in text and FORMER in text for text in told)


def test_the_tables_write_acts_as_the_official_tables_do(tiny: Tiny) -> None:
    """A slip of the pen would make a period or a change concern nothing."""
    official = {(item, detail) for *_, item, detail in kdb_supply.ITEMS} | set(
        kdb_institutions.ITEMS
    )
    items = {item for item, _ in official}
    build = tiny.build()
    changes = queries.run(build, "build/definition_breaks").records
    acts = {(r["item"], r["detail"]) for r in changes if r["measured"] == "acts"}
    added_later = {"訪問看護療養費"}  # no row of ① has it yet
    assert {item for item, _ in acts} - items == added_later
    assert all(detail == "" or (item, detail) in official for item, detail in acts)
    periods = build.cursor().execute("select item, detail, valid_to from act_period").fetchall()
    ended = {(item, detail) for item, detail, valid_to in periods if detail}
    assert ended == {pair for pair in official if "H28" in pair[1]}
