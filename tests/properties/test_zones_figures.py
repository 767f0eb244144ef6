"""Zone figures are a regrouping of municipality figures, for any scheme and any state of cells."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from zaitaku.zones.evaluate import Figure, compare, evaluate, overall
from zaitaku.zones.inputs import Flow, prepare
from zaitaku.zones.membership import Municipalities, check_rows, to_rows
from zaitaku.zones.plan import History, Plan, Zone, move
from zaitaku.zones.planfile import from_json, to_json

CODES = [f"992{number:02}" for number in range(1, 8)]
NAMES = {code: f"町{code}" for code in CODES}
cell = st.one_of(
    st.integers(0, 5000).map(lambda tenths: (tenths / 10, "実数")),
    st.sampled_from([(None, "秘匿"), (None, "欠測")]),
)
known_cell = st.integers(0, 5000).map(lambda tenths: (tenths / 10, "実数"))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    zone_of = draw(st.lists(st.sampled_from("PQRS"), min_size=len(CODES), max_size=len(CODES)))
    return Plan(
        "案",
        tuple(
            Zone(
                zone,
                f"圏{zone}",
                tuple(c for c, z in zip(CODES, zone_of, strict=True) if z == zone),
            )
            for zone in sorted(set(zone_of))
        ),
    )


def tables(cells: st.SearchStrategy[tuple[float | None, str]]) -> st.SearchStrategy[list[Flow]]:
    pairs = [
        (o, d, r) for o in CODES for d in (*CODES, "県外") for r in ("同一建物", "同一建物以外")
    ]
    return st.lists(cells, min_size=len(pairs), max_size=len(pairs)).map(
        lambda values: [(*pair, *value) for pair, value in zip(pairs, values, strict=True)]
    )


def regrouped(flows: list[Flow], plan: Plan) -> dict[str, dict[str, Figure]]:
    """An independent calculation: label every row with its zones, then group."""
    zone_of = {code: zone.zone_code for zone in plan.zones for code in zone.municipality_codes}
    table = pd.DataFrame(
        flows, columns=["origin", "destination", "residence", "patients", "status"]
    )
    table["from"] = table["origin"].map(zone_of)
    table["to"] = table["destination"].map(zone_of).fillna("県外")

    def total(rows: pd.DataFrame) -> Figure:
        for status in ("秘匿", "欠測"):
            if (rows["status"] == status).any():
                return Figure(None, status)
        if rows.empty:
            return Figure(None, "該当なし")
        return Figure(round(float(rows["patients"].sum()), 6), "実数")

    found = {}
    for zone in zone_of.values():
        here, there = table["from"] == zone, table["to"] == zone
        found[zone] = {
            "resident_patients": total(table[here]),
            "within_patients": total(table[here & there]),
            "outflow_patients": total(table[here & ~there]),
            "outflow_outside_prefecture_patients": total(table[here & (table["to"] == "県外")]),
            "inflow_patients": total(table[~here & there]),
            "delivered_patients": total(table[there]),
        }
    return found


@settings(max_examples=60)
@given(flows=st.one_of(tables(known_cell), tables(cell)), plan=plans())
def test_zone_figures_are_regrouped_municipality_figures(flows: list[Flow], plan: Plan) -> None:
    expected = regrouped(flows, plan)
    found = {zone.zone_code: zone.figures for zone in evaluate(plan, prepare(NAMES, flows))}
    assert {
        code: {name: found[code][name] for name in expected[code]} for code in found
    } == expected


@settings(max_examples=60)
@given(flows=tables(known_cell), plan=plans())
def test_identities(flows: list[Flow], plan: Plan) -> None:
    zones = evaluate(plan, prepare(NAMES, flows))
    for zone in zones:
        value = {name: figure.value or 0.0 for name, figure in zone.figures.items()}
        parts = round(value["resident_patients"] - value["outflow_patients"], 6)
        assert parts == round(value["delivered_patients"] - value["inflow_patients"], 6)
        assert parts == round(value["within_patients"], 6)
    # what leaves zones for zones is what enters them
    left = sum(
        (z["outflow_patients"].value or 0) - (z["outflow_outside_prefecture_patients"].value or 0)
        for z in zones
    )
    assert round(left, 6) == round(sum(z["inflow_patients"].value or 0 for z in zones), 6)


@settings(max_examples=40)
@given(flows=tables(known_cell), plan=plans(), code=st.sampled_from(CODES), to=st.integers(0, 3))
def test_a_move_changes_only_the_two_zones(
    flows: list[Flow], plan: Plan, code: str, to: int
) -> None:
    target = plan.zones[to % len(plan.zones)].zone_code
    moved = move(plan, code, target)
    found = compare(moved, plan, prepare(NAMES, flows))
    touched = {*plan.zones_of(code), target} if moved != plan else set()
    assert {zone.zone_code for zone in found.zones if zone.kind != "same"} == touched
    for zone in found.zones:
        if zone.zone_code not in touched:
            assert {figure.value for figure in zone.change.values()} <= {0, None}
    assert [m.municipality_code for m in found.municipalities if m.moved] == (
        [code] if moved != plan else []
    )
    whole = overall(evaluate(moved, prepare(NAMES, flows)))
    assert (
        whole["resident_patients"]
        == overall(evaluate(plan, prepare(NAMES, flows)))["resident_patients"]
    )


@given(plan=plans())
def test_files_and_tables_come_back(plan: Plan) -> None:
    towns = Municipalities(NAMES)
    assert from_json(to_json(plan), towns) == plan
    (edition,), problems = check_rows(to_rows(plan), towns)
    assert (edition.plan, problems) == (plan, [])


@given(
    plan=plans(),
    moves=st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 3)), max_size=8),
    back=st.integers(0, 8),
)
def test_undo_then_redo_is_where_one_was(
    plan: Plan, moves: list[tuple[str, int]], back: int
) -> None:
    history = History(plan)
    for code, to in moves:
        zone = plan.zones[to % len(plan.zones)].zone_code
        history = history.record(move(history.present, code, zone))
    back = min(back, len(history.past))
    undone = history
    for _ in range(back):
        undone = undone.undo()
    for _ in range(back):
        undone = undone.redo()
    assert undone == history
