"""The command line's own words: argparse in Japanese, and every error as a ``UsageError``."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from zaitaku.ground.errors import UsageError

# what argparse says → what is said; a message that is not here is shown as it is
_MESSAGES = (
    (r"the following arguments are required: (.+)", r"\1 が必要です。"),
    (r"unrecognized arguments: (.+)", r"「\1」という引数やオプションはありません。"),
    (
        r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        r"\1 の「\2」は使えません。使えるのは \3 です。",
    ),
    (r"argument (.+?): invalid int value: '(.*)'", r"\1 の「\2」は整数ではありません。"),
    (r"argument (.+?): invalid float value: '(.*)'", r"\1 の「\2」は数ではありません。"),
    (r"argument (.+?): expected (?:one|at least one) argument", r"\1 の値がありません。"),
    (r"argument (.+?): ignored explicit argument '(.*)'", r"\1 は値「\2」を取りません。"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 と \2 は一緒に使えません。"),
    (r"one of the arguments (.+) is required", r"\1 のどれか 1 つが必要です。"),
    (r"ambiguous option: (.+) could match (.+)", r"「\1」は \2 のどれか分かりません。"),
    (r"argument (.+?): (.+)", r"\1: \2"),
)


class Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` whose help and errors are Japanese."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"add_help": False, "formatter_class": _Formatter, **given})
        self._positionals.title = "引数"
        self._optionals.title = "オプション"
        self.add_argument("-h", "--help", action="help", help="この説明を表示して終わる")

    def error(self, message: str) -> NoReturn:
        """Raise UsageError instead of ending the process."""
        raise UsageError(f"コマンドの書き方が違います: {japanese(message)}\n{self.format_usage()}")


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


def japanese(message: str) -> str:
    """A message of argparse in Japanese."""
    for pattern, words in _MESSAGES:
        if match := re.fullmatch(pattern, message, flags=re.DOTALL):
            return match.expand(words)
    return message


def fiscal_year(written: str) -> int:
    """A fiscal year as typed, four digits: 「5」 may be an era's year and is refused."""
    try:
        year = int(written)
    except ValueError:
        year = 0
    if not 1989 <= year <= 2199:
        raise argparse.ArgumentTypeError(
            f"「{written}」は年度ではありません。令和5年度なら 2023 のように西暦で書いてください。"
        )
    return year
