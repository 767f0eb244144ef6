"""Answer of flows/matrix → OD heatmap: where patients live against where they are visited from.

Rows are 住所地, columns 医療機関所在地, in blocks by 圏域, 県外 last and apart. Cells lie on a grid
of whole numbers, so borders, brackets and frames are plain rectangles and a cell costs the browser
two small numbers and its texts. Cells of 0 are white and are not sent; 秘匿, 該当なし and 欠測 are
classes of their own and carry no value.
"""

import json
from bisect import bisect_right
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import Any, Literal

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts import layout, marks, theme
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.charts.matrix import LARGEST, Matrix, Place, arrange, parts, zones
from zaitaku.exhibits.charts.matrix_names import names
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

Measure = Literal["patients", "share_of_origin", "share_of_destination"]

# Upper limits of the classes. Flows fall off by powers of ten: equal steps would leave everything
# but the diagonal in the lowest class. Fixed, so that years and areas can be laid side by side.
LIMITS: dict[Measure, tuple[int, ...]] = {
    "patients": (1, 5, 20, 100),
    "share_of_origin": (1, 5, 20, 50),
    "share_of_destination": (1, 5, 20, 50),
}
ZERO = "0"
HIDDEN = "#cdd2d8"  # paler than on a map: often most cells, each with its word
SHORT = {SUPPRESSED: "秘", NOT_APPLICABLE: "－", MISSING: "…"}  # where the word does not fit


# Channels as objects: Altair takes ten times as long to make one from a shorthand.
EDGES: dict[str, Any] = {
    "x": alt.X("x:Q"),
    "x2": alt.X2("x2"),
    "y": alt.Y("y:Q"),
    "y2": alt.Y2("y2"),
}
Box = dict[str, float | str]


def od_heatmap(
    answer: Answer,
    measure: Measure = "patients",
    highlight: Marked = None,
    minimum: float = 0.0,
    rows: Set[str] | None = None,
) -> Any:
    """The matrix of one year and one set of 居住形態: one cell per origin and destination.

    Rows and columns of ``highlight`` (area codes, the chosen one first) are framed. Shares are
    those of the answer (per cent of the patients living in the origin, or visited in the
    destination). Cells of fewer than ``minimum`` patients are left white, as the legend then says;
    秘匿 stays. An answer of shares alone (入院) has no patients to tell or to leave out by.
    ``rows``: codes of the areas of which there is a row (default: all), where the others stand in
    another figure.
    """
    matrix = arrange(answer)
    if rows is not None:
        matrix = matrix.only(rows)
    cells = _cells(answer, measure, matrix, minimum)
    title = answer.column(measure).title
    chart = alt.layer(
        _paper(matrix),
        _coloured(cells, answer, measure, matrix, f"{minimum:g}人未満" if minimum else ZERO),
        _boxes(_grid(matrix) + _blocks(matrix)),
        _texts(cells, answer, measure, matrix),
        _boxes(_diagonal(matrix) + _cross(matrix, highlight)),
        *names(matrix, marks.chosen(highlight)),
    ).properties(
        height=round(matrix.cell_height * matrix.bottom),
        padding={"top": 8, "bottom": 4, "left": 4, "right": 4},  # Vega cuts tall characters
        **_width(matrix),
    )
    finished = theme.finish(
        chart,
        f"住所地（行）と医療機関所在地（列）ごとの{title}のヒートマップ。"
        f"{len(matrix.origins)}行{len(matrix.destinations)}列、県外は右端に離して示す。",
        matrix.least_width,
    )
    finished.usermeta[theme.MAKES_ROOM] = True
    return finished


def _width(matrix: Matrix) -> dict[str, Any]:
    """As wide as the page, but not narrower than the names need."""
    if theme.room() < theme.WIDTH:
        return {"width": matrix.cell_width * matrix.right}
    # "fit", the default of the page, would take the height of the names from the cells
    return {"autosize": alt.AutoSizeParams(type="fit-x", contains="padding")}


