"""Questions: one SQL file each, whose header is the contract.

Knows how to read a header, check it against the SQL with DuckDB's own parser, and run it against
a build. Does not know where builds come from or who asks. The same SQL runs on the warehouse
(内部) and on the release (公表); in 公表 only the release file is ever connected.

Header lines (comments at the top of the file)::

    -- question: ... / -- grain: ... / -- source: ... / -- modes: internal / -- note: ...
    -- per: NAME, NAME: parameters of which the SQL answers every value at once, in columns of their
    names (before the declared ones); the rows of the values asked are taken out of it
    -- note 2018..2023: a caveat of those fiscal years (either end open; one year alone)
    -- param NAME: TYPE [default VALUE] [in a|b|table.column] = ラベル | 説明
    -- column NAME: TYPE, [unit,] key|public|count|from x, y [= 式] = ラベル | 説明

``default latest`` is the largest value of the ``in`` column, ``default in_force`` the first value
of it in the table's own order. A ``count`` column comes with ``<name>_status`` in the SQL's output.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from zaitaku.ask import given, own_figures, warehouse
from zaitaku.ask import periods as answer_periods
from zaitaku.ask.answer import Answer
from zaitaku.ask.contract import Question, parse
from zaitaku.ask.warehouse import Build
from zaitaku.ground import breaks, paths
from zaitaku.ground import notes as caveats
from zaitaku.ground.breaks import Break
from zaitaku.ground.errors import DisclosureError, QueryError
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

# The worst state of its parts is the state of what is derived from them.
_WORST = (SUPPRESSED, MISSING, NOT_APPLICABLE, ACTUAL)


@cache
def names() -> tuple[str, ...]:
    """Every question, sorted: ``subject/question``; QueryError where there is none at all."""
    files = (f for f in paths.QUERIES.glob("*/*.sql") if f.parent != paths.AGGREGATE)
    found = sorted(f"{f.parent.name}/{f.stem}" for f in files if not f.parent.name.startswith("_"))
    if not found:
        raise QueryError(
            f"質問のファイルが 1 つもありません（{paths.QUERIES}）。"
            "ソフトウェアのフォルダが欠けています。もう一度入れ直してください。"
        )
    return tuple(found)


@cache
def load(name: str) -> Question:
    """Read one question; QueryError if there is none of that name or its header is broken."""
    path = paths.QUERIES / f"{name}.sql"
    if name not in names():
        raise unknown(name, names())
    return parse(name, path, path.read_text(encoding="utf-8"))


def unknown(name: str, known: Sequence[str]) -> QueryError:
    """That there is no such question, with those of a name like it."""
    near = difflib.get_close_matches(name, known, n=3)
    hint = f"近い名前: {'、'.join(near)}。" if near else ""
    return QueryError(f"質問「{name}」はありません。{hint}一覧は zaitaku queries で見られます。")


def run(build: Build, name: str, params: Mapping[str, Any] | None = None) -> Answer:
    """Ask one question of a build.

    ``params`` may leave out any parameter that has a default; values may be text as the command
    line gives them. Raises QueryError for an unknown question, parameter or value (NotInDataError
    for one that this build alone lacks), and DisclosureError for a question that the build's mode
    does not allow.
    """
    question = load(name)
    allowed(build, question)
    with warehouse.reading(build):
        values = given.resolve(build, question, params or {})
        produced, fetched = _fetched(build, question, values)
        changed = _breaks(build, name, values)
    rows, states = _separate(question, produced, fetched)
    found = Answer(
        name=name,
        question=question.question,
        grain=question.grain,
        source=question.source,
        columns=question.columns,
        rows=rows,
        states=states,
        notes=(),
        params=values,
        param_labels={param.name: param.label for param in question.params},
        build_id=build.build_id,
        mode=build.mode,
    )
    years = answer_periods.fiscal_years([found])
    notes = (*caveats.held(question.notes, years), *own_figures.notes(build.own))
    concerned = [one for one in changed if breaks.concerns(one, found.names, found.rows)]
    return replace(found, notes=(*notes, *breaks.caveats(concerned, years)), breaks=changed)


def _fetched(
    build: Build, question: Question, values: Mapping[str, Any]
) -> tuple[Sequence[str], Sequence[tuple[Any, ...]]]:
    """The SQL's columns and rows. A page asks of dozens of acts in turn: what one statement can say
    of all of them is asked once and kept."""
    if not question.per:
        return build.asked(question.sql, values)
    others = {name: value for name, value in values.items() if name not in question.per}
    produced, rows = build.asked_once(question.sql, others)
    for name in question.per:
        position, wanted = produced.index(name), values[name]
        if isinstance(wanted, list):
            rows = [row for row in rows if not wanted or row[position] in wanted]
        else:
            rows = [row for row in rows if row[position] == wanted]
    return produced, rows


def allowed(build: Build, question: Question) -> None:
    """DisclosureError where the build's mode may not ask this."""
    if build.mode not in question.modes:
        raise DisclosureError(
            f"「{question.question}」は内部モードでだけ見られます"
            "（医療機関が特定されるため、公表モードには含まれません）。"
        )
    if build.open_mode not in question.modes:
        raise DisclosureError(
            f"「{question.question}」は、県全体の内部の数値を見られる役割だけが使えます"
            "（あなたは、自分の市町村の内部の数値だけを見られます）。"
        )


