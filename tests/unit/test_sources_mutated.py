"""Damaged files of every kind: read the same, refused by name, or told. Never a silent difference.

Every damage leaves something that is no figure, no code and no line of the table, so there is no
other value that the file could mean. The seed is fixed; a larger number of ``TRIES`` finds more.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.unit import factories as f
from tests.unit import published
from tests.unit.test_sources_header import SAMPLE, TIDY, sample_master
from tests.unit.test_sources_zones import TWO_HALVES, ZONES
from zaitaku import sources

pytestmark = pytest.mark.thorough

TRIES = 8
NO_FIGURE = [
    *(
        "12\n34",
        "12²",
        "①",
        "1 2",
        "１２　３４",
        "12,34",
        "1.2.3",
        "1e5",
        "1e999",
        "NaN",
        "Infinity",
    ),
    *(
        "#N/A",
        "#DIV/0!",
        "約3",
        "12人",
        "3〜5",
        "(12)",
        "=1+1",
        "9" * 40,
        "5.",
        "true",
        "1/2",
        "-5",
    ),
]
# Rows from which each table has data; one where the header is one line.
DATA_FROM = {kind: row + 1 for kind, row in f.DATA_FROM.items()} | {
    "結果表1": 4,
    "結果表3": 4,
    "市区町村のシート": 4,
    "需要推計": 5,
    "NDB": 6,
    "届出": 4,
}
# What a file may say in any words; points of an act are not counted with.
_WORDS = re.compile(
    r".*(name|note|basis|published|address|number_text|beds).*|organisation_code|institution_code"
    r"|value_source|received_no|points|item|item_order|function|profession|detail|zone_code"
    r"|zone_scheme|category_code|effective_on|source_row|area_code|round_the_clock"
)

Table = tuple[f.Rows, sources.Master]


def tables() -> dict[str, Table]:
    found: dict[str, Table] = {
        kind: ([["集計対象：令和5年度"], *make()], f.MASTER) for kind, make in f.TABLES.items()
    }
    found |= {kind: (make(), f.MASTER) for kind, make in published.TABLES.items()}
    for name in TIDY:
        with (SAMPLE / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        # two areas of the long tables
        found[name] = (rows if len(rows) < 30 else rows[:15], sample_master())
    return found | {"圏域": ([ZONES, *TWO_HALVES], f.MASTER)}


# --- damage --------------------------------------------------------------------------------------


def figures(row: list[Any]) -> list[int]:
    """Columns of a row that hold a number or a code."""
    return [
        column
        for column, cell in enumerate(row)
        if isinstance(cell, (int, float)) or re.fullmatch(r"\d[\d.]*", cell)
    ]


def no_figure(rows: f.Rows, row: int, chance: random.Random) -> f.Rows:
    rows[row][chance.choice(figures(rows[row]))] = chance.choice(NO_FIGURE)
    return rows


def key_lost(rows: f.Rows, row: int, chance: random.Random) -> f.Rows:
    """The code of the row (the first cell of four digits or more), else its first cell."""
    codes = [c for c, cell in enumerate(rows[row]) if re.fullmatch(r"\d{4,}(\.0)?", str(cell))]
    rows[row][codes[0] if codes else 0] = chance.choice(["", "不明"])
    return rows


def header_again(rows: f.Rows, row: int, chance: random.Random) -> f.Rows:
    return [*rows[:row], list(rows[0]), *rows[row:]]


def two_in_a_line(rows: f.Rows, row: int, chance: random.Random) -> f.Rows:
    return [*rows[:row], [*rows[row], *rows[row]], *rows[row + 1 :]]


def other_delimiter(rows: f.Rows, row: int, chance: random.Random) -> f.Rows:
    return [*rows[:row], [";".join(map(str, rows[row]))], *rows[row + 1 :]]


def blank_line(rows: f.Rows, row: int, chance: random.Random) -> f.Rows:
    return [*rows[:row], [], *rows[row:]]


DAMAGES: list[Callable[[f.Rows, int, random.Random], f.Rows]] = [
    no_figure,
    key_lost,
    two_in_a_line,
    other_delimiter,
    blank_line,
]


# --- verdict -------------------------------------------------------------------------------------


def written(path: Path, rows: f.Rows) -> Path:
    if path.suffix == ".xlsx":
        return f.book(path, {"表": rows})
    width = max(map(len, rows[:8]))
    with path.open("w", encoding="utf-8", newline="") as file:
        for row in rows:
            cells = [int(c) if isinstance(c, float) and c.is_integer() else c for c in row]
            csv.writer(file).writerow([*cells, *[""] * (width - len(row))])
    return path


def frames_of(told: sources.Collected) -> dict[str, pd.DataFrame]:
    return {name: frame for table in told.tables for name, frame in table.frames.items()}


def differences(good: sources.Collected, bad: sources.Collected) -> list[str]:
    """Columns (or whole tables) that are no more what they were; words apart."""
    found = []
    for name, frame in frames_of(good).items():
        other = frames_of(bad)[name]
        if len(other) != len(frame):
            found.append(f"{name}: {len(frame)} → {len(other)} 行")
            continue
        found += [
            column
            for column in frame
            if not _WORDS.fullmatch(column)
            and frame[column].astype(str).to_list() != other[column].astype(str).to_list()
        ]
    return found


def unsaid(good: sources.Collected, bad: sources.Collected, rows: f.Rows, row: int) -> str:
    """What is wrong with how a damage in a row was met; '' where all is well.

    A refusal names the row, or what the row was about by one of its codes.
    """
    new = {str(p): p for p in bad.problems if str(p) not in set(map(str, good.problems))}
    if not bad.tables:
        errors = [text for text, problem in new.items() if problem.severity == "error"]
        codes = [str(rows[row][column]).removesuffix(".0") for column in figures(rows[row])]
        about = "|".join(code for code in codes if len(code) > 3) or "(?!)"
        place = re.compile(rf"\b{row + 1}行目|[A-Z]{row + 1}\b|{about}")
        return "" if any(map(place.search, errors)) else f"拒否したが場所がない {errors}"
    changed = differences(good, bad)
    if not changed or any(problem.severity == "warning" for problem in new.values()):
        return ""
    return f"黙って違う値になった {changed}"


@pytest.mark.parametrize("kind", tables())
def test_a_damaged_file_never_differs_in_silence(kind: str, tmp_path: Path) -> None:
    rows, master = tables()[kind]
    chance = random.Random(kind)
    start = DATA_FROM.get(kind, 1)
    lines = [n for n in range(start, len(rows)) if figures(rows[n])]
    names = ["R05.csv", "R05.xlsx"]
    good = {n: sources.collect([written(tmp_path / n, rows)], known=master) for n in names}
    assert all(told.tables for told in good.values())
    found = []
    for number in range(TRIES):
        damage = DAMAGES[number % len(DAMAGES)] if number < len(DAMAGES) else no_figure
        row = lines[0] if damage is key_lost else chance.choice(lines)
        bad = damage([list(cells) for cells in rows], row, chance)
        name = names[number % 4 == 3]
        told = sources.collect([written(tmp_path / name, bad)], known=master)
        if said := unsaid(good[name], told, rows, row):
            found.append(f"{damage.__name__} {name} {row + 1}行目: {said}")
    assert found == []
