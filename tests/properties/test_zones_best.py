"""The optimiser against all partitions of small prefectures."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zaitaku.ground.errors import ValidationError
from zaitaku.zones.inputs import Borders, Flow, Inputs, prepare
from zaitaku.zones.proposal import Limit, Suggestion
from zaitaku.zones.suggest import optimise, plurality


def partitions(members: list[str], parts: int) -> Iterator[list[list[str]]]:
    """Every way to put the members into that many groups."""
    if not members:
        if parts == 0:
            yield []
        return
    first, rest = members[0], members[1:]
    for smaller in partitions(rest, parts):
        for place in range(len(smaller)):
            yield [*smaller[:place], [first, *smaller[place]], *smaller[place + 1 :]]
    for smaller in partitions(rest, parts - 1):
        yield [[first], *smaller]


def hangs_together(group: list[str], borders: Borders) -> bool:
    """Reachability by hand; exempt members may lie apart, and may be passed through."""
    pairs = borders.adjacency | borders.ferry_links
    must = [code for code in group if code not in borders.exempt]
    if not must:
        return True
    reached = {must[0]}
    for _ in group:
        reached |= {b for a, b in pairs if a in reached and b in group}
        reached |= {a for a, b in pairs if b in reached and a in group}
    return reached.issuperset(must)


def best_by_brute_force(
    codes: list[str], flows: list[Flow], borders: Borders, zones: int, floor: float, limit: Limit
) -> int | None:
    """Most tenths of patients served in their own zone; None when no partition is allowed."""
    patients = {(o, d): round((value or 0) * 10) for o, d, _, value, _ in flows}
    best = None
    for groups in partitions(codes, zones):
        within = [sum(patients.get((a, b), 0) for a in g for b in g) for g in groups]
        residents = [
            sum(value for (origin, _), value in patients.items() if origin in g) for g in groups
        ]
        if (
            all(hangs_together(group, borders) for group in groups)
            and all(w * 100 >= floor * r for w, r in zip(within, residents, strict=True))
            and all(
                (limit.minimum or 0)
                <= sum(limit.amounts.get(code, 0) for code in group)
                <= (limit.maximum if limit.maximum is not None else 10**9)
                for group in groups
            )
        ):
            best = max(sum(within), -1 if best is None else best)
    return best


@st.composite
def prefectures(draw: st.DrawFn) -> tuple[list[str], list[Flow], Borders]:
    size = draw(st.integers(2, 8))
    codes = [f"992{number:02}" for number in range(size)]
    tenths = st.one_of(st.just(0), st.integers(0, 400))
    flows: list[Flow] = [
        (a, b, "", draw(tenths) / 10, "実数") for a in codes for b in (*codes, "県外")
    ]
    # a row with some borders missing and some more: islands, cycles
    pairs = [(a, b) for a in codes for b in codes if a < b]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=size))
    row = [pair for pair in pairwise(codes) if draw(st.integers(0, 5))]
    ferry = draw(st.lists(st.sampled_from(pairs), max_size=1))
    exempt = draw(st.lists(st.sampled_from(codes), max_size=2))
    return codes, flows, Borders(frozenset([*chosen, *row]), frozenset(ferry), frozenset(exempt))


def prepared(prefecture: tuple[list[str], list[Flow], Borders]) -> Inputs:
    codes, flows, borders = prefecture
    return prepare({code: f"町{code}" for code in codes}, flows, borders=borders)


@settings(max_examples=120)
@given(
    prefecture=prefectures(),
    zones=st.integers(1, 5),
    floor=st.sampled_from([0, 0, 25, 40, 60]),
    low=st.sampled_from([None, None, 1, 2]),
    high=st.sampled_from([None, None, 3, 4]),
)
def test_the_optimum_is_that_of_all_partitions(
    prefecture: tuple[list[str], list[Flow], Borders],
    zones: int,
    floor: float,
    low: float | None,
    high: float | None,
) -> None:
    codes, flows, borders = prefecture
    zones = min(zones, len(codes))
    limit = Limit("町", "町", dict.fromkeys(codes, 1.0), low, high)
    expected = best_by_brute_force(codes, flows, borders, zones, floor, limit)
    inputs = prepared(prefecture)
    if expected is None:
        with pytest.raises(ValidationError):
            optimise(inputs, zones=zones, min_self_sufficiency_pct=floor, limits=[limit])
        return
    found = optimise(inputs, zones=zones, min_self_sufficiency_pct=floor, limits=[limit])
    assert len(found.zones) == zones
    assert sorted(code for zone in found.zones for code in zone.municipality_codes) == codes
    assert all(hangs_together(list(zone.municipality_codes), borders) for zone in found.zones)
    total = sum(round((value or 0) * 10) for *_, value, _ in flows)
    if total:
        assert found.proven_optimal
        assert found.self_sufficiency_pct == pytest.approx(expected / total * 100)
        assert found.bound_pct == pytest.approx(found.self_sufficiency_pct)


@settings(max_examples=60)
@given(prefecture=prefectures(), floor=st.sampled_from([0, 30, 60, 100]), zones=st.integers(1, 4))
def test_plurality_places_everyone_once_and_hangs_together(
    prefecture: tuple[list[str], list[Flow], Borders], floor: float, zones: int
) -> None:
    codes, _, borders = prefecture
    inputs = prepared(prefecture)

    def propose() -> Suggestion:
        return plurality(inputs, min_self_sufficiency_pct=floor, zones=min(zones, len(codes)))

    found = propose()
    assert sorted(code for zone in found.zones for code in zone.municipality_codes) == codes
    assert all(hangs_together(list(zone.municipality_codes), borders) for zone in found.zones)
    assert propose() == found
