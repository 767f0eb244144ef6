"""将来需要 beside the supply of today: what is missing at the peak, in cases, visits and providers.

Demand grows by an index; it is laid on what the institutions of an area do today (所在地), so that
demand of residents (住所地) is never subtracted from a capacity of institutions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zaitaku.ask import queries
from zaitaku.ask.answer import Answer, Ask
from zaitaku.derived.declared import Asked, Computed, Values, declared, takes_areas
from zaitaku.derived.planner import asked
from zaitaku.ground.errors import DisclosureError, QueryError
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.planning.projection import Gap, Series

SURVEY, KDB, NOTHING = "実態調査", "KDB ②", "データなし"
# how the demand is projected, for every question that needs it; '' and 0 leave the default of the
# question that is asked
TAKES = """\
-- param demand: varchar default '' in projected|by_75plus = 将来需要 | projected は受療率による \
demand/projected、by_75plus は demand/by_75plus。空のときは受療率があれば前者
-- param edition: varchar default '' in projection_edition.edition = 将来推計人口の版
-- param rate_source: varchar default '' in care_rate_fit.rate_source = 受療率の出どころ | \
projected だけ
-- param base_year: integer default 2020 in projection_cell.year = 指数の基準の年
-- param to_source: varchar default '' = 受療率が近づく先 | projected だけ。空のときは今のまま固定
-- param target: varchar default '' in fixed|median = 率の行き先 | by_75plus だけ。空は fixed
-- param factor: double default 1 = 率の倍率 | 到達する年の倍率。1 は固定
-- param reach_year: integer default 2040 = 到達する年
"""
_PLACE = ("area_unit", "zone_scheme", "area_code")
_HOW = (
    "fiscal_year", "edition", "rate_source", "base_year", "to_source", "target", "factor",
    "reach_year",
)  # fmt: skip
GAP = declared(
    "demand/gap",
    f"""\
