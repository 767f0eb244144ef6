"""Everything that 公表 can be asked: no answer and no file has what the release hides.

Every question is asked with every 地域の単位, 圏域の種類 and year, and with each value of every
other filter. The same question to the warehouse tells what 公表 must not say.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.queries.test_contract import needed
from zaitaku.ask import queries, warehouse
from zaitaku.ask.answer import Answer
from zaitaku.ask.contract import Param, Question
from zaitaku.export import csv as csv_file
from zaitaku.export import xlsx
from zaitaku.ground.states import ACTUAL, SUPPRESSED

pytestmark = pytest.mark.thorough

PUBLIC = [name for name in queries.names() if "public" in queries.load(name).modes]
EVERYTHING = {"top": 100_000, "minimum": 0}  # so that both modes answer with the same rows
HAVE_SECRETS = ("flows/matrix", "flows/summary", "patients/by_area", "supply/by_area")
RUNNING = "cumulative_patients"  # depends on the rows above, of which 公表 shows others first
VALUES_TRIED = 3  # of a filter with many values, such as 地域


def values(build: warehouse.Build, question: Question, param: Param) -> list[Any]:
    """The values a reader can choose, the first few of many."""
    if isinstance(param.choices, tuple):
        return list(param.choices)
    if not isinstance(param.choices, str):
        return []
    table, column = param.choices.split(".")
    found = build.cursor().execute(
        f"select distinct {column} from {table} where {column} is not null order by 1"
    )
    every = [row[0] for row in found.fetchall()]
    return every if param.name in ("fiscal_year", "zone_scheme") else every[:VALUES_TRIED]


def asked(build: warehouse.Build, question: Question) -> Iterator[dict[str, Any]]:
    """One filter at a time, at each 地域の単位."""
    own = {p.name: EVERYTHING[p.name] for p in question.params if p.name in EVERYTHING}
    base = {**own, **needed(build, question.name)}
    by_name = {p.name: p for p in question.params}
    units = values(build, question, by_name["area_unit"]) if "area_unit" in by_name else [None]
    for unit in units:
        at = base if unit is None else {**base, "area_unit": unit}
        yield at
        for param in question.params:
            if param.name in base or param.name == "area_unit":
                continue
            for value in values(build, question, param):
                yield {**at, param.name: [value] if param.is_list else value}


def keys(answer: Answer) -> list[tuple[Any, ...]]:
    """The key of each row."""
    places = [i for i, column in enumerate(answer.columns) if column.role == "key"]
    return [tuple(row[i] for i in places) for row in answer.rows]


def by_key(answer: Answer) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Rows by their key, where it is one row's alone."""
    found = dict(zip(keys(answer), answer.rows, strict=True))
    times = Counter(keys(answer))
    return {key: row for key, row in found.items() if times[key] == 1}


def telling(value: Any) -> bool:
    """Whether a number is its own: one with a fraction and four digits is not met by chance."""
    return isinstance(value, float) and value != round(value) and value >= 100


def secrets(public: Answer, internal: Answer) -> dict[int, set[str]]:
    """Row of the public answer → hidden figures of that row as a file would write them."""
    true = by_key(internal)
    found: dict[int, set[str]] = {}
    for number, (key, states) in enumerate(zip(keys(public), public.states, strict=True)):
        other = true.get(key)
        if other is not None:
            hidden = (v for v, s in zip(other, states, strict=True) if s == SUPPRESSED)
            found[number] = {f"{value:.1f}" for value in hidden if telling(value)}
    return found


def as_numbers(cells: Iterable[object]) -> set[str]:
    """The numbers among the cells of a file, to one decimal as the source has them."""
    found = set()
    for cell in cells:
        try:
            found.add(f"{float(str(cell)):.1f}")
        except ValueError:
            continue
    return found


def check_cells(given: Answer, true: Answer) -> None:
    """A number shown is the true one and no other; what has a hidden part is hidden."""
    known = by_key(true)
    position = {column.name: i for i, column in enumerate(given.columns)}
    for key, row, states in zip(keys(given), given.rows, given.states, strict=True):
        for i, column in enumerate(given.columns):
            if column.role == "count":
                assert (row[i] is not None) == (states[i] == ACTUAL)
                if row[i] is not None and key in known and column.name != RUNNING:
                    assert row[i] == pytest.approx(known[key][i]), key
            elif SUPPRESSED in {states[position[part]] for part in column.parts}:
                assert row[i] is None, key


@pytest.mark.parametrize("name", PUBLIC)
def test_no_answer_and_no_file_has_a_hidden_figure(name: str, sample_build_dir: Path) -> None:
    public, internal = (
        warehouse.open_build(sample_build_dir, mode) for mode in ("public", "internal")
    )
    has_book = False
    for params in asked(public, queries.load(name)):
        given = queries.run(public, name, params)
        true = queries.run(internal, name, params)
        check_cells(given, true)
        hidden = secrets(given, true)
        lines = list(csv.reader(io.StringIO(csv_file.to_text(given))))[1:]
        for number, figures in hidden.items():
            assert not figures & as_numbers(lines[number]), (params, lines[number])
        if any(hidden.values()) and not has_book:  # a book takes long: one a question
            has_book = True
            sheet = openpyxl.load_workbook(io.BytesIO(xlsx.to_bytes(given)), read_only=True)["数表"]
            shown = as_numbers(value for row in given.rows for value in row)
            found = as_numbers(cell for row in sheet.iter_rows(values_only=True) for cell in row)
            assert not (set().union(*hidden.values()) - shown) & found, params
    assert has_book or name not in HAVE_SECRETS


def test_a_running_total_is_that_of_the_figures_shown(sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, "public")
    partly = 0
    for code, *_ in queries.run(build, "area/list", {"area_unit": "medical_area"}).rows:
        params = {"area_unit": "medical_area", "area_code": code, "residence": ["同一建物"]}
        answer = queries.run(build, "flows/top", params)
        patients, running = (answer.names.index(name) for name in ("patients", RUNNING))
        shown = [row for row in answer.rows if row[running] is not None]
        sums = itertools.accumulate(row[patients] for row in shown)
        assert [row[running] for row in shown] == pytest.approx(list(sums))
        partly += len(answer.rows) > len(shown) > 0
    assert partly > 0


def test_filters_do_not_tell_which_hidden_flows_are_large(sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, "public")
    for name in ("flows/largest", "flows/net"):
        hidden = []
        for minimum in (0, 5, 20, 1000):
            answer = queries.run(build, name, {"minimum": minimum, "top": 100_000})
            at = answer.names.index("patients")
            hidden.append(sum(states[at] == SUPPRESSED for states in answer.states))
        assert len(set(hidden)) == 1 and hidden[0] > 100
