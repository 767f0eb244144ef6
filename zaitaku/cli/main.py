"""The command ``zaitaku``: thin. Errors become one message and an exit code.

``query`` is called hundreds of times by scripts, so nothing heavy is imported at the top.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zaitaku import __version__
from zaitaku.access import asking, log
from zaitaku.cli import aggregate as cli_aggregate
from zaitaku.cli import backup as cli_backup
from zaitaku.cli import builds as cli_builds
from zaitaku.cli import card as cli_card
from zaitaku.cli import completing as cli_completing
from zaitaku.cli import export as cli_export
from zaitaku.cli import serving as cli_serving
from zaitaku.cli import zones as cli_zones
from zaitaku.cli.common import (
    any_word_can_be_told,
    data_dir,
    data_option,
    print_json,
    reader_may_leave,
    write_nowhere,
)
from zaitaku.cli.parser import Parser
from zaitaku.ground import paths, settings, store
from zaitaku.ground.errors import UsageError, ZaitakuError

if TYPE_CHECKING:
    from zaitaku.ask.answer import Answer

HELP = "在宅医療アトラス: KDB の集計から市町村ごとの在宅医療を見る"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the error's own (contract: 0, 2, 10 to 16)."""
    # a pipe that ends early (| head) is no error
    any_word_can_be_told()
    try:
        arguments = parser().parse_args(argv)
        code = int(arguments.run(arguments) or 0)
        with reader_may_leave():
            sys.stdout.flush()
        return code
    except ZaitakuError as error:
        print(f"エラー: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        write_nowhere()
        return 0
    except KeyboardInterrupt:
        print("中止しました。前のデータはそのまま残っています。", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """Every command and option; the manual and its test read this."""
    top = Parser(prog="zaitaku", description=HELP)
    top.add_argument(
        "--version",
        action="version",
        version=f"zaitaku {__version__}",
        help="ソフトの版を表示して終わる",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="コマンド")

    def command(name: str, run: Any, text: str, *, data: bool = True) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        if data:
            data_option(sub)
        return sub

    cli_builds.add(command)
    cli_backup.add(command)
    _add_questions(command)
    command("check", _check, "質問のヘッダーと SQL、版の中身を検査する")
    sub = command("sample", _sample, "見本の県（架空県）の入力ファイルを書く", data=False)
    sub.add_argument("dir", type=Path, metavar="DIR", help="書き出すフォルダ")
    sub = command("template", _template, "入力する表のひな形を書く")
    sub.add_argument("kind", metavar="KIND", help="表の種類。知らない名前なら、使えるものを示す")
    sub.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="書き出すファイル。なければ画面に出す"
    )
    cli_zones.add(command)
    cli_card.add(cli_export.add(command))
    cli_serving.add(command)
    cli_aggregate.add(command)
    cli_completing.add(command, parser)
    return top


def _add_questions(command: Callable[..., argparse.ArgumentParser]) -> None:
    sub = command("query", _query, "質問に答える")
    sub.add_argument("name", metavar="NAME", help="質問の名前（zaitaku queries で一覧）")
    sub.add_argument(
        "-p", dest="params", action="append", default=[], metavar="KEY=VALUE",
        help="質問の引数。繰り返せる",
    )  # fmt: skip
    sub.add_argument(
        "--mode", choices=settings.MODES, default="public", help="既定は公表（public）"
    )
    sub.add_argument(
        "--every", action="store_true",
        help="都道府県ごとの置き場所を集めたフォルダ（--data）の、すべての都道府県に尋ねて並べる",
    )  # fmt: skip
    form = sub.add_mutually_exclusive_group()
    form.add_argument(
        "--format", choices=("table", "csv", "json"), default="table",
        help="画面での書き方（既定 table）",
    )  # fmt: skip
    form.add_argument(
        "--out", type=Path, metavar="FILE",
        help="画面でなくファイルに書く。形式は名前の末尾（.csv、.xlsx、.parquet）で決まる",
    )  # fmt: skip
    sub.add_argument(
        "--lang", choices=("names", "ja"), default="names",
        help="csv の見出し: 列の名前（names、既定）か、日本語と単位（ja）",
    )  # fmt: skip

    sub = command("queries", _queries, "質問の一覧、またはその引数と列", data=False)
    sub.add_argument(
        "name", nargs="?", metavar="NAME", help="質問の名前。あれば、その引数と列だけを示す"
    )
    sub.add_argument("--json", action="store_true", help="JSON で書く")


def _query(arguments: argparse.Namespace) -> int:
    params: dict[str, Any] = {}
    for pair in arguments.params:
        key, sign, value = pair.partition("=")
        if not sign:
            raise UsageError(f"-p は KEY=VALUE の形で書いてください: {pair}")
        params[key] = [*params[key], value] if key in params else [value]
    if arguments.out is not None:
        from zaitaku.export import answers

        answers.suffix_of(arguments.out)  # told before the work, not after it
    asking.need_mode(arguments.mode)
    write_log, ask = _asked_of(arguments)
    if arguments.mode == "internal" or arguments.out is not None:
        written = "" if arguments.out is None else f" --out {arguments.out.name}"
        write_log(f"zaitaku query {arguments.name}{written}")
    answer = ask(arguments.name, params)
    if not answer.rows:
        # beside the answer: what reads it from a pipe gets its header and nothing else
        print(f"該当する行がありません。{_why_empty(answer.params)}", file=sys.stderr)
    if arguments.out is not None:
        _write(answer, arguments)
    else:
        _print(answer, arguments)
    return 0


def _asked_of(
    arguments: argparse.Namespace,
) -> tuple[Callable[[str], None], Callable[[str, Mapping[str, Any]], Answer]]:
    """How an export of the build, or of those of every prefecture, is logged, and how it is
    asked."""
    from zaitaku.ask import warehouse
    from zaitaku.derived import questions

    root, mode = data_dir(arguments), arguments.mode
    if not arguments.every:
        build = warehouse.open_build(root, mode)
        known = {"mode": mode, "build_id": build.build_id, "data_dir": root}
        return (
            lambda what: log.write("export", what=what, **known),
            lambda name, params: questions.run(build, name, params),
        )
    from zaitaku.derived import each_prefecture

    every = each_prefecture.opened(root, mode)

    def ask(name: str, params: Mapping[str, Any]) -> Answer:
        answer = each_prefecture.stacked(every, name, mode, params)
        for note in each_prefecture.warnings(answer):
            print(note, file=sys.stderr)
        return answer

    return lambda what: each_prefecture.write_log(every, what, mode, root), ask


def _print(answer: Answer, arguments: argparse.Namespace) -> None:
    if arguments.format == "csv":
        from zaitaku.export import csv

        sys.stdout.write(csv.to_text(answer, headings=arguments.lang, neutralise=False))
    elif arguments.format == "json":
        from zaitaku.export import as_records

        print_json(as_records(answer))
    else:
        from zaitaku.export import as_lines

        print("\n".join(as_lines(answer)))


def _write(answer: Answer, arguments: argparse.Namespace) -> None:
    """The file that ``--out`` names, and what it is."""
    from zaitaku.export import answers

    suffix = answers.suffix_of(arguments.out)
    content = answers.make(answer, suffix, headings=arguments.lang)
    with store.telling(arguments.out):
        store.write(arguments.out, content)
    print(
        f"{arguments.out} に書き出しました（{settings.MODE_LABELS[answer.mode]}、"
        f"{len(answer):,} 行、{len(content):,} バイト、版 {answer.build_id}）。"
    )


def _why_empty(params: Mapping[str, Any]) -> str:
    if params.get("area_code"):
        return (
            f"area_code は area_unit={params.get('area_unit')} の地域コードで指定してください"
            "（一覧は zaitaku query area/list）。"
        )
    return "どの年度に何があるかは zaitaku query build/years で見られます。"


def _queries(arguments: argparse.Namespace) -> int:
    from zaitaku.derived import questions

    chosen = [arguments.name] if arguments.name else list(questions.names())
    found = [questions.load(name) for name in chosen]
    if arguments.json:
        print_json([_describe(q) for q in found])
        return 0
    for question in found:
        only = "" if "public" in question.modes else "（内部のみ）"
        print(f"{question.name}: {question.question}{only}")
        if arguments.name:
            print(f"  単位: {question.grain}\n  出典: {question.source}\n  引数:")
            for param in question.params:
                print(f"    {param.name} ({param.sql_type}) {param.label} {param.description}")
            print("  列:")
            for column in question.columns:
                print(f"    {column.name} ({column.type}) {column.title} {column.description}")
    return 0


def _describe(question: Any) -> dict[str, Any]:
    return {
        "name": question.name,
        "question": question.question,
        "grain": question.grain,
        "source": question.source,
        "modes": list(question.modes),
        "params": [
            {
                "name": p.name,
                "type": p.sql_type,
                "default": p.default,
                "choices": list(p.choices) if isinstance(p.choices, tuple) else p.choices,
                "label": p.label,
                "description": p.description,
            }
            for p in question.params
        ],
        "columns": [
            {
                "name": c.name,
                "type": c.type,
                "role": c.role,
                "label": c.label,
                "unit": c.unit,
                "description": c.description,
            }
            for c in question.columns
        ],
        "notes": [note.told for note in question.notes],
    }


def _check(arguments: argparse.Namespace) -> int:
    from zaitaku.build import checking
    from zaitaku.derived import questions

    faults = checking.faults(data_dir(arguments), computed=questions.faults)
    for fault in faults:
        print(fault)
    print("問題はありません。" if not faults else f"{len(faults)} 件の問題があります。")
    return checking.exit_code(faults)


def _sample(arguments: argparse.Namespace) -> int:
    files = paths.sample_inputs()
    taken = [file.name for file in files if (arguments.dir / file.name).exists()]
    if taken:
        raise UsageError(
            f"{arguments.dir} には同じ名前のファイルがあります: {'、'.join(taken)}。"
            "上書きはしません。別のフォルダを指定してください。"
        )
    with store.telling(arguments.dir):
        arguments.dir.mkdir(parents=True, exist_ok=True)
        for file in files:
            store.write(arguments.dir / file.name, file.read_bytes())
    print(f"{len(files)} 個のファイルを {arguments.dir} に書きました。")
    return 0


def _template(arguments: argparse.Namespace) -> int:
    from zaitaku.sources import templates

    if arguments.file and arguments.file.exists():
        raise UsageError(f"{arguments.file} は既にあります。上書きはしません。")
    if arguments.file is not None and arguments.file.suffix.lower() == ".xlsx":
        from zaitaku.export import template_book

        content = template_book.of_build(arguments.kind, data_dir(arguments))
    else:
        content = templates.to_bytes(arguments.kind)
    if arguments.file is None:
        sys.stdout.write(content.decode("utf-8-sig"))
        return 0
    with store.telling(arguments.file):
        store.write(arguments.file, content)
    return 0
