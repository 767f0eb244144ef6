"""A build as the zones core wants it: schemes as plans, and what is known of each municipality.

内部 only: the figures of a plan that was not published must not leave. The core (``zones``) knows
no build; pages and commands take everything about plans from here, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zaitaku.ask import queries
from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.warehouse import Build
from zaitaku.ground.errors import DisclosureError, SourceFileError, UsageError
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED
from zaitaku.zones import planfile
from zaitaku.zones.evaluate import METRICS, Comparison, Figure, ZoneFigures, compare, standing
from zaitaku.zones.inputs import FUNCTIONS, Borders, Flow, Inputs, Value, prepare
from zaitaku.zones.membership import Municipalities
from zaitaku.zones.plan import Plan, Zone
from zaitaku.zones.rules import Conditions, Finding, check

MEDICAL_AREA = "二次医療圏"
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


LEVELS = {"red": "赤", "amber": "黄"}


# --- schemes as plans ------------------------------------------------------------------------


def scheme_names(build: Build) -> list[str]:
    """The schemes of a build, the one in force first, 二次医療圏 last.

    A table of zones may hold 二次医療圏 itself, with its periods: it stands before the master's.
    """
    _internal(build)
    found = [str(row[0]) for row in queries.run(build, "zones/schemes").rows]
    if MEDICAL_AREA in found:
        return found
    areas = queries.run(build, "zones/members", {"area_unit": "medical_area"}).rows
    return found + ([MEDICAL_AREA] if areas else [])


def scheme(build: Build, name: str) -> Plan:
    """A scheme of the build as a plan; UsageError when there is none of that name."""
    known = scheme_names(build)
    if name not in known:
        raise UsageError(
            f"圏域の種類「{name}」はデータにありません。"
            f"あるのは {'、'.join(known) or 'なし'} です。"
        )
    tables = {str(row[0]) for row in queries.run(build, "zones/schemes").rows}
    params = {"zone_scheme": name} if name in tables else {"area_unit": "medical_area"}
    zones: dict[str, tuple[str, list[str]]] = {}
    for code, label, municipality, _ in queries.run(build, "zones/members", params).rows:
        zones.setdefault(code, (label, []))[1].append(municipality)
    return Plan(name, tuple(Zone(c, label, tuple(m)) for c, (label, m) in zones.items()))


def municipalities(build: Build) -> Municipalities:
    """Every municipality of the build, and what old codes became."""
    _internal(build)
    rows = queries.run(build, "area/list", {"area_unit": "municipality"}).rows
    former = {str(row[0]): str(row[2]) for row in queries.run(build, "area/former").rows}
    return Municipalities({str(row[0]): str(row[1]) for row in rows}, former)


def plan_of_file(path: Path, build: Build) -> Plan:
    """A plan from a file: JSON as exported, or a table of zones (CSV, Excel).

    SourceFileError when it cannot be read or is no plan; ValidationError names what is wrong in
    it. A table must hold one scheme in one edition, or one that is in force today.
    """
    if path.suffix.lower() == ".json":
        try:
            content = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            why = {
                FileNotFoundError: "ファイルがありません",
                UnicodeDecodeError: "UTF-8 ではありません",
            }
            raise SourceFileError(
                f"{path}: 読めません（{why.get(type(error), '読む権限を確かめてください')}）。"
                "「案を書き出す（JSON）」で作ったファイルを指定してください。"
            ) from None
        return planfile.from_json(content, municipalities(build), file=path.name, name=path.stem)
    from zaitaku.derived import zoning_tables  # brings pandas, which a plan as JSON does not need

    return zoning_tables.plan_of(path, municipalities(build))


def years(build: Build) -> list[int]:
    """Every 年度 with flows (④), earliest first."""
    rows = queries.run(build, "build/years").rows
    return sorted(int(row[1]) for row in rows if row[0] == "kdb_flows")


# --- what is known of each municipality ------------------------------------------------------


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
    rows = queries.run(build, "area/population", {"fiscal_year": fiscal_year}).rows
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


def _internal(build: Build) -> None:
    if build.mode != "internal":
        raise DisclosureError(
            "圏域の案は内部モードでだけ使えます。公表した圏域の数値は flows/summary にあります。"
        )


# --- a plan and its figures ------------------------------------------------------------------


@dataclass(frozen=True)
class Evaluated:
    """A plan beside the base: figures of its zones, what changed, and the rules it breaks."""

    plan: Plan
    base: Plan
    figures: list[ZoneFigures]
    comparison: Comparison
    findings: list[Finding]

    def count(self, severity: str) -> int:
        """How many red or amber findings there are."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def moved(self) -> list[str]:
        """Codes of municipalities that are in another zone than in the base."""
        return [
            change.municipality_code for change in self.comparison.municipalities if change.moved
        ]


