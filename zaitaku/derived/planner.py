"""追加的需要 of a build as answers: the ratio by source, the split, the one table of both plans.

Asks questions and leaves the arithmetic to ``planning``. An asker is handed in, so that what is
said is tested without a page. What a source hides stays hidden in everything made from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zaitaku.ask.answer import Answer, Ask, Column
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE
from zaitaku.planning import additional_demand as ad
from zaitaku.planning.lines import Line, Record, line_of, split

# what can be chosen to share STEP2 by; an agreed figure is used where there is one
CHOOSABLE = {source.code: source for source in ad.SOURCES if source.code != ad.AGREED.code}
WEIGHTS = {"population_65plus": "65歳以上人口", "population_75plus": "75歳以上人口"}
_UNITS = {"municipality": "市町村", "medical_area": "二次医療圏", "prefecture": "県"}
TABLE, PATIENTS = "追加的需要の表", "平成26年患者調査"
DISCHARGES, PEOPLE = "退院患者 (KDB 集計表⑤)", "住民基本台帳人口"
WHOLE = "計"  # the row that adds up all areas
NOTES = (
    "追加的需要（人/日）は、病床の機能分化により生じる分の機械的試算です。"
    "一般病床の C3 未満は外来で対応することを基本とし、按分の対象に含みません。",
    "STEP1 の移行分を下限として介護側に置き、残り（STEP2）を在宅医療と介護施設に分けます。",
    "端数は最大剰余法で整え、市町村・圏域・県の計と、在宅医療・介護施設の計が必ず一致します。",
    "現在の退院先などを基本とする按分で、予測ではありません。根拠は協議の場で決めてください。",
)


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


def asked(ask: Ask, name: str, **params: Any) -> Answer | None:
    """The answer; None where the build has no such year."""
    try:
        return ask(name, **params)
    except NotInDataError:
        return None


# --- the ratio, source by source -----------------------------------------------------------------


def ratios(ask: Ask, choice: Choice) -> dict[str, list[ad.Ratio]]:
    """Area code → r of every source, in the order of ``ad.SOURCES``."""
    discharged = _discharge(ask, choice)
    return {
        record["area_code"]: _ratios(record, discharged.get(record["area_code"]))
        for record in _rows(ask, choice)
    }


def _rows(ask: Ask, choice: Choice) -> Sequence[Record]:
    return ask(
        "additional_demand/by_area",
        area_unit=choice.unit,
        zone_scheme=choice.scheme,
        year=[choice.year],
    ).records


def _discharge(ask: Ask, choice: Choice) -> dict[str, tuple[Record, Mapping[str, str]]]:
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


_COUNTED = {ad.BED_REPORT.code: "人", ad.KDB.code: "人", ad.OWN_SURVEY.code: "人"}


def by_source(ask: Ask, choice: Choice) -> Answer:
    """What each source would give: one row per area and source, the differences beside them."""
    columns = (
        Column("area_code", "varchar", "key", "地域コード"),
        Column("area_name", "varchar", "key", "地域名"),
        Column("source", "varchar", "key", "按分の根拠"),
        Column("counted_home", "double", "count", "在宅医療", "", "根拠の資料の数"),
        Column("counted_facility", "double", "count", "介護施設", "", "根拠の資料の数"),
        Column("counted_unit", "varchar", "key", "根拠の単位"),
        Column("ratio", "varchar", "key", "在宅 : 施設"),
        Column("home", "bigint", "count", "在宅医療になる数", "人/日"),
        Column("facility", "bigint", "count", "介護施設になる数", "人/日", "STEP1 の移行分を含む"),
        Column("difference", "bigint", "count", "選んだ根拠との在宅の差", "人/日"),
        Column("denominator", "varchar", "key", "何を数えたか"),
        Column("weakness", "varchar", "key", "弱いところ"),
    )
    found = ratios(ask, choice)
    rows, states = [], []
    for record in _rows(ask, choice):
        own = found[record["area_code"]]
        chosen = next((r for r in own if r.source.code == choice.source), own[0])
        for one in own:
            home, facility, status = _result(record, one)
            base, _, base_status = _result(record, chosen)
            both = [s for s in (status, base_status) if s != ACTUAL]
            difference = None if both or home is None or base is None else home - base
            rows.append(
                (
                    record["area_code"],
                    record["area_name"],
                    one.source.label,
                    one.home if one.status == ACTUAL else None,
                    one.facility if one.status == ACTUAL else None,
                    _counted_unit(one.source),
                    one.words,
                    home,
                    facility,
                    difference,
                    one.source.denominator,
                    one.source.weakness,
                )
            )
            states.append(
                (
                    *[ACTUAL] * 3,
                    one.status,
                    one.status,
                    *[ACTUAL] * 2,
                    status,
                    status,
                    both[0] if both else ACTUAL,
                    *[ACTUAL] * 2,
                )
            )
    return _answer(
        ask, choice, "additional_demand/by_source", "根拠を変えると按分はどう変わるか", columns,
        rows, states, grain="one row per area and source of the ratio",
        source="、".join((TABLE, PATIENTS, DISCHARGES)),
    )  # fmt: skip


def _counted_unit(source: ad.Source) -> str:
    if source.code in _COUNTED:
        return _COUNTED[source.code]
    units = {ad.AGREED.code: "人/日", ad.PATIENT_SURVEY_ROUNDED.code: "比"}
    return units.get(source.code, "千人")


def _result(record: Record, one: ad.Ratio) -> tuple[int | None, int | None, str]:
    """在宅 and 介護施設 by one source; an agreed figure is taken as it is."""
    if one.status != ACTUAL:
        return None, None, one.status
    if one.source.code == ad.AGREED.code:
        return int(record["agreed_home"]), int(record["agreed_facility"]), ACTUAL
    done = split(record, one)
    return (None, None, NOT_APPLICABLE) if done is None else (done.home, done.facility, ACTUAL)


# --- the one table both plans take ---------------------------------------------------------------

PLAN_COLUMNS = (
    Column("zone_code", "varchar", "key", "圏域コード"),
    Column("zone_name", "varchar", "key", "圏域"),
    Column("area_code", "varchar", "key", "地域コード"),
    Column("area_name", "varchar", "key", "地域"),
    Column("year", "integer", "key", "目標年度"),
    Column("need", "bigint", "count", "追加的需要", "人/日", "圏域の総数と持越しの和"),
    Column("total", "bigint", "count", "計（在宅＋施設）", "人/日"),
    Column("home", "bigint", "count", "在宅医療", "人/日", "医療計画に載せる数"),
    Column(
        "facility", "bigint", "count", "介護施設", "人/日",
        "介護保険事業（支援）計画に載せる数。移行分を含む",
    ),
    Column("step1", "bigint", "count", "うち移行分（STEP1）", "人/日"),
    Column("other_facility", "bigint", "count", "うちその他の介護施設", "人/日"),
    Column("status", "varchar", "key", "決まり方", "", "合意、または選んだ根拠による試算"),
    Column("agreed_by", "varchar", "key", "合意した場"),
    Column("agreed_on", "varchar", "key", "合意した日"),
    Column("care_plan_facility", "double", "public", "介護保険事業（支援）計画の見込み量", "人/日"),
    Column("remark", "varchar", "key", "確かめること"),
)  # fmt: skip


def plan_table(ask: Ask, choice: Choice) -> Answer:
    """The table both plans need: every area of the worksheet, its municipalities, and their sum.

    Municipalities get whole numbers that add up to their area's, 在宅医療 and 介護施設 each.
    """
    found = ratios(ask, choice)
    members = _members(ask, choice)
    rows: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    lines: list[Line] = []

    def add(zone: Record, code: str, name: str, line: Line, *words: Any) -> None:
        rows.append((zone["area_code"], zone["area_name"], code, name, choice.year,
                     *line.cells, *words))  # fmt: skip
        care_plan = ACTUAL if words[3] is not None else MISSING
        absent = NOT_APPLICABLE if line.state == ACTUAL else line.state
        numbers = (absent if cell is None else ACTUAL for cell in line.cells)
        states.append((*[ACTUAL] * 5, *numbers, *[ACTUAL] * 3, care_plan, ACTUAL))

    for record in _rows(ask, choice):
        own = found[record["area_code"]]
        one = next(r for r in own if r.source.code == choice.source)
        line, status, told = line_of(record, one)
        lines.append(line)
        told += line.beside(record["care_plan_facility"])
        parts = members.get(record["area_code"], [])
        name = record["area_name"] if not parts else f"{record['area_name']}（{WHOLE}）"
        add(
            record, record["area_code"], name, line, status, record["agreed_by"],
            record["agreed_on"], record["care_plan_facility"], told,
        )  # fmt: skip
        shared = line.shared_out([weight for *_, weight in parts])
        for (code, town, _), part in zip(parts, shared, strict=True):
            add(
                record, code, town, part, status, record["agreed_by"], record["agreed_on"], None, ""
            )
    if lines:
        top = {"area_code": WHOLE, "area_name": "すべて"}
        name = f"すべての{choice.unit_label}の計"
        add(top, WHOLE, name, Line.sum_of(lines), "", "", "", None, "")
    return _answer(
        ask, choice, "additional_demand/plan_table",
        "追加的需要を在宅医療と介護施設にどう分けるか（二つの計画に載せる表）", PLAN_COLUMNS, rows,
        states, grain="one row per area of the worksheet, then its municipalities",
        source="、".join((TABLE, *_cited(choice), *([PEOPLE] if members else []))),
    )  # fmt: skip


def _cited(choice: Choice) -> tuple[str, ...]:
    """What the chosen ratio comes from, where that is not the table itself."""
    if choice.source == ad.KDB.code:
        return (DISCHARGES,)
    return (PATIENTS,) if choice.source.startswith(ad.PATIENT_SURVEY.code) else ()


def _members(ask: Ask, choice: Choice) -> dict[str, list[tuple[str, str, float | None]]]:
    """Area → its municipalities with their weight; nothing where they are the rows themselves."""
    if choice.unit not in ("medical_area", "zone"):
        return {}
    counted = asked(
        ask, "area/population", area_unit="municipality", fiscal_year=choice.fiscal_year
    )
    people = {
        record["area_code"]: (record["area_name"], record[choice.weight])
        for record in (counted.records if counted else ())
    }
    found: dict[str, list[tuple[str, str, float | None]]] = {}
    groups = ask("area/groups", group_unit=choice.unit, zone_scheme=choice.scheme)
    for record in groups.records:
        name, weight = people.get(record["area_code"], (record["area_code"], None))
        found.setdefault(record["group_code"], []).append((record["area_code"], name, weight))
    return found


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


# --- ⑤ in four groups ----------------------------------------------------------------------------


def four_groups(ask: Ask, choice: Choice) -> Answer:
    """Least and most of 在宅のみ, 施設のみ, 両方 and どちらもなし of ⑤, per area."""
    columns = (
        Column("area_code", "varchar", "key", "地域コード"),
        Column("area_name", "varchar", "key", "地域名"),
        Column("group", "varchar", "key", "区分"),
        Column("least", "bigint", "count", "最も少ない場合", "人"),
        Column("most", "bigint", "count", "最も多い場合", "人"),
    )
    rows: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    for code, (values, said) in _discharge(ask, choice).items():
        counted = [said[name] for name in ("discharged", "home_care", "facility")]
        state = next((s for s in counted if s != ACTUAL), ACTUAL)
        try:
            groups = ad.four_groups(values["discharged"], values["home_care"], values["facility"])
        except (TypeError, ValueError):  # hidden, or figures that contradict each other
            state = state if state != ACTUAL else NOT_APPLICABLE
            groups = ad.four_groups(0, 0, 0)
        for name, (least, most) in groups.named():
            shown = (int(least), int(most)) if state == ACTUAL else (None, None)
            rows.append((code, values["area_name"], name, *shown))
            states.append((ACTUAL, ACTUAL, ACTUAL, state, state))
    return _answer(
        ask, choice, "additional_demand/four_groups",
        "療養病床（医療区分１）を退院した人は、在宅医療と介護施設のどちらを使ったか（4区分の範囲）",
        columns, rows, states, grain="one row per area and group",
        source=DISCHARGES,
        notes=(
            "⑤は在宅医療ありと介護施設入居を別々に数えているため、4区分は範囲でしか分かりません"
            "（最も少ない場合～最も多い場合）。",
        ),
    )  # fmt: skip


def _answer(
    ask: Ask,
    choice: Choice,
    name: str,
    question: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Any, ...]],
    states: Sequence[tuple[str, ...]],
    *,
    grain: str,
    source: str,
    notes: tuple[str, ...] = NOTES,
) -> Answer:
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
        name, question, grain, source, columns, rows, states, notes, params, labels,
        about.build_id, about.mode,
    )  # fmt: skip
