"""What is made of a build is made once, and only for who may see the same."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.ground.errors import DisclosureError, NotInDataError
from zaitaku.ui import answer

PUBLIC, INTERNAL = ("data", "b1", "public"), ("data", "b1", "internal")


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    answer.forget()
    yield
    answer.forget()


class Maker:
    """Counts how often it is asked; ``fails``: what it raises each time."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.asked, self.fails = 0, fails

    def __call__(self) -> int:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return self.asked


def test_each_build_mode_and_thing_is_made_once() -> None:
    make = Maker()
    every: list[Any] = [
        (PUBLIC, "a"), (INTERNAL, "a"), (("data", "b2", "public"), "a"),
        (("other", "b1", "public"), "a"), (PUBLIC, "b"),
    ]  # fmt: skip
    first = [answer.remembered(opened, what, make) for opened, what in every]
    assert first == [1, 2, 3, 4, 5]
    assert [answer.remembered(opened, what, make) for opened, what in every] == first


def test_who_may_see_the_figures_of_one_municipality_has_answers_of_their_own() -> None:
    make = Maker()
    found = {}
    for areas in ((), ("99201",), ("99210",)):
        with asking.acting(Person("甲", "internal", areas)):
            found[areas] = answer.remembered(INTERNAL, "a", make)
    assert sorted(found.values()) == [1, 2, 3]
    with asking.acting(Person("乙", "public")), pytest.raises(DisclosureError):
        answer.remembered(INTERNAL, "a", make)


def test_that_a_build_has_nothing_of_it_is_remembered_too() -> None:
    make = Maker(NotInDataError("2020年度はありません", "fiscal_year", "kdb_supply"))
    lengths = []
    for _ in range(3):
        with pytest.raises(NotInDataError, match="2020年度") as caught:
            answer.remembered(PUBLIC, "a", make)
        assert (caught.value.param, caught.value.table) == ("fiscal_year", "kdb_supply")
        lengths.append(len(caught.traceback))
    assert make.asked == 1 and len(set(lengths[1:])) == 1


def test_a_failure_is_none_of_it() -> None:
    make = Maker(OSError("disk"))
    for _ in range(2):
        with pytest.raises(OSError, match="disk"):
            answer.remembered(PUBLIC, "a", make)
    assert make.asked == 2
    make.fails = None
    assert answer.remembered(PUBLIC, "a", make) == 3


def test_whoever_asks_meanwhile_waits_for_the_first() -> None:
    begun, may_end, make = threading.Event(), threading.Event(), Maker()

    def slow() -> int:
        begun.set()
        may_end.wait(20)
        return make()

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(answer.remembered, PUBLIC, "a", slow)
        begun.wait(20)
        others = [pool.submit(answer.remembered, PUBLIC, "a", make) for _ in range(2)]
        # what is long of one holds up nobody who asks for another
        assert pool.submit(answer.remembered, PUBLIC, "b", lambda: "b").result(20) == "b"
        may_end.set()
        assert {one.result(20) for one in (first, *others)} == {1}
    assert make.asked == 1


def test_no_more_than_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "MOST", 2)
    make = Maker()
    for what in ("a", "b", "a", "c", "a", "b"):
        answer.remembered(PUBLIC, what, make)
    assert make.asked == 4  # b went when c came, as a had been asked again
