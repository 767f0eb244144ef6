"""The SQL of the definition keeps the contract of its headers; the list of acts is one of ①–⑤."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.claims import made
from zaitaku.ask import queries
from zaitaku.claims import aggregate, definition, engines, inputs, loading, tidy
from zaitaku.claims.faults import Faults
from zaitaku.ground.errors import UsageError
from zaitaku.sources.kinds.kdb_supply import ITEMS

STEPS = definition.steps()
ACTS = made.rows_of(loading.ACTS)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_parameters_are_those_that_are_declared(step: definition.Step) -> None:
    (statement,) = duckdb.connect().extract_statements(step.select)
    declared = {param.name for param in step.question.params}
    # 「member」 of the care lines and of the receipts is one option, told in both headers
    assert set(statement.named_parameters) == declared
    assert not re.search(r"select\s+\*", step.select)


def test_columns_are_those_that_are_declared() -> None:
    with tempfile.TemporaryDirectory() as folder, engines.connected(Path(folder)) as connection:
        parts = inputs.parts(inputs.find([made.INPUT]), Path(folder), Faults(), connection)
        loaded = loading.load(connection, parts, Faults(), months=12)
        engine = engines.DuckDB(connection)
        for step in STEPS:
            engine.make(step, definition.defaults() | aggregate.given(loaded))
            told = connection.execute(f"describe {step.name}").fetchall()
            wanted = [(column.name, column.type) for column in step.question.columns]
            assert [(row[0], row[1].lower()) for row in told] == wanted, step.name


def test_they_are_no_questions_of_the_dashboard() -> None:
    assert not [name for name in queries.names() if name.startswith("aggregate/")]


def test_every_act_has_its_row_and_its_option() -> None:
    known = {(item, detail) for _, _, item, detail in ITEMS}
    for act in ACTS:
        is_discharge = act["item"] == "⑤療養病床（医療区分１）"
        if act["status"] in ("core", "rule") and not is_discharge:
            assert (act["item"], act["detail"]) in known, act["code"]
        if act["status"] == "optional":
            assert act["option"], act["code"]
        assert act["option"] in ("", *definition.options())
        assert act["edition"]


def test_no_code_counts_twice_in_a_row_of_the_table() -> None:
    keys = Counter(
        (act["item"], act["detail"], act["source"], act["code"]) for act in ACTS if act["code"]
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_item_of_the_official_table_can_be_counted() -> None:
    """But for those that nobody claims since 2018-04."""
    counted = {(act["item"], act["detail"]) for act in ACTS if act["status"] in ("core", "rule")}
    lacking = {(item, detail) for _, _, item, detail in ITEMS} - counted
    assert {detail for _, detail in lacking} == {"その他（H28年度改定以前）"}


def test_the_list_of_acts_keeps_the_contract() -> None:
    for act in ACTS:
        for column in tidy.ACTS.columns:
            assert re.fullmatch(column.pattern, act[column.name]), (act["code"], column.name)


@pytest.mark.parametrize(
    "typed",
    ["months", "nothing=1", "member=both", "discharge_age=old", "max_bad_share=2", "covid_codes=1"],
)
def test_what_is_no_option_is_refused_with_what_there_is(typed: str) -> None:
    with pytest.raises(UsageError, match=r"選択肢|--option"):
        definition.chosen([typed])


def test_an_option_is_told_by_its_steps_and_those_after() -> None:
    assert "supply" in definition.depending_on("home_visit_2")
    assert definition.depending_on("flow_total") == {"flows"}
    assert definition.depending_on("discharge_window") == {"discharge"}
