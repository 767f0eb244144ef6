"""Targets drawn: how far each has come, and one of them year by year with where its trend leads.

Takes ``Judged`` rows. States are words beside the bars, never colours: 達成 is not green.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from zaitaku.ask.answer import Answer
from zaitaku.derived.measuring import decimals_of
from zaitaku.derived.measuring_targets import Judged, latest_words
from zaitaku.exhibits.charts import breaks, theme
from zaitaku.ground import breaks as changes
from zaitaku.ground.breaks import Break
from zaitaku.ground.states import ACTUAL
from zaitaku.indicators.targets import Trend

ROW_HEIGHT = 56
_LEAST, _MOST = -40, 160  # per cent of the way that are drawn; beyond, the words tell
_ROOM = 390  # with the words after the longest bar
_BAND = "#c9dcef"


def progress(found: Sequence[Judged]) -> Any:
    """One bar per target: the share of the way that is behind us; a tick where it should be.

    A target without a number of the way (words, no figures) has its judgement written only.
    """
    records = [_progress_row(one, number) for number, one in enumerate(found)]
    rows = pd.DataFrame(records)
    order = [record["key"] for record in records]
    names = {record["key"]: record["label"] for record in records}
    least = min(0.0, rows["end"].min() if rows["end"].notna().any() else 0.0)
    y = alt.Y(
        "key:N",
        sort=order,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(
            title=None,
            ticks=False,
            domain=False,
            labelLimit=330,
            labelExpr=f"({_json(names)})[datum.value]",
            labelLineHeight=16,
        ),
    )
    x = alt.X(
        "end:Q",
        scale=alt.Scale(domain=[least * 1.1, _ROOM], nice=False),
        axis=alt.Axis(
            title=["基準値から目標までの道のり（%）", "破線: 目標　橙: 均等に進んだ場合のいま"],
            values=[-40, 0, 50, 100, 150],
            grid=True,
        ),
    )
    base = alt.Chart(rows)
    shown = base.transform_filter("isValid(datum.end)")
    tips = theme.tooltip(label_text="指標", words="いまの値", state="判定", due_text="均等なら")
    bars = shown.mark_bar(height=16).encode(
        y=y, x=x, x2=alt.datum(0), color=alt.value(theme.PLAIN), tooltip=tips
    )
    due = (
        base.transform_filter("isValid(datum.due)")
        .mark_tick(color=theme.REFERENCE, thickness=3, size=24)
        .encode(y=y, x=alt.X("due:Q"), tooltip=tips)
    )
    goal = (
        alt.Chart(pd.DataFrame({"x": [100]}))
        .mark_rule(color=theme.TEXT, strokeDash=[3, 3])
        .encode(x="x:Q")
    )
    # in a column of their own: no line crosses them
    words = base.mark_text(align="left", dx=4).encode(y=y, x=alt.datum(_MOST), text="words:N")
    return theme.finish(
        alt.layer(goal, bars, due, words).properties(height=alt.Step(ROW_HEIGHT)),
        f"目標の進みぐあい。横棒グラフ、{len(rows)}件。縦の破線が目標（100%）、"
        "短い線が均等に進んだ場合のいまの位置。",
    )


def _progress_row(one: Judged, number: int) -> dict[str, Any]:
    found, target = one.judgement, one.target
    pct = found.progress_pct
    end = None if pct is None else min(max(pct, _LEAST), _MOST)
    due = None
    if pct is not None and found.latest is not None:
        passed = (found.latest.year - target.baseline_year) / (
            target.target_year - target.baseline_year
        )
        due = min(100.0, passed * 100)
    share = "" if pct is None else f"{theme.number(pct, 0)} %　"
    return {
        "key": str(number),
        "label": [*_lines(one.label), f"{target.target_year}年度まで"],
        "label_text": one.name,
        "end": end,
        "due": due,
        "due_text": "" if due is None else f"{theme.number(due, 0)} %",
        "state": found.state,
        "words": f"{share}{found.state}　{latest_words(one)}",
    }


def path(one: Judged) -> Any:
    """Years and level: what was, the even way to the target, and the trend with its range."""
    found, target = one.judgement, one.target
    known = sorted((p for p in one.points if p.value is not None), key=lambda p: p.year)
    layers: list[Any] = []
    years = [target.baseline_year, target.target_year, *(p.year for p in known)]
    spanned = range(min(years), max(years) + 1)
    parting = breaks.over(one.breaks, spanned)
    axis = alt.Axis(
        title="年度", format="d", values=list(range(min(years), max(years) + 1)), grid=False
    )
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(domain=[min(years) - 0.3, max(years) + 1.2]))
    y = alt.Y(
        "level:Q",
        title=one.unit,
        scale=alt.Scale(zero=False, nice=True, padding=12 + breaks.LINE * len(parting)),
        axis=alt.Axis(**theme.UPRIGHT),
    )
    ahead = found.trend
    if ahead is not None and known[-1].year < target.target_year:
        fan = pd.DataFrame(
            [
                {"year": year, **{name: at_year(year, target.target_year, ahead, end)
                                  for name, end in _ends(ahead)}}
                for year in range(known[-1].year, target.target_year + 1)
            ]
        )  # fmt: skip
        band = alt.Chart(fan)
        layers += [
            band.mark_area(color=_BAND, opacity=0.8).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
            band.mark_line(color=theme.PLAIN, strokeDash=[2, 3], strokeWidth=2).encode(
                x=x, y=alt.Y("level:Q")
            ),
            _label(
                target.target_year, ahead.level, f"傾向 {_n(ahead.level, one)}", theme.HIGHLIGHT, -8
            ),
        ]
    if found.baseline is not None and found.goal is not None:
        way = pd.DataFrame(
            {
                "year": [target.baseline_year, target.target_year],
                "level": [found.baseline, found.goal],
            }
        )
        layers += [
            alt.Chart(way)
            .mark_line(color=theme.REFERENCE, strokeDash=[6, 3], strokeWidth=2)
            .encode(x=x, y=y),
            alt.Chart(way)
            .mark_point(color=theme.REFERENCE, filled=True, size=70, shape="diamond", opacity=1)
            .encode(x=x, y=y),
            _label(
                target.target_year, found.goal, f"目標 {_n(found.goal, one)}", theme.REFERENCE, 8
            ),
        ]
    if known:
        segments = changes.segments(one.breaks, [p.year for p in known])
        was = pd.DataFrame(
            {
                "year": [p.year for p in known],
                "level": [p.value for p in known],
                "text": [_n(p.value, one) for p in known],
                "when": [
                    f"{p.year}年度" + _in_brackets(s) for p, s in zip(known, segments, strict=True)
                ],
                "segment": segments,
            }
        )
        base = alt.Chart(was)
        layers += [
            base.mark_line(color=theme.HIGHLIGHT, strokeWidth=2.5).encode(
                x=x, y=y, detail=breaks.SEGMENT
            ),
            base.mark_point(color=theme.HIGHLIGHT, filled=True, size=60, opacity=1).encode(
                x=x, y=y, tooltip=theme.tooltip(when="年度", text=f"実績（{one.unit}）")
            ),
            base.mark_text(dy=-14, color=theme.HIGHLIGHT).encode(x=x, y=y, text="text:N"),
        ]
    layers += breaks.marks(parting, spanned, x, spanned[0])
    return theme.finish(
        alt.layer(*layers).properties(height=320),
        f"{one.area}の{one.name}。実績の折れ線、目標までの破線、傾向の点線とその幅。"
        + _parted(b.label for b in parting),
    )


def years(answers: Sequence[Answer], code: str, unit: str) -> Any:
    """One area by year: a line with its numbers; a year that is 秘匿 has its word at the foot.

    The line ends where what is counted changes; a rule says when and what.
    """
    found = year_rows(answers, code)
    there = [row["year"] for row in found]
    rows = pd.DataFrame(found).assign(at=range(len(found)))
    when = [f"{row['year']}年度" + _in_brackets(row["segment"]) for row in found]
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
        f"年度の推移。折れ線、{len(rows)}年度。" + _parted(b.label for b in parting),
    )


def changed(answers: Sequence[Answer], code: str) -> tuple[Break, ...]:
    """The changes of definition that the figures of an area are subject to."""
    return changes.of_area((one for answer in answers for one in answer.breaks), code)


def _parted(labels: Iterable[str]) -> str:
    """What the alternative text says of a broken line."""
    told = "、".join(dict.fromkeys(labels))
    return f"{told}で線を切っています。" if told else ""


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


def _in_brackets(text: str) -> str:
    return f"（{text}）" if text else ""


def _label(year: int, level: float, text: str, color: str, dy: int) -> Any:
    return (
        alt.Chart(pd.DataFrame({"year": [year], "level": [level], "text": [text]}))
        .mark_text(align="left", dx=8, dy=dy, color=color, fontWeight="bold")
        .encode(x="year:Q", y="level:Q", text="text:N")
    )


def _ends(ahead: Trend) -> tuple[tuple[str, float], ...]:
    return ("low", ahead.low), ("level", ahead.level), ("high", ahead.high)


def at_year(year: int, end_year: int, ahead: Trend, end: float) -> float:
    """The level in a year on the line from the mean point to its end."""
    share = (year - ahead.mean_year) / (end_year - ahead.mean_year)
    return float(ahead.mean_level + (end - ahead.mean_level) * share)


def _n(value: float | None, one: Judged) -> str:
    return theme.number(value, decimals_of(one.unit))


def _lines(text: str, most: int = 22) -> list[str]:
    """One line or two; what does not fit two is cut."""
    first, rest = text[:most], text[most:]
    if not rest:
        return [first]
    return [first, rest if len(rest) <= most else rest[: most - 1] + "…"]


def _json(names: dict[str, list[str]]) -> str:
    return json.dumps(names, ensure_ascii=False)
