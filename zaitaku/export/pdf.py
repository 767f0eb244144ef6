"""Scenes → PDF: the figure as people show it, then numbers and notes as they hand them out.

Pages are set by typst from ``pages.typ``. Texts go there as data, so nothing in a name is taken
for markup; charts stay vectors with text that can be searched, in the font that comes along.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from zaitaku.exhibits import tables
from zaitaku.exhibits.views import NO_COVER, Cover, Exhibit, Scene, View
from zaitaku.export import fonts, picture, typeset, words

Paper = Literal["a4", "16:9"]
MOST_ROWS = 250  # of one table; a matrix of a prefecture would fill thirty pages
_TEMPLATE = Path(__file__).with_name("pages.typ")
_SMALLEST = 0.62  # of its size on the screen; a figure smaller than that is printed upright
_LANDSCAPE, _UPRIGHT = (730.0, 650.0), (680.0, 930.0)  # px that A4 leaves for a figure
# of tables, in em of their text
_ROOM: dict[Paper, float] = {"a4": 89.0, "16:9": 86.0}
_LONG = 24.0  # a column of longer texts gives way to the others
_HEAD = 8.0  # of a heading on one line
_NAME = 14.0  # of a column that says whose row it is
_INSET, _GUTTER = 1.0, 4.0
_FEW = 20  # rows that stay in one column of the page


def to_bytes(
    scenes: Sequence[Scene],
    data_dir: Path,
    *,
    title: str = "",
    paper: Paper = "a4",
    cover: Cover = NO_COVER,
    left_out: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Figures, tables and notes of the scenes, in their order. The same scenes, the same bytes.

    ``data_dir`` holds the boundaries of maps. ``paper``: A4 (landscape; tall figures upright) or
    16:9 for a screen. A ``title`` puts a cover with the agenda in front; what was decided and the
    scenes that cannot be shown (``left_out``) stand at the end. ZaitakuError where a map's
    boundaries are gone.
    """

    content = {
        "title": title or (scenes[0].view.title if scenes else ""),
        "font": fonts.FAMILY,
        "paper": paper,
        "front": _front(scenes, title, cover),
        "scenes": [_scene(scene, data_dir, paper) for scene in scenes],
        "decided": [(words.headline(s), s.decision) for s in scenes if s.decision],
        "left_out": list(left_out),
    }
    return typeset.pdf(_TEMPLATE, content)


def _front(scenes: Sequence[Scene], title: str, cover: Cover) -> dict[str, Any]:
    """What stands on the cover; nothing without a title. One scene in 内部 makes the whole 内部."""
    if not title:
        return {}
    gravest = next((s for s in scenes if s.view.mode == "internal"), scenes[0])
    heading = cover.meeting or title
    lines = [title if title != heading else "", cover.number, cover.date, cover.section]
    return {
        "title": heading,
        "lines": [line for line in lines if line],
        "agenda": [words.headline(scene) for scene in scenes],
        "internal": gravest.view.mode == "internal",
        "stamp": words.stamp(gravest.view),
        "footer": "",
    }


def _scene(scene: Scene, data_dir: Path, paper: Paper) -> dict[str, Any]:
    view = scene.view
    return {
        "title": view.title,
        "headline": scene.headline or view.title,
        "note": scene.note,
        "issue": scene.issue,
        "decision": scene.decision,
        "missing": list(scene.missing),
        "is_words": not view.page,
        "internal": view.mode == "internal",
        "stamp": words.stamp(view),
        "footer": _footer(view),
        "figures": [_figure(e, data_dir, paper) for e in view.exhibits if e.builder is not None],
        "tables": [table for exhibit in _tabled(view) for table in _tables(exhibit, paper)],
        "sentences": [text for text in view.sentences if text != scene.headline],
        "reading": words.reading(view.reading) if view.reading is not None else [],
        "definitions": words.definitions(view),
        "origin": _origin(view),
        "caveats": words.caveats(view),
    }


