"""What the 地図 page lets the reader choose, and drawing the map of an answer with a click.

The measures are those of the questions that other pages show, so the map has every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.exhibits import classes, maps
from zaitaku.exhibits.classes import Classes
from zaitaku.exhibits.maps import Place
from zaitaku.ground.states import ACTUAL
from zaitaku.ui import answer, controls, frame, items, view

_KEY = "map"
_RESIDENCES = {"home": "同一建物以外（居宅など）", "shared": "同一建物（施設など）", "both": "両方"}
_VISITS = {
    "home": "訪問診療（同一建物以外）",
    "shared": "訪問診療（同一建物）",
    "both": "訪問診療",
}
_KEPT = {"home": ["同一建物以外"], "shared": ["同一建物"], "both": []}


@dataclass(frozen=True)
class Subject:
    """What the map is about: a question, the column to colour by, and who or what is counted."""

    question: str
    value: str
    label: str
    params: dict[str, Any] = field(default_factory=dict)

    def answer(self, year: int | None = None) -> Answer:
        """The answer for the sidebar's year, or for another one."""
        dated = {} if year is None else {"fiscal_year": year}
        return answer.ask(self.question, **self.params, **dated)


@dataclass(frozen=True)
class Shapes:
    """The prepared boundaries of the build and the layer of the sidebar's unit."""

    url: str
    aspect: float
    layer: str
    places: dict[str, Place]


def subject() -> Subject:
    """Draw the controls: what is counted, its own choices, then the measure."""
    about, measure = st.columns([2, 3])
    with about:
        labels = {key: label for key, (label, *_) in _SUBJECTS.items()}
        chosen = controls.choice("about", "内容", labels, few=True)
    _, question, choose, default = _SUBJECTS[chosen]
    label, params = choose()
    columns = answer.ask(question, **params).columns
    with measure:
        titles = {c.name: c.title for c in columns if c.role in ("count", "from")}
        value = controls.choice("measure", "見る数値", titles, default)
    return Subject(question, value, label, params)


def settings(about: Subject) -> tuple[Classes, list[str]]:
    """Draw the controls of classes and lines: class limits, and the layers to draw on top."""
    with st.expander("階級と境界線"):
        limits, mistake = _limits(about)
        lines = _outlines()
    if mistake:
        st.error(mistake)
    return limits, lines


def _limits(about: Subject) -> tuple[Classes, str]:
    """The same for every year unless the reader wants them for this year alone.

    Limits that cannot be used are told, and quantiles taken instead.
    """
    columns = st.columns([3, 1, 2, 2], vertical_alignment="bottom")
    with columns[0]:
        methods = {str(name): label for name, label in classes.METHOD_LABELS.items()}
        method = cast(classes.Method, controls.choice("method", "階級の分け方", methods))
    with columns[1]:
        counts = {str(n): str(n) for n in range(classes.FEWEST, classes.MOST + 1)}
        count = int(controls.choice("classes", "階級の数", counts, "5"))
    with columns[2]:
        spans = {"all": "全年度で共通", "one": "この年度だけ"}
        span = controls.choice("limits_of", "境界を決める年度", spans)
    years: Sequence[int | None] = controls.years() if span == "all" else [None]
    answers = [about.answer(year) for year in years]
    values = [value for one in answers for value in _shown(one, about.value)]
    decimals = answers[0].column(about.value).decimals
    made = classes.make(
        values, "quantile" if method == "manual" else method, count, decimals=decimals
    )
    if method != "manual":
        return made, ""
    with columns[3]:
        text = _limits_text(" ".join(f"{limit:g}" for limit in made.limits))
    try:
        limits = [float(part) for part in text.split()]
        return classes.make(values, "manual", limits=limits, decimals=decimals), ""
    except ValueError:
        return made, (
            f"階級の境界「{text}」は使えません。等分位の境界で描いています。"
            f"数値を空白で区切り、{classes.MOST - 1} 個までにしてください（例: 5 10 20 40）。"
        )


