"""``zaitaku export``: the files of a view without a browser, the same bytes as on the screen."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from zaitaku.access import log
from zaitaku.cli.common import data_option
from zaitaku.ground import settings, store
from zaitaku.ground.errors import DisclosureError, UsageError, ValidationError, WarehouseError

if TYPE_CHECKING:
    from zaitaku.exhibits.views import Scene, View
    from zaitaku.ground.settings import Mode
    from zaitaku.kept.packs import Pack

Verb = Callable[[str, Any, str], argparse.ArgumentParser]


def add(command: Callable[..., argparse.ArgumentParser]) -> Verb:
    """Register ``export`` and its verbs with ``command(name, run, text)`` of the main parser.

    Gives back what makes further verbs of it.
    """
    sub = command("export", _view, "画面を会議資料のファイルに書き出す", data=False)
    verbs = sub.add_subparsers(dest="verb", required=True, metavar="対象")

    def verb(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        """A verb with what all of them take: where the data is, the mode, where to write."""
        made: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        data_option(made)
        made.add_argument("--mode", choices=settings.MODES, help="既定は公表（public）")
        made.add_argument(
            "--out",
            type=Path,
            required=True,
            metavar="FILE",
            help="書き出すファイル。形式は名前の末尾で決まる",
        )
        return made

    made = verb("view", _view, "1つの画面を、リンクか版IDから書き出す")
    made.add_argument("link", metavar="LINK|ID", help="画面のアドレス、または版ID")
    made.add_argument(
        "--size", choices=("16:9", "A4"), default="16:9", help="スライドの大きさ（既定 16:9）"
    )
    made.add_argument(
        "--figure", type=int, default=1, metavar="N", help="画像にする図の番号（既定 1）"
    )
    made.add_argument("--ppi", type=int, default=300, metavar="N", help="PNG の細かさ（既定 300）")
    made = verb("pack", _pack, "会議資料を、そのファイルか保存した名前から書き出す")
    made.add_argument("pack", metavar="FILE|NAME", help="会議資料のファイル（.json）か、その名前")
    return verb


def _view(arguments: argparse.Namespace) -> int:
    from zaitaku.exhibits.views import Scene
    from zaitaku.export import materials

    materials.suffix_of(arguments.out)  # told before the work, not after it
    data_dir = use_data(arguments)
    made = (
        _of_link(arguments, data_dir) if _is_link(arguments.link) else _of_id(arguments, data_dir)
    )
    if not 72 <= arguments.ppi <= 600:
        raise UsageError("--ppi は 72 から 600 までの数にしてください。")
    options = {"size": arguments.size, "figure": arguments.figure, "ppi": arguments.ppi}
    return write([Scene(made)], arguments, data_dir, **options)


def _is_link(text: str) -> bool:
    """An address or a page's name; a 版ID is written by itself, or as the last part of /v/."""
    from zaitaku.exhibits.views import written_id

    address = urlsplit(text.strip())
    parts = address.path.strip("/").split("/")
    if parts[-2:-1] == ["v"]:
        return False
    is_name = text.isalpha() and text.islower()  # of a page: dependence could be read as an id
    return bool(address.query) or "/" in text or is_name or written_id(text) is None


def _of_link(arguments: argparse.Namespace, data_dir: Path) -> View:
    from zaitaku.exhibits.views import HOME
    from zaitaku.kept import views as kept_views

    address = urlsplit(arguments.link.strip())
    link = parse_qs(address.query)
    build_id = link.pop("build", [None])[0]
    page = address.path.strip("/").rpartition("/")[2] or HOME
    mode = mode_of(arguments, link.get("mode", []))
    if build_id is not None:
        kept_views.need_build(data_dir, kept_views.Kept(page, link, mode, build_id), mode)
    made = view_of(page, link, mode, build_id)
    _need_choices(link, made)
    return made


def _need_choices(link: dict[str, list[str]], view: View) -> None:
    """UsageError where the page took its default for a choice of the link that is not there.

    On a screen the reader sees which choice stands; a file would be named after another figure.
    """
    lost = [
        f"「{key}={value}」"
        for key, values in link.items()
        if key != "mode" and set(values) != set(view.link.get(key, values))
        for value in values
        if value not in view.link[key]
    ]
    if lost:
        raise UsageError(
            f"リンクの {'、'.join(lost)} は、今のデータの画面「{view.title}」では選べません。"
            "画面で条件を選び直し、そのリンクを使ってください。"
        )


def _of_id(arguments: argparse.Namespace, data_dir: Path) -> View:
    from zaitaku.kept import views as kept_views

    kept = kept_views.of_text(data_dir, arguments.link.rstrip("/").rpartition("/")[2])
    mode = mode_of(arguments, [kept.mode])
    kept_views.need_build(data_dir, kept, mode)
    return view_of(kept.page, kept.link, mode, kept.build_id)


