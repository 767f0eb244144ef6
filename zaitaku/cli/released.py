"""``zaitaku publish --out`` and ``--site``: what is made of the release in force, anew each time.

Nothing is protected anew, and nothing but the 公表 edition of the released build is opened.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from zaitaku.access import log
from zaitaku.cli import progress
from zaitaku.cli.common import print_json
from zaitaku.ground import store
from zaitaku.ground.errors import UsageError, WarehouseError

if TYPE_CHECKING:
    from zaitaku.build.releases import Release


def options(sub: argparse.ArgumentParser) -> None:
    """What ``publish`` takes to write the release in force."""
    sub.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="作り直さず、公表中の版（いちばん新しい号）をオープンデータのフォルダに書き出す",
    )
    sub.add_argument(
        "--site",
        type=Path,
        metavar="DIR",
        help="作り直さず、公表中の版を静的サイト（HTML）のフォルダに書き出す。.zip なら 1 つの zip",
    )


def run(arguments: argparse.Namespace, folder: Path) -> int:
    """Write the folder (or the zip) that was asked for, and say what it is."""
    from zaitaku.build import releases

    option = "--out" if arguments.site is None else "--site"
    if arguments.out is not None and arguments.site is not None:
        raise UsageError("--out と --site は一緒に使えません。1 つずつ書き出してください。")
    if arguments.hold or arguments.replace:
        raise UsageError(f"{option} は、--hold・--replace とは一緒に使えません。")
    release = releases.in_force(folder)
    if release is None:
        raise UsageError(
            "公表中の版がありません。画面「公表」で、番号を付けて公表してから書き出してください。"
        )
    if arguments.site is not None:
        return _site(arguments, folder, release)
    if arguments.json:
        raise UsageError("--out は、--json とは一緒に使えません。")
    return _open_data(arguments.out, folder, release)


def _open_data(out: Path, folder: Path, release: Release) -> int:
    from zaitaku.export import open_data, open_folder

    open_folder.need_free(out)  # told before a minute of work
    _log("--out", folder, release)
    files = open_data.files(folder, release)
    open_folder.write(out, files)
    print(f"第{release.number}号（版 {release.build_id}）を {out} に書き出しました。")
    print(f"ファイル {len(files)} 個。確かめるには、その中で sha256sum -c {open_data.SUMS}")
    return 0


def _site(arguments: argparse.Namespace, folder: Path, release: Release) -> int:
    from zaitaku.compose import site as pages
    from zaitaku.export import open_folder, site, zipped

    out: Path = arguments.site
    is_zip = out.suffix.lower() == ".zip"
    if not is_zip:
        open_folder.need_free(out, site.ABOUT)
    _log("--site", folder, release)
    with progress.shown(quiet=arguments.quiet) as tell:
        files = pages.files(folder, release, tell)
    if is_zip:
        with store.telling(out, WarehouseError):
            store.write(out, zipped.packed(files))
    else:
        open_folder.write(out, files, site.ABOUT)
    size = sum(map(len, files.values()))
    if arguments.json:
        told = {"number": release.number, "build_id": release.build_id}
        print_json({**told, "files": len(files), "bytes": size})
        return 0
    print(f"第{release.number}号（版 {release.build_id}）の静的サイトを {out} に書き出しました。")
    print(
        f"ファイル {len(files)} 個、{size:,} バイト。はじめのページは {site.START} です。"
        f"確かめるには、その中で sha256sum -c {site.SUMS}"
    )
    return 0


def _log(option: str, folder: Path, release: Release) -> None:
    what = f"zaitaku publish {option}（第{release.number}号）"
    log.write("export", what=what, mode="public", build_id=release.build_id, data_dir=folder)
