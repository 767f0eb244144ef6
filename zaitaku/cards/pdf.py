"""A card → one A4 page of PDF (Typst). The same card gives the same bytes.

The template (``card.typ``) draws tables and bars; numbers come as the words that the card says.
The compiler and its fonts are made once: opening them takes longer than setting a page.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from zaitaku.ask.figures import Figure
from zaitaku.cards.content import Block, Card, Row
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.charts.card_rates import short
from zaitaku.export import fonts, words

_TEMPLATE = Path(__file__).with_name("card.typ")
_WHEN = 946684800  # 2000-01-01: the day a file was made must not change its bytes


def to_bytes(card: Card) -> bytes:
    """The page as PDF."""
    page = json.dumps(_page(card), ensure_ascii=False)
    with _lock:
        made = _compiler().compile(sys_inputs={"card": page}, format="pdf", timestamp=_WHEN)
    assert isinstance(made, bytes)
    return made


_lock = threading.Lock()  # a compiler sets one page at a time


@cache
def _compiler() -> Any:
    import typst

    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in fonts.directories()],
    )
    return typst.Compiler(str(_TEMPLATE), font_paths=found)


def _page(card: Card) -> dict[str, Any]:
    """What the template is given: text, and bars as shares of the longest."""
    return {
        "title": f"{card.view.title} {card.name}",
        "page": card.view.title,
        "name": card.name,
        "about": card.about,
        "names": card.names,
        "stamp": words.stamp(card.view),
        "year": card.view.year_label,
        "font": fonts.FAMILY,
        "footer": words.footer(card.view, choices=False),
        "sentences": card.view.sentences,
        "colours": {
            "own": theme.HIGHLIGHT,
            "plain": theme.PLAIN,
            "beside": [theme.REFERENCE, theme.SUBTLE],
        },
        "main": _main(card),
        "population": {
            **_block(card.population, corner="人"),
            "rows": [_row(row, row.label.removesuffix("（人）")) for row in card.population.rows],
            "bars": _standing(card.population.rows[1:]),
            "note": card.population.note + _alike(card.similar),
        },
        "needs": _needs(card),
        "supply": _supply(card),
        "flows": _block(card.flows),
        "outgoing": _block(card.outgoing),
        "incoming": _block(card.incoming),
        "dependence": _block(card.dependence),
        "plausible": _block(card.plausible),
        "years": {**_block(card.years), "bars": _year_bars(card)},
        "reading": words.reading(card.view.reading) if card.view.reading else [],
        "caveats": words.caveats(card.view),
    }


def _alike(block: Block) -> str:
    """Those most like the area in one line, nearest first: the page has no room for a table."""
    if not block.rows:
        return ""
    far = zip(block.heads[1:], block.rows[0].words[1:], strict=True)
    return (
        f" {block.title}: {'・'.join(f'{name}（{words}）' for name, words in far)}。（　）は距離。"
    )


def _block(block: Block, corner: str = "") -> dict[str, Any]:
    return {
        "title": block.title,
        "heads": block.heads,
        "note": block.note,
        "corner": corner,
        "rows": [_row(row, row.label) for row in block.rows],
    }


def _row(row: Row, label: str) -> dict[str, Any]:
    return {"label": label, "words": row.words}


def _main(card: Card) -> list[dict[str, str]]:
    return [
        {
            "label": row.label.strip("　"),
            "own": row.words[0],
            "beside": "　".join(
                f"{name} {said}" for name, said in zip(card.names[1:], row.words[1:], strict=True)
            ),
        }
        for row in card.main.rows
    ]


def _needs(card: Card) -> dict[str, Any]:
    rows, strips = [], []
    last = ""
    for row in card.needs.rows:
        colour = theme.CARE_LEVEL.get(row.label) if row.group == "要介護度" else None
        rows.append(
            {
                "label": row.label,
                "group": row.group,
                "first": row.group != last,
                "colour": colour,
                "words": row.words,
            }
        )
        last = row.group
    levels = [row for row in card.needs.rows if row.group == "要介護度"]
    for index, name in enumerate(card.names, start=1):
        shares = [_value(row.figures[index]) for row in levels]
        known = [share for share in shares if share is not None]
        is_whole = bool(known) and len(known) == len(shares)
        parts = [
            {"share": share / 100, "colour": theme.CARE_LEVEL.get(row.label, theme.SUBTLE)}
            for row, share in zip(levels, shares, strict=True)
            if is_whole and share
        ]
        absent = sorted({said for row in levels if (said := row.words[index])[:1] not in _DIGITS})
        word = f"構成比は{'・'.join(absent)}" if absent else "データなし"
        strips.append({"name": name, "parts": parts, "word": word})
    heads = ("人/月", *(f"{name} %" for name in card.names))
    found = {"title": card.needs.title, "heads": heads, "rows": rows, "strips": strips}
    return {**found, "note": card.certified_line}


_DIGITS = set("0123456789")
_LONGEST = 0.94  # of the track: the sign at its end needs room


def _supply(card: Card) -> dict[str, Any]:
    rates = [[_value(figure) for figure in row.figures[1:]] for row in card.supply.rows]
    # one scale for each function: beside 入退院支援 the bars of all others would be too short
    longest: dict[str, float] = {}
    for row, found in zip(card.supply.rows, rates, strict=True):
        longest[row.group] = max(longest.get(row.group, 0.0), *(rate or 0.0 for rate in found))
    rows, last = [], ""
    for row, found in zip(card.supply.rows, rates, strict=True):
        most = (longest[row.group] or 1.0) / _LONGEST
        shares = [None if rate is None else rate / most for rate in found]
        rows.append(
            {
                "label": short(row.label),
                "group": row.group,
                "first": row.group != last,
                "words": row.words,
                "bar": {"own": shares[0], "beside": shares[1:]},
            }
        )
        last = row.group
    return {
        "title": card.supply.title,
        "heads": ("人/月", *card.names),
        "rows": rows,
    }


def _standing(rows: Sequence[Row]) -> list[list[float | None]]:
    """For each column, the bars of ``rows`` as shares of the highest."""
    values = [[_value(figure) for figure in row.figures] for row in rows]
    most = max((v for row in values for v in row if v is not None), default=0.0) or 1.0
    return [
        [None if value is None else value / most for value in column]
        for column in zip(*values, strict=True)
    ]


def _year_bars(card: Card) -> list[float | None]:
    rows = [row for row in card.years.rows if row.label.startswith("在宅医療の患者数")]
    return [bars[0] for bars in _standing(rows[:1])]


def _value(figure: Figure | None) -> float | None:
    return None if figure is None or figure.value is None else float(figure.value)
