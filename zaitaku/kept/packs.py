"""会議資料: scenes in an order, and every change of them. Pure; ``packs_store`` keeps them.

A scene is a link with a message, never a figure: each time it is shown its page runs anew. What it
showed when it was saved is remembered as digests and in the words of its sentences, so that a pack
can say what a new import changed (``packs_changes``). A scene may also be words only: what is to be
discussed and what was decided.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from zaitaku.exhibits.views import NO_COVER, Cover, Link
from zaitaku.ground.errors import ValidationError
from zaitaku.ground.settings import MODE_LABELS, Mode

LONGEST_NAME, LONGEST_MESSAGE, LONGEST_NOTE = 60, 200, 2000
LONGEST_ISSUE, LONGEST_COVER = 300, 60
WORDS_ONLY = "論点・決定"
MOST_SCENES = 100


@dataclass(frozen=True)
class Kept:
    """What a scene showed when it was saved.

    ``digests``: title of each exhibit → digest of all numbers behind it. ``said``: label and words
    of its sentences and headlines. Of a scene in 内部 they can hold small numbers: they are shown
    there only and never leave with a file. ``installation``: which one made the digests; only it
    can compare them.
    """

    build_id: str
    digests: tuple[tuple[str, str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    installation: str = ""


@dataclass(frozen=True)
class SavedScene:
    """場面: a page, every choice on it, and what somebody says about it.

    ``title`` is the page's, ``choices`` are the reader's in words (label, words), for naming what
    is no longer there. ``figures``: which of the page's figures and tables it shows, by
    ``packs_figures.key``; none chosen means all of them. ``has_numbers``: whether the numbers of
    its figures go to the appendix. A scene without a page is words only. An empty ``message`` is
    the page's own sentence, which follows the data.
    """

    scene_id: str
    page: str
    title: str
    link: Link
    mode: Mode
    choices: tuple[tuple[str, str], ...]
    kept: Kept
    message: str = ""
    note: str = ""
    figures: tuple[str, ...] = ()
    issue: str = ""
    decision: str = ""
    has_numbers: bool = False

    @property
    def is_internal(self) -> bool:
        return self.mode == "internal"

    @property
    def is_words(self) -> bool:
        """論点・決定 without a figure."""
        return not self.page

    @property
    def headline(self) -> str:
        """What a list calls the scene; in 公表 use it for scenes of 公表 only."""
        return self.message or next((words for _, words in self.kept.said), self.title)


@dataclass(frozen=True)
class Pack:
    """会議資料. Times are local, 「2026-11-22 09:30」. ``removed``: deleted scenes, latest last,
    each with the place it had."""

    pack_id: str
    name: str
    scenes: tuple[SavedScene, ...] = ()
    created_on: str = ""
    changed_on: str = ""
    removed: tuple[tuple[int, SavedScene], ...] = field(default=())
    cover: Cover = NO_COVER

    @property
    def is_internal(self) -> bool:
        """Whether any scene of it is for 内部 only."""
        return any(scene.is_internal for scene in self.scenes)

    def shown_in(self, mode: Mode) -> tuple[SavedScene, ...]:
        """The scenes that a reader in this mode may see; 公表 leaves out those of 内部."""
        return tuple(s for s in self.scenes if mode == "internal" or not s.is_internal)

    def scene(self, scene_id: str) -> SavedScene:
        """The scene of an id; ValidationError when it is gone."""
        return self.scenes[self.place(scene_id)]

    def place(self, scene_id: str) -> int:
        """Where the scene stands, from 0; ValidationError when it is gone."""
        for place, scene in enumerate(self.scenes):
            if scene.scene_id == scene_id:
                return place
        raise ValidationError(
            f"会議資料「{self.name}」のこの場面はもうありません"
            "（ほかの人が削除したか、元に戻しました）。一覧を読み込み直してください。"
        )


Change = Callable[[Pack], Pack]


def new_id() -> str:
    """An id that stands in addresses and file names."""
    return secrets.token_hex(8)


def named(name: str) -> str:
    """A name as it is kept; ValidationError for one that cannot be used."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise ValidationError(
            f"会議資料の名前は 1 文字から {LONGEST_NAME} 文字までにしてください"
            f"（今 {len(name)} 文字）。"
        )
    return name


def rename(name: str) -> Change:
    return lambda pack: replace(pack, name=named(name))


def add(scene: SavedScene) -> Change:
    """At the end; ValidationError when the pack is full."""

    def change(pack: Pack) -> Pack:
        _need_room(pack)
        return replace(pack, scenes=(*pack.scenes, _checked(scene)))

    return change


