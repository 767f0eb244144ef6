"""Write the input files of 架空県: ``python sample_data/generate.py [DIR]``.

The same seed writes the same files. Without DIR they go beside this script.
"""

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator import SEED, YEARS, geography, plan, planning, published, standard, workbook
from generator.acts import ACTS
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
        counted = care(structure, people, year, SEED)
        workbook.write(book, year, counted, structure.clinic_list)
        written.append(book)

    master = directory / "市区町村マスタ.csv"
    header = ("municipality_code", "municipality_name", "municipality_reading", "insurer_no",
              "medical_area_code", "medical_area", "home_care_zone")  # fmt: skip
    _write_csv(master, header, (
        (p.code, p.name, p.reading, p.insurer_no, p.medical_area, MEDICAL_AREAS[p.medical_area],
         p.zone)
        for p in PLACES
    ))  # fmt: skip

    ages = directory / "人口_年齢階級別.csv"
    _write_csv(ages, ("year", "municipality_code", "age_band", "population"), (
        (year, place.code, band, people[t, i, b])
        for t, year in enumerate(YEARS[:-1])  # of the last one there is the table by sex
        for i, place in enumerate(PLACES)
        for b, band in enumerate(BANDS)
    ))  # fmt: skip

    by_sex = directory / "人口_男女別_令和6年.xlsx"
    standard.write_residents(by_sex, people[-1])
    national = [directory / f"NDB_性年齢別_{measure}.xlsx" for measure in standard.MEASURES]
    for path, measure in zip(national, standard.MEASURES, strict=True):
        standard.write_ndb(path, measure)

    figures, targets = directory / "指標値.csv", directory / "目標.csv"
    _write_csv(figures, plan.VALUE_HEADER, plan.values())
    _write_csv(targets, plan.TARGET_HEADER, plan.targets())

    visits = [a for a, act in enumerate(ACTS) if act.item == "在宅患者訪問診療料"]
    seen = counted.by_clinic[visits].sum(axis=0) / 12
    ahead = [
        directory / f"{name}.csv" for name in ("将来推計人口", "受療率", "実態調査", "追加的需要")
    ]
    _write_csv(ahead[0], planning.PROJECTION_HEADER, planning.projection(people))
    _write_csv(ahead[1], planning.RATE_HEADER, planning.rates())
    _write_csv(ahead[2], planning.SURVEY_HEADER, planning.survey(structure.clinic_list, seen, SEED))
    _write_csv(ahead[3], planning.DEMAND_HEADER, planning.demand(people, SEED))

    notified, stations, roles, demand = (
        directory / name
        for name in ("届出受理医療機関名簿.xlsx", "訪問看護ステーション.csv", "役割.csv",
                     "国の需要推計.xlsx")
    )  # fmt: skip
    published.write_notifications(notified, published.notifications(structure.clinic_list, SEED))
    _write_csv(stations, published.STATION_HEADER, published.stations(SEED))
    _write_csv(roles, published.ROLE_HEADER, published.roles(structure.clinic_list))
    published.write_demand(demand, people)

    borders = directory / "行政区域.geojson"
    geography.write_geojson(geography.municipal_polygons(SEED), borders)
    official = [notified, stations, roles, demand, by_sex, *national]
    return [*written, master, ages, figures, targets, *ahead, *official, borders]


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
