"""「大きさをそろえる」: how many municipalities and people a zone of a proposal may have.

The measure of a proposal alone (完結率) is best where one or two zones take all they can and the
rest stay single. So a zone has between half and twice the average number of municipalities, and at
least a quarter of the average population. There is no most for the population: a large city cannot
be divided. A piece of land that touches no other (離島) and is smaller than that is a zone by
itself: it counts as just enough, and the averages are those of the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from zaitaku.zones.inputs import COUNTED, MICRO, Inputs
from zaitaku.zones.proposal import Limit, task_of
from zaitaku.zones.search import Group

TOWNS = "市区町村の数"
_LEAST, _MOST = 0.5, 2.0  # of the average number of municipalities
_LEAST_PEOPLE = 0.25  # of the average population


def even(inputs: Inputs, zones: int) -> tuple[Limit, ...]:
    """The bounds for so many zones; of population none where any municipality's is not known."""
    pieces = task_of(inputs, 1, 0).parts(range(len(inputs.codes)))
    alone = _alone(pieces, len(inputs.codes), zones)
    within = {place for piece in alone for place in piece}
    rest = [place for place in range(len(inputs.codes)) if place not in within]
    if not rest or zones <= len(alone):
        return ()  # nothing is left to be divided evenly
    share = zones - len(alone)
    average = len(rest) / share
    fewest, most = math.floor(average * _LEAST + 0.5), math.floor(average * _MOST)
    ones = _counted(inputs, [1.0] * len(inputs.codes), alone, fewest)
    limits = [Limit(TOWNS, "", ones, max(fewest, 1), most)]
    people = inputs.amounts.get("population")
    if people is not None and not people[2:].any():
        values = (people[0] / MICRO).tolist()
        least = _rounded(sum(values[place] for place in rest) / share * _LEAST_PEOPLE)
        label, unit, _ = COUNTED["population"]
        limits.append(Limit(label, unit, _counted(inputs, values, alone, least), least))
    return tuple(limits)


def _alone(pieces: Sequence[Group], size: int, zones: int) -> list[Group]:
    """Pieces that have fewer municipalities than a zone is to have."""
    found: list[Group] = []
    for piece in sorted(pieces, key=len)[:-1]:
        left, share = size - sum(map(len, found)), zones - len(found)
        if share > 1 and len(piece) < left / share * _LEAST:
            found.append(piece)
    return found


def _counted(
    inputs: Inputs, values: Sequence[float], alone: Sequence[Group], least: float
) -> dict[str, float]:
    """Amounts by code; pieces that stand alone count as just enough."""
    counted = dict(zip(inputs.codes, values, strict=True))
    for piece in alone:
        short = least - sum(values[place] for place in piece)
        if short > 0:
            counted[inputs.codes[piece[0]]] += short
    return counted


def _rounded(people: float) -> float:
    """Down to two figures: a bound that is told must not look more exact than it is."""
    step = 10 ** max(math.floor(math.log10(people)) - 1, 0) if people >= 1 else 1
    return float(math.floor(people / step) * step)
