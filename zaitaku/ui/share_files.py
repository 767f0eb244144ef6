"""「ファイルにする」: a preview, the files of the view on the screen, and its links.

Nothing is made before somebody asks for it; a closed panel costs nothing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import streamlit as st

from zaitaku.exhibits.views import Scene, View, address
from zaitaku.export import materials, picture, words
from zaitaku.ground import settings
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ui import handing
from zaitaku.ui.handing import Taken

if TYPE_CHECKING:
    from zaitaku.export.slides_template import Size

_KEY = "share"
_SIZES = {"16:9": "16:9（画面・投影）", "A4": "A4（印刷）"}
_FILES = ("pptx", "pdf", "xlsx", "zip")
_PREVIEW = 130  # dots per inch of the preview


def offer(view: View) -> None:
    """The panel beside the title of a page."""
    with st.popover("ファイルにする", key=_KEY, on_change="rerun") as place:
        if not place.open:
            return
        scenes = [Scene(view)]
        figures = materials.figures(scenes)
        titles = {number: found.title for number, (_, found) in enumerate(figures, start=1)}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            size = st.radio(
                "スライドの大きさ",
                list(_SIZES),
                format_func=_SIZES.__getitem__,
                horizontal=True,
                key=f"{_KEY}_size",
            )
            figure = 1
            if len(titles) > 1:
                figure = st.selectbox(
                    "プレビューと画像にする図",
                    list(titles),
                    format_func=lambda number: f"図{number}　{titles[number]}",
                    key=f"{_KEY}_figure:{view.page}",
                    filter_mode=None,
                )
        if titles and st.toggle("プレビューを見る", key=f"{_KEY}_preview"):
            _preview(view, figure)
        elif not titles:
            st.caption("この画面には図がありません。表と説明がファイルになります。")
        _buttons(scenes, cast("Size", size), figure if titles else None)
        _links(view)


def _buttons(scenes: list[Scene], size: Size, figure: int | None) -> None:
    view = scenes[0].view
    stem = words.file_stem(view)
    obstacle = _obstacle(size)
    if obstacle:
        st.error(obstacle)
    make = partial(materials.make, scenes, data_dir=settings.data_dir(), size=size)

    def button(suffix: str, label: str, name: str, key: str, **options: int) -> None:
        handing.button(
            label,
            partial(make, suffix, **options),
            name,
            materials.FORMS[suffix].mime,
            key=f"{_KEY}_{key}",
            taken=Taken(view.mode, view.title, view.id, view.build_id),
            primary=suffix == "pptx",
            disabled=suffix == "pptx" and obstacle is not None,
        )

    with st.container(horizontal=True):
        for suffix in _FILES:
            button(suffix, materials.FORMS[suffix].label, f"{stem}.{suffix}", suffix)
        if figure is not None:
            for label, ppi in (("2倍", picture.TWICE), ("300dpi", picture.PRINT)):
                name = f"{stem}_図{figure}_{label}.png"
                button("png", f"PNG（{label}）", name, f"png{ppi}", figure=figure, ppi=ppi)
            button("svg", "SVG", f"{stem}_図{figure}.svg", "svg", figure=figure)
    st.caption(
        "PowerPoint のグラフと表は、そのまま編集できます（地図とヒートマップは画像です）。"
        "出典・条件・版ID・留意事項が、どのファイルにも入ります。"
    )


def _obstacle(size: Size) -> str | None:
    """Why slides cannot be made: a template of the prefecture's own that is none."""
    from zaitaku.export import slides_template  # slides take a while to load: not at every start

    path = slides_template.own(settings.data_dir(), size)
    if path is None:
        return None
    try:
        slides_template.opened(path, size)
    except ZaitakuError as error:
        return str(error)
    return None


def _preview(view: View, figure: int) -> None:
    try:
        with st.spinner("プレビューを作っています…"):
            content = _picture(view.id, view, figure)
    except ZaitakuError as error:
        st.error(str(error))
        return
    st.image(
        content, caption=f"図{figure}　{materials.figures([Scene(view)])[figure - 1][1].title}"
    )


@st.cache_data(max_entries=50, show_spinner=False)
def _picture(view_id: str, _view: View, figure: int) -> bytes:
    # the id stands for build, mode, page and every choice
    return materials.make([Scene(_view)], "png", settings.data_dir(), figure=figure, ppi=_PREVIEW)


def _links(view: View) -> None:
    shown = urlsplit(st.context.url or "")
    host = f"{shown.scheme}://{shown.netloc}" if shown.netloc else ""
    left, right = st.columns(2)
    with left:
        st.caption("この版の数値のまま開くリンク（版ID）")
        st.code(f"{host}/v/{view.id}", language=None)
    with right:
        st.caption("いつも最新のデータで開くリンク")
        st.code(f"{host}{address(view.page, view.link)}", language=None, wrap_lines=True)
