"""What the page 指標 shows and lets the reader choose: the board, one indicator, its basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from zaitaku import measuring
from zaitaku.answer import Answer
from zaitaku.indicators import FUNCTIONS, SPO
from zaitaku.indicators.catalogue import OBLIGATORY, UNCONFIRMED, Indicator
from zaitaku.indicators.values import KINDS, NUMBER, PER_100K, PER_100K_AGED
from zaitaku.measuring import Where
from zaitaku.ui import controls, frame, plan_asker, record
from zaitaku.validate import ACTUAL, MISSING
from zaitaku.years import fiscal_year_label

SHOW = {"all": "すべて", "known": "値のあるもの", "missing": "データなし"}
PANELS = 3  # years side by side
COLUMNS = ("function", "spo", "indicator_id", "indicator_name", "mark", "value_words", "year")
TABLE = (*COLUMNS, "other_words", "basis", "gap", "words")


@dataclass(frozen=True)
class Chosen:
    """One indicator on one basis: year label → every area's figure, and the years of one area."""

    item: Indicator
    panels: dict[str, Answer]
    every: tuple[Answer, ...]
    highlight: str

    @property
    def latest(self) -> Answer:
        return self.every[-1]


def board() -> Answer:
    """Every indicator for 注目する地域 beside 比べる相手, in the chosen year."""
    return measuring.board(
        plan_asker.asker(), controls.area(), controls.reference(), controls.year()
    )


def draw(answer: Answer) -> None:
    """The board as the plan lays it out: functions across, S・P・O down."""
    show = controls.choice("show", "見る指標", SHOW, few=True)
    if record.alone():
        return
    known = measuring.indicators(plan_asker.asker().ask)
    rows = [
        (known[record_["indicator_id"]], record_)
        for row, states in zip(answer.rows, answer.states, strict=True)
        if (record_ := dict(zip(answer.names, row, strict=True)))
        and _is_wanted(show, states[answer.names.index("value")])
    ]
    other = answer.column("other_words").label
    heads = st.columns(len(FUNCTIONS), gap="small")
    for place, function in zip(heads, FUNCTIONS, strict=True):
        place.markdown(f"**{function}**")
    for spo, label in SPO.items():
        with st.container(border=True):
            st.caption(f"{spo}　{label}")
            places = st.columns(len(FUNCTIONS), gap="small")
            for place, function in zip(places, FUNCTIONS, strict=True):
                here = [(i, r) for i, r in rows if i.spo == spo and function in i.functions]
                place.markdown(_cell(here, other) or "―")


def choose() -> Chosen | None:
    """Draw the controls of one indicator; None (and the reader is told) where nothing is known."""
    asker = plan_asker.asker()
    known = measuring.indicators(asker.ask)
    item = known[
        controls.choice(
            "ind",
            "くわしく見る指標",
            {code: f"{code}　{one.name}" for code, one in known.items()},
            OBLIGATORY,
        )
    ]
    areas = [
        Where(controls.area_unit(), controls.area().zone_scheme, code, name)
        for code, name in controls.areas().items()
    ]
    bases: dict[str, str] = {}
    for area in areas:
        for one in measuring.series(asker, item, area):
            if any(point.state != MISSING for point in one.points):
                bases.setdefault(one.basis, one.kind)
    _about(item)
    if not bases:
        st.info(
            f"{controls.unit_label()}別の値がありません。{measuring.missing_words(asker, item)}"
        )
        return None
    with st.container(horizontal=True):
        names = {str(number): basis for number, basis in enumerate(bases)}
        basis = names[controls.choice("basis", "基準（数え方）", names)]
        kinds = {NUMBER: "数"} | {kind: KINDS[kind] for kind in (PER_100K, PER_100K_AGED)}
        kinds = kinds if bases[basis] == NUMBER else {bases[basis]: KINDS[bases[basis]]}
        kind = controls.choice("per", "見る数値", kinds, few=True)
    found = measuring.across(asker, item, basis, areas, kind)
    every = tuple(found.values())
    panels = {_year(year): answer for year, answer in list(found.items())[-PANELS:]}
    return Chosen(item, panels, every, controls.area().code)


def _about(item: Indicator) -> None:
    """What is known of an indicator; what is not confirmed says so."""
    sure = "" if item.is_confirmed else f"　この指標は{UNCONFIRMED}（確度 {item.certainty}）"
    st.caption(
        f"{'・'.join(item.functions)}　{SPO[item.spo]}　単位 {item.unit}"
        f"　出典 {item.source}（{UNCONFIRMED}）　数えるもの {item.counts or UNCONFIRMED}"
        f"　{item.place or f'所在地か住所地か{UNCONFIRMED}'}"
        f"　定義 {item.definition or UNCONFIRMED}"
        f"　第7次 {_listed(item.plan7)}　第8次 {_listed(item.plan8)}{sure}"
    )


def _listed(word: str) -> str:
    return {"1": "あり", "0": "なし", "?": UNCONFIRMED, "": "―"}.get(word, word)


def _is_wanted(show: str, state: str) -> bool:
    return show == "all" or (show == "known") == (state == ACTUAL)


def _cell(rows: Sequence[tuple[Indicator, dict[str, Any]]], other: str) -> str:
    return "\n\n".join(_entry(item, row, other) for item, row in rows)


def _entry(item: Indicator, row: dict[str, Any], other: str) -> str:
    escape = frame.escape
    mark = f" `{row['mark']}`" if row["mark"] else ""
    several = "" if len(item.functions) == 1 else "　複数の機能"
    doubt = "" if item.is_confirmed else f"　{UNCONFIRMED}"
    head = f"{escape(item.name)}{mark} :small[{item.indicator_id}{several}{doubt}]"
    beside = f"　{escape(other)} {escape(row['other_words'])}" if row["other_words"] else ""
    if row["words"]:
        return f"{head}  \n:small[{escape(row['words'])}{beside}]"
    when = f"{row['year']}年度" if row["year"] else "年の記載なし"
    part = "・一部" if str(row["gap"]).startswith("一部") else ""
    basis = escape(str(row["basis"]).split("・")[0])
    return f"{head}  \n**{escape(row['value_words'])}** :small[（{when}・{basis}{part}）{beside}]"


def _year(year: int) -> str:
    return fiscal_year_label(year) if year else "年の記載なし"
