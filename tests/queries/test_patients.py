"""③: parts, totals and what happens to a sum of which a part is not a number."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import Tiny
from zaitaku.ask import queries, warehouse

TOWNS = [
    ("99201", "Ａ市", "9901", "西", 60_000),
    ("99202", "Ｂ市", "9901", "西", 30_000),
    ("99301", "Ｃ村", "9901", "西", 30_000),
]


@pytest.fixture
def build(tmp_path: Path) -> warehouse.Build:
    tiny = Tiny(tmp_path, TOWNS)
    # Ａ: 国保＋後期; the file's own 合計 differs by rounding and is not what we add up
    tiny.patients("99201", "国保", 1.3)
    tiny.patients("99201", "後期", 7.1)
    tiny.patients("99201", "合計", 8.5)
    # Ｂ: 国保 masked in the file, but its 合計 is known
    tiny.patients("99202", "国保", (None, "秘匿"))
    tiny.patients("99202", "後期", 20.0)
    tiny.patients("99202", "合計", 24.0)
    # Ｃ: nothing known of 国保
    tiny.patients("99301", "国保", (None, "秘匿"))
    tiny.patients("99301", "後期", 30.0)
    return tiny.build()


def cells(build: warehouse.Build, **params: object) -> dict[str, tuple[object, str]]:
    answer = queries.run(build, "patients/by_area", params)
    at = answer.names.index("patients")
    return {
        row[0]: (row[at], states[at])
        for row, states in zip(answer.rows, answer.states, strict=True)
    }


def test_total_is_the_sum_of_parts_or_else_the_files_own(build: warehouse.Build) -> None:
    assert cells(build) == {
        "99201": (8.4, "実数"),
        "99202": (24.0, "実数"),
        "99301": (None, "秘匿"),
    }


def test_area_with_a_hidden_part_is_hidden(build: warehouse.Build) -> None:
    assert cells(build, area_unit="medical_area") == {"9901": (None, "秘匿")}
    assert cells(build, scheme="後期", area_unit="medical_area") == {"9901": (57.1, "実数")}


def test_rate_is_hidden_with_its_count(build: warehouse.Build) -> None:
    answer = queries.run(build, "patients/by_area")
    rate = answer.names.index("patients_per_1000_65plus")
    assert answer.rows[0][rate] == pytest.approx(8.4 / 20_000 * 1000)
    assert [states[rate] for states in answer.states] == ["実数", "実数", "秘匿"]


def test_town_absent_from_the_file_is_missing_not_zero(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, TOWNS)
    tiny.patients("99201", "合計", 12.0)
    assert cells(tiny.build())["99202"] == (None, "欠測")


def test_shares_of_a_composition(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, TOWNS[:1])
    for level, patients in (("要介護１", 30.0), ("要介護５", 10.0)):
        for scheme in ("国保", "後期"):
            tiny.patients("99201", scheme, patients / 2, care_level=level)
    answer = queries.run(tiny.build(), "patients/composition")
    assert [(row[2], row[3], row[5]) for row in answer.rows] == [
        ("要介護１", 30.0, 75.0),
        ("要介護５", 10.0, 25.0),
    ]
    by_scheme = queries.run(tiny.build(), "patients/composition", {"dimension": "scheme"})
    assert [(row[2], row[5]) for row in by_scheme.rows] == [("国保", 50.0), ("後期", 50.0)]
