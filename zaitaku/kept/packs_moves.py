"""All scenes of a pack once more: for another 年度, or for 公表. Pure.

Nothing is moved in silence: a scene that does not exist there is told by its name with the reason.
The pack itself stays as it was; what comes of it is a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from zaitaku.exhibits.views import View
from zaitaku.ground.errors import ValidationError, ZaitakuError
from zaitaku.ground.years import fiscal_year_label
from zaitaku.kept import packs_changes, packs_figures
from zaitaku.kept.packs import LONGEST_NAME, Change, Pack, SavedScene, new_id

ViewOf = Callable[[SavedScene], View]


@dataclass(frozen=True)
class Moved:
    """``scene`` as it is, ``new`` where it can be moved, else the ``reason``.

    ``said``: label, before and after of what its sentences and headline figures say. ``keeps``: its
    headline is somebody's own sentence, whose numbers nobody has changed.
    """

    scene: SavedScene
    new: SavedScene | None
    said: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""

    @property
    def keeps(self) -> bool:
        return self.new is not None and bool(self.new.message) and not self.new.is_words


def to_year(scenes: Sequence[SavedScene], year: str, view_of: ViewOf, key: bytes) -> list[Moved]:
    """Each scene for another 年度; one that has none, or not that one, stays as it is."""
    return [_to_year(scene, year, view_of, key) for scene in scenes]


def to_public(
    scenes: Sequence[SavedScene], view_of: ViewOf, key: bytes, *, with_words: bool
) -> list[Moved]:
    """Each scene for 公表. Words that somebody wrote in 内部 may hold a number that is secret:
    they go along only where somebody has looked at them (``with_words``)."""
    return [_to_public(scene, view_of, key, with_words=with_words) for scene in scenes]


def as_pack(moved: Sequence[Moved], name: str, *, without: bool) -> Change:
    """The pack of what could be moved. What could not is left out (``without``) or stays."""

    def change(pack: Pack) -> Pack:
        left = [] if without else [m for m in moved if m.new is None]
        kept = [m.new or m.scene for m in moved if m.new is not None or m in left]
        if not kept:
            raise ValidationError("移せる場面が 1 つもないため、写しを作りませんでした。")
        return replace(pack, name=name[:LONGEST_NAME], scenes=tuple(kept), removed=())

    return change


def need_all(moved: Sequence[Moved]) -> None:
    """ValidationError that names every scene that could not be moved."""
    lost = [f"「{m.scene.headline}」（{m.reason}）" for m in moved if m.new is None]
    if lost:
        raise ValidationError(
            f"公表モードでは表示できない場面が {len(lost)} あるため、写しを作りませんでした: "
            + "、".join(lost)
        )


def _to_year(scene: SavedScene, year: str, view_of: ViewOf, key: bytes) -> Moved:
    before = scene.link.get("year", ("",))[0]
    if scene.is_words or not before.isdigit():
        return Moved(scene, replace(scene, scene_id=new_id()))
    old, new = fiscal_year_label(int(before)), fiscal_year_label(int(year))
    choices = tuple((label, new if words == old else words) for label, words in scene.choices)
    wanted = replace(
        scene, scene_id=new_id(), link={**scene.link, "year": (year,)}, choices=choices
    )
    return _moved(scene, wanted, view_of, key)


def _to_public(scene: SavedScene, view_of: ViewOf, key: bytes, *, with_words: bool) -> Moved:
    wanted = replace(scene, scene_id=new_id(), mode="public")
    if scene.is_internal and not with_words:
        wanted = replace(wanted, message="", note="", issue="", decision="")
    if scene.is_words:
        if scene.is_internal and not with_words:
            return Moved(scene, None, reason="文だけの場面です。文を引き継ぐときだけ移せます")
        return Moved(scene, wanted)
    return _moved(scene, _without_unasked(scene, wanted, view_of), view_of, key)


def _without_unasked(scene: SavedScene, wanted: SavedScene, view_of: ViewOf) -> SavedScene:
    """The scene without choices that 公表 does not ask for and that stand at the page's default
    (制度 合計): what it shows there is the same. Any other choice stays, and is told as lost."""
    try:
        asked = view_of(wanted).link
        unasked = {name: values for name, values in wanted.link.items() if name not in asked}
        rest = {name: values for name, values in wanted.link.items() if name not in unasked}
        defaults = view_of(replace(scene, link=rest)).link if unasked else {}
    except ZaitakuError:
        return wanted  # told by whoever asks for it next
    is_default = all(tuple(defaults.get(one, ())) == tuple(unasked[one]) for one in unasked)
    return replace(wanted, link=rest) if is_default else wanted


def _moved(scene: SavedScene, wanted: SavedScene, view_of: ViewOf, key: bytes) -> Moved:
    try:
        after = view_of(wanted)
        reason = packs_changes.obstacle(wanted, after)
        missing = packs_figures.missing(wanted, after)
    except ZaitakuError as error:
        return Moved(scene, None, reason=str(error))
    if not reason and missing:
        reason = f"図{'、'.join(f'「{one}」' for one in missing)}は、そこでは表示できません。"
    if reason:
        return Moved(scene, None, reason=reason)
    if scene.mode == wanted.mode and scene.link == wanted.link:
        return Moved(scene, wanted)  # what changed since it was saved stays to be told
    new = replace(
        wanted, title=after.title, choices=after.choices, kept=packs_changes.kept(after, key)
    )
    return Moved(scene, new, _beside(scene, after, view_of))


def _beside(scene: SavedScene, after: View, view_of: ViewOf) -> tuple[tuple[str, str, str], ...]:
    """What the scene says today beside what it says after the move."""
    try:
        before = packs_figures.narrowed(scene, view_of(scene))
    except ZaitakuError:  # gone today, there after the move
        return tuple((label, "", words) for label, words in packs_changes.said(after))
    now = packs_figures.narrowed(scene, after)
    return packs_changes.differing(packs_changes.said(before), packs_changes.said(now))
