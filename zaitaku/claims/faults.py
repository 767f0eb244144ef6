"""What is wrong with the input, counted and named by file and line. Never by its content.

``what`` of a fault is a fixed sentence: whoever puts a value of a row into it breaks the rule of
this room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SHOWN = 20  # lines named for each fault of a file; the others are counted


@dataclass(frozen=True)
class Fault:
    """``lines``: the first of them, in order; ``count``: how many there are.

    ``is_bad``: the rows are not used. Others are used and only told.
    """

    path: Path
    what: str
    count: int
    lines: tuple[int, ...]
    is_bad: bool = True

    def __str__(self) -> str:
        more = " ほか" if self.count > len(self.lines) else ""
        where = f"（{'、'.join(map(str, self.lines))} 行目{more}）" if self.lines else ""
        return f"{self.path.name}: {self.what} {self.count:,} 行{where}"


@dataclass
class Faults:
    """Every row that was read and every one that could not be used."""

    _rows: Counter[Path] = field(default_factory=Counter)
    _counts: Counter[tuple[Path, str]] = field(default_factory=Counter)
    _lines: dict[tuple[Path, str], set[int]] = field(default_factory=dict)
    _told: set[tuple[Path, str]] = field(default_factory=set)
    _cut: set[Path] = field(default_factory=set)

    def read(self, path: Path, rows: int) -> None:
        """So many rows (records, lines) of a file were looked at, right and wrong ones."""
        self._rows[path] += rows

    def add(self, path: Path, line: int | None, what: str, count: int = 1) -> None:
        """``count`` rows cannot be used; ``line`` is the first of them, where it is known."""
        key = (path, what)
        self._counts[key] += count
        lines = self._lines.setdefault(key, set())
        if line is not None:
            lines.add(line)
            if len(lines) > SHOWN:
                lines.discard(max(lines))

    def cut(self, path: Path, line: int, what: str) -> None:
        """As ``add``, for the last line of a file that breaks off there: nobody knows how many rows
        are lost, so the file counts as bad as a whole."""
        self._cut.add(path)
        self.add(path, line, what)

    def note(self, path: Path, line: int | None, what: str, count: int = 1) -> None:
        """As ``add``, for rows that are used all the same."""
        self._told.add((path, what))
        self.add(path, line, what, count)

    @property
    def rows(self) -> int:
        return self._rows.total()

    @property
    def bad(self) -> int:
        return sum(self._bad_of(path) for path in self._files())

    @property
    def worst(self) -> float:
        """The largest share of bad rows that a file has: a small master matters as much."""
        if self._cut:
            return 1.0
        shares = (self._bad_of(path) / max(self._rows[path], 1) for path in self._files())
        return max(shares, default=0.0)

    def _files(self) -> set[Path]:
        return {path for path, _ in self._counts}

    def _bad_of(self, path: Path) -> int:
        return sum(
            count for key, count in self._counts.items() if key[0] == path and key not in self._told
        )

    def __iter__(self) -> Iterator[Fault]:
        for (path, what), count in sorted(
            self._counts.items(), key=lambda e: (e[0][0].name, *map(str, e[0]))
        ):
            lines = tuple(sorted(self._lines[path, what]))
            yield Fault(path, what, count, lines, (path, what) not in self._told)
