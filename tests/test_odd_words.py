"""Whatever is given for a parameter, at whichever door, there is an answer or a Japanese message.

``make odd-words N=1000 SEED=2`` tries as many as one likes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import odd_words
from zaitaku.ask import queries


def test_odd_words_are_answered_or_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    assert odd_words.run(60, 7, odd_words.small(tmp_path)) == []


def test_what_ends_otherwise_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge can fail: a door that does not stand is told."""
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    data = odd_words.small(tmp_path)

    def broken(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(queries, "allowed", broken)
    assert any("ZeroDivisionError" in fault for fault in odd_words.run(8, 1, data))
