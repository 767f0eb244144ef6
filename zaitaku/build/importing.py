"""From files to a finished build: read, keep what stays, write, protect, check, make current.

One import run is one build; what it keeps and replaces is the affair of ``raw``.
Whatever goes wrong, CURRENT and the builds that were there are untouched.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from zaitaku import sources
from zaitaku.ask import warehouse
from zaitaku.build import entered, geography, identity, maps, model, release, releases, writing
from zaitaku.build import raw as importing_raw
from zaitaku.build.dictionary import comment
from zaitaku.build.release import published as earlier_releases
from zaitaku.disclosure.policy import Policy
from zaitaku.ground import paths, secret, store
from zaitaku.ground.errors import (
    DisclosureError,
    SourceFileError,
    UsageError,
    ValidationError,
    WarehouseError,
    ZaitakuError,
)
from zaitaku.ground.states import Problem

_REMEMBERED = "protected"  # folder of masks found before, see release.remembered
_PUBLISHED = "published"  # folder of what earlier releases showed, see release.published


@dataclass
class ImportResult:
    """What an import did; ``build_id`` is None when nothing was stored.

    ``warnings`` concern the build as a whole: what its files say together. ``reports``: what was
    hidden, table by table; empty where the build was already there. ``is_incomplete``: the run
    stopped because of what tables lack (told among the problems of their files).
    ``replaces_entered``: it stopped because a file would take the place of an entered table.
    """

    build_id: str | None
    files: list[sources.FileReport]
    problems: list[Problem]
    replaced: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    reports: list[release.TableReport] = field(default_factory=list)
    already_there: bool = False
    is_incomplete: bool = False
    replaces_entered: bool = False
    exit_code: int = 0


def run(
    inputs: Sequence[Path],
    data_dir: Path,
    policy: Policy,
    *,
    fiscal_year: int | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    accept_incomplete: bool = False,
    replace_entered: bool = False,
    is_held: bool = False,
    progress: Callable[[str], None] = lambda message: None,
) -> ImportResult:
    """Import files or folders. ``is_held``: the new build is not made the current one.

    Returns with ``exit_code`` 10 or 11 and no build when a file was refused (unless
    ``skip_refused``), lacks rows of municipalities (unless ``accept_incomplete``), would take the
    place of what was entered in the app (unless ``replace_entered``), or none could be read.
    Where one of ``inputs`` itself could not be read the
    code is 10 even if the others were imported. Raises SourceFileError without a 市区町村マスタ,
    WarehouseError when the new build fails its checks or cannot be written, and DisclosureError
    when it cannot be protected.
    """
    known = stored_master(data_dir)
    collected = sources.collect(inputs, fiscal_year=fiscal_year, known=known, progress=progress)
    result = ImportResult(None, collected.files, collected.problems)
    refused = [report for report in collected.files if report.status == "refused"]
    if refused and not skip_refused:
        result.exit_code = max(report.exit_code for report in refused)
        return result
    if collected.unread or not collected.tables:
        result.exit_code = SourceFileError.exit_code
    if not collected.tables:
        return result
    if known is None and not any("municipality" in t.frames for t in collected.tables):
        raise SourceFileError(
            "市区町村マスタがありません。municipality_code, municipality_name, insurer_no,"
            " medical_area_code, medical_area, home_care_zone の列をもつ CSV を"
            "一緒に取り込んでください（ひな形: zaitaku template municipalities）。"
        )
    if collected.incomplete and not accept_incomplete:
        result.is_incomplete = True
        result.exit_code = ValidationError.exit_code
        return result
    if known is not None and not replace_entered:
        result.warnings = _taking_place(collected, data_dir)
        if result.warnings:
            result.replaces_entered = True
            result.exit_code = ValidationError.exit_code
            return result
    if dry_run:
        return result
    _build(collected, data_dir, policy, result, progress, is_held=is_held)
    return result


def publish(
    data_dir: Path,
    policy: Policy,
    progress: Callable[[str], None] = lambda message: None,
    *,
    replace: bool = False,
    is_held: bool = False,
) -> ImportResult:
    """Protect the stored data anew, with the policy as it is now: a build without new files.

    ``replace``: the current build was never published; the new one need not keep to it, and takes
    its place. ``is_held``: the new build is not made the current one.
    """
    # says so where there is nothing to publish
    before = warehouse.open_build(data_dir, "internal").build_id
    if replace:
        _refuse_released(data_dir, before)
    result = ImportResult(None, [], [])
    nothing = sources.Collected([], [], [])
    instead_of = before if replace else ""
    _build(nothing, data_dir, policy, result, progress, instead_of=instead_of, is_held=is_held)
    if replace and result.build_id != before:
        discard(data_dir, before)
    return result


def remove_scheme(
    data_dir: Path,
    policy: Policy,
    scheme: str,
    progress: Callable[[str], None] = lambda message: None,
) -> ImportResult:
    """A build without an imported 圏域の種類; earlier builds keep it.

    UsageError when there is no such scheme; DisclosureError while the policy publishes it.
    """
    stored = warehouse.open_build(data_dir, "internal").cursor()
    found = stored.execute("select distinct zone_scheme from raw.zone_membership order by 1")
    known = [row[0] for row in found.fetchall()]
    if scheme not in known:
        raise UsageError(
            f"「{scheme}」という圏域の種類は取り込まれていません。"
            f"あるのは {'、'.join(known) or 'なし'} です。"
        )
    if scheme in policy.published_zone_schemes:
        raise DisclosureError(
            f"「{scheme}」は公表している圏域の種類です。先に画面「公表」の選び方（選んでいなければ"
            "公表規則 disclosure.toml の published_zone_schemes）から外してください。"
        )
    result = ImportResult(None, [], [])
    _build(sources.Collected([], [], []), data_dir, policy, result, progress, without=scheme)
    return result


def remember_releases(data_dir: Path, policy: Policy) -> list[Problem]:
    """Keep what the stored releases show, of those it was not kept of; what cannot be is told.

    To be called before builds are deleted, by who holds the folder or alone.
    """
    folder = data_dir / _PUBLISHED
    found: list[Problem] = []
    for build in warehouse.builds(data_dir):
        name = build.build_id
        if earlier_releases.is_recorded(folder, name):
            continue
        if not warehouse.file_of(data_dir, name, "internal").is_file():
            continue  # a server that only shows what is published
        try:
            internal = warehouse.open_build(data_dir, "internal", name).cursor()
            published = warehouse.open_build(data_dir, "public", name).cursor()
            earlier_releases.record(folder, name, internal, published, policy)
        except (WarehouseError, duckdb.Error, KeyError):  # or its tables are not those of today
            found.append(
                Problem(
                    "warning",
                    f"版 {name}",
                    "読めないため、この版で公表した数を考えに入れていません。",
                    "この版を公表していたら、バックアップから戻して zaitaku publish してください。"
                    "公表していなければ、版のファイルを消してください。",
                )
            )
    return found


def earlier(data_dir: Path, *, without: str = "") -> list[earlier_releases.Earlier]:
    """What releases other than one showed and hid."""
    return earlier_releases.load(data_dir / _PUBLISHED, without=without)


def discard(data_dir: Path, build_id: str) -> None:
    """Delete a build that was never published: what it shows need not be kept to.

    UsageError where it is the current one, was released, or there is nothing of it.
    """
    folder = data_dir / _PUBLISHED
    with writing.only_writer(data_dir):
        # asked within: it may be released while this waits for who holds the folder
        if warehouse.current_build_id(data_dir) == build_id:
            raise UsageError(
                f"版「{build_id}」は今の版です。先に zaitaku builds --use 番号 でほかの版に"
                "切り替えてください。"
            )
        _refuse_released(data_dir, build_id)
        try:
            there = writing.delete(data_dir, build_id)
            kept = earlier_releases.is_recorded(folder, build_id)
            earlier_releases.discard(folder, build_id)
        except OSError as error:
            raise writing.unwritable(data_dir, error) from error
    if not there and not kept:
        raise UsageError(f"版「{build_id}」は {data_dir} にありません。")


def _refuse_released(data_dir: Path, build_id: str) -> None:
    """What was released once is known, also where the release was withdrawn."""
    if found := releases.of_build(data_dir, build_id):
        raise UsageError(
            f"版「{build_id}」は第{found[-1].number}号として公表されています。公表した数は知られて"
            "いるので、取り下げた版でも、次からの秘匿で考えに入れます。消せません。"
        )


def stored_master(data_dir: Path) -> sources.Master | None:
    """The master of the current build; None before the first import."""
    if warehouse.current_build_id(data_dir) is None:
        return None
    stored = warehouse.open_build(data_dir, "internal")
    with warehouse.reading(stored):
        return importing_raw.master(stored.cursor())


def _taking_place(collected: sources.Collected, data_dir: Path) -> list[Problem]:
    """What is to be said where files would replace rows that were entered in the app."""
    stored = warehouse.open_build(data_dir, "internal")
    with warehouse.reading(stored):
        lost = importing_raw.replaced_entered(
            stored.cursor(), collected, set(entered.approved(data_dir))
        )
    return [
        Problem(
            "warning",
            name,
            f"画面で入力して決裁した表（{entry}）の {rows:,} 行が、このファイルの行に替わります。",
            "替えてよければ、その指定（--replace-entered）を付けてもう一度取り込んでください。"
            "替えないときは、このファイルを除いてください。",
        )
        for name, entry, rows in lost
    ]


def _build(
    collected: sources.Collected,
    data_dir: Path,
    policy: Policy,
    result: ImportResult,
    progress: Callable[[str], None],
    without: str | None = None,
    instead_of: str = "",
    is_held: bool = False,
) -> None:
    with writing.only_writer(data_dir, progress):
        try:
            build_id = _write_build(
                collected, data_dir, policy, result, progress, without, instead_of, is_held=is_held
            )
            if not is_held:
                writing.make_current(data_dir, build_id)
            result.build_id = build_id
        except (duckdb.Error, OSError) as error:
            result.build_id = None
            raise writing.unwritable(data_dir, error) from error
        except ZaitakuError:
            result.build_id = None
            raise


def _write_build(
    collected: sources.Collected,
    data_dir: Path,
    policy: Policy,
    result: ImportResult,
    progress: Callable[[str], None],
    without: str | None,
    instead_of: str,
    *,
    is_held: bool,
) -> str:
    """The build's id; its files are in their place."""
    pending = writing.pending_files(data_dir, os.getpid())
    not_kept = remember_releases(data_dir, policy)
    try:
        with writing.writing(pending["internal"]) as connection:
            connection.execute("begin")
            geo = _fill(connection, collected, data_dir, result, progress, without)
            result.warnings = [*_warnings(connection), *not_kept]
            key = secret.key(data_dir)
            build_id = identity.build_id(connection, policy, key)
            # a build that a full disk or a broken copy left in pieces is made anew
            result.already_there = warehouse.is_whole(data_dir, build_id)
            if not result.already_there:
                identity.store(connection, build_id, geo)
                _refuse(importing_raw.repeated(connection))
                _refuse(_failed(connection, "warehouse_*.sql"))
                progress("公表用のデータを作り、秘匿を確かめています")
                with writing.writing(pending["public"]) as published:
                    result.reports = release.write(
                        connection,
                        published,
                        policy,
                        progress,
                        data_dir / _REMEMBERED,
                        key,
                        earlier(data_dir, without=instead_of),
                    )
                    _refuse(_failed(published, "release_*.sql"))
                    comment(published)
                comment(connection)
            connection.execute("commit")
        if geo is not None:
            _put_geometry(data_dir / "geo", geo)
        if not result.already_there:
            # before it is there: whatever happens, it is in nobody's use. The first one too: broken
            # off here, there would be a build and nothing that says which is in use
            if is_held or warehouse.current_build_id(data_dir) is None:
                writing.hold(data_dir, build_id)
            writing.put_build(data_dir, build_id, pending)
        # before anybody can see it: what is shown once stays known
        remember_releases(data_dir, policy)
        return build_id
    finally:
        for path in pending.values():
            writing.remove(path)


