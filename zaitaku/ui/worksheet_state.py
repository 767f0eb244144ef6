"""What the page 追加的需要 lets the reader choose, and the answers of its worksheet."""

from __future__ import annotations

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.derived import planner, planner_sources, planner_table
from zaitaku.derived.planner import Choice as Choice
from zaitaku.ui import answer, controls, loaded

_WEIGHTS = {"65": "65歳以上人口", "75": "75歳以上人口"}
_SOURCES = {code: source.label for code, source in planner.CHOOSABLE.items()}


def worksheet() -> planner.Choice | None:
    """Draw the controls of the worksheet; None (and the reader is told) without its table."""
    units = planner.units(answer.ask)
    if not units:
        if controls.mode() == "internal":
            st.info(
                "追加的需要の表が取り込まれていません。"
                "`zaitaku template additional_demand 追加的需要.csv` でひな形を作り、"
                "圏域ごとの総数と移行分を書いて取り込むと表示されます。"
            )
        else:
            st.info(
                "公表用データに、圏域別・市町村別の追加的需要がありません。"
                "取り込んだ表は、内部モードで見られます。"
            )
            st.caption(loaded.OWN_TABLES)
        return None
    if controls.mode() == "public" and {unit for unit, _ in units} == {"prefecture"}:
        st.caption(loaded.OWN_TABLES)
    labels = {f"u{n}": planner.unit_label(*unit) for n, unit in enumerate(units)}
    with st.container(horizontal=True):
        unit = controls.choice("ad_unit", "表の単位", labels) if len(units) > 1 else "u0"
        area_unit, scheme = units[int(unit[1:])]
        years = planner.years(answer.ask, area_unit, scheme)
        year = controls.choice("ad_year", "目標年度", {str(y): f"{y}年度" for y in years})
        source = controls.choice("ad_source", "按分の根拠", _SOURCES)
        weight = controls.choice("ad_weight", "市町村に分ける重み", _WEIGHTS, "75", few=True)
    return planner.Choice(
        area_unit, scheme, int(year), source, f"population_{weight}plus", controls.year()
    )


def split_label(choice: planner.Choice) -> str:
    """The source of the ratio in words."""
    return _SOURCES[choice.source]


def plan_table(choice: planner.Choice) -> Answer:
    """The one table both plans take."""
    return planner_table.plan_table(answer.ask, choice)


def results(choice: planner.Choice, code: str) -> Answer:
    """What each source gives for one area."""
    return planner.of_area(planner_sources.by_source(answer.ask, choice), code)


def groups(choice: planner.Choice, code: str) -> Answer:
    """The four groups of ⑤ for one area."""
    return planner.of_area(planner_sources.four_groups(answer.ask, choice), code)


def area_of(choice: planner.Choice) -> str:
    """The worksheet's area for 注目する地域: itself, the 圏域 it stands in, or the first."""
    area = controls.area()
    if (area.unit, area.zone_scheme) == (choice.unit, choice.zone_scheme):
        return area.code
    if area.unit == "municipality" and choice.unit in ("medical_area", "zone"):
        groups = answer.ask(
            "area/groups", group_unit=choice.unit, zone_scheme=choice.zone_scheme or None
        )
        found = next((row[1] for row in groups.rows if row[0] == area.code), None)
        if found is not None:
            return str(found)
    rows = answer.ask(
        "additional_demand/by_area",
        area_unit=choice.unit,
        zone_scheme=choice.zone_scheme or None,
        year=[choice.year],
    ).rows
    return str(rows[0][0]) if rows else ""


def source_alone() -> planner.Choice | None:
    """How to read the worksheet, by the source alone; None without its table."""
    units = planner.units(answer.ask)
    if not units:
        return None
    area_unit, scheme = units[0]
    source = controls.choice("ad_source", "按分の根拠", _SOURCES)
    year = planner.years(answer.ask, area_unit, scheme)[0]
    return planner.Choice(area_unit, scheme, year, source, "population_75plus", controls.year())
