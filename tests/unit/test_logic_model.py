"""The logic model: which arrows stand, where boxes lie, and that no arrow proves an outcome."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.unit import specs
from zaitaku.compose import pages
from zaitaku.exhibits.charts import layout
from zaitaku.exhibits.charts.logic import NONE_GIVEN, Node, arranged
from zaitaku.export import picture
from zaitaku.indicators import catalogue
from zaitaku.indicators.arrows import arrows


def node(code: str, spo: str) -> Node:
    return Node(code, spo, code, "1 人", "", "", is_known=True)


def test_arrows_join_who_provides_an_act_and_who_receives_it() -> None:
    known = catalogue.load()
    for start, end in arrows():
        assert (known[start].spo, known[end].spo) == ("S", "P")
        assert set(known[start].functions) & set(known[end].functions)
    assert ("NS1", "NP1") in arrows() and ("KS1", "KP1") in arrows()
    assert len({end for _, end in arrows()}) == len(arrows())


def test_what_an_arrow_leads_to_stands_beside_where_it_comes_from() -> None:
    nodes = [node("s1", "S"), node("s2", "S"), node("p1", "P"), node("p2", "P"), node("p3", "P")]
    placed = arranged(nodes, [("s1", "p3"), ("s2", "p1")])
    assert [one.code for one in placed["P"]] == ["p3", "p1", "p2"]
    assert placed["O"] == []


@pytest.mark.parametrize(
    ("function", "boxes", "joined"), [("discharge", 9, 4), ("daily", 30, 12), ("end", 10, 2)]
)
@pytest.mark.parametrize("area", ["99201", "99"])
def test_every_indicator_of_a_function_has_a_box_of_its_own(
    sample_build_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    boxes: int,
    joined: int,
    area: str,
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    link = {"across": ["logic"], "function": [function], "area": [area]}
    (exhibit,) = pages.view_of("indicators", link).exhibits
    spec = picture.spec_of(exhibit, sample_build_dir)
    rows = [row for found in spec["datasets"].values() for row in found]
    placed = [row for row in rows if "paper" in row]
    assert len(placed) == boxes
    assert max(len(row["name"]) for row in placed) <= catalogue.SHORT
    assert sum("from" in row for row in rows) == joined
    for spot in {row["left"] for row in placed}:
        column = sorted((row["top"], row["bottom"]) for row in placed if row["left"] == spot)
        assert all(one[1] < other[0] for one, other in pairwise(column))
    assert max(row["bottom"] for row in placed) <= layout.HEIGHT
    # the sample's own outcome is of 看取り; no arrow leads to it
    outcomes = [row for row in placed if row["left"] > 0.5]
    assert len(outcomes) == (function == "end")
    assert any(row.get("words") == NONE_GIVEN for row in rows) == (function != "end")
    assert {row["against"] for row in placed} == {"―"} or area != "99"  # not beside itself
    assert all(row["end"] < 0.5 for row in rows if "from" in row)
    assert specs.faults(spec) == []
