"""Our projection beside the Ministry's 2024–2050, by 構想区域: how far the growth differs, and why.

National files as published stand in ../shared; without them there is nothing to compare. Rates
by sex and age are not among them (NDB オープンデータ by 二次医療圏 has no ages), so that what is
compared is growth: the index of the population of 75 and over, and of the sum weighted by rates
that only serve as an example, each with the index of the Ministry's receipts.
"""

from __future__ import annotations

import csv
import statistics
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineWorkbook

from zaitaku.ground import paths
from zaitaku.planning.projection import BOTH_SEXES, Series, project

SHARED = paths.ROOT.parent / "shared" / "data"
DEMAND = SHARED / "demand" / "001728462_zaitaku_gairai_jukyu_suikei.xlsx"
TOTAL, SHARE_75 = (SHARED / "population" / f"kekkahyo{n}.xlsx" for n in ("1", "3_4"))
BY_AGE = SHARED / "population" / "ipss2018_sex_age5_2015_2045.csv"
AREAS = SHARED / "medical_areas" / "municipality_to_iryoken2.csv"
BASE = 2024
EXAMPLE = {
    "65-69": 0.002, "70-74": 0.005, "75-79": 0.012, "80-84": 0.03, "85-89": 0.07, "90+": 0.15,
}  # fmt: skip
REASONS = (
    "受療率: 国は都道府県の性・年齢階級別の率（NDB、2024年度）。ここでは 75歳以上の人数だけ、"
    "または試験用の率（全国で同じ）。",
    "75歳以上の人数だけの伸びは、85歳以上が増える 2035〜2045年の需要を小さく見積もる。",
    "人口: 国は社人研 令和5年推計。性・年齢別は手元に平成30年推計（2015年国勢調査）しかない。",
    "2024年の人口は 2020年と 2025年の直線補間。福島県浜通りは 13 市町村の合計しかなく除いた。",
    "国の件数が患者の住所地か医療機関の所在地かは、元の表に書かれていない。",
)


def report() -> None:
    """Print the distributions of relative differences by year."""
    absent = [path.name for path in (DEMAND, TOTAL, SHARE_75, BY_AGE, AREAS) if not path.is_file()]
    if absent:
        print(f"  国の推計との比較: ../shared/data に {'、'.join(absent)} がないため行いません。")
        return
    official = _official()
    members = _members()
    for label, series in (
        ("75歳以上人口（令和5年推計）", _by_area(members, _over_75())),
        ("試験用の率（平成30年推計）", _by_area(members, _weighted())),
    ):
        print(f"  国の推計（{len(official)} 構想区域）との伸びの差｜{label}（相対差、%）")
        for year in (2030, 2035, 2040, 2045, 2050):
            differences = sorted(_differences(official, series, year))
            if differences:
                print(f"    {year}年  {len(differences)} 区域  {_spread(differences)}")
    print("  違いの理由:")
    for reason in REASONS:
        print(f"    ・{reason}")


def _differences(official: dict[str, Series], own: dict[str, Series], year: int) -> Iterator[float]:
    """(our growth / the Ministry's − 1) in %, of every area that both have."""
    for code, theirs in official.items():
        ours = own.get(code)
        base = ours.at(BASE, interpolate=True) if ours else None
        later = ours.at(year) if ours else None
        growth = theirs.growth(BASE, year)
        if base and later and growth:
            yield (later / base / growth - 1) * 100


def _spread(values: list[float]) -> str:
    tenths = statistics.quantiles(values, n=10)
    quarters = statistics.quantiles(values, n=4)
    near = sum(abs(value) <= 5 for value in values) / len(values)
    return (
        f"10% {tenths[0]:+.1f}  25% {quarters[0]:+.1f}  中央 {quarters[1]:+.1f}"
        f"  75% {quarters[2]:+.1f}  90% {tenths[8]:+.1f}  ±5% 以内 {near:.0%}"
    )


def _official() -> dict[str, Series]:
    years = (2024, 2030, 2035, 2040, 2045, 2050)
    rows = CalamineWorkbook.from_path(str(DEMAND)).get_sheet_by_index(0).to_python()
    found = {}
    for row in rows:
        code = str(row[1]).strip()
        if code.isdigit() and len(code) == 4 and all(isinstance(v, float) for v in row[5:11]):
            found[code] = Series(years, tuple(float(str(value)) for value in row[5:11]))
    return found


def _members() -> dict[str, str]:
    with AREAS.open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    town, area = (
        next(i for i in range(len(rows[0])) if _is_code(rows, i, digits)) for digits in (5, 4)
    )
    return {row[town].zfill(5): row[area].zfill(4) for row in rows[1:] if row[area]}


def _is_code(rows: list[list[str]], column: int, digits: int) -> bool:
    cells = [row[column] for row in rows[1:] if row[column]]
    return all(c.isdigit() and digits - 1 <= len(c) <= digits for c in cells) and any(
        len(c) == digits for c in cells
    )


def _by_area(members: dict[str, str], by_town: dict[str, dict[int, float]]) -> dict[str, Series]:
    """Areas of which every municipality has a projection; a 政令市 by itself, not by its wards."""
    towns: dict[str, list[str]] = {}
    for town, area in members.items():
        towns.setdefault(area, []).append(town)
    found: dict[str, Series] = {}
    for area, codes in towns.items():
        known = [by_town[code] for code in codes if code in by_town]
        if len(known) == len(codes):
            years = tuple(sorted(known[0]))
            found[area] = Series(years, tuple(sum(k[y] for k in known) for y in years))
    return found


def _table(path: Path, first: int) -> dict[str, dict[int, float]]:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    years = range(2020, 2055, 5)
    return {
        str(int(row[0])).zfill(5): dict(
            zip(years, (float(str(v)) for v in row[first : first + 7]), strict=True)
        )
        for row in rows
        if isinstance(row[0], float) and row[1] != "a"
    }


def _over_75() -> dict[str, dict[int, float]]:
    total, share = _table(TOTAL, 4), _table(SHARE_75, 4)
    return {
        code: {year: total[code][year] * share[code][year] / 100 for year in total[code]}
        for code in total
        if code in share
    }


def _weighted() -> dict[str, dict[int, float]]:
    rates = {(BOTH_SEXES, band): rate for band, rate in EXAMPLE.items()}
    found: dict[str, dict[int, float]] = {}
    with BY_AGE.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["市などの別"] == "a":
                continue
            people = {
                (BOTH_SEXES, _band(name)): float(value)
                for name, value in row.items()
                if name.endswith("/a")
            }
            year = int(row["年"].removesuffix("年"))
            found.setdefault(row["コード"].zfill(5), {})[year] = project(people, rates)
    return found


def _band(name: str) -> str:
    text = name.removesuffix("/a").replace("～", "-")
    return "90+" if "以上" in text else text.removesuffix("歳")
