"""The sheet of the screen: each thing is written down and drawn.

A page reads as an outline: ``open``, choices, ``say``, ``head``, ``draw``, ``table``,
``how_to_read``, ``files``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any, Literal

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.compose import pages, reference_rows, words
from zaitaku.compose.choices import Value
from zaitaku.compose.reader import STANDING
from zaitaku.compose.sheet import Align, Place, Sheet, T, Tone
from zaitaku.exhibits import tables
from zaitaku.ground import paths, settings
from zaitaku.ground.settings import MODE_LABELS
from zaitaku.ui import answer as answers
from zaitaku.ui import controls, download, drawing, session
from zaitaku.ui.address import Address
from zaitaku.ui.under import TABLE, Under


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
            keep=answers.remembered,
        )
        self.address = address
        self._parts = parts
        # told once a page, where it takes long: each telling is a thread that waits
        self._busy: AbstractContextManager[Any] = nullcontext()
        self.actions: Any = nullcontext()  # where what can be done with the page stands
        self._lead: list[str] = []
        self._noted: set[tuple[str, str]] = set()
        self._where: controls.Where = "page"
        self._row: Any = None
        self._unders = 0
        self._under = Under(f"{page}:under:0")

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
        found_by: Mapping[str, str] | None = None,
    ) -> str:
        chosen = super().choice(key, label, options, default)
        with self._controls():
            controls.one(
                key,
                label,
                options,
                few=few,
                help=help,
                empty=empty,
                found_by=found_by or {},
                where=self._where,
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
        with self._controls():
            controls.many(key, label, options, help=help, placeholder=placeholder)
        return chosen

    def typed(self, key: str, label: str, default: str, *, longest: int) -> str:
        text = super().typed(key, label, default, longest=longest)
        with self._controls():
            st.text_input(label, key=key, max_chars=longest)
        return text

    # --- writing --------------------------------------------------------------------------------

    def open(self, title: str, lead: str = words.COVERAGE) -> None:
        super().open(title, lead)
        st.set_page_config(page_title=f"{title}｜在宅医療アトラス")
        with st.container(key="title", horizontal=True, vertical_alignment="center"):
            st.title(title, anchor=False, width="content")
            if self.mode == "internal":
                st.markdown(
                    ":yellow-badge[:material/lock: **内部検討用・公表不可**]",
                    width="content",
                    help="小さい数値や医療機関名を含みます。画面もファイルも公表できません。",
                )
            st.caption(self._build_line(), width="content")
            self._busy = st.spinner("集計しています…")
            self._busy.__enter__()
            self.actions = st.container(key="actions", horizontal=True, gap="xsmall")
        self._lead = [lead] if lead else []
        if lead == words.COVERAGE and (told := self._population_told()):
            self._lead.append(told)

    def say(self, text: str) -> None:
        self.tell_notes()
        self._next_figure()
        super().say(text)
        st.markdown(f"**{words.escape(text)}**")

    def headed(self, title: str) -> None:
        self.tell_notes()
        self._next_figure()
        super().headed(title)

    def head(self, *parts: str) -> str:
        title = super().head(*parts)
        st.header(words.escape(title), anchor=False)
        return title

    def draw(
        self, builder: Callable[..., Any], *args: Any, key: str = "", pick: str = "", **kwargs: Any
    ) -> None:
        drawn = self.drew(builder, args, kwargs)
        spec, width = drawing.spec(builder, args, kwargs)
        with drawing.frame(spec, width, len(self._exhibits)):
            st.vega_lite_chart(
                None,
                spec,
                theme=None,
                key=key or None,
                width=width,
                on_select=drawing.picking(key, pick, frozenset(self.areas)) if pick else "ignore",
            )
        for told in drawn.changes:
            st.caption(words.escape(told))
        self.tell_notes()

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
        """A table nobody opened is not sent: it would be the heaviest part of the page."""
        self.tabled(answer, columns, label)
        self._tell_lead()
        key = key or answer.name.replace("/", "-")

        draw = partial(self._board, answer, columns, key, label, sort=sort)
        self._under.table(_tab(label), expanded, len(answer), draw)

    def _board(
        self, answer: Answer, columns: Sequence[str] | None, key: str, label: str, *, sort: bool
    ) -> None:
        """The chosen area marked, 比べる相手 above, those that are 秘匿 throughout in one line."""
        by, descending, rows = (
            drawing.choosing(answer, columns, key) if sort else (None, False, slice(None))
        )
        has_areas = any(f"{end}_code" in answer.names for end in tables.NAMED)
        shown = tables.board(
            answer,
            columns,
            area=self.area.code if has_areas else "",
            reference=reference_rows.of(self, answer),
            sort_by=by,
            descending=descending,
        )
        drawing.board(shown, label, rows, sorts=sort)

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
        self._tell_lead()
        self._under.reading(
            lambda: drawing.reading(what, can, cannot, answer, self.notes_of(answer))
        )

    def working(self, key: str, source: Hashable, begin: T) -> T:
        return session.working(key, source, begin)

    # --- on a screen only -----------------------------------------------------------------------

    def bar(self) -> Place:
        place = st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small")
        return self.inside(place, "bar")

    def row(self, *, align: Align = "top") -> Place:
        """Choices of a page stand in one row anyway; other things in a row of their own."""
        return self._controls() if align == "top" else self.inside(self._new_row(align), "row")

    def columns(
        self,
        widths: Sequence[int],
        *,
        gap: Literal["small", "medium"] = "small",
        align: Align = "top",
    ) -> Sequence[Place]:
        self._next_figure()
        places = st.columns(list(widths), gap=gap, vertical_alignment=align)
        return [self.inside(place, "column") for place in places]

    def fold(self, label: str, *, expanded: bool = False) -> Place:
        self._next_figure()
        return self.inside(st.expander(label, expanded=expanded), "column")

    def tabs(self, key: str, labels: Sequence[str]) -> Sequence[Place]:
        self._next_figure()
        return [self.inside(place, "column") for place in st.tabs(list(labels), key=key)]

    def aside(self, label: str) -> Place:
        with self._controls():
            return self.inside(st.popover(label), "column")

    def box(self, key: str) -> Place:
        self._next_figure()
        return self.inside(st.container(key=key), "column")

    def framed(self) -> Place:
        self._next_figure()
        return self.inside(st.container(border=True), "column")

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
        self._tell_lead()
        self._under.files(partial(download.buttons, answer, self.title_of(answer), key=key))

    def link(self, page: str, label: str, **changes: str) -> None:
        known = pages.of_file(page)
        query = self.to_page(known.address, **changes)
        st.page_link(paths.PAGES / page, label=label, query_params=query)

    def to_page(self, address: str, **changes: str) -> dict[str, Value]:
        """What goes along to another page: what stands, and what is looked at where it has it."""
        page = pages.named(address)
        follows = page.follows if page else ()
        thread = {key: code for key, code in self.address.thread.items() if key in follows}
        return self.choices.link(STANDING, **(thread | changes))

    def years_beside(self) -> list[dict[str, Value]]:
        """This view in the 年度 before and the one after; none on a page without 年度."""
        known = [str(year) for year in self.years]  # latest first
        if "year" not in self.choices.used or str(self.year) not in known:
            return []
        at = known.index(str(self.year))
        beside = [*known[at + 1 : at + 2], *known[max(at - 1, 0) : at]]
        return [self.choices.link(year=year) for year in beside]

    def part(self, name: str, *given: Any) -> None:
        self._next_figure()
        self._parts[name](self, *given)

    def close(self) -> None:
        """The page has said all: what still waits to be drawn is drawn."""
        self._tell_lead()
        self.tell_notes()
        self._next_figure()

    def ready(self) -> None:
        """Nothing of the page is still to come, whether it was closed or broke off."""
        self._busy.__exit__(None, None, None)
        self._busy = nullcontext()

    def tell_notes(self) -> None:
        drawing.tell_notes(self.noted(), self._noted)

    def _next_figure(self) -> None:
        """What was written under the figure before is drawn; what comes now stands by itself."""
        self._under.show()
        self._unders += 1
        self._under = Under(f"{self.page}:under:{self._unders}")
        self._row = None

    def _new_row(self, align: Align) -> Any:
        self._next_figure()
        return st.container(horizontal=True, vertical_alignment=align, gap="xsmall")

    def inside(self, place: Any, where: controls.Where) -> Place:
        """What is written inside ``place`` stays there; it can be gone back to."""
        return _Inside(self, place, where)

    def enter(self, where: controls.Where) -> controls.Where:
        """From now on choices stand there; where they stood before."""
        before, self._where, self._row = self._where, where, None
        return before

    @contextmanager
    def _controls(self) -> Iterator[None]:
        """Where the next choice stands: choices that follow one another share a row."""
        if self._where != "page":
            yield
            return
        if self._row is None:
            self._row = self._new_row("bottom")
        with self._row:
            yield

    def _tell_lead(self) -> None:
        """Of what the page's figures are, once: right under the first of them."""
        if self._lead:
            st.caption("　".join(map(words.escape, self._lead)))
            self._lead = []

    def _build_line(self) -> str:
        info = self.ask("build/info")
        row = dict(zip(info.names, info.rows[0], strict=True))
        return (
            f"{self.year_label}　｜　取込 {str(row['created_on'])[:10]}"
            f"　｜　版 {str(row['build_id'])[:8]}　｜　{MODE_LABELS[self.mode]}モード"
        )

    def _population_told(self) -> str:
        found = self.ask("area/population", **self.prefecture.params())
        place = found.names.index("population_year")
        used = next((row[place] for row in found.rows), None)
        return words.population(used, self.year)


class _Inside(AbstractContextManager[Any]):
    def __init__(self, screen: Screen, place: Any, where: controls.Where) -> None:
        self._screen, self._place, self._where = screen, place, where
        self._before: list[controls.Where] = []

    def __enter__(self) -> None:
        self._before.append(self._screen.enter(self._where))
        self._place.__enter__()

    def __exit__(self, *raised: Any) -> None:
        self._place.__exit__(*raised)
        self._screen.enter(self._before.pop())


def _tab(label: str) -> str:
    """「流出入を表で見る」 → 「流出入」, 「表で見る｜令和5年度」 → 「表｜令和5年度」."""
    return label.removesuffix("を表で見る").replace("表で見る", TABLE)
