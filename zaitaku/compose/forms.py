"""One figure of areas in every form that shows it: as bars, as a map, over the years.

供給 has nothing else; 患者 and 流出入 have a form of their own beside these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.figures import Figure
from zaitaku.compose import maps
from zaitaku.compose.maps import Subject
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.trend import trend
from zaitaku.sentences import standing as sentences

BARS, MAP, YEARS = "bars", "map", "years"
_FORMS = {BARS: "棒", MAP: "地図", YEARS: "推移"}


@dataclass(frozen=True)
class Form:
    """How it is shown; ``sort`` and ``span`` are those of bars."""

    form: str
    sort: str = "value"
    span: str = "one"

    @property
    def has_years(self) -> bool:
        return self.span == "all" or self.form == YEARS


def choose(
    sheet: Sheet, own: Mapping[str, str] | None = None, among: Sequence[str] = tuple(_FORMS)
) -> Form:
    """``own``: forms that only this page has, the first of them its default; ``among``: which of
    the others it has."""
    offered = {**(own or {}), **{form: _FORMS[form] for form in among}}
    return Form(sheet.choice("form", "見せ方", offered, few=True))


def measure(sheet: Sheet, question: str, columns: Sequence[str]) -> str:
    """Which figure is shown."""
    return sheet.choice("measure", "見る数値", measures.menu(question, *columns), few=True)


def arranged(sheet: Sheet, form: Form) -> Form:
    """With the choices that bars have besides."""
    if form.form != BARS:
        return form
    with sheet.aside("並びと年度"):
        sort = sheet.choice("sort", "並び", {"value": "多い順", "code": "コード順"}, few=True)
        span = sheet.choice("span", "年度", {"one": "1年度", "all": "並べる"}, few=True)
    return Form(form.form, sort, span)


def say(sheet: Sheet, result: Answer, about: Subject) -> None:
    """Where the chosen area stands, beside what its figure can be compared with."""
    against = sheet.against(about.question, about.value, **about.params)
    words: dict[str, Any] = {"unit_label": sheet.unit_label, "reference": against}
    sheet.say(
        sentences.standing(
            sheet.here(result), about.value, sheet.area.code, subject=about.label, **words
        )
    )


def draw(sheet: Sheet, about: Subject, form: Form, limit: Figure | None = None) -> None:
    """The figure under its title, and a table for each year of it; ``limit``: see ``bars``."""
    answers, references = _panels(sheet, about, form)
    column = next(iter(answers.values())).column(about.value)
    label = measures.menu(about.question, about.value)[about.value]
    when = "年度の推移" if len(answers) > 1 else sheet.year_label
    title = sheet.head(about.label, label, sheet.place, when)
    # only a rate has a reference: amounts grow with the area
    lines: dict[str, Any] = {"references": references} if column.parts else {}
    if form.form == MAP:
        answer = answers[sheet.year_label]
        maps.draw(sheet, answer, about.value, maps.quantiles(answer, about.value))
    elif form.form == YEARS:
        _years(sheet, answers, about.value, lines)
    else:
        if column.parts:
            lines["beside"] = _count(column)
        lines |= {"limit": limit} if limit is not None else {}
        shown = {"title": title, "sort": form.sort, "highlight": sheet.marked, **lines}
        sheet.draw(bars, answers, about.value, **shown)
    for year, answer in answers.items():
        name = answer.name.replace("/", "-")
        sheet.table(answer, key=f"{name}-{year}", label=f"表で見る｜{year}")


def _years(
    sheet: Sheet, answers: Mapping[str, Answer], value: str, lines: Mapping[str, Any]
) -> None:
    """Lines of 注目する地域 and those beside it; the prefecture's is in no answer by areas."""
    own = {label: sheet.here(answer) for label, answer in answers.items()}
    beside = {} if sheet.compared is None else lines
    shown = sheet.marked[:1] if sheet.is_prefecture else sheet.marked
    sheet.draw(trend, own, value, shown, **beside)
    if sheet.is_prefecture and sheet.beside:
        sheet.note("県全体の推移には、ほかの地域を並べません。「並べる」は、棒と地図で示します。")


def _panels(
    sheet: Sheet, about: Subject, form: Form
) -> tuple[dict[str, Answer], dict[str, Figure | None]]:
    """Of the year chosen or of every year, by its label: the answer and the reference's figure."""
    answers, references = {}, {}
    for year, label in sheet.year_labels(every=form.has_years).items():
        dated = {"fiscal_year": year, **about.params}
        answers[label] = sheet.ask(about.question, **dated)
        references[label] = sheet.against(about.question, about.value, **dated)
    return answers, references


def _count(column: Column) -> str:
    """What tells how much a rate rests on: the whole of a share, else those who are counted."""
    counted, whole = column.parts
    return whole if column.unit in ("%", "回/件") else counted