def evaluated(plan: Plan, base: Plan, inputs: Inputs, conditions: Conditions) -> Evaluated:
    """Everything that the page and the command say about a plan."""
    figures = list(standing(plan, inputs).zones)
    linked = with_conditions(inputs, conditions)  # ferries are of the rules, not of the figures
    findings = check(plan, figures, linked, conditions.settings)
    return Evaluated(plan, base, figures, compare(plan, base, inputs), findings)


# Figures of the table, in this order; a change stands behind each.
SHOWN = (
    "resident_patients",
    "within_patients",
    "self_sufficiency_pct",
    "outflow_patients",
    "outflow_outside_prefecture_patients",
    "outflow_pct",
    "inflow_patients",
    "delivered_patients",
    "population",
    "population_65plus",
    "population_75plus",
    "institutions",
    "round_the_clock_providers",
    "end_of_life_providers",
    "active_role_institutions",
    "coordination_bases",
)
_KEYS = (
    Column("zone_code", "varchar", "key", "圏域コード"),
    Column("zone_name", "varchar", "key", "圏域"),
    Column("municipalities", "varchar", "key", "市町村"),
    Column("destinations", "varchar", "key", "流出先の上位3"),
)


def as_answer(
    result: Evaluated, inputs: Inputs, build: Build, fiscal_year: int, residence: str
) -> Answer:
    """The figures as an answer, for tables, commands and files: one row per zone."""
    rows, states = [], []
    changes = {change.zone_code: change.change for change in result.comparison.zones}
    for zone in result.figures:
        change = changes[zone.zone_code]
        cells = [Figure(None, ACTUAL)] * len(_KEYS)  # the keys, filled in below
        for metric in SHOWN:
            # nothing to compare with: a zone that the base does not have
            cells += [zone[metric], change.get(metric, Figure(None, MISSING))]
        members = "、".join(inputs.names[code] for code in zone.municipality_codes)
        keys = (zone.zone_code, zone.zone_name, members, destinations(zone))
        rows.append((*keys, *(cell.value for cell in cells[len(_KEYS) :])))
        states.append(tuple(cell.status for cell in cells))
    return Answer(
        name="zones/plan",
        question=f"圏域案「{result.plan.name}」（比べる相手: {result.base.name}）",
        grain="one row per zone",
        source="需要側 流出入（④）、供給側 医療機関別（②）、住民基本台帳人口、役割の表",
        columns=(*_KEYS, *(column for metric in SHOWN for column in _columns(metric))),
        rows=rows,
        states=states,
        notes=NOTES,
        params={"fiscal_year": fiscal_year, "residence": RESIDENCE_LABELS[residence]},
        param_labels={"fiscal_year": "年度", "residence": "居住形態"},
        build_id=build.build_id,
        mode=build.mode,
    )


def only(answer: Answer, columns: Sequence[str]) -> Answer:
    """The answer with some of its columns."""
    places = [answer.names.index(name) for name in columns]
    return replace(
        answer,
        columns=tuple(answer.columns[place] for place in places),
        rows=[tuple(row[place] for place in places) for row in answer.rows],
        states=[tuple(state[place] for place in places) for state in answer.states],
    )


NOTES = (
    "国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。",
    "行は県内の保険者だけなので、県外からの流入は含みません（「県内からの流入」だけが分かります）。",
    "率は、圏域ごとに市町村の患者数をまとめ直してから計算しています（市町村の率の平均ではありません）。",
    "機関は所在地の圏域に数えます。看取りは②の看取り加算・死亡診断加算・在宅ターミナルケア加算の"
    "いずれかの患者がいる医療機関、積極的役割・拠点は役割の表によります。24時間対応は役割の表と"
    "訪問看護ステーションの表を合わせ、同じ市町村で名前が同じものは 1 つと数えます（どちらにも"
    "記載がなければ、在宅療養支援診療所・病院の届出の数）。",
)


def _columns(metric: str) -> tuple[Column, Column]:
    label, unit, table = METRICS[metric]
    kind = "bigint" if unit in ("人", "施設", "か所") else "double"
    points = "ポイント" if unit == "%" else unit
    return (
        Column(metric, kind, "count", label, unit, f"出どころ: {table}"),
        Column(f"{metric}_change", kind, "count", f"{label}の増減", points),
    )


def destinations(zone: ZoneFigures) -> str:
    """「盛岡 12.3人/月（5.1%）、…」; tells when others are 秘匿 or 欠測."""
    told = [
        f"{place.name} {place.patients:,.1f}人/月"
        + ("" if place.share_pct is None else f"（{place.share_pct:.1f}%）")
        for place in zone.destinations
    ]
    if zone.destinations_status in (SUPPRESSED, MISSING):
        told.append(f"ほかに{zone.destinations_status}の流出先があります")
    return "、".join(told)


def lowest(figures: Sequence[ZoneFigures]) -> ZoneFigures | None:
    """The zone with the lowest 完結率; None when no zone has one."""
    known = [zone for zone in figures if zone["self_sufficiency_pct"].value is not None]
    return min(known, key=lambda zone: zone["self_sufficiency_pct"].value or 0, default=None)
