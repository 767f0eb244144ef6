"""The frame of every page: heading, banner, sentence, chart, table, how to read.

A page reads as an outline: ``open_page``, controls, ``sentence``, ``chart``, ``table``,
``how_to_read``, ``download.buttons``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.compose import words
from zaitaku.exhibits import tables
from zaitaku.ground import paths, reasons, settings
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.ground.states import NOT_APPLICABLE, SUPPRESSED
from zaitaku.ground.years import fiscal_year_label
from zaitaku.ui import answer as answers
from zaitaku.ui import controls, drawing, record, view

COVERAGE = (
    "「患者数」は国保・後期高齢者医療の加入者だけの数です（被用者保険・医療扶助は含みません）。"
)
_EMPTY = "この条件に合うデータがありません。絞り込みを減らすか、年度や地域の単位を変えてください。"


def open_page(title: str, lead: str = COVERAGE) -> None:
    """Heading, mode banner and build line; ``lead`` is said near the first figure."""
    record.opened(title, controls.year_label())
    st.set_page_config(page_title=f"{title}｜在宅医療アトラス")
    if controls.mode() == "internal":
        st.warning(
            "**内部検討用・公表不可**　小さい数値や医療機関名を含みます。", icon=":material/lock:"
        )
    st.title(title, anchor=False)
    if lead == COVERAGE:
        lead += population_words(_population_year(), controls.year())
    st.caption(_build_line() + (f"  \n{lead}" if lead else ""))


def internal_only(reason: str) -> bool:
    """Whether the page may go on; in 公表 it says why not and offers the way to 内部."""
    if controls.mode() == "internal":
        return True
    way = (
        "左の「モード」で「内部」を選んでください。"
        if settings.pinned_mode() is None
        else "この設置は公表モードに固定されています。"
    )
    st.info(f"{reason}内部モードでだけ表示します。{way}")
    return False


def has_rows(answer: Answer, value: str | None = None, *, empty: str = _EMPTY) -> bool:
    """Whether there is something to draw; otherwise say why not and offer the nearest step.

    ``empty`` says so where a page knows better why. With ``value``, it is also told where every
    cell of that column is hidden.
    """
    if len(answer) == 0:
        wanted = answer.params.get("fiscal_year")
        have = controls.years()
        if wanted is not None and wanted not in have:
            st.info(f"{wanted} 年度のデータは取り込まれていません。年度を選び直してください。")
        else:
            st.info(empty)
        return False
    if value is not None:
        position = answer.names.index(value)
        states = {state[position] for state in answer.states}
        if states == {SUPPRESSED}:
            st.info(
                f"{reasons.ALL_HIDDEN}"
                "地域の単位を二次医療圏などの広い区域にすると、表示できる数値が増えます。"
            )
        elif states == {NOT_APPLICABLE}:
            st.info(
                "この数値は、元の集計に足し合わせた値がありません。"
                "診療行為の内訳か、ほかの数値、ほかの地域の単位を選んでください。"
            )
    return True


def sentence(text: str) -> None:
    """The one sentence that answers, above the chart."""
    record.said(text)
    st.markdown(f"**{words.escape(text)}**")


def figure_title(*parts: str) -> str:
    """What a figure shows, where and when: 「訪問診療｜患者数｜岩手県 市町村別｜令和5年度」."""
    title = "｜".join(parts)
    record.headed(title)
    st.subheader(words.escape(title), anchor=False)
    return title


def headline(label: str, own: Figure | None, against: Figure | None) -> None:
    """A figure large, with the reference's small under it; nothing is coloured good or bad."""
    head = ("項目", own.area if own else "", against.area if against else "")
    value = own.words if own else "データなし"
    record.listed(head, (label, value, against.words if against else ""))
    st.metric(
        label,
        value,
        delta=f"{against.area} {against.words}" if against else None,
        delta_color="off",
        delta_arrow="off",
        border=True,
    )


