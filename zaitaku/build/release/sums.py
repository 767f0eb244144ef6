"""Which figures of a block add up to which: the sums that an attacker knows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from zaitaku.disclosure.table import Cell, Dimension, Rule, cube_sums

Area = tuple[str, str, str]  # unit, scheme, code


Sums = Iterable[tuple[Hashable, Sequence[Hashable]]]


TOTAL = "計"


OUTSIDE_PREFECTURE = "県外"


WITHIN_PREFECTURE = "県内"


ELSEWHERE = "地域外"


DISCHARGE_SUMS = (
    ("care_service", ("home_type", "residential_type", "facility_type")),
    (
        "care_service",
        ("要支援１", "要支援２", "要介護１", "要介護２", "要介護３", "要介護４", "要介護５"),
    ),
)


def supply_sums(is_summed: bool, areas: Dimension, cells: dict[Any, Cell]) -> Sums:
    details = sorted({key[1] for key in cells} - {""})
    rules: list[Rule] = [("", details)] if is_summed else []
    return cube_sums([areas, rules], cells)


def patient_sums(areas: Dimension, cells: dict[Any, Cell]) -> Sums:
    return cube_sums([areas, *(_margin(cells, axis) for axis in (1, 2, 3))], cells)


def flow_sums(prefecture: Area | None, areas: Dimension, cells: dict[Any, Cell]) -> Sums:
    municipalities: Sequence[Hashable] = dict(areas).get(prefecture, ())
    upper = [rule for rule in areas if rule[0] != prefecture]
    origins: list[Rule] = [*upper, (TOTAL, municipalities)]
    destinations: list[Rule] = [
        *upper,
        (WITHIN_PREFECTURE, municipalities),
        (TOTAL, [*municipalities, OUTSIDE_PREFECTURE]),
        (TOTAL, [WITHIN_PREFECTURE, OUTSIDE_PREFECTURE]),
    ]
    yield from cube_sums([origins, destinations], cells)
    for origin, destination in cells:
        whole, inside = None, None
        if str(destination).startswith(ELSEWHERE):
            whole, inside = (origin, TOTAL), (origin, origin)
        elif str(origin).startswith(ELSEWHERE):
            whole, inside = (TOTAL, destination), (destination, destination)
        if whole in cells:
            parts = [inside] if inside in cells else []
            yield whole, [*parts, (origin, destination)]


def discharge_sums(areas: Dimension, cells: dict[Any, Cell]) -> Sums:
    # real files may break an identity by a case or two; only exact sums give cells away
    rules: list[Rule] = [
        (total, parts) for total, parts in DISCHARGE_SUMS if _adds_up(cells, total, parts)
    ]
    return cube_sums([areas, rules], cells)


def _margin(cells: dict[Any, Cell], axis: int) -> list[Rule]:
    members = list(dict.fromkeys(key[axis] for key in cells if key[axis] != TOTAL))
    return [(TOTAL, members)]


def _adds_up(cells: dict[Any, Cell], total: str, parts: Sequence[str]) -> bool:
    for area in {key[0] for key in cells}:
        whole = cells[area, total].value
        values = [cells[area, part].value for part in parts]
        known = [value for value in values if value is not None]
        if whole is not None and len(known) == len(values) and abs(whole - sum(known)) > 1e-6:
            return False
    return True
