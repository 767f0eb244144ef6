"""The command ``zaitaku``: thin. Errors become one message and an exit code.

``query`` is called hundreds of times by scripts, so nothing heavy is imported at the top.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zaitaku import __version__, cli_export, cli_zones, paths, settings
from zaitaku.cli_parser import Parser, fiscal_year
from zaitaku.errors import SettingsError, SourceFileError, UsageError, ZaitakuError

if TYPE_CHECKING:
    from zaitaku.importing import ImportResult

HELP = "在宅医療アトラス: KDB の集計から市町村ごとの在宅医療を見る"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the error's own (contract: 0, 2, 10 to 16)."""
    # a pipe that ends early (| head) is no error, and Windows consoles may not be UTF-8
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        arguments = parser().parse_args(argv)
        return int(arguments.run(arguments) or 0)
    except ZaitakuError as error:
        print(f"エラー: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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
            sub.add_argument(
                "--data",
                type=Path,
                metavar="DIR",
                help="データの置き場所（既定 ZAITAKU_DATA か data）",
            )
        return sub

    sub = command("import", _import, "ファイルやフォルダを取り込み、新しい版を作る")
    sub.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    sub.add_argument(
        "--fiscal-year", type=fiscal_year, metavar="N", help="年度（西暦）。表の記載に優先する"
    )
    sub.add_argument("--dry-run", action="store_true", help="読んで調べるだけで、取り込まない")
    sub.add_argument("--skip-refused", action="store_true", help="読めないファイルを除いて取り込む")
    sub.add_argument("--json", action="store_true", help="結果を JSON で書く")

    sub = command("query", _query, "質問に答える")
    sub.add_argument("name", metavar="NAME")
    sub.add_argument("-p", dest="params", action="append", default=[], metavar="KEY=VALUE")
    sub.add_argument(
        "--mode", choices=settings.MODES, default="public", help="既定は公表（public）"
    )
    sub.add_argument("--format", choices=("table", "csv", "json"), default="table")

    sub = command("queries", _queries, "質問の一覧、またはその引数と列", data=False)
    sub.add_argument("name", nargs="?", metavar="NAME")
    sub.add_argument("--json", action="store_true")

    command("check", _check, "質問のヘッダーと SQL、版の中身を検査する")
    command("publish", _publish, "今の公表規則（disclosure.toml）で公表用データを作り直す")
    sub = command("audit", _audit, "公表用データの秘匿が逆算できないかを確かめる")
    sub.add_argument("--json", action="store_true", help="結果を JSON で書く")
    command("builds", _builds, "残っている版の一覧")
    sub = command("prune", _prune, "古い版を消す（今の版は残す）")
    sub.add_argument("--keep", type=int, default=3, metavar="N", help="残す数（既定 3）")
    sub = command("sample", _sample, "見本の県（架空県）の入力ファイルを書く", data=False)
    sub.add_argument("dir", type=Path, metavar="DIR")
    sub = command("template", _template, "入力する表のひな形を書く", data=False)
    sub.add_argument("kind", metavar="KIND")
    sub.add_argument("file", nargs="?", type=Path, metavar="FILE")
    cli_zones.add(command, Parser)
    cli_export.add(command, Parser)
    sub = command("serve", _serve, "ブラウザで見られるようにする")
    sub.add_argument("--port", type=int, default=8501, metavar="N")
    sub.add_argument(
        "--sample-if-empty", action="store_true", help="データがなければ見本の県を取り込む"
    )
    return top


def _data_dir(arguments: argparse.Namespace) -> Path:
    return Path(arguments.data) if arguments.data else settings.data_dir()


def _import(arguments: argparse.Namespace) -> int:
    from zaitaku import importing
    from zaitaku.disclosure.policy import load_policy

    def progress(message: str) -> None:
        print(message, file=sys.stderr, flush=True)

    result = importing.run(
        arguments.paths,
        _data_dir(arguments),
        load_policy(paths.POLICY),
        fiscal_year=arguments.fiscal_year,
        dry_run=arguments.dry_run,
        skip_refused=arguments.skip_refused,
        progress=progress,
    )
    if arguments.json:
        print(json.dumps(_as_json(result), ensure_ascii=False, indent=1))
    else:
        _print_summary(result, dry_run=arguments.dry_run)
    return result.exit_code


def _as_json(result: ImportResult) -> dict[str, Any]:
    def problem(item: Any) -> dict[str, str]:
        return {
            "where": item.where,
            "message": item.message,
            "fix": item.fix,
            "severity": item.severity,
        }

    return {
        "build_id": result.build_id,
        "files": [
            {
                "path": str(report.path),
                "sheet": report.sheet,
                "kind": report.kind,
                "fiscal_year": report.fiscal_year,
                "rows": report.rows,
                "status": report.status,
                "problems": [problem(item) for item in report.problems],
            }
            for report in result.files
        ],
    }


def _print_summary(result: ImportResult, *, dry_run: bool) -> None:
    from zaitaku.sources import KINDS

    words = {"read": "取込", "skipped": "対象外", "refused": "拒否"}
    for report in result.files:
        sheet = f"「{report.sheet}」" if report.sheet else ""
        kind = KINDS.get(report.kind or "", "")
        year = f" {report.fiscal_year}年度" if report.fiscal_year else ""
        size = f" {report.rows:,} 行" if report.status == "read" else ""
        print(f"[{words[report.status]}] {report.path.name}{sheet} {kind}{year}{size}".rstrip())
        if report.reason:
            print(f"    {report.reason}")
        for problem in report.problems:
            if report.reason in (problem.message, str(problem)):
                continue
            label = {"error": "誤り", "warning": "注意", "info": "お知らせ"}[problem.severity]
            print(f"    {label}: {problem}")
    for line in result.replaced:
        print(line)
    for warning in result.warnings:
        print(f"注意: {warning}")
    counts = {s: sum(r.status == s for r in result.files) for s in words}
    years = sorted({r.fiscal_year for r in result.files if r.fiscal_year})
    print(
        f"ファイル {len({r.path for r in result.files})} 件、表 {counts['read']} 件、"
        f"{sum(r.rows for r in result.files if r.status == 'read'):,} 行、"
        f"年度 {'・'.join(map(str, years)) or 'なし'}、"
        f"対象外 {counts['skipped']} 件、拒否 {counts['refused']} 件"
    )
    if result.build_id:
        same = "（同じ内容の版が既にあります）" if result.already_there else ""
        print(f"新しい版 {result.build_id} に切り替えました。{same}")
    elif dry_run and not result.exit_code:
        print("調べただけで、取り込んでいません（--dry-run）。")
    else:
        print("取り込みませんでした。前のデータはそのままです。")


def _query(arguments: argparse.Namespace) -> int:
    from zaitaku import queries, warehouse

    params: dict[str, Any] = {}
    for pair in arguments.params:
        key, sign, value = pair.partition("=")
        if not sign:
            raise UsageError(f"-p は KEY=VALUE の形で書いてください: {pair}")
        params[key] = [*params[key], value] if key in params else [value]
    build = warehouse.open_build(_data_dir(arguments), arguments.mode)
    answer = queries.run(build, arguments.name, params)
    if not answer.rows:
        # beside the answer: what reads it from a pipe gets its header and nothing else
        print(f"該当する行がありません。{_why_empty(answer.params)}", file=sys.stderr)
    if arguments.format == "csv":
        from zaitaku.export import csv

        sys.stdout.write(csv.to_text(answer, neutralise=False))
    elif arguments.format == "json":
        from zaitaku.export import as_records

        print(json.dumps(as_records(answer), ensure_ascii=False, indent=1))
    else:
        from zaitaku.export import as_lines

        print("\n".join(as_lines(answer)))
    return 0


def _why_empty(params: Mapping[str, Any]) -> str:
    if params.get("area_code"):
        return (
            f"area_code は area_unit={params.get('area_unit')} の地域コードで指定してください"
            "（一覧は zaitaku query area/list）。"
        )
    return "どの年度に何があるかは zaitaku query build/years で見られます。"


def _queries(arguments: argparse.Namespace) -> int:
    from zaitaku import queries

    chosen = [arguments.name] if arguments.name else list(queries.names())
    questions = [queries.load(name) for name in chosen]
    if arguments.json:
        print(json.dumps([_describe(q) for q in questions], ensure_ascii=False, indent=1))
        return 0
    for question in questions:
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
        "notes": list(question.notes),
    }


