"""The 市区町村マスタ and the population tables."""

from datetime import date
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.ground import codes
from zaitaku.sources.kinds.resident_population import AGE_BANDS


def told(path: Path, known: sources.Master | None = None) -> list[str]:
    return [str(p) for p in sources.collect([path], known=known).problems]


# --- 市区町村マスタ ---


def test_master(tmp_path: Path) -> None:
    table = sources.collect([f.csv_file(tmp_path / "a.csv", f.master())]).tables[0]
    assert table.kind == "municipalities"
    assert table.fiscal_year is None
    town = table.frames["municipality"].iloc[2]
    assert list(town) == ["99301", "島影町", "00990036", "9902", "島影", 4]
    zone = table.frames["zone_membership"].iloc[1]
    assert list(zone)[:4] == ["在宅医療圏", "空見南", "空見南", "99202"]


def test_master_with_japanese_headers_zone_codes_and_lost_zeros(tmp_path: Path) -> None:
    rows = [
        [
            *("市区町村コード", "市区町村名", "国保保険者番号", "二次医療圏コード", "二次医療圏"),
            *("在宅医療圏コード", "在宅医療圏"),
        ],
        [3201.0, "盛岡市", 30015.0, 301.0, "盛岡", "Z1", "盛岡圏"],
        [3202.0, "宮古市", 30023.0, 307.0, "宮古", "", ""],
    ]
    collected = sources.collect([f.book(tmp_path / "m.xlsx", {"a": rows})])
    frames = collected.tables[0].frames
    assert list(frames["municipality"].iloc[0]) == [
        "03201",
        "盛岡市",
        "00030015",
        "0301",
        "盛岡",
        2,
    ]
    assert list(frames["zone_membership"]["zone_code"]) == ["Z1"]
    assert [p.severity for p in collected.problems] == ["info", "info"]


@pytest.mark.parametrize(
    ("cell", "value", "severity", "message"),
    [
        ("C2", "00990011", "warning", "m.csv C2: 国保保険者番号「00990011」の検証番号が合いません"),
        (
            "C2",
            "00992019",
            "warning",
            "m.csv C2: 「00992019」は団体コードか介護保険者番号のようです",
        ),
        ("D2", "", "warning", "m.csv D2: 空見市の二次医療圏が空です"),
        ("C2", "x", "error", "m.csv C2: 国保保険者番号「x」が6桁・8桁の数字ではありません"),
        ("A3", "99201", "error", "m.csv 3行目: 市区町村コード 99201 の行が 2 行目と重なっています"),
        ("C3", "00990010", "error", "m.csv 3行目: 保険者番号 00990010 の行が 2 行目と重なって"),
        (
            "A2",
            "9920A",
            "error",
            "m.csv A2: 数値のある行ですが、番号の欄が「9920A」で読み取れません",
        ),
        ("B2", "", "error", "m.csv B2: 市区町村名が空です"),
        ("E3", "霧川", "error", "m.csv E3: 二次医療圏コード 9901 に「空見」と「霧川」の"),
        ("A2", "201", "error", "m.csv A2: 市区町村コード「201」が5桁ではありません"),
    ],
)
def test_master_problems(
    cell: str, value: str, severity: str, message: str, tmp_path: Path
) -> None:
    path = f.csv_file(tmp_path / "m.csv", f.changed(f.master(), cell, value))
    problems = sources.collect([path]).problems
    assert any(str(p).startswith(message) and p.severity == severity for p in problems), problems


def test_the_runs_master_comes_before_the_stored_one(tmp_path: Path) -> None:
    renamed = f.changed(f.master(), "C2", "00990044")
    rows = [[c if c != f.A else "00990044" for c in row] for row in f.discharge()]
    collected = sources.collect(
        [
            f.csv_file(tmp_path / "m.csv", renamed),
            f.book(tmp_path / "R05.xlsx", {"⑤": rows}),
        ],
        known=f.MASTER,
    )
    assert {report.status for report in collected.files} == {"read"}


# --- 人口 ---


