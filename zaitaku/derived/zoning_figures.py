"""A plan and its figures: what changed against the base, what rules it breaks, as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zaitaku.ask.answer import Answer
from zaitaku.ask.warehouse import Build
from zaitaku.derived import zoning, zoning_inputs
from zaitaku.derived.declared import Asked, Computed, Values, declared
from zaitaku.derived.zoning_inputs import RESIDENCE_LABELS, RESIDENCES, with_conditions
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED
from zaitaku.zones.evaluate import METRICS, Comparison, Figure, ZoneFigures, compare, standing
from zaitaku.zones.inputs import Inputs
from zaitaku.zones.plan import Plan
from zaitaku.zones.rules import Conditions, Finding, check


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


def _columns() -> str:
    """A line a figure, and one for its change."""
    lines = []
    for name in SHOWN:
        label, unit, table = METRICS[name]
        kind = "bigint" if unit in ("人", "施設", "か所") else "double"
        points = "ポイント" if unit == "%" else unit
        lines += [
            f"-- column {name}: {kind}, {unit}, count = {label} | 出どころ: {table}",
            f"-- column {name}_change: {kind}, {points}, count = {label}の増減",
        ]
    return "\n".join(lines)


PLAN = declared(
    "zones/plan",
    f"""\
-- question: 圏域の種類ごとに、圏域の患者・完結率・人口・担い手はいくつで、ほかの種類とどう違うか
-- grain: one row per zone
-- source: 需要側 流出入（④）、供給側 医療機関別（②）、住民基本台帳人口、役割の表
-- modes: internal
-- param zone_scheme: varchar default '' = 圏域の種類 | 空のときは適用中の種類
-- param base: varchar default '' = 比べる相手 | 圏域の種類。空のときは適用中の種類
-- param fiscal_year: integer default latest in flow_cell.fiscal_year = 年度
-- param residence: varchar default both in {"|".join(RESIDENCES)} = 居住形態
-- column zone_code: varchar, key = 圏域コード
-- column zone_name: varchar, key = 圏域
-- column municipalities: varchar, key = 市町村
-- column destinations: varchar, key = 流出先の上位3
{_columns()}
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 行は県内の保険者だけなので、県外からの流入は含みません\
（「県内からの流入」だけが分かります）。
-- note: 率は、圏域ごとに市町村の患者数をまとめ直してから計算しています\
（市町村の率の平均ではありません）。
-- note: 機関は所在地の圏域に数えます。看取りは②の看取り加算・死亡診断加算・\
在宅ターミナルケア加算のいずれかの患者がいる医療機関、積極的役割・拠点は役割の表によります。24時間対応は役割の表と\
訪問看護ステーションの表を合わせ、同じ市町村で名前が同じものは 1 つと数えます（どちらにも\
記載がなければ、在宅療養支援診療所・病院の届出の数）。
""",
)


def as_answer(
    result: Evaluated, inputs: Inputs, build: Build, fiscal_year: int, residence: str
) -> Answer:
    """The figures as an answer, for tables, commands and files: one row per zone."""
    rows, states = [], []
    changes = {change.zone_code: change.change for change in result.comparison.zones}
    for zone in result.figures:
        change = changes[zone.zone_code]
        cells: list[Figure] = []
        for metric in SHOWN:
            # nothing to compare with: a zone that the base does not have
            cells += [zone[metric], change.get(metric, Figure(None, MISSING))]
        members = "、".join(inputs.names[code] for code in zone.municipality_codes)
        keys = (zone.zone_code, zone.zone_name, members, destinations(zone))
        rows.append((*keys, *(cell.value for cell in cells)))
        states.append((*[ACTUAL] * len(keys), *(cell.status for cell in cells)))
    return Answer(
        name=PLAN.name,
        question=f"圏域案「{result.plan.name}」（比べる相手: {result.base.name}）",
        grain=PLAN.grain,
        source=PLAN.source,
        columns=PLAN.columns,
        rows=rows,
        states=states,
        notes=tuple(note.told for note in PLAN.notes),
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


def _plan(asked: Asked, values: Values) -> Answer | None:
    build, year, residence = asked.build, values["fiscal_year"], values["residence"]
    names = zoning.scheme_names(build)
    if not names or year is None:
        return None
    plan, base = (zoning.scheme(build, values[key] or names[0]) for key in ("zone_scheme", "base"))
    inputs = zoning_inputs.read_inputs(build, year, residence)
    # rules are the user's, kept beside the builds: figures need none
    result = Evaluated(
        plan, base, list(standing(plan, inputs).zones), compare(plan, base, inputs), []
    )
    return as_answer(result, inputs, build, year, residence)


QUESTIONS = (Computed(PLAN, _plan),)
