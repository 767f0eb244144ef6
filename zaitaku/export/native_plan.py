"""The charts of 追加的需要, 将来需要, 目標 and 二つの計画 as Office charts.

A line is known at its points only: where a year is not shown there is a gap, never a 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.derived.measuring_targets import Judged
from zaitaku.exhibits.charts import projection, targets, theme, timeline, worksheet
from zaitaku.export.native_model import FORMATS, Makers, NativeChart, Series, broken, said
from zaitaku.ground.breaks import segments
from zaitaku.ground.states import ACTUAL
from zaitaku.planning.projection import CHANGE_CLASSES, SIZE_GROUPS

_SIZES = (theme.PLAIN, theme.HIGHLIGHT, theme.REFERENCE)


def _records(answer: Answer, value: str) -> list[tuple[Mapping[str, Any], str]]:
    """Rows by column name, each with the state of ``value``."""
    states = (states[value] for states in answer.state_records)
    return list(zip(answer.records, states, strict=True))


def _split_bars(answer: Answer, code: str = "") -> tuple[NativeChart, ...]:
    rows = [
        (record, state)
        for record, state in _records(answer, "home")
        if record["area_code"] == record["zone_code"] and record["zone_name"] != "すべて"
    ]
    names = [
        said(f"▶{r['zone_name']}" if r["zone_code"] == code else str(r["zone_name"]), state)
        for r, state in rows
    ]
    series = tuple(
        Series(label, tuple(float(r[part]) if s == ACTUAL else None for r, s in rows), colour)
        for part, (label, colour) in worksheet.PARTS.items()
    )
    return (NativeChart("stacked", tuple(names), series, FORMATS[0], value_title="人/日"),)


def _by_source(answer: Answer, chosen: str = "") -> tuple[NativeChart, ...]:
    rows = _records(answer, "home")
    names = tuple(said(str(record["source"]), state) for record, state in rows)
    dark = {at: theme.HIGHLIGHT for at, (r, _) in enumerate(rows) if r["source"] == chosen}
    values = tuple(float(r["home"]) if state == ACTUAL else None for r, state in rows)
    title = answer.column("home").title
    series = Series(title, values, theme.PLAIN, dark)
    return (NativeChart("bar", names, (series,), FORMATS[0], value_title=title),)


def _lines(
    answer: Answer, value: str, code: str, base_year: int | None = None
) -> tuple[NativeChart, ...]:
    """The chosen area's line; those of all others are only on the picture, they have no names."""
    rows = [(r, s) for r, s in _records(answer, value) if r["area_code"] == code]
    if not any(state == ACTUAL for _, state in rows):
        return ()
    years = tuple(said(f"{record['year']}年", state) for record, state in rows)
    values = tuple(float(r[value]) if state == ACTUAL else None for r, state in rows)
    series = Series(str(rows[0][0]["area_name"]), values, theme.HIGHLIGHT)
    title = answer.column(value).title
    return (NativeChart("line", years, (series,), FORMATS[1], value_title=title),)


def _beside_official(answer: Answer, own_label: str) -> tuple[NativeChart, ...]:
    base = int(answer.params["base_year"])
    found = {
        int(record["year"]): record
        for record, state in _records(answer, "own_index_pct")
        if state == ACTUAL
    }
    if not found:
        return ()
    years = sorted({base, *found})

    def series(name: str, column: str, colour: str) -> Series:
        values = tuple(100.0 if y == base else float(found[y][column]) for y in years)
        return Series(name, values, colour)

    both = (
        series(own_label, "own_index_pct", theme.HIGHLIGHT),
        series("国の推計", "official_index_pct", theme.REFERENCE),
    )
    names = tuple(f"{year}年" for year in years)
    title = f"{base}年度 = 100 とした指数"
    return (NativeChart("line", names, both, FORMATS[1], value_title=title),)


def _changes(answer: Answer, base: int, horizon: int) -> tuple[NativeChart, ...]:
    counted, _ = projection.count_changes(answer, base, horizon)
    series = tuple(
        Series(size, tuple(float(counted[size, change]) for change in CHANGE_CLASSES), colour)
        for size, colour in zip(SIZE_GROUPS, _SIZES, strict=True)
        if any(counted[size, change] for change in CHANGE_CLASSES)
    )
    if not series:
        return ()
    return (
        NativeChart("column", tuple(CHANGE_CLASSES), series, FORMATS[0], value_title="市町村の数"),
    )


