"""What reading gives: tables with their provenance, a report per sheet, and the problems met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from zaitaku.ground.errors import SourceFileError, ValidationError
from zaitaku.ground.states import Problem
from zaitaku.sources.master import Master
from zaitaku.sources.sheet.grid import Grid

Status = Literal["read", "skipped", "refused"]
# What to do where a heading is not found: it may be the user's doing, or an edition we do not know.
HEADING_FIX = (
    "見出しを書き換えていれば、元の言葉に戻してください。"
    "配布されたままの表なら、この形はまだ読めません。"
)


class TableRefusedError(ValidationError):
    """A table of a known kind whose header cannot be used; ``problems`` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


class NotWantedError(TableRefusedError):
    """A right table of a known kind, but of another prefecture, or of a part of the people only.

    Set aside where it merely lies in a folder; refused where the user named the file.
    """

    exit_code = SourceFileError.exit_code


def refusal(
    grid: Grid, row: int | None, message: str, fix: str, column: int | None = None
) -> TableRefusedError:
    """The error for a table with one fault, at a place or (``row`` None) in the whole sheet."""
    return TableRefusedError([grid.problem("error", row, column, message, fix)])


@dataclass(frozen=True)
class Context:
    """What a reader may know besides its sheet. ``fiscal_year`` is set for dated kinds only."""

    fiscal_year: int
    master: Master


@dataclass
class Reading:
    """What a reader found: raw frames by table name, how many rows of the sheet, problems.

    ``fiscal_year`` is given back by kinds that date themselves; None where rows of several years
    or none are meant.
    """

    frames: dict[str, pd.DataFrame]
    rows: int
    problems: list[Problem] = field(default_factory=list)
    fiscal_year: int | None = None


@dataclass(frozen=True)
class Word:
    """A header word: as the official table writes it, and a pattern for its squashed text."""

    label: str
    pattern: str = ""

    @property
    def regex(self) -> str:
        return self.pattern or self.label


@dataclass(frozen=True)
class Key:
    """What makes a row of a raw table one of a kind; cells that are not known are equal.

    ``is_row``: one row has it. Else several rows of one file may (an institution with its
    notifications, an organisation over time), and the rows of another file would be the same
    thing told twice.
    """

    columns: tuple[str, ...]
    is_row: bool = True


@dataclass(frozen=True)
class Extent:
    """What a raw table must hold to be whole: every municipality of its prefectures with every
    combination that the file has for some municipality.

    ``of``: the column of the year or edition that is whole or not. ``factors``: columns whose
    values stand together; a table has each value of one factor with each of the others. ``units``:
    common codes under which some municipalities stand.
    """

    of: str
    area: str
    factors: tuple[tuple[str, ...], ...] = ()
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Carried:
    """How rows under codes of the past become today's: the columns that hold codes.

    ``has_wards_beside``: published with a 政令市 and its wards both, which then stay as they are.
    ``may_lack_parts``: a list; a part of a merger without a row has none.
    """

    codes: tuple[str, ...]
    has_wards_beside: bool = False
    may_lack_parts: bool = False


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """A stored table of what files hold, row by row, with where each row stands.

    ``columns``: as SQL declares them; ``source_row`` and ``source_id`` come after them. ``key``:
    what makes a row one of a kind. ``replaced_by``: the column whose values a new file replaces
    (None: all of it). ``year``: the column of the 年度 that the data page tells; rows are carried
    year by year. ``is_check``: held beside another table to check it, no answer is made of it.
    ``later_wins``: a row of a later table of the same run takes the place of an earlier one, where
    two lists of the same thing are no fault.
    ``extent``: of a table that tells of every municipality; lists and the prefecture's own tables
    may tell of some. ``carried``: None where nothing is (codes of areas, of the whole country).
    """

    name: str
    label: str
    columns: str
    key: Key
    replaced_by: str | None = None
    year: str = ""
    is_check: bool = False
    later_wins: bool = False
    extent: Extent | None = None
    carried: Carried | None = None


