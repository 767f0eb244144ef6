"""The choices that are the same on every page, in the order of the sidebar."""

from __future__ import annotations

from collections.abc import Sequence

from zaitaku.compose.reader import UNITS
from zaitaku.compose.sheet import Sheet
from zaitaku.ground import settings
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.ground.years import fiscal_year_label

_MODE_HELP = (
    "公表: 公表してよい数値だけを表示します。内部: 数値を知ってよい職員だけが使い、"
    "画面もファイルも公表できません。"
)


def choose(sheet: Sheet) -> None:
    """年度, unit, 圏域, area, 比べる相手, mode; call before anything else is asked."""
    assert sheet.mode  # decides which file the choices below are read from
    years = sheet.years
    sheet.choice("year", "年度", {str(y): fiscal_year_label(y) for y in years}, str(years[0]))
    schemes = [str(row[0]) for row in sheet.ask("area/schemes").rows]
    units = {unit: text for unit, text in UNITS.items() if unit != "zone" or schemes}
    sheet.choice("unit", "地域の単位", units)
    if schemes:
        _zone_scheme(sheet, schemes)
    sheet.choice("area", "注目する地域", sheet.areas, empty="地域なし")
    _reference(sheet)
    _mode(sheet)


def _zone_scheme(sheet: Sheet, schemes: Sequence[str]) -> None:
    if len(schemes) > 1:
        sheet.choice("zones", "圏域の種類", {scheme: scheme for scheme in schemes})
    else:
        sheet.choices.one("zones", schemes, schemes[0])


def _reference(sheet: Sheet) -> None:
    kinds = {"prefecture": "県全体"}
    if sheet.unit == "municipality":
        kinds["medical_area"] = "属する二次医療圏"
        if sheet.scheme:
            kinds["zone"] = f"属する{sheet.scheme}"
    kinds["other"] = "ほかの地域を選ぶ"
    if sheet.choice("vs", "比べる相手", kinds) == "other":
        units = {unit: text for unit, text in UNITS.items() if unit != "zone" or sheet.scheme}
        unit = sheet.choice("vs_unit", "相手の単位", units, sheet.unit)
        sheet.choice("vs_area", "相手の地域", sheet.areas_of(unit))


def _mode(sheet: Sheet) -> None:
    if settings.pinned_mode() is None:
        modes = {"public": "公表", "internal": "内部"}
        sheet.choice("mode", "モード", modes, few=True, help=_MODE_HELP)
    else:
        sheet.note(f"モード: {MODE_LABELS[sheet.mode]}（この設置では固定）")
