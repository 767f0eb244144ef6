"""Codes, days and headings as people have them: the same table told otherwise reads the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.ground import codes


def six(code: str) -> str:
    return code + codes.municipality_check_digit(code)


def refused(collected: sources.Collected) -> str:
    assert not collected.tables
    return "\n".join(str(p) for p in collected.problems if p.severity == "error")


# --- codes with their check digit ----------------------------------------------------------------

A, B, C = (town[0] for town in f.TOWNS)
Rows = Callable[[str, str, str], f.Rows]


def _towns(*names: str) -> Callable[..., f.Rows]:
    """A table of three rows, the code of a town in the column that is named ``code``."""

    def rows(*written: str, **cells: str) -> f.Rows:
        header = [name.partition("=")[0] for name in names]
        body = [[code if "=" not in n else n.partition("=")[2] for n in names] for code in written]
        return [header, *body]

    return rows


KINDS: dict[str, tuple[str, Rows]] = {
    "master": (
        "municipality",
        lambda *written: [
            f.master()[0],
            *[[code, *town[1:]] for code, town in zip(written, f.TOWNS, strict=True)],
        ],
    ),
    "population": (
        "resident_population",
        _towns("year=2023", "municipality_code", "age_band=0-4", "population=5"),
    ),
    "zones": ("zone_membership", _towns("zone_scheme=保健所", "zone_name=北", "municipality_code")),
    "roles": (
        "roles",
        _towns("role=拠点", "organisation_name=役場", "municipality_code", "functions=看取り"),
    ),
    "survey": ("survey", _towns("survey_year=2023", "municipality_code", "possible_cases=3")),
    "values": (
        "indicator_values",
        _towns("indicator_id=NS1", "area_code", "year=2023", "value=12"),
    ),
    "stations": (
        "home_nursing_station",
        _towns("lat=30.1", "lon=150.1", "name=ST", "array=訪問看護", "muni_code"),
    ),
    "changes": (
        "municipality_change",
        _towns("old_municipality_code", "new_municipality_code=99201"),
    ),
}
COLUMN = {"indicator_values": "area_code", "municipality_change": "old_code"}


@pytest.mark.parametrize("kind", KINDS)
def test_codes_with_and_without_check_digit_are_the_same(kind: str, tmp_path: Path) -> None:
    table, rows = KINDS[kind]
    read = {}
    for name, written in {"five": (A, B, C), "six": (six(A), six(B), six(C))}.items():
        collected = f.read(f.csv_file(tmp_path / f"{name}.csv", rows(*written)))
        assert [r.status for r in collected.files] == ["read"], collected.problems
        frame = collected.tables[0].frames[table]
        read[name] = frame[COLUMN.get(table, "municipality_code")].unique().tolist()
    assert read["five"] == read["six"] == [A, B, C]


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_check_digit_is_never_cut_off(kind: str, tmp_path: Path) -> None:
    wrong = B + str((int(six(B)[5]) + 1) % 10)
    rows = KINDS[kind][1](six(A), wrong, six(C))
    told = refused(f.read(f.csv_file(tmp_path / "a.csv", rows)))
    assert wrong in told and "a.csv" in told


def test_the_readings_of_one_code() -> None:
    assert codes.municipality_readings("03201") == ["03201"]
    assert codes.municipality_readings("3201") == ["03201"]
    assert codes.municipality_readings("032018") == ["03201"]
    assert codes.municipality_readings("32018") == ["32018", "03201"]  # a master tells which
    assert codes.municipality_readings("032019") == []
    assert [codes.municipality_readings(n) for n in ("", "12", "003201", "0320181")] == [[]] * 4


# --- days ----------------------------------------------------------------------------------------

ZONES = ["zone_scheme", "zone_name", "municipality_code", "valid_from"]


@pytest.mark.parametrize("written", ["R6.4.1", "2024.4.1", "令和６年４月１日", "2024/4/1"])
def test_a_period_begins_on_the_day_that_was_typed(written: str, tmp_path: Path) -> None:
    rows = [ZONES, *[["医師会", "北", code, written] for code in (A, B, C)]]
    (table,) = f.read(f.csv_file(tmp_path / "a.csv", rows)).tables
    assert set(table.frames["zone_membership"]["valid_from"]) == {date(2024, 4, 1)}


def test_a_day_that_no_calendar_has_is_named(tmp_path: Path) -> None:
    days = ("R6.4.1", "R6.2.30", "R6.4.1")
    rows = [ZONES, *[["医師会", "北", c, d] for c, d in zip((A, B, C), days, strict=True)]]
    told = refused(f.read(f.csv_file(tmp_path / "a.csv", rows)))
    assert "a.csv 3行目: valid_from「R6.2.30」は日付ではありません（暦にない日も" in told


# --- the cases that were reported ----------------------------------------------------------------

CASES = Path(__file__).parents[2].parent / "shared" / "cases"
needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason="報告された入力（../shared/cases）がこの計算機にありません"
)


def case(name: str, master: str) -> dict[str, pd.DataFrame]:
    """The frames of a reported input, read with the master beside it."""
    collected = sources.collect([CASES / name, CASES / f"master{master}.csv"])
    assert {report.status for report in collected.files} == {"read"}, collected.problems
    (table,) = [table for table in collected.tables if table.kind != "municipalities"]
    return table.frames


@needs_cases
def test_reported_04_a_zip_is_read_like_a_folder() -> None:
    collected = sources.collect([CASES / "04_lists_in_zip.zip", CASES / "master29.csv"])
    assert {(r.name, r.status, r.rows) for r in collected.files} == {
        ("04_lists_in_zip.zip/01_county_with_city_sign.csv", "read", 3),
        ("master29.csv", "read", 3),
    }


@needs_cases
def test_reported_05_population_of_2020() -> None:
    frame = case("05_juki_2020_heading.csv", "03")["resident_population"]
    assert set(frame["year"]) == {2019}  # 令和2年1月1日 lies in 令和元年度
    assert set(frame["municipality_code"]) == {"03201", "03202"}
    morioka = frame[frame["municipality_code"] == "03201"]
    by_sex = {sex: part["population"].tolist() for sex, part in morioka.groupby("sex")}
    assert by_sex == {"計": [20] * 21, "男": [10] * 21, "女": [10] * 21}


@needs_cases
def test_reported_08_one_station_at_zero() -> None:
    frame = case("08_one_station_at_zero.csv", "03")["home_nursing_station"]
    assert frame["municipality_code"].tolist() == ["03201", "03202"]
    assert frame["latitude"].isna().tolist() == [False, True]


@needs_cases
def test_reported_09_code_with_check_digit() -> None:
    frame = case("09_code_with_check_digit.geojson", "03")["boundary"]
    assert frame["municipality_code"].tolist() == ["03201", "03202"]


@needs_cases
def test_reported_10_zone_dates() -> None:
    frame = case("10_zone_dates_R6.csv", "03")["zone_membership"]
    assert frame["valid_from"].tolist() == [date(2024, 4, 1)] * 2


@needs_cases
def test_reported_12_zero_width_signs_in_a_heading() -> None:
    frame = case("12_zero_width_in_heading.csv", "03")["zone_membership"]
    assert frame["municipality_code"].tolist() == ["03201", "03202"]
