"""What a figure of an area may be set beside. Pure.

A rate per head of a prefecture is that of its parts together, so it is a benchmark for each of
them. How much is cared for *inside* an area is not: the larger the area, the more of what crosses a
border of its parts lies within it. Such a figure is set beside that of all areas of the same unit
together, their counts added up, so that an area with more patients weighs more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area, Areas
from zaitaku.ask.figures import Figure, figure
from zaitaku.ask.regrouped import adds_up, regrouped
from zaitaku.ground.states import MISSING

# Columns of a question that grow or shrink with the area's borders.
OF_BORDERS = {
    "flows/summary": frozenset(
        {
            "within_patients",
            "outflow_patients",
            "inflow_patients",
            "self_sufficiency_pct",
            "outflow_pct",
            "inflow_pct",
        }
    ),
    "bridge/by_area": frozenset(
        {
            "within_patients",
            "outflow_patients",
            "elsewhere_patients",
            "inflow_patients",
            "within_pct",
            "elsewhere_pct",
        }
    ),
}


def depends_on_borders(question: str, column: str) -> bool:
    """Whether areas of different units cannot be compared by this figure."""
    return column in OF_BORDERS.get(question, ())


def together(answer: Answer, column: str, codes: Collection[str] | None, name: str) -> Figure:
    """The figure of several areas of one unit from their own counts.

    ``answer`` has a row per area; ``codes`` None takes all. Not known where a count of one of
    them is not: a sum over those that can be seen would be that of other places, and one hidden
    count could be worked out from it.
    """
    every = dict.fromkeys(str(row["area_code"]) for row in answer.records)
    areas = Areas("", "", tuple(every if codes is None else sorted(codes)), name)
    found = figure(regrouped(answer, areas), column, name=name)
    return found or Figure(name, None, MISSING, answer.column(column))


def beside(
    ask: Callable[..., Answer],
    question: str,
    column: str,
    own: Area,
    other: Area | Areas,
    *,
    unit_label: str = "地域",
    zones: str = "",
    **params: Any,
) -> Figure | None:
    """What a figure of ``own`` is set beside where the reader chose to compare with ``other``.

    ``ask`` answers for all areas of a unit; ``unit_label`` is what areas of the own unit are
    called, ``zones`` the 圏域の種類. That of ``other`` itself, but for a figure of borders and a
    wider area: that of its parts together. Several areas are always their counts together; where
    these do not add up, or the borders are of another unit, there is no comparable figure: None.
    """

    def whole(name: str, **more: Any) -> Answer:
        return ask(name, zone_scheme=zones or None, **more)

    if isinstance(other, Areas):
        answer = whole(question, area_unit=other.unit, **params)
        if not adds_up(answer, column) or (
            other.unit != own.unit and depends_on_borders(question, column)
        ):
            return None
        return together(answer, column, other.codes, other.title)
    if other.unit == own.unit or not depends_on_borders(question, column):
        found = whole(question, area_unit=other.unit, **params)
        return figure(found, column, other.code, name=other.title)
    codes: set[str] | None = None
    if other.unit != "prefecture":
        if own.unit != "municipality":
            return None
        groups = whole("area/groups", group_unit=other.unit).rows
        codes = {str(row[0]) for row in groups if row[1] == other.code}
        if not codes:
            return None
    answer = whole(question, area_unit=own.unit, **params)
    count = len(answer) if codes is None else len(codes)
    where = "" if codes is None else f"{other.title}の "
    name = f"{where}{count} {unit_label}を患者数で重みづけた値"
    return together(answer, column, codes, name)
