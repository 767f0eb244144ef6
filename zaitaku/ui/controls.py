"""Controls: the sidebar's, the same on every page, and the ones a page puts above its chart.

Every value is a code, has a default that shows something, and stands in the address (see view).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from zaitaku.ask import references
from zaitaku.ask.area import Area
from zaitaku.ask.figures import Figure
from zaitaku.ground import settings
from zaitaku.ground.settings import MODE_LABELS, Mode
from zaitaku.ground.years import fiscal_year_label
from zaitaku.ui import answer, record, view

UNITS = {"municipality": "市町村", "medical_area": "二次医療圏", "zone": "在宅医療圏"}
# Kept when the reader goes to another page; a page's own controls start anew there.
SIDEBAR_KEYS = ("year", "unit", "zones", "area", "vs", "vs_unit", "vs_area", "mode", "build")


def sidebar() -> None:
    """Draw the common controls, in the same order on every page; call before the page runs."""
    place = st.container()
    mode()  # decides which file the choices below are read from
    with place:
        years = _years()
        choice("year", "年度", {str(y): fiscal_year_label(y) for y in years}, str(years[0]))
        schemes = [row[0] for row in answer.ask("area/schemes").rows]
        units = {unit: text for unit, text in UNITS.items() if unit != "zone" or schemes}
        choice("unit", "地域の単位", units)
        if schemes:
            _zone_scheme(schemes)
        choice("area", "注目する地域", _areas(area_unit(), zone_scheme()), empty="地域なし")
        _reference_control()
        _mode_control()


def menu(sections: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """Links to the pages, each carrying the sidebar's choices (also into a new tab)."""
    st.markdown("**在宅医療アトラス**")
    params = view.link(SIDEBAR_KEYS)
    pages = [page for section in sections.values() for page in section]
    left, right = st.columns(2, gap="small")
    for number, page in enumerate(pages):
        with right if number % 2 else left:
            st.page_link(page, query_params=params, width="stretch")
    st.divider()


def year() -> int:
    """年度 chosen in the sidebar."""
    return int(view.chosen("year"))


def year_label() -> str:
    """令和5年度（2023）."""
    return fiscal_year_label(year())


def year_labels(*, every: bool = False) -> dict[int, str]:
    """年度 → label: the chosen one, or every one with KDB data, in the order of time."""
    chosen = sorted(_years()) if every else [year()]
    return {y: fiscal_year_label(y) for y in chosen}


def years() -> list[int]:
    """Every 年度 with KDB data, latest first."""
    return _years()


def area_unit() -> str:
    """municipality, medical_area or zone."""
    return view.chosen("unit")


def unit_label() -> str:
    """市町村, 二次医療圏, or the name of the 圏域 scheme: units are never mixed in a title."""
    return zone_scheme() if area_unit() == "zone" else UNITS[area_unit()]


def zone_scheme() -> str:
    """The 圏域 scheme in use; '' when the data has none."""
    return str(view.common().get("zone_scheme", ""))


def area() -> Area:
    """注目する地域, of the chosen unit."""
    unit, code = area_unit(), view.chosen("area")
    scheme = zone_scheme() if unit == "zone" else ""
    return Area(unit, scheme, code, _areas(unit, zone_scheme()).get(code, code))


def prefecture() -> Area:
    """The whole prefecture."""
    code, name = next(iter(_areas("prefecture", "").items()))
    return Area("prefecture", "", code, f"{name}全体")


def place() -> str:
    """「岩手県 市町村別」, as a title says where."""
    return f"{prefecture().name.removesuffix('全体')} {unit_label()}別"


def reference() -> Area:
    """比べる相手: the prefecture, the 圏域 that 注目する地域 belongs to, or any other area."""
    kind = view.chosen("vs")
    if kind == "prefecture":
        return prefecture()
    if kind == "other":
        unit, code = view.chosen("vs_unit"), view.chosen("vs_area")
        scheme = zone_scheme() if unit == "zone" else ""
        return Area(unit, scheme, code, _areas(unit, scheme)[code])
    scheme = zone_scheme() if kind == "zone" else ""
    for row in answer.ask("area/groups", group_unit=kind, zone_scheme=scheme or None).rows:
        if row[0] == area().code:
            return Area(kind, scheme, row[1], row[2])
    return prefecture()


