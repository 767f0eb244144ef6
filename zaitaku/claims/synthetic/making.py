"""Makes a folder of invented receipts, and beside it the tables that they must give."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zaitaku.claims.synthetic import (
    care,
    home,
    hospital,
    marginals,
    truth,
    truth_discharge,
    truth_variants,
    writing,
)
from zaitaku.claims.synthetic.codes import codes
from zaitaku.claims.synthetic.ledger import Ledger
from zaitaku.claims.synthetic.places import places
from zaitaku.claims.synthetic.population import population
from zaitaku.ground.errors import UsageError

EXTRACT, TRUTH = "extract", "truth"
_FEWEST = 20_000


@dataclass(frozen=True)
class Made:
    """``extract``: files of the tidy contract; ``truth``: ``t1_supply_sums.csv`` and so on."""

    extract: Path
    truth: Path
    persons: int
    receipts: int


def make(folder: Path, receipts_a_year: int, seed: int = 1, lines: int = 12) -> Made:
    """So many receipts in the fiscal year, with so many lines each on average.

    In the months after it, only receipts that the tables may need: those are seen for ⑤.
    """
    if receipts_a_year < _FEWEST:
        raise UsageError(f"レセプトは {_FEWEST:,} 件以上にしてください。少ないと表が空になります。")
    extract, told = folder / EXTRACT, folder / TRUTH
    for path in (extract, told):
        path.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    world = simulate(rng, receipts_a_year)
    for name, table in truth.tables(world):
        table.to_csv(told / f"{name}_sums.csv", index=False)
    truth_discharge.discharge(world).to_csv(told / "t5_discharge.csv", index=False)
    for name, table in truth_variants.tables(world):
        table.to_csv(told / f"{name}.csv", index=False)
    writing.others(extract, world)
    writer = writing.Lines(world, world.codes.draw(rng, world.book), rng)
    wanted = receipts_a_year // marginals.YEAR
    receipts = sum(
        writer.write(extract, month, wanted if month < marginals.YEAR else 0, lines)
        for month in range(marginals.MONTHS)
    )
    return Made(extract, told, len(world.people), receipts)


def simulate(rng: np.random.Generator, receipts_a_year: int) -> truth.World:
    """Everything that happens to people that many receipts are claimed for."""
    a_member = marginals.RECEIPTS_A_MEMBER
    share = marginals.LATER_STAGE
    persons = int(receipts_a_year / (a_member["国保"] * (1 - share) + a_member["後期"] * share))
    where = places(persons)
    people = population(rng, persons, where)
    ledger = Ledger()
    at_home = home.episodes(rng, people, receipts_a_year)
    after = hospital.write(rng, ledger, people, where)
    people.settle()
    home.write(rng, ledger, people, where, at_home + after)
    used = care.care(rng, people, at_home.person, after.person)
    return truth.World(people, where, ledger.book(people, where, rng), used, codes())
