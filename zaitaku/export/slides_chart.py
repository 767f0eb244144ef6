"""``OfficeChart`` → a chart that PowerPoint edits, with its numbers in a workbook inside.

The workbook holds the series and nothing else; no text in it becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt
from xlsxwriter import Workbook

from zaitaku.exhibits.charts.theme import GRID, LABELLED_FROM, readable_on
from zaitaku.exhibits.office import OfficeChart, Series
from zaitaku.export.slides_template import Box
from zaitaku.export.slides_text import DARK, SUBTLE, Pen

_TYPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "stacked100": XL_CHART_TYPE.BAR_STACKED_100,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "scatter": XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS,
}
LETTERS = 14  # points of every text in a chart: read from the back of a room
_UPRIGHT = {
    "bar": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "stacked100": XL_CHART_TYPE.COLUMN_STACKED_100,
}
_WHOLE = 50  # from here on, marks of the axis stand five and more apart
_LINE = 1.2  # of a line of text
_LETTER = 0.57  # of a digit; a number with less room than it takes is written upwards
_UPWARDS = '<a:bodyPr {} rot="-5400000" vert="horz"/>'
_DASHES = (
    '<c:spPr {}><a:ln w="28575"><a:solidFill><a:srgbClr val="{}"/></a:solidFill>'
    '<a:prstDash val="dash"/></a:ln></c:spPr>'
)
_NO_MARKER = '<c:marker {}><c:symbol val="none"/></c:marker>'
_LETTERS = 4.5  # of a name that must find room under a column; else it is written downwards


class _Plain:
    """The writers of python-pptx with a workbook that is plain and the same every time."""

    @contextmanager
    def _open_worksheet(self, file: Any) -> Iterator[tuple[Any, Any]]:
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with Workbook(file, options) as book:
            book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
            yield book, book.add_worksheet()


class _CategoryWriter(_Plain, CategoryWorkbookWriter):  # type: ignore[misc]
    pass


class _XyWriter(_Plain, XyWorkbookWriter):  # type: ignore[misc]
    pass


class _CategoryData(CategoryChartData):  # type: ignore[misc]
    @property
    def _workbook_writer(self) -> Any:
        return _CategoryWriter(self)


class _XyData(XyChartData):  # type: ignore[misc]
    @property
    def _workbook_writer(self) -> Any:
        return _XyWriter(self)


def add(slide: Any, form: OfficeChart, place: Box, pen: Pen) -> Any:
    """Put the chart on the slide; returns its frame.

    Bars whose names have no room under each other are drawn upright.
    """
    if form.kind in _UPRIGHT and _pitch(form, place) < LETTERS * _LINE:
        form = replace(form, kind="column") if form.kind == "bar" else replace(form, upright=True)
    kind = _UPRIGHT[form.kind] if form.upright else _TYPES[form.kind]
    data = _xy(form) if form.kind == "scatter" else _by_category(form)
    frame = slide.shapes.add_chart(kind, place.left, place.top, place.width, place.height, data)
    chart = frame.chart
    chart.font.size = Pt(LETTERS)
    pen.name(chart.font)
    _title(chart, form, pen)
    pitch = _pitch(form, place)
    _legend(chart, form, pen)
    _axes(chart, form, pen, pitch)
    plot = chart.plots[0]
    if form.kind in ("bar", "column", "stacked", "stacked100"):
        plot.gap_width = 30 if form.kind.startswith("stacked") else 45
        plot.overlap = 100 if _share_a_place(form) else 0
    for drawn, series in zip(plot.series, form.series, strict=True):
        _paint(drawn, series, form)
        _label(drawn, series, form, pen, pitch)
        if series.ends:
            _error_bars(drawn, series)
    if form.kind == "column":
        _lines(chart, form)
    if form.spans:
        next(chart._chartSpace.iter(qn("c:dispBlanksAs"))).set("val", "span")
    return frame


def _by_category(form: OfficeChart) -> Any:
    data = _CategoryData(number_format=form.number_format)
    data.categories = form.categories
    for series in form.series:
        data.add_series(series.name, series.values)
    return data


def _xy(form: OfficeChart) -> Any:
    data = _XyData(number_format=form.number_format)
    for series in form.series:
        added = data.add_series(series.name)
        for x, y in zip(series.x, series.values, strict=True):
            added.add_data_point(x, y)
    return data


def _share_a_place(form: OfficeChart) -> bool:
    """Whether bars of one category may lie over each other: stacks, and where only one is there."""
    drawn = [series.values for series in form.series if not series.is_line]
    alone = all(sum(v is not None for v in values) <= 1 for values in zip(*drawn, strict=True))
    return form.kind.startswith("stacked") or alone


def _pitch(form: OfficeChart, place: Box) -> float:
    """Points from one category to the next: what a name has room in."""
    length = place.width if _is_across(form) else place.height
    return float(length * 0.8 / Pt(1) / max(len(form.categories), 1))


def _is_across(form: OfficeChart) -> bool:
    """Whether categories go from left to right."""
    return form.kind in ("column", "line") or form.upright


def _title(chart: Any, form: OfficeChart, pen: Pen) -> None:
    chart.has_title = bool(form.title)
    if form.title:
        pen.style(chart.chart_title.text_frame.paragraphs[0].font, 14, bold=True)
        pen.write(chart.chart_title.text_frame.paragraphs[0], form.title, 14, bold=True)
        chart.chart_title.include_in_layout = False


def _legend(chart: Any, form: OfficeChart, pen: Pen) -> None:
    """A legend where there is more than one series to tell apart."""
    chart.has_legend = sum(series.colour is not None for series in form.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        pen.style(chart.legend.font, LETTERS)


def _axes(chart: Any, form: OfficeChart, pen: Pen, pitch: float) -> None:
    category, value = chart.category_axis, chart.value_axis
    for axis, title in ((category, form.category_title), (value, form.value_title)):
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
        axis.format.line.color.rgb = RGBColor.from_string("B8C1CB")
        axis.has_title = bool(title)
        if title:
            pen.style(axis.axis_title.text_frame.paragraphs[0].font, LETTERS, colour=SUBTLE)
            pen.write(axis.axis_title.text_frame.paragraphs[0], title, LETTERS, colour=SUBTLE)
    if all(number is None or number >= 0 for s in form.series for number in s.values):
        value.minimum_scale = 0
    if form.maximum is not None:
        value.maximum_scale = form.maximum
    _grid(value, form)
    labels = value.tick_labels
    # the shares of a whole are told in per cent of it by PowerPoint itself
    labels.number_format = "0%" if form.kind == "stacked100" else _of_axis(form)
    labels.number_format_is_linked = False
    pen.style(labels.font, LETTERS, colour=SUBTLE)
    pen.style(category.tick_labels.font, LETTERS)
    if form.kind == "scatter":
        _across(category, form)
        category.has_major_gridlines = False
        return
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _every_name(category, len(form.categories))
    if not _is_across(form):
        category.reverse_order = True  # the first at the top, as on the screen
        value._element.find(qn("c:crosses")).set("val", "max")  # its numbers stay at the bottom
    # told not to turn, LibreOffice leaves none out, either
    body = category._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}")
    body.set("rot", "0")
    if _is_across(form) and pitch < LETTERS * _LETTERS:
        body.set("vert", "eaVert")


def _across(axis: Any, form: OfficeChart) -> None:
    """The axis of a scatter from left to right."""
    if form.logarithmic is None:
        axis.minimum_scale, axis.maximum_scale = 0, form.maximum
        return
    axis.minimum_scale, axis.maximum_scale = form.logarithmic
    scaling = axis._element.find(qn("c:scaling"))
    scaling.insert(0, parse_xml(f'<c:logBase {nsdecls("c")} val="10"/>'))
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0", False


def _grid(value: Any, form: OfficeChart) -> None:
    """Light lines at every mark, or the goal's alone."""
    value.has_major_gridlines = True
    line = value.major_gridlines.format.line
    line.color.rgb = _rgb(GRID)
    if form.goal is None:
        return
    value.major_unit = form.goal
    if value.minimum_scale is None:  # marks are counted from the least: the goal has to be one
        value.minimum_scale = -form.goal
    line.color.rgb, line.width, line.dash_style = _rgb(DARK), Pt(1.5), MSO_LINE.DASH


