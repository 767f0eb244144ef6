"""Our cells beside the delivered ones: what differs, by size, and which choice would explain it.

A choice explains what no longer differs when everything is counted again with it alone changed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from zaitaku import sources
from zaitaku.claims import definition
from zaitaku.claims.definition import Value
from zaitaku.claims.tables import MEASURES, Cell, Key, Tables, Town
from zaitaku.ground.errors import SourceFileError, ValidationError
from zaitaku.ground.states import ACTUAL
from zaitaku.ground.years import fiscal_year_label
from zaitaku.sources.kinds import kdb_discharge
from zaitaku.sources.kinds.kdb_patients import TOTAL
from zaitaku.sources.master import Master

TOLERANCE = Decimal("0.05")  # both are rounded to 0.1 alike, or they differ
# table → (mark, key columns, figures)
_FRAMES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("supply", "①", ("scheme", "municipality_code", "item", "detail"), MEASURES),
    ("institutions", "②", ("institution_code", "item", "detail"), ("patients",)),
    (
        *("patients", "③"),
        ("scheme", "municipality_code", "residence", "severity", "care_level"),
        ("patients",),
    ),
    (
        *("patients_total", "③"),
        ("scheme", "municipality_code", "residence", "severity", "care_level"),
        ("patients",),
    ),
    ("flows", "④", ("residence", "origin_code", "destination_code"), ("patients",)),
    ("flows_total", "④", ("residence", "origin_code", "destination_code"), ("patients",)),
    ("discharge", "⑤", ("municipality_code",), kdb_discharge.VALUES),
)
_ONE_FIGURE = ("②", "③", "④")


@dataclass(frozen=True)
class Difference:
    """One cell; None on the side that does not have it or does not tell it."""

    key: Key
    ours: Cell
    delivered: Cell

    @property
    def size(self) -> Decimal:
        return abs((self.ours or Decimal(0)) - (self.delivered or Decimal(0)))


@dataclass(frozen=True)
class Trial:
    """How many cells differ, and by how much in all, with these choices changed."""

    changed: tuple[tuple[str, Value], ...]
    cells: int
    size: Decimal

    @property
    def told(self) -> str:
        return "、".join(f"{name}={definition.told(value)}" for name, value in self.changed)


@dataclass(frozen=True)
class Comparison:
    """``differences``: by size. ``trials``: those that make fewer cells differ, best first.

    ``best``: choices changed together, each of which made it better than those before it.
    """

    compared: int
    untold: int
    differences: tuple[Difference, ...]
    trials: tuple[Trial, ...]
    best: Trial


def delivered(path: Path, towns: Sequence[Town], fiscal_year: int) -> dict[Key, Cell]:
    """The cells of delivered tables; None where a cell is hidden or missing."""
    master = Master.from_rows((town.code, town.name, town.insurer_no, None, None) for town in towns)
    collected = sources.collect([path], known=master)
    problems = [problem for report in collected.files for problem in report.problems]
    found: dict[Key, Cell] = {}
    frames = {name: frame for table in collected.tables for name, frame in table.frames.items()}
    if not frames.keys() & {name for name, *_ in _FRAMES}:
        told = f" {problems[0]}" if problems else ""
        raise SourceFileError(f"「{path}」に①～⑤の表がありません。{told}")
    for name, mark, keys, figures in _FRAMES:
        frame = frames.get(name)
        if frame is None:
            continue
        if set(frame["fiscal_year"]) != {fiscal_year}:
            raise ValidationError(
                f"「{path}」の{mark}は{fiscal_year_label(fiscal_year)}の表ではありません。"
            )
        for record in frame.to_dict("records"):
            place = (mark, *(str(record[key]) for key in keys))
            for figure in figures:
                key = place if mark in _ONE_FIGURE else (*place, figure)
                is_told = record[f"{figure}_status"] == ACTUAL
                found[key] = Decimal(str(record[figure])) if is_told else None
    return found


def steps_of(cells: Collection[Key]) -> frozenset[str]:
    """The steps of the definition that count the tables that cells are of."""
    marks = {key[0] for key in cells}
    names = {step.name for step in definition.steps() if step.is_official}
    return frozenset(name for name, mark, *_ in _FRAMES if mark in marks and name in names)


def differing(ours: Mapping[Key, Cell], theirs: Mapping[Key, Cell]) -> list[Difference]:
    """Cells that both tell and that differ, and those that only one side has and are not 0.

    Where their ③ has no 計 over care levels, ours says nothing that its columns do not.
    """
    found = []
    marks = {key[0] for key in theirs}
    mine = {key for key in ours if key[0] in marks and (key[0], key[-1]) != ("③", TOTAL)}
    for key in mine | set(theirs):
        one = Difference(key, ours.get(key, Decimal(0)), theirs.get(key, Decimal(0)))
        if one.ours is not None and one.delivered is not None and one.size > TOLERANCE:
            found.append(one)
    return sorted(found, key=lambda d: (-d.size, d.key))


def compare(
    tables: Tables,
    theirs: Mapping[Key, Cell],
    values: Mapping[str, Value],
    again: Callable[[Mapping[str, Value]], tuple[Tables, Collection[str]]],
    tell: Callable[[str], None],
    untried: Collection[str] = (),
) -> Comparison:
    """Compare, then count again with every choice changed by itself, then with the best together.

    ``again(changed)`` counts with these choices changed: the tables that may be others by them, and
    the steps that count those. ``untried``: options that the input does not allow to change.
    """
    ours = tables.cells()
    found = differing(ours, theirs)
    start = _trial((), found)
    trials: list[Trial] = []

    def attempt(changed: tuple[tuple[str, Value], ...]) -> Trial:
        made, counted = again(dict(changed))
        marks = {mark for name, mark, *_ in _FRAMES if name in counted}
        delivered = {key: cell for key, cell in theirs.items() if key[0] in marks}
        kept = [one for one in found if one.key[0] not in marks]
        return _trial(changed, kept + differing(made.cells(), delivered))

    if found:
        wanted = steps_of(theirs)
        for name in [name for name in definition.options() if name not in untried]:
            if not wanted & definition.depending_on(name):
                continue
            for value in _alternatives(name, values[name]):
                tell(f"選択肢を変えて数え直し中: {name}={definition.told(value)}")
                trials.append(attempt(((name, value),)))
    helping = sorted((t for t in trials if _is_better(t, start)), key=lambda t: (t.cells, t.size))
    best = helping[0] if helping else start
    for trial in helping[1:]:
        if best.cells and trial.changed[0][0] not in dict(best.changed):
            together = attempt((*best.changed, *trial.changed))
            best = together if _is_better(together, best) else best
    untold = sum(
        1 for key, cell in theirs.items() if cell is None or ours.get(key, Decimal(0)) is None
    )
    return Comparison(len(theirs) - untold, untold, tuple(found), tuple(helping), best)


def as_csv(comparison: Comparison) -> str:
    """Every difference, the largest first."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("表", "マス", "集計した値", "提供された値", "差"))
    for one in comparison.differences:
        ours, theirs = (one.ours or Decimal(0)), (one.delivered or Decimal(0))
        key = "・".join(part for part in one.key[1:] if part)
        rows.writerow((one.key[0], key, ours, theirs.normalize(), (ours - theirs).normalize()))
    return out.getvalue()


def _alternatives(name: str, now: Value) -> list[Value]:
    default: Any = definition.defaults()[name]
    return (
        [value for value in (default, *definition.others(name)) if value != now]
        if (definition.others(name))
        else []
    )


def _trial(changed: tuple[tuple[str, Value], ...], found: Sequence[Difference]) -> Trial:
    return Trial(changed, len(found), sum((one.size for one in found), Decimal(0)))


def _is_better(one: Trial, other: Trial) -> bool:
    return (one.cells, one.size) < (other.cells, other.size)
