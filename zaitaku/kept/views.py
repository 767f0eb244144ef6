"""版ID → the view it stands for: one small file each, beside the builds.

A view is written down the first time it is shown, so that its id can be typed later. What is kept
is the link, never a figure.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from zaitaku.ask import warehouse
from zaitaku.exhibits.views import View, address, written_id
from zaitaku.ground import store
from zaitaku.ground.errors import DisclosureError, UsageError, WarehouseError
from zaitaku.ground.settings import MODE_LABELS, Mode

_FOLDER = "views"


@dataclass(frozen=True)
class Kept:
    """The link of a view and what it was made from."""

    page: str
    link: dict[str, list[str]]
    mode: Mode
    build_id: str
    version: str = ""


def keep(data_dir: Path, view_id: str, kept: Kept) -> bool:
    """Write the view down unless it is there; False where the folder cannot be written."""
    path = _path(data_dir, view_id)
    if path.is_file():
        return True
    try:
        path.parent.mkdir(exist_ok=True)
        store.write(path, json.dumps(asdict(kept), ensure_ascii=False))
    except OSError:
        return False
    return True


def find(data_dir: Path, view_id: str) -> Kept | None:
    """The view of an id in its canonical form; None if no such view was ever shown here."""
    try:
        return Kept(**json.loads(_path(data_dir, view_id).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def of_text(data_dir: Path, text: str) -> Kept:
    """The view of a 版ID as somebody typed it; UsageError says why there is none."""
    view_id = written_id(text)
    if view_id is None:
        raise UsageError(
            f"「{text}」は版IDではありません。版IDは「K7F2A-9QXMP」のような10文字の英数字です。"
        )
    kept = find(data_dir, view_id)
    if kept is None:
        raise UsageError(
            f"版ID {view_id} の画面は、この設置では見つかりません。文字を確かめてください。"
            "別の計算機で作られた版IDは、そこでだけ開けます。"
        )
    return kept


def opened_in(
    data_dirs: Sequence[Path], text: str, pinned: Mode | None
) -> tuple[str, dict[str, str | list[str]]]:
    """As ``opened``, from the first of several data folders that keeps a view of this 版ID."""
    view_id = written_id(text)
    holding = (folder for folder in data_dirs if view_id is not None and find(folder, view_id))
    return opened(next(holding, data_dirs[0]), text, pinned)


def opened(
    data_dir: Path, text: str, pinned: Mode | None
) -> tuple[str, dict[str, str | list[str]]]:
    """Page and link that bring the view of a 版ID back, from its own build.

    ``pinned``: the mode of this deployment. A pinned 公表 does not open what was 内部, since the
    figures would be others than those of the 版ID.
    """
    kept = of_text(data_dir, text)
    if pinned is not None and pinned != kept.mode:
        raise DisclosureError(
            f"この版IDは{MODE_LABELS[kept.mode]}モードの画面です。"
            f"この設置は{MODE_LABELS[pinned]}モードに固定されているため、開けません。"
        )
    need_build(data_dir, kept, kept.mode)
    link: dict[str, str | list[str]] = {
        key: values[0] if len(values) == 1 else values for key, values in kept.link.items()
    }
    if kept.build_id != warehouse.current_build_id(data_dir):
        link["build"] = kept.build_id
    return kept.page, link


def need_build(data_dir: Path, kept: Kept, mode: Mode) -> None:
    """WarehouseError where the build of the view is no longer stored; tells the link that is."""
    if not warehouse.file_of(data_dir, kept.build_id, mode).is_file():
        raise WarehouseError(
            f"この画面のもとになった版 {kept.build_id[:8]} のデータは、"
            "もう保存されていません。今のデータで同じ画面を開くには、次のリンクを使ってください: "
            + address(kept.page, kept.link)
        )


def of(view: View, version: str) -> Kept:
    """What is kept of a view."""
    link = {key: list(values) for key, values in view.link.items()}
    return Kept(view.page, link, view.mode, view.build_id, version)


def _path(data_dir: Path, view_id: str) -> Path:
    return data_dir / _FOLDER / f"{view_id}.json"