def _of_axis(form: OfficeChart) -> str:
    """Marks of a long axis are whole numbers."""
    largest = max((v for s in form.series for v in s.values if v is not None), default=0.0)
    return "#,##0" if max(largest, form.maximum or 0) >= _WHOLE else form.number_format


def _every_name(category: Any, count: int) -> None:
    """No name is left out where room is short."""
    element = category._element
    skip = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>')
    before = element.find(qn("c:noMultiLvlLbl"))
    if before is None:
        element.append(skip)
    else:
        before.addprevious(skip)


def _paint(drawn: Any, series: Series, form: OfficeChart) -> None:
    if form.kind in ("line", "scatter"):
        _stroke(drawn, series, form)
        return
    fill = drawn.format.fill
    if series.colour is None:
        fill.background()
        drawn.format.line.fill.background()
        return
    fill.solid()
    fill.fore_color.rgb = _rgb(series.colour)
    drawn.invert_if_negative = False
    for at, colour in series.points.items():
        point = drawn.points[at].format.fill
        point.solid()
        point.fore_color.rgb = _rgb(colour)


def _stroke(drawn: Any, series: Series, form: OfficeChart) -> None:
    colour = _rgb(series.colour or DARK)
    is_point = not series.is_line
    drawn.smooth = False
    drawn.marker.style = XL_MARKER_STYLE.CIRCLE if is_point else XL_MARKER_STYLE.NONE
    if is_point:
        drawn.marker.size = 9
        drawn.marker.format.fill.solid()
        drawn.marker.format.fill.fore_color.rgb = colour
    if series.is_line or (form.kind == "line" and not series.ends):
        drawn.format.line.color.rgb = colour
        drawn.format.line.width = Pt(2.25)
        if form.kind == "line" and series.is_line:
            drawn.format.line.dash_style = MSO_LINE.DASH
    else:
        drawn.format.line.fill.background()