def _progress(found: Sequence[Judged]) -> tuple[NativeChart, ...]:
    """How much of the way is behind each target; one without a number has its state only."""
    names, values = [], []
    for one in found:
        names.append(f"{one.name}（{one.target.target_year}年度まで）　{one.judgement.state}")
        values.append(one.judgement.progress_pct)
    title = "基準値から目標までの道のり（%）"
    series = Series(title, tuple(values), theme.PLAIN)
    return (NativeChart("bar", tuple(names), (series,), FORMATS[0], value_title=title),)


def _path(one: Judged) -> tuple[NativeChart, ...]:
    """What was, the even way to the target, and the trend with its range, year by year."""
    target, judged = one.target, one.judgement
    known = {point.year: point.value for point in one.points if point.value is not None}
    ends = (target.baseline_year, target.target_year)
    years = range(min(*ends, *known), max(*ends, *known) + 1)
    alike = dict(zip(known, segments(one.breaks, list(known)), strict=True))
    series = list(
        broken(
            "実績",
            [known.get(y) for y in years],
            [alike.get(y, "") for y in years],
            theme.HIGHLIGHT,
        )
    )
    if judged.baseline is not None and judged.goal is not None:
        start, goal = float(judged.baseline), float(judged.goal)
        way = tuple(
            start + (goal - start) * (y - ends[0]) / (ends[1] - ends[0])
            if ends[0] <= y <= ends[1]
            else None
            for y in years
        )
        series.append(Series("目標まで均等に進む場合", way, theme.REFERENCE, is_labelled=False))
    ahead = judged.trend
    if ahead is not None and known and max(known) < target.target_year:
        first = max(known)
        for name, end in (("傾向の下", ahead.low), ("傾向", ahead.level), ("傾向の上", ahead.high)):
            line = tuple(
                targets.at_year(y, target.target_year, ahead, end) if y >= first else None
                for y in years
            )
            colour = theme.PLAIN if end == ahead.level else theme.SAME
            series.append(Series(name, line, colour, is_labelled=False))
    names = tuple(f"{year}年度" for year in years)
    return (
        NativeChart("line", names, tuple(series), FORMATS[1], value_title=one.unit, spans=True),
    )


def _years(answers: Sequence[Answer], code: str, unit: str) -> tuple[NativeChart, ...]:
    rows = targets.year_rows(answers, code)
    names = tuple(
        f"{row['year']}年度" + (f"（{row['text']}）" if row["value"] is None else "")
        for row in rows
    )
    alike = [row["segment"] for row in rows]
    series = broken(unit, [row["value"] for row in rows], alike, theme.HIGHLIGHT)
    return (NativeChart("line", names, series, FORMATS[1], value_title=unit),)


def _panels(answer: Answer) -> tuple[NativeChart, ...]:
    """A chart per item, below each other; never two units in one. Every year has a place."""
    rows = timeline.rows(answer)
    shown = [row[2] for row in rows]
    years = range(min(shown, default=0), max(shown, default=-1) + 1)
    charts: list[NativeChart] = []
    for panel in dict.fromkeys(row[0] for row in rows):
        names = dict.fromkeys(row[1] for row in rows if row[0] == panel)
        series: list[Series] = []
        for at, name in enumerate(names):
            own = {row[2]: row for row in rows if row[:2] == (panel, name)}
            series += broken(
                name,
                [own[year][3] if year in own else None for year in years],
                [own[year][6] if year in own else "" for year in years],
                timeline.COLOURS[at % len(timeline.COLOURS)],
            )
        charts.append(
            NativeChart(
                "line",
                tuple(f"{year}年" for year in years),
                tuple(series),
                FORMATS[1],
                title=panel,
                below=bool(charts),
                spans=True,
            )
        )
    return tuple(charts)


NATIVE: Makers = {
    projection.beside_official: _beside_official,
    projection.changes: _changes,
    projection.lines: _lines,
    targets.path: _path,
    targets.progress: _progress,
    targets.years: _years,
    timeline.panels: _panels,
    worksheet.by_source: _by_source,
    worksheet.split_bars: _split_bars,
}
