"""What a build knows of each municipality, as zones and their rules want it. 内部 only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from zaitaku.ask import queries
from zaitaku.ask.warehouse import Build
from zaitaku.derived.zoning import municipalities
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED
from zaitaku.zones.inputs import FUNCTIONS, Borders, Flow, Inputs, Value, prepare
from zaitaku.zones.rules import Conditions

RESIDENCES: dict[str, tuple[str, ...]] = {
    "both": (),
    "home": ("同一建物以外",),
    "shared": ("同一建物",),
}
RESIDENCE_LABELS = {
    "both": "両方",
    "home": "同一建物以外（居宅など）",
    "shared": "同一建物（施設など）",
}
# What ② counts for the figures and functions of a zone: acts, the first that there is.
_VISITS = ("在宅患者訪問診療料と在宅がん医療総合診療料の合計", "在宅患者訪問診療料")
_ACTS = {
    "institutions": _VISITS,
    "end_of_life_providers": ("看取り",),
    "function:日常の療養支援": _VISITS,
    "function:急変時の対応": ("往診",),
    "function:看取り": ("看取り",),
}
ROUND_THE_CLOCK = "round_the_clock_providers"
_NOTIFIED = "在宅療養支援診療所・病院"
_ROLES = {"active_role_institutions": "積極的役割医療機関", "coordination_bases": "拠点"}


def read_inputs(build: Build, fiscal_year: int, residence: str = "both") -> Inputs:
    """Flows, people, providers and borders of one 年度; a table that is not there is unknown.

    ``residence`` is a key of ``RESIDENCES``. An institution with 秘匿 patients has some, and is
    counted. Organisations with a role count where they are. Where neither the roles nor the
    list of 訪問看護 say who answers round the clock, those do that have notified
    在宅療養支援診療所・病院, of which it is a condition.
    """
    names = municipalities(build).names
    kinds = {row[0] for row in queries.run(build, "build/years").rows if row[1] == fiscal_year}
    flows = _flows(build, fiscal_year, residence) if "kdb_flows" in kinds else []
    has_institutions = "kdb_institutions" in kinds
    providers = _by_acts(build, fiscal_year) if has_institutions else {}
    return prepare(
        names,
        flows,
        amounts=_people(build, fiscal_year),
        providers=_with_round_the_clock(build, _with_roles(build, providers)),
        borders=_borders(build, names),
    )


def with_conditions(inputs: Inputs, conditions: Conditions) -> Inputs:
    """The inputs with the declared ferries and municipalities that may lie apart."""
    if inputs.borders is None:
        return inputs
    borders = replace(inputs.borders, ferry_links=conditions.ferry_links, exempt=conditions.exempt)
    return replace(inputs, borders=borders)


def _flows(build: Build, fiscal_year: int, residence: str) -> list[Flow]:
    params = {"fiscal_year": fiscal_year, "residence": list(RESIDENCES[residence])}
    answer = queries.run(build, "flows/matrix", params)
    places = [answer.names.index(n) for n in ("origin_code", "destination_code", "patients")]
    return [
        (row[places[0]], row[places[1]], residence, row[places[2]], state[places[2]])
        for row, state in zip(answer.rows, answer.states, strict=True)
    ]


def _people(build: Build, fiscal_year: int) -> dict[str, dict[str, Value]]:
    try:
        rows = queries.run(build, "area/population", {"fiscal_year": fiscal_year}).rows
    except NotInDataError:  # nobody imported people
        return {}
    metrics = ("population", "population_65plus", "population_75plus")
    if not any(row[3] is not None for row in rows):
        return {}
    return {
        metric: {
            row[0]: (None, MISSING) if row[place] is None else (float(row[place]), ACTUAL)
            for row in rows
        }
        for place, metric in enumerate(metrics, start=3)
    }


def _by_acts(build: Build, fiscal_year: int) -> dict[str, set[tuple[str, str]]]:
    """Metric → (institution, municipality) with patients of its act; absent without such an act."""
    there = {row[0] for row in queries.run(build, "institutions/items").rows}
    found: dict[str, set[tuple[str, str]]] = {}
    for metric, acts in _ACTS.items():
        act = next((act for act in acts if act in there), None)
        if act is None:
            continue
        params = {"fiscal_year": fiscal_year, "item": act}
        answer = queries.run(build, "supply/institutions", params)
        if len(answer):
            found[metric] = {
                (row[0], row[2])
                for row, state in zip(answer.rows, answer.states, strict=True)
                if state[4] == SUPPRESSED or (row[4] or 0) > 0
            }
    return found


def _with_roles(
    build: Build, providers: dict[str, set[tuple[str, str]]]
) -> Mapping[str, Iterable[tuple[str, str]]]:
    rows = queries.run(build, "roles/list").records
    if not rows:
        return providers

    def where(chosen: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
        return {(row["organisation_id"], row["municipality_code"]) for row in chosen}

    for metric, role in _ROLES.items():
        providers[metric] = where(row for row in rows if row["role"] == role)
    for name in FUNCTIONS:
        listed = where(row for row in rows if name in row["functions"].split("・"))
        metric = f"function:{name}"
        providers[metric] = providers.get(metric, set()) | listed
    return providers


def _with_round_the_clock(
    build: Build, providers: Mapping[str, Iterable[tuple[str, str]]]
) -> Mapping[str, Iterable[tuple[str, str]]]:
    """Who says so in the roles or the list of 訪問看護; where nobody says, who has notified it."""
    told = queries.run(build, "roles/round_the_clock").records
    if any(row["round_the_clock"] is not None for row in told):
        there = {
            (str(row["provider_id"]), str(row["municipality_code"]))
            for row in told
            if row["round_the_clock"]
        }
        return {**providers, ROUND_THE_CLOCK: there}
    return _with_notified(build, providers)


def _with_notified(
    build: Build, providers: Mapping[str, Iterable[tuple[str, str]]]
) -> Mapping[str, Iterable[tuple[str, str]]]:
    if queries.run(build, "standards/unplaced", {"standard_group": [_NOTIFIED]}).rows:
        return providers  # one stands nobody knows where: that a zone has none is not known
    notified = queries.run(build, "standards/list", {"standard_group": [_NOTIFIED]}).records
    found = {(str(row["institution_code"]), str(row["municipality_code"])) for row in notified}
    return {**providers, ROUND_THE_CLOCK: found} if found else providers


def _borders(build: Build, names: Mapping[str, str]) -> Borders | None:
    if not queries.run(build, "geo/layer").rows:
        return None
    pairs = queries.run(build, "geo/neighbours").rows
    drawn = {row[0] for row in queries.run(build, "geo/points").rows}
    return Borders(
        frozenset((one, other) for one, other, _ in pairs),
        without_shape=frozenset(set(names) - drawn),
    )
