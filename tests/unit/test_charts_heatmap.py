"""The OD heatmap: order, classes, payload, and what never reaches the browser."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from tests.unit import specs
from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits.charts import heatmap, layout, marks, matrix, theme

COLUMNS = (
    Column("origin_code", "varchar", "key", "住所地コード"),
    Column("origin_name", "varchar", "key", "住所地"),
    Column("origin_group", "varchar", "key", "住所地の圏域"),
    Column("destination_code", "varchar", "key", "医療機関所在地コード"),
    Column("destination_name", "varchar", "key", "医療機関所在地"),
    Column("destination_group", "varchar", "key", "医療機関所在地の圏域"),
    Column("patients", "double", "count", "患者数", "人/月"),
    Column("share_of_origin", "double", "from", "住所地に占める割合", "%"),
    Column("share_of_destination", "double", "from", "医療機関所在地に占める割合", "%"),
)
# The arithmetic example of three towns and 県外; A and C are of one 圏域, so they stand together.
PLACES = {"A": ("甲市", "東"), "B": ("乙町", "西"), "C": ("丙村", "東"), "県外": ("県外", "県外")}
FLOWS = {
    "A": {"A": 80.0, "B": 15.0, "C": 0.0, "県外": 5.0},
    "B": {"A": 10.0, "B": 60.0, "C": 20.0, "県外": 10.0},
    "C": {"A": 0.0, "B": 5.0, "C": 45.0, "県外": 0.5},
}


def answer(flows: dict[str, dict[str, float]], hidden: Iterable[tuple[str, str]] = ()) -> Answer:
    rows, states = [], []
    for origin, line in flows.items():
        for destination, patients in line.items():
            delivered = sum(other[destination] for other in flows.values())
            is_hidden = (origin, destination) in set(hidden)
            place = [origin, *PLACES[origin], destination, *PLACES[destination]]
            shares = (patients / sum(line.values()) * 100, patients / (delivered or 1) * 100)
            values = [None] * 3 if is_hidden else [patients, *shares]
            rows.append((*place, *values))
            states.append(("実数",) * 6 + ("秘匿" if is_hidden else "実数",) * 3)
    return Answer("q", "", "", "", COLUMNS, rows, states, (), {}, {}, "b", "internal")


def data(chart: Any) -> list[list[dict[str, Any]]]:
    return list(chart.to_dict()["datasets"].values())


def cells(chart: Any) -> dict[tuple[float, float], dict[str, Any]]:
    """(column, row) → what is sent of the cell."""
    rows = next(rows for rows in data(chart) if "class" in rows[0])
    return {(row["x"], row["y"]): row for row in rows}


def test_both_sides_are_in_blocks_of_the_zone_and_outside_is_last_and_apart() -> None:
    found = matrix.arrange(answer(FLOWS))
    assert [place.name for place in found.origins] == ["甲市", "丙村", "乙町"]
    assert [(place.name, place.start) for place in found.destinations] == [
        ("甲市", 0.0),
        ("丙村", 1.0),
        ("乙町", 2.0),
        ("県外", 3.5),
    ]
    assert matrix.zones(found.destinations) == [(0.0, 2.0, "東"), (2.0, 3.0, "西")]


def test_areas_that_are_themselves_zones_have_no_blocks() -> None:
    flows = {"A": {"A": 1.0, "B": 2.0}, "B": {"A": 0.0, "B": 3.0}}
    plain = answer(flows)
    rows = [(*row[:2], row[1], *row[3:5], row[4], *row[6:]) for row in plain.rows]
    found = matrix.arrange(Answer(**{**plain.__dict__, "rows": rows}))
    assert matrix.zones(found.origins) == []


def test_one_origin_keeps_all_its_destinations() -> None:
    found = matrix.arrange(answer({"B": FLOWS["B"]}))
    assert [place.code for place in found.origins] == ["B"]
    assert [place.code for place in found.destinations][-1] == "県外"
    assert len(found.destinations) == 4


@pytest.mark.parametrize(
    ("measure", "value", "label"),
    [
        ("patients", 0.1, "1未満"),
        ("patients", 1.0, "1–5"),
        ("patients", 99.9, "20–100"),
        ("patients", 100.0, "100以上"),
        ("share_of_origin", 50.0, "50以上"),
    ],
)
def test_a_value_on_a_limit_belongs_to_the_class_above(
    measure: heatmap.Measure, value: float, label: str
) -> None:
    assert heatmap._class_of(value, heatmap.LIMITS[measure]) == label


def test_cells_carry_class_number_and_tooltip() -> None:
    sent = cells(heatmap.od_heatmap(answer(FLOWS), "share_of_origin"))
    assert sent[(0.0, 0.0)] == {
        "x": 0.0,
        "y": 0.0,
        "class": "50以上",
        "text": "80.0",
        "patients": "80.0 人/月",
        "share": "80.0 %",
    }
    assert sent[(3.5, 1.0)]["class"] == "1未満"  # C → 県外, 0.5 of 50.5


def test_zero_cells_are_not_sent() -> None:
    sent = cells(heatmap.od_heatmap(answer(FLOWS)))
    assert len(sent) == 10  # of 12
    assert (1.0, 0.0) not in sent  # A → C


def test_cells_below_the_minimum_are_white_and_the_legend_says_so() -> None:
    hidden = [("B", "C")]
    chart = heatmap.od_heatmap(answer(FLOWS, hidden), "share_of_origin", minimum=15)
    sent = cells(chart)
    shown = {cell["patients"] for cell in sent.values()}
    assert shown == {"80.0 人/月", "15.0 人/月", "60.0 人/月", "45.0 人/月", "秘匿"}
    assert classes(chart)[0] == "15人未満"


def test_shares_alone_make_a_heatmap_too() -> None:
    """入院 gives no patients, and what it does not list is no data, not 0."""
    kept = [0, 1, 2, 3, 4, 5, 7]
    plain = answer(FLOWS, hidden=[("B", "C")])
    rows, states = (
        [tuple(row[i] for i in kept) for row in table] for table in (plain.rows, plain.states)
    )
    states = [tuple("欠測" if s == "秘匿" else s for s in state) for state in states]
    columns = tuple(COLUMNS[i] for i in kept)
    shares = {**plain.__dict__, "columns": columns, "rows": rows, "states": states}
    chart = heatmap.od_heatmap(Answer(**shares), "share_of_origin")
    assert cells(chart)[(1.0, 2.0)]["class"] == "データなし"
    assert "patients" not in cells(chart)[(0.0, 0.0)]


def classes(chart: Any) -> list[str]:
    scale = next(
        layer["encoding"]["color"]["scale"]
        for layer in chart.to_dict()["layer"]
        if "scale" in layer["encoding"].get("color", {})
    )
    return list(scale["domain"])


def test_a_hidden_cell_is_a_class_of_its_own_and_its_value_is_nowhere() -> None:
    flows = {**FLOWS, "B": {**FLOWS["B"], "C": 7.77}}
    chart = heatmap.od_heatmap(answer(flows, hidden=[("B", "C")]), "patients")
    hidden = cells(chart)[(1.0, 2.0)]
    assert (hidden["class"], hidden["text"], hidden["patients"]) == ("秘匿", "秘匿", "秘匿")
    text = chart.to_json()
    assert "7.8" not in text and "7.77" not in text
    scale = next(
        layer["encoding"]["color"]["scale"]
        for layer in chart.to_dict()["layer"]
        if "scale" in layer["encoding"].get("color", {})
    )
    assert scale["domain"][-1] == "秘匿"
    assert dict(zip(scale["domain"], scale["range"], strict=True))["秘匿"] not in scale["range"][:6]


def test_the_chosen_area_is_framed_on_both_sides() -> None:
    boxes = [row for rows in data(heatmap.od_heatmap(answer(FLOWS), highlight="B")) for row in rows]
    framed = [(b["x"], b["x2"], b["y"], b["y2"]) for b in boxes if b.get("width") == 2]
    assert framed == [(0, 4.5, 2.0, 3.0), (2.0, 3.0, 0, 3.0)]


def test_areas_beside_the_chosen_one_are_framed_in_another_colour() -> None:
    drawn = heatmap.od_heatmap(answer(FLOWS), highlight=("B", "A"))
    boxes = [row for rows in data(drawn) for row in rows if row.get("width") in (1.5, 2)]
    assert [box["stroke"] for box in boxes] == [marks.BESIDE_FRAME] * 2 + [theme.REFERENCE] * 2


def many(count: int, town: str = "長い名前町") -> Answer:
    """So many towns in zones of four; each sends patients to every third one and to 県外."""
    towns = [f"{i:05d}" for i in range(count)]
    rows, states = [], []
    for i, origin in enumerate(towns):
        for j, destination in enumerate([*towns, "県外"]):
            patients = float(i + j) if (i + j) % 3 == 0 else 0.0
            name = destination if destination == "県外" else f"{town}{j}"
            place = (origin, f"{town}{i}", f"圏域{i // 4}", destination, name, f"圏域{j // 4}")
            rows.append((*place, patients, 1.0, 1.0))
            states.append(("実数",) * 9)
    return Answer("q", "", "", "", COLUMNS, rows, states, (), {}, {}, "b", "internal")


def test_a_prefecture_of_33_is_small_and_shows_no_numbers() -> None:
    chart = heatmap.od_heatmap(many(33))
    assert len(json.dumps(chart.to_dict(), ensure_ascii=False).encode()) < 100_000
    assert {row["text"] for row in cells(chart).values()} == {""}


def test_sixty_municipalities_stay_legible() -> None:
    found = matrix.arrange(many(60))
    assert found.font >= 11
    assert found.cell_height >= found.font + 1
    assert found.cell_width >= found.line
    assert found.above("大船渡市") == "大\n船\n渡\n市"


def test_wide_cells_keep_a_name_on_one_line() -> None:
    assert matrix.arrange(answer(FLOWS)).above("岩手中部") == "岩手中部"


def test_a_longer_name_is_broken_into_equal_lines() -> None:
    assert matrix.arrange(answer(FLOWS)).above("北多摩西部医療圏") == "北多摩西\n部医療圏"


@pytest.mark.parametrize("count", [3, 20, 32])
def test_the_matrix_with_its_names_is_whole_on_the_first_screen(count: int) -> None:
    found = matrix.arrange(many(count, "大船町"))
    assert found.least_width <= 720  # what a screen of 1024 px leaves
    assert found.above_all + found.cell_height * found.bottom <= layout.HEIGHT
    drawn = heatmap.od_heatmap(many(count)).to_dict()
    assert "width" not in drawn and drawn["autosize"]["type"] == "fit-x"


def test_a_larger_matrix_says_how_wide_it_must_be() -> None:
    """Narrower, its names would run into each other: it scrolls in its frame instead."""
    found = matrix.arrange(many(60))
    assert found.least_width >= found.beside + 60 * found.line
    assert heatmap.od_heatmap(many(60)).to_dict()["usermeta"]["leastWidth"] == found.least_width


def test_a_figure_of_some_rows_has_every_column_and_no_cell_of_the_others() -> None:
    chart = heatmap.od_heatmap(answer(FLOWS), rows={"A", "B"})
    assert {row for _, row in cells(chart)} == {0.0, 1.0}
    assert [p.name for p in matrix.arrange(answer(FLOWS)).only({"A", "B"}).origins] == [
        "甲市",
        "乙町",
    ]
    # 丙村 is a column still
    assert cells(chart)[(1.0, 1.0)]["class"] == "20–100"


def test_alternative_text_says_what_is_shown() -> None:
    words = heatmap.od_heatmap(answer(FLOWS)).to_dict()["description"]
    assert "患者数（人/月）" in words and "3行4列" in words and "県外" in words


def test_a_cell_tells_both_names_its_number_and_its_state_and_nothing_lies_over_it() -> None:
    """The names were looked up as 3.0, which JavaScript writes as 3; frames hid the cells."""
    spec = heatmap.od_heatmap(answer(FLOWS, hidden=[("B", "C")]), "patients", "A").to_dict()
    told = [(layer, layer["encoding"]["tooltip"]) for layer in specs.layers(spec)
            if "tooltip" in layer["encoding"]]  # fmt: skip
    assert len(told) == 2  # cells and the numbers on them
    for layer, (route, patients, _) in told:
        names, numbers = specs.said(spec, [(layer, route), (layer, patients)])
        assert {"甲市 → 乙町", "乙町 → 県外", "丙村 → 丙村", "乙町 → 丙村"} <= names
        assert {"80.0 人/月", "秘匿"} <= numbers
    frames = [layer["mark"] for layer in specs.layers(spec) if "strokeWidth" in layer["encoding"]]
    assert frames and all(mark["fill"] is None and not mark["filled"] for mark in frames)
    assert specs.faults(spec) == []
