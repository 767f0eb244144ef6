"""Protecting and auditing prefecture-years, and how near the least possible hiding is.

``python -m bench.disclosure 47`` does as many generated prefectures as the country has. Times are
of the processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from zaitaku.ask import warehouse
from zaitaku.build import importing
from zaitaku.build.release.blocks import Block, Blocks
from zaitaku.build.release.decisions import search
from zaitaku.build.release.groups import grouped
from zaitaku.disclosure.audit import audit
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy, Threshold, load_policy
from zaitaku.disclosure.table import Cell, build
from zaitaku.ground import paths

YEAR = 2023


def prefecture(blocks: list[Block], seed: int) -> list[Block]:
    """A generated prefecture-year: the sample with every figure larger or smaller alike."""
    if not seed:
        return blocks
    factor = float(np.random.default_rng(seed).lognormal(0, 0.7))
    return [
        replace(
            block,
            rows=[
                replace(
                    row,
                    values=tuple(
                        (None if value is None else float(value) * factor, status)
                        for value, status in row.values
                    ),
                )
                for row in block.rows
            ],
        )
        for block in blocks
    ]


def report(prefectures: int = 2) -> None:
    policy = Policy()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        importing.run(paths.sample_inputs(), data, load_policy(paths.POLICY))
        cursor = warehouse.open_build(data, "internal").cursor()
        blocks = [b for b in Blocks(cursor, policy, ["在宅医療圏"]) if b.fiscal_year == YEAR]
        times = []
        for seed in range(prefectures):
            count = [0, 0, 0]
            start = time.process_time()
            for group in grouped(prefecture(blocks, seed), policy):
                one = search(group, policy, lambda table: protect(table, policy))
                assert audit(one.table, one.mask, policy).ok
                count[0] += int(one.table.released.sum())
                count[1] += len(one.small)
                count[2] += len(one.hidden) - len(one.small)
            times.append(time.process_time() - start)
            if seed == 0:
                print(
                    f"  one prefecture-year: {times[0]:.1f} s, cells {count[0]:,}, hidden for being"
                    f" small {count[1]:,}, for protection {count[2]:,}"
                )
    growth = sum(times) / times[0]
    print(f"  {prefectures} prefecture-years: {sum(times):.1f} s, {growth:.2f} times one")
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")
    _against_the_least(policy)
    _example_against_the_least(policy)


def _example_against_the_least(policy: Policy) -> None:
    """The Iwate example, where it is there: hidden for protection beside what is proven least."""
    example = paths.ROOT.parent / "shared" / "examples" / "iwate"
    if not example.is_dir():
        return
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        importing.run([example], data, load_policy(paths.POLICY))
        cursor = warehouse.open_build(data, "internal").cursor()
        blocks = [b for b in Blocks(cursor, policy, ["在宅医療圏"]) if b.fiscal_year == YEAR]
    for group in grouped(blocks, policy):
        found = protect(group.table(), policy)
        exact = "" if found.complementary == found.least else "at least "
        print(
            f"  岩手の例 {group.name}: {found.complementary} hidden for protection,"
            f" proven least {exact}{found.least}"
        )


def _against_the_least(policy: Policy) -> None:
    """Random small tables, solved to the proven least number of cells."""
    hidden = least = 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        value = {f"a{n}": float(v) for n, v in enumerate(chance.integers(0, 40, 8))}
        groups = {"西": list(value)[:4], "東": list(value)[4:], "沿岸": list(value)[2:6]}
        cells = {name: Cell(number, Threshold(10)) for name, number in value.items()}
        for name, inside in {**groups, "県": list(value)}.items():
            cells[name] = Cell(sum(value[a] for a in inside), Threshold(10))
        table = build("small", cells, [*groups.items(), ("県", list(value))])
        protection = protect(table, policy)
        hidden += protection.complementary
        least += protection.least
    print(f"  40 small tables: {hidden} cells hidden for protection, proven least {least}")


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
