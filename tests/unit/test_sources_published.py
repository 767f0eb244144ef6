"""National tables of the Ministry, and stations: what they say, and what is refused."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.unit import factories as f
from tests.unit import published as p
from zaitaku import sources
from zaitaku.sources import Master

pytestmark = pytest.mark.thorough

DEMAND = p.DATA / "demand" / "001728462_zaitaku_gairai_jukyu_suikei.xlsx"
NDB = {measure: p.DATA / "ndb" / name for measure, name in (
    ("患者数", "001258409.xlsx"), ("算定回数", "001258291.xlsx"),
)}  # fmt: skip


def read(folder: Path, rows: f.Rows, known: Master | None = f.MASTER) -> sources.Collected:
    return sources.collect([f.book(folder / "a.xlsx", {"表": rows})], known=known)


def refusal(told: sources.Collected) -> str:
    assert not told.tables
    return "\n".join(str(problem) for problem in told.problems if problem.severity == "error")


# --- whatever a file holds ---------------------------------------------------------------------

JUNK = ["", "*", "－", "合計", "コード", "-5", "約3", 1e9, "\n", "2030年", "99999", 99201.0]


@pytest.mark.parametrize("kind", p.TABLES)
@pytest.mark.parametrize("seed", range(8))
def test_cells_swapped_for_junk_end_in_a_report(kind: str, seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    rows = [list(row) for row in p.TABLES[kind]()]
    for _ in range(chance.choice([1, 3, 30])):
        row = chance.choice([row for row in rows if row])
        row[chance.randrange(len(row))] = chance.choice(JUNK)
    if seed % 3 == 0:
        del rows[chance.randrange(len(rows))]
    told = sources.collect([f.book(tmp_path / "a.xlsx", {"99201_空見市": rows})], known=f.MASTER)
    for report in told.files:
        assert report.status in ("read", "skipped", "refused")
        assert report.status == "read" or (report.reason and report.problems)


# --- 需要推計 ----------------------------------------------------------------------------------


def test_demand_by_area_and_year(tmp_path: Path) -> None:
    frame = read(tmp_path, p.demand(), None).tables[0].frames["homecare_demand"]
    columns = ["measure", "area_code", "prefecture_code", "year", "basis", "receipts_per_month"]
    assert frame[columns].values.tolist() == [
        ["訪問診療", "0101", "01", 2024, "実績", 4382.75],
        ["訪問診療", "0101", "01", 2030, "現状投影", 4942.5],
        ["訪問診療", "9901", "99", 2024, "実績", 10.5],
        ["訪問診療", "9901", "99", 2030, "現状投影", 12.25],
    ]
    assert frame.population.fillna(-1).tolist() == [340005, -1, 150, -1]


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("A1", "将来の何かの推計", "何の需要推計か"),
        ("F4", "合計", "の列の上に年度"),
        ("G4", "2024年度", "同じ年度の列"),
        ("F6", "たくさん", "数値でも秘匿記号でもない"),
        ("B7", "0101", "重なっています"),
        ("F5", "患者数", "2024年度の列の単位が「レセプト件数/月」ではありません"),
    ],
)
def test_demand_that_cannot_be_right(place: str, value: str, message: str, tmp_path: Path) -> None:
    rows = p.demand()
    if place == "A1":
        rows[2][5] = "2024年度から"
    assert message in refusal(read(tmp_path, f.changed(rows, place, value)))


def test_demand_that_leaves_out_a_year_between_two_others(tmp_path: Path) -> None:
    head, years, units, *areas = p.demand()[2:]
    rows = [*p.demand()[:2], head, [*years, "2040年度（現状投影）"], [*units, units[-1]]]
    told = read(tmp_path, [*rows, *([*area, 1.5] for area in areas)])
    assert "推計の年度が足りません（ない年度: 2035年度）" in refusal(told)


@p.needs_data
def test_all_339_series_equal_the_published_file() -> None:
    told = sources.collect([DEMAND])
    frame = pd.concat([table.frames["homecare_demand"] for table in told.tables])
    book = openpyxl.load_workbook(DEMAND, read_only=True)
    for sheet, measure in zip(book.worksheets, ("訪問診療", "外来"), strict=True):
        rows = list(sheet.iter_rows(min_row=6, max_col=11, values_only=True))
        published = {str(row[1]): list(row[5:]) for row in rows if row[1]}
        ours = frame[frame.measure == measure].groupby("area_code").receipts_per_month.agg(list)
        assert len(published) == 339
        assert ours.to_dict() == published
    assert sorted(set(frame.year)) == [2024, 2030, 2035, 2040, 2045, 2050]


# --- NDB ---------------------------------------------------------------------------------------


def test_acts_by_area(tmp_path: Path) -> None:
    frame = read(tmp_path, p.ndb(), None).tables[0].frames["ndb_act"]
    first = frame[frame.act_code == "114000110"]
    assert first.area_code.tolist() == ["計", *(f"{9901 + n}" for n in range(10)), "判別不可"]
    assert first.value.tolist() == [245, *range(20, 30), 0]
    masked = frame[frame.act_code == "114001610"]
    assert set(masked.value_status) == {"秘匿"}
    assert masked.value.isna().all()
    assert set(masked.category_code) == {"C000"}  # written once above its acts
    assert set(frame.fiscal_year) == {2022}
    assert set(frame.measure) == {"患者数"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (p.ndb(areas=2), "二次医療圏コード（4桁）の列がありません"),
        (f.changed(p.ndb(), "A1", "C 在宅医療"), "診療年月"),
        ([row for row in p.ndb() if row[:1] != ["C001"]] + [p.ndb()[6]], "重なっています"),
        (f.changed(p.ndb(), "H6", "Unnamed: 7"), "9902 の列に名称がありません（「Unnamed: 7」）"),
        (f.changed(p.ndb(), "H6", "列"), "9902 の列に名称がありません（「列」）"),
        (f.changed(p.ndb(), "H5", "コード"), "見出し「コード・圏9902」が二次医療圏"),
        (f.changed(p.ndb(), "C7", 10**12), "「1000000000000」が 9 桁の数字ではありません"),
        (p.ndb()[:1] + [row[:-1] for row in p.ndb()[1:]], "「二次医療圏判別不可」の列がありません"),
        (p.ndb()[:1] + [row[1:] for row in p.ndb()[1:]], "「分類コード」の列が 0 つ"),
    ],
)
def test_acts_that_cannot_be_right(rows: f.Rows, message: str, tmp_path: Path) -> None:
    assert message in refusal(read(tmp_path, rows))


@pytest.mark.parametrize("measure", ["患者数", "算定回数"])
def test_an_area_that_is_not_there_is_told(measure: str, tmp_path: Path) -> None:
    """The whole country is not the sum of the others, nor fewer than it: of 245, 21 are gone."""
    rows = [row[:7] + row[8:] if len(row) > 8 else row for row in p.ndb(measure, areas=11)]
    (one,) = read(tmp_path, rows).problems
    assert one.severity == "warning" and "F7" in one.where
    assert "11個の内訳（G7～Q7）" in one.message and "254.0" in one.message


def test_columns_of_an_act_may_stand_anywhere(tmp_path: Path) -> None:
    """Its class behind the areas, a blank column between: the same table."""
    whole = read(tmp_path, p.ndb(), None).tables[0].frames["ndb_act"]
    rows = [row if len(row) < 8 else [*row[2:], "", *row[:2]] for row in p.ndb()]
    moved = read(tmp_path, rows, None).tables[0].frames["ndb_act"]
    assert moved.drop(columns="source_row").equals(whole.drop(columns="source_row"))


@p.needs_data
@pytest.mark.parametrize("measure", NDB)
def test_real_acts_equal_the_published_file(measure: str) -> None:
    told = sources.collect([NDB[measure]])
    frame = pd.concat([table.frames["ndb_act"] for table in told.tables])
    assert {(t.sheet, t.rows) for t in told.tables} == {("全体", 222), ("全体（加算）", 232)}
    assert frame.area_code.nunique() == 335 + 2
    assert set(frame.measure) == {measure}
    book = openpyxl.load_workbook(NDB[measure], read_only=True)
    for sheet, first in zip(book.worksheets, (6, 8), strict=True):
        hidden = sum(
            cell == "-"
            for row in sheet.iter_rows(min_row=7, values_only=True)
            for cell in row[first - 1 :]
        )
        ours = frame[frame.setting == ("全体" if first == 6 else "加算")]
        assert (ours.value_status == "秘匿").sum() == hidden


# --- 訪問看護 ----------------------------------------------------------------------------------


def test_stations_of_the_prefecture(tmp_path: Path) -> None:
    told = f.read(f.csv_file(tmp_path / "a.csv", p.stations()))
    frame = told.tables[0].frames["home_nursing_station"]
    assert frame[["municipality_code", "station_name"]].values.tolist() == [
        ["99201", "空見ステーション"],
        ["99202", "霧川ステーション"],
    ]
    assert frame.round_the_clock.isna().all()
    assert any("ほかの都道府県の 1 事業所" in str(problem) for problem in told.problems)


def test_stations_say_whether_round_the_clock(tmp_path: Path) -> None:
    answers = ("24時間対応", "○", "×", "")
    rows = [[*row, answer] for row, answer in zip(p.stations(), answers, strict=True)]
    frame = f.read(f.csv_file(tmp_path / "a.csv", rows)).tables[0].frames["home_nursing_station"]
    assert frame.round_the_clock.tolist() == [False, pd.NA]


def test_the_other_header(tmp_path: Path) -> None:
    rows = [
        ["都道府県コード又は市区町村コード", "事業所名", "サービスの種類", "緯度", "経度"],
        ["992011", "空見ステーション", "訪問看護", "30.1", "150.2"],
    ]
    frame = f.read(f.csv_file(tmp_path / "a.csv", rows)).tables[0].frames["home_nursing_station"]
    assert frame.municipality_code.tolist() == ["99201"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        ("0", "0", "0・0"),
        ("150.2", "30.1", "150.2・30.1"),
        ("", "", "空欄・空欄"),
        ("30.1", "不明", "30.1・不明"),
        ("nan", "1e999", "nan・1e999"),
    ],
)
def test_a_bad_coordinate_costs_the_point_alone(
    latitude: str, longitude: str, said: str, tmp_path: Path
) -> None:
    rows = f.changed(f.changed(p.stations(), "A3", latitude), "B3", longitude)
    told = f.read(f.csv_file(tmp_path / "a.csv", rows))
    frame = told.tables[0].frames["home_nursing_station"]
    assert frame.municipality_code.tolist() == ["99201", "99202"]
    assert frame[["latitude", "longitude"]].isna().values.tolist() == [[True, True], [False] * 2]
    (warning,) = [problem for problem in told.problems if problem.severity == "warning"]
    assert str(warning).startswith(
        "a.csv A3: 緯度・経度が空か、日本の範囲にない事業所が 1 あります"
        f"（空見ステーション {said}）。"
        "市区町村の数には入り、地図の点にはなりません。"
    )


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("D3", "CARE_MANAGER", "訪問看護ではないサービス"),
        ("E3", "東京", "番号の欄が「東京」で読み取れません"),
    ],
)
def test_stations_that_cannot_be_right(
    place: str, value: str, message: str, tmp_path: Path
) -> None:
    told = f.read(f.csv_file(tmp_path / "a.csv", f.changed(p.stations(), place, value)))
    assert message in refusal(told)


@p.needs_data
def test_real_stations() -> None:
    path = p.DATA / "home_nursing" / "130_houmon_kango_stations.csv"
    told = sources.collect([path], known=p.real_master("03"))
    with path.open(encoding="utf-8-sig") as file:
        counted = sum(",03" in line.split("HOUKAN_ST_DATA")[-1] for line in file)
    assert told.tables[0].rows == counted > 100
