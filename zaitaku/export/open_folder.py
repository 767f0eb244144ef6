"""A release in a folder (open data, the static site): written beside its place and moved as one.

A folder that holds anything else than an earlier release is refused: nobody's files are replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from zaitaku.export import open_data, site
from zaitaku.ground import store
from zaitaku.ground.errors import UsageError, WarehouseError

# what says that a folder was written here, by the file it says so in
MARKS = {open_data.PACKAGE: open_data.MARK, site.ABOUT: site.MARK}


def need_free(folder: Path, about: str = open_data.PACKAGE) -> None:
    """UsageError where the folder is neither new, empty nor an earlier release of the same kind.

    ``about``: the file by which that kind is known (``MARKS``).
    """
    if not folder.exists():
        return
    if folder.is_dir() and (not any(folder.iterdir()) or _is_release(folder, about)):
        return
    raise UsageError(
        f"「{folder}」には、前に書き出した公表データではないものがあるので、書き出しません。"
        "新しいフォルダか、空のフォルダを指定してください。"
    )


def write(folder: Path, files: Mapping[str, bytes], about: str = open_data.PACKAGE) -> None:
    """Put the files in the folder in the place of an earlier release; on failure it stays."""
    need_free(folder, about)
    with store.telling(folder, WarehouseError), store.replacing_folder(folder) as pending:
        for name, content in files.items():
            path = pending / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _is_release(folder: Path, about: str) -> bool:
    """Whether it says so, and nothing lies there that it does not name."""
    try:
        told = json.loads((folder / about).read_text(encoding="utf-8"))
        sums = (folder / open_data.SUMS).read_text(encoding="utf-8").splitlines()
        named = {line.partition("  ")[2] for line in sums} | {open_data.SUMS}
    except (OSError, ValueError):
        return False
    there = {str(p.relative_to(folder).as_posix()) for p in folder.rglob("*") if not p.is_dir()}
    return isinstance(told, dict) and MARKS[about] in told and there <= named
