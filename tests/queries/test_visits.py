"""Claims a receipt (①) and shares of those discharged (⑤), by hand and as 公表 has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.queries.test_additional_demand import discharge
from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ground.states import ACTUAL, NOT_APPLICABLE, SUPPRESSED

VISITS, HOMES = "在宅患者訪問診療料", "同一建物居住者以外"
TOWNS = [
    ("99201", "Ａ市", "9901", "西", 60_000),
    ("99202", "Ｂ市", "9901", "西", 40_000),
    ("99203", "Ｃ町", "9902", "東", 30_000),
]


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, TOWNS)


def test_visits_are_of_the_sums_and_not_of_the_rates(tiny: Tiny) -> None:
    given = {"99201": (100.0, 190.0), "99202": (50.0, 210.0), "99203": (0.0, 0.0)}
    for town, (receipts, claims) in given.items():
        figures = {"patients": receipts, "receipts": receipts, "claims": claims}
        tiny.supply(town, VISITS, HOMES, **figures)

    def asked(unit: str) -> list[tuple[float | None, str]]:
        found = queries.run(
            tiny.build(), "supply/by_area", {"item": VISITS, "detail": HOMES, "area_unit": unit}
        )
        assert found.column("claims_per_receipt").decimals == 2
        return [
            (r["claims_per_receipt"], s["claims_per_receipt"])
            for r, s in zip(found.records, found.state_records, strict=True)
        ]

    assert asked("municipality") == [(1.9, ACTUAL), (4.2, ACTUAL), (None, NOT_APPLICABLE)]
    assert asked("medical_area")[0] == (pytest.approx(400 / 150), ACTUAL)


def test_visits_are_hidden_where_one_of_both_is(tiny: Tiny) -> None:
    for town, receipts in (("99201", 100.0), ("99202", 4.0), ("99203", 90.0)):
        figures = {"patients": receipts, "receipts": receipts, "claims": receipts * 2}
        tiny.supply(town, VISITS, HOMES, **figures)
    found = queries.run(tiny.build("public"), "supply/by_area", {"item": VISITS, "detail": HOMES})
    states = {r["area_name"]: s for r, s in zip(found.records, found.state_records, strict=True)}
    assert states["Ｂ市"]["claims_per_receipt"] == SUPPRESSED
    for of_area in states.values():
        parts = {of_area["claims"], of_area["receipts"]}
        assert (of_area["claims_per_receipt"] == ACTUAL) == (parts == {ACTUAL})


def test_shares_of_those_discharged(tiny: Tiny) -> None:
    for code, *figures in (("99201", 100, 30, 60), ("99202", 60, 3, 30), ("99203", 80, 20, 20)):
        discharge(tiny, str(code), *map(int, figures))
    found = queries.run(tiny.build(), "discharge/by_area", {})
    assert [(r["home_care_pct"], r["facility_pct"]) for r in found.records] == [
        (30, 60), (5, 50), (25, 25),
    ]  # fmt: skip
    hidden = queries.run(tiny.build("public"), "discharge/by_area", {})
    for row, states in zip(hidden.records, hidden.state_records, strict=True):
        if states["home_care"] == SUPPRESSED:
            assert row["home_care_pct"] is None and states["home_care_pct"] == SUPPRESSED
    assert hidden.state_records[1]["home_care"] == SUPPRESSED  # 3 of Ｂ市