def _check(arguments: argparse.Namespace) -> int:
    from zaitaku import checking

    faults = checking.faults(_data_dir(arguments))
    for fault in faults:
        print(fault)
    print("問題はありません。" if not faults else f"{len(faults)} 件の問題があります。")
    return checking.exit_code(faults)


def _publish(arguments: argparse.Namespace) -> int:
    from zaitaku import importing
    from zaitaku.disclosure.policy import load_policy

    result = importing.publish(
        _data_dir(arguments),
        load_policy(paths.POLICY),
        lambda message: print(message, file=sys.stderr, flush=True),
    )
    same = "（規則もデータも前と同じです）" if result.already_there else ""
    print(f"公表用データを作り直しました。版 {result.build_id}{same}")
    return 0


def _audit(arguments: argparse.Namespace) -> int:
    from zaitaku import release, warehouse
    from zaitaku.disclosure.policy import load_policy
    from zaitaku.errors import DisclosureError

    data_dir = _data_dir(arguments)
    internal, published = (warehouse.open_build(data_dir, mode) for mode in settings.MODES)
    reports = release.audit(internal.cursor(), published.cursor(), load_policy(paths.POLICY))
    if arguments.json:
        from dataclasses import asdict

        tables = [asdict(report) for report in reports]
        found = {"build_id": internal.build_id, "tables": tables}
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print(f"版 {internal.build_id}")
        for report in reports:
            print(
                f"{report.table_name} {report.fiscal_year}年度: 全 {report.cells:,} マス、"
                f"一次秘匿 {report.hidden_primary:,}、補完秘匿 {report.hidden_complementary:,}、"
                f"逆算できるマス {len(report.unprotected):,}"
            )
            for text in report.unprotected[:20]:
                print(f"    {text}")
    return DisclosureError.exit_code if any(report.unprotected for report in reports) else 0


