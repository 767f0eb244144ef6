"""The table of DEVELOPING.md (How fast): what was measured beside what it was and what it is to be.

A report hands its figure to ``measured``; ``rows`` are printed at the end of ``make bench`` in the
form of the table, to be put in its place with the reasons of what is missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

HEAD = "| measure | before | after | aim | missed, and why |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Aim:
    """What a figure was when it was first measured, and the bound that it is to keep."""

    before: float | None
    bound: float
    is_least: bool = False

    def line(self, measure: str, after: float) -> str:
        is_kept = after >= self.bound if self.is_least else after <= self.bound
        before = "—" if self.before is None else f"{self.before:.1f}"
        sign = "≥" if self.is_least else "≤"
        kept = "" if is_kept else "missed"
        return f"| {measure} | {before} | {after:.1f} | {sign} {self.bound:g} | {kept} |"


_WARM = {"患者": 12.0, "流出入の地図": 13.8, "市町村カルテ": 14.4, "指標": 11.9, "医療機関": 7.8,
         "圏域案": 6.3}  # fmt: skip
_COLD = {"指標": 26.0, "市町村カルテ": 22.0, "目標": 18.0, "流出入": 14.0}
_PROGRAM = {"again, rows and more": 1.3, "again, rows alone": None, "new, rows and more": None,
            "new, rows alone": None}  # fmt: skip
AIMS: Mapping[str, Aim] = {
    **{f"server, warm: {page}": Aim(before, 2) for page, before in _WARM.items()},
    "server, warm: the worst page": Aim(max(_WARM.values()), 2),
    **{f"server, cold: {page}": Aim(before, 5) for page, before in _COLD.items()},
    "server, cold: the worst page": Aim(max(_COLD.values()), 5),
    "click to repaint: the middle page": Aim(None, 2),
    "click to repaint: the worst page": Aim(None, 2),
    "files → checked frames, to reading the cells": Aim(7.4, 2),
    "import before protection, to reading the cells": Aim(17.8, 2),
    **{
        f"Datasette's time to ours, a program: {asked}": Aim(before, 5, is_least=True)
        for asked, before in _PROGRAM.items()
    },
    "plain Streamlit's time to ours, a page": Aim(None, 5, is_least=True),
}
_measured: dict[str, float] = {}


def measured(measure: str, value: float) -> None:
    """Keep a figure; one that the table does not have is not of it."""
    if measure in AIMS:
        _measured[measure] = value


def rows() -> Iterator[str]:
    """What was measured in this run, a line each, in the order of the table."""
    yield HEAD
    for measure, aim in AIMS.items():
        if measure in _measured:
            yield aim.line(measure, _measured[measure])
