"""Write the input files of 架空県: ``python sample_data/generate.py [DIR]``.

The same seed writes the same files. Without DIR they go beside this script.
"""

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator import SEED, YEARS, geography, workbook
from generator.care import care
from generator.institutions import Structure
from generator.places import MEDICAL_AREAS, PLACES
from generator.population import BANDS, residents

HERE = Path(__file__).resolve().parent


def generate(directory: Path) -> list[Path]:
    """Write all files of the sample prefecture; returns what was written, in reading order."""
    directory.mkdir(parents=True, exist_ok=True)
    people = residents(SEED)
    structure = Structure(SEED)

    written = []
    for year in YEARS:
        book = directory / f"R{year - 2018:02d}_在宅医療_集計データ.xlsx"
        workbook.write(book, year, care(structure, people, year, SEED), structure.clinic_list)
        written.append(book)

    master = directory / "市区町村マスタ.csv"
    header = ("municipality_code", "municipality_name", "insurer_no", "medical_area_code",
              "medical_area", "home_care_zone")  # fmt: skip
    _write_csv(master, header, (
        (p.code, p.name, p.insurer_no, p.medical_area, MEDICAL_AREAS[p.medical_area], p.zone)
        for p in PLACES
    ))  # fmt: skip

    ages = directory / "人口_年齢階級別.csv"
    _write_csv(ages, ("year", "municipality_code", "age_band", "population"), (
        (year, place.code, band, people[t, i, b])
        for t, year in enumerate(YEARS)
        for i, place in enumerate(PLACES)
        for b, band in enumerate(BANDS)
    ))  # fmt: skip

    borders = directory / "行政区域.geojson"
    geography.write_geojson(geography.municipal_polygons(SEED), borders)
    return [*written, master, ages, borders]


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="架空県の入力ファイルを書き出します。")
    parser.add_argument("directory", nargs="?", type=Path, default=HERE, help="書き出し先")
    for path in generate(parser.parse_args().directory):
        print(path)
