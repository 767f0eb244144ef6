"""追加的需要 by each source of the ratio, and what ⑤ itself tells of where people went."""

from __future__ import annotations

from typing import Any

from zaitaku.ask.answer import Answer, Ask
from zaitaku.derived.declared import Asked, Computed, Values, declared
from zaitaku.derived.planner import (
    DISCHARGES,
    PATIENTS,
    TABLE,
    TAKES,
    TOLD,
    Choice,
    answer,
    chosen,
    discharged,
    ratios,
    rows,
)
from zaitaku.ground.states import ACTUAL, NOT_APPLICABLE
from zaitaku.planning import additional_demand as ad
from zaitaku.planning.lines import Record, split

BY_SOURCE = declared(
    "additional_demand/by_source",
    f"""\
-- question: 根拠を変えると按分はどう変わるか
-- grain: one row per area and source of the ratio
-- source: {TABLE}、{PATIENTS}、{DISCHARGES}
{TAKES}\
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域名
-- column source: varchar, key = 按分の根拠
-- column counted_home: double, count = 在宅医療 | 根拠の資料の数
-- column counted_facility: double, count = 介護施設 | 根拠の資料の数
-- column counted_unit: varchar, key = 根拠の単位
-- column ratio: varchar, key = 在宅 : 施設
-- column home: bigint, 人/日, count = 在宅医療になる数
-- column facility: bigint, 人/日, count = 介護施設になる数 | STEP1 の移行分を含む
-- column difference: bigint, 人/日, count = 選んだ根拠との在宅の差
-- column denominator: varchar, key = 何を数えたか
-- column weakness: varchar, key = 弱いところ
{TOLD}""",
)
FOUR_GROUPS = declared(
    "additional_demand/four_groups",
    f"""\
-- question: 療養病床（医療区分１）を退院した人は、在宅医療と介護施設のどちらを使ったか\
（4区分の範囲）
-- grain: one row per area and group
-- source: {DISCHARGES}
{TAKES}\
-- column area_code: varchar, key = 地域コード
-- column area_name: varchar, key = 地域名
-- column group: varchar, key = 区分
-- column least: bigint, 人, count = 最も少ない場合
-- column most: bigint, 人, count = 最も多い場合
-- note: ⑤は在宅医療ありと介護施設入居を別々に数えているため、4区分は範囲でしか分かりません\
（最も少ない場合～最も多い場合）。
""",
)
_COUNTED = {
    ad.BED_REPORT.code: "人",
    ad.KDB.code: "人",
    ad.OWN_SURVEY.code: "人",
    ad.AGREED.code: "人/日",
    ad.PATIENT_SURVEY_ROUNDED.code: "比",
}


def by_source(ask: Ask, choice: Choice) -> Answer:
    """What each source would give: one row per area and source, the differences beside them."""
    found = ratios(ask, choice)
    cells: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    for record in rows(ask, choice):
        own = found[record["area_code"]]
        base = next((r for r in own if r.source.code == choice.source), own[0])
        for one in own:
            row, state = _of_source(record, one, base)
            cells.append(row)
            states.append(state)
    return answer(ask, choice, BY_SOURCE, cells, states, BY_SOURCE.source)


def _of_source(
    record: Record, one: ad.Ratio, chosen: ad.Ratio
) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    home, facility, status = _result(record, one)
    base, _, base_status = _result(record, chosen)
    unknown = next((s for s in (status, base_status) if s != ACTUAL), ACTUAL)
    difference = None if unknown != ACTUAL or home is None or base is None else home - base
    counted = (one.home, one.facility) if one.status == ACTUAL else (None, None)
    source = one.source
    row = (
        record["area_code"], record["area_name"], source.label, *counted,
        _COUNTED.get(source.code, "千人"), one.words, home, facility, difference,
        source.denominator, source.weakness,
    )  # fmt: skip
    told = (
        *[ACTUAL] * 3, one.status, one.status, *[ACTUAL] * 2, status, status, unknown,
        *[ACTUAL] * 2,
    )  # fmt: skip
    return row, told


def _result(record: Record, one: ad.Ratio) -> tuple[int | None, int | None, str]:
    """在宅 and 介護施設 by one source; an agreed figure is taken as it is."""
    if one.status != ACTUAL:
        return None, None, one.status
    if one.source.code == ad.AGREED.code:
        return int(record["agreed_home"]), int(record["agreed_facility"]), ACTUAL
    done = split(record, one)
    return (None, None, NOT_APPLICABLE) if done is None else (done.home, done.facility, ACTUAL)


def four_groups(ask: Ask, choice: Choice) -> Answer:
    """Least and most of 在宅のみ, 施設のみ, 両方 and どちらもなし of ⑤, per area."""
    cells: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    for code, (values, said) in discharged(ask, choice).items():
        counted = [said[name] for name in ("discharged", "home_care", "facility")]
        state = next((s for s in counted if s != ACTUAL), ACTUAL)
        try:
            groups = ad.four_groups(values["discharged"], values["home_care"], values["facility"])
        except (TypeError, ValueError):  # hidden, or figures that contradict each other
            state = state if state != ACTUAL else NOT_APPLICABLE
            groups = ad.four_groups(0, 0, 0)
        for name, (least, most) in groups.named():
            shown = (int(least), int(most)) if state == ACTUAL else (None, None)
            cells.append((code, values["area_name"], name, *shown))
            states.append((ACTUAL, ACTUAL, ACTUAL, state, state))
    return answer(ask, choice, FOUR_GROUPS, cells, states, FOUR_GROUPS.source)


def _by_source(asked: Asked, values: Values) -> Answer | None:
    choice = chosen(asked, values)
    return None if choice is None else by_source(asked.ask, choice)


def _four_groups(asked: Asked, values: Values) -> Answer | None:
    choice = chosen(asked, values)
    return None if choice is None else four_groups(asked.ask, choice)


QUESTIONS = (Computed(BY_SOURCE, _by_source), Computed(FOUR_GROUPS, _four_groups))
