"""What a page shows, written down in the order of reading: it becomes the ``View``.

A page says *what* stands on it; this base draws nothing. The screen's sheet draws each thing as it
is written (``zaitaku/ui/screen.py``), so that screen, files, packs and the command line cannot
differ. Methods that only arrange or explain (rows, notes) leave no trace in the view.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from zaitaku.access import asking
from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.ask.periods import fiscal_years
from zaitaku.compose import words
from zaitaku.compose.choices import Choices
from zaitaku.compose.reader import Keep, Reader, made
from zaitaku.exhibits import noting
from zaitaku.exhibits.views import Exhibit, Reading, View

T = TypeVar("T")
Place = AbstractContextManager[Any]
Tone = Literal["info", "success", "warning", "error"]
Align = Literal["top", "center", "bottom"]


class Sheet(Reader):
    """One page for one link. ``page``: its address."""

    def __init__(
        self,
        page: str,
        choices: Choices,
        data_dir: Path,
        *,
        asked_build: str | None = None,
        keep: Keep = made,
    ) -> None:
        super().__init__(choices, data_dir, asked_build=asked_build, keep=keep)
        self.page = page
        self.title = ""
        self.unsaved = ""  # why the view cannot be given away
        self._heading = ""
        self._year_label = ""
        self._content = ""
        self._sentences: list[str] = []
        self._exhibits: list[Exhibit] = []
        self._reading: Reading | None = None
        self._labels: dict[str, tuple[str, str]] = {}

    def view(self) -> View:
        """What was written so far."""
        assert self.build_id is not None
        link = self.choices.everything()
        return View(
            page=self.page,
            title=self.title,
            link=link,
            choices=tuple(self._labels[key] for key in link if key in self._labels),
            mode=self.mode,
            build_id=self.build_id,
            year_label=self._year_label,
            sentences=tuple(self._sentences),
            exhibits=self.noted(),
            reading=self._reading,
            content="｜".join(filter(None, (self._content, *self._whose()))),
        )

    def noted(self) -> tuple[Exhibit, ...]:
        """What was written so far, each with the 注記 that belong under it."""
        return noting.noted(self._exhibits, self.title, self.figure_notes)

    def _whose(self) -> tuple[str, ...]:
        """The municipalities whose figures alone are 内部: another view than for who sees all."""
        return asking.scope() if self.mode == "internal" else ()

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
        """One of ``options`` (code → label). ``few`` shows all of them side by side; ``found_by``:
        words by which an option is found besides its label.

        ``key`` is the name in the address and must be ASCII and the same on every page that means
        the same thing. A value that is not offered falls back to ``default`` (the first option).
        """
        first = default if default in options else next(iter(options), "")
        chosen = self.choices.one(key, options, str(first))
        self._labels[key] = (label, options.get(chosen, chosen))
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
        """Any number of ``options`` (code → label); none chosen means all, as questions take it."""
        chosen = self.choices.many(key, options, default)
        self._labels[key] = (label, "、".join(options[code] for code in chosen) or placeholder)
        return chosen

    def named(self, key: str, text: str) -> None:
        """What files say of a choice, where the words of its option tell too little."""
        self._labels[key] = (self._labels[key][0], text)

    def typed(self, key: str, label: str, default: str, *, longest: int) -> str:
        """A text that the reader can write; what it means is checked where it is used."""
        return self.choices.one(key, _AnyText(longest), default)

    # --- writing --------------------------------------------------------------------------------

    def open(self, title: str, lead: str = words.COVERAGE) -> None:
        """Heading, mode banner and build line; ``lead`` is said near the first figure."""
        self.title, self._year_label = title, self.year_label

    def say(self, text: str) -> None:
        """The one sentence that answers, above the chart; a page may have several."""
        self._sentences.append(text)

    def head(self, *parts: str) -> str:
        """What follows, where and when: 「訪問診療｜患者数｜岩手県 市町村別｜令和5年度」."""
        self.headed("｜".join(parts))
        return self._heading

    def headed(self, title: str) -> None:
        """What follows is called so in files; on the screen it needs no heading."""
        self._heading = title

    def draw(
        self, builder: Callable[..., Any], *args: Any, key: str = "", pick: str = "", **kwargs: Any
    ) -> None:
        """``builder(*args, **kwargs)`` as a chart or map under the last heading.

        ``pick``: the choice that a click on an area makes.
        """
        self.drew(builder, args, kwargs)

    def drew(
        self, builder: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Exhibit:
        """What stands for a figure in files, where the screen draws it by other means."""
        drawn = Exhibit(
            self._heading or self.title, builder, tuple(args), dict(kwargs), _drawn_from(args)
        )
        self._exhibits.append(drawn)
        return drawn

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
        """A table that the reader can open, sort and leaf through."""
        self.tabled(answer, columns, label)

    def tabled(self, answer: Answer, columns: Sequence[str] | None = None, label: str = "") -> None:
        """The numbers of the figure just drawn, else an exhibit of their own."""
        heading, shown = self._heading or self.title, tuple(columns or ())
        here = [at for at, one in enumerate(self._exhibits) if one.title == heading]
        for at in here:
            figure = self._exhibits[at]
            is_its_own = figure.answer is None or figure.answer.key == answer.key
            is_its_own &= len(fiscal_years(figure.answers)) <= 1  # several years have a table each
            if figure.builder is not None and is_its_own:
                self._exhibits[at] = replace(figure, answer=answer, columns=shown)
                return
        title = f"{heading}｜{label.removeprefix('表で見る｜')}" if here else heading
        self._exhibits.append(Exhibit(title, answer=answer, columns=shown))

    def listed(
        self,
        head: Sequence[str],
        row: Sequence[str],
        *,
        title: str = "",
        behind: Sequence[Answer] = (),
    ) -> None:
        """A row of a table of plain text, under the last heading or one of its own; rows of one
        heading stay together. ``behind``: the answers the text was taken from."""
        title = title or self._heading or self.title
        last = self._exhibits[-1] if self._exhibits else None
        if last is not None and last.words and last.title == title and last.words[0] == tuple(head):
            self._exhibits[-1] = replace(last, words=(*last.words, tuple(row)))
        else:
            rows = (tuple(head), tuple(row))
            self._exhibits.append(Exhibit(title, words=rows, behind=tuple(behind)))

    def plain_table(self, rows: Sequence[Mapping[str, str]], title: str) -> None:
        """A small table of plain text (one mapping of heading → text per row, all alike)."""
        for row in rows:
            self.listed(tuple(row), tuple(row.values()), title=title)

    def plain(self, columns: Mapping[str, Sequence[str]], numbers: Collection[str] = ()) -> None:
        """A table of plain text under the last heading, by column; ``numbers`` to the right."""
        for row in zip(*columns.values(), strict=True):
            self.listed(tuple(columns), row)

    def bullets(self, lines: Sequence[str], head: str) -> None:
        """Sentences as a list; ``head`` says what they are where they stand in a table."""
        for line in lines:
            self.listed((head,), (line,))

    def headline(self, label: str, own: Figure | None, against: Figure | None) -> None:
        """A figure large, with the reference's small under it; nothing is coloured good or bad."""
        head = ("項目", own.area if own else "", against.area if against else "")
        beside = against.words if against else ""
        self.listed(head, (label, own.words if own else "データなし", beside))

    def how_to_read(self, what: str, can: str, cannot: str, answer: Answer) -> None:
        """「この図の読み方」: three lines, then 定義・出典・留意事項 of the answer."""
        self._reading = Reading(what, can, cannot)

    def rests_on(self, content: str) -> None:
        """What the figures rest on besides build and link: it becomes part of the 版ID."""
        self._content = content

    def not_yet(self, reason: str) -> None:
        """No file and no 版ID: what is on the screen is kept nowhere, could not be shown again."""
        self.unsaved = reason

    def working(self, key: str, source: Hashable, begin: T) -> T:
        """What the reader made of ``begin`` in this session, by what it was begun from.

        A link alone gives ``begin``.
        """
        return begin

    # --- what may follow ------------------------------------------------------------------------

    def has_rows(
        self, answer: Answer, value: str | None = None, *, empty: str = words.EMPTY
    ) -> bool:
        """Whether there is something to draw; otherwise the reader is told why not.

        ``empty`` says so where a page knows better why. With ``value``, it is also told where every
        cell of that column is hidden.
        """
        if len(answer) == 0:
            self.tell(words.nothing(answer, self.years, empty))
            return False
        if value is not None and (told := words.none_of(answer, value)):
            self.tell(told)
        return True

    def internal_only(self, reason: str) -> bool:
        """Whether the page may go on; in 公表 it says why not and offers the way to 内部."""
        if not self.is_internal:
            self.tell(reason + words.way_to_internal())
        return self.is_internal

    def title_of(self, answer: Answer) -> str:
        """What the last figure or table that holds the answer is called; else what stands above."""
        holding = [e.title for e in self._exhibits if e.answer and e.answer.key == answer.key]
        return holding[-1] if holding else self._heading or self.title

    def notes_of(self, answer: Answer) -> list[str]:
        """The caveats of an answer, and of the same question for other years drawn on the page."""
        drawn = [a for e in self._exhibits for a in e.answers if a.name == answer.name]
        return list(dict.fromkeys(note for a in (answer, *drawn) for note in a.notes))

    # --- on a screen only -----------------------------------------------------------------------

    def bar(self) -> Place:
        """What is chosen inside stands in the bar on top of the page."""
        return nullcontext()

    def row(self, *, align: Align = "top") -> Place:
        """What is written inside stands side by side."""
        return nullcontext()

    def columns(
        self,
        widths: Sequence[int],
        *,
        gap: Literal["small", "medium"] = "small",
        align: Align = "top",
    ) -> Sequence[Place]:
        """Places side by side, as wide as told."""
        return [nullcontext() for _ in widths]

    def fold(self, label: str, *, expanded: bool = False) -> Place:
        """What is written inside can be folded away."""
        return nullcontext()

    def tabs(self, key: str, labels: Sequence[str]) -> Sequence[Place]:
        """Places behind one another, one of them in sight; what is in any of them is in files."""
        return [nullcontext() for _ in labels]

    def aside(self, label: str) -> Place:
        """What is chosen inside stands behind a button among the choices of the page."""
        return nullcontext()

    def box(self, key: str) -> Place:
        """What is written inside has a name for the style sheet."""
        return nullcontext()

    def framed(self) -> Place:
        """What is written inside stands in a frame."""
        return nullcontext()

    def busy(self, text: str) -> Place:
        """What is done inside may take a while."""
        return nullcontext()

    def tell_notes(self) -> None:
        """注記 of what was written last stand here, under it."""

    def note(self, text: str) -> None:
        """Small text; Markdown is taken as text."""

    def text(self, markdown: str, *, width: Literal["stretch", "content"] = "stretch") -> None:
        """Text of the page's own, in Markdown; ``width`` is how much of a row it takes."""

    def tell(self, text: str, tone: Tone = "info") -> None:
        """A box for the reader, in Markdown of the page's own."""

    def commands(self, text: str) -> None:
        """What to type in a terminal."""

    def files(self, answer: Answer, *, key: str | None = None) -> None:
        """The answer for download. ``key`` tells apart two answers of one question on a page."""

    def link(self, page: str, label: str, **changes: str) -> None:
        """A link to another page (its file under ``pages/``) that keeps what stands."""

    def part(self, name: str, *given: Any) -> None:
        """A part that only a screen has (buttons, forms), by its name in ``ui/parts.py``."""


class _AnyText:
    """Every text up to a length."""

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and len(text) <= self._longest


def _drawn_from(args: Sequence[Any]) -> Answer | None:
    """What a figure is drawn from: the first answer it is given, the last of several years."""
    for arg in args:
        if isinstance(arg, Answer):
            return arg
        if isinstance(arg, Mapping):
            years = [value for value in arg.values() if isinstance(value, Answer)]
            if years:
                return years[-1]
    return None
