"""A page shows the controls that it goes by and no others: ``Page.follows`` says which.

What a page goes by is watched while it is composed: the choices it reads, and the questions that it
lets the reader's 年度 and 地域の単位 complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from zaitaku.compose import pages, reference_rows, standing, words
from zaitaku.compose.choices import THREAD, Choices, Value
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import questions

FOLLOWED = {*standing.CONTROLS, *THREAD}
ALL = [page for section in pages.PAGES.values() for page in section]
# chosen on these pages, but another thing than what goes along under the same key: ③'s 居住形態;
# both 居住形態 at once unless one is asked for; the scale of a projection
OWN = {"patients": {"residence"}, "redraw": {"residence"}, "demand": {"measure"}}
# what a page goes by may depend on what is chosen on it
LINKS: Mapping[str, list[dict[str, list[str]]]] = {
    "map": [{"about": ["supply"]}, {"about": ["patients"]}, {"about": ["flows"]}],
    "institutions": [{"scope": ["prefecture"]}, {"scope": ["area"]}],
    "supply": [{"form": ["bars"]}, {"form": ["years"]}],
    "change": [{"form": ["parts"]}, {"form": ["sizes"]}],
    "compare": [{"figure": [one]} for one in ("act", "home_care", "completion")],
    "patients": [{}, {"form": ["years"]}],
    "flows": [{}, {"form": ["years"]}],
    "indicators": [{}, {"by": ["computed"]}],
    "capacity": [{"kind": [kind]} for kind in ("standards", "gaps", "stations", "survey")],
    "discharge": [{"form": ["bars"]}, {"form": ["years"]}],
    "card": [{"scope": ["area"]}, {"scope": ["prefecture"]}],
}
PARAMETERS = {"year": "fiscal_year", "unit": "area_unit"}


class Watched(Choices):
    def __init__(self, link: Mapping[str, list[str]]) -> None:
        super().__init__(link)
        self.noted: set[str] = set()

    def settle(self, key: str, chosen: Value, default: Value) -> None:
        if key in THREAD:
            self.noted.add(key)
        super().settle(key, chosen, default)

    def code(self, key: str) -> str:
        self.noted.add(key)
        return super().code(key)

    def everything(self) -> dict[str, tuple[str, ...]]:
        return Link(super().everything(), self.noted)


class Link(dict[str, tuple[str, ...]]):
    """The link of a view that a page hands on, as カルテ does."""

    def __init__(self, link: Mapping[str, tuple[str, ...]], noted: set[str]) -> None:
        super().__init__(link)
        self._noted = noted

    def get(self, key: str, default: Any = None) -> Any:
        self._noted.add(key)
        return super().get(key, default)


class Watching(Sheet):
    """A sheet that notes what the page goes by; ``noted`` is empty once the bar is drawn."""

    def __init__(self, address: str, link: Mapping[str, list[str]], data: Path) -> None:
        self.watched = Watched(link)
        super().__init__(address, self.watched, data)
        standing.choose(self)
        self.watched.noted.clear()

    def ask(self, name: str, **params: Any) -> Any:
        left_out = {param.name for param in questions.load(name).params} - set(params)
        self.watched.noted |= {key for key, one in PARAMETERS.items() if one in left_out}
        return super().ask(name, **params)

    @property
    def beside(self) -> dict[str, str]:
        self.watched.noted.add("beside")
        return super().beside

    def open(self, title: str, lead: str = words.COVERAGE) -> None:
        with self._unwatched():  # the build line of every page names the 年度
            super().open(title, lead)

    def _common(self) -> dict[str, str | int]:
        with self._unwatched():  # offered to every question; ``ask`` sees which one takes it
            return super()._common()

    @contextmanager
    def _unwatched(self) -> Iterator[None]:
        before = set(self.watched.noted)
        yield
        self.watched.noted = before


@pytest.mark.parametrize("page", ALL, ids=[page.address for page in ALL])
def test_a_page_declares_what_it_goes_by(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, page: pages.Page
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    goes_by: set[str] = set()
    for link in LINKS.get(page.address, [{}]):
        sheet = Watching(page.address, link | {"mode": ["internal"]}, sample_build_dir)
        pages.composer(page)(sheet)
        goes_by |= sheet.watched.noted
    assert goes_by & FOLLOWED == {*page.follows, *OWN.get(page.address, ())}


@pytest.mark.parametrize(
    ("address", "question", "named"),
    [
        ("supply", "supply/by_area", "架空"),
        ("flows", "flows/summary", "架空"),
        ("bridge", "flows/summary", "架空県全体"),
    ],
)
def test_a_table_has_the_reference_that_its_page_lets_choose(
    sample_build_dir: Path, address: str, question: str, named: str
) -> None:
    """Else a choice made elsewhere, and shown nowhere on the page, would be in its table."""
    link = {"vs": ["medical_area"], "mode": ["internal"]}
    sheet = Watching(address, link, sample_build_dir)
    rows = reference_rows.of(sheet, sheet.ask(question))
    assert rows is not None and rows.name == named
