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
    """``lines``: the first of them, in order; ``count``: how many there are."""

    path: Path
    what: str
    count: int
    lines: tuple[int, ...]

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

    @property
    def rows(self) -> int:
        return self._rows.total()

    @property
    def bad(self) -> int:
        return self._counts.total()

    @property
    def share(self) -> float:
        """Bad rows of all rows."""
        return self.bad / self.rows if self.rows else float(self.bad > 0)

    def __iter__(self) -> Iterator[Fault]:
        for (path, what), count in sorted(self._counts.items(), key=lambda e: (e[0][0].name, e[0])):
            yield Fault(path, what, count, tuple(sorted(self._lines[path, what])))
