"""Random ① and ④ of the same patients: put together, they give nothing hidden away."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.test_disclosure_attack import propagated
from tests.unit.test_release_groups import DETAIL, FLOWS, POLICY, block, decided
from zaitaku.build.release.blocks import Block
from zaitaku.build.release.groups import VISITS, Group, grouped

LIMIT = 6.0
AREAS = [("municipality", "", f"0{n}") for n in range(3)]
PREFECTURE = ("prefecture", "", "99")


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Block, Block]:
    """① by area and detail, ④ by area and destination; their common figures differ a little."""
    small = st.integers(0, 15)
    inside, outside = ([float(draw(small)) for _ in AREAS] for _ in range(2))
    apart = [draw(st.sampled_from([0.0, 0.3, -0.4, 2.9, -2.9])) for _ in AREAS]
    flows: dict[Any, float | None] = {}
    flow_sums: list[Any] = []
    for area, here, away in zip(AREAS, inside, outside, strict=True):
        flows |= {(area, area): here, (area, "県外"): away, (area, "計"): here + away}
        flow_sums.append(((area, "計"), [(area, area), (area, "県外")]))
    visits: dict[Any, float | None] = {}
    visit_sums: list[Any] = []
    both = zip(AREAS, inside, outside, apart, strict=True)
    for area, here, away, difference in both:
        other = float(draw(small))
        mine = max(here + away + difference, 0.0)
        visits |= {(area, DETAIL): mine, (area, "ほか"): other, (area, ""): mine + other}
        visit_sums.append(((area, ""), [(area, DETAIL), (area, "ほか")]))
    for detail in (DETAIL, "ほか", ""):
        visits[PREFECTURE, detail] = sum(float(visits[area, detail] or 0) for area in AREAS)
        visit_sums.append(((PREFECTURE, detail), [(area, detail) for area in AREAS]))
    return (
        block("supply_cell", VISITS, visits, visit_sums, LIMIT),
        block("flow_cell", FLOWS, flows, flow_sums, LIMIT),
    )


@settings(max_examples=40)
@given(pairs())
def test_two_tables_together_protect_what_each_hides(pair: tuple[Block, Block]) -> None:
    found = grouped(pair, POLICY)
    assert sum(len(group.blocks) for group in found) == 2
    for group in found:
        _attacked_twice(group)


def _attacked_twice(group: Group) -> None:
    decision = decided(group)  # passes the audit's programs
    table, hidden = decision.table, decision.mask & ~decision.table.known
    shown = table.values[~hidden & ~table.known]
    assert not ((shown > 0) & (shown < LIMIT)).any()
    low, high = propagated(table, hidden)
    assert ((high - low)[hidden] >= table.limits[hidden] / 2 - 1e-6).all()
