"""Scenes → PDF: the figure as people show it, then numbers and notes as they hand them out.

Pages are set by typst from ``pages.typ``. Texts go there as data, so nothing in a name is taken
for markup; charts stay vectors with text that can be searched, in the font that comes along.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from zaitaku import tables
from zaitaku.export import fonts, picture, words
from zaitaku.views import Exhibit, Scene, View

Paper = Literal["a4", "16:9"]
MOST_ROWS = 250  # of one table; a matrix of a prefecture would fill thirty pages
_TEMPLATE = Path(__file__).with_name("pages.typ")
_SMALLEST = 0.62  # of its size on the screen; a figure smaller than that is printed upright
_LANDSCAPE, _UPRIGHT = (730.0, 650.0), (680.0, 930.0)  # px that A4 leaves for a figure
_LONG = 24  # em; a column of longer texts gives way to the others


def to_bytes(
    scenes: Sequence[Scene], data_dir: Path, *, title: str = "", paper: Paper = "a4"
) -> bytes:
    """Figures, tables and notes of the scenes, in their order. The same scenes, the same bytes.

    ``data_dir`` holds the boundaries of maps. ``paper``: A4 (landscape; tall figures upright) or
    16:9 for a screen. ZaitakuError where a map's boundaries are gone.
    """
    import typst

    content = {
        "title": title or (scenes[0].view.title if scenes else ""),
        "font": fonts.FAMILY,
        "paper": paper,
        "scenes": [_scene(scene, data_dir, paper) for scene in scenes],
    }
    made: bytes = typst.compile(
        str(_TEMPLATE),
        format="pdf",
        font_paths=[str(folder) for folder in fonts.directories()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
        timestamp=0,
    )
    return made


def _scene(scene: Scene, data_dir: Path, paper: Paper) -> dict[str, Any]:
    view = scene.view
    return {
        "title": view.title,
        "headline": scene.headline or view.title,
        "note": scene.note,
        "internal": view.mode == "internal",
        "stamp": words.stamp(view),
        "footer": _footer(view),
        "figures": [_figure(e, data_dir, paper) for e in view.exhibits if e.builder is not None],
        "tables": [_table(e) for e in view.exhibits if e.answer is not None or e.words],
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


def _table(exhibit: Exhibit) -> dict[str, Any]:
    if exhibit.answer is not None:
        shown = tables.display(exhibit.answer, exhibit.columns or None)
        head = [str(title) for title in shown.frame.columns]
        right = [title in shown.numbers for title in head]
        rows = shown.frame.to_numpy().tolist()
    else:
        head, *rows = (list(line) for line in exhibit.words)
        right = [False] * len(head)
    lines = [head, *rows[:MOST_ROWS]]
    longest = [max(fonts.width(str(line[i]), 1) for line in lines) for i in range(len(head))]
    return {
        "title": exhibit.title,
        "head": head,
        "right": right,
        "rows": rows[:MOST_ROWS],
        "width": sum(longest),
        # 0: as wide as its texts; else its share of what these leave
        "columns": [
            0 if is_number or em <= _LONG else round(em, 1)
            for em, is_number in zip(longest, right, strict=True)
        ],
        "rest": _rest(len(rows)),
    }


def _rest(rows: int) -> str:
    if rows <= MOST_ROWS:
        return ""
    return f"はじめの {MOST_ROWS} 行です。全 {rows:,} 行は Excel（数表）にあります。"
