"""What a chart tells of itself, read off its Vega-Lite: tooltips, titles of axes and legends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import vl_convert

from zaitaku.views import Exhibit

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠々％%]")
BARE = re.compile(r"[-+−－]?[0-9][0-9,]*(?:\.[0-9]+)?")
# a word of small letters: no text for people has one, beside these
_WORD = re.compile(r"(?<![A-Za-z0-9.])[a-z]+(?:_[a-z0-9]+)*(?![A-Za-z0-9])")
INDICES = ("hhi",)  # of no unit, as their definition says
KNOWN = frozenset({"km", "pt", "px"})
_COMPOSED = ("layer", "hconcat", "vconcat", "concat")
Rows = list[Mapping[str, Any]]


def identifiers(text: str) -> set[str]:
    """What is written in it as a program writes names: care_rates, municipality, x."""
    plain = re.sub(r"[\w.-]+\.(?:csv|xlsx?|toml|topojson|zip|pdf|png|svg|pptx)\b", "", text)
    return set(_WORD.findall(plain)) - KNOWN


def layers(spec: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any], Rows]]:
    """Of every layer its mark, its encoding and its rows, with what it takes over from above."""
    yield from _layers(spec, {}, None, spec.get("datasets", {}))


def _layers(
    part: Mapping[str, Any], above: dict[str, Any], data: Any, named: Mapping[str, Any]
) -> Iterator[tuple[dict[str, Any], dict[str, Any], Rows]]:
    encoding = above | part.get("encoding", {})
    data = part.get("data", data)
    for form in _COMPOSED:
        for child in part.get(form, ()):
            yield from _layers(child, encoding, data, named)
    if "mark" in part:
        mark = part["mark"]
        yield mark if isinstance(mark, dict) else {"type": mark}, encoding, _rows(data, named)


def _rows(data: Any, named: Mapping[str, Any]) -> Rows:
    found = named.get(data.get("name"), data.get("values", ())) if data else ()
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def faults(spec: Mapping[str, Any]) -> list[str]:
    """What is wrong with the tooltips and titles of a chart, in words; none where all is well."""
    found: list[str] = []
    is_quiet = spec.get("config", {}).get("mark", {}).get("tooltip", "") is None
    for mark, encoding, rows in layers(spec):
        told = encoding.get("tooltip")
        if told is None:
            if not is_quiet and mark.get("tooltip", "") is not None:
                found.append(f"{mark['type']}: the page's own tooltip, of coordinates")
        else:
            if mark["type"] in ("line", "area"):
                found.append(f"{mark['type']}: tells the figure of its first point for all")
            found += [fault for field in told for fault in _field_faults(field, rows)]
    drawn = vl_convert.vegalite_to_vega(spec)
    return found + [f"title 「{title}」" for title in _titles(drawn) if identifiers(title)]


def _field_faults(field: Mapping[str, Any], rows: Rows) -> Iterator[str]:
    title, name = str(field.get("title", "")), field["field"]
    if not JAPANESE.search(title):
        yield f"tooltip {name}: titled 「{title}」"
    for value in {row[name] for row in rows if name in row}:
        if not isinstance(value, str):
            yield f"tooltip {name}: {value!r} is no text"
        elif BARE.fullmatch(value) and "（" not in title:
            yield f"tooltip {title}: {value} without unit"


def _titles(part: Any) -> Iterator[str]:
    """Titles of axes and legends in Vega: where a chart names none, the field's name stands."""
    if isinstance(part, Mapping):
        for kind in ("axes", "legends"):
            for guide in part.get(kind, ()):
                title = guide.get("title")
                yield "".join(title) if isinstance(title, list) else str(title or "")
        for child in part.get("marks", ()):
            yield from _titles(child)


def without_unit(exhibit: Exhibit) -> list[str]:
    """Number columns of a table that say no unit, neither themselves nor in a column beside."""
    answer = exhibit.answer
    if answer is None:
        return []
    shown = [answer.column(name) for name in exhibit.columns or answer.names]
    has_column_of_units = any(column.name == "unit" or "_unit" in column.name for column in shown
                              if not column.is_number)  # fmt: skip
    return [
        column.title
        for column in shown
        if column.is_number
        and not (column.unit or column.is_year or has_column_of_units or column.name in INDICES)
    ]
