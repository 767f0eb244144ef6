"""What the command line says when it is not understood."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from zaitaku.cli import main as cli
from zaitaku.ground.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ([], "コマンド が必要です。"),
        (["frobnicate"], "コマンド の「frobnicate」は使えません。使えるのは 'import'"),
        (["import"], "PATH が必要です。"),
        (["import", "x", "--slowly"], "「--slowly」という引数やオプションはありません。"),
        (["import", "x", "--fiscal-year"], "--fiscal-year の値がありません。"),
        (["import", "x", "--fiscal-year", "5"], "「5」は年度ではありません。令和5年度なら 2023"),
        (["import", "x", "--json=yes"], "--json は値「yes」を取りません。"),
        (["prune", "--keep", "二"], "--keep の「二」は整数ではありません。"),
        (["query", "x", "--mode", "secret"], "--mode の「secret」は使えません。"),
        (["zones", "suggest"], "--zones が必要です。"),
    ],
)
def test_messages(typed: list[str], message: str) -> None:
    with pytest.raises(UsageError) as told:
        cli.parser().parse_args(typed)
    first, usage = str(told.value).split("\n", 1)
    assert message in first
    assert usage.startswith("使い方: zaitaku")


def test_help_has_no_english(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.parser().parse_args(["import", "--help"])
    told = capsys.readouterr().out
    assert "オプション:" in told
    assert not any(word in told for word in ("usage", "options", "show this", "arguments"))


def arguments() -> Iterator[tuple[str, argparse.Action]]:
    """Every argument and option of every command."""
    waiting = [cli.parser()]
    while waiting:
        one = waiting.pop()
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()
            else:
                yield f"{one.prog} {action.metavar or action.option_strings}", action


def test_every_argument_says_what_it_is_in_japanese() -> None:
    found = list(arguments())
    assert len(found) > 60
    untold = [
        name for name, action in found if not re.search("[ぁ-んァ-ヶ一-龠]", action.help or "")
    ]
    assert not untold
