"""The two proposals on maps small enough to draw."""

from dataclasses import replace

import pytest

from zaitaku.ground.errors import ValidationError
from zaitaku.zones import program, search
from zaitaku.zones.inputs import Borders, Flow, Inputs, prepare
from zaitaku.zones.proposal import Limit, Suggestion
from zaitaku.zones.rules import Setting
from zaitaku.zones.suggest import limits_from, optimise, plurality

CODES = {name: f"9920{number}" for number, name in enumerate("ABCDEI", start=1)}
# A－B－C－D－E in a row; the island I by itself
ROW = frozenset((CODES[a], CODES[b]) for a, b in zip("ABCD", "BCDE", strict=True))
BORDERS = Borders(ROW)


def inputs(flows: str, borders: Borders | None = BORDERS, **tables: object) -> Inputs:
    """'AA80 AB20' style: origin, destination (x is 県外), patients ('-' is 秘匿)."""
    cells: list[Flow] = []
    for word in flows.split():
        origin, destination, patients = word[0], word[1], word[2:]
        where = "県外" if destination == "x" else CODES[destination]
        cell = (None, "秘匿") if patients == "-" else (float(patients), "実数")
        cells.append((CODES[origin], where, "", *cell))
    names = {CODES[name]: name for name in sorted({word[0] for word in flows.split()})}
    return prepare(names, cells, borders=borders, **tables)  # type: ignore[arg-type]


def zones(suggestion: Suggestion) -> str:
    letters = {code: name for name, code in CODES.items()}
    return " ".join(
        "".join(letters[code] for code in zone.municipality_codes) for zone in suggestion.zones
    )


# two centres, B and D; everyone goes to the nearer one
TWO_CENTRES = "AA20 AB70 Ax10 BB90 BD10 CC30 CB40 CD30 DD80 DB20 EE10 ED85 Ex5"


# --- by plurality ----------------------------------------------------------------------------


def test_everyone_joins_the_place_that_serves_most() -> None:
    found = plurality(inputs(TWO_CENTRES))
    assert zones(found) == "ABC DE"
    assert [(z.zone_code, z.zone_name) for z in found.zones] == [
        (CODES["B"], "B圏域"),
        (CODES["D"], "D圏域"),
    ]
    assert found.self_sufficiency_pct == pytest.approx((90 + 90 + 70 + 80 + 95) / 500 * 100)
    assert (found.proven_optimal, found.bound_pct) == (False, None)
    steps = "\n".join(found.steps)
    assert "B ← A（70.0%がBへ）、C（40.0%がBへ）" in steps
    assert "D圏域（D、E）: 患者 200.0人/月、完結率 87.5%" in steps
    assert found.steps[-1].startswith("この提案は議論のためのたたき台")


def test_a_piece_apart_joins_its_neighbour() -> None:
    # A goes to D, three towns away; beside it there is only B
    found = plurality(inputs("AA10 AD60 AB30 BB90 CC90 DD90 EE90"))
    assert zones(found) == "AB C D E"
    assert any("AはDの範囲と離れているので、隣のBの範囲に移します" in step for step in found.steps)


def test_an_island_stands_alone_unless_linked_or_exempt() -> None:
    flows = "AA90 BB90 IB60 II40"
    assert zones(plurality(inputs(flows))) == "A B I"
    for linked in (
        replace(BORDERS, ferry_links=frozenset({(CODES["B"], CODES["I"])})),
        replace(BORDERS, exempt=frozenset({CODES["I"]})),
        None,
    ):
        assert zones(plurality(inputs(flows, linked))) == "A BI"


def test_an_exempt_member_elsewhere_does_not_link_the_others() -> None:
    # C may be anywhere; beside D it does not bring A to D
    borders = Borders(frozenset({(CODES["C"], CODES["D"])}), exempt=frozenset({CODES["C"]}))
    flows = "AA10 CC10 CA90 DD10"
    assert zones(plurality(inputs(flows, borders))) == "AC D"
    assert zones(plurality(inputs(flows, borders), zones=1)) == "AC D"


def test_areas_below_the_floor_join_whom_they_exchange_most_with() -> None:
    flows = "AA40 AB30 Ax30 BB45 BA20 BC35 CC90 CB10"  # 完結率 40, 45, 90
    assert zones(plurality(inputs(flows))) == "A B C"
    floor = plurality(inputs(flows), min_self_sufficiency_pct=50)
    assert zones(floor) == "AB C"  # A joins B; together they have 67.5
    assert any("下限の50%に足りない" in step and "50.0人/月" in step for step in floor.steps)
    assert zones(plurality(inputs(flows), min_self_sufficiency_pct=80)) == "ABC"


def test_as_many_zones_as_asked_at_most() -> None:
    assert zones(plurality(inputs(TWO_CENTRES), zones=1)) == "ABCDE"
    few = plurality(inputs(TWO_CENTRES), zones=4)
    assert zones(few) == "ABC DE"
    assert any("求められた4圏域より少なく" in step for step in few.steps)


# --- the best for a number of zones ----------------------------------------------------------


def test_the_best_two_zones() -> None:
    found = optimise(inputs(TWO_CENTRES), zones=2)
    # cut, A keeps 20 of 100; C and D exchange less than A and B, or D and E
    assert zones(found) == "ABC DE"
    assert found.proven_optimal
    assert found.bound_pct == found.self_sufficiency_pct == pytest.approx(85)


