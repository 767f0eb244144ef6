"""Scenes → one zip: figures as pictures, numbers as CSV, and two files that say what they are."""

from __future__ import annotations

import csv as writing
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from zaitaku.exhibits.views import Exhibit, Scene, View
from zaitaku.export import csv, dictionary, neutral, picture, plain_name, words
from zaitaku.ground.reasons import HIDDEN_IN_FILES

ABOUT = "説明.txt"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_bytes(scenes: Sequence[Scene], data_dir: Path, *, title: str = "") -> bytes:
    """説明.txt, 列の説明.csv, 図/ (PNG at 300 dpi and SVG) and 数表/ (CSV, UTF-8 with BOM).

    The same scenes give the same bytes. ZaitakuError where a map's boundaries are gone.
    """
    files: dict[str, bytes] = {}
    told: list[str] = []
    columns: list[dictionary.Row] = []
    for number, scene in enumerate(scenes, start=1):
        start = f"{number}-" if len(scenes) > 1 else ""
        found = dict(_pictures(scene.view, data_dir, start))
        for name, exhibit in _tables(scene.view, start):
            found[name] = _table(exhibit)
            columns += _columns(name, scene.view, exhibit)
        told += _about(scene, found)
        files |= found
    lines = [title or scenes[0].view.title, "", _WHAT, "", *told]
    first = {ABOUT: "\r\n".join(lines).encode("utf-8-sig")}
    if columns:
        first[dictionary.NAME] = dictionary.to_bytes(columns)
    return packed(first | files)


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files in their order, without the time they were made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_WHAT = (
    "在宅医療アトラスが書き出した図と数表です。図/ は画像（PNG は 300 dpi、SVG）、"
    "数表/ は CSV（UTF-8、BOM 付き。Excel でそのまま開けます）です。"
    f"CSV の列の意味は {dictionary.NAME} にあります。"
    f"CSV の{HIDDEN_IN_FILES}「該当なし」は数が定義されないもの、"
    "空欄は元の表に数がないものです。"
)


def _pictures(view: View, data_dir: Path, start: str) -> Iterator[tuple[str, bytes]]:
    figures = [exhibit for exhibit in view.exhibits if exhibit.builder is not None]
    for number, exhibit in enumerate(figures, start=1):
        caption = picture.Caption(exhibit.title, words.footer(view, exhibit))
        name = f"図/図{start}{number}_{plain_name(exhibit.title)}"
        yield f"{name}.png", picture.png(exhibit, data_dir, ppi=picture.PRINT, caption=caption)
        yield f"{name}.svg", picture.svg(exhibit, data_dir, caption=caption)


def _tables(view: View, start: str) -> Iterator[tuple[str, Exhibit]]:
    tables = [
        exhibit
        for exhibit in view.exhibits
        if (exhibit.answer is not None or exhibit.words) and not words.is_told_again(view, exhibit)
    ]
    for number, exhibit in enumerate(tables, start=1):
        yield f"数表/数表{start}{number}_{plain_name(exhibit.title)}.csv", exhibit


def _columns(file: str, view: View, exhibit: Exhibit) -> list[dictionary.Row]:
    if exhibit.answer is not None:
        return dictionary.of_answer(file, exhibit.answer)
    return dictionary.of_words(file, exhibit.words[0], words.sources(view, exhibit))


def _table(exhibit: Exhibit) -> bytes:
    if exhibit.answer is not None:
        return csv.to_bytes(exhibit.answer, "utf-8-sig")
    out = io.StringIO()
    writing.writer(out).writerows([neutral(cell) for cell in row] for row in exhibit.words)
    return out.getvalue().encode("utf-8-sig")


def _about(scene: Scene, files: Mapping[str, bytes]) -> list[str]:
    """What 説明.txt says of a scene: message, files, choices, columns, how to read it, caveats."""
    view = scene.view
    lines = [f"■ {view.title}　{words.period(view)}", scene.message, *view.sentences, scene.note]
    lines += [f"条件: {words.conditions(view)}", f"出典: {words.sources(view)}"]
    lines += [f"取扱い: {words.stamp(view)}", f"版: {view.build_id}　版ID: {view.id}"]
    lines += ["ファイル:", *(f"  {name}" for name in files)]
    if view.reading is not None:
        lines += ["この図の読み方:", *(f"  {k}: {v}" for k, v in words.reading(view.reading))]
    lines += ["定義:", *(f"  {label}: {text}" for label, text in words.definitions(view))]
    lines += ["留意事項:", *(f"  {caveat}" for caveat in words.caveats(view))]
    return [*(line for line in lines if line), ""]
