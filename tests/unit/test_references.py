"""What an area is set beside: shares of what stays inside are those of areas of the same unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.area import Area
from zaitaku.ask.references import beside, together
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED
from zaitaku.sentences.standing import standing

COLUMNS = (
    Column("area_code", "varchar", "key", "地域コード"),
    Column("area_name", "varchar", "key", "地域名"),
    Column("resident_patients", "double", "count", "住んでいる患者数", "人/月"),
    Column("within_patients", "double", "count", "地域内で受ける患者数", "人/月"),
    Column(
        "self_sufficiency_pct", "double", "from", "完結率", "%", "",
        ("within_patients", "resident_patients"), "within_patients / resident_patients * 100",
    ),
)  # fmt: skip


TOWN, WHOLE, ZONE = (
    Area("municipality", "", "01", "大市"),
    Area("prefecture", "", "99", "架空県全体"),
    Area("zone", "在宅医療圏", "A", "東"),
)


def summary(*rows: tuple[str, str, float, float | None]) -> Answer:
    cells = [
        (code, name, resident, within, None if within is None else within / resident * 100)
        for code, name, resident, within in rows
    ]
    states = [tuple(ACTUAL if value is not None else SUPPRESSED for value in row) for row in cells]
    return Answer("flows/summary", "", "", "", COLUMNS, cells, states, (), {}, {}, "b", "internal")


# 大市 keeps 90 of 100, 小町 10 of 50: together 100 of 150 = 66.7 %; the prefecture as one area 96 %
TOWNS = summary(("01", "大市", 100.0, 90.0), ("02", "小町", 50.0, 10.0))
GROUPS = replace(
    TOWNS,
    columns=COLUMNS[:2],
    rows=[("01", "A"), ("02", "B")],
    states=[(ACTUAL, ACTUAL)] * 2,
)


def ask(name: str, **params: Any) -> Answer:
    if name == "area/groups":
        return GROUPS
    if params["area_unit"] == "prefecture":
        return summary(("99", "架空県", 150.0, 144.0))
    return TOWNS


def test_a_share_of_what_stays_inside_is_that_of_areas_of_the_same_unit() -> None:
    found = beside(ask, "flows/summary", "self_sufficiency_pct", TOWN, WHOLE, unit_label="市町村")
    assert found is not None
    assert found.value == pytest.approx(100 / 150 * 100)
    assert found.area == "2 市町村を患者数で重みづけた値"


def test_a_count_that_no_border_changes_is_that_of_the_area_itself() -> None:
    found = beside(ask, "flows/summary", "resident_patients", TOWN, WHOLE)
    assert found is not None and (found.value, found.area) == (150.0, "架空県全体")


def test_within_a_zone_only_its_own_parts_count() -> None:
    found = beside(ask, "flows/summary", "self_sufficiency_pct", TOWN, ZONE, unit_label="市町村")
    assert found is not None and found.value == 90.0
    assert found.area == "東（在宅医療圏）の 1 市町村を患者数で重みづけた値"


def test_a_hidden_part_hides_the_whole_and_an_absent_one_leaves_it_unknown() -> None:
    hidden = summary(("01", "大市", 100.0, 90.0), ("02", "小町", 50.0, None))
    assert together(hidden, "self_sufficiency_pct", None, "").state == SUPPRESSED
    assert together(TOWNS, "self_sufficiency_pct", {"01", "03"}, "").state == MISSING


def test_the_larger_city_is_above_in_points_though_below_the_prefecture_as_one_area() -> None:
    reference = beside(
        ask, "flows/summary", "self_sufficiency_pct", TOWN, WHOLE, unit_label="市町村"
    )
    said = standing(
        TOWNS, "self_sufficiency_pct", "01", subject="訪問診療", unit_label="市町村",
        reference=reference,
    )  # fmt: skip
    assert said == (
        "大市の訪問診療の完結率は 90.0 %で、2 市町村を患者数で重みづけた値（66.7 %）より"
        " 23.3 ポイント高い。2 市町村中、高い方から 1 番目。"
    )
