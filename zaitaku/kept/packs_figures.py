"""Which figures of its page a scene shows, told so that another year or area finds the same. Pure.

A figure is known by its title with every choice of the reader taken out of it:
「架空市の流出先｜令和5年度」 is 「〔注目する地域〕の流出先｜〔年度〕」. Its place on the page
would do until the page draws one figure less: then it would be another under the same message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from zaitaku.exhibits.views import View
from zaitaku.kept.packs import SavedScene

Choices = Iterable[tuple[str, str]]  # label and words


def key(choices: Choices, title: str) -> str:
    """What a figure is called whatever is chosen."""
    labels: dict[str, str] = {}
    for label, words in choices:
        if len(words) > 1:  # one letter would be found inside other words
            labels.setdefault(words, label)
    if not labels:
        return title
    any_of_them = "|".join(map(re.escape, sorted(labels, key=lambda words: -len(words))))
    return re.sub(any_of_them, lambda found: f"〔{labels[found[0]]}〕", title)


def title(choices: Choices, wanted: str) -> str:
    """What the figure of a key is called with these choices."""
    for label, words in choices:
        wanted = wanted.replace(f"〔{label}〕", words)
    return wanted


def offered(view: View) -> dict[str, str]:
    """Key → title of everything on a page, in its order."""
    return {key(view.choices, e.title): e.title for e in view.exhibits}


def main(view: View) -> tuple[str, ...]:
    """The first chart or map of a page, else its first table; none where it has neither."""
    drawn = [e for e in view.exhibits if e.builder is not None] or list(view.exhibits)
    return tuple(key(view.choices, e.title) for e in drawn[:1])


def narrowed(scene: SavedScene, view: View) -> View:
    """The view with what the scene shows of it."""
    if not scene.figures:
        return view
    kept = (e for e in view.exhibits if key(view.choices, e.title) in scene.figures)
    return replace(view, exhibits=tuple(kept))


def missing(scene: SavedScene, view: View) -> tuple[str, ...]:
    """Titles of what the scene is to show and its page does not have now."""
    found = offered(view)
    return tuple(title(view.choices, one) for one in scene.figures if one not in found)


def of_scene(
    scene: SavedScene, digests: Sequence[tuple[str, str]], choices: Choices
) -> dict[str, str]:
    """The digests (by title) of what the scene shows."""
    chosen = list(choices)
    return {
        name: digest
        for name, digest in digests
        if not scene.figures or key(chosen, name) in scene.figures
    }
