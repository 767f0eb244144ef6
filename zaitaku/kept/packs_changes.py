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
from zaitaku.kept import packs_figures
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
    return Kept(view.build_id, tuple(digests.items()), said(view), secret.installation(key))


def saved(
    view: View, message: str = "", note: str = "", *, key: bytes, figures: Sequence[str] = ()
) -> SavedScene:
    """A scene of a view, with every choice of it but neither its build nor a number.

    ``figures``: which of its figures (``packs_figures.key``); none means all.
    """
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
        figures=tuple(figures),
    )


def link_of(scene: SavedScene, area: str = "") -> Link:
    """The link that shows a scene, in its own mode; with another 注目する地域 if given."""
    changed = {"area": (area,)} if area else {}
    return {**scene.link, **changed, "mode": (scene.mode,)}


def scene_of(scene: SavedScene, view: View) -> Scene:
    """The scene to present, with what it shows of the view of today."""
    return Scene(
        packs_figures.narrowed(scene, view),
        scene.message,
        scene.note,
        scene.issue,
        scene.decision,
        packs_figures.missing(scene, view),
        scene.has_numbers,
    )


def words_view(scene: SavedScene) -> View:
    """What a scene of words shows: nothing but what is said of it."""
    return View(
        page="",
        title=scene.title,
        link={},
        choices=(),
        mode=scene.mode,
        build_id="",
        year_label="",
        sentences=(),
        exhibits=(),
        reading=None,
    )


def obstacle(scene: SavedScene, view: View, asked: Link | None = None) -> str:
    """Why ``view`` is not what the scene stands for; '' when it is.

    A page that is gone opens as another page, a choice that is gone as its default: shown without
    a word, either would be a wrong figure under somebody's message.
    """
    if scene.is_words:
        return ""
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
    missing = packs_figures.missing(scene, view)
    if missing and len(missing) == len(scene.figures):
        return f"図{'、'.join(f'「{one}」' for one in missing)}は、この条件では表示できません。"
    return ""


def compare(scene: SavedScene, view: View, key: bytes) -> Comparison:
    """What changed since the scene was saved, of what it shows; ``view`` is its whole page."""
    if scene.is_words:
        return Comparison("same")
    reason = obstacle(scene, view)
    if reason:
        return Comparison("gone", reason=reason)
    now = kept(view, key)
    if scene.kept.installation != now.installation:
        return Comparison("unknown")
    before = packs_figures.of_scene(scene, scene.kept.digests, scene.choices)
    after = packs_figures.of_scene(scene, now.digests, view.choices)
    titles = [t for t in {**before, **after} if before.get(t) != after.get(t)]
    if not titles:
        return Comparison("same")
    return Comparison("changed", tuple(titles), differing(scene.kept.said, now.said))


def presentable(
    scenes: Sequence[SavedScene], view_of: Callable[[SavedScene], View]
) -> tuple[list[Scene], list[tuple[SavedScene, str]]]:
    """What can be presented today, in order, and what cannot with the reason why."""
    found: list[Scene] = []
    lost: list[tuple[SavedScene, str]] = []
    for scene in scenes:
        try:
            view = words_view(scene) if scene.is_words else view_of(scene)
        except ZaitakuError as error:
            lost.append((scene, str(error)))
            continue
        reason = obstacle(scene, view)
        if reason:
            lost.append((scene, reason))
        else:
            found.append(scene_of(scene, view))
    return found, lost


def left_out(lost: Sequence[tuple[SavedScene, str]]) -> list[tuple[str, str]]:
    """What a file tells of the scenes that it does not have. Their own words would be a message
    without its figure."""
    return [(f"{scene.title}（{_chosen(scene)}）", reason) for scene, reason in lost]


def _chosen(scene: SavedScene) -> str:
    return "、".join(words for label, words in scene.choices if label != "モード")


def may_show(scene: SavedScene, mode: Mode) -> bool:
    """Whether a reader in this mode may see the scene at all."""
    return mode == "internal" or not scene.is_internal


def _holds(link: Link, key: str, values: tuple[str, ...]) -> bool:
    if key in _NOT_KEPT:
        return True
    return tuple(link.get(key, ())) == tuple(values)


def _is_lost(view: View, label: str, words: str) -> bool:
    return label != "モード" and (label, words) not in view.choices


def said(view: View) -> tuple[tuple[str, str], ...]:
    """Label and words of the sentences and headlines of a view."""
    return tuple(_said(view))[:_MOST_SAID]


def _said(view: View) -> Iterator[tuple[str, str]]:
    for sentence in view.sentences:
        yield "文", sentence
    for exhibit in view.exhibits:
        if exhibit.answer is None and exhibit.words:
            for row in exhibit.words[1:]:
                yield row[0], "、".join(row[1:2])


def differing(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str, str], ...]:
    """Label, before and after of what reads otherwise; what stands alone has '' beside it."""
    return tuple(_differing(before, after))


def _differing(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]
) -> Iterator[tuple[str, str, str]]:
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
