"""``zaitaku check``: questions against their headers, and the current build against its checks."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from zaitaku import paths, queries, release, warehouse
from zaitaku.disclosure.policy import load_policy
from zaitaku.errors import QueryError, WarehouseError, ZaitakuError
from zaitaku.release import support
from zaitaku.settings import MODES


def faults(data_dir: Path) -> list[str]:
    """Every fault found, as sentences. Without a build, questions are checked on an empty one."""
    if warehouse.current_build_id(data_dir) is not None:
        return _question_faults(data_dir) + _build_faults(data_dir)
    with TemporaryDirectory() as folder:
        write_empty_build(Path(folder))
        return _question_faults(Path(folder))


def exit_code(found: list[str]) -> int:
    """Questions first: a broken header is exit 12, a broken build 13."""
    if not found:
        return 0
    return QueryError.exit_code if any(".sql" in f for f in found) else WarehouseError.exit_code


def write_empty_build(folder: Path) -> None:
    """A build without a single row, current in ``folder``: every question must run on it."""
    files = (warehouse.file_of(folder, "empty", mode) for mode in MODES)
    internal, public = files
    with warehouse.writing(internal) as connection:
        warehouse.run_script(connection, list(paths.MODEL.glob("*.sql")))
        support.write_support(connection)
        with warehouse.writing(public) as published:
            release.write(connection, published, load_policy(None), lambda message: None)
    warehouse.make_current(folder, "empty")


def _question_faults(data_dir: Path) -> list[str]:
    found: list[str] = []
    for mode in MODES:
        build = warehouse.open_build(data_dir, mode)
        for name in queries.names():
            try:
                if mode in queries.load(name).modes:
                    found += queries.check(build, name)
            except ZaitakuError as error:
                found.append(str(error))
    return list(dict.fromkeys(found))


def _build_faults(data_dir: Path) -> list[str]:
    found: list[str] = []
    for mode, pattern in (("internal", "warehouse_*.sql"), ("public", "release_*.sql")):
        build = warehouse.open_build(data_dir, mode)  # type: ignore[arg-type]
        found += warehouse.failed_checks(build.cursor(), list(paths.CHECKS.glob(pattern)))
    return found
