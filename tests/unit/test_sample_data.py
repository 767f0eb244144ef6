"""The sample prefecture: official layouts, figures that agree, and nothing real in it."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import shapely

from tests.unit.sample import (
    EXAMPLE,
    FILES,
    REAL_NAMES,
    SAMPLE,
    YEARS,
    borders,
    by_sex,
    cells,
    flows,
    master,
    population,
    shapes,
    supply,
    table,
)

pytestmark = pytest.mark.thorough

EVERY_YEAR = pytest.mark.parametrize("year", YEARS)


def check_digit(digits: str) -> str:
    """Modulus 10, weights 2 1 2 1 … from the right, digits of the products added."""
    weighted = (int(d) * (2, 1)[i % 2] for i, d in enumerate(reversed(digits)))
    return str(-sum(sum(divmod(n, 10)) for n in weighted) % 10)


# --- municipalities and areas ---------------------------------------------------------------


def test_there_are_35_municipalities_in_9_medical_areas_and_12_zones() -> None:
    m = master()
    assert len(m) == m.municipality_code.nunique() == m.insurer_no.nunique() == 35
    assert m.medical_area_code.nunique() == m.medical_area.nunique() == 9
    assert m.home_care_zone.nunique() == 12
    assert m.municipality_code.str.fullmatch("99[2-4][0-9]{2}").all()


def test_zones_are_neither_the_medical_areas_nor_parts_of_them() -> None:
    members = master().groupby("home_care_zone").medical_area_code
    assert (members.nunique() > 1).sum() >= 2
    areas = master().groupby("medical_area_code").municipality_code.agg(frozenset)
    zones = master().groupby("home_care_zone").municipality_code.agg(frozenset)
    assert len(set(zones) - set(areas)) >= 9


def test_insurer_numbers_carry_their_check_digit_and_are_not_the_municipality_codes() -> None:
    for insurer, code in zip(master().insurer_no, master().municipality_code, strict=True):
        assert re.fullmatch(r"0099\d{4}", insurer), insurer
        assert insurer[-1] == check_digit(insurer[2:-1]), insurer
        assert insurer[4:7] != code[2:], insurer


def test_check_digit_of_a_known_number() -> None:
    assert check_digit("13801") == "6"  # 千代田区 138016


@pytest.mark.skipif(not REAL_NAMES.exists(), reason="実在の市区町村名の一覧（shared/）がない")
def test_no_name_is_or_contains_or_is_part_of_a_real_one() -> None:
    with REAL_NAMES.open(encoding="utf-8-sig") as file:
        real = {part for row in csv.DictReader(file) for part in row["city"].split()}
    stems = {re.sub("[市区町村]$", "", name) for name in real}
    for name in master().municipality_name:
        stem = name[:-1]
        assert not [r for r in real if stem in r], name
        assert not [s for s in stems if len(s) > 1 and s in stem], name
    assert not real & set(master().medical_area) | real & set(master().home_care_zone)


def test_readings_are_those_of_the_readme() -> None:
    told = (SAMPLE / "README.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"([^、 ]+[市町村])（([ぁ-ん]+)）", told))
    kinds = {"市": "し", "町": "ちょう", "村": "むら"}
    towns = master()
    assert dict(zip(towns.municipality_name, towns.municipality_reading, strict=True)) == {
        name: reading + kinds[name[-1]] for name, reading in named.items()
    }


# --- population -----------------------------------------------------------------------------


def test_population_covers_every_year_place_and_band() -> None:
    p = population()
    assert list(p.columns) == ["year", "municipality_code", "age_band", "population"]
    assert len(p) == 3 * 35 * 21 == len(p.drop_duplicates(list(p.columns[:3])))
    assert (p.population >= 0).all()
    assert p.groupby("year").population.sum().is_monotonic_decreasing


def test_men_and_women_add_up_and_the_country_is_larger_than_the_prefecture() -> None:
    numbers = by_sex().set_index(["code", "sex"]).select_dtypes("number")
    both = numbers.xs("計", level="sex")
    parts = numbers.xs("男", level="sex") + numbers.xs("女", level="sex")
    assert (both == parts.loc[both.index]).all(axis=None)
    assert (both.drop(columns="all").sum(axis=1) == both["all"]).all()
    towns = both.drop(index=["-", "990001"])
    assert (towns.sum() == both.loc["990001"]).all() and len(towns) == 35
    assert both.loc["-", "all"] > 50 * both.loc["990001", "all"]


def test_national_acts_by_sex_and_age_hide_few_and_add_up_where_they_hide_none() -> None:
    hidden = set()
    for measure in ("患者数", "算定回数"):
        (rows,) = cells(SAMPLE / f"NDB_性年齢別_{measure}.xlsx").values()
        assert "架空" in str(rows[0][0]) and rows[2][5] == f"総計\n({measure})"
        for row in rows[4:]:
            counts = row[6:]
            assert len(counts) == 2 * 19
            known = [n for n in counts if n != "-"]
            assert min(known) >= 10 and sum(known) <= row[5]
            if len(known) < len(counts):
                hidden.add((measure, row[3]))
            else:
                assert sum(known) == row[5]
    assert {name.partition("（同一")[0] for _, name in hidden} == {
        "在宅気管切開患者指導管理料", "在宅患者訪問診療料（１）２",
    }  # fmt: skip


@EVERY_YEAR
def test_places_are_of_every_size(year: int) -> None:
    sizes = population().query("year == @year").groupby("municipality_code").population.sum()
    assert (sizes < 2_000).sum() == 1
    assert (sizes.between(2_000, 24_999)).sum() >= 10
    assert (sizes >= 25_000).sum() >= 10
    assert sizes.idxmax() == "99201"
    assert sizes.max() == pytest.approx(300_000, rel=0.02)


@EVERY_YEAR
def test_ageing_differs_between_places(year: int) -> None:
    p = population().query("year == @year")
    old = p.age_band.str.extract(r"^(\d+)", expand=False).astype(int) >= 65
    share = p[old].groupby("municipality_code").population.sum() / (
        p.groupby("municipality_code").population.sum()
    )
    assert 0.24 < share.min() < 0.30
    assert 0.45 < share.max() < 0.52


# --- borders --------------------------------------------------------------------------------


def test_borders_have_the_properties_of_n03() -> None:
    m = master()
    assert {c: f["properties"]["N03_004"] for c, f in borders().items()} == dict(
        zip(m.municipality_code, m.municipality_name, strict=True)
    )
    for feature in borders().values():
        properties = feature["properties"]
        assert set(properties) == {"N03_001", "N03_002", "N03_003", "N03_004", "N03_007"}
        assert properties["N03_001"] == "架空県"
        assert (properties["N03_003"] is None) == properties["N03_004"].endswith("市")


def test_borders_leave_no_gap_and_no_overlap() -> None:
    assert shapely.is_valid(list(shapes().values())).all()
    assert shapely.coverage_is_valid(list(shapes().values()))


def test_the_prefecture_lies_in_the_open_ocean_and_its_file_is_small() -> None:
    west, south, east, north = shapely.total_bounds(list(shapes().values()))
    assert 149 < west < east < 151
    assert 29 < south < north < 31
    assert (SAMPLE / "行政区域.geojson").stat().st_size < 400_000


def test_areas_are_contiguous_but_for_islands() -> None:
    shape = shapes()
    touching = {a: {b for b in shape if a != b and shape[a].touches(shape[b])} for a in shape}
    islands = {a for a in shape if not touching[a]}
    assert len(islands) == 3
    for unit in ("medical_area_code", "home_care_zone"):
        for name, codes in master().groupby(unit).municipality_code:
            mainland = set(codes) - islands
            reached = set(list(mainland)[:1])
            while grown := {b for a in reached for b in touching[a] & mainland} - reached:
                reached |= grown
            assert reached == mainland, name


# --- the five tables ------------------------------------------------------------------------


@pytest.mark.skipif(not EXAMPLE.exists(), reason="様式の見本（shared/examples/iwate）がない")
def test_the_sheets_have_the_official_layout() -> None:
    official, ours = cells(EXAMPLE), cells(SAMPLE / YEARS[2023])
    assert list(ours) == list(official)
    for name, header_rows in zip(ours, (3, 4, 5, 3, 3), strict=True):
        if name.startswith("④"):
            # the columns differ in number: what is said, and in which order, must not
            assert [[c for c in r if c] for r in ours[name][:4]] == [
                [c for c in r if c] for r in official[name][:4]
            ]
        else:
            assert ours[name][:header_rows] == official[name][:header_rows]
    lines = [
        list(dict.fromkeys(row[4:8] for row in book["①供給_診療行為別"][3:]))
        for book in (ours, official)
    ]
    assert lines[0] == lines[1]
    assert len(lines[0]) == 46
    notes = [
        [r[0] for r in book["③需要_患者数"] if str(r[0]).startswith("※")]
        for book in (ours, official)
    ]
    assert notes[0] == notes[1]


@pytest.mark.skipif(not EXAMPLE.exists(), reason="様式の見本（shared/examples/iwate）がない")
def test_the_merged_cells_are_the_official_ones() -> None:
    books = [openpyxl.load_workbook(path) for path in (SAMPLE / YEARS[2023], EXAMPLE)]
    for ours, official in zip(*(b.worksheets for b in books), strict=True):
        merged = [{str(r) for r in sheet.merged_cells.ranges} for sheet in (ours, official)]
        if ours.title.startswith("④"):
            assert merged[0] == {"B2:D2", "E2:AN2", "AO2:BX2", "BY2:DH2"}
        else:
            assert merged[0] == merged[1], ours.title


@EVERY_YEAR
def test_the_tables_name_their_year(year: int) -> None:
    rows = cells(SAMPLE / YEARS[year])
    line = f"集計対象：令和{year - 2018}年度"
    assert rows["①供給_診療行為別"][1][0] == line
    assert rows["③需要_患者数"][1][0] == f"{line}（{year}年4月～{year + 1}年3月診療分）"


@EVERY_YEAR
def test_supply_of_both_schemes_adds_up(year: int) -> None:
    wide = supply(year).fillna({"detail": ""}).pivot(
        index=["insurer", "item", "detail"], columns="scheme"
    )  # fmt: skip
    for measure in ("patients", "receipts", "claims"):
        parts = wide[measure]["国保"] + wide[measure]["後期"]
        assert (parts - wide[measure]["合計"]).abs().max() < 0.11
    counted = wide["institutions"]
    assert (counted["合計"] <= counted["国保"] + counted["後期"]).all()
    assert (counted["合計"] >= counted[["国保", "後期"]].max(axis=1)).all()
    assert (wide["receipts"] >= wide["patients"]).all(axis=None)
    assert (wide["claims"] >= wide["receipts"]).all(axis=None)


@EVERY_YEAR
def test_patients_add_up_over_schemes_and_severities(year: int) -> None:
    frame = table(year, "③", 5).set_index([1, 2, 4, 5]).drop(columns=[0, 3]).astype(float)
    assert len(frame) == 3 * 35 * 2 * 3
    total = frame.xs("合計")
    assert (frame.xs("国保") + frame.xs("後期") - total).abs().max(axis=None) < 0.11
    severity = frame.unstack(5).stack(0)
    assert (severity["重症"] + severity["その他"] - severity["計"]).abs().max() < 0.11
    assert 0.08 < severity["重症"].sum() / severity["計"].sum() < 0.15
    assert 0.05 < frame.xs("国保").sum().sum() / total.sum().sum() < 0.25


@EVERY_YEAR
def test_flows_add_up_over_the_kinds_of_residence(year: int) -> None:
    f = flows(year)
    assert (f["同一建物以外"] + f["同一建物"] - f["合計"]).abs().max(axis=None) < 0.11


@EVERY_YEAR
def test_discharge_adds_up(year: int) -> None:
    d = table(year, "⑤", 3).iloc[:, 3:].astype(int).set_axis(range(14), axis=1)
    discharged, visited, facility, served = (d[i] for i in range(4))
    assert (d[[4, 5, 6]].sum(axis=1) == served).all()
    assert (d[range(7, 14)].sum(axis=1) == served).all()
    assert (served <= discharged).all()
    assert (visited <= discharged).all()
    assert (facility <= d[6]).all()


@EVERY_YEAR
def test_the_tables_tell_one_story(year: int) -> None:
    """① by the patients' municipality and ② by the clinics' are the margins of ④."""
    f = flows(year)
    first = supply(year).query("scheme == '合計' and item == '在宅患者訪問診療料'")
    clinics = table(year, "②", 4)
    for block, detail, column in (
        ("同一建物以外", "同一建物居住者以外", 6),
        ("同一建物", "同一建物居住者", 7),
    ):
        seen = first[first.detail == detail].set_index("insurer").patients
        rounding = 0.05 * (f[block].shape[1] + 1)
        assert (f[block].sum(axis=1) - seen).abs().max() < rounding
        given = clinics.groupby(3)[column].sum().reindex(f[block].index, fill_value=0)
        rounding = 0.05 * (35 + clinics.groupby(3).size().max())
        assert (f[block].drop(columns="県外").sum() - given).abs().max() < rounding
    managed = table(year, "③", 5)
    managed = managed[(managed[1] == "合計") & (managed[5] == "計")]
    ratio = f["合計"].sum(axis=None) / managed.iloc[:, 6:].sum(axis=None)
    assert 1 < ratio < 1.15


@EVERY_YEAR
def test_care_in_facilities_flows_further_than_care_at_home(year: int) -> None:
    f = flows(year)
    own = {
        b: sum(f[b].loc[i, i] for i in f[b].index) / f[b].sum(axis=None)
        for b in ("同一建物以外", "同一建物")
    }
    assert own["同一建物"] + 0.05 < own["同一建物以外"]
    assert 0.6 < own["同一建物以外"] < 0.95


@EVERY_YEAR
def test_a_tenth_of_the_clinics_see_more_than_half_of_the_patients(year: int) -> None:
    clinics = table(year, "②", 4)
    seen = clinics[5].sort_values(ascending=False)
    assert seen.head(len(seen) // 10).sum() > seen.sum() / 2
    assert clinics[1].is_unique
    assert clinics[1].str.fullmatch(r"99\d{7}").all()
    assert clinics[2].str.startswith("架空").all()
    assert (clinics[5] - clinics[[6, 7, 8]].sum(axis=1)).abs().max() < 0.21


def test_home_care_grows_and_a_large_clinic_opens_in_2023() -> None:
    delivered = {year: flows(year)["合計"].drop(columns="県外").sum() for year in YEARS}
    totals = [delivered[year].sum() for year in YEARS]
    assert totals == sorted(totals)
    town = master().set_index("municipality_name").insurer_no["雛里町"]
    assert delivered[2023][town] > 2 * delivered[2022][town]
    assert delivered[2022][town] == pytest.approx(delivered[2021][town], rel=0.15)


# --- published files and roles --------------------------------------------------------------


def test_notifications_are_of_the_clinics_and_one_address_names_no_town() -> None:
    (rows,) = cells(SAMPLE / "届出受理医療機関名簿.xlsx").values()
    assert rows[3][:5] == ("項番", "都道府県コード", "都道府県名", "区分", "医療機関番号")
    listed = pd.DataFrame(rows[4:]).drop_duplicates(4)
    assert set(table(2023, "②", 4)[2]) <= set(listed[7])
    names = tuple(master().municipality_name)
    placed = [any(town in address for town in names) for address in listed[9]]
    assert placed.count(False) == 1


def test_roles_leave_some_zones_short() -> None:
    roles = pd.read_csv(SAMPLE / "役割.csv", dtype=str).merge(master(), on="municipality_code")
    zones = roles.groupby("role").home_care_zone.agg(set)
    everywhere = set(master().home_care_zone)
    assert everywhere - zones["積極的役割を担う医療機関"] == {"幻島"}
    assert everywhere - zones["在宅医療に必要な連携を担う拠点"] == {"幻島", "例川流域"}
    assert roles.organisation_name.str.startswith("架空").all()


def test_stations_stand_in_their_municipality() -> None:
    stations = pd.read_csv(SAMPLE / "訪問看護ステーション.csv", dtype={"muni_code": str})
    for code, group in stations.groupby("muni_code"):
        near = shapely.buffer(shapes()[str(code)], 0.02)
        assert shapely.contains_xy(near, group.lon, group.lat).all(), code


# --- the generator --------------------------------------------------------------------------


def test_the_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    command = [sys.executable, str(SAMPLE / "generate.py"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    assert {p.name for p in tmp_path.iterdir()} == set(FILES)
    for name in FILES:
        if name.endswith(".xlsx"):
            assert cells(tmp_path / name) == cells(SAMPLE / name), name
        else:
            assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes(), name