def _fill(
    connection: duckdb.DuckDBPyConnection,
    collected: sources.Collected,
    data_dir: Path,
    result: ImportResult,
    progress: Callable[[str], None],
    without: str | None,
) -> geography.Prepared | None:
    """What stays, what is new, and all that is made of it; the map, where there are boundaries."""
    model.make_raw(connection)
    progress("これまでのデータを引き継いでいます")
    if warehouse.current_build_id(data_dir) is not None:
        importing_raw.keep(connection, warehouse.open_build(data_dir, "internal").cursor())
    connection.execute("delete from raw.zone_membership where zone_scheme = ?", [without])
    progress("読み取った表を書き込んでいます")
    importing_raw.clear_for_entered(connection, collected, set(entered.approved(data_dir)))
    result.replaced += importing_raw.store(connection, collected)
    importing_raw.carry_stored(connection)
    importing_raw.store_catalogue(connection)
    progress("地域ごとの集計を作っています")
    model.make_cells(connection)
    progress("地図を準備しています")
    return maps.store(connection)


def _warnings(connection: duckdb.DuckDBPyConnection) -> list[Problem]:
    found = connection.execute(
        "select place, message, fix from problem"
        " where source_id is null and severity = 'warning' order by all"
    )
    return [Problem("warning", *row) for row in found.fetchall()]


def _failed(connection: duckdb.DuckDBPyConnection, pattern: str) -> list[str]:
    return writing.failed_checks(connection, list(paths.CHECKS.glob(pattern)))


def _refuse(failures: list[str]) -> None:
    if failures:
        raise WarehouseError(
            "取り込んだデータの検査で問題が見つかったため、新しい版は作りませんでした"
            "（前のデータはそのままです）。\n" + "\n".join(f"・{text}" for text in failures)
        )


def _put_geometry(folder: Path, geo: geography.Prepared) -> None:
    folder.mkdir(exist_ok=True)
    target = folder / f"{geo.content_hash}.topojson"
    if not target.is_file():
        store.write(target, geo.topojson)
