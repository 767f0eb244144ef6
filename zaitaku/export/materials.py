"""Scenes → the bytes of a file, by its suffix: one place for the browser and the command line.

So a file from the command line is the file from the screen, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zaitaku.exhibits.views import NO_COVER, Cover, Exhibit, Scene
from zaitaku.ground.errors import UsageError

if TYPE_CHECKING:
    from zaitaku.export.slides_template import Size


@dataclass(frozen=True)
class Form:
    """A kind of file: what people call it, and what a browser is told."""

    label: str
    mime: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS = {
    "pptx": Form("PowerPoint", f"{_OFFICE}.presentationml.presentation"),
    "pdf": Form("PDF", "application/pdf"),
    "xlsx": Form("Excel", f"{_OFFICE}.spreadsheetml.sheet"),
    "zip": Form("zip（CSV・画像）", "application/zip"),
    "png": Form("PNG", "image/png"),
    "svg": Form("SVG", "image/svg+xml"),
}
SUFFIXES = tuple(FORMS)


def suffix_of(path: Path) -> str:
    """The form that a file's name asks for; UsageError names those there are."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMS:
        raise UsageError(
            f"「{path.name}」の形式では書き出せません。"
            f"ファイル名の末尾を {'、'.join(f'.{s}' for s in SUFFIXES)} のどれかにしてください。"
        )
    return suffix


def make(
    scenes: Sequence[Scene],
    suffix: str,
    data_dir: Path,
    *,
    title: str = "",
    size: Size = "16:9",
    figure: int = 1,
    ppi: int = 300,
    cover: Cover = NO_COVER,
    left_out: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The file of the scenes in their order. The same scenes give the same bytes.

    ``data_dir`` holds boundaries and a template of the prefecture's own. ``title`` is that of the
    whole and puts a cover and an agenda in front of slides, with what ``cover`` says. ``left_out``
    are scenes that cannot be shown, with the reason, told at the end. ``size`` is of slides;
    ``figure`` (counted from 1 over all scenes) and ``ppi`` of a single picture. Raises what the
    form raises: ZaitakuError with a message for people.
    """
    if not any(scene.view.exhibits or not scene.view.page for scene in scenes):
        raise UsageError(
            "書き出す図や表がありません。条件に合うデータがないか、"
            "公表モードでは表示しない画面です。"
        )
    if suffix == "pptx":
        from zaitaku.export import pptx

        return pptx.to_bytes(
            scenes, data_dir, title=title, size=size, cover=cover, left_out=left_out
        )
    if suffix == "pdf":
        from zaitaku.export import pdf

        return pdf.to_bytes(scenes, data_dir, title=title, cover=cover, left_out=left_out)
    if suffix == "xlsx":
        from zaitaku.export import book

        return book.to_bytes(scenes, title=title)
    if suffix == "zip":
        from zaitaku.export import zipped

        return zipped.to_bytes(scenes, data_dir, title=title)
    if suffix in ("png", "svg"):
        return _picture(scenes, suffix, data_dir, figure, ppi)
    raise UsageError(f"「{suffix}」の形式では書き出せません。")


def figures(scenes: Sequence[Scene]) -> list[tuple[Scene, Exhibit]]:
    """Every chart and map, in order: what ``figure`` of ``make`` counts."""
    return [
        (scene, exhibit)
        for scene in scenes
        for exhibit in scene.view.exhibits
        if exhibit.builder is not None
    ]


def _picture(scenes: Sequence[Scene], suffix: str, data_dir: Path, figure: int, ppi: int) -> bytes:
    from zaitaku.export import picture, words

    found = figures(scenes)
    if not found:
        raise UsageError("この画面には図がありません。表は Excel か PowerPoint で書き出せます。")
    if not 1 <= figure <= len(found):
        raise UsageError(f"図は 1 から {len(found)} までです。{figure} 番の図はありません。")
    scene, exhibit = found[figure - 1]
    caption = picture.Caption(exhibit.title, words.footer(scene.view, exhibit))
    if suffix == "svg":
        return picture.svg(exhibit, data_dir, caption=caption)
    return picture.png(exhibit, data_dir, ppi=ppi, caption=caption)
