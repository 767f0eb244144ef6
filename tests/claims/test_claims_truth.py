"""Synthetic receipts: the tables that the SQL makes are those that the histories tell."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.claims.synthetic import PAIRS, differences, tables_of
from zaitaku.claims import tidy
from zaitaku.claims.synthetic import making, marginals
from zaitaku.claims.synthetic.making import Made
from zaitaku.claims.synthetic.population import NEVER
from zaitaku.ground.errors import UsageError

SEED = 5


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return making.make(tmp_path_factory.mktemp("synthetic"), 100_000, SEED)


def read(made: Made, table: tidy.Table) -> pd.DataFrame:
    paths = sorted(made.extract.glob(f"{table.name}*.parquet"))
    return pd.concat([pq.read_table(path).to_pandas() for path in paths])


def test_the_tables_are_the_truth(made: Made, tmp_path: Path) -> None:
    tables = tables_of(made, tmp_path, variants=True)
    assert {step for _, step, _ in PAIRS} <= tables.keys()
    assert differences(made, tables) == {}
    deaths = tables["home_death"].sum(numeric_only=True)
    assert 10 < deaths["visited_before"] <= deaths["followed"] <= deaths["deaths"]
    assert len(tables["age"]) > 1_000 and tables["visits"]["visits"].nunique() == 5
    assert tables["discharge"]["discharged"].sum() > 20
    assert len(tables["supply"]) > 1_000 and len(tables["patients"]) > 400


@pytest.mark.parametrize(
    ("option", "touched"),
    [
        ("home_visit_2=same", {"t1_supply", "t2_institutions", "t4_flows", "t5_discharge"}),
        ("severity_both=each", {"t3_patients"}),
        ("care_level_ties=lowest", {"t3_patients"}),
        ("discharge_gap=long_term", {"t5_discharge"}),
        ("flow_total=distinct", {"t4_flows"}),
    ],
)
def test_an_option_touches_its_own_tables_alone(
    made: Made, tmp_path: Path, option: str, touched: set[str]
) -> None:
    """And shows that the comparison sees a difference where there is one."""
    found = set(differences(made, tables_of(made, tmp_path, option)))
    assert found <= touched and bool(found) == bool(touched)


def test_what_happens_to_people_happens_here(made: Made) -> None:
    """Cases that the rules differ for; none of them would be met by chance in a wrong world."""
    world = making.simulate(np.random.default_rng(SEED), 100_000)
    people, column = world.people, world.book.column
    receipts = pd.DataFrame(column)
    live = receipts[receipts["withdrawn"] == 0]
    turned = people.switch[live["person"]] == live["month"]
    schemes = live[turned].groupby(["person", "month"])["later_stage"].nunique()
    assert (schemes == 2).sum() > 5, "75 in that month, with a receipt of either scheme"
    assert ((people.move < marginals.MONTHS).sum(), people.died.sum()) > (20, 50)
    assert ((people.end != NEVER) & ~people.died).sum() > 10
    assert (receipts["withdrawn"] == 1).sum() > 20
    assert (live["claimed"] > live["month"] + 1).mean() == pytest.approx(0.03, abs=0.015)
    both = live.groupby(["person", "month"])["inpatient"].nunique()
    assert (both == 2).sum() > 5, "in hospital and at home in one month"
    assert world.care.cancelled.sum() > 20 and (~world.care.certified.linked).sum() > 10


def test_marginals(made: Made) -> None:
    lines = pd.read_csv(made.truth / "t1_supply_sums.csv", keep_default_na=False)
    whole = (
        lines[lines["scheme"] == "合計"].groupby(["item", "detail"])[["receipts", "claims"]].sum()
    )
    home = whole.loc["在宅時医学総合管理料"]["claims"]
    facility = whole.loc["施設入居時等医学総合管理料"]["claims"]
    managed = home.sum() + facility.sum()
    assert managed / 100_000 == pytest.approx(marginals.MANAGED, rel=0.15)
    assert facility.sum() / managed == pytest.approx(0.6, abs=0.08)
    assert home["重症"] / home.sum() == pytest.approx(0.211, abs=0.06)
    visits = whole.loc["在宅患者訪問診療料"]
    assert visits["claims"].sum() / visits["receipts"].sum() == pytest.approx(1.9, abs=0.15)
    assert made.receipts == pytest.approx(100_000, rel=0.03)


def test_nobody_could_take_it_for_real(made: Made) -> None:
    lines, persons = read(made, tidy.RECEIPT_LINES), read(made, tidy.PERSONS)
    assert lines["person_id"].str.startswith("架空").all()
    assert persons["person_id"].str.startswith("架空").all()
    assert set(persons["care_id"].str[:2]) == {"架空", ""}
    assert lines["institution_code"].str.match("9[89]").all()
    institutions = read(made, tidy.INSTITUTIONS)
    assert institutions["name"].str.startswith("架空").all()
    assert institutions["municipality_code"].str.match("9[89]").all()
    assert read(made, tidy.INSURERS)["insurer_no"].str.match("(00|39)99").all()


@pytest.mark.parametrize(
    "table", [t for t in tidy.TABLES.values() if t.is_required], ids=lambda t: t.name
)
def test_the_contract_holds(made: Made, table: tidy.Table) -> None:
    found = read(made, table)
    assert tuple(found.columns) == table.names
    for column in table.columns:
        values = found[column.name].astype(str).unique()
        assert all(re.fullmatch(column.pattern, value) for value in values), column.name
    if table is not tidy.PERSONS:
        assert not found.duplicated(list(table.key)).any()


def test_one_seed_makes_one_world(made: Made, tmp_path: Path) -> None:
    again = making.make(tmp_path / "again", 100_000, SEED)
    other = making.make(tmp_path / "other", 20_000, SEED + 1, lines=3)
    for path in sorted(made.truth.iterdir()):
        assert (again.truth / path.name).read_bytes() == path.read_bytes()
        assert (other.truth / path.name).read_bytes() != path.read_bytes()
    name = "receipt_lines-2023-04.parquet"
    assert pq.read_table(again.extract / name) == pq.read_table(made.extract / name)
    with pytest.raises(UsageError):
        making.make(tmp_path / "small", 10)