def _breaks(build: Build, name: str, values: Mapping[str, Any]) -> tuple[Break, ...]:
    """The changes of definition that the figures of a fiscal year are subject to."""
    if not isinstance(values.get("fiscal_year"), int):
        return ()
    columns = ("changed_on", "measured", "item", "detail", "area_code", "reason")
    found = build.listed(f"select {', '.join(columns)} from definition_break")
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    return breaks.of_question(rows, name, values)


def _separate(
    question: Question, produced: Sequence[str], fetched: Sequence[tuple[Any, ...]]
) -> tuple[list[tuple[Any, ...]], list[tuple[str, ...]]]:
    """Split the SQL's rows into values and states; what has no actual state has no value."""
    position = {name: index for index, name in enumerate(produced)}
    rows: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    for record in fetched:
        state: dict[str, str] = {}
        for column in question.columns:
            value = record[position[column.name]]
            if column.role == "count":
                state[column.name] = record[position[f"{column.name}_status"]] or MISSING
                if state[column.name] == ACTUAL and value is None:
                    state[column.name] = MISSING
            elif column.role == "from":
                worst = min((state[part] for part in column.parts), key=_WORST.index)
                state[column.name] = NOT_APPLICABLE if worst == ACTUAL and value is None else worst
            else:
                absent = value is None and column.is_number
                state[column.name] = MISSING if absent else ACTUAL
        rows.append(
            tuple(
                record[position[name]] if state[name] == ACTUAL else None
                for name in (column.name for column in question.columns)
            )
        )
        states.append(tuple(state[column.name] for column in question.columns))
    return rows, states


def check(build: Build, name: str) -> list[str]:
    """Compare a question's header with its SQL, both ways; one Japanese sentence per fault.

    Checked on the release too, which has no schema ``raw``: a question that reached past the
    protected tables would fail there.
    """
    question = load(name)
    cursor = build.cursor()
    statements = cursor.extract_statements(question.sql)
    if len(statements) != 1 or statements[0].type.name != "SELECT":
        return [f"{name}.sql: SELECT 文を 1 つだけ書いてください。"]
    strange = sorted(set(question.per) - question.takes)
    if strange:
        return [f"{name}.sql: per の「{one}」は param にありません。" for one in strange]
    faults: list[str] = []
    declared = question.takes - frozenset(question.per)
    used = set(statements[0].named_parameters)
    faults += [f"{name}.sql: 宣言のないパラメータ ${p}" for p in sorted(used - declared)]
    faults += [f"{name}.sql: 使われていないパラメータ {p}" for p in sorted(declared - used)]
    faults += role_faults(question)
    if used - declared:
        return faults
    sample: dict[str, Any] = {
        p.name: [] if p.is_list else None for p in question.params if p.name in used
    }
    actual = [
        (row[0], row[1].lower())
        for row in cursor.execute("describe " + question.sql, sample).fetchall()
    ]
    types = {param.name: param.type for param in question.params}
    types |= {column.name: column.type for column in question.columns}
    expected = [(c, types.get(c, "varchar")) for c in question.output_columns]
    if actual != expected:
        faults.append(f"{name}.sql: 列がヘッダーと違います。宣言 {expected} 実際 {actual}")
    return faults


def role_faults(question: Question) -> list[str]:
    """Columns that are derived from one that does not stand before them."""
    seen: set[str] = set()
    faults: list[str] = []
    for column in question.columns:
        missing = [part for part in column.parts if part not in seen]
        if missing:
            faults.append(
                f"{question.file}: 列 {column.name} の元になる {missing} が前にありません。"
            )
        seen.add(column.name)
    return faults