def _pack(arguments: argparse.Namespace) -> int:
    from zaitaku.compose import pages
    from zaitaku.export import materials
    from zaitaku.kept import packs_changes

    materials.suffix_of(arguments.out)
    data_dir = use_data(arguments)
    pack = _pack_named(arguments.pack, data_dir)
    mode = mode_of(arguments, [])
    shown = pack.shown_in(mode)
    if len(shown) < len(pack.scenes):
        print(
            f"注意: 内部モードの場面 {len(pack.scenes) - len(shown)} を除きます。"
            "含めるには --mode internal を付けてください。",
            file=sys.stderr,
        )
    scenes, lost = packs_changes.presentable(
        shown, lambda scene: pages.view_of(scene.page, packs_changes.link_of(scene))
    )
    for scene, reason in lost:
        number = pack.place(scene.scene_id) + 1
        print(f"注意: 場面 {number}「{scene.title}」を除きます。{reason}", file=sys.stderr)
    told = {"cover": pack.cover, "left_out": packs_changes.left_out(lost)}
    return write(scenes, arguments, data_dir, title=pack.name, **told)


def _pack_named(text: str, data_dir: Path) -> Pack:
    """The pack of a file, else the stored one of that name."""
    from zaitaku.kept import packs_file, packs_store

    path = Path(text)
    if path.is_file():
        try:
            return packs_file.from_json(path.read_text(encoding="utf-8-sig"), path.name)
        except (OSError, UnicodeDecodeError):
            raise ValidationError(f"{path.name}: 会議資料のファイルとして読めません。") from None
    found, _ = packs_store.listed(data_dir)
    for pack in found:
        if pack.name == text:
            return pack
    names = "、".join(f"「{pack.name}」" for pack in found) or "なし"
    raise UsageError(
        f"「{text}」というファイルも、保存した会議資料もありません（保存した会議資料: {names}）。"
    )


def write(
    scenes: Sequence[Scene],
    arguments: argparse.Namespace,
    data_dir: Path,
    *,
    title: str = "",
    **options: Any,
) -> int:
    """Make the file that ``--out`` names (``options`` of ``materials.make``) and say what it is."""
    from zaitaku import __version__
    from zaitaku.export import materials
    from zaitaku.kept import views as kept_views

    suffix = materials.suffix_of(arguments.out)
    is_internal = any(scene.view.mode == "internal" for scene in scenes)
    log.write(
        "export",
        what=arguments.out.name,
        mode="internal" if is_internal else "public",
        view_id="、".join(scene.view.id for scene in scenes),
        build_id=scenes[0].view.build_id if scenes else "",
        data_dir=data_dir,
    )
    content = materials.make(scenes, suffix, data_dir, title=title, **options)
    with store.telling(arguments.out):
        store.write(arguments.out, content)
    for scene in scenes:  # its 版ID stands in the file, so that it can be opened
        kept_views.keep(data_dir, scene.view.id, kept_views.of(scene.view, __version__))
    ids = "、".join(scene.view.id for scene in scenes[:3])
    more = f" ほか {len(scenes) - 3}" if len(scenes) > 3 else ""
    stamp = settings.MODE_LABELS["internal" if is_internal else "public"]
    print(
        f"{arguments.out} に書き出しました（{stamp}、{len(content):,} バイト、版ID {ids}{more}）。"
    )
    return 0


def use_data(arguments: argparse.Namespace) -> Path:
    """The data folder, for this command and the pages it runs; WarehouseError if it is empty."""
    from zaitaku.ask import warehouse

    if arguments.data is not None:
        settings.use_data_dir(arguments.data)
    data_dir = settings.root_dir()
    warehouse.need_one(data_dir)
    if warehouse.current_build_id(data_dir) is None:
        raise WarehouseError(
            f"データがまだありません（{data_dir}）。zaitaku import で取り込んでください。"
        )
    return data_dir


def mode_of(arguments: argparse.Namespace, shown: Sequence[str]) -> Mode:
    """The mode to export in: 公表 unless 内部 was asked for, and never what a pin forbids.

    ``shown``: the mode of the view that was linked to, if it says one.
    """
    asked: Mode | None = arguments.mode
    pinned = settings.pinned_mode()
    if asked is None and "internal" in shown and pinned != "public":
        raise DisclosureError(
            "これは内部モードの画面です。内部のまま書き出すには --mode internal、"
            "公表してよい数値だけで書き出すには --mode public を付けてください。"
        )
    if pinned is not None and pinned != (asked or "public"):
        label = settings.MODE_LABELS
        raise DisclosureError(
            f"この設置は{label[pinned]}モードに固定されています（ZAITAKU_MODE）。"
            f"{label[asked or 'public']}モードでは書き出せません。"
        )
    return asked or "public"


def view_of(page: str, link: dict[str, list[str]], mode: Mode, build_id: str | None) -> View:
    """The view of a page; DisclosureError rather than one in another mode than asked for."""
    from zaitaku.compose import pages

    made = pages.view_of(page, {**link, "mode": [mode]}, build_id)
    if made.mode != mode:
        raise DisclosureError(f"画面「{page}」を{settings.MODE_LABELS[mode]}モードで開けません。")
    return made
