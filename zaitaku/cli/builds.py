"""Commands that make builds and look after them: import, publish, audit, builds, prune."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zaitaku.access import log
from zaitaku.cli import progress
from zaitaku.cli import released as cli_released
from zaitaku.cli.common import data_dir, print_json, quiet_option, reader_may_leave
from zaitaku.cli.parser import fiscal_year
from zaitaku.ground import paths, settings, store
from zaitaku.ground.errors import UsageError, WarehouseError

if TYPE_CHECKING:
    from zaitaku.build.importing import ImportResult
    from zaitaku.derived.attacked import AnswerReport


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Register the commands with ``command(name, run, text)`` of the main parser."""
    sub = command("import", _import, "ファイルやフォルダを取り込み、新しい版を作る")
    sub.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="取り込むファイル、フォルダ、zip"
    )
    sub.add_argument(
        "--fiscal-year", type=fiscal_year, metavar="N", help="年度（西暦）。表の記載に優先する"
    )
    sub.add_argument("--dry-run", action="store_true", help="読んで調べるだけで、取り込まない")
    sub.add_argument("--skip-refused", action="store_true", help="読めないファイルを除いて取り込む")
    sub.add_argument(
        "--accept-incomplete",
        action="store_true",
        help="市区町村や年齢階級の行がそろっていない表も、そのまま取り込む",
    )
    sub.add_argument(
        "--replace-entered",
        action="store_true",
        help="画面で入力して決裁した表でも、ファイルの表に替える",
    )
    sub.add_argument(
        "--hold",
        action="store_true",
        help="新しい版を作り、いまの版は変えない（比べてから builds --use で使う）",
    )
    sub.add_argument("--json", action="store_true", help="結果を JSON で書く")
    sub.add_argument("--verbose", action="store_true", help="どの種類でもないファイルの名前も書く")
    quiet_option(sub)
    sub = command("publish", _publish, "今の公表規則（disclosure.toml）で公表用データを作り直す")
    sub.add_argument(
        "--replace",
        action="store_true",
        help="公表していない今の版の代わりに作る（今の版は消し、秘匿で考えに入れない）",
    )
    quiet_option(sub)
    sub.add_argument(
        "--hold", action="store_true", help="新しい版を作り、いまの版は変えない（比べてから使う）"
    )
    cli_released.options(sub)
    sub.add_argument("--json", action="store_true", help="結果を JSON で書く")
    sub = command("audit", _audit, "公表用データの秘匿が逆算できないかを確かめる")
    sub.add_argument("--build", metavar="ID", help="この番号の版を確かめる（既定は今の版）")
    sub.add_argument("--json", action="store_true", help="結果を JSON で書く")
    sub = command("builds", _builds, "残っている版の一覧。使う版を選ぶ")
    chosen = sub.add_mutually_exclusive_group()
    chosen.add_argument("--use", metavar="ID", help="この番号の版を使う")
    chosen.add_argument(
        "--discard",
        metavar="ID",
        help="公表しなかった版を消し、次からの秘匿で考えに入れない",
    )
    sub = command("prune", _prune, "古い版を消す（今の版は残す）")
    sub.add_argument("--keep", type=int, default=3, metavar="N", help="残す数（既定 3）")


def _import(arguments: argparse.Namespace) -> int:
    from zaitaku.build import choice, importing

    folder = data_dir(arguments)
    if not (arguments.dry_run or arguments.hold):  # nobody sees a build that is held
        named = "、".join(path.name for path in arguments.paths)
        log.write("import", what=named, data_dir=folder)
    with progress.shown(quiet=arguments.quiet) as tell:
        result = importing.run(
            arguments.paths,
            folder,
            choice.policy(folder),
            fiscal_year=arguments.fiscal_year,
            dry_run=arguments.dry_run,
            skip_refused=arguments.skip_refused,
            accept_incomplete=arguments.accept_incomplete,
            replace_entered=arguments.replace_entered,
            is_held=arguments.hold,
            progress=tell,
        )
    with reader_may_leave():
        if arguments.json:
            print_json(_as_json(result))
        else:
            _print_summary(
                result,
                dry_run=arguments.dry_run,
                verbose=arguments.verbose,
                is_held=arguments.hold,
            )
    return result.exit_code


