"""社人研 projections: three layouts, what is kept of a national file, and what is refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from tests.unit import factories as f
from tests.unit import published as p
from zaitaku import sources
from zaitaku.sources import Master


def read(folder: Path, rows: f.Rows, known: Master = f.MASTER) -> sources.Collected:
    return sources.collect([f.book(folder / "a.xlsx", {"Sheet1": rows})], known=known)


def frame(told: sources.Collected, name: str = "population_projection") -> pd.DataFrame:
    return pd.concat([t.frames[name] for t in told.tables if name in t.frames], ignore_index=True)


def refusal(told: sources.Collected) -> str:
    assert not told.tables
    return "\n".join(str(problem) for problem in told.problems if problem.severity == "error")


def test_totals_of_the_masters_towns_are_kept(tmp_path: Path) -> None:
    told = read(tmp_path, p.total())
    rows = frame(told)[["edition", "area_code", "sex", "age_band", "year", "population", "basis"]]
    assert rows[rows.area_code == "99202"].values.tolist() == [
        ["令和5年推計", "99202", "計", "計", 2020, 50, "人"],
        ["令和5年推計", "99202", "計", "計", 2025, 46, "人"],
        ["令和5年推計", "99202", "計", "計", 2030, 42, "人"],
    ]
    assert set(rows.area_code) == {"99201", "99202", "99301"}
    assert any("ほかの都道府県の 1 地域" in str(problem) for problem in told.problems)


def test_shares_stay_shares(tmp_path: Path) -> None:
    rows = frame(read(tmp_path, p.share()), "population_projection_share")
    assert rows[["area_code", "age_band", "year", "share_pct"]].values.tolist()[:2] == [
        ["99201", "65+", 2020, 30],
        ["99201", "65+", 2025, 32],
    ]


def test_numbers_of_an_age_group_are_persons(tmp_path: Path) -> None:
    rows = frame(read(tmp_path, p.summary("75歳以上人口（人）", {99201: (20, 22, 25)})))
    assert set(rows.age_band) == {"75+"}
    assert rows.population.tolist() == [20, 22, 25]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (p.summary("総人口（人）", {99201: (1, 2, 3)}, (2020, 2025, 2035)), "ない年: 2030年"),
        (p.summary("総人口（人）", {1100: (1, 2, 3)}), "この県のファイルではない"),
        (
            p.summary("総人口に占める75歳以上人口の割合（％）", {99201: (20, 130, 1)}),
            "100 % を超え",
        ),
        (p.summary("総人口（人）", {99201: (1, "約2", 3)}), "数値でも秘匿記号でもない"),
        (p.summary("ペットの数（匹）", {99201: (1, 2, 3)}), "見出し「総人口（人）や"),
        ([*p.total(), p.total()[-1]], "重なっています"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(
    rows: f.Rows, message: str, tmp_path: Path
) -> None:
    assert message in refusal(read(tmp_path, rows))


def test_a_table_needs_the_master(tmp_path: Path) -> None:
    assert "市区町村マスタがない" in refusal(read(tmp_path, p.total(), Master({}, {})))


def test_an_area_for_thirteen_municipalities_is_one_unit(tmp_path: Path) -> None:
    fukushima = Master.from_rows(
        [
            (code, name, f"000{code}", None, None)
            for code, name in (("07201", "福島市"), ("07204", "いわき市"))
        ]
    )
    told = read(tmp_path, p.summary("総人口（人）", {7201: (9, 8, 7), 7999: (5, 4, 3)}), fukushima)
    assert set(frame(told).area_code) == {"07201", "07999"}
    units = frame(told, "population_projection_unit")
    assert len(units) == 13
    assert {"07204", "07564"} < set(units.municipality_code)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({14100: (9, 8, 7), 14101: (4, 4, 3), 14102: (5, 4, 4)}, [9, 8, 7]),
        ({14101: (4, 4, 3), 14102: (5, 4, 4)}, [9, 8, 7]),  # the city itself is not given
    ],
)
def test_wards_add_up_only_where_the_city_is_not_given(
    figures: dict[int, tuple[int, ...]], expected: list[int], tmp_path: Path
) -> None:
    yokohama = Master.from_rows([("14100", "横浜市", "00014100", None, None)])
    rows = frame(read(tmp_path, p.summary("総人口（人）", figures), yokohama))
    assert set(rows.area_code) == {"14100"}
    assert rows.population.tolist() == expected


def test_sex_by_age_with_a_row_per_year(tmp_path: Path) -> None:
    told = sources.collect([f.csv_file(tmp_path / "a.csv", p.flat())], known=f.MASTER)
    rows = frame(told)
    assert set(rows.edition) == {"平成30年推計"}
    assert len(rows) == 3 * 2 * (1 + 19 * 3)
    town = rows[(rows.area_code == "99201") & (rows.year == 2020)].set_index(["sex", "age_band"])
    assert town.population["男", "0-4"] == 3
    assert town.population["女", "90+"] == 6
    assert town.population["計", "計"] == 18 * 7 + 11


def test_a_year_that_one_area_lacks_is_named(tmp_path: Path) -> None:
    rows = [row for row in p.flat() if not (row[0] == "99202" and row[4] == "2020年")]
    told = sources.collect([f.csv_file(tmp_path / "a.csv", rows)], known=f.MASTER)
    assert "99202 に 2020年 の行がありません" in refusal(told)


def test_a_sex_without_a_band_is_refused(tmp_path: Path) -> None:
    rows = p.flat()
    rows[0][rows[0].index("5～9歳/m")] = "備考"
    told = sources.collect([f.csv_file(tmp_path / "a.csv", rows)], known=f.MASTER)
    assert "男の年齢階級が男女計と揃いません" in refusal(told)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("title", "code"), [("秋田県北秋⽥市", "05213"), ("秋田市", "05201")])
def test_a_sheet_is_of_the_town_its_title_names_in_full(
    title: str, code: str, order: int, tmp_path: Path
) -> None:
    towns = [("05201", "秋田市"), ("05213", "北秋田市")][::order]
    known = Master.from_rows([(c, name, f"000{c}", None, None) for c, name in towns])
    book = f.book(tmp_path / "a.xlsx", {"表": [[title], *p.sheets()["99201_空見市"][1:]]})
    told = sources.collect([book], known=known)
    assert set(frame(told).area_code) == {code}


def test_one_sheet_per_municipality(tmp_path: Path) -> None:
    told = sources.collect([f.book(tmp_path / "99.xlsx", p.sheets())], known=f.MASTER)
    rows = frame(told)
    assert set(rows.area_code) == {"99201", "99202"}
    town = rows[(rows.area_code == "99201") & (rows.year == 2030)].set_index(["sex", "age_band"])
    # the second band of the sheet (5～9歳) is its third row: 2 × 2 men, 2 × 3 women
    assert town.population["男", "5-9"] == 4
    assert town.population["計", "5-9"] == 10
    assert {"90-94", "95+"} < set(rows.age_band)
    assert len(rows) == 2 * 3 * 3 * 21
    assert [report.rows for report in told.files] == [
        0,
        21,
        21,
    ]  # the prefecture's sheet is not kept


def test_a_sheet_that_lacks_a_band_is_refused(tmp_path: Path) -> None:
    book = p.sheets()
    del book["99201_空見市"][12]
    told = sources.collect([f.book(tmp_path / "99.xlsx", book)], known=f.MASTER)
    assert "年齢階級が揃っていません" in refusal(told)


def test_a_book_of_another_prefecture_is_refused(tmp_path: Path) -> None:
    book = {"9201_宇都宮市": p.sheets()["99201_空見市"]}
    told = sources.collect([f.book(tmp_path / "09.xlsx", book)], known=f.MASTER)
    assert "この県のファイルではない" in refusal(told)


# --- the real tables --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def iwate() -> sources.Collected:
    return sources.collect([p.DATA / "population"], known=p.real_master("03"))


@pytest.mark.thorough
@p.needs_data
def test_the_published_tables_are_read(iwate: sources.Collected) -> None:
    ours = [report for report in iwate.files if report.kind == "population_projection"]
    assert {report.status for report in ours} == {"read"}
    assert {report.path.name: report.rows for report in ours} == {
        "ipss2018_sex_age5_2015_2045.csv": 33 * 7,
        "kekkahyo1.xlsx": 33,
        "kekkahyo3_3.xlsx": 33,
        "kekkahyo3_4.xlsx": 33,
    }
    assert set(frame(iwate).edition) == {"令和5年推計", "平成30年推計"}


@cache
def older_figures(prefecture: str) -> pd.Series[float]:
    table = p.DATA / "population" / "ipss2018_sex_age5_2015_2045.csv"
    rows = frame(sources.collect([table], known=p.real_master(prefecture))).query("sex == '計'")
    return rows.set_index(["area_code", "age_band", "year"]).population


@pytest.mark.thorough
@p.needs_data
@pytest.mark.parametrize(
    ("prefecture", "code", "band", "year", "population"),
    [
        ("09", "09201", "75-79", 2020, 25623),
        ("09", "09201", "90+", 2045, 20054),
        ("29", "29201", "85-89", 2035, 19581),
        ("29", "29447", "計", 2040, 154),
    ],
)
def test_figures_as_told_elsewhere(
    prefecture: str, code: str, band: str, year: int, population: int
) -> None:
    assert older_figures(prefecture)[code, band, year] == population


@pytest.mark.thorough
@p.needs_data
def test_fukushima_has_its_unit_and_no_older_figures() -> None:
    fukushima = p.real_master("07")
    told = sources.collect([p.DATA / "population" / "kekkahyo1.xlsx"], known=fukushima)
    assert len(set(frame(told).area_code)) == 59 - 13 + 1
    members = set(frame(told, "population_projection_unit").municipality_code)
    assert members < set(fukushima.by_code)
    older = p.DATA / "population" / "ipss2018_sex_age5_2015_2045.csv"
    assert "市区町村別の推計がありません" in refusal(sources.collect([older], known=fukushima))


@pytest.mark.parametrize("sex", ["男女計", "男", "女"])
def test_a_blank_column_within_a_block_does_not_lose_a_year(sex: str, tmp_path: Path) -> None:
    """Before the last year: else the others would go on with it, and this sex without."""
    rows = p.sheets()["99201_空見市"]
    at = 3 + 9 * ["男女計", "男", "女"].index(sex)
    told = read(tmp_path, [[*row[:at], "", *row[at:]] for row in rows])
    assert "最初の表の年" in refusal(told) and "空の列" in refusal(told)
