"""What the 地図 page lets the reader choose, and the map of an answer with a click.

The measures are those of the questions that other pages show, so the map has every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from zaitaku.ask.answer import Answer
from zaitaku.compose import items, residence
from zaitaku.compose.shapes import layer, shapes
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import classes, maps
from zaitaku.exhibits.classes import Classes
from zaitaku.ground.states import ACTUAL


@dataclass(frozen=True)
class Subject:
    """What the map is about: a question, the column to colour by, and who or what is counted."""

    question: str
    value: str
    label: str
    params: dict[str, Any] = field(default_factory=dict)


def subject(sheet: Sheet) -> Subject:
    """What is counted, its own choices, then the measure."""
    labels = {key: label for key, (label, *_) in _SUBJECTS.items()}
    chosen = sheet.choice("about", "内容", labels, few=True)
    _, question, choose, default = _SUBJECTS[chosen]
    label, params = choose(sheet)
    columns = sheet.ask(question, **params).columns
    titles = {c.name: c.title for c in columns if c.role in ("count", "from")}
    value = sheet.choice("measure", "見る数値", titles, default)
    return Subject(question, value, label, params)


def settings(sheet: Sheet, about: Subject) -> tuple[Classes, list[str]]:
    """Class limits, and the layers to draw on top."""
    with sheet.aside("階級と境界線"):
        limits, mistake = _limits(sheet, about)
        lines = _outlines(sheet)
    if mistake:
        sheet.tell(mistake, "error")
    return limits, lines


def draw(
    sheet: Sheet, result: Answer, value: str, limits: Classes, lines: Sequence[str] = ()
) -> None:
    """The map of one column; a click makes the area 注目する地域, on this page and the others."""
    where = shapes(sheet)
    if where is None:
        return
    given = dict(
        geo_url=where.url,
        layer=where.layer,
        classes=limits,
        aspect=where.aspect,
        places=where.places,
        outlines=lines,
        highlight=sheet.marked,
        place_name=sheet.place,
    )
    beside_legend(sheet, result, value, given, pick="area")


def beside_legend(
    sheet: Sheet, result: Answer, value: str, given: Mapping[str, Any], *, pick: str = ""
) -> None:
    """A map with its legend, and under it what can be done with it. ``given``: what
    ``choropleth`` takes; ``pick``: the choice that a click on an area makes."""
    sheet.drew(maps.choropleth, (result, value), given)
    sheet.part("map", result, value, given, pick)


def quantiles(result: Answer, value: str) -> Classes:
    """Classes of one answer by itself, for a map without controls."""
    return classes.make(_shown(result, value), decimals=result.column(value).decimals)


def _limits(sheet: Sheet, about: Subject) -> tuple[Classes, str]:
    """The same for every year unless the reader wants them for this year alone.

    Limits that cannot be used are told, and quantiles taken instead.
    """
    methods = {str(name): label for name, label in classes.METHOD_LABELS.items()}
    method = cast(classes.Method, sheet.choice("method", "階級の分け方", methods))
    counts = {str(n): str(n) for n in range(classes.FEWEST, classes.MOST + 1)}
    count = int(sheet.choice("classes", "階級の数", counts, "5"))
    spans = {"all": "全年度で共通", "one": "この年度だけ"}
    span = sheet.choice("limits_of", "境界を決める年度", spans)
    values, decimals = _values(sheet, about, sheet.years if span == "all" else [sheet.year])
    if method != "manual":
        return classes.make(values, method, count, decimals=decimals), ""
    return _by_hand(sheet, values, count, decimals)


def _by_hand(
    sheet: Sheet, values: Sequence[float], count: int, decimals: int
) -> tuple[Classes, str]:
    made = classes.make(values, "quantile", count, decimals=decimals)
    suggested = " ".join(f"{limit:g}" for limit in made.limits)
    typed = sheet.typed("limits", "境界（空白で区切る）", suggested, longest=80)
    text = typed.replace(",", " ").replace("、", " ")
    try:
        limits = [float(part) for part in text.split()]
        return classes.make(values, "manual", limits=limits, decimals=decimals), ""
    except ValueError:
        return made, (
            f"階級の境界「{text}」は使えません。等分位の境界で描いています。"
            f"数値を空白で区切り、{classes.MOST - 1} 個までにしてください（例: 5 10 20 40）。"
        )


def _values(sheet: Sheet, about: Subject, years: Sequence[int]) -> tuple[list[float], int]:
    """What is shown of the subject in some years, and how many decimals it has."""
    answers = [sheet.ask(about.question, **about.params, fiscal_year=year) for year in years]
    values = [value for one in answers for value in _shown(one, about.value)]
    return values, answers[0].column(about.value).decimals


def _shown(result: Answer, value: str) -> list[float]:
    position = result.names.index(value)
    return [
        float(row[position])
        for row, state in zip(result.rows, result.states, strict=True)
        if state[position] == ACTUAL
    ]


def _outlines(sheet: Sheet) -> list[str]:
    options = {"none": "なし", "medical_area": "二次医療圏"}
    if sheet.scheme:
        options["zone"] = sheet.scheme
    default = "medical_area" if sheet.unit == "municipality" else "none"
    chosen = sheet.choice("outline", "重ねる境界線", options, default, few=True)
    return [] if chosen == "none" else [layer(sheet, chosen)]


def _supply(sheet: Sheet) -> tuple[str, dict[str, Any]]:
    item = items.choose(sheet)
    return item.label, {"item": item.item, "detail": item.detail}


def _patients(_sheet: Sheet) -> tuple[str, dict[str, Any]]:
    return "在宅医療", {}


def _flows(sheet: Sheet) -> tuple[str, dict[str, Any]]:
    chosen = residence.choose(sheet)
    return chosen.visits, {"residence": chosen.kept}


_Choose = Callable[[Sheet], tuple[str, dict[str, Any]]]
_SUBJECTS: dict[str, tuple[str, str, _Choose, str]] = {
    "supply": ("供給", "supply/by_area", _supply, "patients_per_1000_65plus"),
    "patients": ("患者", "patients/by_area", _patients, "patients_per_1000_65plus"),
    "flows": ("流出入", "flows/summary", _flows, "self_sufficiency_pct"),
}
