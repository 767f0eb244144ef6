"""How large the texts of a drawing (SVG of Vega, texts still texts) can be before they collide.

Pure geometry: where each text is anchored and how long it is. Nothing here knows a chart.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from zaitaku.export import fonts

_SVG = "{http://www.w3.org/2000/svg}"
_MOVES = re.compile(r"(translate|rotate|scale|matrix)\(([^)]*)\)")
_STARTS = {"start": 0.0, "middle": 0.5, "end": 1.0}
_RISE, _FALL = 0.8, 0.16  # of a size: how far signs reach above and below their line
_TOUCH = 0.5  # px two texts may share
_BOLD = ("bold", "600", "700", "800", "900")


@dataclass(frozen=True)
class Text:
    """A text of a drawing: anchor of its first line in px, length of its longest line, size,
    height of the lines that follow, and which share of it lies before the anchor."""

    words: str
    x: float
    y: float
    length: float
    size: float
    more: float
    start: float
    is_upright: bool


def texts(svg: str) -> list[Text]:
    """Every text, once each: a rim under a text is the same text."""
    found: dict[tuple[str, float, float], Text] = {}
    for text in _texts(ElementTree.fromstring(svg), 0.0, 0.0, False):
        found[text.words, round(text.x, 1), round(text.y, 1)] = text
    return list(found.values())


def smallest(found: list[Text]) -> float:
    """The size of the smallest text in px; 0 where there is none."""
    return min((text.size for text in found), default=0.0)


def collisions(found: list[Text]) -> int:
    """How many pairs of texts run into each other."""
    return _collisions(found, 1.0, 1.0)


def expected(found: list[Text], factor: float, stretch: float) -> int:
    """The same where every text is ``factor`` times as large and the drawing ``stretch`` times as
    wide: of texts of one kind, for others move away from each other as they grow."""
    kinds = {(text.size, text.start, text.is_upright) for text in found}
    return sum(
        _collisions([t for t in found if (t.size, t.start, t.is_upright) == kind], factor, stretch)
        for kind in kinds
    )


def _collisions(found: list[Text], factor: float, stretch: float) -> int:
    import numpy as np

    if len(found) < 2:
        return 0
    left, right, top, bottom = np.array([_box(text, factor, stretch) for text in found]).T
    over = np.minimum(right[:, None], right) - np.maximum(left[:, None], left) > _TOUCH
    over &= np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top) > _TOUCH
    return (int(over.sum()) - len(found)) // 2


def _box(text: Text, factor: float, stretch: float) -> tuple[float, float, float, float]:
    along, half = text.length * factor, (text.size * (_RISE + _FALL) + text.more) / 2 * factor
    # its middle stays where it is
    lifted = (text.size * (_RISE - _FALL) - text.more) / 2
    x = text.x * stretch
    if text.is_upright:  # turned by a quarter to the left
        start = text.y + along * text.start
        return x - lifted - half, x - lifted + half, start - along, start
    start, middle = x - along * text.start, text.y - lifted
    return start, start + along, middle - half, middle + half


def _texts(node: Any, x: float, y: float, turned: bool) -> list[Text]:
    x, y, turned = _moved(node.get("transform", ""), x, y, turned)
    if node.tag != f"{_SVG}text":
        return [text for child in node for text in _texts(child, x, y, turned)]
    size = float(node.get("font-size", "10px").removesuffix("px"))
    is_bold = node.get("font-weight") in _BOLD
    lines = [line for line in (node, *node) if (line.text or "").strip()]
    if not lines:
        return []
    length = max(fonts.width(line.text, size, bold=is_bold) for line in lines)
    more = sum(float(line.get("dy", 0)) for line in lines)
    start = _STARTS[node.get("text-anchor", "start")]
    return [Text("".join(node.itertext()), x, y, length, size, more, start, turned)]


def _moved(transform: str, x: float, y: float, turned: bool) -> tuple[float, float, bool]:
    """Vega moves groups and turns texts; it scales nothing."""
    for kind, given in _MOVES.findall(transform):
        numbers = [float(n) for n in re.split(r"[ ,]+", given.strip())]
        if kind == "translate":
            x, y = x + numbers[0], y + (numbers[1] if len(numbers) > 1 else 0.0)
        elif kind == "rotate":
            turned = math.isclose(abs(numbers[0]) % 180, 90)
    return x, y, turned