def _outlines() -> list[str]:
    options = {"none": "なし", "medical_area": "二次医療圏"}
    if controls.zone_scheme():
        options["zone"] = controls.zone_scheme()
    default = "medical_area" if controls.area_unit() == "municipality" else "none"
    chosen = controls.choice("outline", "重ねる境界線", options, default, few=True)
    return [] if chosen == "none" else [_layer(chosen)]


def shapes(unit: str | None = None) -> Shapes | None:
    """The boundaries of a unit, else of the sidebar's; None (and told) where there are none."""
    unit = unit or controls.area_unit()
    rows = answer.ask("geo/layer").rows
    if not rows:
        st.info(
            "境界データが取り込まれていないため、地図を描けません。国土数値情報「行政区域データ」"
            "（N03）を zaitaku import に渡して取り込んでください。数値は下の表で見られます。"
        )
        return None
    name, aspect = rows[0]
    points = answer.ask("geo/points", area_unit=unit).rows
    places = {code: Place(label, x, y) for code, label, x, y, *_ in points}
    return Shapes(f"/geo/{name}.topojson", float(aspect), _layer(unit), places)


def draw(result: Answer, value: str, limits: Classes, lines: Sequence[str] = ()) -> None:
    """The map of one column; a click makes the area 注目する地域, on this page and the others."""
    where = shapes()
    if where is None:
        return
    st.caption("地域をクリックするか、左の「注目する地域」で選べます（太い枠の地域）。")
    frame.figure(
        maps.choropleth,
        result,
        value,
        geo_url=where.url,
        layer=where.layer,
        classes=limits,
        aspect=where.aspect,
        places=where.places,
        outlines=lines,
        highlight=controls.area().code,
        place_name=controls.place(),
        key=_KEY,
        on_select=_choose_clicked,
    )


def quantiles(result: Answer, value: str) -> Classes:
    """Classes of one answer by itself, for a map without controls."""
    return classes.make(_shown(result, value), decimals=result.column(value).decimals)


def _choose_clicked() -> None:
    """Runs before the page: the sidebar's control then shows the clicked area."""
    clicked = st.session_state[_KEY].selection.get("area") or [{}]
    code = clicked[0].get("code")
    if code in controls.areas():
        st.session_state["area"] = code


def _shown(result: Answer, value: str) -> list[float]:
    position = result.names.index(value)
    return [
        float(row[position])
        for row, state in zip(result.rows, result.states, strict=True)
        if state[position] == ACTUAL
    ]


def _layer(unit: str) -> str:
    return f"zone:{controls.zone_scheme()}" if unit == "zone" else unit


class _AnyText:
    """Every text that an address can carry as limits; what it means is checked when it is used."""

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and len(text) <= 80


def _limits_text(suggested: str) -> str:
    text = view.choose("limits", _AnyText(), suggested)
    st.text_input("境界（空白で区切る）", key="limits", max_chars=80)
    return text.replace(",", " ").replace("、", " ")


def _supply() -> tuple[str, dict[str, Any]]:
    item = items.choose()
    return item.label, {"item": item.item, "detail": item.detail}


def _patients() -> tuple[str, dict[str, Any]]:
    return "在宅医療", {}


def _flows() -> tuple[str, dict[str, Any]]:
    residence = controls.choice("residence", "居住形態", _RESIDENCES, few=True)
    return _VISITS[residence], {"residence": _KEPT[residence]}


_Choose = Callable[[], tuple[str, dict[str, Any]]]
_SUBJECTS: dict[str, tuple[str, str, _Choose, str]] = {
    "supply": ("供給", "supply/by_area", _supply, "patients_per_1000_65plus"),
    "patients": ("患者", "patients/by_area", _patients, "patients_per_1000_65plus"),
    "flows": ("流出入", "flows/summary", _flows, "self_sufficiency_pct"),
}
