"""What a card says, apart from any layout: blocks of figures, sentences, what may be read.

Every figure is one of a question's answer; a card computes nothing, so that what a question hides
stays hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

from zaitaku.ask.figures import Figure
from zaitaku.exhibits.views import View

MISSING = "データなし"


@dataclass(frozen=True)
class Row:
    """A line of a block: label (with its unit) and one figure for each head.

    None is a cell for which the data have no row. ``group`` is said before the first row of it.
    """

    label: str
    figures: tuple[Figure | None, ...]
    group: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The cells as people read them, without units."""
        return tuple(written(figure) for figure in self.figures)


@dataclass(frozen=True)
class Block:
    """A titled table of figures. ``note`` says what to know, or why there is no row."""

    title: str
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    note: str = ""

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The block as a table of text, heading first."""
        has_groups = any(row.group for row in self.rows)
        first = ("区分", "項目") if has_groups else ("項目",)
        start = [(row.group, row.label) if has_groups else (row.label,) for row in self.rows]
        return (
            (*first, *self.heads),
            *((*labels, *row.words) for labels, row in zip(start, self.rows, strict=True)),
        )


@dataclass(frozen=True)
class Card:
    """市町村カルテ: one page on one area.

    ``names``: the area, its 圏域 and its prefecture as heads of columns name them (one to three).
    ``view`` is the card as a page shows it, with its 版ID, sources, caveats and exhibits.
    """

    name: str
    code: str
    about: str
    names: tuple[str, ...]
    main: Block
    population: Block
    similar: Block
    certified: Block
    needs: Block
    supply: Block
    flows: Block
    outgoing: Block
    incoming: Block
    dependence: Block
    years: Block
    plausible: Block
    view: View

    @property
    def certified_line(self) -> str:
        """認定者 in one line, for a page without room for their table; '' where there are none."""
        block = self.certified
        if not block.rows:
            return ""
        people, shares = block.rows
        start = f"{block.title} {block.note.removesuffix('。')}: "
        if all(one is None or one.value is None for one in people.figures):
            return f"{start}{written(people.figures[0])}。"
        said = [
            f"{level} {written(one)}"
            + (f"（{written(share)} %）" if share is not None and share.value is not None else "")
            for level, one, share in zip(block.heads, people.figures, shares.figures, strict=True)
        ]
        return f"{start}{'、'.join(said)}。（　）は認定率。"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of them in reading order."""
        return (
            self.main,
            self.population,
            self.similar,
            self.certified,
            self.needs,
            self.supply,
            self.flows,
            self.outgoing,
            self.incoming,
            self.dependence,
            self.years,
            self.plausible,
        )


def written(figure: Figure | None) -> str:
    """A cell as people read it: its number, or the word for why there is none."""
    if figure is None:
        return MISSING
    unit = figure.column.unit
    return figure.words.removesuffix(f" {unit}") if unit else figure.words
