"""What the page 追加的需要 lets the reader choose, and the answers of its worksheet."""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.compose import loaded
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import planner, planner_sources, planner_table
from zaitaku.derived.planner import Choice as Choice

_WEIGHTS = {"65": "65歳以上人口", "75": "75歳以上人口"}
_SOURCES = {code: source.label for code, source in planner.CHOOSABLE.items()}


def worksheet(sheet: Sheet) -> planner.Choice | None:
    """Draw the controls of the worksheet; None (and the reader is told) without its table."""
    units = planner.units(sheet.ask)
    if not units:
        if sheet.is_internal:
            sheet.tell(
                "追加的需要の表が取り込まれていません。"
                "`zaitaku template additional_demand 追加的需要.csv` でひな形を作り、"
                "圏域ごとの総数と移行分を書いて取り込むと表示されます。"
            )
        else:
            sheet.tell(
                "公表用データに、圏域別・市町村別の追加的需要がありません。"
                "取り込んだ表は、内部モードで見られます。"
            )
            sheet.note(loaded.OWN_TABLES)
        return None
    labels = {f"u{n}": planner.unit_label(*unit) for n, unit in enumerate(units)}
    with sheet.row():
        unit = sheet.choice("ad_unit", "表の単位", labels) if len(units) > 1 else "u0"
        area_unit, scheme = units[int(unit[1:])]
        years = planner.years(sheet.ask, area_unit, scheme)
        year = sheet.choice("ad_year", "目標年度", {str(y): f"{y}年度" for y in years})
        source = sheet.choice("ad_source", "按分の根拠", _SOURCES)
        weight = sheet.choice("ad_weight", "市町村に分ける重み", _WEIGHTS, "75", few=True)
    return planner.Choice(
        area_unit, scheme, int(year), source, f"population_{weight}plus", sheet.year
    )


def tell_what_is_internal(sheet: Sheet, choice: planner.Choice) -> None:
    """Under the figure of 公表, which has the prefecture alone."""
    if not sheet.is_internal and choice.unit == "prefecture":
        sheet.note(loaded.OWN_TABLES)


def split_label(choice: planner.Choice) -> str:
    """The source of the ratio in words."""
    return _SOURCES[choice.source]


def plan_table(sheet: Sheet, choice: planner.Choice) -> Answer:
    """The one table both plans take."""
    return planner_table.plan_table(sheet.ask, choice)


def results(sheet: Sheet, choice: planner.Choice, code: str) -> Answer:
    """What each source gives for one area."""
    return planner.of_area(planner_sources.by_source(sheet.ask, choice), code)


def groups(sheet: Sheet, choice: planner.Choice, code: str) -> Answer:
    """The four groups of ⑤ for one area."""
    return planner.of_area(planner_sources.four_groups(sheet.ask, choice), code)


def area_of(sheet: Sheet, choice: planner.Choice) -> str:
    """The worksheet's area for 注目する地域: itself, the 圏域 it stands in, or the first."""
    area = sheet.area
    if (area.unit, area.zone_scheme) == (choice.unit, choice.zone_scheme):
        return area.code
    if area.unit == "municipality" and choice.unit in ("medical_area", "zone"):
        groups = sheet.ask(
            "area/groups", group_unit=choice.unit, zone_scheme=choice.zone_scheme or None
        )
        found = next((row[1] for row in groups.rows if row[0] == area.code), None)
        if found is not None:
            return str(found)
    if sheet.is_prefecture:
        sheet.note(
            "追加的需要は圏域ごとの表なので、県全体の代わりに最初の圏域を示します。"
            "県全体の計は、表の最後の行にあります。"
        )
    rows = sheet.ask(
        "additional_demand/by_area",
        area_unit=choice.unit,
        zone_scheme=choice.zone_scheme or None,
        year=[choice.year],
    ).rows
    return str(rows[0][0]) if rows else ""


def source_alone(sheet: Sheet) -> planner.Choice | None:
    """How to read the worksheet, by the source alone; None without its table."""
    units = planner.units(sheet.ask)
    if not units:
        return None
    area_unit, scheme = units[0]
    source = sheet.choice("ad_source", "按分の根拠", _SOURCES)
    year = planner.years(sheet.ask, area_unit, scheme)[0]
    return planner.Choice(area_unit, scheme, year, source, "population_75plus", sheet.year)
