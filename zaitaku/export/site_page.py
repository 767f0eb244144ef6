"""A view → the middle of a page of the static site: charts as inline SVG, numbers as HTML tables.

Whatever is said is escaped: a name or a note never becomes markup or a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from zaitaku.ask.figures import STATE_WORDS
from zaitaku.exhibits import tables
from zaitaku.exhibits.views import Exhibit, View
from zaitaku.export import chosen, picture, words

MOST_ROWS = 1_500  # of one table; open data have all
# choices that say how a screen shows the figures, or that are the prefecture throughout
_OF_A_SCREEN = frozenset(
    ("見せ方", "並び", "注目する地域", "比べる相手", "見る数値", "医療機能・職種", "範囲")
)
_LISTED_FROM = 3  # exhibits of a page, before it begins with a list of them
_NUMBER = re.compile(r"[+−±-]?[0-9][0-9,]*(?:\.[0-9]+)?(?: ?%)?")
_REFERENCE = re.compile(r"(?<=url\(#)[^)]+")


@dataclass(frozen=True)
class Heading:
    """A figure or table of a page, and the anchor it stands at."""

    anchor: str
    title: str


def headings(view: View) -> list[Heading]:
    """Every exhibit that stands on the page, in its order."""
    return [Heading(f"zu-{at}", one.title) for at, one in enumerate(shown(view), start=1)]


def shown(view: View) -> list[Exhibit]:
    """The exhibits; a table that repeats the numbers of one before it is left out."""
    found: list[Exhibit] = []
    seen: set[object] = set()
    for exhibit in view.exhibits:
        numbers = (exhibit.answer.key, exhibit.columns) if exhibit.answer else exhibit.words
        if exhibit.builder is None and (not numbers or numbers in seen):
            continue
        seen.add(numbers)
        found.append(exhibit)
    return found


def body(view: View, data_dir: Path) -> str:
    """What the page says between its heading and its footer.

    ``data_dir`` holds the boundaries of maps; ZaitakuError where they are gone.
    """
    exhibits = shown(view)
    parts = [f'<p class="lead">{escape(text)}</p>' for text in view.sentences]
    parts.append(_conditions(view))
    places = headings(view)
    if len(places) >= _LISTED_FROM:
        lines = "".join(f'<li><a href="#{h.anchor}">{escape(h.title)}</a></li>' for h in places)
        parts.append(f'<nav aria-label="このページの図表" class="here"><ul>{lines}</ul></nav>')
    for place, exhibit in zip(places, exhibits, strict=True):
        parts.append(_section(view, exhibit, place, data_dir))
    if view.reading is not None:
        parts.append(_pairs("この図の読み方", words.reading(view.reading)))
    parts.append(_pairs("定義", words.definitions(view)))
    parts.append(_listed("留意事項", words.caveats(view)))
    return "\n".join(filter(None, parts))


def _conditions(view: View) -> str:
    """The choices behind the figures, those of a screen alone left out; of each label the first."""
    found: dict[str, str] = {}
    for label, text in chosen.of(view):
        if label not in _OF_A_SCREEN:
            found.setdefault(label, text)
    told = "、".join(f"{label} {text}" for label, text in found.items())
    return f'<p class="quiet">{escape(told)}</p>' if told else ""


def _section(view: View, exhibit: Exhibit, place: Heading, data_dir: Path) -> str:
    inside = [f'<h2 id="{place.anchor}-h">{escape(exhibit.title)}</h2>']
    table = _table(exhibit)
    if exhibit.builder is not None:
        inside.append(f'<div class="figure" tabindex="0">{_drawn(exhibit, place, data_dir)}</div>')
        if table:
            table = f"<details><summary>表で見る</summary>{table}</details>"
    inside.append(table)
    inside += [f'<p class="note">注記　{escape(text)}</p>' for text in exhibit.notes]
    inside.append(f'<p class="quiet">{escape(words.about(view, exhibit))}</p>')
    return (
        f'<section id="{place.anchor}" aria-labelledby="{place.anchor}-h">'
        f"{''.join(inside)}</section>"
    )


def _drawn(exhibit: Exhibit, place: Heading, data_dir: Path) -> str:
    """The chart with names of its own: several stand in one page."""
    root = ElementTree.fromstring(picture.drawing(exhibit, data_dir))
    for element in root.iter():
        if name := element.get("id"):
            element.set("id", f"{place.anchor}-{name}")
        for key, value in element.attrib.items():
            element.set(key, _REFERENCE.sub(rf"{place.anchor}-\g<0>", value))
    return ElementTree.tostring(root, encoding="unicode")


# --- tables --------------------------------------------------------------------------------------


def _table(exhibit: Exhibit) -> str:
    """The numbers with their units in the heading and the word where there is none."""
    if exhibit.answer is not None:
        found = tables.display(exhibit.answer, exhibit.columns or None)
        head = [str(title) for title in found.frame.columns]
        numbers = {at for at, title in enumerate(head) if title in found.numbers}
        rows = [[str(cell) for cell in row] for row in found.frame.to_numpy().tolist()]
    elif exhibit.words:
        head, *rows = (list(line) for line in exhibit.words)
        numbers = {at for at in range(len(head)) if _are_numbers(row[at] for row in rows)}
    else:
        return ""
    names = next((at for at in range(len(head)) if at not in numbers), 0)
    return table(exhibit.title, head, rows, numbers, names=names)


def table(
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Iterable[int] = (),
    *,
    names: int = 0,
) -> str:
    """A table of HTML; ``numbers``: its columns of figures, ``names``: the one that says whose."""
    right = set(numbers)
    heads = "".join(
        f'<th scope="col"{_kind(at in right)}>{escape(text)}</th>' for at, text in enumerate(head)
    )
    lines = []
    for row in rows[:MOST_ROWS]:
        cells = [_cell(text, at in right, at == names) for at, text in enumerate(row)]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    rest = (
        f'<p class="quiet">はじめの {MOST_ROWS:,} 行です（全 {len(rows):,} 行）。</p>'
        if len(rows) > MOST_ROWS
        else ""
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}の表">'
        f"<table><caption>{escape(title)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>{rest}"
    )


def _cell(text: str, is_number: bool, is_name: bool) -> str:
    if is_name:
        return f'<th scope="row">{escape(text)}</th>'
    is_state = text in STATE_WORDS.values()
    return f"<td{_kind(is_number, is_state)}>{escape(text)}</td>"


def _kind(is_number: bool, is_state: bool = False) -> str:
    kinds = " ".join(word for word, holds in (("n", is_number), ("s", is_state)) if holds)
    return f' class="{kinds}"' if kinds else ""


def _are_numbers(cells: Iterable[str]) -> bool:
    """Whether most cells are figures, those without one apart."""
    told = [cell for cell in cells if cell and cell not in STATE_WORDS.values()]
    return sum(bool(_NUMBER.match(cell)) for cell in told) > len(told) / 2


# --- texts ---------------------------------------------------------------------------------------


def _pairs(title: str, pairs: Sequence[tuple[str, str]]) -> str:
    lines = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in pairs)
    return f"<section><h2>{escape(title)}</h2><dl>{lines}</dl></section>" if pairs else ""


def _listed(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<section><h2>{escape(title)}</h2><ul>{items}</ul></section>" if lines else ""
