"""What is known of each municipality, laid out so that any grouping is one matrix product.

Every table is held as layers over municipalities: the sum of its 実数 in millionths (integers, so
that sums are exact in any order), and how many cells are 実数, 欠測 and 秘匿. Layers add up and
subtract; the state of a sum is read from the counts, as in the questions: 秘匿 if any part is
hidden, else 欠測 if any is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from zaitaku.ground.errors import ValidationError
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

OUTSIDE = "県外"
MICRO = 1_000_000
# layers of a table: 0 the sum in millionths, then cells that are 1 実数, 2 欠測, 3 秘匿

# (value, status); the value is None unless 実数
Value = tuple[float | None, str]
# origin_code, destination_code (or 県外), residence, patients, status
Flow = tuple[str, str, str, float | None, str]
Layers = NDArray[np.float64]
# positions of municipalities, sorted by provider, and where each provider begins
Presence = tuple[NDArray[np.intp], NDArray[np.intp]]
Place = TypeVar("Place", str, int)

FUNCTIONS = ("退院支援", "日常の療養支援", "急変時の対応", "看取り")


class Metric(NamedTuple):
    """A figure counted per municipality: label, unit, and the table it comes from, for messages."""

    label: str
    unit: str
    table: str


COUNTED: dict[str, Metric] = {
    "population": Metric("人口", "人", "年齢階級別人口"),
    "population_65plus": Metric("65歳以上人口", "人", "年齢階級別人口"),
    "population_75plus": Metric("75歳以上人口", "人", "年齢階級別人口"),
    "institutions": Metric("訪問診療を行う医療機関（②所在地）", "施設", "②供給（医療機関別）"),
    "round_the_clock_providers": Metric(
        "24時間対応の事業者", "施設", "役割の表・訪問看護の表か届出"
    ),
    "end_of_life_providers": Metric("看取りを行う医療機関", "施設", "②供給（医療機関別）"),
    "active_role_institutions": Metric("積極的役割を担う医療機関", "施設", "役割"),
    "coordination_bases": Metric("連携を担う拠点", "か所", "役割"),
    **{
        f"function:{name}": Metric(f"{name}を担う機関", "施設", f"{name}の実績")
        for name in FUNCTIONS
    },
}


@dataclass(frozen=True)
class Borders:
    """Who is beside whom. Pairs of codes, either way round.

    ``ferry_links`` join municipalities as a border does. ``exempt`` municipalities (離島, 飛び地)
    may lie apart from the rest of their zone. ``without_shape``: not on the map, so unknown.
    """

    adjacency: frozenset[tuple[str, str]]
    ferry_links: frozenset[tuple[str, str]] = frozenset()
    exempt: frozenset[str] = frozenset()
    without_shape: frozenset[str] = frozenset()

    def neighbours(self) -> dict[str, set[str]]:
        """Code → codes it touches by land or ferry."""
        found: dict[str, set[str]] = {}
        for one, other in self.adjacency | self.ferry_links:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return found


def pieces(
    members: Iterable[Place], beside: Callable[[Place], Iterable[Place]], exempt: frozenset[Place]
) -> list[list[Place]]:
    """Members that hang together, largest piece first, each in order.

    Pieces made of exempt members only are left out: they may lie apart.
    """
    left = dict.fromkeys(sorted(members))
    found = []
    while left:
        piece = [next(iter(left))]
        del left[piece[0]]
        for member in piece:  # grows while it is walked
            reached = [other for other in beside(member) if other in left]
            piece += reached
            for other in reached:
                del left[other]
        if not exempt.issuperset(piece):
            found.append(sorted(piece))
    return sorted(found, key=lambda piece: (-len(piece), piece))


@dataclass(frozen=True, eq=False)  # arrays do not compare
class Inputs:
    """Made by ``prepare``. ``flows``: 4 layers × origin × (destination…, 県外), origins and
    destinations in the order of ``codes``. ``amounts``: 4 layers × municipality. ``providers``:
    where each is at work, provider by provider. ``borders`` None: no boundaries are known.
    """

    codes: tuple[str, ...]
    names: Mapping[str, str]
    flows: Layers
    has_flows: bool
    amounts: Mapping[str, Layers] = field(default_factory=dict)
    providers: Mapping[str, Presence] = field(default_factory=dict)
    borders: Borders | None = None

    def has(self, metric: str) -> bool:
        """Whether there is a table for a counted metric."""
        return metric in self.amounts or metric in self.providers

    def islands(self) -> tuple[str, ...]:
        """離島, 飛び地: municipalities on the map that touch no other of the prefecture by land."""
        if self.borders is None:
            return ()
        beside = {code for pair in self.borders.adjacency for code in pair}
        apart = set(self.codes) - beside - self.borders.without_shape
        return tuple(sorted(apart)) if len(self.codes) > 1 else ()

    def index(self) -> dict[str, int]:
        """Code → position in ``codes``."""
        return {code: position for position, code in enumerate(self.codes)}


def prepare(
    names: Mapping[str, str],
    flows: Iterable[Flow] = (),
    *,
    residences: Sequence[str] = (),
    amounts: Mapping[str, Mapping[str, Value]] | None = None,
    providers: Mapping[str, Iterable[tuple[str, str]]] | None = None,
    borders: Borders | None = None,
) -> Inputs:
    """Lay out the tables once; evaluating a plan is then arithmetic on arrays.

    ``names``: every municipality, code → name. ``flows``: parts only, no totals; ``residences``
    keeps these (empty: all). An origin without any row is 欠測; a pair that an origin's rows do
    not mention is nothing (0). ``amounts``: metric of ``COUNTED`` → code → value, additive over
    municipalities; a municipality without a value is 欠測. ``providers``: metric → (provider id,
    municipality code): a provider at work in several municipalities counts once in a zone, and a
    municipality without any has 0. A metric that is in neither is unknown everywhere.
    ValidationError for a municipality or a metric that does not exist.
    """
    codes = tuple(sorted(names))
    index = {code: position for position, code in enumerate(codes)}
    table, has_flows = _flow_layers(flows, index, set(residences))
    return Inputs(
        codes=codes,
        names=dict(names),
        flows=table,
        has_flows=has_flows,
        amounts={
            _known_metric(metric): _amount_layers(values, index, metric)
            for metric, values in (amounts or {}).items()
        },
        providers={
            _known_metric(metric): _presence(pairs, index, metric)
            for metric, pairs in (providers or {}).items()
        },
        borders=borders,
    )


def state(counts: Sequence[float]) -> str:
    """The state of a sum from how many of its parts are 実数, 欠測, 秘匿."""
    actual, missing, hidden = counts
    if hidden:
        return SUPPRESSED
    if missing:
        return MISSING
    return ACTUAL if actual else NOT_APPLICABLE


def worst(*statuses: str) -> str:
    """The state of what is reckoned from several figures."""
    order = (SUPPRESSED, MISSING, NOT_APPLICABLE, ACTUAL)
    return min(statuses, key=order.index)


def _flow_layers(
    flows: Iterable[Flow], index: Mapping[str, int], residences: set[str]
) -> tuple[Layers, bool]:
    size = len(index)
    columns = {**index, OUTSIDE: size}
    table = np.zeros((4, size, size + 1))
    unknown: set[str] = set()
    mentioned = np.zeros((size, size + 1), dtype=bool)
    for origin, destination, residence, patients, status in flows:
        if residences and residence not in residences:
            continue
        if origin not in index or destination not in columns:
            unknown |= {code for code in (origin,) if code not in index}
            unknown |= {code for code in (destination,) if code not in columns}
            continue
        mentioned[index[origin], columns[destination]] = True
        _add(table[:, index[origin], columns[destination]], patients, status)
    _refuse_unknown(unknown, "流出入")
    for row, pairs in enumerate(mentioned):
        if pairs.any():
            table[1, row, ~pairs] = 1
        else:
            table[2, row] = 1
    return table, bool(mentioned.any())


def _amount_layers(values: Mapping[str, Value], index: Mapping[str, int], metric: str) -> Layers:
    _refuse_unknown(set(values) - set(index), COUNTED[metric].label)
    table = np.zeros((4, len(index)))
    for code, position in index.items():
        value, status = values.get(code, (None, MISSING))
        _add(table[:, position], value, status)
    return table


def _presence(pairs: Iterable[tuple[str, str]], index: Mapping[str, int], metric: str) -> Presence:
    listed = sorted(set(pairs))
    _refuse_unknown({code for _, code in listed} - set(index), COUNTED[metric].label)
    places = [index[code] for _, code in listed]
    firsts = [n for n, (name, _) in enumerate(listed) if n == 0 or listed[n - 1][0] != name]
    return np.array(places, dtype=np.intp), np.array(firsts, dtype=np.intp)


def _add(cell: Layers, value: float | None, status: str) -> None:
    if status == NOT_APPLICABLE:
        return
    if status == ACTUAL and value is not None:
        cell[0] += round(float(value) * MICRO)
        cell[1] += 1
    elif status == SUPPRESSED:
        cell[3] += 1
    else:
        cell[2] += 1


def _known_metric(metric: str) -> str:
    if metric not in COUNTED:
        raise ValidationError(
            f"圏域の指標に「{metric}」はありません。使えるのは {'、'.join(COUNTED)} です。"
        )
    return metric


def _refuse_unknown(codes: set[str], table: str) -> None:
    if codes:
        raise ValidationError(
            f"{table}の表に、市区町村マスタにない市区町村コードがあります: "
            f"{'、'.join(sorted(codes)[:20])}。マスタか表のコードを直してください。"
        )
