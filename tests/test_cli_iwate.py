"""What the command line answers for the Iwate example equals the expected files beside it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import IWATE
from tests.test_cli import run
from zaitaku.ask import figures, queries, references, warehouse


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, str]]:
    assert run("query", *arguments, "--format", "csv") == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


@pytest.fixture(scope="module")
def iwate(iwate_build_dir: Path) -> Path:
    return iwate_build_dir


def expected(name: str) -> list[dict[str, str]]:
    text = (IWATE / "expected" / f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("year", ["2022", "2023"])
@pytest.mark.parametrize("scheme", ["国保", "後期"])
def test_patients_equal_the_expected_file(
    iwate: Path, year: str, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = answer(
        capsys, "patients/by_need", "--data", iwate, "--mode", "internal",
        "-p", f"fiscal_year={year}", "-p", f"scheme={scheme}",
    )  # fmt: skip
    keys = ("residence", "severity", "care_level")
    got = {(r["area_code"], *(r[k] for k in keys)): r["patients"] for r in rows}
    want = {
        (r["municipality_code"], *(r[k] for k in keys)): r["patients"]
        for r in expected(f"patients_{year}")
        if r["scheme"] == scheme
    }
    assert got == want


@pytest.mark.parametrize("year", ["2022", "2023"])
@pytest.mark.parametrize("residence", ["同一建物以外", "同一建物"])
def test_flows_equal_the_expected_file(
    iwate: Path, year: str, residence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = answer(
        capsys, "flows/matrix", "--data", iwate, "--mode", "internal",
        "-p", f"fiscal_year={year}", "-p", f"residence={residence}",
    )  # fmt: skip
    got = {(r["origin_code"], r["destination_code"]): r["patients"] for r in rows}
    want = {
        (r["origin_code"], r["destination_code"]): r["patients"]
        for r in expected(f"flows_{year}")
        if r["residence"] == residence
    }
    assert got == want


@pytest.mark.parametrize("year", ["2022", "2023"])
@pytest.mark.parametrize("scheme", ["合計", "国保", "後期"])
def test_supply_equals_the_expected_file(
    iwate: Path, year: str, scheme: str, capsys: pytest.CaptureFixture[str]
) -> None:
    want = [r for r in expected(f"supply_{year}") if r["scheme"] == scheme]
    items = list(dict.fromkeys((r["item"], r["detail"]) for r in want))
    measures = ("patients", "receipts", "claims", "institutions")
    got: dict[tuple[str, ...], tuple[str, ...]] = {}
    for item, detail in items:
        for row in answer(
            capsys, "supply/by_area", "--data", iwate, "--mode", "internal",
            "-p", f"fiscal_year={year}", "-p", f"scheme={scheme}",
            "-p", f"item={item}", "-p", f"detail={detail}",
        ):  # fmt: skip
            got[row["area_code"], item, detail] = tuple(row[m] for m in measures)
    assert got == {
        (r["municipality_code"], r["item"], r["detail"]): tuple(r[m] for m in measures)
        for r in want
    }


@pytest.mark.parametrize("year", ["2022", "2023"])
def test_institutions_equal_the_expected_file(
    iwate: Path, year: str, capsys: pytest.CaptureFixture[str]
) -> None:
    want = expected(f"institutions_{year}")
    got: dict[tuple[str, ...], str] = {}
    for item, detail in dict.fromkeys((r["group"], r["detail"]) for r in want):
        for row in answer(
            capsys, "supply/institutions", "--data", iwate, "--mode", "internal",
            "-p", f"fiscal_year={year}", "-p", f"item={item}", "-p", f"detail={detail}",
        ):  # fmt: skip
            got[row["institution_code"], row["area_code"], item, detail] = row["patients"]
    assert got == {
        (r["institution_code"], r["municipality_code"], r["group"], r["detail"]): r["patients"]
        for r in want
    }


@pytest.mark.parametrize("year", ["2022", "2023"])
def test_discharge_equals_the_expected_file(
    iwate: Path, year: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = answer(
        capsys, "discharge/by_area", "--data", iwate, "--mode", "internal",
        "-p", f"fiscal_year={year}",
    )  # fmt: skip
    want = expected(f"discharge_{year}")
    measures = [name for name in want[0] if name not in ("fiscal_year", "municipality_code")]
    assert {r["area_code"]: [r[m] for m in measures] for r in rows} == {
        r["municipality_code"]: [r[m] for m in measures] for r in want
    }


@pytest.mark.parametrize(("unit", "column"), [("medical_area", 3), ("zone", 5)])
def test_flow_summary_of_areas_equals_an_independent_calculation(
    iwate: Path, unit: str, column: int, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (IWATE / "市区町村マスタ.csv").read_text(encoding="utf-8-sig")
    master = list(csv.reader(io.StringIO(text)))[1:]
    area_of = {row[0]: row[column] for row in master}
    resident: dict[str, float] = {}
    within: dict[str, float] = {}
    delivered: dict[str, float] = {}
    for row in expected("flows_2023"):
        patients = float(row["patients"])
        origin = area_of[row["origin_code"]]
        destination = area_of.get(row["destination_code"], "県外")
        resident[origin] = resident.get(origin, 0) + patients
        delivered[destination] = delivered.get(destination, 0) + patients
        if origin == destination:
            within[origin] = within.get(origin, 0) + patients
    rows = answer(
        capsys, "flows/summary", "--data", iwate, "--mode", "internal",
        "-p", "fiscal_year=2023", "-p", f"area_unit={unit}",
    )  # fmt: skip
    assert {row["area_code"] for row in rows} == set(resident)
    for row in rows:
        code = row["area_code"]
        assert float(row["resident_patients"]) == pytest.approx(resident[code])
        assert float(row["self_sufficiency_pct"]) == pytest.approx(
            within[code] / resident[code] * 100
        )
        assert float(row["inflow_patients"]) == pytest.approx(delivered[code] - within[code])


def test_a_town_is_set_beside_all_towns_not_beside_the_prefecture_as_one(iwate: Path) -> None:
    """盛岡市 keeps 88.5 % of its patients: above the towns together, below the prefecture."""
    towns, whole = (
        queries.run(
            warehouse.open_build(iwate, "internal"),
            "flows/summary",
            {"fiscal_year": 2023, "area_unit": unit},
        )
        for unit in ("municipality", "prefecture")
    )
    beside = references.together(towns, "self_sufficiency_pct", None, "33 市町村")
    own = figures.figure(towns, "self_sufficiency_pct", "03201")
    as_one = figures.figure(whole, "self_sufficiency_pct")
    found = [round(one.value or 0, 1) for one in (own, beside, as_one) if one]
    assert found == [88.5, 79.4, 94.4]


def test_import_of_the_example_exits_0(iwate_build_dir: Path) -> None:
    cursor = warehouse.open_build(iwate_build_dir, "internal").cursor()
    kinds = {row[0] for row in cursor.execute("select distinct kind from source").fetchall()}
    assert kinds == {
        "kdb_supply", "kdb_institutions", "kdb_patients", "kdb_flows", "kdb_discharge",
        "municipalities", "boundaries", "resident_population",
    }  # fmt: skip