def test_contiguity_costs() -> None:
    flows = "AA50 AC50 BB100 CC50 CA50"
    assert zones(optimise(inputs(flows, None), zones=2)) == "AC B"
    assert zones(optimise(inputs(flows), zones=2)) in ("A BC", "AB C")


def test_islands() -> None:
    flows = "AA90 BB60 BA40 IB60 II40"
    with pytest.raises(
        ValidationError, match="つながらない地域が2あり、1圏域にはできません: （I）"
    ):
        optimise(inputs(flows), zones=1)
    assert zones(optimise(inputs(flows), zones=2)) == "AB I"
    ferry = replace(BORDERS, ferry_links=frozenset({(CODES["B"], CODES["I"])}))
    exempt = replace(BORDERS, exempt=frozenset({CODES["I"]}))
    for linked in (ferry, exempt):
        assert zones(optimise(inputs(flows, linked), zones=2)) == "A BI"


def test_floors() -> None:
    # left alone, E would be its own zone: it exchanges nothing
    flows = "AA50 AB50 BB50 BA50 CC50 CD50 DD50 DC50 Ex10 EE10"
    assert zones(optimise(inputs(flows), zones=3)) == "AB CD E"
    with_floor = optimise(inputs(flows), zones=2, min_self_sufficiency_pct=90)
    assert zones(with_floor) == "AB CDE"
    people = {code: (1000.0, "実数") for code in CODES.values() if code != CODES["I"]}
    table = inputs(flows, amounts={"population": people})
    (population,) = limits_from(table, {"population_floor": Setting(threshold=2000)})
    assert str(population) == "人口 2,000人以上"
    assert zones(optimise(table, zones=2, limits=[population])) == "AB CDE"
    at_most = Limit("人口", "人", {code: 1000 for code in people}, maximum=2000)
    assert zones(optimise(table, zones=3, limits=[at_most])) == "AB CD E"


def test_a_base_in_every_zone() -> None:
    bases = [("拠点1", CODES["A"]), ("拠点2", CODES["B"])]
    table = inputs(TWO_CENTRES, providers={"coordination_bases": bases})
    (limit,) = limits_from(table)
    assert (limit.label, limit.minimum) == ("連携を担う拠点", 1)
    assert zones(optimise(table, zones=2, limits=[limit])) == "A BCDE"
    with pytest.raises(ValidationError, match="連携を担う拠点は県内に2か所で、3圏域のすべてに"):
        optimise(table, zones=3, limits=[limit])


@pytest.mark.parametrize(
    ("count", "floor", "message"),
    [
        (0, 0, "圏域の数 0 では分けられません。1 から市区町村の数 5"),
        (6, 0, "圏域の数 6 では分けられません"),
        (2, 101, "完結率の下限 101 は使えません"),
        (5, 50, "条件に合う分け方はありません（5圏域、1つにつながっている、完結率 50%以上）"),
    ],
)
def test_what_cannot_be(count: int, floor: float, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        optimise(inputs(TWO_CENTRES), zones=count, min_self_sufficiency_pct=floor)


def test_without_flows_there_is_no_proposal() -> None:
    for propose in (plurality, optimise):
        with pytest.raises(ValidationError, match="流出入（④）のデータがない"):
            propose(prepare({"99201": "A"}), zones=1)


def test_hidden_flows_are_said_and_prove_nothing() -> None:
    for found in (
        optimise(inputs(TWO_CENTRES + " AC-"), zones=2),
        plurality(inputs(TWO_CENTRES + " AC-")),
    ):
        assert zones(found) == "ABC DE"
        assert (found.self_sufficiency_pct, found.proven_optimal, found.bound_pct) == (
            None,
            False,
            None,
        )
        assert "秘匿・欠測の1組は0として計算します" in found.steps[1]
        assert any("B圏域（A、B、C）: 患者 秘匿、完結率 秘匿" in step for step in found.steps)


def test_a_zone_nobody_would_want_is_remarked_upon() -> None:
    steps = optimise(inputs("AA90 BA10 Bx90 CC90 DD90"), zones=4).steps
    assert "B圏域の完結率は0.0%です。" in steps
    assert any("下限・上限を条件に加えて" in step for step in steps)


def test_the_same_input_gives_the_same_proposal() -> None:
    table = inputs("AA50 AB50 BB50 BA50 BC50 CC50 CB50 CD50 DD50 DC50 EE50 ED50")  # ties
    assert optimise(table, zones=3) == optimise(table, zones=3)
    assert plurality(table, zones=2) == plurality(table, zones=2)


# --- stopping early --------------------------------------------------------------------------


def test_a_search_that_stops_early_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(task: search.Task, seconds: float, start: object) -> program.Solution:
        return program.Solution(None, task.value([(0, 1, 2), (3, 4)]) + 5e6, False, False)

    monkeypatch.setattr(program, "solve", stopped)
    found = optimise(inputs(TWO_CENTRES), zones=2, seconds=3)
    assert zones(found) == "ABC DE"
    assert not found.proven_optimal
    assert found.bound_pct == pytest.approx(86)
    assert any("3秒で計算を打ち切りました" in s and "86.00% を超えません" in s for s in found.steps)


def test_too_many_municipalities_are_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "MOST_VARIABLES", 10)
    found = optimise(inputs(TWO_CENTRES), zones=2)
    assert (zones(found), found.proven_optimal, found.bound_pct) == ("ABC DE", False, None)
    assert any("最適かどうかの計算は時間内にできない" in step for step in found.steps)
