"""The choices that are the same on every page, in the order of the bar on top.

A page follows some of them (``pages.Page.follows``); the others keep their value and are not shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from zaitaku.access import asking
from zaitaku.ask.area import MUNICIPALITY
from zaitaku.compose import likeness, words
from zaitaku.compose.choices import Choices, Value
from zaitaku.compose.reader import ALIKE, MOST_ALIKE, SIMILAR, UNITS
from zaitaku.compose.sheet import Sheet
from zaitaku.ground import country, kana, settings
from zaitaku.ground.errors import WarehouseError
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.ground.years import fiscal_year_label

CONTROLS = ("area", "beside", "unit", "year", "vs")
_LONGEST = 30  # characters of what a link asked for that are told
_MODE_HELP = (
    "公表: 公表してよい数値だけを表示します。内部: 数値を知ってよい職員だけが使い、"
    "画面もファイルも公表できません。"
)


def settle_prefecture(choices: Choices, default: str = "") -> str:
    """Which of several prefectures is looked at: its code, '' where there is one only.

    To be settled before a sheet is made: it decides which data folder is read. Without a
    ``default`` it is the first.
    """
    there = country.names(settings.root_dir())
    return choices.one("pref", there, default or next(iter(there))) if there else ""


def choose(sheet: Sheet, shown: Collection[str] = CONTROLS) -> None:
    """地域, unit, 圏域, 年度, 比べる相手, mode; call before anything else is asked."""
    assert sheet.mode  # decides which file the choices below are read from
    schemes = [str(row[0]) for row in sheet.ask("area/schemes").rows]
    told = _settle(sheet, schemes) + _not_allowed(sheet)
    with sheet.bar():
        if there := country.names(settings.root_dir()):
            sheet.choice("pref", "都道府県", there)
        if "area" in shown:
            found = _searched(sheet)
            first = next(iter(sheet.areas), "")
            listed = _listed(sheet)
            sheet.choice("area", "注目する地域", listed, first, empty="地域なし", found_by=found)
        if "beside" in shown:
            _beside(sheet)
        if "unit" in shown:
            sheet.choice("unit", "地域の単位", _units(schemes))
            if len(schemes) > 1 and sheet.unit == "zone":
                sheet.choice("zones", "圏域の種類", {scheme: scheme for scheme in schemes})
        if "year" in shown:
            sheet.choice("year", "年度", _years(sheet), str(sheet.years[0]))
        if "vs" in shown:
            _reference(sheet)
        _mode(sheet)
    for sentence in told:
        sheet.tell(sentence, "warning")


def _settle(sheet: Sheet, schemes: Sequence[str]) -> list[str]:
    """Every choice has its value before the first is drawn, whether it is drawn or not.

    Says what the link asked for and the build does not have.
    """
    choices, years, told = sheet.choices, _years(sheet), []
    told += _unknown(sheet, "year", "年度", years)
    choices.one("year", years, str(sheet.years[0]))
    units = _units(schemes)
    told += _unknown(sheet, "unit", "地域の単位", units)
    choices.one("unit", units, MUNICIPALITY)
    if sheet.unit == "zone":
        told += _unknown(sheet, "zones", "圏域の種類", {scheme: scheme for scheme in schemes})
    if schemes:
        choices.one("zones", schemes, schemes[0])
    told += _settle_area(sheet)
    choices.many("beside", _sets(sheet) | sheet.areas, ())
    kinds = _kinds(sheet)
    if choices.one("vs", kinds, "prefecture") == "other":
        unit = choices.one("vs_unit", units, sheet.unit)
        choices.one("vs_area", sheet.areas_of(unit), _another(sheet, unit))
    return told


def _not_allowed(sheet: Sheet) -> list[str]:
    """That a link of 内部 shows 公表 to who may see no more."""
    wanted = sheet.choices.given("mode") == "internal"
    if not wanted or settings.pinned_mode() is not None or asking.may("see_internal"):
        return []
    return [
        "リンクは内部モードの画面ですが、あなたの権限で見られるのは公表してよい数値だけなので、"
        "公表モードで表示しています。"
    ]


def _settle_area(sheet: Sheet) -> list[str]:
    """The area asked for, else the one of the unit that stands where it stands."""
    choices, areas = sheet.choices, _listed(sheet)
    asked, town = choices.given("area"), choices.given("town")
    first = next(iter(sheet.areas), "")
    told: list[str] = []
    if asked is not None and not (isinstance(asked, str) and asked in areas):
        instead = _same_place(sheet, str(asked), str(town or ""))
        if asked in tuple(sheet.areas_of(MUNICIPALITY)):
            town = asked
        if not instead and asked:
            told = _not_there("地域", asked, areas.get(first, ""))
        choices.settle("area", instead or first, first)
    else:
        choices.one("area", areas, first)
    if sheet.unit == MUNICIPALITY and not sheet.is_prefecture:
        # left out of the address: it is the area itself
        choices.settle("town", choices.code("area"), choices.code("area"))
    else:
        choices.settle("town", str(town or ""), "")
    return told


def _same_place(sheet: Sheet, code: str, town: str) -> str:
    """The area of the chosen unit where an area of another unit lies; '' where it lies in none.

    From a 圏域 it leads back to the town that one came from, else to the first of its towns.
    """
    towns = [code] if code in sheet.areas_of(MUNICIPALITY) else _towns_of(sheet, code)
    start = town if town in towns else next(iter(towns), "")
    if not start or sheet.unit == MUNICIPALITY:
        return start
    group = sheet.group_of(sheet.area_of(MUNICIPALITY, start, ""), sheet.unit)
    return group.code if group else ""


def _towns_of(sheet: Sheet, code: str) -> list[str]:
    """The municipalities of a 二次医療圏 or, where none has the code, of a 圏域."""
    for unit in ("medical_area", "zone"):
        if unit == "zone" and not sheet.scheme:
            continue
        scheme = sheet.scheme if unit == "zone" else None
        rows = sheet.ask("area/groups", group_unit=unit, zone_scheme=scheme).rows
        if found := [str(row[0]) for row in rows if row[1] == code]:
            return found
    return []


def _unknown(sheet: Sheet, key: str, label: str, options: Mapping[str, str]) -> list[str]:
    asked = sheet.choices.given(key)
    if not asked or (isinstance(asked, str) and asked in options):
        return []
    return _not_there(label, asked, next(iter(options.values()), ""))


def _not_there(label: str, asked: Value, instead: str) -> list[str]:
    """``asked`` stands in a link and may be any text, so it is shortened and never Markdown."""
    text = asked if isinstance(asked, str) else "、".join(asked)
    named = words.escape(text[:_LONGEST] + "…" if len(text) > _LONGEST else text)
    return [
        f"リンクの{label}（{named}）は、この版にありません。{words.escape(instead)}を表示しています。"
        "上の欄で選び直してください。"
    ]


def _searched(sheet: Sheet) -> Mapping[str, str]:
    """What else an area is found by: its reading in ひらがな and in Roman letters, its code."""
    try:
        readings = {row[0]: row[2] for row in sheet.ask("area/readings").rows}
    except WarehouseError:  # a build of the software before: found by name and code
        readings = {}
    whole = sheet.prefecture.code
    readings[whole] = kana.of_prefecture(whole)
    return {code: kana.search_words(code, readings.get(code, "")) for code in _listed(sheet)}


def _listed(sheet: Sheet) -> dict[str, str]:
    """What can be 注目する地域: the prefecture, then the areas of the unit."""
    whole = sheet.prefecture
    return {whole.code: f"{sheet.prefecture_name}（県全体）"} | sheet.areas


def _years(sheet: Sheet) -> dict[str, str]:
    return {str(year): fiscal_year_label(year) for year in sheet.years}


def _units(schemes: Sequence[str]) -> dict[str, str]:
    return {unit: text for unit, text in UNITS.items() if unit != "zone" or schemes}


def _kinds(sheet: Sheet) -> dict[str, str]:
    if sheet.is_prefecture:  # it is in no 圏域, and is not compared with itself
        return {"prefecture": "なし", "other": "ほかの地域を選ぶ"}
    kinds = {"prefecture": "県全体"}
    if sheet.unit == MUNICIPALITY:
        kinds["medical_area"] = "属する二次医療圏"
        if sheet.scheme:
            kinds["zone"] = f"属する{sheet.scheme}"
        if sheet.similar:
            kinds[SIMILAR] = f"似た{UNITS[MUNICIPALITY]}"
    kinds["other"] = "ほかの地域を選ぶ"
    return kinds


def _beside(sheet: Sheet) -> None:
    chosen = sheet.choices.used["beside"][0]
    with sheet.aside(f"並べる（{len(sheet.beside)}）" if chosen else "並べる"):
        sheet.choose_many(
            "beside", "並べて示す地域", _sets(sheet) | sheet.areas, placeholder="なし"
        )


def _sets(sheet: Sheet) -> dict[str, str]:
    """Several at once: those most like 注目する地域; 管内, all municipalities of a 圏域."""
    alike = {ALIKE: f"人口・年齢の似た {MOST_ALIKE} {sheet.unit_label}"}
    if sheet.is_prefecture:
        alike = {}
    if sheet.unit != MUNICIPALITY:
        return alike
    units = {"medical_area": UNITS["medical_area"]} | (
        {"zone": sheet.scheme} if sheet.scheme else {}
    )
    return alike | {
        f"{unit}:{code}": f"{name}（{label}）の市町村"
        for unit, label in units.items()
        for code, name in sheet.areas_of(unit).items()
    }


def _reference(sheet: Sheet) -> None:
    kind = sheet.choice("vs", "比べる相手", _kinds(sheet))
    if kind == SIMILAR:
        likeness.show(sheet)
    elif kind == "other":
        units = {unit: text for unit, text in UNITS.items() if unit != "zone" or sheet.scheme}
        unit = sheet.choice("vs_unit", "相手の単位", units, sheet.unit)
        sheet.choice("vs_area", "相手の地域", sheet.areas_of(unit), _another(sheet, unit))


def _another(sheet: Sheet, unit: str) -> str:
    """The first area of a unit that is not 注目する地域."""
    own = sheet.choices.code("area") if unit == sheet.unit else ""
    return next((code for code in sheet.areas_of(unit) if code != own), "")


def _mode(sheet: Sheet) -> None:
    if asking.held_mode() is None:
        modes = {"public": "公表", "internal": "内部"}
        sheet.choice("mode", "モード", modes, few=True, help=_MODE_HELP)
        if sheet.mode == "internal" and (own := asking.scope()):
            names = sheet.areas_of(MUNICIPALITY)
            whose = names.get(own[0], own[0]) if len(own) == 1 else f"{len(own)} 市町村"
            sheet.note(f"内部は{whose}だけ")
    elif settings.pinned_mode() is not None:
        sheet.note(f"モード: {MODE_LABELS[sheet.mode]}（この設置では固定）")
    else:
        sheet.note(f"モード: {MODE_LABELS[sheet.mode]}")