def _error_bars(drawn: Any, series: Series) -> None:
    """The interval of every point, as far as it is from its value; python-pptx has none."""
    lengths: tuple[list[str], list[str]] = ([], [])
    for at, (value, ends) in enumerate(zip(series.values, series.ends, strict=True)):
        if value is not None and ends is not None:
            for listed, length in zip(lengths, (ends[1] - value, value - ends[0]), strict=True):
                listed.append(f'<c:pt idx="{at}"><c:v>{max(length, 0.0):.6g}</c:v></c:pt>')
    count = f'<c:ptCount val="{len(series.values)}"/>'
    plus, minus = (
        f"<c:{side}><c:numLit><c:formatCode>General</c:formatCode>{count}{''.join(listed)}"
        f"</c:numLit></c:{side}>"
        for side, listed in zip(("plus", "minus"), lengths, strict=True)
    )
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="both"/>'
        f'<c:errValType val="cust"/><c:noEndCap val="1"/>{plus}{minus}<c:spPr><a:ln w="22225">'
        f'<a:solidFill><a:srgbClr val="{_rgb(series.colour or DARK)}"/></a:solidFill></a:ln>'
        "</c:spPr></c:errBars>"
    )
    drawn._element.find(qn("c:cat")).addprevious(bars)


def _label(drawn: Any, series: Series, form: OfficeChart, pen: Pen, pitch: float) -> None:
    """The number at every bar or point; in a stack only where it fits, in a colour to be read.

    Where numbers would stand in each other none does: the axis and the table have them.
    """
    if not series.is_labelled or series.colour is None:
        return
    is_upright = form.kind == "column" or form.upright
    beside = 1 if form.kind.startswith("stacked") or _share_a_place(form) else len(form.series)
    room = pitch / (1 if form.kind in ("line", "scatter") else beside)
    if room < LETTERS * (1 if is_upright else 0.9):
        return
    is_stacked = form.kind.startswith("stacked")
    is_upwards = is_upright and room < LETTERS * _LETTER * _longest(series, form)
    if is_stacked and is_upwards:  # a part of a stack is seldom as high as a number is long
        return
    labels = drawn.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = form.number_format, False
    pen.style(labels.font, LETTERS, colour=readable_on(series.colour) if is_stacked else DARK)
    if is_upwards:
        properties = labels._element.find(qn("c:txPr"))
        properties.replace(
            properties.find(qn("a:bodyPr")), parse_xml(_UPWARDS.format(nsdecls("a")))
        )
    if form.kind == "stacked100":
        for at, value in enumerate(series.values):
            if value is not None and value < LABELLED_FROM:
                _without_label(labels, at)
    elif not is_stacked:  # in a stack they stand in the middle of their part
        is_bar = form.kind in ("bar", "column")
        labels.position = XL_LABEL_POSITION.OUTSIDE_END if is_bar else XL_LABEL_POSITION.ABOVE


def _longest(series: Series, form: OfficeChart) -> int:
    """Letters of the longest number."""
    decimals = 1 if form.number_format.endswith(".0") else 0
    return max((len(f"{v:,.{decimals}f}") for v in series.values if v is not None), default=0)


def _without_label(labels: Any, at: int) -> None:
    gone = parse_xml(f'<c:dLbl {nsdecls("c")}><c:idx val="{at}"/><c:delete val="1"/></c:dLbl>')
    element = labels._element
    present = element.findall(qn("c:dLbl"))
    if present:
        present[-1].addnext(gone)
    else:
        element.insert(0, gone)


def _lines(chart: Any, form: OfficeChart) -> None:
    """Series that are lines across the columns, on the same axes."""
    bars = chart._chartSpace.find(f".//{qn('c:barChart')}")
    wanted = [at for at, series in enumerate(form.series) if series.is_line]
    if not wanted:
        return
    lines = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/>'
        '<c:marker val="1"/></c:lineChart>'
    )
    marker = lines.find(qn("c:marker"))
    every = bars.findall(qn("c:ser"))
    for at in wanted:
        series = every[at]
        for name in ("c:invertIfNegative", "c:spPr", "c:dLbls"):
            for found in series.findall(qn(name)):
                series.remove(found)
        colour = _rgb(form.series[at].colour or DARK)
        series.find(qn("c:tx")).addnext(parse_xml(_NO_MARKER.format(nsdecls("c"))))
        series.find(qn("c:tx")).addnext(parse_xml(_DASHES.format(nsdecls("c", "a"), colour)))
        series.append(parse_xml(f'<c:smooth {nsdecls("c")} val="0"/>'))
        marker.addprevious(series)
    for axis in bars.findall(qn("c:axId")):
        lines.append(deepcopy(axis))
    bars.addnext(lines)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())
