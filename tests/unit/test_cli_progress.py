"""How far a command has come: one line in a terminal, a few elsewhere, none if asked."""

from __future__ import annotations

import io
import sys

import pytest

from zaitaku.cli import progress
from zaitaku.cli.progress import _Bar, _Lines, columns, fitting


class Clock:
    """Time that passes by the word."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def screen(written: str) -> str:
    """What a terminal shows in the line after all that was written to it."""
    cells: list[str] = []
    at = 0
    for sign in written:
        assert sign != "\n"
        if sign == "\r":
            at = 0
            continue
        wide = columns(sign)
        cells += [" "] * (at + wide - len(cells))
        cells[at : at + wide] = [sign, *[""] * (wide - 1)]
        at += wide
    return "".join(cells).rstrip()


def test_a_terminal_has_one_line_with_a_count_and_the_time_left() -> None:
    out, clock = io.StringIO(), Clock()
    bar = _Bar(out, clock, lambda: 79)
    bar.tell("地図を準備しています")
    assert screen(out.getvalue()) == "地図を準備しています"
    bar.tell("公表用（1/40）: 甲 2023年度")
    assert screen(out.getvalue()) == f"[{'-' * 20}] 1/40 公表用 甲 2023年度"
    clock.now += 30  # ten are done in 30 seconds, 30 are left
    bar.tell("公表用（11/40）: 乙 2023年度")
    shown = screen(out.getvalue())
    assert shown == f"[{'#' * 5}{'-' * 15}] 11/40 残り約 2 分 公表用 乙 2023年度"
    clock.now += 60
    bar.tell("公表用（39/40）: 丙 2023年度")
    assert "39/40 残り約 10 秒 " in screen(out.getvalue())
    bar.end()
    assert screen(out.getvalue()) == "" and out.getvalue().endswith("\r")


@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_line_never_wraps(width: int) -> None:
    out = io.StringIO()
    bar = _Bar(out, Clock(), lambda: width)
    bar.tell(f"公表用（1/40）: {'長い名前' * 40}\n次の行")
    assert columns(screen(out.getvalue())) < width
    assert columns(fitting("あいう", 5)) == 4


def test_what_keeps_its_lines_gets_a_few() -> None:
    out, clock = io.StringIO(), Clock()
    lines = _Lines(out, clock)
    for at in range(1, 151):
        lines.tell(f"公表用（{at}/150）: 甲")
        clock.now += 0.5  # 75 seconds in all
    lines.tell("終わりです")
    lines.end()
    told = out.getvalue().splitlines()
    assert told[0] == "公表用（全 150）" and told[-1] == "終わりです"
    assert told[1:-1] == ["公表用（41/150）", "公表用（81/150）", "公表用（121/150）"]


def test_a_terminal_is_known_and_cleared_when_something_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = Terminal()
    monkeypatch.setattr(sys, "stderr", out)
    with pytest.raises(ValueError), progress.shown() as tell:
        tell("読み込み中（1/2）: 表.xlsx")
        assert "表.xlsx" in screen(out.getvalue())
        raise ValueError
    assert screen(out.getvalue()) == ""


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.shown(quiet=True) as tell:
        tell("読み込み中（1/2）: 表.xlsx")
    assert capsys.readouterr() == ("", "")
