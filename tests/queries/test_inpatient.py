"""入院・NDB: what is not listed is no data, 県外 is the sum of what is listed, never KDB."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import Tiny
from zaitaku.ask import queries, warehouse
from zaitaku.ground.settings import MODES, Mode

ACUTE = "高度急性期+急性期"
NAMES = {"0301": ("盛岡", "岩手県"), "0302": ("中部", "岩手県"), "0401": ("仙台", "宮城県")}
# direction, area, partner, share
LISTED = [
    ("outgoing", "0301", "0301", 0.90),
    ("outgoing", "0301", "0302", 0.05),
    ("outgoing", "0302", "0302", 0.70),
    ("outgoing", "0302", "0301", 0.20),
    ("outgoing", "0302", "0401", 0.05),
    ("incoming", "0301", "0301", 0.80),
    ("incoming", "0301", "0302", 0.15),
]


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    for direction, area, partner, share in LISTED:
        tiny.add(
            "inpatient_flow",
            direction=direction,
            bed_function=ACUTE,
            area_code=area,
            area_name=NAMES[area][0],
            partner_code=partner,
            partner_name=NAMES[partner][0],
            partner_prefecture=NAMES[partner][1],
            share=share,
        )
    return tiny


@pytest.mark.parametrize("mode", MODES)
def test_flows_of_a_prefecture(tiny: Tiny, mode: Mode) -> None:
    answer = queries.run(tiny.build(mode), "inpatient/flows", {"prefecture_code": "03"})
    rows = [(row[1], row[4], row[6], row[7]) for row in answer.rows]
    assert rows == [
        ("盛岡", "盛岡", pytest.approx(90), pytest.approx(80)),
        ("盛岡", "中部", pytest.approx(5), None),
        ("盛岡", "県外", None, None),
        ("中部", "盛岡", pytest.approx(20), pytest.approx(15)),
        ("中部", "中部", pytest.approx(70), None),
        ("中部", "県外", pytest.approx(5), None),
    ]
    assert answer.states[2][6] == "欠測"


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("outgoing", [("中部", True, 70, 70), ("盛岡", False, 20, 90), ("仙台", False, 5, 95)]),
        ("incoming", []),
    ],
)
def test_partners_of_an_area(tiny: Tiny, direction: str, expected: list[object]) -> None:
    params = {"area_code": "0302", "direction": direction}
    answer = queries.run(tiny.build(), "inpatient/top", params)
    found = [(row[1], row[3], round(row[4]), round(row[5])) for row in answer.rows]
    assert found == expected


def test_areas_carry_their_prefecture(tiny: Tiny) -> None:
    rows = queries.run(tiny.build(), "inpatient/areas").rows
    assert rows == [(code, name, code[:2], place) for code, (name, place) in NAMES.items()]


def test_a_build_without_the_file_answers_with_nothing(tmp_path: Path) -> None:
    build: warehouse.Build = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)]).build()
    for name in ("areas", "flows", "top"):
        assert len(queries.run(build, f"inpatient/{name}")) == 0
