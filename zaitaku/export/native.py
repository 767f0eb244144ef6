"""Exhibit → what an Office chart needs: categories, series, colours. Pure; draws nothing.

One function per builder, called with what the builder is called with, and named in ``NATIVE``. A
value that is not shown is None in its series and a word in its category, never 0. Maps, heatmaps
and pictures of flows have no such chart and are drawn as pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from zaitaku.answer import Answer
from zaitaku.charts import bars, bridge, composition, ranking, size, theme
from zaitaku.charts.matrix import OUTSIDE
from zaitaku.figures import STATE_WORDS, Figure, column_words
from zaitaku.validate import ACTUAL
from zaitaku.views import Exhibit

Kind = Literal["bar", "stacked", "stacked100", "column", "line", "scatter"]
FORMATS = {0: "#,##0", 1: "#,##0.0"}
MOST_ROWS = 24  # horizontal bars whose names can still be read from the back of a room
MOST_COLUMNS = 48  # upright bars with their names written downwards


@dataclass(frozen=True)
class Series:
    """Numbers under one name; ``values`` are None where nothing may be or can be shown.

    ``points`` gives single values a colour of their own. A series without a colour is not seen (it
    holds others up). ``x`` is for a scatter only.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str | None
    points: Mapping[int, str] = field(default_factory=dict)
    x: tuple[float, ...] = ()
    is_labelled: bool = True
    is_line: bool = False


@dataclass(frozen=True)
class NativeChart:
    """``categories`` go top to bottom in horizontal bars, left to right otherwise.

    ``share``: of the width of the slide beside others, or of its height where the chart stands
    ``below`` the one before it. In a column chart a series with ``is_line`` is a line.
    """

    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number_format: str = FORMATS[1]
    title: str = ""
    category_title: str = ""
    value_title: str = ""
    highlight: int | None = None
    maximum: float | None = None
    upright: bool = False
    below: bool = False
    share: float = 1.0


def charts(exhibit: Exhibit) -> tuple[NativeChart, ...]:
    """The charts of an exhibit, left to right; none where it is drawn as a picture or a table."""
    from zaitaku.export import native_card, native_plan  # made of the classes above

    known = NATIVE | native_card.NATIVE | native_plan.NATIVE
    make = known.get(exhibit.builder) if exhibit.builder is not None else None
    return make(*exhibit.args, **exhibit.kwargs) if make is not None else ()


# --- one function per builder ----------------------------------------------------------------


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
    numbers = _numbers(answer, value)
    names = _named(answer, "area_name", value)
    if beside is not None:
        counts = _numbers(answer, beside)
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
            categories.append(_with(reference.area, reference.state))
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
            _numbers(answer, "share_pct"),
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
            _with(f"{name}　{text}" if upright else name, reason)
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


def _partners(answer: Answer, top: int = 10) -> tuple[NativeChart, ...]:
    """Patients by partner, and the running share; after a hidden partner none is known."""
    names = _named(answer, "partner_name", "patients")[:top]
    codes = [row[answer.names.index("partner_code")] for row in answer.rows][:top]
    outside = {at: theme.SUBTLE for at, code in enumerate(codes) if code == OUTSIDE}
    patients, running = answer.column("patients"), answer.column("cumulative_pct")
    return (
        NativeChart(
            "bar",
            tuple(names),
            (
                Series(
                    patients.title,
                    tuple(_numbers(answer, "patients")[:top]),
                    theme.PLAIN,
                    outside,
                ),
            ),
            title=patients.title,
            share=0.55,
        ),
        NativeChart(
            "line",
            tuple(names),
            (
                Series(
                    running.title,
                    tuple(_numbers(answer, "cumulative_pct")[:top]),
                    theme.REFERENCE,
                ),
            ),
            title="割合の累計（%）",
            share=0.45,
        ),
    )


def _ranked_shares(answer: Answer, top: int = 12) -> tuple[NativeChart, ...]:
    names = [
        f"{name}（{prefecture}）"
        for name, prefecture in zip(
            answer.frame["partner_name"], answer.frame["partner_prefecture"], strict=True
        )
    ][:top]
    own = {at: theme.HIGHLIGHT for at, is_own in enumerate(answer.frame["is_own"][:top]) if is_own}
    column = answer.column("share_pct")
    values = tuple(_numbers(answer, "share_pct")[:top])
    series = Series(column.title, values, theme.PLAIN, own)
    return (NativeChart("bar", tuple(names), (series,), value_title=column.title, maximum=100),)


def _distribution(answer: Answer) -> tuple[NativeChart, ...]:
    """Institutions and their patients by size class."""
    rows = size.by_class(answer)
    unit = answer.column("patients").unit
    return tuple(
        NativeChart(
            "column",
            tuple(rows["class"]),
            (Series(label, tuple(float(v) for v in rows[name]), theme.PLAIN),),
            FORMATS[decimals],
            title=label,
            category_title=f"1施設の患者数（{unit}）",
            share=0.5,
        )
        for name, label, decimals in (
            ("institutions", "医療機関数（施設）", 0),
            ("patients", f"患者数（{unit}）", 1),
        )
    )


