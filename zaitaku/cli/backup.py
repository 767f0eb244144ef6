"""``zaitaku backup`` and ``zaitaku restore``: a data folder as one file, and back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from zaitaku.access import log
from zaitaku.cli.common import data_dir, progress


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Register the commands with ``command(name, run, text)`` of the main parser."""
    sub = command("backup", _backup, "データの置き場所を 1 つのファイルに写す")
    sub.add_argument("file", type=Path, metavar="FILE", help="書き出すファイル（.zip）")
    sub.add_argument(
        "--every-build", action="store_true", help="古い版も入れる（既定は今の版だけ）"
    )
    sub = command("restore", _restore, "バックアップを、空のデータの置き場所に戻す")
    sub.add_argument("file", type=Path, metavar="FILE", help="zaitaku backup のファイル")


def _backup(arguments: argparse.Namespace) -> int:
    from zaitaku.build import backup

    folder = data_dir(arguments)
    log.write("export", what="バックアップ", mode="internal", data_dir=folder)
    made = backup.write(
        folder, arguments.file, every_build=arguments.every_build, progress=progress
    )
    print(
        f"版 {made.build_id} までを {arguments.file} に写しました"
        f"（ファイル {made.files:,} 個、{made.size_bytes / 1e6:,.1f} MB）。"
    )
    print("内部の数値と鍵が入っています。内部の資料として扱ってください。")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from zaitaku.build import backup

    folder = data_dir(arguments)
    found = backup.restore(arguments.file, folder, progress)
    log.write("release", what="バックアップから戻す", build_id=found.build_id, data_dir=folder)
    print(
        f"{found.created_on[:16].replace('T', ' ')} のバックアップを {folder} に戻しました"
        f"（今の版 {found.build_id}、ファイル {found.files:,} 個）。"
    )
    print("zaitaku check で確かめられます。")
    return 0