@dataclass(frozen=True)
class Layout:
    """One way in which a kind's table is laid out: how its header is known, and its reader.

    ``signature``: words that stand together in this layout and in no other.
    ``foreign``: words that make it another kind.
    """

    signature: tuple[Word, ...]
    read: Callable[[Grid, int, Context], Reading]
    foreign: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Template:
    """An empty table that explains itself: notes above the header, the columns.

    ``headings``: the columns as a workbook names them, which the reader takes too; none: as
    ``columns``. ``choices``: what may stand in a coded column. ``lists_areas``: where a row tells
    of one area, a workbook has a row for each, and a row where nothing else was written is passed
    over.
    """

    notes: tuple[str, ...]
    columns: tuple[str, ...]
    headings: tuple[str, ...] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lists_areas: bool = True

    def __post_init__(self) -> None:
        if self.headings and len(self.headings) != len(self.columns):
            raise ValueError(f"{len(self.headings)} headings for {len(self.columns)} columns")

    @property
    def titles(self) -> Mapping[str, str]:
        """Column → its heading in a workbook."""
        return dict(zip(self.columns, self.headings or self.columns, strict=True))


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of table that can be imported: all that other rooms know of it is said here.

    ``name`` is that of its module in ``kinds``, which is found there. ``layouts``: none for maps,
    which have no header. ``tables``: what the readers give. ``replaces``: what a new file replaces,
    in the manual's words. ``order``: its place in lists and when a sheet is recognised; kinds
    without one come last, by name. ``page_label``: its name on the data page, if another.
    ``is_public``: 公表 may name its files and years (figures are the affair of
    ``build/release/support``). ``is_dated``: its fiscal year is found outside the table.
    ``covers_together``: all its tables tell of the same years, so one that a file leaves empty is
    replaced too. ``tells_errors``: the reader tells itself what a cell with a spreadsheet's error
    costs; else it refuses the sheet.
    """

    name: str
    label: str
    layouts: tuple[Layout, ...]
    tables: tuple[RawTable, ...]
    replaces: str
    order: int = 1000
    page_label: str = ""
    template: Template | None = None
    is_public: bool = False
    is_dated: bool = True
    needs_master: bool = True
    covers_together: bool = False
    tells_errors: bool = False


@dataclass(eq=False)
class SourceTable:
    """One sheet as raw frames. Each frame has ``source_row``, the spreadsheet's row from 1."""

    file_name: str
    path: Path
    sheet: str | None
    kind: str
    fiscal_year: int | None
    sha256: str
    frames: dict[str, pd.DataFrame]
    rows: int
    problems: list[Problem]


@dataclass(eq=False)
class FileReport:
    """What became of one sheet (``sheet`` None: the whole file).

    ``name`` is the file's as messages tell it. ``is_unknown``: the whole file is of no kind.
    ``exit_code`` is 0 for what was read and for sheets passed over inside a book that was read;
    otherwise the exit status this sheet alone would give.
    """

    path: Path
    sheet: str | None
    kind: str | None
    fiscal_year: int | None
    rows: int
    status: Status
    reason: str = ""
    problems: list[Problem] = field(default_factory=list)
    exit_code: int = 0
    name: str = ""
    is_unknown: bool = False

    def __post_init__(self) -> None:
        self.name = self.name or self.path.name

    @property
    def is_stranger(self) -> bool:
        """Of no kind, and come upon in a folder or a zip: what the user named is refused."""
        return self.is_unknown and self.status == "skipped"

    @property
    def is_aside(self) -> bool:
        """A table of a known kind that is not wanted, come upon in a folder or a zip."""
        return not self.is_unknown and self.status == "skipped" and self.exit_code != 0


@dataclass
class Collected:
    """Everything one import run read; a file is in ``tables`` as a whole or not at all.

    ``unread``: what the user named and could not be read, or is of no kind. ``incomplete``: what
    tables lack that should tell of every municipality.
    """

    tables: list[SourceTable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: list[FileReport] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)
    incomplete: list[Problem] = field(default_factory=list)
