"""What a chart tells of itself, read off its Vega-Lite: tooltips, titles of axes and legends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import vl_convert

from zaitaku.exhibits.views import Exhibit

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠々％%]")
BARE = re.compile(r"[-+−－]?[0-9][0-9,]*(?:\.[0-9]+)?")
# a word of small letters: no text for people has one, beside these
_WORD = re.compile(r"(?<![A-Za-z0-9.])[a-z]+(?:_[a-z0-9]+)*(?![A-Za-z0-9])")
INDICES = (
    "hhi",
    "ratio",
    "rank",
    "of",
    "distance",
)  # of no unit, as their definition or label says
KNOWN = frozenset({"km", "pt", "px"})
_COMPOSED = ("layer", "hconcat", "vconcat", "concat")


def identifiers(text: str) -> set[str]:
    """What is written in it as a program writes names: care_rates, municipality, x."""
    plain = re.sub(r"[\w.-]+\.(?:csv|xlsx?|toml|topojson|zip|pdf|png|svg|pptx)\b", "", text)
    return set(_WORD.findall(plain)) - KNOWN


def layers(
    part: Mapping[str, Any], above: Mapping[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """Every layer with what it takes over from above: its data, transforms and encoding."""
    taken = above or {}
    own = {key: part[key] for key in ("data", "mark") if key in part}
    before = [] if "data" in part else taken.get("transform", [])
    layer = {
        **taken,
        **own,
        "transform": [*before, *part.get("transform", [])],
        "encoding": taken.get("encoding", {}) | part.get("encoding", {}),
    }
    for form in _COMPOSED:
        for child in part.get(form, ()):
            yield from layers(child, layer)
    if "mark" in part:
        mark = part["mark"]
        yield layer | {"mark": mark if isinstance(mark, dict) else {"type": mark}}


def faults(spec: Mapping[str, Any]) -> list[str]:
    """What is wrong with the tooltips and titles of a chart, in words; none where all is well."""
    found: list[str] = []
    is_quiet = spec.get("config", {}).get("mark", {}).get("tooltip", "") is None
    fields: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for layer in layers(spec):
        mark, told = layer["mark"], layer["encoding"].get("tooltip")
        if told is None:
            if not is_quiet and mark.get("tooltip", "") is not None:
                found.append(f"{mark['type']}: the page's own tooltip, of coordinates")
            continue
        if mark["type"] in ("line", "area"):
            found.append(f"{mark['type']}: tells the figure of its first point for all")
        fields += [(layer, field) for field in told]
    for (_, field), texts in zip(fields, said(spec, fields), strict=True):
        found += _field_faults(str(field.get("title", "")), texts)
    drawn = vl_convert.vegalite_to_vega(spec)
    return found + [f"title 「{title}」" for title in _titles(drawn) if identifiers(title)]


def said(
    spec: Mapping[str, Any], fields: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> list[set[str]]:
    """What each field of a tooltip says over all marks of its layer, as Vega works it out: all
    of them written out in one drawing, each after its number."""
    if not fields:
        return []
    parts = [
        {
            "data": layer["data"],
            "transform": [
                *layer["transform"],
                {"calculate": f"'{number}|' + datum['{field['field']}']", "as": "said"},
                {"aggregate": [{"op": "count", "as": "times"}], "groupby": ["said"]},
            ],
            "mark": {"type": "text"},
            "encoding": {"text": {"field": "said", "type": "nominal"}},
        }
        for number, (layer, field) in enumerate(fields)
    ]
    written = {"datasets": spec.get("datasets", {}), "vconcat": parts}
    svg = ElementTree.fromstring(vl_convert.vegalite_to_svg(written, allowed_base_urls=[]))
    found: list[set[str]] = [set() for _ in fields]
    for text in svg.iter("{http://www.w3.org/2000/svg}text"):
        number, _, words = (text.text or "").partition("|")
        found[int(number)].add(words)
    return found


def _field_faults(title: str, texts: set[str]) -> Iterator[str]:
    if not JAPANESE.search(title):
        yield f"tooltip titled 「{title}」"
    for text in texts:
        if text in ("null", "NaN") or "undefined" in text:
            yield f"tooltip {title}: {text}"
        elif BARE.fullmatch(text) and "（" not in title:
            yield f"tooltip {title}: {text} without unit"


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
