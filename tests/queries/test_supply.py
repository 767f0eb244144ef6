"""① and ②: sums of details, institutions that cannot be added up, concentration."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import Tiny
from zaitaku.ask import queries, warehouse

VISIT, CALL = "在宅患者訪問診療料", "往診料"
TOWNS = [
    ("99201", "Ａ市", "9901", "西", 60_000),
    ("99202", "Ｂ市", "9901", "西", 30_000),
]


@pytest.fixture
def build(tmp_path: Path) -> warehouse.Build:
    tiny = Tiny(tmp_path, TOWNS)
    for town, scale in (("99201", 2), ("99202", 1)):
        tiny.supply(town, VISIT, "同一建物居住者以外", patients=30.0 * scale, institutions=4)
        tiny.supply(town, VISIT, "同一建物居住者", patients=10.0 * scale, institutions=3)
        tiny.supply(town, CALL, "", patients=12.0 * scale, institutions=5)
        tiny.supply(town, CALL, "うち深夜加算", patients=2.0 * scale, institutions=1)
    for number, patients in enumerate((60.0, 20.0, 10.0, 10.0, 0.0)):
        tiny.institution(f"9900000{number:02}", "99201", patients)
    return tiny.build()


def first(build: warehouse.Build, name: str, **params: object) -> dict[str, tuple[object, str]]:
    answer = queries.run(build, name, params)
    return dict(zip(answer.names, zip(answer.rows[0], answer.states[0], strict=True), strict=True))


def test_item_without_a_total_row_is_the_sum_of_its_details(build: warehouse.Build) -> None:
    row = first(build, "supply/by_area", item=VISIT)
    assert row["patients"] == (80.0, "実数")
    assert row["institutions"] == (None, "該当なし")


def test_うち_rows_are_not_added_to_their_whole(build: warehouse.Build) -> None:
    assert first(build, "supply/by_area", item=CALL)["patients"] == (24.0, "実数")


def test_institutions_of_one_town_are_known_of_several_not(build: warehouse.Build) -> None:
    assert first(build, "supply/by_area", item=CALL)["institutions"] == (5, "実数")
    area = first(build, "supply/by_area", item=CALL, area_unit="medical_area")
    assert area["patients"] == (36.0, "実数")
    assert area["institutions"] == (None, "該当なし")


def test_by_item_lists_the_files_own_rows(build: warehouse.Build) -> None:
    answer = queries.run(build, "supply/by_item", {"area_code": ["99201"]})
    assert [(row[2], row[3], row[4]) for row in answer.rows] == [
        (CALL, "", 24.0),
        (CALL, "うち深夜加算", 4.0),
        (VISIT, "同一建物居住者", 20.0),
        (VISIT, "同一建物居住者以外", 60.0),
    ]


def test_concentration(build: warehouse.Build) -> None:
    row = first(build, "institutions/size")
    assert row["institutions"] == (4, "実数")  # one of five treats nobody
    assert row["patients"] == (100.0, "実数")
    assert row["top1_share_pct"] == (60.0, "実数")
    assert row["top3_share_pct"] == (90.0, "実数")
    assert row["top10pct_share_pct"] == (60.0, "実数")  # a tenth of four is one
    assert row["hhi"][0] == pytest.approx(60**2 + 20**2 + 10**2 + 10**2)
