"""One run of `zaitaku aggregate`: inputs → tables, options, report. All files or none.

Person-level data lie in the run's work folder only. Whatever goes wrong is told without the
message of the library it came from, which may hold a value of a row.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zaitaku.claims import (
    book,
    comparing,
    definition,
    engines,
    inputs,
    loading,
    report,
    tables,
    variants,
    workplace,
)
from zaitaku.claims.comparing import Comparison
from zaitaku.claims.definition import Value
from zaitaku.claims.engines import Engine, Rows
from zaitaku.claims.faults import Faults
from zaitaku.claims.loading import Loaded
from zaitaku.claims.tables import Institution, Tables, Town
from zaitaku.ground import store
from zaitaku.ground.errors import SourceFileError, UsageError, ValidationError, ZaitakuError
from zaitaku.ground.years import japanese_year

REPORT = "集計報告.md"
DIFFERENCES = "照合.csv"
_SHOWN = 30  # faults named when the run stops


@dataclass(frozen=True)
class Request:
    """What is asked for; ``options`` as typed (name=value), ``variants``: further tables too."""

    inputs: Sequence[Path]
    out: Path
    options: Sequence[str] = ()
    compare: Path | None = None
    variants: bool = False
    work: Path | None = None
    engine: str = "duckdb"
    memory: str = ""
    threads: int = 0


@dataclass(frozen=True)
class Result:
    """What was written and what is worth telling at once."""

    files: tuple[Path, ...]
    rows: int
    faults: tuple[str, ...]
    comparison: Comparison | None


def run(request: Request, tell: Callable[[str], None] = lambda message: None) -> Result:
    """Count and write; on any error nothing is written."""
    values = definition.chosen(request.options)
    workplace.refuse_data_folder(request.out, "--out")
    if request.out.exists() and (not request.out.is_dir() or any(request.out.iterdir())):
        raise UsageError(
            f"--out の「{request.out}」は空のフォルダではありません。上書きはしません。"
        )
    with workplace.work_folder(request.work) as folder, _discreet():
        return _run(request, values, folder, tell)


def _run(
    request: Request,
    values: dict[str, Value],
    folder: Path,
    tell: Callable[[str], None],
) -> Result:
    faults = Faults()
    with engines.connected(folder, memory=request.memory, threads=request.threads) as connection:
        tell("入力を読み込んでいます")
        found = inputs.find(request.inputs)
        parts = inputs.parts(found, folder, faults, connection)
        loaded = loading.load(connection, parts, faults, months=int(values["months"]))
        _refuse_bad(faults, float(values["max_bad_share"]))
        if values["care_level"] == "register" and not loaded.has_care_levels:
            raise UsageError("care_level=register には受給者台帳の表（care_levels）が要ります。")
        towns, institutions = _towns(connection), _institutions(connection, loaded, values)
        with _engine(request, connection, folder) as engine:
            tell("①～⑤を数えています")
            asked = values | given(loaded)
            counted = engines.run(engine, asked, variants=request.variants)

            def filled(rows: Mapping[str, Rows]) -> Tables:
                least = float(values["min_linked_share"])
                return tables.fill(
                    rows, towns, institutions, loaded.extract, min_linked_share=least
                )

            made = filled(counted)
            comparison = None
            if request.compare is not None:
                theirs = comparing.delivered(request.compare, towns, loaded.extract.fiscal_year)

                wanted = comparing.steps_of(theirs)

                def again(changed: Mapping[str, Value]) -> tuple[Tables, Collection[str]]:
                    rows = engines.again(engine, {**asked, **changed}, changed, wanted)
                    linked = {name: counted[name] for name in tables.LINKED}
                    return filled({**linked, **rows}), rows.keys()

                # without the register nobody would have a level
                untried = () if loaded.has_care_levels else ("care_level",)
                comparison = comparing.compare(made, theirs, asked, again, tell, untried)
    content = _content(made, counted, loaded, faults, values, found, comparison)
    tell("書き出しています")
    files = _write(request.out, content)
    return Result(files, faults.rows, tuple(map(str, faults)), comparison)


def _content(
    made: Tables,
    counted: Mapping[str, Rows],
    loaded: Loaded,
    faults: Faults,
    values: Mapping[str, Value],
    found: inputs.Inputs,
    comparison: Comparison | None,
) -> dict[str, bytes]:
    """Every file of the output by name."""
    told = loaded.extract
    lacking = [town.name for town in made.towns if town.code in made.lacking]
    passed_over = [path.name for path in found.passed_over]
    page = report.markdown(counted, loaded, faults, lacking, passed_over, comparison)
    further = variants.files(counted, made.towns, values)
    if further:
        page += f"\n{variants.section(values)}\n"
    choices = report.choices(values, told, lacking, own_acts=loaded.own_acts)
    name = f"在宅医療_集計データ_{japanese_year(told.fiscal_year)}.xlsx"
    content = {name: book.to_bytes(made, told.target, choices), REPORT: page.encode()}
    content |= further
    if comparison is not None:
        content[DIFFERENCES] = comparing.as_csv(comparison).encode("utf-8-sig")
    return content


def given(loaded: Loaded) -> dict[str, Value]:
    """What the SQL has to be told of the extract."""
    told = loaded.extract
    return {
        "prefecture": told.prefecture,
        "first_month": told.counted[0],
        "last_month": told.counted[1],
        "data_from": told.medical[0],
        "data_until": told.data_until,
    }


@contextmanager
def _engine(request: Request, connection: Any, folder: Path) -> Iterator[Engine]:
    if request.engine == "duckdb":
        yield engines.DuckDB(connection)
        return
    from zaitaku.claims import spark

    with spark.session(connection, folder) as engine:
        yield engine


def _towns(connection: Any) -> list[Town]:
    """Municipalities by the number that the tables print; that of 国保 where two rows differ."""
    rows = connection.execute(
        "select municipality_code, first(municipality_name), first(table_insurer_no), "
        "max(medical_area) from (select * from insurer where municipality_code <> '' "
        "order by scheme desc, insurer_no) group by municipality_code order by 3, 1"
    ).fetchall()
    return [Town(*row) for row in rows]


def _institutions(
    connection: Any, loaded: Loaded, values: Mapping[str, Value]
) -> list[Institution]:
    """Every institution of the prefecture where the definition places it."""
    step = next(step for step in definition.steps() if step.name == "place")
    rows = connection.execute(
        f"select institution_code, institution_name, municipality_code from ({step.select}) "
        "where municipality_code <> '県外' order by institution_code",
        {"prefecture": loaded.extract.prefecture},
    ).fetchall()
    return [Institution(*row) for row in rows]


def _refuse_bad(faults: Faults, most: float) -> None:
    if faults.worst <= most:
        return
    told = [f"  {fault}" for fault in faults if fault.is_bad]
    more = f"\n  ほか {len(told) - _SHOWN} 種類" if len(told) > _SHOWN else ""
    raise ValidationError(
        f"使えない行の割合が上限（{most:.1%}）を超えるファイルがあるため、止めました。"
        "何も書き出していません。行を直すか、--option max_bad_share= で上限を変えてください。\n"
        + "\n".join(told[:_SHOWN])
        + more
    )


def _write(out: Path, content: Mapping[str, bytes]) -> tuple[Path, ...]:
    """All files or none: filled beside their place and moved there as one folder."""
    with store.telling(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        pending = out.with_name(f".{out.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
        try:
            pending.mkdir(mode=0o700)
            for name, data in content.items():
                (pending / name).write_bytes(data)
            if out.is_dir():
                out.rmdir()  # empty, or it was refused
            pending.replace(out)
        finally:
            with suppress(OSError):
                shutil.rmtree(pending, ignore_errors=True)
    return tuple(out / name for name in content)


@contextmanager
def _discreet() -> Iterator[None]:
    """Let no message of a library out: it may hold a value of a row. Where it arose is told."""
    try:
        yield
    except ZaitakuError:
        raise
    except Exception as error:
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = (
            f"{Path(place.tb_frame.f_code.co_filename).name} {place.tb_lineno} 行目"
            if place
            else ""
        )
        raise SourceFileError(
            f"集計の途中で思わぬ誤りがありました（{type(error).__name__}、{where}）。"
            "何も書き出していません。値を含むおそれがあるため、詳しい内容は示しません。"
        ) from None
