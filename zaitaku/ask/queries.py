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
import json
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

Row = tuple[Any, ...]
States = tuple[str, ...]
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
        rows, states = _answered(build, question, values)
        changed = _breaks(build, name, values)
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


def _answered(
    build: Build, question: Question, values: Mapping[str, Any]
) -> tuple[list[Row], list[States]]:
    """The rows and their states. A page asks of dozens of acts in turn, a card of one area after
    another: what one statement can say of all of them is asked once and kept."""
    if not question.per:
        return _separate(question, *build.asked(question.sql, values))
    others = {name: value for name, value in values.items() if name not in question.per}
    one, several = _singly(question)
    asked = json.dumps(others, ensure_ascii=False, sort_keys=True)
    found = _lines(build, question.name, asked, tuple(values[name] for name in one))
    for position, name in enumerate(several):
        if values[name]:
            wanted = set(values[name])
            found = [line for line in found if line[0][position] in wanted]
    return [row for _, row, _ in found], [states for _, _, states in found]


@warehouse.kept(1000)
def _lines(build: Build, name: str, others: str, values: Row) -> list[tuple[Row, Row, States]]:
    """Of one value each of ``per``: what each row has of the lists of it, the row, its states."""
    question = load(name)
    produced, of_all = _of_all(build, name, others)
    fetched = of_all.get(values, [])
    places = [produced.index(each) for each in _singly(question)[1]]
    lists = [tuple(record[at] for at in places) for record in fetched]
    return list(zip(lists, *_separate(question, produced, fetched), strict=True))


# a few megabytes each in the largest prefecture, where it is every act of every municipality
@warehouse.kept(64)
def _of_all(build: Build, name: str, others: str) -> tuple[Sequence[str], dict[Row, list[Row]]]:
    """What the SQL of a question with ``per`` says of all values of it, by those of which one is
    asked."""
    question = load(name)
    produced, fetched = build.asked(question.sql, json.loads(others))
    places = [produced.index(each) for each in _singly(question)[0]]
    found: dict[Row, list[Row]] = {}
    for record in fetched:
        found.setdefault(tuple([record[at] for at in places]), []).append(record)
    return produced, found


def _singly(question: Question) -> tuple[list[str], list[str]]:
    """The parameters of ``per`` that take one value, and those that take a list."""
    lists = {param.name for param in question.params if param.is_list}
    return [n for n in question.per if n not in lists], [n for n in question.per if n in lists]


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
    question: Question, produced: Sequence[str], fetched: Sequence[Row]
) -> tuple[list[Row], list[States]]:
    """Split the SQL's rows into values and states; what has no actual state has no value."""
    names = [column.name for column in question.columns]
    plan = [
        (
            produced.index(column.name),
            produced.index(f"{column.name}_status") if column.role == "count" else None,
            [names.index(part) for part in column.parts] if column.role == "from" else (),
            column.is_number,
        )
        for column in question.columns
    ]
    rows: list[Row] = []
    states: list[States] = []
    same: dict[States, States] = {}  # most rows have the states of another: they share them
    for record in fetched:
        row: list[Any] = []
        state: list[str] = []
        for at, status_at, parts, is_number in plan:
            value, told = record[at], ACTUAL
            if status_at is not None:
                told = record[status_at] or MISSING
                if told == ACTUAL and value is None:
                    told = MISSING
            elif parts:
                told = min((state[part] for part in parts), key=_WORST.index)
                if told == ACTUAL and value is None:
                    told = NOT_APPLICABLE
            elif value is None and is_number:
                told = MISSING
            state.append(told)
            row.append(value if told == ACTUAL else None)
        rows.append(tuple(row))
        states.append(same.setdefault(tuple(state), tuple(state)))
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