def published() -> f.Rows:
    """総務省's layout: a city with one ward, and the prefecture's row."""
    bands = [*(f"{age}歳～{age + 4}歳" for age in range(0, 100, 5)), "100歳以上"]
    rows: f.Rows = [
        ["令和7年1月1日住民基本台帳年齢階級別人口（市区町村別）（総計）"],
        ["", "", "", "", "総数", *bands],
        ["団体コード", "都道府県名", "市区町村名", "性別", *["人"] * 22],
    ]
    places = [("99000", "-"), ("99100", "架空市"), ("99101", "架空市北区")]
    for place, name in places:
        code = place + codes.municipality_check_digit(place)
        for sex, each in (("計", 30.0), ("男", 10.0), ("女", 20.0)):
            rows.append([code, "架空県", name, sex, each * 21, *[each] * 21])
    return [*rows, [], ["注1：外国人住民のうち年齢別は、非公表である"]]


def test_population_as_published(tmp_path: Path) -> None:
    path = f.book(tmp_path / "juki.xlsx", {"年齢別人口": published()})
    table = sources.collect([path]).tables[0]
    frame = table.frames["resident_population"]
    assert (table.kind, table.fiscal_year, table.rows) == ("resident_population", 2024, 6)
    assert len(frame) == 2 * 3 * 21
    assert set(frame["municipality_code"]) == {"99100", "99101"}
    names = table.frames["population_place"]
    assert names[["municipality_code", "prefecture_name", "municipality_name"]].values.tolist() == [
        ["99100", "架空県", "架空市"],
        ["99101", "架空県", "架空市北区"],
    ]
    assert list(frame["age_band"][:21]) == list(AGE_BANDS)
    assert frame["as_of_on"].iloc[0].date() == date(2025, 1, 1)
    one = frame.set_index(["municipality_code", "sex", "age_band"])["population"]
    assert one["99101", "女", "100+"] == 20.0


def edition(bands: list[str], total: str = "総数", day: str = "平成27年1月1日") -> f.Rows:
    """An earlier edition: one header row, no name for a prefecture, * where a note applies."""
    head = ["団体コード", "都道府県名", "市区町村名", "性別", total, *bands]
    rows: f.Rows = [[f"{day}住民基本台帳年齢階級別人口（市区町村別）（総計）"], head]
    for code, prefecture, name in (
        ("", "合計", ""), ("990001", "架空県*", ""), ("992011", "架空県", "空見市*"),
    ):  # fmt: skip
        for sex, each in (("計", 3), ("男", 1), ("女", 2)):
            rows.append([code, prefecture, name, sex, each * len(bands), *[each] * len(bands)])
    return rows


FIVES = [f"{age}～{age + 4}" for age in range(5, 100, 5)]


@pytest.mark.parametrize(
    "bands",
    [
        ["0～4歳", *FIVES, "100歳以上"],
        ["0～4歳", *FIVES, "100歳以上", "65歳以上"],
        ["０～４歳", *(band + "歳" for band in FIVES), "100以上"],
        ["0-4", *(band.replace("～", "-") for band in FIVES), "100歳～"],
    ],
)
def test_editions_of_the_population_with_other_bands(bands: list[str], tmp_path: Path) -> None:
    assert codes.is_municipality_code_6("992011")
    (table,) = sources.collect([f.book(tmp_path / "a.xlsx", {"a": edition(bands)})]).tables
    frame = table.frames["resident_population"]
    assert (table.fiscal_year, set(frame["municipality_code"])) == (2014, {"99201"})
    assert list(frame["age_band"][:21]) == list(AGE_BANDS)
    assert len(frame) == 3 * 21
    assert frame.groupby("sex")["population"].sum().to_dict() == {"計": 63, "男": 21, "女": 42}


def test_an_edition_that_ends_at_80_is_refused_with_the_true_reason(tmp_path: Path) -> None:
    rows = edition(["0～4歳", *FIVES[:15], "80歳以上"], day="平成26年1月1日")
    (message,) = told(f.book(tmp_path / "a.xlsx", {"a": rows}))
    assert message.startswith(
        "a.xlsx「a」V2: いちばん上の年齢階級が「80歳以上」の版です（平成26年までの形）。"
    )
    assert message.endswith("平成27年1月1日以後の版（100歳以上まである版）を取り込んでください。")


