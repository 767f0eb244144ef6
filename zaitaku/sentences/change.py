"""Sentences of 変化, from its answers (change/parts, change/distribution, change/spread). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import number
from zaitaku.ground.reasons import ABSENT
from zaitaku.ground.states import ACTUAL
from zaitaku.ground.years import japanese_year

_REASONS = {
    "people_effect": "人口の増減",
    "age_effect": "高齢化",
    "rate_effect": "率",
}
UP, DOWN, SAME = "増えた", "減った", "変わらない"


def parts(answer: Answer, code: str, area: str, subject: str) -> str:
    """By how much an area's patients changed, and by how much of it each reason."""
    found = next(
        (
            (r, s)
            for r, s in zip(answer.records, answer.state_records, strict=True)
            if r["area_code"] == code
        ),
        None,
    )
    if found is None:
        return f"この条件では、{area}の{subject}のデータがない。"
    record, states = found
    when = (int(answer.params["before_year"]), int(answer.params["fiscal_year"]))
    first, last = map(japanese_year, when)
    if record["broken"]:
        return (
            f"{area}の{subject}の患者数は、{first}と{last}を比べられない（間に定義の変更がある）。"
        )
    if states["change"] != ACTUAL:
        return f"{area}の{subject}の患者数の増減（{first}から{last}）は{ABSENT[states['change']]}。"
    lead = f"{area}の{subject}の患者数は、{first}から{last}に{_changed(record)}"
    told = [
        f"{label} {_signed(record[part])}"
        for part, label in _REASONS.items()
        if record[part] is not None
    ]
    parts_told = f"（内訳は{'、'.join(told)} 人/月）" if told else ""
    doubt = "10 人/月に満たない年度があり、参考値。" if record["is_small"] else ""
    return f"{lead}{parts_told}。{doubt}"


def _changed(record: Mapping[str, Any]) -> str:
    amount = number(abs(record["change"]), 1)
    pct = record["change_pct"]
    share = "" if pct is None else f"（{number(abs(pct), 1)} %）"
    after = f"（{number(record['patients_after'], 1)} 人/月になった）"
    if not float(amount.replace(",", "")):
        return f"{SAME}{after}"
    return f" {amount} 人/月{share}{UP if record['change'] > 0 else DOWN}"


def _signed(value: float) -> str:
    text = number(value, 1)
    return f"+{text}" if float(text.replace(",", "")) > 0 else text


def distribution(answer: Answer, subject: str, shrunk: tuple[str, ...]) -> str:
    """How many municipalities grew, how many shrank."""
    down = sum(r["areas"] for r in answer.records if r["change_class"] in shrunk)
    whole = sum(r["areas"] for r in answer.records)
    if not whole:
        return f"{subject}の患者数の増減を示せる市町村がない。"
    first, last = (japanese_year(int(answer.params[k])) for k in ("before_year", "fiscal_year"))
    return (
        f"{subject}の患者数は、{first}から{last}に、増減を示せる {whole} 市町村のうち "
        f"{whole - down} で増え（同数を含む）、{down} で減った。"
    )


def spread(answer: Answer, counted: str) -> str:
    """How far the areas lie apart in the last year."""
    known = [r for r in answer.records if r["highest"] is not None]
    if not known:
        return ""
    last = known[-1]
    ends = f"{number(last['lowest'], 1)}～{number(last['highest'], 1)} 人/千人"
    ratio = last["p90_to_p10"]
    told = "" if ratio is None else f"、90%点は10%点の {number(ratio, 1)} 倍"
    return f"{japanese_year(last['year'])}の地域差は、{last['areas']} {counted}で {ends}{told}。"
