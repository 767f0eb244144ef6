"""The areas chosen last: they order the list and decide nothing."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import streamlit as st

from zaitaku.ui import recent

AREAS = ("99", "99201", "99202", "99203", "99301")


class Connected:
    """What a browser brings along, and an empty session."""

    def __init__(self, cookie: str) -> None:
        self.cookies = {"zaitaku_recent": quote(cookie)}


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> object:
    def with_cookie(cookie: str) -> None:
        monkeypatch.setattr(st, "context", Connected(cookie))
        monkeypatch.setattr(st, "session_state", {})

    return with_cookie


def test_those_of_a_visit_before_stand_below_the_prefecture(connect) -> None:  # type: ignore[no-untyped-def]
    connect("99301\n03201\n99202")
    listed = ["99", "99301", "99202", "99201", "99203"]
    assert recent.first(AREAS, "99") == listed  # what this build lacks is left out


def test_what_is_chosen_now_comes_first_and_only_the_last_five_stay(connect) -> None:  # type: ignore[no-untyped-def]
    connect("99203")
    recent.chosen("99202")
    recent.chosen("99301")
    recent.chosen("99202")
    assert recent.first(AREAS, "99") == ["99", "99202", "99301", "99203", "99201"]
    for number in range(9):
        recent.chosen(str(number))
    assert recent.first("0123456789", "9") == ["9", *"87654", *"0123"]


def test_without_any_the_list_is_as_it_was(connect) -> None:  # type: ignore[no-untyped-def]
    for cookie in ("", "x" * 5000):
        connect(cookie)
        assert recent.first(AREAS, "99") == list(AREAS)
