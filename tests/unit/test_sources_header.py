"""Where a header stands: the tightest window of its words, and the first of two equal ones."""

from __future__ import annotations

from zaitaku.sources.grid import Grid

HEADER = ["番号", "名称", "値"]
SIGNATURE = ["番号", "名称", "値"]


def test_a_header_repeated_further_down_drops_no_row_above_it() -> None:
    rows = [HEADER, ["1", "甲", "5"], ["2", "乙", "6"], HEADER, ["3", "丙", "7"]]
    assert Grid("a.csv", None, rows).header_top(SIGNATURE) == 0


def test_a_word_alone_above_is_a_legend() -> None:
    rows = [["値"], ["注: 値は月平均"], HEADER, ["1", "甲", "5"]]
    assert Grid("a.csv", None, rows).header_top(SIGNATURE) == 2


def test_a_header_of_several_rows_begins_at_its_first() -> None:
    rows = [["番号", "名称"], ["", "", "値"], ["1", "甲", "5"]]
    assert Grid("a.csv", None, rows).header_top(SIGNATURE) == 0
    assert Grid("a.csv", None, rows[1:]).header_top(SIGNATURE) is None