def _footer(view: View) -> str:
    """What ``words.footer`` says, the stamp left out: it stands before it, and stronger."""
    parts = (part for part in words.footer(view).split("　｜　") if part != words.stamp(view))
    return "　｜　".join(parts)


def _origin(view: View) -> list[tuple[str, str]]:
    lines = [
        ("出典", words.sources(view)),
        ("条件", words.conditions(view)),
        ("モード", words.stamp(view)),
        ("データの版", view.build_id),
        ("版ID", view.id),
    ]
    return [(label, text) for label, text in lines if text]


def _figure(exhibit: Exhibit, data_dir: Path, paper: Paper) -> dict[str, Any]:
    svg = picture.drawing(exhibit, data_dir)
    width, height = picture.size(svg)
    lying, standing = (min(w / width, h / height) for w, h in (_LANDSCAPE, _UPRIGHT))
    return {
        "title": exhibit.title,
        "svg": svg,
        "alt": picture.description(svg),
        "width": width,
        "height": height,
        "upright": paper == "a4" and lying < _SMALLEST and standing > lying,
    }


def _tabled(view: View) -> list[Exhibit]:
    """Exhibits with numbers; two figures of the same numbers have one table."""
    found: dict[object, Exhibit] = {}
    for exhibit in view.exhibits:
        if exhibit.answer is not None:
            found.setdefault((exhibit.answer.key, exhibit.columns), exhibit)
        elif exhibit.words:
            found[exhibit.words] = exhibit
    return list(found.values())


def _tables(exhibit: Exhibit, paper: Paper) -> list[dict[str, Any]]:
    """The exhibit's numbers; several tables side by side in content where one is too wide."""
    if exhibit.answer is not None:
        shown = tables.display(exhibit.answer, exhibit.columns or None)
        head = [str(title) for title in shown.frame.columns]
        right = [title in shown.numbers for title in head]
        rows = shown.frame.to_numpy().tolist()
    else:
        head, *rows = (list(line) for line in exhibit.words)
        right = [False] * len(head)
    kept = rows[:MOST_ROWS]
    widths = [_width(head[i], [str(row[i]) for row in kept]) for i in range(len(head))]
    groups = _groups(widths, right, _ROOM[paper])
    return [
        {
            "title": exhibit.title + (f"（{part}/{len(groups)}）" if len(groups) > 1 else ""),
            "head": [head[i] for i in group],
            "right": [right[i] for i in group],
            "rows": [[row[i] for i in group] for row in kept],
            "widths": [0 if widths[i] > _LONG else widths[i] for i in group],
            "is_narrow": len(kept) > _FEW
            and sum(widths[i] for i in group) < _ROOM[paper] / 2 - _GUTTER,
            "rest": _rest(len(rows)),
        }
        for part, group in enumerate(groups, start=1)
    ]


def _width(head: str, cells: Sequence[str]) -> float:
    """What a column needs, in em; its heading may take several lines."""
    longest = max((fonts.width(cell, 1) for cell in cells), default=0.0)
    return round(max(longest, min(fonts.width(head, 1, bold=True), _HEAD)) + _INSET, 2)


def _groups(widths: Sequence[float], right: Sequence[bool], room: float) -> list[list[int]]:
    """Columns table by table, each with the names that the rows begin with."""
    names = next((i for i, is_number in enumerate(right) if is_number), len(right))
    needs = [min(width, _LONG) for width in widths]
    if sum(needs) <= room or names in (0, len(right)):
        return [list(range(len(widths)))]
    first = [next((i for i in reversed(range(names)) if needs[i] <= _NAME), 0)]
    groups: list[list[int]] = [list(range(names))]
    for i in range(names, len(widths)):
        if sum(needs[j] for j in groups[-1]) + needs[i] > room and groups[-1] != first:
            groups.append(list(first))
        groups[-1].append(i)
    return groups


def _rest(rows: int) -> str:
    if rows <= MOST_ROWS:
        return ""
    return f"はじめの {MOST_ROWS} 行です。全 {rows:,} 行は Excel（数表）にあります。"
