"""会議資料: what each saved scene shows today, from its page run anew without a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from zaitaku import __version__
from zaitaku.access import asking
from zaitaku.ask import warehouse
from zaitaku.compose import pages
from zaitaku.exhibits.views import Scene, View
from zaitaku.ground import secret, settings
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.settings import Mode
from zaitaku.kept import packs_changes, packs_figures
from zaitaku.kept import views as kept_views
from zaitaku.kept.packs import Pack, SavedScene
from zaitaku.kept.packs_changes import Comparison
from zaitaku.ui import answer

_FRESH = 120  # seconds: what is no part of a build (a saved plan, a rule) may have changed
_Link = tuple[tuple[str, tuple[str, ...]], ...]


def now(scene: SavedScene, area: str = "") -> View:
    """What a scene shows from the current build; with another area highlighted if given.

    Raises what its page raises. See ``packs_changes.obstacle``: it may not be what was saved.
    """
    return packs_figures.narrowed(scene, whole(scene, area))


def whole(scene: SavedScene, area: str = "") -> View:
    """The page that a scene is taken from, with all its figures."""
    if scene.is_words:
        return packs_changes.words_view(scene)
    link = tuple(packs_changes.link_of(scene, area).items())
    data_dir = settings.data_dir()
    return _view(
        str(data_dir),
        warehouse.current_build_id(data_dir),
        scene.page,
        link,
        asking.held_mode(),
        asking.scope(),
    )


def key() -> bytes:
    """What digests of this installation are keyed with."""
    return secret.key_for_pages(settings.data_dir())


def comparison(scene: SavedScene) -> Comparison:
    """What changed since the scene was saved; a page that fails is one that cannot be shown."""
    try:
        return packs_changes.compare(scene, whole(scene), key())
    except ZaitakuError as error:
        return Comparison("gone", reason=str(error))


def presentable(pack: Pack, mode: Mode) -> tuple[list[Scene], list[tuple[SavedScene, str]]]:
    """The scenes that a reader in this mode can present, and those that are lost."""
    return packs_changes.presentable(pack.shown_in(mode), whole)


def is_as_shown(scene: SavedScene) -> bool:
    """Whether its link alone gives what the reader sees: an edit not saved anywhere does not."""
    view = composed(scene.page, packs_changes.link_of(scene))
    return packs_changes.compare(scene, view, key()).state == "same"


def composed(page: str, link: Mapping[str, Sequence[str]]) -> View:
    """What a page shows for a link, from the current build."""
    return pages.view_of(page, link, keep=answer.remembered)


@st.cache_resource(max_entries=150, ttl=_FRESH, show_spinner="場面の図を用意しています…")
def _view(
    data_dir: str,
    build_id: str | None,
    page: str,
    link: _Link,
    held: Mode | None,
    scope: tuple[str, ...],
) -> View:
    made = composed(page, dict(link))
    # its 版ID stands under the figure and in every file: it must open
    kept_views.keep(Path(data_dir), made.id, kept_views.of(made, __version__))
    return made
