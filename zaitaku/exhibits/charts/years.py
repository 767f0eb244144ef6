"""An indicator of one area by year: a line with its numbers, broken where the count changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.exhibits.charts import breaks, theme
from zaitaku.exhibits.office import FORMATS, Charts, OfficeChart, broken, form_of
from zaitaku.ground import breaks as changes
from zaitaku.ground.breaks import Break
from zaitaku.ground.states import ACTUAL


def years(answers: Sequence[Answer], code: str, unit: str) -> Any:
    """One area by year: a line with its numbers; a year that is 秘匿 has its word at the foot.

    The line ends where what is counted changes; a rule says when and what.
    """
    found = year_rows(answers, code)
    there = [row["year"] for row in found]
    rows = pd.DataFrame(found).assign(at=range(len(found)))
    when = [breaks.year_words(row["year"], row["segment"]) for row in found]
    base = alt.Chart(rows.assign(when=when))
    tip = theme.tooltip(name="地域", when="年度", text=f"値（{unit}）")
    x = alt.X(
        "at:Q",
        title="年度",
        axis=alt.Axis(
            values=list(range(len(there))), labelExpr=f"({json.dumps(there)})[datum.value]",
            grid=False,
        ),
        scale=alt.Scale(domain=[-0.5, len(there) - 0.5], nice=False),
    )  # fmt: skip
    parting = breaks.over(changed(answers, code), there)
    largest = max((row["value"] for row in found if row["value"] is not None), default=0)
    # room above the line for the words of what changed
    scale = alt.Scale(zero=True)
    if parting and largest:
        scale.domainMax = largest * 1.3
    y = alt.Y("value:Q", title=unit, scale=scale, axis=alt.Axis(**theme.UPRIGHT))
    shown = base.transform_filter("isValid(datum.value)")
    absent = base.transform_filter("!isValid(datum.value)")
    return theme.finish(
        alt.layer(
            shown.mark_line(color=theme.HIGHLIGHT, strokeWidth=2.5).encode(
                x=x, y=y, detail=breaks.SEGMENT
            ),
            shown.mark_point(color=theme.HIGHLIGHT, filled=True, size=60, opacity=1).encode(
                x=x, y=y, tooltip=tip
            ),
            shown.mark_text(dy=-14).encode(x=x, y=y, text="text:N", tooltip=tip),
            absent.mark_text(dy=-10, color=theme.SUBTLE).encode(
                x=x, y=alt.datum(0), text="text:N", tooltip=tip
            ),
            *breaks.marks(parting, there, x),
        ).properties(height=230),
        f"年度の推移。折れ線、{len(rows)}年度。" + breaks.ended(parting),
    )


def year_rows(answers: Sequence[Answer], code: str) -> list[dict[str, Any]]:
    """Of one area by year: its name, value (None where not shown), the words for it, and what
    tells the years that count alike."""
    rows = [_year_row(answer, code) for answer in answers]
    segments = changes.segments(changed(answers, code), [row["year"] for row in rows])
    return [row | {"segment": segment} for row, segment in zip(rows, segments, strict=True)]


def _year_row(answer: Answer, code: str) -> dict[str, Any]:
    position, key = answer.names.index("value"), answer.names.index("area_code")
    name, year = answer.names.index("area_name"), answer.params["fiscal_year"]
    texts = theme.column_words(answer, "value")
    for row, states, text in zip(answer.rows, answer.states, texts, strict=True):
        if row[key] == code:
            value = float(row[position]) if states[position] == ACTUAL else None
            return {"name": row[name], "year": year, "value": value, "text": text}
    return {"name": "", "year": year, "value": None, "text": ""}


def changed(answers: Sequence[Answer], code: str) -> tuple[Break, ...]:
    """The changes of definition that the figures of an area are subject to."""
    return changes.of_area((one for answer in answers for one in answer.breaks), code)


@form_of(years)
def _in_office(answers: Sequence[Answer], code: str, unit: str) -> Charts:
    rows = year_rows(answers, code)
    names = tuple(
        f"{row['year']}年度" + (f"（{row['text']}）" if row["value"] is None else "")
        for row in rows
    )
    alike = [row["segment"] for row in rows]
    series = broken(unit, [row["value"] for row in rows], alike, theme.HIGHLIGHT)
    return (OfficeChart("line", names, series, FORMATS[1], value_title=unit),)