def _cells(answer: Answer, measure: Measure, matrix: Matrix, minimum: float) -> pd.DataFrame:
    """What the browser needs of each cell that is not 0: its place, class and texts."""
    values, states = answer.frame[measure], answer.state_frame[measure]
    texts = theme.column_words(answer, measure)
    if not matrix.has_numbers:
        texts = [SHORT.get(state, "") for state in states]
    elif MISSING in set(states):  # often most of 入院: the word in every cell would hide the rest
        texts = [
            SHORT[MISSING] if state == MISSING else text
            for text, state in zip(texts, states, strict=True)
        ]
    cells = pd.DataFrame(
        {
            "x": answer.frame["destination_code"].map(_starts(matrix.destinations)),
            "y": answer.frame["origin_code"].map(_starts(matrix.origins)),
            "class": [
                _class_of(value, LIMITS[measure]) if state == ACTUAL else theme.STATE_WORDS[state]
                for value, state in zip(values, states, strict=True)
            ],
            "text": texts,
            **{
                field: theme.column_words(answer, column, unit=True)
                for field, column in _told(answer, measure).items()
            },
        }
    )
    is_shown = values > 0
    if minimum and "patients" in answer.names:
        is_shown &= ~(answer.frame["patients"] < minimum)
    is_there = cells["x"].notna() & cells["y"].notna()
    return cells[is_there & ((states != ACTUAL) | is_shown)].reset_index(drop=True)


def _starts(places: Sequence[Place]) -> dict[str, float]:
    return {place.code: place.start for place in places}


def _told(answer: Answer, measure: Measure) -> dict[str, str]:
    """What the tooltip tells (field → column): the patients, if there are any, and a share."""
    told = {"patients": "patients", "share": measure}
    if measure == "patients":
        told["share"] = "share_of_origin"
    return {field: column for field, column in told.items() if column in answer.names}


def _classes(limits: Sequence[int]) -> list[str]:
    """Names of the classes, low to high."""
    between = [f"{low}–{high}" for low, high in pairwise(limits)]
    return [f"{limits[0]}未満", *between, f"{limits[-1]}以上"]


def _class_of(value: float, limits: Sequence[int]) -> str:
    """A value on a limit belongs to the class above it."""
    return _classes(limits)[bisect_right(limits, value)]


def _paper(matrix: Matrix) -> Any:
    """The white ground of the cells. It sets both scales; names are texts, not axis labels, because
    an axis neither writes downwards nor keeps every label."""
    ground = pd.DataFrame(
        {"x": start, "x2": end, "y": 0.0, "y2": matrix.bottom}
        for start, end, _ in parts(matrix.destinations)
    )
    right, bottom = matrix.right, matrix.bottom
    return (
        alt.Chart(ground)
        .mark_rect(fill="white")
        .encode(
            x=alt.X(
                "x:Q",
                axis=None,
                scale=alt.Scale(
                    domain=[0, right],
                    nice=False,
                    range=[0, {"expr": f"min(width, {LARGEST * right:g})"}],
                ),
            ),
            x2="x2",
            y=alt.Y(
                "y:Q", axis=None, scale=alt.Scale(domain=[0, bottom], nice=False, reverse=True)
            ),
            y2=alt.Y2("y2"),
        )
    )


def _coloured(
    cells: pd.DataFrame, answer: Answer, measure: Measure, matrix: Matrix, white: str
) -> Any:
    """The cells in the colour of their class, with the legend and the tooltip."""
    states = {word: theme.STATE_FILL[state] for state, word in theme.STATE_WORDS.items()}
    states[theme.STATE_WORDS[SUPPRESSED]] = HIDDEN
    amounts = measures.palette(answer, measure).sequence
    present = [word for word in states if (cells["class"] == word).any()]
    return (
        alt.Chart(cells)
        .transform_calculate(x2="datum.x + 1", y2="datum.y + 1", route=_route(matrix))
        .mark_rect()
        .encode(
            **EDGES,
            color=alt.Color(
                "class:N",
                scale=alt.Scale(
                    domain=[white, *_classes(LIMITS[measure]), *present],
                    range=[
                        "white",
                        *amounts,
                        *(states[word] for word in present),
                    ],
                ),
                legend=alt.Legend(
                    title=_broken(answer.column(measure).title),
                    orient="right",
                    labelFontSize=12,
                    titleFontSize=12,
                    titleLimit=0,
                    symbolType="square",
                    symbolStrokeColor=theme.STATE_OUTLINE,
                ),
            ),
            tooltip=_tooltip(answer, measure),
        )
    )


def _broken(text: str, most: int = 9) -> list[str]:
    """A title over a narrow legend; the unit on a line of its own."""
    label, bracket, unit = text.partition("（")
    return [*(label[at : at + most] for at in range(0, len(label), most)), bracket + unit]


