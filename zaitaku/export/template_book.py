"""A template as a workbook that the import reads: Japanese headings, areas, lists to choose from.

Sheets: the table itself, 説明 (what each column means), 地域 and 指標 (what the lists choose from).
The import reads the first alone; the words of the others stand in no row as headings do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zaitaku.ask import warehouse
from zaitaku.ask.answer import Ask
from zaitaku.ask.area import Area
from zaitaku.ask.asker import areas as areas_of_unit
from zaitaku.derived import questions
from zaitaku.export import sheets
from zaitaku.ground.codes_words import words_of
from zaitaku.indicators import load as indicators
from zaitaku.sources import known, templates
from zaitaku.sources.model import Template
from zaitaku.sources.sheet.own import AREA_NAME

_SPARE = 300  # rows below those of the areas in which the lists are offered, too
_MUNICIPALITY, _AREA = "municipality_code", "area_code"
_INDICATOR, _SCHEME, _NAME = "indicator_id", "zone_scheme", "municipality_name"


def areas_of(ask: Ask) -> list[Area]:
    """Every area of a build: the prefecture, its medical areas, zones of every kind, its towns."""
    schemes = [str(row[0]) for row in ask("area/schemes").rows]
    units = [("prefecture", ""), ("medical_area", "")]
    units += [*(("zone", scheme) for scheme in schemes), ("municipality", "")]
    return [area for unit, scheme in units for area in areas_of_unit(ask, unit, scheme)]


def to_bytes(kind: str, areas: Sequence[Area] = ()) -> bytes:
    """The workbook of a kind; the same areas give the same bytes. UsageError without a template."""
    template, label = templates.of(kind), known.labels()[kind]

    def write(book: sheets.Book) -> None:
        _table(book, label, template, areas)
        book.lines("説明", _explained(kind))
        if areas:
            book.columns("地域", _area_columns(areas))
        if _INDICATOR in template.columns:
            book.columns("指標", _indicator_columns())

    return sheets.written(f"{label}のひな形", write)


def of_build(kind: str, data_dir: Path) -> bytes:
    """As ``to_bytes``, with the areas of the current build; without any before the first import."""
    if warehouse.current_build_id(data_dir) is None:
        return to_bytes(kind)
    ask = questions.of_build(warehouse.open_build(data_dir, "public"))
    return to_bytes(kind, areas_of(ask))


def file_name(kind: str) -> str:
    """What the file is called when it is handed over."""
    return f"{known.labels()[kind]}.xlsx"


# --- the table -----------------------------------------------------------------------------------


def _table(book: sheets.Book, label: str, template: Template, areas: Sequence[Area]) -> None:
    """Headings, a row for each area where rows tell of areas, and the lists."""
    names = list(template.columns)
    heads = list(template.titles.values())
    listed = _listed(template, areas)
    if listed and _NAME not in names:
        place = names.index(_code_column(template)) + 1
        names.insert(place, "")
        heads.insert(place, AREA_NAME)
    rows = [[_given(area, name) for name in names] for area in listed]
    lists = {
        at: found for at, name in enumerate(names) if (found := _choices(template, name, areas))
    }
    book.form(label, heads, rows, lists, spare=_SPARE)


def _code_column(template: Template) -> str:
    """The column whose cell says of which area a row tells; '' where there is none."""
    return next((one for one in (_AREA, _MUNICIPALITY) if one in template.columns), "")


def _listed(template: Template, areas: Sequence[Area]) -> list[Area]:
    column = _code_column(template)
    if not template.lists_areas or not column:
        return []
    return [area for area in areas if column == _AREA or area.unit == "municipality"]


def _given(area: Area, column: str) -> str:
    """What a row says of its area before anybody writes."""
    if column in (_AREA, _MUNICIPALITY):
        return area.code
    if column in ("", _NAME):
        return area.name
    return area.zone_scheme if column == _SCHEME and area.unit == "zone" else ""


def _choices(
    template: Template, column: str, areas: Sequence[Area]
) -> tuple[list[str] | str, bool] | None:
    """The words of a column, or where they stand, and whether others are taken as well."""
    if column in template.choices:
        return list(template.choices[column]), False
    if column == _INDICATOR:
        return f"='指標'!$A$2:$A${len(indicators()) + 1}", True  # or one of the prefecture's own
    if column == _code_column(template) and areas:
        return f"='地域'!$A$2:$A${len(areas) + 1}", True  # or a code of before a merger
    return None


# --- what explains it ----------------------------------------------------------------------------


def _explained(kind: str) -> list[tuple[str, str]]:
    """The notes in the words of the headings, then the columns one by one."""
    template, label = templates.of(kind), known.labels()[kind]
    lines = [
        ("この表", f"{label}。1 枚目のシートに書き、このファイルをそのまま取り込んでください。"),
        ("使わない行", "地域だけの行は、消しても残してもかまいません（読みません）。"),
        ("足りない行", "同じ地域の行をいくつ書いても、下に足してもかまいません。"),
    ]
    if not template.lists_areas or not _code_column(template):
        lines = lines[:1]
    titles = template.titles
    for number, note in enumerate(template.notes, start=1):
        text = templates.told(kind, note.removeprefix("※"))
        lines.append((f"注意 {number}", text))
    for name, title in titles.items():
        words = template.choices.get(name)
        # never a heading by itself: this sheet is no table
        told = f"{'・'.join(words)} から選ぶ。" if words else ""
        lines.append((f"列「{title}」", f"{told}CSV の見出しでは {name}"))
    return lines


def _area_columns(areas: Sequence[Area]) -> list[list[str]]:
    return [
        ["コード", "名前", "単位", "種類"],
        *([one.code, one.name, words_of(one.unit), one.zone_scheme] for one in areas),
    ]


def _indicator_columns() -> list[list[str]]:
    return [
        ["番号", "指標の名前", "数え方の単位"],
        *([one.indicator_id, one.name, one.unit] for one in indicators().values()),
    ]
