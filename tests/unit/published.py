"""Small files in the layouts that 社人研, the Ministry and 厚生局 publish, for 架空県 and beyond.

Three towns of ``factories`` and one area elsewhere; cells as a spreadsheet shows them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from tests.unit.factories import TOWNS, Rows
from zaitaku.ground import paths
from zaitaku.sources import Master

YEARS = (2020, 2025, 2030)
SUMMARY_HEAD = ["コード", "市などの別", "都道府県", "市区町村"]
PREFECTURE = ("99000", "a", "架空県", "")
ELSEWHERE = (1100.0, 1.0, "北海道", "札幌市")


def summary(
    heading: str, figures: Mapping[Any, Sequence[float]], years: Sequence[int] = YEARS
) -> Rows:
    """結果表: ``figures`` by code, as many as years; codes of TOWNS know their name."""
    names = {float(code): ("2", "架空県", name) for code, name, *_ in TOWNS}
    names |= {99000.0: PREFECTURE[1:], 1100.0: ELSEWHERE[1:], 7999.0: (9, "福島県", "浜通り地域")}
    rows: Rows = [
        [f"結果表　{heading}", *[""] * 10],
        [],
        [*SUMMARY_HEAD, heading, *[""] * (len(years) - 1), "指数", ""],
        ["", "", "", "", *[f"{year}年" for year in years], *[f"{year}年" for year in years[:2]]],
    ]
    for code, values in figures.items():
        kind, prefecture, name = names.get(float(code), ("3", "どこか県", f"町{code}"))
        rows.append([float(code), kind, prefecture, name, *values, 100.0, 98.0])
    return rows


def total() -> Rows:
    """結果表1 of the whole country: a prefecture, three towns, one city elsewhere."""
    return summary(
        "総人口（人）",
        {
            1100: (2000, 1990, 1980),
            99000: (160, 150, 140),
            99201: (100, 95, 90),
            99202: (50, 46, 42),
            99301: (10, 9, 8),
        },
    )


def share() -> Rows:
    return summary(
        "総人口に占める65歳以上人口の割合（％）",
        {99201: (30, 32, 34), 99202: (40, 41, 42), 99301: (50, 52, 55)},
    )


BANDS = [f"{age}～{age + 4}歳" for age in range(0, 90, 5)]


def flat(years: Sequence[str] = ("2015年", "2020年")) -> Rows:
    """The sex × age table: 3 men and 4 women in every band, two more of each sex at 90."""
    bands = [*BANDS, "90歳以上"]
    head = [*SUMMARY_HEAD, "年", "総数"]
    rows: Rows = [[*head, *(f"{band}/{sex}" for sex in "amf" for band in bands)]]
    men, women = [3] * 18 + [5], [4] * 18 + [6]
    both = [m + w for m, w in zip(men, women, strict=True)]
    for code, kind, name in (("1000", "a", ""), *((c, "2", n) for c, n, *_ in TOWNS)):
        for year in years:
            place = [code, kind, "架空県", name, year]
            rows.append([*place, sum(both), *both, *men, *women])
    return rows


def sheets() -> dict[str, Rows]:
    """One sheet per municipality: both, men and women side by side, a row per band."""
    labels = ["総数", *BANDS, "90～94歳", "95歳～"]
    book = {}
    for name, size in (("99000_架空県", 3), ("99201_空見市", 2), ("99202_霧川市", 1)):
        rows: Rows = [[name], [], ["男女計", *[""] * 8, "男", *[""] * 8, "女"]]
        years = [f"{year}年" for year in YEARS]
        rows.append(["", *years, "", "", "", "", "", "", *years, "", "", "", "", "", "", *years])
        for place, label in enumerate(labels):
            men = [100 * size] * 3 if label == "総数" else [size * place] * 3
            women = [110 * size] * 3 if label == "総数" else [size * (place + 1)] * 3
            both = [m + w for m, w in zip(men, women, strict=True)]
            gap = [""] * 5
            rows.append([label, *both, *gap, label, *men, *gap, label, *women])
        rows.append(["（再掲）65歳以上", 1, 1, 1])
        book[name] = rows
    return book


def demand(title: str = "将来の在宅（訪問診療）需要推計") -> Rows:
    return [
        [title],
        ["出典等"],
        ["", "", "", "", "", f"2024年度から2030年度にかけた{title}（件/月）"],
        ["", "", "", "", "", "2024年度", "2030年度（現状投影）"],
        ["都道府県", "構想区域コード", "構想区域名", "人口(2024年度)", "人口(2040年)",
         "レセプト件数/月", "レセプト件数/月"],
        ["北海道", "0101", "南渡島", 340005, 259252, 4382.75, 4942.5],
        ["架空県", "9901", "空見", 150, 120, 10.5, 12.25],
    ]  # fmt: skip


def ndb(measure: str = "患者数", areas: int = 10) -> Rows:
    """全体, with the header's cells repeated over its rows as merged cells are read."""
    period = "診療年月：2022年04月～2023年03月　C 在宅医療　全体"
    codes = [f"{9901 + n}" for n in range(areas)]
    key = ["分類\nコード", "分類名称", "診療行為\nコード", "診療行為", "点数", f"総計\n({measure})"]
    last = "二次医療圏\n判別不可"
    return [
        [period],
        ["（※）二次医療圏の判別が困難な場合が存在する。"],
        [],
        [*key, "99 架空県", *[""] * (areas - 1), last],
        [*key, *codes, last],
        [*key, *(f"圏{code}" for code in codes), last],
        ["C000", "往診料", 114000110.0, "往診料", 720.0, float(sum(range(20, 20 + areas))),
         *range(20, 20 + areas), 0.0],
        ["", "", 114001610.0, "特別往診料", 720.0, "-", *["-"] * areas, "-"],
        ["C001", "在宅患者訪問診療料（１）", 114001110.0, "訪問診療料", 888.0, 90.0,
         *range(30, 30 + areas), "-"],
    ]  # fmt: skip


