"""The cards of all areas of a unit → one zip, written card by card.

Only one card is held at a time, so memory does not grow with the number of areas. Nothing stands
at the target until the zip is whole: a failed run leaves no file behind.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zaitaku.cards import making
from zaitaku.cards.asking import Asking
from zaitaku.cards.content import Card
from zaitaku.exhibits.views import View
from zaitaku.export import materials, words
from zaitaku.ground import store
from zaitaku.ground.errors import UsageError

_OFFICE = "application/vnd.openxmlformats-officedocument"
# suffix → what people call it, what a browser is told
FORMS = {
    "pdf": materials.Form("PDF", "application/pdf"),
    "pptx": materials.Form("PowerPoint", f"{_OFFICE}.presentationml.presentation"),
    "xlsx": materials.Form("Excel", f"{_OFFICE}.spreadsheetml.sheet"),
}
_WHEN = (2000, 1, 1, 0, 0, 0)
README = "はじめにお読みください.txt"

Progress = Callable[[int, int, str], None]


def to_bytes(card: Card, suffix: str, data_dir: Path) -> bytes:
    """One card as a file; the same card gives the same bytes.

    ``data_dir`` may hold a template of slides of the prefecture's own.
    """
    # one of them is asked for, and each brings a heavy library
    if suffix == "pdf":
        from zaitaku.cards import pdf

        return pdf.to_bytes(card)
    if suffix == "pptx":
        from zaitaku.cards import slide

        return slide.to_bytes(card, data_dir)
    if suffix == "xlsx":
        from zaitaku.cards import sheet

        return sheet.to_bytes(card)
    raise UsageError(
        f"カルテを「{suffix}」の形式では書き出せません。{'・'.join(FORMS)} のどれかにしてください。"
    )


def file_stem(card: Card) -> str:
    """Name of a card's file: what it is, code and name of the area, 年度, mode, 版ID."""
    kind, _, rest = words.file_stem(card.view).partition("_")
    area = re.sub(r'[\\/:*?"<>|\s]+', "_", f"{card.code}_{card.name}")
    return f"{kind}_{area}_{rest}"


def zip_stem(view: View, asking: Asking) -> str:
    """Name of the file with all cards."""
    kind, _, rest = words.file_stem(view).partition("_")
    year, mode, _ = rest.split("_", 2)
    unit = making.unit_label(asking, asking.unit)
    return f"{kind}_すべての{unit}_{year}_{mode}"


def write(
    asking: Asking,
    view: View,
    suffix: str,
    path: Path,
    data_dir: Path,
    progress: Progress = lambda done, total, name: None,
) -> int:
    """Write the zip to ``path`` and return the number of cards.

    ``progress(done, total, name of the next area)`` is called before each card; what it raises
    ends the run. Raises SourceFileError where the disk cannot take the file. The same build, view
    and suffix give the same bytes.
    """
    with (
        store.telling(path),
        store.replacing(path) as pending,
        zipfile.ZipFile(pending, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for done, (code, place) in enumerate(asking.areas.items()):
            progress(done, len(asking.areas), place.name)
            card = making.made(asking, code, view)
            # a PDF, a slide and a workbook are packed already
            entry = _entry(f"{file_stem(card)}.{suffix}", zipfile.ZIP_STORED)
            archive.writestr(entry, to_bytes(card, suffix, data_dir))
        archive.writestr(_entry(README, zipfile.ZIP_DEFLATED), _readme(view, asking))
    progress(len(asking.areas), len(asking.areas), "")
    return len(asking.areas)


def _entry(name: str, method: int) -> Any:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = method
    entry.external_attr = 0o644 << 16
    return entry


def _readme(view: View, asking: Asking) -> bytes:
    label = making.unit_label(asking, asking.unit)
    lines = [
        f"{view.title}　すべての{label}（{len(asking.areas)}）　{view.year_label}",
        words.stamp(view),
        f"版 {view.build_id}",
        "",
        "ファイル名は、地域コード・地域名・年度・モード・版IDです。",
        "出典と留意事項は、それぞれのファイルにあります。",
    ]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