def _builds(arguments: argparse.Namespace) -> int:
    from zaitaku import warehouse

    stored = warehouse.builds(_data_dir(arguments))
    for build in stored:
        mark = "*" if build.is_current else " "
        when = build.created_on if build.is_readable else "読めません（壊れているか別の版のもの）"
        print(f"{mark} {build.build_id}  {when}  {build.size_bytes / 1e6:.1f} MB")
    if not stored:
        print("版はまだありません。")
    return 0


def _prune(arguments: argparse.Namespace) -> int:
    from zaitaku import warehouse

    if arguments.keep < 1:
        raise UsageError("--keep は 1 以上にしてください。")
    removed = warehouse.prune(_data_dir(arguments), arguments.keep)
    print(f"{len(removed)} 個の版を消しました。{' '.join(removed)}".rstrip())
    return 0


def _sample(arguments: argparse.Namespace) -> int:
    files = paths.sample_inputs()
    taken = [file.name for file in files if (arguments.dir / file.name).exists()]
    if taken:
        raise UsageError(
            f"{arguments.dir} には同じ名前のファイルがあります: {'、'.join(taken)}。"
            "上書きはしません。別のフォルダを指定してください。"
        )
    try:
        arguments.dir.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copyfile(file, arguments.dir / file.name)
    except OSError as error:
        raise _not_written(arguments.dir, error) from error
    print(f"{len(files)} 個のファイルを {arguments.dir} に書きました。")
    return 0


def _template(arguments: argparse.Namespace) -> int:
    from zaitaku import templates

    if arguments.file and arguments.file.exists():
        raise UsageError(f"{arguments.file} は既にあります。上書きはしません。")
    content = templates.to_bytes(arguments.kind)
    if arguments.file is None:
        sys.stdout.write(content.decode("utf-8-sig"))
        return 0
    try:
        arguments.file.write_bytes(content)
    except OSError as error:
        raise _not_written(arguments.file, error) from error
    return 0


def _not_written(path: Path, error: OSError) -> SourceFileError:
    from zaitaku.export import materials

    return SourceFileError(materials.why_not_written(path, error))


def _serve(arguments: argparse.Namespace) -> int:
    from zaitaku import warehouse

    settings.pinned_mode()  # an unusable setting is told now, not on the first page
    data_dir = _data_dir(arguments)
    if arguments.sample_if_empty and warehouse.current_build_id(data_dir) is None:
        from zaitaku import importing
        from zaitaku.disclosure.policy import load_policy

        print("データがないので、見本の県（架空県）を取り込みます。", file=sys.stderr)
        result = importing.run(
            paths.sample_inputs(),
            data_dir,
            load_policy(paths.POLICY),
            progress=lambda message: print(message, file=sys.stderr, flush=True),
        )
        if result.exit_code:
            _print_summary(result, dry_run=False)
            return result.exit_code
    if not 1 <= arguments.port <= 65535:
        raise SettingsError("--port は 1 から 65535 の数にしてください。")
    print(f"http://127.0.0.1:{arguments.port} をブラウザで開いてください（終了は Ctrl+C）。")
    sys.stdout.flush()
    command = [sys.executable, "-m", "streamlit", "run", str(paths.ROOT / "app.py")]
    command += ["--server.port", str(arguments.port)]
    environment = {**os.environ, "ZAITAKU_DATA": str(data_dir.resolve())}
    try:
        return subprocess.run(command, env=environment, cwd=paths.ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
