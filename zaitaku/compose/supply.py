"""供給: one measure of an act as bars, as a map or over the years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.compose import maps
from zaitaku.compose.items import Item
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.trend import trend

QUESTION = "supply/by_area"
RATE = "patients_per_1000_65plus"
_FORMS = {"bars": "棒", "map": "地図", "years": "推移"}


@dataclass(frozen=True)
class Form:
    """How it is shown; ``sort`` and ``span`` are those of bars."""

    form: str
    sort: str = "value"
    span: str = "one"

    @property
    def has_years(self) -> bool:
        return self.span == "all" or self.form == "years"


@dataclass(frozen=True)
class Panels:
    """By the year's label: the answer, and the reference's figure."""

    answers: dict[str, Answer] = field(default_factory=dict)
    references: dict[str, Figure | None] = field(default_factory=dict)


def choose(sheet: Sheet) -> Form:
    form = sheet.choice("form", "見せ方", _FORMS, few=True)
    if form != "bars":
        return Form(form)
    with sheet.aside("並びと年度"):
        sort = sheet.choice("sort", "並び", {"value": "多い順", "code": "コード順"}, few=True)
        span = sheet.choice("span", "年度", {"one": "1年度", "all": "並べる"}, few=True)
    return Form(form, sort, span)


def panels(sheet: Sheet, item: Item, value: str, form: Form) -> Panels:
    """The year chosen, or every year."""
    found = Panels()
    for year, label in sheet.year_labels(every=form.has_years).items():
        dated = {"fiscal_year": year, "item": item.item, "detail": item.detail}
        found.answers[label] = sheet.ask(QUESTION, **dated)
        found.references[label] = sheet.figure_of(QUESTION, value, sheet.reference, **dated)
    return found


def draw(sheet: Sheet, found: Panels, value: str, form: Form, title: str) -> None:
    """Only a rate has a reference: amounts grow with the area."""
    answers = found.answers
    lines: dict[str, Any] = {"references": found.references} if value == RATE else {}
    if form.form == "map":
        answer = answers[sheet.year_label]
        maps.draw(sheet, answer, value, maps.quantiles(answer, value))
    elif form.form == "years":
        _years(sheet, answers, value, lines)
    else:
        if value == RATE:
            lines["beside"] = "patients"
        shown = {"title": title, "sort": form.sort, "highlight": sheet.marked, **lines}
        sheet.draw(bars, answers, value, **shown)
    for label, panel in answers.items():
        sheet.table(panel, key=f"supply-{label}", label=f"表で見る｜{label}")


def _years(
    sheet: Sheet, answers: Mapping[str, Answer], value: str, lines: Mapping[str, Any]
) -> None:
    """Lines of 注目する地域 and those beside it; the prefecture's is in no answer by areas."""
    own = {label: sheet.here(answer) for label, answer in answers.items()}
    beside = {} if sheet.compared is None else lines
    sheet.draw(
        trend, own, value, sheet.marked[:1] if sheet.is_prefecture else sheet.marked, **beside
    )
    if sheet.is_prefecture and sheet.beside:
        sheet.note("県全体の推移には、ほかの地域を並べません。「並べる」は、棒と地図で示します。")