def figure(
    builder: Callable[..., Any],
    *args: Any,
    key: str | None = None,
    on_select: Any = "ignore",
    **kwargs: Any,
) -> Any:
    """Draw ``builder(*args, **kwargs)``, built once for the same answers. Returns its event.

    Building a chart takes far longer than sending it; an answer is known by its build, mode,
    question and parameters, so the mode is part of what is remembered.
    """
    drawn = record.drew(builder, args, kwargs)
    if record.alone():
        return None
    spec, has_width = drawing.spec(builder, args, kwargs)
    options: dict[str, Any] = {"key": key, "on_select": on_select}
    options["width"] = "content" if has_width else "stretch"
    event = st.vega_lite_chart(None, spec, theme=None, **options)
    for told in drawn.changes:
        st.caption(words.escape(told))
    return event


def table(
    answer: Answer,
    columns: Sequence[str] | None = None,
    *,
    key: str | None = None,
    label: str = "表で見る",
    expanded: bool = False,
    sort: bool = True,
    totals: Answer | None = None,
) -> None:
    """The answer as a table: sortable (``sort``), 50 rows at a time, 秘匿 as a word.

    ``totals`` (an answer of the same question for the larger area) is shown apart, above. A table
    nobody opened is not sent: it would be the heaviest part of the page.
    """
    record.tabled(answer, columns, label)
    if record.alone():
        return
    key = key or answer.name.replace("/", "-")
    with st.expander(label, expanded=expanded, key=f"{key}:open", on_change="rerun") as place:
        if not place.open:
            return
        if totals is not None:
            drawing.draw(tables.display(totals, columns))
        by, descending = drawing.sorting(answer, columns, key) if sort else (None, False)
        drawing.pages(tables.display(answer, columns, sort_by=by, descending=descending), key)


def plain_table(rows: Sequence[Mapping[str, str]], title: str) -> None:
    """A small table of plain text (one mapping of heading → text per row, all alike)."""
    for row in rows:
        record.listed(tuple(row), tuple(row.values()), title=title)
    st.table([dict(row) for row in rows], hide_index=True)


def bullets(lines: Sequence[str], head: str) -> None:
    """Sentences as a list; ``head`` says what they are where they stand in a table."""
    for line in lines:
        record.listed((head,), (line,))
    st.markdown("\n".join(f"- {words.escape(line)}" for line in lines))


def how_to_read(what: str, can: str, cannot: str, answer: Answer) -> None:
    """「この図の読み方」: three lines, then 定義・出典・留意事項 from the question's own header."""
    record.explained(what, can, cannot)
    with st.expander("この図の読み方", expanded=False):
        st.markdown(
            f"- **何を表すか**　{words.escape(what)}\n"
            f"- **言えること**　{words.escape(can)}\n"
            f"- **言えないこと**　{words.escape(cannot)}"
        )
        definitions = [
            f"- **{words.escape(c.title)}**　{words.escape(c.description)}"
            for c in answer.columns
            if c.description and c.role != "key"
        ]
        if definitions:
            st.markdown("**定義**\n" + "\n".join(definitions))
        st.markdown(f"**出典**　{words.escape(answer.source)}")
        if notes := record.notes_of(answer):
            st.markdown("**留意事項**\n" + "\n".join(f"- {words.escape(n)}" for n in notes))


def link(page: str, label: str, **changes: str) -> None:
    """A link to another page (its file under ``pages/``) that keeps the sidebar's choices."""
    st.page_link(
        paths.PAGES / page, label=label, query_params=view.link(controls.SIDEBAR_KEYS, **changes)
    )


def population_words(used: int | None, year: int) -> str:
    """Which year's population rates rest on, where it is not the figures' own; '' otherwise."""
    if used is None or used == year:
        return ""
    return (
        f"  \n人口と「千人当たり」の人口は、{fiscal_year_label(used)}のものです"
        f"（{fiscal_year_label(year)}の人口の表がないため）。"
    )


def _population_year() -> int | None:
    found = answers.ask("area/population", **controls.prefecture().params())
    place = found.names.index("population_year")
    return next((row[place] for row in found.rows), None)


def _build_line() -> str:
    info = answers.ask("build/info")
    row = dict(zip(info.names, info.rows[0], strict=True))
    return (
        f"{controls.year_label()}　｜　取込 {row['created_on']}　｜　版 {str(row['build_id'])[:8]}"
        f"　｜　{MODE_LABELS[controls.mode()]}モード"
    )
