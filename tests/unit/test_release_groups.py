"""Figures of two tables that count the same patients: protected and attacked as one system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from zaitaku.build.release.blocks import Block, Row
from zaitaku.build.release.decisions import Decision, search
from zaitaku.build.release.groups import VISITS, Group, grouped
from zaitaku.disclosure.audit import audit, mask
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy, Threshold
from zaitaku.ground.states import ACTUAL

POLICY = Policy()
WEST, EAST = ("municipality", "", "01"), ("municipality", "", "02")
FLOWS = "④流出入 同一建物"
DETAIL = "同一建物居住者"


def block(
    relation: str,
    name: str,
    values: Mapping[Any, float | None],
    sums: Sequence[Any] = (),
    limit: float = 10,
    nothing_shown: bool = False,
) -> Block:
    rows = [
        Row((2023, *key[0]) if key[0] != "計" else (2023,), key, ((value, ACTUAL),), False)
        for key, value in values.items()
    ]
    thresholds = {key: Threshold(limit, nothing_shown) for key in values}
    return Block("表", 2023, relation, name, rows, thresholds, lambda cells: sums)


def visits(west: float | None, east: float | None) -> Block:
    return block("supply_cell", VISITS, {(WEST, DETAIL): west, (EAST, DETAIL): east})


def flows(west: float, east: float, **more: Any) -> Block:
    return block("flow_cell", FLOWS, {(WEST, "計"): west, (EAST, "計"): east}, **more)


def decided(group: Group) -> Decision:
    decision = search(group, POLICY, lambda table: protect(table, POLICY))
    assert audit(decision.table, decision.mask, POLICY).ok
    return decision


def test_what_one_table_hides_the_other_hides() -> None:
    (group,) = grouped([visits(10.2, 50.0), flows(9.9, 50.1)], POLICY)
    assert decided(group).hidden == {(VISITS, WEST, DETAIL), (FLOWS, WEST, "計")}
    assert decided(group).small == {(FLOWS, WEST, "計")}
    assert "同じ数" in decided(group).reasons[VISITS, WEST, DETAIL]


def test_figures_that_differ_are_not_the_same_patients() -> None:
    alone = grouped([visits(8.0, 50.0), flows(120.0, 200.0)], POLICY)
    assert [len(group.blocks) for group in alone] == [1, 1]
    assert decided(alone[1]).hidden == set()


def test_a_figure_too_far_from_its_counterpart_says_nothing_of_it() -> None:
    north = ("municipality", "", "03")
    for apart, hidden in ((4.9, 2), (5.0, 1)):  # half of the threshold
        one = block("supply_cell", VISITS, {(a, DETAIL): 40.0 for a in (WEST, EAST)})
        one.rows.append(Row((2023, *north), (north, DETAIL), ((9.0 + apart, ACTUAL),), False))
        one.thresholds[north, DETAIL] = Threshold(10)
        other = block("flow_cell", FLOWS, {(WEST, "計"): 40.0, (EAST, "計"): 40.0})
        other.rows.append(Row((2023, *north), (north, "計"), ((9.0, ACTUAL),), False))
        other.thresholds[north, "計"] = Threshold(10)
        (group,) = grouped([one, other], POLICY)
        assert len(decided(group).hidden) == hidden


def test_a_figure_that_is_not_there_is_linked_to_nothing() -> None:
    (group,) = grouped([visits(None, 9.0), flows(30.0, 9.2)], POLICY)
    assert decided(group).hidden == {(VISITS, EAST, DETAIL), (FLOWS, EAST, "計")}


def test_a_known_zero_is_no_secret_and_tells_nothing() -> None:
    (group,) = grouped([visits(0.0, 50.0), flows(0.0, 50.0, nothing_shown=True)], POLICY)
    # 0 may be published of anybody; what is not 0 is hidden in the area that shows nothing
    assert decided(group).hidden == {(FLOWS, EAST, "計"), (VISITS, EAST, DETAIL)}


@pytest.mark.parametrize("small", ["在宅時", "施設入居時等"])
def test_a_small_part_hides_another_part_or_the_sum(small: str) -> None:
    values = {"在宅時": 40.0, "施設入居時等": 30.0} | {small: 4.0}
    acts = [
        block("supply_cell", f"①供給 {r}医学総合管理料", {(WEST, "重症"): value})
        for r, value in values.items()
    ]
    whole = block("patients_cell", "③患者数", {(WEST, "計", "重症", "計"): sum(values.values())})
    (group,) = grouped([*acts, whole], POLICY)
    hidden = decided(group).hidden
    assert (f"①供給 {small}医学総合管理料", WEST, "重症") in hidden and len(hidden) == 2


def test_what_two_tables_say_together_is_counted() -> None:
    """① 55 = 9 + 46 and ③ 64 = 55 + 9, with the two 9 and both 55 hidden.

    ① leaves 46〜56 for the 55, ③ leaves 54〜64: together 54〜56, and so 8〜10 for each 9.
    """
    act = "①供給 在宅時医学総合管理料"
    one = block(
        "supply_cell",
        act,
        {(WEST, ""): 55.0, (WEST, "重症"): 9.0, (WEST, "その他"): 46.0},
        [((WEST, ""), [(WEST, "重症"), (WEST, "その他")])],
    )
    need = {r: (WEST, r, "計", "計") for r in ("計", "在宅時", "施設入居時等")}
    values = dict(zip(need.values(), (64.0, 55.0, 9.0), strict=True))
    other = block(
        "patients_cell",
        "③患者数",
        values,
        [(need["計"], [need["在宅時"], need["施設入居時等"]])],
    )
    secret = {
        (act, WEST, ""),
        (act, WEST, "重症"),
        ("③患者数", *need["在宅時"]),
        ("③患者数", *need["施設入居時等"]),
    }
    (group,) = grouped([one, other], POLICY)
    for alone in (Group((one,)), Group((other,))):
        table = alone.table()
        assert audit(table, mask(table, secret), POLICY).ok
    table = group.table()
    found = {item.key[0]: item for item in audit(table, mask(table, secret), POLICY).unprotected}  # type: ignore[index]
    assert (found[act].low, found[act].high) == (pytest.approx(8), pytest.approx(10))
    decided(group)  # passes its own audit


def test_links_that_leave_a_figure_no_room_are_given_up() -> None:
    """① 10 counts the same as 16 and as 4 of ③, all below 20: known to everybody, 16 − 4 = 12 of
    the 20 were ruled out, and no hiding could leave the 10 that it must have."""
    act = "①供給 在宅時医学総合管理料"
    towns = [("municipality", "", f"0{n}") for n in range(1, 8)]
    parts: dict[Any, float | None] = {}
    wholes: dict[Any, float | None] = {}
    sums = []
    for town in towns:
        severe, managed = (16.0, 4.0) if town == WEST else (10.0, 10.0)
        parts |= {(town, ""): 10.0, (town, "重症"): 10.0}
        sums.append(((town, ""), [(town, "重症")]))
        wholes |= {(town, "在宅時", "計", "計"): managed, (town, "計", "重症", "計"): severe}
    empty = {(town, "重症"): 0.0 for town in towns}
    (group,) = grouped(
        [
            block("supply_cell", act, parts, sums, limit=20),
            block("supply_cell", "①供給 施設入居時等医学総合管理料", empty, limit=20),
            block("patients_cell", "③患者数", wholes, limit=20),
        ],
        POLICY,
    )
    of_west = [link for link in group.links if WEST in link.total]
    assert len(of_west) == 1 and len(group.links) == 2 * len(towns) - 1
    assert len(decided(group).hidden) == 4 * len(towns)


def test_groups_keep_every_block_and_its_order() -> None:
    other = block("discharge_cell", "⑤退院", {(WEST, "退院"): 5.0})
    made = grouped([visits(30.0, 50.0), other, flows(30.0, 50.0)], POLICY)
    assert [[b.name for b in group.blocks] for group in made] == [[VISITS, FLOWS], ["⑤退院"]]
    assert "差" not in " ".join(map(str, decided(made[0]).hidden))
