"""The sentences of the pages on indicators and targets, from their answers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import PREFECTURE
from zaitaku.ask.figures import number
from zaitaku.derived.measuring_targets import Judged
from zaitaku.derived.measuring_targets_areas import Across, Sum
from zaitaku.indicators.catalogue import OBLIGATORY
from zaitaku.indicators.targets import STATES

NO_TARGET = "必須の指標「訪問診療を実施している診療所・病院数」の目標がありません。"


def board(answer: Answer) -> str:
    """The obligatory indicator with its basis; '' where it is not listed."""
    chief = next((r for r in answer.records if r["indicator_id"] == OBLIGATORY), None)
    if chief is None:
        return ""
    when = f"{chief['year']}年度、" if chief["year"] else ""
    part = "。定義の一部だけの数" if str(chief["gap"]).startswith("一部") else ""
    basis = f"（{when}{chief['basis']}{part}）" if chief["basis"] else ""
    return f"必須の「{chief['indicator_name']}」は {chief['value_words']}{basis}。"


def targets(found: Sequence[Judged], area: str) -> str:
    """How many targets are reached, on the way, behind or cannot be judged."""
    counts = Counter(one.judgement.state for one in found)
    parts = "、".join(f"{state} {counts[state]}" for state in STATES)
    return f"{area}の目標 {len(found)} 件: {parts}。"


def across(found: Sequence[Across], whole: Sum | None, unit: str) -> str:
    """How the targets of the areas stand, and what they make together beside the prefecture's."""
    inner = [one for one in found if one.area.unit != PREFECTURE]
    judged = [one.now for one in inner if one.now is not None]
    if not judged:
        return f"{unit}の目標はない。"
    counts = Counter(one.judgement.state for one in judged)
    told = "、".join(f"{state} {counts[state]}" for state in STATES)
    return f"{unit}の目標 {len(judged)} 件: {told}。{_together(whole, unit)}"


def _together(whole: Sum | None, unit: str) -> str:
    if whole is None:
        return ""
    counted = f"{number(whole.whole, 0)} {whole.unit}（{whole.year}年度）"
    if whole.without:
        return (
            f"数の目標がある {whole.areas - len(whole.without)} {unit}の合計は {counted}。"
            f"{'、'.join(whole.without)}に数の目標がないため、県の目標とは比べない。"
        )
    lead = f"{unit}の目標の合計は {counted}"
    if whole.prefecture is None:
        return f"{lead}。同じ年度・基準の県の目標はない。"
    gap = whole.whole - whole.prefecture
    own = f"県の目標 {number(whole.prefecture, 0)} {whole.unit}"
    if not gap:
        return f"{lead}で、{own}と同じ。"
    way = "上回る" if gap > 0 else "下回る"
    return f"{lead}で、{own}を {number(abs(gap), 0)} {whole.unit}{way}。"


def needed(answer: Answer, unit: str) -> str:
    """What the demand of the target's year takes: of the prefecture, and how far the targets go."""
    records = list(answer.records)
    whole = next((one for one in records if one["area_unit"] == PREFECTURE), None)
    if whole is None or whole["needed"] is None:
        why = f"（{whole['reason']}）" if whole and whole["reason"] else ""
        return f"県全体で要る数は計算できない{why}。"
    lead = (
        f"{whole['area_name']}で {whole['target_year']}年度に要るのは"
        f" {number(whole['needed'], 0)} 施設（{whole['year']}年度は {number(whole['latest'], 0)}"
        f" 施設で、需要はそのときの {number(whole['growth_pct'], 1)} %）。"
    )
    if whole["short"] is None:
        told = "同じ年度・基準の県の目標はない。"
    elif whole["short"] > 0:
        told = f"県の目標では {number(whole['short'], 0)} 施設足りない。"
    else:
        told = "県の目標で足りる。"
    inner = [one for one in records if one["area_unit"] != PREFECTURE]
    short = [one["area_name"] for one in inner if (one["short"] or 0) > 0]
    known = [one for one in inner if one["short"] is not None]
    if not known:
        return lead + told
    areas = (
        f"目標のある {len(known)} の{unit}のうち {len(short)} で足りない（{'、'.join(short)}）。"
        if short
        else f"目標のある {len(known)} の{unit}はすべて足りる。"
    )
    return lead + told + areas


def target(one: Judged) -> str:
    """One target in words: what was set, where it is, what it needs and where it goes."""
    found = one.judgement
    parts = [f"{found.state}。{found.reason}"]
    if found.needed_pace is not None and found.trend is not None:
        parts.append(
            f"目標までは1年当たり {found.needed_pace:+,.1f}、"
            f"これまでは {found.trend.pace:+,.1f} です（単位 {one.unit}）。"
        )
    return "".join(parts)


def notice(list_: Answer, area: str, has_own: bool, has_any: bool) -> str:
    """The notice on the obligatory indicator; '' where the area has its target."""
    if has_own:
        return ""
    if not has_any:
        return f"{NO_TARGET}どの地域にも定められていません。"
    return f"{area}には、{NO_TARGET}ほかの地域には定められています。" if len(list_) else ""
