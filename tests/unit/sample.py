"""The files of the sample prefecture as tables, read without any reader of the software."""

import json
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import shapely

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"
SHARED = ROOT.parent / "shared"
EXAMPLE = SHARED / "examples" / "iwate" / "R05_在宅医療_集計データ.xlsx"
REAL_NAMES = SHARED / "data" / "codes" / "localgovjp-utf8.csv"
FILES = (
    "R03_在宅医療_集計データ.xlsx",
    "R04_在宅医療_集計データ.xlsx",
    "R05_在宅医療_集計データ.xlsx",
    "市区町村マスタ.csv",
    "人口_年齢階級別.csv",
    "人口_男女別_令和6年.xlsx",
    "NDB_性年齢別_患者数.xlsx",
    "NDB_性年齢別_算定回数.xlsx",
    "行政区域.geojson",
    # what others publish, in their layouts
    "届出受理医療機関名簿.xlsx",
    "訪問看護ステーション.csv",
    "国の需要推計.xlsx",
    "将来推計人口.csv",
    # the prefecture's own tables
    "役割.csv",
    "指標値.csv",
    "目標.csv",
    "受療率.csv",
    "実態調査.csv",
    "追加的需要.csv",
)
YEARS = {2021: FILES[0], 2022: FILES[1], 2023: FILES[2]}
SUPPLY = ["no", "scheme", "insurer", "name", "function", "profession", "item", "detail",
          "patients", "receipts", "claims", "institutions"]  # fmt: skip


@cache
def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Sheet name → rows of values."""
    book = openpyxl.load_workbook(path, read_only=True)
    sheets = {s.title: list(s.iter_rows(values_only=True)) for s in book.worksheets}
    book.close()
    return sheets


def table(year: int, mark: str, header_rows: int) -> pd.DataFrame:
    """The numbered rows of the sheet whose name begins with ①…⑤."""
    (rows,) = (r for name, r in cells(SAMPLE / YEARS[year]).items() if name.startswith(mark))
    frame = pd.DataFrame(rows[header_rows:])
    numbered = frame[pd.to_numeric(frame[0], errors="coerce").notna()]
    return numbered.reset_index(drop=True).infer_objects()


def supply(year: int) -> pd.DataFrame:
    return table(year, "①", 3).set_axis(SUPPLY, axis=1)


def flows(year: int) -> dict[str, pd.DataFrame]:
    """同一建物以外, 同一建物, 合計: residence × place of care, 県外 last."""
    frame = table(year, "④", 7)
    width = len(master()) + 1
    return {
        block: frame.iloc[:, 4 + i * width : 4 + (i + 1) * width]
        .astype(float)
        .set_axis(frame[2], axis=0)
        .set_axis([*frame[2], "県外"], axis=1)
        for i, block in enumerate(("同一建物以外", "同一建物", "合計"))
    }


@cache
def master() -> pd.DataFrame:
    return pd.read_csv(SAMPLE / "市区町村マスタ.csv", dtype=str)


@cache
def borders() -> dict[str, dict[str, object]]:
    features = json.loads((SAMPLE / "行政区域.geojson").read_text(encoding="utf-8"))["features"]
    assert len({f["properties"]["N03_007"] for f in features}) == len(features)
    return {f["properties"]["N03_007"]: f for f in features}


def shapes() -> dict[str, shapely.Geometry]:
    return {c: shapely.geometry.shape(f["geometry"]) for c, f in borders().items()}


def population() -> pd.DataFrame:
    """Both sexes by year, municipality and band: the two files together."""
    early = pd.read_csv(SAMPLE / "人口_年齢階級別.csv", dtype={"municipality_code": str})
    late = by_sex().query("sex == '計' and name not in ('-', '合計')")
    bands = late.melt(
        ["municipality_code"], list(early.age_band.unique()), "age_band", "population"
    )
    return pd.concat([early, bands.assign(year=2023)[early.columns]], ignore_index=True)


def by_sex() -> pd.DataFrame:
    """The workbook of 総務省's layout: a row per place and sex; no code for the country."""
    (rows,) = cells(SAMPLE / "人口_男女別_令和6年.xlsx").values()
    bands = [*(f"{low}-{low + 4}" for low in range(0, 100, 5)), "100+"]
    frame = pd.DataFrame(rows[3:], columns=["code", "prefecture", "name", "sex", "all", *bands])
    return frame.assign(municipality_code=frame.code.str[:5])
