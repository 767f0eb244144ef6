"""Three towns in two areas, what their institutions have notified, and how they are asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ground.settings import Mode

TOWNS = [
    ("07201", "Ａ市", "0701", "北", 60_000),
    ("07204", "Ｂ市", "0702", "浜", 30_000),
    ("07209", "Ｃ町", "0702", "浜", 9_000),
]


def tiny_in(folder: Path) -> Tiny:
    return Tiny(folder, TOWNS, fiscal_year=2025)


def ask(tiny: Tiny, name: str, mode: Mode = "internal", **params: Any) -> list[tuple[Any, ...]]:
    return list(queries.run(tiny.build(mode), name, params).rows)


def notify(
    tiny: Tiny,
    number: str,
    town: str | None,
    mark: str | None,
    prefecture: str = "07",
    **more: Any,
) -> None:
    row = {
        "municipality_name_found": None,
        "division": "医科",
        "fiscal_year": 2025,
        "as_of_on": date(2025, 9, 1),
        **more,
    }
    tiny.add(
        "facility_standard",
        published_table=f"{row['fiscal_year']}年度 {row['division']}",
        prefecture_code=prefecture,
        municipality_code=town,
        institution_code=number,
        institution_name=f"架空{number}",
        kind="診療所",
        beds=0,
        address="",
        standard_name=f"{mark}の名称" if mark else None,
        standard_short=mark,
        **row,
    )


def notified(tiny: Tiny) -> Tiny:
    """Six institutions; one stands in no known town."""
    for number, town, mark in (
        ("1", "07201", "支援診２"),
        ("1", "07201", "支援診３"),  # the same institution: once
        ("2", "07201", "支援診３"),
        ("3", "07204", "支援病１"),
        ("4", "07204", "支援診断"),  # no such notification
        ("5", "07209", None),
        ("6", None, "支援診１"),
    ):
        notify(tiny, number, town, mark)
    notify(tiny, "1", "07201", "歯援診１", division="歯科")
    return tiny
