"""The page 市町村カルテ: its choices, the card on the screen, its files, the cards of all areas."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from zaitaku import cards
from zaitaku.cards import every
from zaitaku.cards.asking import Asking
from zaitaku.compose import words
from zaitaku.exhibits.tables import Display
from zaitaku.exhibits.views import Exhibit, View
from zaitaku.ground import settings
from zaitaku.ui import answer, card_job, controls, drawing, frame, record

SCOPES = {"area": "注目する地域", "prefecture": "県全体"}
# exhibits (by their first words) over both columns, and in the left one; others are on the right
_WIDE = ("人口｜", "年度", "数のつき合わせ")
_LEFT = ("人口とこれから", "要介護度", "在宅医療の患者")


def choose() -> tuple[cards.Card, Asking, View] | None:
    """The page's choices and the card they ask for; None (and why, on the page) without areas."""
    with st.container(horizontal=True):
        scope = controls.choice("scope", "範囲", SCOPES, few=True)
        if controls.area_unit() == "municipality" and scope == "area":
            groups = {"medical_area": "二次医療圏"}
            if controls.zone_scheme():
                groups["zone"] = controls.zone_scheme()
            controls.choice("group", "並べて示す圏域", groups, few=True)
    build_id = answer.build_id()
    assert build_id is not None
    view = record.made(controls.mode(), build_id)
    asking = Asking(answer.ask, view)
    code = controls.area().code if scope == "area" else asking.prefecture.code
    if code not in asking.areas:
        st.info("この単位の地域がありません。左の「地域の単位」を選び直してください。")
        return None
    return cards.made(asking, code, view), asking, view


def files(card: cards.Card) -> None:
    """The card as files, made when a button is pressed."""
    if record.alone():
        return
    with st.container(horizontal=True):
        for suffix, form in every.FORMS.items():
            st.download_button(
                form.label,
                data=partial(every.to_bytes, card, suffix, settings.data_dir()),
                file_name=f"{every.file_stem(card)}.{suffix}",
                mime=form.mime,
                key=f"card:{suffix}",
                on_click="ignore",
                type="primary" if suffix == "pdf" else "secondary",
            )


def show(card: cards.Card) -> None:
    """The card's exhibits in their order, in two columns under the main figures."""
    first, *others = card.view.exhibits
    _main(card, first)
    left, right = st.columns(2, gap="medium")
    wide = st.container()
    for exhibit in others:
        places = ((_WIDE, wide), (_LEFT, left), ("", right))
        with next(place for start, place in places if exhibit.title.startswith(start)):
            _show(exhibit)
    with right:
        if not card.dependence.rows:
            st.markdown(f"**{words.escape(card.dependence.title)}**")
            st.caption(card.dependence.note)


def notes(card: cards.Card) -> None:
    """What the numbers leave out, where it must be said."""
    for block in (card.population, card.supply, card.flows, card.outgoing, card.incoming):
        if block.note:
            st.caption(words.escape(f"{block.title}: {block.note}"))
        elif not block.rows:
            st.caption(f"{words.escape(block.title)}: データなし")


def every_area(asking: Asking, view: View) -> None:
    """All cards of the unit in one zip, made in the background."""
    if not record.alone():
        card_job.offer(asking, view)


def _main(card: cards.Card, exhibit: Exhibit) -> None:
    record.headed(exhibit.title)
    boxes = [*st.columns(3), *st.columns(3)]
    for box, row in zip(boxes, card.main.rows, strict=False):
        record.listed(exhibit.words[0], (row.label, *row.words), behind=exhibit.behind)
        beside = zip(card.names[1:], row.words[1:], strict=True)
        with box, st.container(border=True, height="stretch"):
            st.caption(words.escape(row.label))
            st.markdown(f"#### {words.escape(row.words[0])}")
            st.caption("　".join(words.escape(f"{name} {said}") for name, said in beside))


def _show(exhibit: Exhibit) -> None:
    record.headed(exhibit.title)
    title, _, about = exhibit.title.partition("｜")
    st.markdown(f"**{words.escape(title)}**　:small[{words.escape(about)}]")
    key = f"card-{title}"
    if exhibit.builder is not None:
        frame.figure(exhibit.builder, *exhibit.args, key=key, **exhibit.kwargs)
    if exhibit.answer is not None:
        frame.table(
            exhibit.answer,
            exhibit.columns,
            key=f"{key}-table",
            sort=False,
            expanded=exhibit.builder is None,
        )
    if exhibit.words:
        for row in exhibit.words[1:]:
            record.listed(exhibit.words[0], row, behind=exhibit.behind)
        if not record.alone():
            _draw(exhibit.words)


def _draw(words: tuple[tuple[str, ...], ...]) -> None:
    head, *rows = words
    texts = 2 if head[0] == "区分" else 1
    drawing.draw(Display(pd.DataFrame(rows, columns=list(head), dtype=object), list(head[texts:])))