def import_sample(folder: Path, *, quiet: bool = False) -> int:
    """Import the sample prefecture; the exit code. A summary is printed only if it was refused."""
    from zaitaku.build import choice, importing

    with progress.shown(quiet=quiet) as tell:
        result = importing.run(paths.sample_inputs(), folder, choice.policy(folder), progress=tell)
    if result.exit_code:
        _print_summary(result, dry_run=False)
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
        "is_incomplete": result.is_incomplete,
        "replaces_entered": result.replaces_entered,
        "already_there": result.already_there,
        "warnings": [problem(item) for item in result.warnings],
        "files": [
            {
                "path": str(report.path),
                "sheet": report.sheet,
                "kind": report.kind,
                "fiscal_year": report.fiscal_year,
                "rows": report.rows,
                "status": report.status,
                "reason": report.reason,
                "problems": [problem(item) for item in report.problems],
            }
            for report in result.files
        ],
    }


def _print_summary(
    result: ImportResult, *, dry_run: bool, verbose: bool = False, is_held: bool = False
) -> None:
    _print_files(result, verbose=verbose)
    for line in result.replaced:
        print(line)
    for warning in result.warnings:
        print(f"注意: {warning}")
    counts = {s: sum(r.status == s for r in result.files) for s in _STATUS}
    years = sorted({r.fiscal_year for r in result.files if r.fiscal_year})
    print(
        f"ファイル {len({r.path for r in result.files})} 件、表 {counts['read']} 件、"
        f"{sum(r.rows for r in result.files if r.status == 'read'):,} 行、"
        f"年度 {'・'.join(map(str, years)) or 'なし'}、"
        f"対象外 {counts['skipped']} 件、拒否 {counts['refused']} 件"
    )
    _print_published(result)
    if result.build_id:
        same = "（同じ内容の版が既にあります）" if result.already_there else ""
        if is_held:
            print(f"新しい版 {result.build_id} を作りました（いまの版はそのままです）。{same}")
            print(f"使うには zaitaku builds --use {result.build_id} を実行してください。")
        else:
            print(f"新しい版 {result.build_id} に切り替えました。{same}")
        if result.exit_code:
            print("指定したファイルのうち、読めないものは入っていません（上の [拒否]）。")
    elif dry_run and not result.exit_code:
        print("調べただけで、取り込んでいません（--dry-run）。")
    else:
        if result.is_incomplete:
            print(
                "行のそろっていない表があります（上の注意）。元の表がこのとおりなら、"
                "--accept-incomplete を付けてもう一度取り込んでください。"
            )
        print("取り込みませんでした。前のデータはそのままです。")


_STATUS = {"read": "取込", "skipped": "対象外", "refused": "拒否"}


def _print_files(result: ImportResult, *, verbose: bool) -> None:
    """What became of each sheet."""
    from zaitaku.sources import known

    labels = known.labels()
    told: set[str] = set()
    strangers = {r.path for r in result.files if r.is_stranger}
    for report in result.files:
        if report.is_stranger and not verbose:
            continue
        sheet = f"「{report.sheet}」" if report.sheet else ""
        kind = labels.get(report.kind or "", "")
        year = f" {report.fiscal_year}年度" if report.fiscal_year else ""
        size = f" {report.rows:,} 行" if report.status == "read" else ""
        print(f"[{_STATUS[report.status]}] {report.name}{sheet} {kind}{year}{size}".rstrip())
        if report.reason:  # many files of a folder are of no kind, and for one reason
            print("    （上と同じ理由）" if report.reason in told else f"    {report.reason}")
            told.add(report.reason)
        for problem in report.problems:
            if report.reason in (problem.message, str(problem)):
                continue
            label = {"error": "誤り", "warning": "注意", "info": "お知らせ"}[problem.severity]
            print(f"    {label}: {problem}")
    if strangers and not verbose:
        print(
            f"[対象外] フォルダや zip の中の、どの種類の表・地図でもないファイル"
            f" {len(strangers)} 個（名前は --verbose か --json で）"
        )


def _publish(arguments: argparse.Namespace) -> int:
    from zaitaku.build import choice, importing

    folder = data_dir(arguments)
    if arguments.out is not None or arguments.site is not None:
        return cli_released.run(arguments, folder)
    if arguments.hold and arguments.replace:
        raise UsageError("--hold と --replace は一緒に使えません。どちらか 1 つにしてください。")
    if not arguments.hold:  # nobody sees a build that is held
        log.write("release", what="zaitaku publish", data_dir=folder)
    with progress.shown(quiet=arguments.quiet) as tell:
        result = importing.publish(
            folder,
            choice.policy(folder),
            tell,
            replace=arguments.replace,
            is_held=arguments.hold,
        )
    if arguments.json:
        print_json(_as_json(result))
        return 0
    same = "（規則もデータも前と同じです）" if result.already_there else ""
    for warning in result.warnings:
        print(f"注意: {warning}")
    _print_published(result)
    print(f"公表用データを作り直しました。版 {result.build_id}{same}")
    if arguments.hold:
        print(f"いまの版はそのままです。使うには zaitaku builds --use {result.build_id}")
    return 0


