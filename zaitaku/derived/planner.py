"""追加的需要 of a build: how its table is read, and the ratio by every source.

Asks questions and leaves the arithmetic to ``planning``. An asker is handed in, so that what is
said is tested without a page. What a source hides stays hidden in everything made from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zaitaku.ask.answer import Answer, Ask
from zaitaku.ask.contract import Question
from zaitaku.derived.declared import SCHEME, Asked, Values
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import MISSING
from zaitaku.planning import additional_demand as ad
from zaitaku.planning.lines import Record

# what can be chosen to share STEP2 by; an agreed figure is used where there is one
CHOOSABLE = {source.code: source for source in ad.SOURCES if source.code != ad.AGREED.code}
WEIGHTS = {"population_65plus": "65歳以上人口", "population_75plus": "75歳以上人口"}
_UNITS = {"municipality": "市町村", "medical_area": "二次医療圏", "prefecture": "県"}
TABLE, PATIENTS = "追加的需要の表", "平成26年患者調査"
DISCHARGES, PEOPLE = "退院患者 (KDB 集計表⑤)", "住民基本台帳人口"
WHOLE = "計"  # the row that adds up all areas
# what every question about the table takes, and what is to be known of its figures
TAKES = f"""\
-- param area_unit: varchar default '' in municipality|medical_area|zone|prefecture = 表の単位 | \
空のときは、表の書かれた単位の最初
{SCHEME}\
-- param year: integer default latest in additional_demand_cell.year = 目標年度
-- param source: varchar default {next(iter(CHOOSABLE))} in {"|".join(CHOOSABLE)} = 按分の根拠
-- param weight: varchar default population_75plus in {"|".join(WEIGHTS)} = 市町村に分ける重み
-- param fiscal_year: integer default latest in area_population.fiscal_year = \
人口・退院患者の年度
"""
TOLD = """\
-- note: 追加的需要（人/日）は、病床の機能分化により生じる分の機械的試算です。\
一般病床の C3 未満は外来で対応することを基本とし、按分の対象に含みません。
-- note: STEP1 の移行分を下限として介護側に置き、残り（STEP2）を在宅医療と介護施設に分けます。
-- note: 端数は最大剰余法で整え、市町村・圏域・県の計と、在宅医療・介護施設の計が必ず一致します。
-- note: 現在の退院先などを基本とする按分で、予測ではありません。根拠は協議の場で決めてください。
-- note: 公表モードで県の合計だけを按分した数は、圏域ごとに按分した数の計（内部モード）と\
一致しないことがあります。根拠の比が圏域ごとに違うためです。
"""


@dataclass(frozen=True)
class Choice:
    """What the reader chose: where the table is written, the target year, source and weight."""

    unit: str
    zone_scheme: str
    year: int
    source: str
    weight: str
    fiscal_year: int

    @property
    def unit_label(self) -> str:
        return unit_label(self.unit, self.zone_scheme)

    @property
    def scheme(self) -> str | None:
        return self.zone_scheme or None


def unit_label(unit: str, zone_scheme: str) -> str:
    """市町村, 二次医療圏, 県, or the name of the scheme."""
    return _UNITS.get(unit, zone_scheme)


def units(ask: Ask) -> list[tuple[str, str]]:
    """(area_unit, zone_scheme) of every unit the table is written in, the main one first."""
    return [(row[0], row[1]) for row in ask("additional_demand/units").rows]


def years(ask: Ask, unit: str, zone_scheme: str) -> list[int]:
    """Target years of the table, in the order of time."""
    found = ask("additional_demand/by_area", area_unit=unit, zone_scheme=zone_scheme or None)
    return sorted({record["year"] for record in found.records})


def chosen(asked: Asked, values: Values) -> Choice | None:
    """How a question with ``TAKES`` reads the table; None where it is not written so."""
    wanted, scheme = values["area_unit"], values["zone_scheme"]
    written = [
        (unit, zones)
        for unit, zones in units(asked.ask)
        if wanted in ("", unit) and (unit != "zone" or zones == scheme)
    ]
    if not written or values["year"] is None:
        return None
    year, source, weight = values["year"], values["source"], values["weight"]
    return Choice(*written[0], year, source, weight, values["fiscal_year"] or 0)


def asked(ask: Ask, name: str, **params: Any) -> Answer | None:
    """The answer; None where the build has no such year."""
    try:
        return ask(name, **params)
    except NotInDataError:
        return None


# --- the ratio, source by source -----------------------------------------------------------------


def ratios(ask: Ask, choice: Choice) -> dict[str, list[ad.Ratio]]:
    """Area code → r of every source, in the order of ``ad.SOURCES``."""
    counted = discharged(ask, choice)
    return {
        record["area_code"]: _ratios(record, counted.get(record["area_code"]))
        for record in rows(ask, choice)
    }


def rows(ask: Ask, choice: Choice) -> Sequence[Record]:
    """The table as it is written, an area a row."""
    return ask(
        "additional_demand/by_area",
        area_unit=choice.unit,
        zone_scheme=choice.scheme,
        year=[choice.year],
    ).records


def discharged(ask: Ask, choice: Choice) -> dict[str, tuple[Record, Mapping[str, str]]]:
    """Area → its row of ⑤ with the state of each figure."""
    found = asked(
        ask,
        "discharge/by_area",
        area_unit=choice.unit,
        zone_scheme=choice.scheme,
        fiscal_year=choice.fiscal_year,
    )
    if found is None:
        return {}
    return {
        record["area_code"]: (record, states)
        for record, states in zip(found.records, found.state_records, strict=True)
    }


def _ratios(record: Record, discharged: tuple[Record, Mapping[str, str]] | None) -> list[ad.Ratio]:
    values, states = discharged or ({}, {})
    kdb = ad.ratio(
        ad.KDB,
        values.get("home_care"),
        values.get("facility"),
        states.get("home_care", MISSING),
        states.get("facility", MISSING),
    )
    return [
        *ad.national_ratios(),
        ad.ratio(ad.BED_REPORT, record["bed_report_home"], record["bed_report_facility"]),
        kdb,
        ad.ratio(ad.OWN_SURVEY, record["survey_home"], record["survey_facility"]),
        ad.ratio(ad.AGREED, record["agreed_home"], record["agreed_facility"]),
    ]


def of_area(answer: Answer, code: str) -> Answer:
    """The rows of one area of the worksheet."""
    place = answer.names.index("zone_code" if "zone_code" in answer.names else "area_code")
    kept = [i for i, row in enumerate(answer.rows) if row[place] == code]
    return replace(
        answer,
        rows=[answer.rows[i] for i in kept],
        states=[answer.states[i] for i in kept],
        params=answer.params | {"area_code": [code]},
        param_labels=answer.param_labels | {"area_code": "地域"},
    )


def answer(
    ask: Ask,
    choice: Choice,
    declared: Question,
    rows: Sequence[tuple[Any, ...]],
    states: Sequence[tuple[str, ...]],
    source: str,
) -> Answer:
    """The answer to a question with ``TAKES``; ``source``: what was read of what it may cite."""
    about = ask("additional_demand/units")  # for the build and the mode it was read in
    params = {
        "area_unit": choice.unit_label,
        "year": f"{choice.year}年度",
        "source": CHOOSABLE[choice.source].label,
        "weight": WEIGHTS[choice.weight],
        "fiscal_year": choice.fiscal_year,
    }
    labels = {
        "area_unit": "表の単位",
        "year": "目標年度",
        "source": "按分の根拠",
        "weight": "市町村に分ける重み",
        "fiscal_year": "人口・退院患者の年度",
    }
    return Answer(
        declared.name, declared.question, declared.grain, source, declared.columns, rows, states,
        tuple(note.told for note in declared.notes), params, labels, about.build_id, about.mode,
    )  # fmt: skip