NOTICE_HEAD = [
    "項番", "都道府県コード", "都道府県名", "区分", "医療機関番号", "併設医療機関番号",
    "医療機関記号番号", "医療機関名称", "医療機関所在地（郵便番号）", "医療機関所在地（住所）",
    "電話番号", "FAX番号", "病床数", "受理届出名称", "受理記号", "受理番号", "算定開始年月日",
    "個別有効開始年月日", "備考（見出し）", "備考（データ）", "市町村コード", "市町村名",
    "種別コード", "種別",
]  # fmt: skip
# number, name, address, beds, 受理記号
NOTICES = [
    ("0100001", "空見医院", "空見市本町１－１", "", "支援診３"),
    ("0100001", "空見医院", "空見市本町１－１", "", "在医総管１"),
    ("0100002", "空見病院", "架空県空見市西町２", "一般　　　86／療養　　　100", "支援病２"),
    ("0100003", "霧川内科", "空見郡霧川市３", "一般　一般　15", "支援診１"),
    ("0100003", "霧川内科", "空見郡霧川市３", "一般　一般　15", "支援診３"),
    ("0100004", "島医院", "島影町４", "", ""),
    ("0100005", "どこか医院", "港湾合同庁舎内", "", "支援診２"),
]


def notices(
    rows: Sequence[tuple[str, ...]] = NOTICES,
    prefecture: tuple[str, str] = ("99", "架空県"),
    as_of: str = "[令和７年９月１日 現在 ]令和７年１０月１日作成 全医療機関出力",
    division: str = "医科",
) -> Rows:
    listed: Rows = [[], [as_of], [], list(NOTICE_HEAD)]
    for position, (number, name, address, beds, mark) in enumerate(rows, start=1):
        notified = [f"{mark}の名称", mark, "第1号", "令和 6年 6月 1日"] if mark else [""] * 4
        place = [str(position), *prefecture, division, number, "", "", name, "999-0001", address]
        listed.append([*place, "", "", beds, *notified, *[""] * 7])
    return listed


def stations() -> Rows:
    return [
        ["lat", "lon", "name", "array", "muni_code", "assign"],
        ["43.05", "141.34", "札幌ステーション", "HOUKAN_ST_DATA", "01101", "within"],
        ["30.1", "150.2", "空見ステーション", "HOUKAN_ST_DATA", "99201", "within"],
        ["30.2", "150.3", "霧川ステーション", "HOUKAN_ST_DATA", "99202", "nearest<=3km"],
    ]


TABLES: dict[str, Callable[[], Rows]] = {
    "結果表1": total,
    "結果表3": share,
    "男女5歳": flat,
    "市区町村のシート": lambda: sheets()["99201_空見市"],
    "需要推計": demand,
    "NDB": ndb,
    "届出": notices,
    "訪問看護": stations,
}


# --- real files ------------------------------------------------------------------------------

DATA = paths.ROOT.parent / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="公表ファイルの実物（../shared/data）がこの計算機にありません"
)


def real_master(prefecture: str) -> Master:
    """The municipalities of a real prefecture, with their 構想区域; 政令市 without their wards."""
    with (DATA / "medical_areas" / "municipality_to_iryoken2.csv").open(encoding="utf-8") as file:
        areas = {row["muni_code"]: row for row in csv.DictReader(file)}
    rows = []
    with (DATA / "codes" / "localgovjp-utf8.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            code = row["cid"].zfill(5)
            if code[:2] == prefecture and " " not in row["city"]:
                area = areas.get(code, {"area_code": None, "area_name": None})
                insurer = f"000{code}"
                rows.append((code, row["city"], insurer, area["area_code"], area["area_name"]))
    return Master.from_rows(rows)
