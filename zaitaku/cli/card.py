"""``zaitaku export card``: 市町村カルテ without a browser, the same bytes as on the screen."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from zaitaku.access import log
from zaitaku.cli import export as cli_export
from zaitaku.ground import settings, store
from zaitaku.ground.errors import UsageError

UNITS = ("municipality", "medical_area", "zone", "prefecture")
FORMS = ("pdf", "pptx", "xlsx")
_PAGE = "card"


def add(verb: cli_export.Verb) -> None:
    """Register the verb with the common options that ``cli.export`` gives it."""
    made = verb("card", run, "市町村カルテを書き出す（1つの地域、または全部を1つの zip に）")
    made.add_argument("--area", metavar="CODE", help="地域コード（県全体のときは要らない）")
    made.add_argument("--all", action="store_true", help="すべての地域を1つの zip に")
    made.add_argument("--format", choices=FORMS, help="--all の zip に入れる形式（既定 pdf）")
    made.add_argument("--unit", choices=UNITS, default=UNITS[0], help="地域の単位")
    made.add_argument("--zones", metavar="SCHEME", help="圏域の種類（--unit zone のとき）")
    made.add_argument("--group", choices=UNITS[1:3], help="市町村に並べて示す圏域")
    made.add_argument("--year", type=int, metavar="N", help="年度（西暦。既定は最も新しい年度）")


def run(arguments: argparse.Namespace) -> int:
    """Write one card, or the zip of all; says what was written."""
    from zaitaku.ask import warehouse
    from zaitaku.cards import Asking, every, made
    from zaitaku.derived.questions import of_some_tables

    suffix = _suffix(arguments)
    data_dir = cli_export.use_data(arguments)
    link = _link(arguments)
    view = cli_export.view_of(_PAGE, link, cli_export.mode_of(arguments, []), None)
    _check(link, view.link)
    build = warehouse.open_build(data_dir, view.mode, view.build_id)
    asking = Asking(of_some_tables(build), view)
    stamp = settings.MODE_LABELS[view.mode]
    log.write(
        "export",
        what=f"{arguments.out.name}（市町村カルテ）",
        mode=view.mode,
        view_id=view.id,
        build_id=view.build_id,
        data_dir=data_dir,
    )
    if arguments.all:
        count = every.write(asking, view, suffix, arguments.out, data_dir, _progress)
        print(f"{arguments.out} に書き出しました（{stamp}、{count} 件のカルテ）。")
        return 0
    code = arguments.area or asking.prefecture.code
    card = made(asking, code, view)
    content = every.to_bytes(card, suffix, data_dir)
    with store.telling(arguments.out):
        store.write(arguments.out, content)
    print(
        f"{arguments.out} に書き出しました"
        f"（{stamp}、{card.name}、{len(content):,} バイト、版ID {card.view.id}）。"
    )
    return 0


def _suffix(arguments: argparse.Namespace) -> str:
    """The form of a card; UsageError where options and the file's name do not agree."""
    ending = arguments.out.suffix.lower().removeprefix(".")
    if arguments.all:
        if arguments.area:
            raise UsageError("--area と --all は、どちらか 1 つを指定してください。")
        if ending != "zip":
            raise UsageError(
                f"--all は 1 つの zip に書き出します。「{arguments.out.name}」の末尾を"
                " .zip にしてください（中の形式は --format で選びます）。"
            )
        return str(arguments.format or FORMS[0])
    if arguments.format:
        raise UsageError("--format は --all のときだけ使います。")
    if not arguments.area and arguments.unit != "prefecture":
        raise UsageError("--area に地域コードを指定するか、--all を付けてください。")
    if ending not in FORMS:
        raise UsageError(
            f"「{arguments.out.name}」の形式では書き出せません。"
            f"ファイル名の末尾を {'、'.join(f'.{form}' for form in FORMS)} のどれかにしてください。"
        )
    return str(ending)


def _link(arguments: argparse.Namespace) -> dict[str, list[str]]:
    """The choices as the page's address has them; what is left out has the page's default."""
    chosen = {
        "year": arguments.year,
        "unit": None if arguments.unit == "prefecture" else arguments.unit,
        "scope": "prefecture" if arguments.unit == "prefecture" else None,
        "zones": arguments.zones,
        "area": None if arguments.unit == "prefecture" else arguments.area,
        "group": arguments.group,
    }
    return {key: [str(value)] for key, value in chosen.items() if value is not None}


def _check(asked: dict[str, list[str]], link: Any) -> None:
    """A choice that the data do not have must not become another one in silence."""
    for key, label in (("area", "地域コード"), ("year", "年度"), ("zones", "圏域の種類")):
        if key in asked and tuple(asked[key]) != tuple(link.get(key, asked[key])):
            raise UsageError(
                f"{label}「{asked[key][0]}」は、このデータにありません。"
                "zaitaku query area/list と zaitaku query build/years で確かめてください。"
            )


def _progress(done: int, total: int, name: str) -> None:
    if name:
        print(f"{done + 1} / {total} {name}", file=sys.stderr, flush=True)
