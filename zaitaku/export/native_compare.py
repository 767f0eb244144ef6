"""Areas side by side as Office charts: bars, and shares beside numbers.

Many areas stand upright, and so many that they cannot be read are cut into several charts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.exhibits.charts import bars, composition, theme
from zaitaku.export.native_model import (
    FORMATS,
    Makers,
    NativeChart,
    Series,
    named,
    numbers_of,
    said,
)
from zaitaku.ground.states import ACTUAL

MOST_ROWS = 24  # horizontal bars whose names can still be read from the back of a room
MOST_COLUMNS = 48  # upright bars with their names written downwards


def _bars(
    answers: Mapping[str, Answer],
    value: str,
    *,
    title: str,
    beside: str | None = None,
    sort: str = "value",
    highlight: str | None = None,
    references: Mapping[str, Figure | None] | None = None,
) -> tuple[NativeChart, ...]:
    """A chart a panel, the same areas in the same order; many areas stand upright.

    The reference is a bar of its own below horizontal bars, a line across upright ones.
    """
    references = references or {}
    ordered = bars.order(list(answers.values())[-1], value, sort)
    panels = [
        replace(
            _panel(answer, value, beside, ordered, highlight, references.get(label)),
            title=label if len(answers) > 1 else "",
        )
        for label, answer in answers.items()
    ]
    if len(panels) == 1:
        return tuple(_parts(panels[0]))
    upright = panels[0].kind == "column"
    most = max((v for p in panels for s in p.series for v in s.values if v is not None), default=0)
    return tuple(
        part
        for panel in panels
        for part in _parts(
            replace(
                panel,
                maximum=round(most * 1.15, 1) or None,
                below=upright,
                share=1.0 if upright else 1 / len(panels),
            )
        )
    )


def _panel(
    answer: Answer,
    value: str,
    beside: str | None,
    codes: list[str],
    highlight: str | None,
    reference: Figure | None,
) -> NativeChart:
    column = answer.column(value)
    found = {row[answer.names.index("area_code")]: at for at, row in enumerate(answer.rows)}
    rows = [found[code] for code in codes if code in found]
    numbers = numbers_of(answer, value)
    names = named(answer, "area_name", value)
    if beside is not None:
        counts = numbers_of(answer, beside)
        names = [
            f"{name}（参考値）" if number is not None and _is_few(count) else name
            for name, number, count in zip(names, numbers, counts, strict=True)
        ]
    upright = len(codes) > MOST_ROWS
    categories = [names[row] for row in rows]
    values = [numbers[row] for row in rows]
    at = next((place for place, row in enumerate(rows) if _code(answer, row) == highlight), None)
    points = {} if at is None else {at: theme.HIGHLIGHT}
    series = [Series(column.title, tuple(values), theme.PLAIN, points)]
    if reference is not None:
        name = f"比べる相手　{reference.area} {reference.words}"
        if upright:
            line = (reference.value,) * len(values)
            series.append(Series(name, line, theme.REFERENCE, is_labelled=False, is_line=True))
        else:
            categories.append(said(reference.area, reference.state))
            series[0] = replace(series[0], values=(*values, None))
            line = (*[None] * len(values), reference.value)
            series.append(Series(name, line, theme.REFERENCE))
    return NativeChart(
        "column" if upright else "bar",
        tuple(categories),
        tuple(series),
        FORMATS[column.decimals],
        value_title=column.title,
        highlight=at,
    )


def _code(answer: Answer, row: int) -> str:
    return str(answer.rows[row][answer.names.index("area_code")])


def _is_few(count: float | None) -> bool:
    return count is not None and 0 < count < bars.FEW_PATIENTS


def _shares_beside_numbers(
    answer: Answer,
    palette: Mapping[str, str],
    *,
    sort: str = "code",
    highlight: str | None = None,
) -> tuple[NativeChart, ...]:
    """Shares stacked to 100 % and, beside them, the numbers; one hidden part hides all shares."""
    areas = composition.areas_of(answer, sort)
    shares = {
        (code, category): share
        for code, category, share in zip(
            answer.frame["area_code"],
            answer.frame["category"],
            numbers_of(answer, "share_pct"),
            strict=True,
        )
    }
    codes = list(areas["area_code"])
    is_drawn = dict(zip(codes, areas["reason"] == ACTUAL, strict=True))
    present = set(answer.frame["category"])
    series = tuple(
        Series(
            category,
            tuple(shares.get((code, category)) if is_drawn[code] else None for code in codes),
            colour,
        )
        for category, colour in palette.items()
        if category in present
    )
    marked = codes.index(highlight) if highlight in codes else None
    named = [f"▶{n}" if at == marked else n for at, n in enumerate(areas["name"])]
    upright = len(codes) > MOST_ROWS
    column = answer.column("patients")
    stacked = NativeChart(
        "stacked100",
        tuple(
            # the number stands beside the bars, or where they stand upright beside the name
            said(f"{name}　{text}" if upright else name, reason)
            for name, text, reason in zip(named, areas["text"], areas["reason"], strict=True)
        ),
        series,
        title=f"構成比（%）と患者数（{column.unit}）" if upright else "構成比（%）",
        highlight=marked,
        upright=upright,
        share=1.0 if upright else 0.66,
    )
    totals = [None if number != number else number for number in areas["total"].astype(float)]
    points = {} if marked is None else {marked: theme.HIGHLIGHT}
    numbers = NativeChart(
        "column" if upright else "bar",
        tuple(
            name if total is not None else f"{name}（{text}）"
            for name, total, text in zip(named, totals, areas["text"], strict=True)
        ),
        (Series(column.title, tuple(totals), theme.PLAIN, points),),
        title=column.title,
        highlight=marked,
        below=upright,
        share=1.0 if upright else 0.34,
    )
    if not any(is_drawn.values()):  # an empty frame would say nothing
        title = f"{column.title}。構成比は、どの地域も示せません"
        return tuple(_parts(replace(numbers, title=title, below=False, share=1.0)))
    return tuple(
        part for pair in zip(_parts(stacked), _parts(numbers), strict=True) for part in pair
    )


def _parts(chart: NativeChart) -> list[NativeChart]:
    """The chart cut into such as can be read, all on one scale."""
    count = len(chart.categories)
    if count <= MOST_COLUMNS:
        return [chart]
    most = max((v for s in chart.series for v in s.values if v is not None), default=0)
    return [
        replace(
            chart,
            categories=chart.categories[at : at + MOST_COLUMNS],
            series=tuple(_cut(s, at, at + MOST_COLUMNS) for s in chart.series),
            maximum=chart.maximum
            or (None if chart.kind == "stacked100" else round(most * 1.15, 1)),
            below=True,
            share=1.0,
        )
        for at in range(0, count, MOST_COLUMNS)
    ]


def _cut(series: Series, start: int, end: int) -> Series:
    points = {at - start: colour for at, colour in series.points.items() if start <= at < end}
    return replace(series, values=series.values[start:end], points=points)


NATIVE: Makers = {
    bars.bars: _bars,
    composition.shares_beside_numbers: _shares_beside_numbers,
}