_MOST_EXPOSED = 20  # figures named for each table


def _print_published(result: ImportResult) -> None:
    """What earlier releases meant for this one."""
    for report in result.reports:
        where = f"{report.table_name} {report.fiscal_year}年度"
        if report.kept:
            print(f"前の公表に合わせて秘匿のままにした数: {where} {report.kept:,} 個")
        if report.exposed:
            print(
                f"注意: {where} の {len(report.exposed):,} 個は、前に公表した版から分かるため、"
                "秘匿しても守れません"
            )
            for text in report.exposed[:_MOST_EXPOSED]:
                print(f"    {text}")
            if len(report.exposed) > _MOST_EXPOSED:
                print(f"    ほか {len(report.exposed) - _MOST_EXPOSED:,} 個")


def _audit(arguments: argparse.Namespace) -> int:
    from zaitaku.ask import warehouse
    from zaitaku.build import choice, importing, release
    from zaitaku.derived import attacked
    from zaitaku.ground.errors import DisclosureError

    folder = data_dir(arguments)
    internal, published = (
        warehouse.open_build(folder, mode, arguments.build) for mode in settings.MODES
    )
    reports = release.audit(
        internal.cursor(),
        published.cursor(),
        choice.policy(folder),
        importing.earlier(folder, without=internal.build_id),
    )
    answers = list(attacked.attack(internal, published))
    if arguments.json:
        from dataclasses import asdict

        tables, told = ([asdict(one) for one in found] for found in (reports, answers))
        print_json({"build_id": internal.build_id, "tables": tables, "answers": told})
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
            if report.exposed:
                print(f"    前の公表から分かるため、秘匿しても守れない数 {len(report.exposed):,}")
        _print_answers(answers)
    leaks = any(one.unprotected for found in (reports, answers) for one in found)
    return DisclosureError.exit_code if leaks else 0


def _print_answers(answers: list[AnswerReport]) -> None:
    """What was computed from the published figures, and what of it gives a hidden one away."""
    print("公表用データから計算する答え（区間・比・順位・判定・ならした値）")
    for one in answers:
        print(
            f"{one.question}: {one.asked:,} 通りの聞き方、表示 {one.shown:,}、"
            f"秘匿 {one.hidden:,}、もれ {len(one.unprotected):,}"
        )
        for text in one.unprotected[:20]:
            print(f"    {text}")


def _builds(arguments: argparse.Namespace) -> int:
    from zaitaku.ask import warehouse
    from zaitaku.build import importing, writing

    folder = data_dir(arguments)
    if arguments.discard is not None:
        log.write("release", what="版を消す", build_id=arguments.discard, data_dir=folder)
        importing.discard(folder, arguments.discard)
        print(f"版 {arguments.discard} を消しました。次からの秘匿では考えに入れません。")
        return 0
    if arguments.use is not None:
        log.write("release", what="版を選ぶ", build_id=arguments.use, data_dir=folder)
        writing.use(folder, arguments.use)
        print(f"版 {arguments.use} に切り替えました。")
        return 0
    stored = warehouse.builds(folder)
    for build in stored:
        mark = "*" if build.is_current else " "
        when = build.created_on if build.is_readable else "読めません（壊れているか別の版のもの）"
        print(f"{mark} {build.build_id}  {when}  {build.size_bytes / 1e6:.1f} MB")
    if not stored:
        print("版はまだありません。")
    warehouse.current_build_id(folder)  # says so where builds are stored and none is chosen
    return 0


def _prune(arguments: argparse.Namespace) -> int:
    from zaitaku.ask import warehouse
    from zaitaku.build import choice, importing, releases, writing

    if arguments.keep < 1:
        raise UsageError("--keep は 1 以上にしてください。")
    folder = data_dir(arguments)
    if warehouse.current_build_id(folder) is not None:
        with store.telling(folder, WarehouseError), writing.only_writer(folder):
            problems = importing.remember_releases(folder, choice.policy(folder))
        for problem in problems:
            print(f"注意: {problem}")
    log.write("release", what=f"古い版を消す（残す数 {arguments.keep}）", data_dir=folder)
    in_force = releases.in_force(folder)  # its files are what was published
    spared = () if in_force is None else (in_force.build_id,)
    removed = writing.prune(folder, arguments.keep, spared)
    print(f"{len(removed)} 個の版を消しました。{' '.join(removed)}".rstrip())
    return 0
