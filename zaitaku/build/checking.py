"""``zaitaku check``: questions against their headers, and the current build against its checks.

Also what the program itself asks: a misspelt question, column, act or group would be shown as
データなし for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from zaitaku import indicators
from zaitaku.ask import contract, queries, warehouse
from zaitaku.ask.warehouse import Build
from zaitaku.build import model, release, writing
from zaitaku.build.release import support
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths
from zaitaku.ground.errors import QueryError, WarehouseError, ZaitakuError
from zaitaku.ground.settings import MODES
from zaitaku.sources.kinds import kdb_institutions, kdb_supply

# Acts and their details, by the column that lists those of a build: what its files may bring.
_ACTS: dict[str, frozenset[tuple[str, str]]] = {
    "supply_cell.item": frozenset((item, detail) for *_, item, detail in kdb_supply.ITEMS),
    "institution_cell.item": frozenset(kdb_institutions.ITEMS),
}

Faults = Callable[[Build], list[str]]


def faults(data_dir: Path, *, computed: Faults = lambda build: []) -> list[str]:
    """Every fault found, as sentences. Without a build, questions are checked on an empty one.

    ``computed``: what is wrong with the answers that are computed from several questions.
    """
    if warehouse.current_build_id(data_dir) is not None:
        return _stored_faults(data_dir, computed)
    with TemporaryDirectory() as folder:
        write_empty_build(Path(folder))
        return _question_faults(Path(folder), computed)


def exit_code(found: list[str]) -> int:
    """Questions first: a broken header is exit 12, a broken build 13."""
    if not found:
        return 0
    is_of_questions = any(name in fault for fault in found for name in (".sql", ".py", "ways.csv"))
    return QueryError.exit_code if is_of_questions else WarehouseError.exit_code


def write_empty_build(folder: Path) -> None:
    """A build without a single row, current in ``folder``: every question must run on it."""
    files = (warehouse.file_of(folder, "empty", mode) for mode in MODES)
    internal, public = files
    with writing.writing(internal) as connection:
        model.make_raw(connection)
        model.make_cells(connection)
        support.write_support(connection)
        with writing.writing(public) as published:
            release.write(connection, published, load_policy(None), lambda message: None)
    writing.make_current(folder, "empty")


def _stored_faults(data_dir: Path, computed: Faults) -> list[str]:
    """Of the build in use; one sentence where an earlier software made it."""
    try:
        with warehouse.reading(warehouse.open_build(data_dir, "internal")):
            return _question_faults(data_dir, computed) + _build_faults(data_dir)
    except WarehouseError as error:
        return [str(error)]


def _question_faults(data_dir: Path, computed: Faults) -> list[str]:
    found: list[str] = []
    for mode in MODES:
        build = warehouse.open_build(data_dir, mode)
        for name in queries.names():
            try:
                if mode in queries.load(name).modes:
                    found += queries.check(build, name)
            except ZaitakuError as error:
                found.append(str(error))
        found += computed(build)
        if mode == "internal":
            found += [fault for name in queries.names() for fault in _default_faults(build, name)]
            found += indicator_faults(build)
    return list(dict.fromkeys(found))


def indicator_faults(build: Build) -> list[str]:
    """What is wrong in zaitaku/indicators/ways.csv: each way must be askable as it is written."""
    known = indicators.load()
    found: list[str] = []
    for indicator_id, ways in indicators.ways().items():
        where = f"ways.csv {indicator_id}"
        if indicator_id not in known:
            found.append(f"{where}: この番号の指標は catalogue.csv にありません。")
        for way in ways:
            found += call_faults(build, where, way.question, way.params, way.column)
    return found


def call_faults(
    build: Build,
    where: str,
    name: str,
    params: Mapping[str, object],
    column: str | None = None,
    *,
    load: Callable[[str], contract.Question] = queries.load,
) -> list[str]:
    """Why a question cannot be asked so: unknown question, parameter, column, act or group.

    Acts are those of the official tables, so that nothing need be imported to know them.
    ``load``: what knows the questions that may be asked (those in SQL).
    """
    try:
        question = load(name)
    except QueryError as error:
        return [f"{where}: {error}"]
    place = f"{where}: 質問 {question.file}"
    found: list[str] = []
    if column is not None and column not in [c.name for c in question.columns]:
        found.append(f"{place} に列「{column}」はありません。")
    declared = {param.name: param for param in question.params}
    for key, value in params.items():
        if key not in declared:
            found.append(f"{place} に引数「{key}」はありません。")
        elif isinstance(declared[key].choices, (str, tuple)):
            values = value if isinstance(value, (list, tuple)) else [value]
            wrong = [v for v in values if not _is_known(build, declared[key], v)]
            found += [f"{place} の引数「{key}」の値「{v}」はどの表にもありません。" for v in wrong]
    if not found and params.get("detail"):
        acts = next((_ACTS[str(p.choices)] for p in declared.values() if p.choices in _ACTS), None)
        act = (params.get("item"), params["detail"])
        if acts is not None and act not in acts:
            found.append(f"{place} の「{act[0]}」に内訳「{act[1]}」はありません。")
    return found


def _is_known(build: Build, param: contract.Param, value: object) -> bool:
    if isinstance(param.choices, tuple):
        return str(value) in param.choices
    if param.choices in _ACTS and value in {item for item, _ in _ACTS[param.choices]}:
        return True
    table, column = str(param.choices).split(".")
    listed = build.cursor().execute(f"select distinct {column} from {table}").fetchall()
    # where nothing is imported, what only the data can tell is not known to be wrong
    return (value,) in listed or (not listed and param.choices not in _ACTS)


def _default_faults(build: Build, name: str) -> Iterator[str]:
    for param in queries.load(name).params:
        default = param.default
        if default is None or default in ("latest", "in_force", "''"):
            continue
        if isinstance(param.choices, tuple) or param.choices in _ACTS:
            yield from call_faults(build, "既定値", name, {param.name: default})


def _build_faults(data_dir: Path) -> list[str]:
    found: list[str] = []
    for mode, pattern in (("internal", "warehouse_*.sql"), ("public", "release_*.sql")):
        build = warehouse.open_build(data_dir, mode)  # type: ignore[arg-type]
        found += writing.failed_checks(build.cursor(), list(paths.CHECKS.glob(pattern)))
    return found
