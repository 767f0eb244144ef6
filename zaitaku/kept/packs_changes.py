"""What a scene showed when it was saved beside what it shows now. Pure.

Numbers are compared by digest, so that a pack can tell a change without holding a figure. Digests
are of answers as the mode shows them: in 公表 a hidden value counts as 秘匿 and as nothing else.
They are keyed with the secret of the installation (``key``): of one unknown number a plain one
would be found by trying.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.exhibits.views import Exhibit, Link, Scene, View
from zaitaku.ground import secret
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.settings import MODE_LABELS, Mode
from zaitaku.kept.packs import Kept, SavedScene, new_id

_NOT_KEPT = ("build", "mode")  # a scene shows the current build; its mode stands by itself
_MOST_SAID = 40
_LENGTH = 16


@dataclass(frozen=True)
class Comparison:
    """``state`` same, changed, gone, or unknown: another installation saved it.

    ``exhibits``: titles of those that changed, came or went. ``said``: label, before and after of
    each sentence and headline that reads otherwise now. ``reason``: why a scene that is gone cannot
    be shown.
    """

    state: Literal["same", "changed", "gone", "unknown"]
    exhibits: tuple[str, ...] = ()
    said: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""


def kept(view: View, key: bytes) -> Kept:
    """What to remember of a view."""
    digests: dict[str, str] = {}
    for exhibit in view.exhibits:  # two of one title are one place to a reader
        numbers = (digests.get(exhibit.title, ""), *_numbers(exhibit))
        digests[exhibit.title] = _digest(exhibit.title, numbers, key)
    said = tuple(_said(view))[:_MOST_SAID]
    return Kept(view.build_id, tuple(digests.items()), said, secret.installation(key))


def saved(view: View, message: str = "", note: str = "", *, key: bytes) -> SavedScene:
    """A scene of a view, with every choice of it but neither its build nor a figure."""
    return SavedScene(
        scene_id=new_id(),
        page=view.page,
        title=view.title,
        link={key: values for key, values in view.link.items() if key not in _NOT_KEPT},
        mode=view.mode,
        choices=view.choices,
        kept=kept(view, key),
        message=message,
        note=note,
    )


def link_of(scene: SavedScene, area: str = "") -> Link:
    """The link that shows a scene, in its own mode; with another 注目する地域 if given."""
    changed = {"area": (area,)} if area else {}
    return {**scene.link, **changed, "mode": (scene.mode,)}


def scene_of(scene: SavedScene, view: View) -> Scene:
    """The scene to present, with the view of today."""
    return Scene(view, scene.message, scene.note)


def obstacle(scene: SavedScene, view: View, asked: Link | None = None) -> str:
    """Why ``view`` is not what the scene stands for; '' when it is.

    A page that is gone opens as another page, a choice that is gone as its default: shown without
    a word, either would be a wrong figure under somebody's message.
    """
    if view.page != scene.page:
        return f"画面「{scene.title}」（{scene.page}）は、このソフトにありません。"
    if view.mode != scene.mode:
        return (
            f"{MODE_LABELS[scene.mode]}モードの場面です。"
            f"この設置は{MODE_LABELS[view.mode]}モードに固定されているため、表示しません。"
        )
    wanted = asked or scene.link
    lost = [key for key, values in wanted.items() if not _holds(view.link, key, values)]
    if lost:
        gone = [
            f"{label}「{words}」" for label, words in scene.choices if _is_lost(view, label, words)
        ]
        named = gone or [f"「{key}={'、'.join(wanted[key])}」" for key in lost]
        return f"今のデータに {'、'.join(named)} がありません。"
    if not view.exhibits:
        return "この条件では、今のデータに表示できる図や表がありません。"
    return ""


def compare(scene: SavedScene, view: View, key: bytes) -> Comparison:
    """What changed since the scene was saved."""
    reason = obstacle(scene, view)
    if reason:
        return Comparison("gone", reason=reason)
    now = kept(view, key)
    if scene.kept.installation != now.installation:
        return Comparison("unknown")
    before, after = dict(scene.kept.digests), dict(now.digests)
    titles = [t for t in {**before, **after} if before.get(t) != after.get(t)]
    if not titles:
        return Comparison("same")
    return Comparison("changed", tuple(titles), tuple(_differing(scene.kept.said, now.said)))


def presentable(
    scenes: Sequence[SavedScene], view_of: Callable[[SavedScene], View]
) -> tuple[list[Scene], list[tuple[SavedScene, str]]]:
    """What can be presented today, in order, and what cannot with the reason why."""
    found: list[Scene] = []
    lost: list[tuple[SavedScene, str]] = []
    for scene in scenes:
        try:
            view = view_of(scene)
        except ZaitakuError as error:
            lost.append((scene, str(error)))
            continue
        reason = obstacle(scene, view)
        if reason:
            lost.append((scene, reason))
        else:
            found.append(scene_of(scene, view))
    return found, lost


def may_show(scene: SavedScene, mode: Mode) -> bool:
    """Whether a reader in this mode may see the scene at all."""
    return mode == "internal" or not scene.is_internal


def _holds(link: Link, key: str, values: tuple[str, ...]) -> bool:
    if key in _NOT_KEPT:
        return True
    return tuple(link.get(key, ())) == tuple(values)


def _is_lost(view: View, label: str, words: str) -> bool:
    return label != "モード" and (label, words) not in view.choices


def _said(view: View) -> Iterator[tuple[str, str]]:
    for sentence in view.sentences:
        yield "文", sentence
    for exhibit in view.exhibits:
        if exhibit.answer is None and exhibit.words:
            for row in exhibit.words[1:]:
                yield row[0], "、".join(row[1:2])


def _differing(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> Iterator[tuple[str, str, str]]:
    """Pairs by label, in order; one without the other has '' in its place."""
    rest = list(after)
    for label, words in before:
        place = next((n for n, (other, _) in enumerate(rest) if other == label), None)
        now = rest.pop(place)[1] if place is not None else ""
        if now != words:
            yield label, words, now
    if before:  # a pack from another installation may come without words
        yield from ((label, "", words) for label, words in rest)


# --- digests -------------------------------------------------------------------------------------


def _numbers(exhibit: Exhibit) -> Iterator[object]:
    """Every number behind an exhibit, in an order of its own."""
    if exhibit.words:
        yield exhibit.words
    found: dict[tuple[str, ...], Answer] = {}
    if exhibit.answer is not None:
        found[exhibit.answer.key] = exhibit.answer
    for part in _parts([*exhibit.args, *exhibit.kwargs.values()]):
        if isinstance(part, Answer):
            found[part.key] = part
        else:
            yield part.area, part.words
    for answer in found.values():
        yield tuple(answer.names)
        for row, states in zip(answer.rows, answer.states, strict=True):
            yield tuple(map(_plain, row, states))


def _parts(values: Any) -> Iterator[Answer | Figure]:
    for value in values:
        if isinstance(value, Answer | Figure):
            yield value
        elif isinstance(value, Mapping):
            yield from _parts(value.values())
        elif isinstance(value, list | tuple):
            yield from _parts(value)


def _plain(value: object, state: str) -> str:
    """A cell; nine digits of a number, as sums can differ in the last ones from run to run."""
    text = f"{value:.9g}" if isinstance(value, float) else str(value)
    return f"{state}:{text}"


def _digest(title: str, parts: tuple[object, ...], key: bytes) -> str:
    return secret.keyed(key, title.encode(), *(repr(part).encode() for part in parts))[:_LENGTH]
