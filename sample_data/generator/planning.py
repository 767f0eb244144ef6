"""What a plan looks ahead with: 将来推計人口, 受療率, 実施可能件数調査 and 追加的需要.

The projection ages the residents of the sample by cohorts; rates are invented ones by sex and age;
capacities follow what the clinics see today; 追加的需要 follows the old of each 二次医療圏. Nothing
here is measured anywhere.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from generator.institutions import Clinic
from generator.places import INDEX, MEDICAL_AREAS, PLACES, PREFECTURE
from generator.population import FIRST_LATER

SURVEY_YEAR = 2023
TARGET_YEARS = (2026, 2029)
RATE_SOURCES = {"架空県NDB（見本）": 1.0, "全国NDB（見本）": 1.18}
RATE_YEAR = 2019
# receipts a month per 100,000 residents of an age band, men and women
RATES = {
    "65-69": (190, 150),
    "70-74": (420, 390),
    "75-79": (1_050, 1_120),
    "80-84": (2_600, 2_950),
    "85-89": (5_900, 7_400),
    "90+": (11_800, 15_600),
}
RATE_HEADER = ("rate_source", "sex", "age_band", "rate", "per", "unit", "reference_year")
SURVEY_HEADER = (
    "survey_year", "municipality_code", "organisation_code", "organisation_name",
    "possible_cases", "current_cases", "intention", "respondents", "willing",
)  # fmt: skip
DEMAND_HEADER = (
    "area_code", "year", "total", "step1", "carry_over", "bed_report_home", "bed_report_facility",
    "survey_home", "survey_facility", "agreed_home", "agreed_facility", "agreed_by", "agreed_on",
    "care_plan_facility", "note",
)  # fmt: skip
PROJECTION_YEARS = tuple(range(2020, 2055, 5))
PROJECTION_BANDS = (*(f"{low}～{low + 4}歳" for low in range(0, 95, 5)), "95歳以上")
PROJECTION_HEADER = (
    "コード", "市などの別", "都道府県", "市区町村", "年", "総数",
    *(f"{band}/{sex}" for sex in "amf" for band in PROJECTION_BANDS),
)  # fmt: skip
# of a band, who is still there five years later, men and women; the last for 95 and over
STAYING = np.array([
    [1.0, 1.0, 0.985, 0.93, 0.95, 0.985, 0.99, 0.99, 0.99, 0.985, 0.98, 0.97, 0.955, 0.93, 0.89,
     0.83, 0.72, 0.56, 0.36, 0.15],
    [1.0, 1.0, 0.985, 0.92, 0.94, 0.98, 0.99, 0.995, 0.995, 0.99, 0.99, 0.985, 0.98, 0.97, 0.95,
     0.92, 0.86, 0.74, 0.54, 0.24],
])  # fmt: skip
WOMEN = np.array([0.488] * 10 + [0.495, 0.5, 0.505, 0.515, 0.525, 0.545, 0.58, 0.635, 0.71, 0.79])
BIRTHS = 0.32  # children of 0-4 per woman of 20-39
ANSWERED = 0.72
STEP1_SHARE = (0.15, 0.45)
HOME_SHARE = 0.25


def projection(people: NDArray[np.int64]) -> Iterator[tuple[object, ...]]:
    """One row per municipality and year, in the layout of the sex × age table of 社人研."""
    last = len(PROJECTION_BANDS) - 1
    for i, place in enumerate(PLACES):
        bands = people[0, i].astype(float)
        now = np.append(bands[:last], bands[last:].sum())
        sexes = np.stack([now * (1 - WOMEN), now * WOMEN])
        for year in PROJECTION_YEARS:
            whole = np.rint(sexes).astype(int)
            both = whole.sum(axis=0)
            yield (
                place.code, "2" if place.name.endswith("市") else "3", PREFECTURE, place.name,
                year, both.sum(), *both, *whole[0], *whole[1],
            )  # fmt: skip
            older = sexes * STAYING
            sexes = np.concatenate(
                [np.zeros((2, 1)), older[:, :-2], older[:, -2:].sum(axis=1, keepdims=True)], axis=1
            )
            sexes[:, 0] = BIRTHS * sexes[1, 4:8].sum() * np.array([0.512, 0.488])


def rates() -> Iterator[tuple[object, ...]]:
    """One row per source, sex and age band."""
    for source, level in RATE_SOURCES.items():
        for sex, column in (("男", 0), ("女", 1)):
            for band, both in RATES.items():
                yield (
                    source, sex, band, round(both[column] * level), 100_000, "レセプト件数/月",
                    RATE_YEAR,
                )  # fmt: skip


def survey(
    clinics: list[Clinic], seen: NDArray[np.float64], seed: int
) -> Iterator[tuple[object, ...]]:
    """Answers of most clinics; ``seen`` is what each sees a month. Two towns gave totals only."""
    rng = np.random.default_rng(seed + 23)
    totals = {"99381": (46, 38, 2, 1), "99401": (14, 9, 1, 0)}
    for clinic, cases in zip(clinics, seen, strict=True):
        answered, room, mind = rng.random(), rng.uniform(1.0, 1.6), rng.random()
        code = PLACES[clinic.place].code
        if answered > ANSWERED or code in totals:
            continue
        if cases < 0.5:
            word = "あり" if mind < 0.12 else "条件付き" if mind < 0.4 else "なし"
            possible = {"あり": 6, "条件付き": 3, "なし": 0}[word]
            yield (SURVEY_YEAR, code, clinic.code, clinic.name, possible, 0, word, "", "")
        else:
            yield (
                SURVEY_YEAR, code, clinic.code, clinic.name, round(float(cases) * room),
                round(float(cases), 1), "", "", "",
            )  # fmt: skip
    for code, (possible, current, answers, willing) in totals.items():
        yield (SURVEY_YEAR, code, "", "", possible, current, "", answers, willing)


def demand(people: NDArray[np.int64], seed: int) -> Iterator[tuple[object, ...]]:
    """One row per 二次医療圏 and target year; one area's STEP1 exceeds its total."""
    rng = np.random.default_rng(seed + 29)
    old = people[-1, :, FIRST_LATER:].sum(axis=1)
    for area in MEDICAL_AREAS:
        later = sum(int(old[INDEX[p.code]]) for p in PLACES if p.medical_area == area)
        level, share = rng.uniform(0.006, 0.012), rng.uniform(*STEP1_SHARE)
        for year, part in zip(TARGET_YEARS, (0.6, 1.0), strict=True):
            total = round(later * level * part, 1)
            step1 = round(total * (1.15 if area == "9907" else share))
            rest = max(0, int(total + 0.5) - step1)
            home = round(rest * HOME_SHARE)
            agreed = year == TARGET_YEARS[0] and area in ("9901", "9902", "9905")
            left = 0 if year == TARGET_YEARS[0] else round(home * 0.2)
            yield (
                area, year, total, step1, left or "",
                round(later * 0.0021), round(later * 0.0058),
                *((round(later * 0.0009), round(later * 0.0017)) if area == "9902" else ("", "")),
                *((home, rest - home + step1) if agreed else ("", "")),
                *(("地域医療構想調整会議", "2024-02-15") if agreed else ("", "")),
                rest - home + step1 if agreed else "",
                "見本の数です",
            )  # fmt: skip
