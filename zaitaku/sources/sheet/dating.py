"""Which fiscal year a table is about: its own lines, its book, its file's name, or the user."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zaitaku.ground.states import Problem
from zaitaku.ground.text import fiscal_years_in, fiscal_years_in_name, squash, tidy
from zaitaku.ground.years import fiscal_year_label
from zaitaku.sources.model import TableRefusedError
from zaitaku.sources.sheet.grid import Grid

# 「令和6年度提供」 may stand beside 「集計対象：令和5年度」: a line that says what is counted wins.
_SUBJECT = ("集計対象", "対象年度", "対象期間", "対象：", "対象:", "診療分", "診療年")
# What a year on a cover may be about instead of what was counted.
_OTHER_YEARS = re.compile("提供|作成|公表|更新|改定|改正|出典|計画|予定|以前|以降|時点|マスタ|注|※")
_TITLE = 40  # letters; a longer line is a sentence
_NOTE_ROWS = 30
_FIX = "表の上に「集計対象：令和5年度」のように書くか、--fiscal-year で年度を指定してください。"


@dataclass(frozen=True)
class BookYears:
    """What a whole file says: years its sheets state, years its covers bear, years in its name."""

    stated: frozenset[int]
    covers: frozenset[int]
    named: frozenset[int]


def years_of_sheet(grid: Grid, top: int | None) -> set[int]:
    """Fiscal years a sheet states; ``top`` is its header, None for a sheet that is no table.

    Of a sheet without a table (a cover, an index) only lines that say what is counted are taken.
    """
    above = grid.lines_above(top if top is not None else _NOTE_ROWS)
    below = [
        tidy(cell) for row in grid.rows[-_NOTE_ROWS:] for cell in row[:3] if isinstance(cell, str)
    ]
    subject = _years(line for line in (*above, *below) if any(word in line for word in _SUBJECT))
    if subject or top is None:
        return subject
    return _years(above)


def years_of_cover(grid: Grid) -> set[int]:
    """Fiscal years that the titles of a sheet without a table bear (「令和5年度」)."""
    return _years(
        line
        for line in grid.lines_above(_NOTE_ROWS)
        if len(line) <= _TITLE and not _OTHER_YEARS.search(line)
    )


def years_of_book(
    path: Path, sheets: Iterable[set[int]], covers: Iterable[set[int]] = ()
) -> BookYears:
    """What the sheets of a file state together, what its covers bear, and what its name says."""
    return BookYears(
        frozenset().union(*sheets),
        frozenset().union(*covers),
        frozenset(fiscal_years_in_name(path.stem)),
    )


def decide(
    grid: Grid, own: set[int], book: BookYears, override: int | None, problems: list[Problem]
) -> int:
    """The fiscal year of a table. TableRefusedError when nothing says it or two things differ."""
    if override is not None:
        if own and own != {override}:
            problems.append(
                grid.problem(
                    "warning",
                    None,
                    None,
                    f"表には{_labels(own)}とありますが、"
                    f"指定により{fiscal_year_label(override)}として取り込みました。",
                )
            )
        return override
    if len(own) > 1:
        raise _doubt(grid, f"表に複数の年度（{_labels(own)}）が書かれています。")
    if own:
        (year,) = own
        if len(book.stated) == 1 and book.named and year not in book.named:
            raise _doubt(
                grid,
                f"表の年度（{_labels(own)}）とファイル名の年度（{_labels(book.named)}）が違います。",
            )
        return year
    # a cover may tell of other years as well: the name picks one of them
    told = book.stated or (book.covers & book.named) or book.covers
    if len(told) > 1:
        raise _doubt(grid, f"同じブックに複数の年度（{_labels(told)}）があり、決められません。")
    if told:
        (year,) = told
        if book.named and year not in book.named:
            raise _doubt(
                grid,
                f"ブックの年度（{_labels(told)}）と"
                f"ファイル名の年度（{_labels(book.named)}）が違います。",
            )
        return year
    if len(book.named) > 1:
        raise _doubt(grid, f"ファイル名に複数の年度（{_labels(book.named)}）があります。")
    if book.named:
        return next(iter(book.named))
    raise _doubt(grid, "何年度の集計か、表にもファイル名にも書かれていません。")


def _years(lines: Iterable[str]) -> set[int]:
    return {year for line in lines if "年" in squash(line) for year in fiscal_years_in(line)}


def _labels(years: Iterable[int]) -> str:
    return "、".join(fiscal_year_label(year) for year in sorted(years))


def _doubt(grid: Grid, message: str) -> TableRefusedError:
    return TableRefusedError([grid.problem("error", None, None, message, _FIX)])
