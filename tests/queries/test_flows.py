"""domain facts §5-2 (4): three towns and 県外, then two of them as one area."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import Tiny
from zaitaku.ask import queries, warehouse

A, B, C = "99201", "99202", "99203"
MATRIX = {
    A: {A: 80, B: 15, C: 0, "県外": 5},
    B: {A: 10, B: 60, C: 20, "県外": 10},
    C: {A: 0, B: 5, C: 45, "県外": 0},
}


@pytest.fixture
def build(tmp_path: Path) -> warehouse.Build:
    tiny = Tiny(
        tmp_path,
        [
            (A, "Ａ市", "9901", "西", 60_000),
            (B, "Ｂ市", "9901", "西", 50_000),
            (C, "Ｃ町", "9902", "東", 30_000),
        ],
    )
    for origin, row in MATRIX.items():
        for destination, patients in row.items():
            # half of them in each 居住形態, so that 計 has to add up
            for residence in ("同一建物", "同一建物以外"):
                tiny.flow(origin, destination, patients / 2, residence)
    return tiny.build()


def summary(build: warehouse.Build, **params: object) -> dict[str, dict[str, float]]:
    answer = queries.run(build, "flows/summary", params)
    return {row[0]: dict(zip(answer.names, row, strict=True)) for row in answer.rows}


def test_rates_of_towns(build: warehouse.Build) -> None:
    towns = summary(build)
    assert [towns[t]["resident_patients"] for t in (A, B, C)] == [100, 100, 50]
    assert [towns[t]["self_sufficiency_pct"] for t in (A, B, C)] == [80, 60, 90]
    assert [towns[t]["outflow_pct"] for t in (A, B, C)] == [20, 40, 10]
    assert [towns[t]["delivered_patients"] for t in (A, B, C)] == [90, 80, 65]
    assert [round(towns[t]["inflow_pct"], 1) for t in (A, B, C)] == [11.1, 25.0, 30.8]
    assert [towns[t]["outflow_outside_prefecture_patients"] for t in (A, B, C)] == [5, 10, 0]


@pytest.mark.parametrize(
    ("unit", "code"), [("medical_area", "9901"), ("zone", "西")], ids=["二次医療圏", "在宅医療圏"]
)
def test_rates_of_two_towns_as_one_come_from_regrouped_counts(
    build: warehouse.Build, unit: str, code: str
) -> None:
    area = summary(build, area_unit=unit)[code]
    assert area["resident_patients"] == 200
    assert area["within_patients"] == 165
    assert area["self_sufficiency_pct"] == 82.5
    assert area["outflow_pct"] == 17.5
    assert area["delivered_patients"] == 170
    assert round(area["inflow_pct"], 1) == 2.9


def test_prefecture_sees_no_inflow(build: warehouse.Build) -> None:
    answer = queries.run(build, "flows/summary", {"area_unit": "prefecture"})
    inflow = answer.names.index("inflow_patients")
    assert answer.states[0][inflow] == "該当なし"
    assert summary(build, area_unit="prefecture")["99"]["outflow_patients"] == 15


def test_delivered_minus_inflow_is_resident_minus_outflow(build: warehouse.Build) -> None:
    for row in summary(build).values():
        stays = row["resident_patients"] - row["outflow_patients"]
        assert row["delivered_patients"] - row["inflow_patients"] == stays


def test_matrix_keeps_県外_and_order(build: warehouse.Build) -> None:
    answer = queries.run(build, "flows/matrix")
    cells = [(row[0], row[3], row[6]) for row in answer.rows]
    assert cells == [(o, d, float(n)) for o, row in MATRIX.items() for d, n in row.items()]


def test_one_residence_is_half(build: warehouse.Build) -> None:
    halves = queries.run(build, "flows/matrix", {"residence": ["同一建物"]})
    assert halves.rows[0][6] == 40


def test_top_partners_with_running_share(build: warehouse.Build) -> None:
    answer = queries.run(build, "flows/top", {"area_code": B})
    assert [(row[1], row[2], row[4], row[6]) for row in answer.rows] == [
        ("Ｃ町", 20, 20, 20),
        ("Ａ市", 10, 10, 30),
        ("県外", 10, 10, 40),
    ]
    incoming = queries.run(build, "flows/top", {"area_code": B, "direction": "incoming"})
    assert [(row[1], row[2]) for row in incoming.rows] == [("Ａ市", 15), ("Ｃ町", 5)]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"minimum": 15}, [("Ｂ市", "Ｃ町", 20), ("Ａ市", "Ｂ市", 15)]),
        ({"top": 1}, [("Ｂ市", "Ｃ町", 20)]),
        ({"origin_code": [A]}, [("Ａ市", "Ｂ市", 15), ("Ａ市", "県外", 5)]),
        ({"destination_code": ["県外"]}, [("Ｂ市", "県外", 10), ("Ａ市", "県外", 5)]),
        (
            {"origin_code": [A, B], "destination_code": [A, B]},
            [("Ａ市", "Ｂ市", 15), ("Ｂ市", "Ａ市", 10)],
        ),
    ],
)
def test_largest_flows(
    build: warehouse.Build, params: dict[str, object], expected: list[tuple[object, ...]]
) -> None:
    answer = queries.run(build, "flows/largest", params)
    assert [(row[1], row[3], row[4]) for row in answer.rows] == expected


def test_largest_flows_keep_what_is_hidden_last_and_without_a_number(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, [(A, "Ａ市", "9901", "西", 60_000), (B, "Ｂ市", "9901", "西", 50_000)])
    tiny.flow(A, B, (None, "秘匿"))
    tiny.flow(B, A, 30)
    answer = queries.run(tiny.build(), "flows/largest", {"minimum": 20})
    assert [(row[0], row[4], row[7]) for row in answer.rows] == [(B, 30, 100), (A, None, None)]
    assert answer.states[1][4] == "秘匿"


def test_net_flows_are_the_surplus_of_one_direction(build: warehouse.Build) -> None:
    """Ａ⇄Ｂ 15 and 10, Ｂ⇄Ｃ 20 and 5; to 県外 5 and 10, and nobody knows the way back."""
    answer = queries.run(build, "flows/net")
    rows = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
    found = [
        (r["origin_code"], r["destination_code"], r["net_patients"], r["back_patients"])
        for r in rows
    ]
    assert found == [(B, C, 15, 5), (B, "県外", None, None), (A, B, 5, 10), (A, "県外", None, None)]
    assert [len(queries.run(build, "flows/net", p)) for p in ({"minimum": 6}, {"top": 1})] == [2, 1]
    out = queries.run(build, "flows/net", {"origin_code": [A]})
    assert [row[2] for row in out.rows] == [B, "県外"]