def _texts(cells: pd.DataFrame, answer: Answer, measure: Measure, matrix: Matrix) -> Any:
    """Numbers where they fit, and 秘匿 always: grey alone would be a colour without a name."""
    dark = json.dumps(_classes(LIMITS[measure])[3:], ensure_ascii=False)
    short = {theme.STATE_WORDS[state]: sign for state, sign in SHORT.items()}
    return (
        alt.Chart(cells)
        .transform_filter("datum.text != ''")
        .transform_calculate(
            middle_x="datum.x + 0.5",
            middle_y="datum.y + 0.5",
            route=_route(matrix),
            short=f"{json.dumps(short, ensure_ascii=False)}[datum.class] || ''",
        )
        .mark_text(
            fontSize=matrix.font,
            # a number that is cut would be another number
            text={
                "expr": f"min(width / {matrix.right:g}, {LARGEST:g}) < {theme.enlarged():g} * (2 + "
                + layout.px_of("datum.text", "datum.short")
                + ") ? datum.short : datum.text"
            },
        )
        .encode(
            x=alt.X("middle_x:Q"),
            y=alt.Y("middle_y:Q"),
            color=alt.condition(
                f"indexof({dark}, datum.class) >= 0", alt.value("white"), alt.value(theme.TEXT)
            ),
            tooltip=_tooltip(answer, measure),
        )
    )


def _route(matrix: Matrix) -> str:
    """The names of both ends of a cell, as an expression: its place tells which they are."""
    origin, destination = (
        # keyed as JavaScript writes a number: 3 and 34.5, never 3.0
        json.dumps({f"{place.start:g}": place.name for place in side}, ensure_ascii=False)
        for side in (matrix.origins, matrix.destinations)
    )
    return f"{origin}[datum.y] + ' → ' + {destination}[datum.x]"


def _tooltip(answer: Answer, measure: Measure) -> list[alt.Tooltip]:
    told = {f: answer.column(c).label for f, c in _told(answer, measure).items()}
    return theme.tooltip(route="住所地 → 所在地", **told)


def _box(x: float, x2: float, y: float, y2: float, stroke: str, width: float = 1) -> Box:
    return {"x": x, "x2": x2, "y": y, "y2": y2, "stroke": stroke, "width": width}


def _boxes(boxes: Sequence[Box]) -> Any:
    """Empty rectangles on the grid, each with its own line. Unfilled, not transparent: a fill
    that nobody sees would keep the pointer from the cell below."""
    return (
        alt.Chart(pd.DataFrame(list(boxes)))
        .mark_rect(filled=False, fill=None)
        .encode(
            **EDGES,
            stroke=alt.Stroke("stroke:N", scale=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
        )
    )


def _grid(matrix: Matrix) -> list[Box]:
    """Faint lines around every row and column, so that an empty cell is still a cell."""
    rows = [
        _box(start, end, place.start, place.end, theme.GRID, 0.5)
        for start, end, _ in parts(matrix.destinations)
        for place in matrix.origins
    ]
    columns = [_box(p.start, p.end, 0, matrix.bottom, theme.GRID, 0.5) for p in matrix.destinations]
    return rows + columns


def _blocks(matrix: Matrix) -> list[Box]:
    """Borders around the prefecture, around 県外, and between 圏域 on both sides."""
    both = parts(matrix.destinations)
    rows = [
        _box(start, end, top, bottom, theme.STATE_OUTLINE)
        for start, end, _ in both
        for top, bottom, _ in [*zones(matrix.origins), (0, matrix.bottom, "")]
    ]
    columns = [
        _box(start, end, 0, matrix.bottom, theme.STATE_OUTLINE)
        for start, end, _ in zones(matrix.destinations)
    ]
    return rows + columns


def _diagonal(matrix: Matrix) -> list[Box]:
    """Cells of those who are visited from where they live."""
    rows = _starts(matrix.origins)
    return [
        _box(p.start, p.end, rows[p.code], rows[p.code] + 1, theme.TEXT)
        for p in matrix.destinations
        if p.code in rows
    ]


def _cross(matrix: Matrix, highlight: Marked) -> list[Box]:
    """The rows and columns of the areas looked at; the chosen one's lie over the others."""
    right, bottom, own = matrix.right, matrix.bottom, marks.chosen(highlight)
    found = []
    for code in reversed(marks.codes(highlight)):
        look = (theme.REFERENCE, 2.0) if code == own else (marks.BESIDE_FRAME, 1.5)
        found += [_box(0, right, p.start, p.end, *look) for p in matrix.origins if p.code == code]
        columns = [p for p in matrix.destinations if p.code == code]
        found += [_box(p.start, p.end, 0, bottom, *look) for p in columns]
    return found
