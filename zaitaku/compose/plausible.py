"""①②③④ beside one another on the page データ: for the areas of the sidebar's unit and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zaitaku.ask.answer import Answer
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import plausibility
from zaitaku.ground import settings

TABLE = (
    "area_name", "comparison", "patients", "other_patients", "difference_pct", "mark", "reason",
)  # fmt: skip
READING = (
    "①②③④の訪問診療などの患者数を、同じ地域・同じ年度で並べ、前の年度とも並べたもの。",
    "取り違えた年度・列・保険者番号など、確かめたほうがよい数がどこにあるか。",
    "どちらの数が正しいか。数え方（住所地と所在地、訪問診療料と医学総合管理料）が違えば数も違います。",
)


def compared(sheet: Sheet) -> Answer:
    """Every comparison of every area that the mode allows, marked by the setting."""
    return _compared(_asked(sheet))


def parts(sheet: Sheet, result: Answer) -> dict[str, Answer]:
    """What is shown under which name: 注目する地域, and what differs much of all areas."""
    code, marks = (result.names.index(name) for name in ("area_code", "mark"))
    whole = _compared(tuple(map(sheet.here, _asked(sheet)))) if sheet.is_prefecture else result
    here = [n for n, row in enumerate(whole.rows) if row[code] == sheet.area.code]
    marked = [n for n, row in enumerate(result.rows) if row[marks] == plausibility.MARKED]
    found = {
        sheet.area.name: _some(whole, here),
        f"大きく違う組（{sheet.place}）": _some(result, marked),
    }
    return {label: part for label, part in found.items() if len(part)}


def _asked(sheet: Sheet) -> tuple[Answer, ...]:
    return tuple(map(sheet.ask, plausibility.asked(sheet.open_mode)))


def _compared(answers: tuple[Answer, ...]) -> Answer:
    return plausibility.compared(answers, settings.difference_pct())


def _some(result: Answer, places: Sequence[int]) -> Answer:
    return replace(
        result,
        rows=[result.rows[place] for place in places],
        states=[result.states[place] for place in places],
    )


def sentence(sheet: Sheet, result: Answer) -> str:
    """How many of the comparisons differ much."""
    text = plausibility.sentence(result, f"{sheet.unit_label}別")
    if not sheet.is_internal:
        text += "②（医療機関別）は公表用データにないため、並べていない。"
    return text
