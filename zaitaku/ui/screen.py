"""The sheet of the screen: each thing is written down and drawn.

A page reads as an outline: ``open``, choices, ``say``, ``head``, ``draw``, ``table``,
``how_to_read``, ``files``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.compose import words
from zaitaku.compose.reader import STANDING
from zaitaku.compose.sheet import Align, Place, Sheet, T, Tone
from zaitaku.exhibits import tables
from zaitaku.ground import paths, settings
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.ui import answer as answers
from zaitaku.ui import download, drawing, session
from zaitaku.ui.address import Address


class Screen(Sheet):
    """One run of one page for the one who looks. ``parts``: see ``ui/parts.py``."""

    def __init__(
        self, page: str, address: Address, parts: Mapping[str, Callable[..., None]]
    ) -> None:
        super().__init__(
            page,
            address,
            settings.data_dir(),
            asked_build=address.build,
            answers=answers.remembered,
        )
        self.address = address
        self._parts = parts

    # --- choosing -------------------------------------------------------------------------------

    def choice(
        self,
        key: str,
        label: str,
        options: Mapping[str, str],
        default: str | None = None,
        *,
        few: bool = False,
        help: str | None = None,
        empty: str = "選択肢なし",
    ) -> str:
        chosen = super().choice(key, label, options, default)
        words_of: Callable[[str], str] = lambda code: options.get(code, code)  # noqa: E731
        if few:
            st.segmented_control(
                label, list(options), format_func=words_of, key=key, required=True, help=help
            )
        else:
            st.selectbox(
                label,
                list(options),
                format_func=words_of,
                key=key,
                help=help,
                placeholder=empty,
                filter_mode="contains",
            )
        return chosen

    def choose_many(
        self,
        key: str,
        label: str,
        options: Mapping[str, str],
        default: Sequence[str] = (),
        *,
        help: str | None = None,
        placeholder: str = "すべて",
    ) -> list[str]:
        chosen = super().choose_many(key, label, options, default, placeholder=placeholder)
        st.multiselect(
            label,
            list(options),
            format_func=lambda code: options.get(code, code),
            key=key,
            help=help,
            placeholder=placeholder,
            filter_mode="contains",
            select_all=False,
        )
        return chosen

    def typed(self, key: str, label: str, default: str, *, longest: int) -> str:
        text = super().typed(key, label, default, longest=longest)
        st.text_input(label, key=key, max_chars=longest)
        return text

    # --- writing --------------------------------------------------------------------------------

    def open(self, title: str, lead: str = words.COVERAGE) -> None:
        super().open(title, lead)
        st.set_page_config(page_title=f"{title}｜在宅医療アトラス")
        if self.is_internal:
            st.warning(
                "**内部検討用・公表不可**　小さい数値や医療機関名を含みます。",
                icon=":material/lock:",
            )
        st.title(title, anchor=False)
        parts = [self._build_line(), lead]
        if lead == words.COVERAGE:
            parts.append(words.population(self._population_year(), self.year))
        st.caption("  \n".join(part for part in parts if part))

    def say(self, text: str) -> None:
        super().say(text)
        st.markdown(f"**{words.escape(text)}**")

    def head(self, *parts: str) -> str:
        title = super().head(*parts)
        st.subheader(words.escape(title), anchor=False)
        return title

    def draw(
        self, builder: Callable[..., Any], *args: Any, key: str = "", pick: str = "", **kwargs: Any
    ) -> None:
        drawn = self.drew(builder, args, kwargs)
        spec, has_width = drawing.spec(builder, args, kwargs)
        st.vega_lite_chart(
            None,
            spec,
            theme=None,
            key=key or None,
            width="content" if has_width else "stretch",
            on_select=picking(key, pick, frozenset(self.areas)) if pick else "ignore",
        )
        for told in drawn.changes:
            st.caption(words.escape(told))

    def table(
        self,
        answer: Answer,
        columns: Sequence[str] | None = None,
        *,
        key: str | None = None,
        label: str = "表で見る",
        expanded: bool = False,
        sort: bool = True,
    ) -> None:
        """Sortable, 50 rows at a time, 秘匿 as a word. A table nobody opened is not sent: it would
        be the heaviest part of the page."""
        self.tabled(answer, columns, label)
        key = key or answer.name.replace("/", "-")
        with st.expander(label, expanded=expanded, key=f"{key}:open", on_change="rerun") as place:
            if not place.open:
                return
            by, descending = drawing.sorting(answer, columns, key) if sort else (None, False)
            shown = tables.display(answer, columns, sort_by=by, descending=descending)
            drawing.pages(shown, key)

    def plain_table(self, rows: Sequence[Mapping[str, str]], title: str) -> None:
        super().plain_table(rows, title)
        st.table([dict(row) for row in rows], hide_index=True)

    def plain(self, columns: Mapping[str, Sequence[str]], numbers: Collection[str] = ()) -> None:
        """As Markdown, because a page draws several anew after every move."""
        super().plain(columns, numbers)
        drawing.markdown_table(columns, numbers)

    def bullets(self, lines: Sequence[str], head: str) -> None:
        super().bullets(lines, head)
        st.markdown("\n".join(f"- {words.escape(line)}" for line in lines))

    def headline(self, label: str, own: Figure | None, against: Figure | None) -> None:
        super().headline(label, own, against)
        st.metric(
            label,
            own.words if own else "データなし",
            delta=f"{against.area} {against.words}" if against else None,
            delta_color="off",
            delta_arrow="off",
            border=True,
        )

    def how_to_read(self, what: str, can: str, cannot: str, answer: Answer) -> None:
        super().how_to_read(what, can, cannot, answer)
        escape = words.escape
        with st.expander("この図の読み方", expanded=False):
            st.markdown(
                f"- **何を表すか**　{escape(what)}\n"
                f"- **言えること**　{escape(can)}\n"
                f"- **言えないこと**　{escape(cannot)}"
            )
            definitions = [
                f"- **{escape(c.title)}**　{escape(c.description)}"
                for c in answer.columns
                if c.description and c.role != "key"
            ]
            if definitions:
                st.markdown("**定義**\n" + "\n".join(definitions))
            st.markdown(f"**出典**　{escape(answer.source)}")
            if notes := self.notes_of(answer):
                st.markdown("**留意事項**\n" + "\n".join(f"- {escape(n)}" for n in notes))

    def working(self, key: str, source: Hashable, begin: T) -> T:
        return session.working(key, source, begin)

    # --- on a screen only -----------------------------------------------------------------------

    def row(self, *, align: Align = "top") -> Place:
        return st.container(horizontal=True, vertical_alignment=align)

    def columns(
        self,
        widths: Sequence[int],
        *,
        gap: Literal["small", "medium"] = "small",
        align: Align = "top",
    ) -> Sequence[Place]:
        return st.columns(list(widths), gap=gap, vertical_alignment=align)

    def fold(self, label: str, *, expanded: bool = False) -> Place:
        return st.expander(label, expanded=expanded)

    def box(self, key: str) -> Place:
        return st.container(key=key)

    def framed(self) -> Place:
        return st.container(border=True)

    def busy(self, text: str) -> Place:
        return st.spinner(text)

    def note(self, text: str) -> None:
        st.caption(words.escape(text))

    def text(self, markdown: str, *, width: Literal["stretch", "content"] = "stretch") -> None:
        st.markdown(markdown, width=width)

    def tell(self, text: str, tone: Tone = "info") -> None:
        boxes = {"info": st.info, "success": st.success, "warning": st.warning, "error": st.error}
        boxes[tone](text)

    def commands(self, text: str) -> None:
        st.code(text, language=None)

    def files(self, answer: Answer, *, key: str | None = None) -> None:
        download.buttons(answer, self.title_of(answer), key=key)

    def link(self, page: str, label: str, **changes: str) -> None:
        query = self.choices.link(STANDING, **changes)
        st.page_link(paths.PAGES / page, label=label, query_params=query)

    def part(self, name: str, *given: Any) -> None:
        self._parts[name](self, *given)

    def _build_line(self) -> str:
        info = self.ask("build/info")
        row = dict(zip(info.names, info.rows[0], strict=True))
        return (
            f"{self.year_label}　｜　取込 {row['created_on']}　｜　版 {str(row['build_id'])[:8]}"
            f"　｜　{MODE_LABELS[self.mode]}モード"
        )

    def _population_year(self) -> int | None:
        found = self.ask("area/population", **self.prefecture.params())
        place = found.names.index("population_year")
        return next((row[place] for row in found.rows), None)


def picking(key: str, pick: str, offered: frozenset[str]) -> Callable[[], None]:
    """Runs before the page: the control of ``pick`` then shows what was clicked."""

    def clicked() -> None:
        code = (st.session_state[key].selection.get(pick) or [{}])[0].get("code")
        if code in offered:
            st.session_state[pick] = code

    return clicked
