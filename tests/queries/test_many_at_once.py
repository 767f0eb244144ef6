"""Questions asked by several at once: each gets its own answer, of its own parameters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zaitaku.ask import queries, warehouse
from zaitaku.ground.settings import MODES

# their statements differ in length and in what they are asked with
NAMES = ("demand/projected", "discharge/by_area", "flows/largest", "supply/by_item")
UNITS = ("municipality", "medical_area", "zone")


def test_each_gets_the_answer_to_what_it_asked(sample_build_dir: Path) -> None:
    """A statement is parsed once and shared: what one asks with is nothing of another's."""
    builds = [warehouse.open_build(sample_build_dir, mode) for mode in MODES]
    asked = [
        (build, name, {"area_unit": unit})
        for build in builds
        for name in NAMES
        for unit in UNITS
        if {"area_unit"} <= queries.load(name).takes
    ]
    alone = [queries.run(*one).rows for one in asked]
    assert len({repr(rows) for rows in alone}) > len(asked) / 2
    with ThreadPoolExecutor(6) as pool:
        together = [found.rows for found in pool.map(lambda one: queries.run(*one), asked * 6)]
    assert together == alone * 6