def against(question: str, column: str, **params: Any) -> Figure | None:
    """What the figure of 注目する地域 is set beside: that of 比べる相手, or comparable to it."""
    return references.beside(
        answer.ask, question, column, area(), reference(),
        unit_label=unit_label(), scheme=zone_scheme(), **params,
    )  # fmt: skip


def areas() -> dict[str, str]:
    """Code → name of every area of the chosen unit, in the data's own order."""
    return _areas(area_unit(), zone_scheme())


def mode() -> Mode:
    """内部 or 公表; pinned by ZAITAKU_MODE, else the reader's choice, else 公表."""
    return view.mode()


def choice(
    key: str,
    label: str,
    options: Mapping[str, str],
    default: str | None = None,
    *,
    few: bool = False,
    help: str | None = None,
    empty: str = "選択肢なし",
) -> str:
    """One of ``options`` (code → label). ``few`` shows all of them side by side.

    ``key`` is the name in the address and must be ASCII and the same on every page that means the
    same thing. A value that is not offered falls back to ``default`` (the first option).
    """
    first = default if default in options else next(iter(options), "")
    chosen = view.choose(key, options, str(first))
    record.chose(key, label, options.get(chosen, chosen))
    if few:
        st.segmented_control(
            label,
            list(options),
            format_func=lambda code: options.get(code, code),
            key=key,
            required=True,
            help=help,
        )
    else:
        st.selectbox(
            label,
            list(options),
            format_func=lambda code: options.get(code, code),
            key=key,
            help=help,
            placeholder=empty,
            filter_mode="contains",
        )
    return chosen


def choices(
    key: str,
    label: str,
    options: Mapping[str, str],
    default: Sequence[str] = (),
    *,
    help: str | None = None,
    placeholder: str = "すべて",
) -> list[str]:
    """Any number of ``options`` (code → label); none chosen means all, as questions take it."""
    chosen = view.choose_many(key, options, default)
    record.chose(key, label, "、".join(options[code] for code in chosen) or placeholder)
    st.multiselect(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        help=help,
        placeholder=placeholder,
        filter_mode="contains",
        select_all=False,
    )
    return chosen


def _years() -> list[int]:
    found = {row[1] for row in answer.ask("build/years").rows if str(row[0]).startswith("kdb_")}
    return sorted(found, reverse=True)


def _areas(unit: str, scheme: str) -> dict[str, str]:
    rows = answer.ask("area/list", area_unit=unit, zone_scheme=scheme or None).rows
    return {str(row[0]): str(row[1]) for row in rows}


def _zone_scheme(schemes: Sequence[str]) -> None:
    if len(schemes) > 1:
        choice("zones", "圏域の種類", {scheme: scheme for scheme in schemes})
    else:
        view.choose("zones", schemes, schemes[0])


def _reference_control() -> None:
    kinds = {"prefecture": "県全体"}
    if area_unit() == "municipality":
        kinds["medical_area"] = "属する二次医療圏"
        if zone_scheme():
            kinds["zone"] = f"属する{zone_scheme()}"
    kinds["other"] = "ほかの地域を選ぶ"
    if choice("vs", "比べる相手", kinds) == "other":
        units = {unit: text for unit, text in UNITS.items() if unit != "zone" or zone_scheme()}
        unit = choice("vs_unit", "相手の単位", units, area_unit())
        choice("vs_area", "相手の地域", _areas(unit, zone_scheme()))


def _mode_control() -> None:
    if settings.pinned_mode() is None:
        choice("mode", "モード", {"public": "公表", "internal": "内部"}, few=True, help=_MODE_HELP)
    else:
        st.caption(f"モード: {MODE_LABELS[mode()]}（この設置では固定）")


_MODE_HELP = (
    "公表: 公表してよい数値だけを表示します。内部: 数値を知ってよい職員だけが使い、"
    "画面もファイルも公表できません。"
)
