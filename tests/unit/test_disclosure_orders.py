"""Parts that are never more than their whole: known to an attacker like any sum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from zaitaku.build.release.blocks import Block, Row
from zaitaku.build.release.decisions import search
from zaitaku.build.release.groups import Group, grouped
from zaitaku.build.release.orders import orders
from zaitaku.disclosure.audit import audit, bounds, mask
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy, Threshold
from zaitaku.disclosure.table import Cell, Table, build
from zaitaku.ground.states import ACTUAL

POLICY = Policy()
TEN = Threshold(10)
WEST, EAST, SOUTH = (("municipality", "", f"0{n}") for n in (1, 2, 3))


def services() -> Table:
    """介護 8 + 利用 13 = 計 21 and 退院 13 ≧ 利用: the 8 is hidden, and the 13 for its sake."""
    cells = {"介護": Cell(8, TEN), "利用": Cell(13, TEN), "計": Cell(21, TEN)}
    sums = [("計", ["介護", "利用"])]
    return build("表", {**cells, "退院": Cell(13, TEN)}, sums, orders=[("利用", "退院")])


def test_a_whole_that_is_shown_gives_a_hidden_part_away() -> None:
    table = services()
    hidden = mask(table, {"介護", "利用"})
    # 利用 is at most 13, so 介護 is at least 21 − 13
    assert bounds(table, hidden, POLICY, ["介護", "利用"]) == {
        "介護": pytest.approx((8, 10)),
        "利用": pytest.approx((11, 13)),
    }
    assert {item.key for item in audit(table, hidden, POLICY).unprotected} == {"介護", "利用"}


def test_the_search_hides_what_an_order_would_tell() -> None:
    table = services()
    found = protect(table, POLICY)
    hidden = {table.keys[cell] for cell in np.flatnonzero(found.hidden & table.released)}
    assert hidden in ({"介護", "計"}, {"介護", "利用", "退院"})
    assert audit(table, found.hidden, POLICY).ok
    assert found.least <= found.complementary == len(hidden) - 1


def test_the_reason_names_the_whole() -> None:
    reasons = " ".join(protect(services(), POLICY).reasons.values())
    assert "退院 ≧ 利用 " in reasons and "余り" not in reasons


def test_who_hides_patients_hides_their_receipts() -> None:
    cells = {"患者": Cell(4, TEN), "他の患者": Cell(60, TEN), "患者計": Cell(64, TEN)}
    cells |= {"件数": Cell(41, TEN), "他の件数": Cell(70, TEN), "件数計": Cell(111, TEN)}
    sums = [("患者計", ["患者", "他の患者"]), ("件数計", ["件数", "他の件数"])]
    pairs = [("患者", "件数"), ("他の患者", "他の件数"), ("患者計", "件数計")]
    table = build("表", cells, sums, orders=pairs, follows=pairs)
    found = protect(table, POLICY)
    assert [table.keys[cell] for cell in np.flatnonzero(found.primary)] == ["患者", "件数"]
    for first, then in pairs:
        assert found.hidden[table.position[first]] <= found.hidden[table.position[then]]
    assert audit(table, found.hidden, POLICY).ok


def supply(values: dict[Any, tuple[float, ...]], **more: Any) -> Block:
    """An act of ① of several areas: patients, receipts and claims by area and detail."""
    rows = [
        Row((2023, *key), key, tuple((number, ACTUAL) for number in numbers), False)
        for key, numbers in values.items()
    ]
    return Block(
        "①供給", 2023, "supply_cell", "①", rows, {key: TEN for key in values}, lambda cells: (),
        ("patients", "receipts", "claims"), **more,
    )  # fmt: skip


def found_in(block: Block) -> set[tuple[Any, Any]]:
    cells = {
        (block.name, *key, *((block.words[measure],) if measure else ())): cell
        for measure in range(3)
        for key, cell in block.cells(measure).items()
    }
    return set(orders(block, cells, []))


def test_patients_receipts_and_claims_are_in_order() -> None:
    assert found_in(supply({(WEST, ""): (20, 21, 40)})) == {
        (("①", WEST, ""), ("①", WEST, "", "レセプト数")),
        (("①", WEST, "", "レセプト数"), ("①", WEST, "", "算定回数")),
    }


def test_a_detail_is_a_part_of_its_act() -> None:
    block = supply({(WEST, ""): (20, 20, 20), (WEST, "深夜"): (5, 5, 5)}, parts=(("深夜", ""),))
    assert (("①", WEST, "深夜", "算定回数"), ("①", WEST, "", "算定回数")) in found_in(block)


def test_an_order_that_the_figures_break_is_not_assumed() -> None:
    # receipts above claims: in one area of three only there, in two of three nowhere
    of_three = {(area, ""): (1, 30, 40) for area in (WEST, EAST, SOUTH)}
    one = found_in(supply(of_three | {(WEST, ""): (1, 30, 29)}))
    of_receipts = {part[1] for part, _ in one if "レセプト数" in part}
    assert of_receipts == {EAST, SOUTH}
    two = found_in(supply(of_three | {(area, ""): (1, 30, 29) for area in (WEST, EAST)}))
    assert not any("レセプト数" in part for part, _ in two)


def test_what_sums_say_already_is_not_said_again() -> None:
    total = {(area, ""): (10.0, 10.0, 10.0) for area in (WEST, EAST)}
    block = supply(total | {(SOUTH, ""): (20.0, 20.0, 20.0)})
    sums = [((SOUTH, ""), [(WEST, ""), (EAST, "")])]
    table = Group((Block(**{**block.__dict__, "sums": lambda cells: sums}),)).table()
    assert int(table.rests.sum()) == 4  # two towns, twice


def test_the_measures_of_an_act_are_attacked_together() -> None:
    """Patients 9 + 12 = 21, receipts 9 + 12 = 21 where 12 is the most that the second may be."""
    values = {(WEST, ""): (9.0, 9.0, 9.0), (EAST, ""): (12.0, 12.0, 12.0)}
    values |= {(SOUTH, ""): (21.0, 21.0, 21.0)}
    block = supply(values)
    sums = [((SOUTH, ""), [(WEST, ""), (EAST, "")])]
    (group,) = grouped([Block(**{**block.__dict__, "sums": lambda cells: sums})], POLICY)
    # claims of EAST shown: they bound its receipts and its patients, and so those of WEST
    table = group.table()
    secret = {("①", area, "", *word) for area in (WEST, EAST) for word in ((), ("レセプト数",))}
    low, high = bounds(table, mask(table, secret), POLICY, [("①", WEST, "")])["①", WEST, ""]
    assert (low, high) == pytest.approx((9, 9))
    decision = search(group, POLICY, lambda one: protect(one, POLICY))
    assert audit(decision.table, decision.mask, POLICY).ok
    assert decision.small >= {("①", WEST, ""), ("①", WEST, "", "算定回数")}