def _concentration(answer: Answer) -> tuple[NativeChart, ...]:
    """The running share of patients against that of institutions, and where all are alike."""
    steps = size.running(answer)
    x, y = (tuple(float(v) for v in steps[name]) for name in ("institutions", "share"))
    series = [
        Series("患者の累計", y, theme.HIGHLIGHT, x=x, is_labelled=False, is_line=True),
        Series(
            "どの施設も同じ場合",
            (0.0, 100.0),
            theme.SUBTLE,
            x=(0.0, 100.0),
            is_labelled=False,
            is_line=True,
        ),
    ]
    if (tenth := size.top_tenth(answer)) is not None:
        count, share = tenth
        at = round(count / (len(steps) - 1) * 100, 2)
        name = f"上位10%（{count}施設）が患者の {theme.number(share, 1)} %"
        series.append(Series(name, (round(share, 2),), theme.REFERENCE, x=(at,), is_labelled=False))
    return (
        NativeChart(
            "scatter",
            (),
            tuple(series),
            category_title="医療機関の累計（多い順, %）",
            value_title="患者の累計（%）",
            maximum=100,
        ),
    )


def _bridge(
    answer: Answer, code: str, institutions: Figure | None = None
) -> tuple[NativeChart, ...]:
    """Bars that hang between totals: an unseen series holds them up."""
    steps = bridge.steps(answer, code, institutions)
    placed = [s.start is not None and s.end is not None for s in steps]
    low = tuple(
        round(min(s.start or 0.0, s.end or 0.0), 6) if is_placed else None
        for s, is_placed in zip(steps, placed, strict=True)
    )
    size_of = tuple(
        round(abs((s.end or 0.0) - (s.start or 0.0)), 6) if is_placed else None
        for s, is_placed in zip(steps, placed, strict=True)
    )
    column = answer.column("resident_patients")
    return (
        NativeChart(
            "stacked",
            tuple(
                # a bar may be too short for its number, which stands beside the name therefore
                f"{s.label}　{s.words}" if s.words else s.label
                for s in steps
            ),
            (
                Series("位置（表示しない）", low, None, is_labelled=False),
                Series(
                    f"患者数（{column.unit}）",
                    size_of,
                    theme.PLAIN,
                    {at: s.fill for at, s in enumerate(steps)},
                    is_labelled=False,
                ),
            ),
            value_title=f"患者数（{column.unit}）",
        ),
    )


NATIVE: dict[Callable[..., Any], Callable[..., tuple[NativeChart, ...]]] = {
    bars.bars: _bars,
    bridge.bridge: _bridge,
    composition.shares_beside_numbers: _shares_beside_numbers,
    ranking.partners: _partners,
    ranking.shares: _ranked_shares,
    size.concentration: _concentration,
    size.distribution: _distribution,
}


# --- tables of another shape than the answer --------------------------------------------------


def table(exhibit: Exhibit) -> tuple[tuple[str, ...], ...] | None:
    """Heading and rows of words, where the answer's own rows are no table for people; else None."""
    if exhibit.builder is not composition.shares_beside_numbers:
        return None
    answer = exhibit.answer
    if answer is None or "category" not in answer.names:
        return None
    palette = exhibit.args[1]
    present = set(answer.frame["category"])
    categories = [category for category in palette if category in present]
    code, name, category = (answer.names.index(n) for n in ("area_code", "area_name", "category"))
    words: dict[str, dict[str, str]] = {}
    heads: dict[str, tuple[str, str]] = {}
    totals = column_words(answer, "total_patients")
    for row, text, total in zip(answer.rows, column_words(answer, "patients"), totals, strict=True):
        words.setdefault(row[code], {})[row[category]] = text
        heads[row[code]] = (str(row[name]), total)
    unit = answer.column("patients").unit
    return (
        ("地域", f"計（{unit}）", *categories),
        *((*heads[area], *(found.get(c, "") for c in categories)) for area, found in words.items()),
    )


# --- helpers ----------------------------------------------------------------------------------


def _numbers(answer: Answer, name: str) -> list[float | None]:
    """A column; None where the state is not 実数."""
    place = answer.names.index(name)
    return [
        float(row[place]) if states[place] == ACTUAL and row[place] is not None else None
        for row, states in zip(answer.rows, answer.states, strict=True)
    ]


def _named(answer: Answer, name: str, value: str) -> list[str]:
    """Names with the word for the state where the value has no number."""
    place, at = answer.names.index(name), answer.names.index(value)
    return [
        _with(str(row[place]), states[at])
        for row, states in zip(answer.rows, answer.states, strict=True)
    ]


def _with(name: str, state: str) -> str:
    return name if state == ACTUAL else f"{name}（{STATE_WORDS[state]}）"
