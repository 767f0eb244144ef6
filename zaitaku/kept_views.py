"""版ID → the view it stands for: one small file each, beside the builds.

A view is written down the first time it is shown, so that its id can be typed later. What is kept
is the link, never a figure.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from zaitaku.settings import Mode
from zaitaku.views import View

_FOLDER = "views"


@dataclass(frozen=True)
class Kept:
    """The link of a view and what it was made from."""

    page: str
    link: dict[str, list[str]]
    mode: Mode
    build_id: str
    version: str


def keep(data_dir: Path, view_id: str, kept: Kept) -> bool:
    """Write the view down unless it is there; False where the folder cannot be written."""
    path = _path(data_dir, view_id)
    if path.is_file():
        return True
    try:
        path.parent.mkdir(exist_ok=True)
        pending = path.with_suffix(f".{os.getpid()}.part")
        pending.write_text(json.dumps(asdict(kept), ensure_ascii=False), encoding="utf-8")
        pending.replace(path)
    except OSError:
        return False
    return True


def find(data_dir: Path, view_id: str) -> Kept | None:
    """The view of an id in its canonical form; None if no such view was ever shown here."""
    try:
        return Kept(**json.loads(_path(data_dir, view_id).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def of(view: View, version: str) -> Kept:
    """What is kept of a view."""
    link = {key: list(values) for key, values in view.link.items()}
    return Kept(view.page, link, view.mode, view.build_id, version)


def _path(data_dir: Path, view_id: str) -> Path:
    return data_dir / _FOLDER / f"{view_id}.json"
