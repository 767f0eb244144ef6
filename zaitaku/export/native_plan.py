"""The charts of 追加的需要 as Office charts (``zaitaku.charts.worksheet``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zaitaku.answer import Answer
from zaitaku.charts import theme, worksheet
from zaitaku.export.native import FORMATS, NativeChart, Series
from zaitaku.figures import STATE_WORDS
from zaitaku.validate import ACTUAL


def _records(answer: Answer, value: str) -> list[tuple[dict[str, Any], str]]:
    """Rows by column name, each with the state of ``value``."""
    place = answer.names.index(value)
    return [
        (dict(zip(answer.names, row, strict=True)), states[place])
        for row, states in zip(answer.rows, answer.states, strict=True)
    ]


def _said(name: str, state: str) -> str:
    return name if state == ACTUAL else f"{name}（{STATE_WORDS[state]}）"


def _split_bars(answer: Answer, code: str = "") -> tuple[NativeChart, ...]:
    rows = [
        (record, state)
        for record, state in _records(answer, "home")
        if record["area_code"] == record["zone_code"] and record["zone_name"] != "すべて"
    ]
    names = [
        _said(f"▶{r['zone_name']}" if r["zone_code"] == code else str(r["zone_name"]), state)
        for r, state in rows
    ]
    series = tuple(
        Series(label, tuple(float(r[part]) if s == ACTUAL else None for r, s in rows), colour)
        for part, (label, colour) in worksheet.PARTS.items()
    )
    return (NativeChart("stacked", tuple(names), series, FORMATS[0], value_title="人/日"),)


def _by_source(answer: Answer, chosen: str = "") -> tuple[NativeChart, ...]:
    rows = _records(answer, "home")
    names = tuple(_said(str(record["source"]), state) for record, state in rows)
    dark = {at: theme.HIGHLIGHT for at, (r, _) in enumerate(rows) if r["source"] == chosen}
    values = tuple(float(r["home"]) if state == ACTUAL else None for r, state in rows)
    title = answer.column("home").title
    series = Series(title, values, theme.PLAIN, dark)
    return (NativeChart("bar", names, (series,), FORMATS[0], value_title=title),)


NATIVE: dict[Callable[..., Any], Callable[..., tuple[NativeChart, ...]]] = {
    worksheet.by_source: _by_source,
    worksheet.split_bars: _split_bars,
}