def say(scene_id: str, **said: str) -> Change:
    """What is said of a scene: message, note, issue, decision; what is not given stays."""

    def change(pack: Pack) -> Pack:
        written = {what: text.strip() for what, text in said.items()}
        scene = replace(pack.scene(scene_id), **written)  # type: ignore[arg-type]
        return _with(pack, _checked(scene))

    return change


def choose(scene_id: str, figures: Sequence[str], *, has_numbers: bool) -> Change:
    """Which of its figures a scene shows; ValidationError for none."""

    def change(pack: Pack) -> Pack:
        scene = pack.scene(scene_id)
        if not figures:
            raise ValidationError("載せる図を 1 つは選んでください。場面ごと外すには「削除」です。")
        return _with(pack, replace(scene, figures=tuple(figures), has_numbers=has_numbers))

    return change


def words_only(mode: Mode, message: str) -> SavedScene:
    """A scene without a figure, to be read in this mode."""
    return SavedScene(new_id(), "", WORDS_ONLY, {}, mode, (), Kept(""), message=message.strip())


def put_cover(cover: Cover) -> Change:
    """What stands on the cover and its number on every slide."""

    def change(pack: Pack) -> Pack:
        for text in (cover.meeting, cover.date, cover.section, cover.number):
            _need_short("表紙の欄", text, LONGEST_COVER)
        return replace(pack, cover=cover)

    return change


def move(scene_id: str, steps: int) -> Change:
    """Earlier (negative) or later; at either end the scene stays."""

    def change(pack: Pack) -> Pack:
        place = pack.place(scene_id)
        others = [scene for scene in pack.scenes if scene.scene_id != scene_id]
        target = min(max(place + steps, 0), len(others))
        others.insert(target, pack.scenes[place])
        return replace(pack, scenes=tuple(others))

    return change


def duplicate(scene_id: str) -> Change:
    """A copy right behind the scene."""

    def change(pack: Pack) -> Pack:
        _need_room(pack)
        place = pack.place(scene_id) + 1
        copy = replace(pack.scenes[place - 1], scene_id=new_id())
        return replace(pack, scenes=(*pack.scenes[:place], copy, *pack.scenes[place:]))

    return change


def remove(scene_id: str) -> Change:
    """Put a scene aside; ``bring_back`` undoes it."""

    def change(pack: Pack) -> Pack:
        place = pack.place(scene_id)
        kept = tuple(scene for scene in pack.scenes if scene.scene_id != scene_id)
        removed = (*pack.removed, (place, pack.scenes[place]))[-MOST_SCENES:]
        return replace(pack, scenes=kept, removed=removed)

    return change


def bring_back(pack: Pack) -> Pack:
    """The scene deleted last, where it stood; unchanged when there is none."""
    if not pack.removed:
        return pack
    _need_room(pack)
    place, scene = pack.removed[-1]
    scenes = (*pack.scenes[:place], scene, *pack.scenes[place:])
    return replace(pack, scenes=scenes, removed=pack.removed[:-1])


def renew(scene_id: str, kept: Kept) -> Change:
    """Take what the scene shows now as what it showed when saved: the change is accepted."""
    return lambda pack: _with(pack, replace(pack.scene(scene_id), kept=kept))


def mode_words(pack: Pack) -> str:
    """内部 where a scene is for 内部 only, else 公表."""
    return MODE_LABELS["internal" if pack.is_internal else "public"]


def _with(pack: Pack, scene: SavedScene) -> Pack:
    scenes = tuple(scene if s.scene_id == scene.scene_id else s for s in pack.scenes)
    return replace(pack, scenes=scenes)


def _need_room(pack: Pack) -> None:
    if len(pack.scenes) >= MOST_SCENES:
        raise ValidationError(
            f"会議資料「{pack.name}」には場面が {MOST_SCENES} あり、これ以上は加えられません。"
            "要らない場面を削除するか、別の会議資料に分けてください。"
        )


def _checked(scene: SavedScene) -> SavedScene:
    for what, text, longest in (
        ("伝えたいこと", scene.message, LONGEST_MESSAGE),
        ("メモ", scene.note, LONGEST_NOTE),
        ("論点", scene.issue, LONGEST_ISSUE),
        ("決定", scene.decision, LONGEST_ISSUE),
    ):
        _need_short(what, text, longest)
    return scene


def _need_short(what: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise ValidationError(f"{what}は {longest} 文字までにしてください（今 {len(text)} 文字）。")