def test_a_heading_that_is_not_known_is_not_said_to_be_rewritten(tmp_path: Path) -> None:
    rows = edition(["0～4歳", *FIVES[:-1], "95～99年", "100歳以上"])
    (message,) = told(f.book(tmp_path / "a.xlsx", {"a": rows}))
    assert "「95歳～99歳」の列が見つかりません" in message
    assert "配布されたままの表なら、この形はまだ読めません" in message


def test_a_table_of_bands_that_do_not_add_up(tmp_path: Path) -> None:
    rows = f.changed(published(), "E8", 231.0)
    (message,) = told(f.book(tmp_path / "juki.xlsx", {"a": rows}))
    assert message.startswith(
        "juki.xlsx「a」E8: 年齢階級の和が総数と一致しない行が 1 行あります"
        "（最大はこの行で差 21 人）。表の注のとおり、外国人住民の年齢別が非公表のためです。"
    )


def test_a_wrong_check_digit_in_the_population(tmp_path: Path) -> None:
    rows = published()
    good = rows[6][0]
    bad = good[:5] + str((int(good[5]) + 1) % 10)
    for row in rows[6:9]:
        row[0] = bad
    (message,) = told(f.book(tmp_path / "juki.xlsx", {"a": rows}))
    assert message.startswith(f"juki.xlsx「a」A7: 市区町村コード「{bad}」の検証番号が合いません")


@pytest.mark.parametrize("part", ["日本人住民", "外国人住民"])
def test_an_edition_for_part_of_the_people(part: str, tmp_path: Path) -> None:
    rows = f.changed(published(), "A1", f"令和7年1月1日住民基本台帳年齢階級別人口（{part}）")
    (message,) = told(f.book(tmp_path / "juki.xlsx", {"a": rows}))
    assert "【総計】のファイル" in message


def test_a_population_without_date(tmp_path: Path) -> None:
    rows = f.changed(published(), "A1", "住民基本台帳年齢階級別人口")
    (message,) = told(f.book(tmp_path / "juki.xlsx", {"a": rows}))
    assert "いつ現在の人口か" in message


TIDY = [
    ["year", "municipality_code", "age_band", "population"],
    ["2022", "99201", "0-4", "1,000"],
    ["2023", "99201", "５～９歳", "*"],
    ["2023", "99202", "100歳以上", "0"],
]


def test_tidy_population(tmp_path: Path) -> None:
    table = sources.collect([f.csv_file(tmp_path / "p.csv", TIDY)]).tables[0]
    frame = table.frames["resident_population"]
    names = ["year", "municipality_code", "sex", "age_band", "population_status", "source_row"]
    assert table.fiscal_year is None  # two years in one file
    assert [tuple(row) for row in frame[names].itertuples(index=False)] == [
        (2022, "99201", "計", "0-4", "実数", 2),
        (2023, "99201", "計", "5-9", "秘匿", 3),
        (2023, "99202", "計", "100+", "実数", 4),
    ]
    assert frame["population"].iloc[0] == 1000.0


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [
        ("B2", "99999", "p.csv B2: 市区町村コード「99999」は市区町村マスタにありません"),
        ("A2", "R4", "p.csv A2: 年「R4」が西暦4桁ではありません"),
        ("C2", "0-14", "p.csv C2: 「0-14」は知らない区分です"),
        ("D2", "12.x", "p.csv D2: 数値でも秘匿記号でもない値「12.x」"),
    ],
)
def test_tidy_population_problems(cell: str, value: str, message: str, tmp_path: Path) -> None:
    path = f.csv_file(tmp_path / "p.csv", f.changed(TIDY, cell, value))
    assert any(line.startswith(message) for line in told(path, f.MASTER))


def test_tidy_population_twice_the_same(tmp_path: Path) -> None:
    (message,) = told(f.csv_file(tmp_path / "p.csv", [*TIDY, TIDY[1]]))
    assert "2022・99201・計・0-4 の行が 2 行目と重なっています" in message
