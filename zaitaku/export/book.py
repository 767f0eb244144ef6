"""Scenes → workbook: a sheet per figure or table, then 定義・出典 and 留意事項."""

from __future__ import annotations

from collections.abc import Sequence

from zaitaku.exhibits.views import Exhibit, Scene
from zaitaku.export import ABSENT, chosen, sheets, words


def to_bytes(scenes: Sequence[Scene], *, title: str = "") -> bytes:
    """数表1, 数表2, … in the order of the scenes; the first sheet lists them if there are several.

    The same scenes give the same bytes.
    """
    named = _named(scenes)

    def write(book: sheets.Book) -> None:
        if len(named) > 1:
            book.lines("目次", [("シート", "内容"), *((name, e.title) for name, _, e in named)])
        for name, scene, exhibit in named:
            stamp = f"{words.stamp(scene.view)}　版ID {scene.view.id}"
            if exhibit.answer is not None:
                book.answer(
                    name,
                    exhibit.answer,
                    title=exhibit.title,
                    stamp=stamp,
                    about=words.about(scene.view, exhibit),
                    columns=exhibit.columns,
                )
            elif exhibit.words:
                about = words.about(scene.view, exhibit)
                book.words(name, exhibit.words, title=exhibit.title, stamp=stamp, about=about)
        book.lines("定義・出典", _definitions(scenes))
        book.lines("留意事項", _caveats(scenes))

    return sheets.written(title or scenes[0].view.title, write)


def _named(scenes: Sequence[Scene]) -> list[tuple[str, Scene, Exhibit]]:
    """Every exhibit that has numbers or words, with the name of its sheet."""
    found = [
        (scene, exhibit)
        for scene in scenes
        for exhibit in scene.view.exhibits
        if (exhibit.answer is not None or exhibit.words)
        and not words.is_told_again(scene.view, exhibit)
    ]
    single = len(found) == 1
    return [
        ("数表" if single else f"数表{number}", scene, exhibit)
        for number, (scene, exhibit) in enumerate(found, start=1)
    ]


def _definitions(scenes: Sequence[Scene]) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for scene in scenes:
        view = scene.view
        lines += [("画面", view.title), ("伝えたいこと", scene.message), ("メモ", scene.note)]
        lines += [("読み取れること", sentence) for sentence in view.sentences]
        lines += [("モード", words.stamp(view)), *chosen.of(view)]
        lines += [("出典", words.sources(view)), ("版", view.build_id), ("版ID", view.id)]
        if view.reading is not None:
            lines += words.reading(view.reading)
    lines += dict(pair for scene in scenes for pair in words.definitions(scene.view)).items()
    return [(label, text) for label, text in lines if text]


def _caveats(scenes: Sequence[Scene]) -> list[tuple[str, str]]:
    found = dict.fromkeys(caveat for scene in scenes for caveat in words.caveats(scene.view))
    numbered = [(f"{number}", caveat) for number, caveat in enumerate(found, start=1)]
    return [*numbered, *(pair for pair in ABSENT if pair[1] not in found)]
