"""What every chart shares: colours, fonts, number formats, words for absent values.

Colours follow the design: one-hue blue for amounts, blue and orange for lower and higher, never
red and green. A colour is never the only carrier of a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import altair as alt

from zaitaku.ask.figures import STATE_WORDS as STATE_WORDS
from zaitaku.ask.figures import column_words as column_words
from zaitaku.ask.figures import number as number
from zaitaku.ask.figures import words as words
from zaitaku.ground.states import MISSING, NOT_APPLICABLE, SUPPRESSED

# px of a whole chart: what a 1366-pixel screen leaves beside the sidebar
WIDTH = 930
LEAST_WIDTH = "leastWidth"
MAKES_ROOM = "makesRoom"  # of a chart that places its texts by ``enlarged``
SHORT_WORDS = 520  # px that rows and lines with short words beside them need
_width: ContextVar[int] = ContextVar("width", default=WIDTH)
_enlarged: ContextVar[float] = ContextVar("enlarged", default=1.0)

FONT = "BIZ UDPGothic, Noto Sans JP, Noto Sans CJK JP, Yu Gothic UI, Meiryo, sans-serif"
TEXT = "#08111a"
SUBTLE = "#4f5d6b"
GRID = "#e3e8ee"

# Amounts, light to dark; five classes by default.
SEQUENTIAL = ("#dbe9f6", "#a9cde6", "#6aa9d2", "#2f7cba", "#0b4a8a")
HIGHLIGHT = "#0b3d78"
PLAIN = "#5e90c4"
REFERENCE = "#a34700"

# Compared with a reference: blue for lower, orange for higher, grey for about the same.
LOWER, SAME, HIGHER = "#2b6cb0", "#c3cad2", "#b45309"
JUDGED = {"高い": HIGHER, "同程度": SAME, "低い": LOWER}  # what a judgement is filled with

# The unit upright over its axis: 人 turned by a quarter reads as く.
UPRIGHT: dict[str, Any] = {
    "titleAngle": 0,
    "titleAlign": "left",
    "titleAnchor": "end",
    "titleBaseline": "bottom",
    "titleX": -28,
    "titleY": -8,
}

# Absent values: never the colour of the lowest class.
STATE_FILL = {SUPPRESSED: "#8d949c", NOT_APPLICABLE: "#ffffff", MISSING: "#e6e8eb"}
STATE_OUTLINE = "#6b7480"

CARE_LEVEL = {
    "未認定": "#8a8f96",
    "要支援１": "#f0cf8e",
    "要支援２": "#dba94a",
    "要介護１": "#c6dcef",
    "要介護２": "#94bfe0",
    "要介護３": "#5b98cb",
    "要介護４": "#2a6fb0",
    "要介護５": "#0b3d78",
}
RESIDENCE = {
    "在宅時": "#1f5fa8",
    "施設入居時等": "#c9741a",
    "同一建物以外": "#1f5fa8",
    "同一建物": "#c9741a",
}
SEVERITY = {"重症": "#7d2f6f", "その他": "#b58ab0", "重症以外": "#b58ab0"}
SCHEME = {"後期": "#4c4a9c", "国保": "#2a8a86", "合計": "#4f5d6b"}

LABELLED_FROM = 7.0  # per cent of a stack; in a narrower part its number does not fit
WHITE, BLACK = "#ffffff", "#000000"


@dataclass(frozen=True)
class Palette:
    """The colours of an amount: five classes light to dark, a bar, and the bar that is marked."""

    sequence: tuple[str, ...]
    plain: str
    highlight: str

    @classmethod
    def of(cls, colours: Sequence[str]) -> Palette:
        """From five colours, light to dark; ValueError where they are not."""
        if len(colours) != len(SEQUENTIAL) or not all(map(_COLOUR.fullmatch, colours)):
            raise ValueError(
                f"{len(SEQUENTIAL)} つの色（#rrggbb）ではありません: {' '.join(colours)}"
            )
        return cls(tuple(colours), colours[2], colours[4])


_COLOUR = re.compile("#[0-9a-f]{6}")
BLUES = Palette(SEQUENTIAL, PLAIN, HIGHLIGHT)


def finish(chart: Any, description: str, least_width: int = 0) -> Any:
    """Fonts, quiet axes and the alternative text; call once, on the outermost chart.

    ``least_width``: px below which a screen lets it scroll in its frame, not shrink.
    """
    finished = chart.copy(deep=False)
    finished.description = description
    finished.usermeta = {"embedOptions": {"actions": False}, LEAST_WIDTH: least_width}
    finished.config = _CONFIG  # in one piece: each configure_* would copy the chart and its data
    return finished


@contextmanager
def laid_out(width: int, enlarged: float = 1.0) -> Iterator[None]:
    """Charts built inside reckon with this width, and maps with names that many times as large:
    for a projector, say."""
    tokens = _width.set(width), _enlarged.set(enlarged)
    try:
        yield
    finally:
        _width.reset(tokens[0])
        _enlarged.reset(tokens[1])


def room() -> int:
    """px that a chart may take."""
    return _width.get()


def enlarged() -> float:
    """How many times as large as built the texts will be drawn."""
    return _enlarged.get()


def year_axis(years: list[int]) -> alt.Axis:
    """Years that lie as far apart as they are, each of them named."""
    return alt.Axis(
        title=None, values=years, grid=False, labelExpr="format(datum.value, 'd') + '年'"
    )


_LABELS: dict[str, Any] = {
    "labelFont": FONT,
    "titleFont": FONT,
    "labelFontSize": 13,
    "titleFontSize": 13,
    "labelColor": TEXT,
    "titleColor": SUBTLE,
    "titleFontWeight": "normal",
}
_CONFIG = alt.Config(
    font=FONT,
    background="#ffffff",
    # A screen reader hears the description and reads the table: Vega would speak English and
    # name a bar that is 秘匿 by the place where its word stands, as 0.
    aria=False,
    view=alt.ViewConfig(stroke=None),
    # A layer tells its answer's words or nothing: Streamlit's default would tell coordinates.
    mark=alt.MarkConfig(tooltip=None, aria=False),
    axis=alt.AxisConfig(
        **_LABELS, gridColor=GRID, domainColor="#b8c1cb", tickColor="#b8c1cb", labelLimit=220
    ),
    legend=alt.LegendConfig(**_LABELS, labelLimit=320),
    header=alt.HeaderConfig(labelFont=FONT, titleFont=FONT, labelFontSize=14, labelColor=TEXT),
    text=alt.MarkConfig(font=FONT, fontSize=13, color=TEXT),
    title=alt.TitleConfig(
        font=FONT, fontSize=15, color=TEXT, anchor="start", fontWeight="bold", offset=10
    ),
)


def tooltip(**fields: str) -> list[alt.Tooltip]:
    """Tooltips from text fields only (field=title): Vega would write null and true in English.

    Never on a line or an area: all of it would tell the figure of its first point.
    """
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in fields.items()]


def mixed(one: str, other: str, share: float) -> str:
    """The colour between two, ``share`` of the way."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable_on(colour: str) -> str:
    """White or black, whichever contrasts more with the colour (WCAG 2.2, 1.4.3)."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
        for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