-- question: 将来の需要に、いまの担い手はどれだけ足りないか
-- grain: one row per area
-- source: 実態調査の表、供給側 医療機関別 (KDB 集計表②)、将来需要
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度
{takes_areas("municipality")}\
{TAKES}\
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域名
-- column basis: varchar, key = いまの件数の出どころ
-- column current_cases: double, 件/月, count = いまの件数 | 所在地の医療機関
-- column institutions: bigint, 施設, count = いまの担い手
-- column cases_per_institution: double, 件/月, count = 1施設当たりの件数
-- column year: integer, key = 見る年
-- column growth_pct: double, %, count = 需要の伸び | いまを 100 とした指数
-- column need_cases: double, 件/月, count = その年に要る件数
-- column possible_cases: double, 件/月, count = 実施可能件数
-- column gap_cases: double, 件/月, count = 足りない件数 | 負は余り
-- column gap_visits: double, 回/月, count = 足りない訪問の回数
-- column gap_institutions: double, 施設, count = 足りない担い手 | いまの規模で
-- note: いま地域の医療機関が診ている件数に、地域に住む人の将来需要の伸びを掛けています。\
流出入がいまと同じように続くとした計算です。
-- note: 余力は実態調査の実施可能件数です。回答のない医療機関の分を補っていません。\
調査がない地域は、いまの件数を余力とみなします。
-- note: 訪問の回数は、件数に 1 件当たりの算定回数（①の訪問診療料、国保・後期）を掛けたものです。
-- note: 担い手の数は、足りない件数を、いまの 1 施設当たりの件数で割ったものです\
（足りているときは 0）。
-- note: 実態調査はすべての制度、KDB は国保・後期だけの数で、水準は比べられません。
""",
)


@dataclass(frozen=True)
class Supply:
    """What the institutions of an area do today, and could do (件/月)."""

    basis: str
    current: float | None
    institutions: int | None
    possible: float | None
    state: str = ACTUAL


def series_by_area(demand: Answer) -> dict[str, Series]:
    """Area → its index over the years; areas without figures are left out."""
    found: dict[str, list[tuple[int, float]]] = {}
    for record, states in zip(demand.records, demand.states, strict=True):
        if states[demand.names.index("index_pct")] == ACTUAL and record["index_pct"] is not None:
            found.setdefault(record["area_code"], []).append((record["year"], record["index_pct"]))
    return {
        code: Series(tuple(year for year, _ in points), tuple(value for _, value in points))
        for code, points in found.items()
    }


def gaps(ask: Ask, demand: Answer, *, fiscal_year: int | None = None) -> Answer:
    """One row per area of ``demand``: the gap in its peak year.

    ``demand`` is demand/projected or demand/by_75plus; today is ``fiscal_year`` (latest of KDB).
    The level of today is taken from between two years of the projection, on a straight line.
    """
    kept = ("area_unit", "zone_scheme", "area_code")
    where = {name: demand.params[name] for name in kept}
    now = fiscal_year or int(demand.params.get("fiscal_year") or _latest(ask))
    supply = _supply(ask, where, now)
    visits = _visits_per_case(ask, where, now)
    growth = series_by_area(demand)
    rows: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    names = {record["area_code"]: record["area_name"] for record in demand.records}
    why = hidden(demand)
    for code, name in names.items():
        own = supply.get(code, Supply(NOTHING, None, None, None, MISSING))
        series = growth.get(code)
        base = series.at(now, interpolate=True) if series else None
        at = series.peak if series else None
        later = series.at(at) if series and at else None
        rate = None if not base or later is None else later / base
        absent = why.get(code, MISSING) if rate is None else ACTUAL
        row, state = _row(own, at, rate, absent, visits.get(code, (None, MISSING)))
        rows.append((code, name, *row))
        states.append((ACTUAL, ACTUAL, *state))
    return Answer(
        GAP.name, GAP.question, GAP.grain, GAP.source, GAP.columns, rows, states,
        tuple(note.told for note in GAP.notes),
        demand.params | {"fiscal_year": now}, demand.param_labels | {"fiscal_year": "年度"},
        demand.build_id, demand.mode,
    )  # fmt: skip


def _latest(ask: Ask) -> int:
    return max(int(row[1]) for row in ask("build/years").rows if row[0].startswith("kdb_"))


def hidden(demand: Answer) -> dict[str, str]:
    """Area → the state of its index."""
    place = demand.names.index("index_pct")
    return {row[0]: states[place] for row, states in zip(demand.rows, demand.states, strict=True)}


def _supply(ask: Ask, where: Mapping[str, Any], fiscal_year: int) -> dict[str, Supply]:
    """What a survey found, or ② where there was none (内部 only)."""
    surveyed = ask("survey/by_area", **where)
    found = {
        record["area_code"]: Supply(
            f"{SURVEY}（{record['survey_year']}年度）",
            record["current_cases"],
            record["performing"],
            record["possible_cases"],
        )
        for record in surveyed.records
        if record["current_cases"]
    }
    try:
        sizes = asked(ask, "institutions/size", fiscal_year=fiscal_year, **where)
    except DisclosureError:  # in 公表, and for who may see 内部 of their own municipality alone
        return found
    if sizes is None:
        return found
    for record, states in zip(sizes.records, sizes.state_records, strict=True):
        state = states["patients"]
        own = Supply(KDB, record["patients"], record["institutions"], None, state)
        found.setdefault(record["area_code"], own)
    return found


def _visits_per_case(
    ask: Ask, where: Mapping[str, Any], fiscal_year: int
) -> dict[str, tuple[float | None, str]]:
    found: dict[str, tuple[float | None, str]] = {}
    answer = asked(
        ask, "supply/by_area", item="在宅患者訪問診療料", fiscal_year=fiscal_year, **where
    )
    if answer is None:
        return found
    places = answer.names.index("claims"), answer.names.index("receipts")
    for row, states in zip(answer.rows, answer.states, strict=True):
        worst = next((states[p] for p in places if states[p] != ACTUAL), ACTUAL)
        claims, receipts = (row[p] for p in places)
        known = worst == ACTUAL and receipts
        found[row[0]] = (claims / receipts if known else None, worst if not known else ACTUAL)
        if worst == ACTUAL and not receipts:
            found[row[0]] = (None, NOT_APPLICABLE)
    return found


def _row(
    own: Supply,
    year: int | None,
    growth: float | None,
    absent: str,
    visits: tuple[float | None, str],
) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    each = own.current / own.institutions if own.current and own.institutions else None
    values: dict[str, Any] = {
        "current": own.current, "institutions": own.institutions, "each": each,
        "growth": None if growth is None else growth * 100, "possible": own.possible,
    }  # fmt: skip
    worst = next(
        (s for s in (SUPPRESSED, MISSING) if s in (own.state, absent)),
        ACTUAL if own.current is not None and growth is not None else MISSING,
    )
    need = gap = more = providers = None
    if own.current is not None and growth is not None and worst == ACTUAL:
        found = Gap(own.current * growth, own.possible or own.current, visits[0], each)
        need, gap, more, providers = found.need, found.cases, found.visits, found.providers
    state = own.state if own.current is None else ACTUAL
    of_visits = worst if worst != ACTUAL else (ACTUAL if more is not None else visits[1])
    row = (
        own.basis, values["current"], values["institutions"], values["each"], year,
        values["growth"], need, values["possible"], gap, more, providers,
    )  # fmt: skip
    states = (
        ACTUAL, state, state, state if each is None and state != ACTUAL else _said(each),
        ACTUAL if year is not None else absent, absent, worst,
        ACTUAL if own.possible is not None else MISSING,
        worst, of_visits, worst if worst != ACTUAL else _said(providers),
    )  # fmt: skip
    return row, states


def _said(value: float | None) -> str:
    return ACTUAL if value is not None else NOT_APPLICABLE


def projection(asked: Asked, values: Values) -> Answer | None:
    """The demand as ``TAKES`` has it projected, of the areas named; None without a projection."""
    ask = asked.ask
    if not ask("projection/editions").rows:
        return None
    fits = any(record["is_usable"] for record in ask("demand/rates").records)
    method = values["demand"] or ("projected" if fits else "by_75plus")
    question = queries.load(f"demand/{method}")
    taken = question.takes
    given = {
        name: values[name] for name in (*_PLACE, *_HOW) if values.get(name) not in (None, "", [])
    }
    for name in ("rate_source", "to_source", "target"):
        if name in given and name not in taken:
            raise QueryError(f"{name} は、demand={method} のときは使えません。")
    return ask(question.name, **{name: value for name, value in given.items() if name in taken})


def _gap(asked: Asked, values: Values) -> Answer | None:
    demand = projection(asked, values)
    if demand is None or values["fiscal_year"] is None:
        return None
    return gaps(asked.ask, demand, fiscal_year=values["fiscal_year"])


QUESTIONS = (Computed(GAP, _gap),)
