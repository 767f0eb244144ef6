"""``zaitaku aggregate``: receipts and care claims → the five tables. Knows no data folder."""

from __future__ import annotations

import argparse
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from zaitaku.cli.common import progress
from zaitaku.ground.errors import UsageError

if TYPE_CHECKING:
    from zaitaku.claims.comparing import Comparison

_SHOWN = 30  # faults on the screen; all of them are in the report


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Register the command with ``command(name, run, text)`` of the main parser."""
    sub = command(
        "aggregate",
        _aggregate,
        "レセプトと介護給付実績から①～⑤の表を作る（個人単位のデータを扱う）",
        data=False,
    )
    sub.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="入力のファイルかフォルダ"
    )
    sub.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="書き出すフォルダ（空か、ないもの）"
    )
    sub.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help="集計のしかたの選択肢"
    )
    sub.add_argument(
        "--compare", type=Path, metavar="DELIVERED", help="提供された①～⑤のファイルかフォルダ"
    )
    sub.add_argument(
        "--variants", action="store_true",
        help="月別・半年別・訪問回数別・性年齢別・在宅での死亡の追加の表（CSV）も書く",
    )  # fmt: skip
    sub.add_argument(
        "--work", type=Path, metavar="DIR",
        help="個人単位のデータを一時的に置く場所（既定はシステムの一時フォルダ）",
    )  # fmt: skip
    sub.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="計算するもの")
    sub.add_argument("--memory", default="", metavar="SIZE", help="使うメモリの上限（例 6GB）")
    sub.add_argument(
        "--threads", type=int, default=0, metavar="N", help="使う処理装置の数（既定はすべて）"
    )


def _aggregate(arguments: argparse.Namespace) -> int:
    from zaitaku.claims import aggregate

    if arguments.threads < 0:
        raise UsageError("--threads は 1 以上にしてください。")
    if arguments.memory and not re.fullmatch(r"\d+(\.\d+)?(MB|GB|TB)", arguments.memory):
        raise UsageError("--memory は 6GB のように、数と MB・GB・TB で書いてください。")
    # who stops a service sends this: the work folder has to go as well
    before = signal.signal(signal.SIGTERM, _stopped)
    try:
        result = aggregate.run(
            aggregate.Request(
                inputs=arguments.inputs,
                out=arguments.out,
                options=arguments.option,
                compare=arguments.compare,
                variants=arguments.variants,
                work=arguments.work,
                engine=arguments.engine,
                memory=arguments.memory,
                threads=arguments.threads,
            ),
            progress,
        )
    finally:
        signal.signal(signal.SIGTERM, before)
    print(f"調べた行 {result.rows:,}")
    for fault in result.faults[:_SHOWN]:
        print(f"  {fault}")
    if len(result.faults) > _SHOWN:
        print(f"  ほか {len(result.faults) - _SHOWN} 種類（集計報告にあります）")
    if result.comparison is not None:
        _print_comparison(result.comparison)
    for file in result.files:
        print(f"書きました: {file}")
    return 0


def _stopped(number: int, frame: Any) -> NoReturn:
    raise KeyboardInterrupt


def _print_comparison(comparison: Comparison) -> None:
    """How many cells differ and which choices explain them; no cell itself."""
    print(f"照合: 比べたマス {comparison.compared:,}、違うマス {len(comparison.differences):,}")
    for trial in comparison.trials[:5]:
        print(f"  {trial.told} とすると違うマス {trial.cells:,}")
    if comparison.trials:
        print(f"  もっとも近い組: {comparison.best.told}（違うマス {comparison.best.cells:,}）")
