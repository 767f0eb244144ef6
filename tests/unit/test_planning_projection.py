"""Σ population × rate, growth and peak, against published populations and invented rates."""

from __future__ import annotations

import pytest

from zaitaku.planning import projection as pr

YEARS = (2015, 2020, 2025, 2030, 2035, 2040, 2045)
RATES = {"65-69": 0.002, "70-74": 0.005, "75-79": 0.012, "80-84": 0.03, "85-89": 0.07, "90+": 0.15}
# 社人研 平成30年推計
TOWNS = {
    "宇都宮市": {
        "65-69": (37246, 31794, 27508, 28298, 31995, 37204, 33792),
        "70-74": (28594, 34665, 29660, 25741, 26555, 30094, 35046),
        "75-79": (21408, 25623, 31316, 26879, 23438, 24284, 27621),
        "80-84": (16166, 17885, 21608, 26792, 23111, 20334, 21238),
        "85-89": (10163, 11971, 13424, 16421, 20823, 18097, 16155),
        "90+": (5615, 8101, 10413, 12387, 15155, 19610, 20054),
    },
    "奈良市": {
        "65-69": (30216, 24002, 20377, 21835, 23545, 25696, 20090),
        "70-74": (24761, 28760, 22858, 19451, 20906, 22607, 24693),
        "75-79": (19341, 23074, 26979, 21467, 18342, 19802, 21509),
        "80-84": (14504, 16773, 20205, 23912, 19088, 16439, 17890),
        "85-89": (9272, 11337, 13291, 16233, 19581, 15700, 13716),
        "90+": (5256, 7641, 10045, 12358, 15351, 19421, 18981),
    },
}
EXPECTED = {
    "宇都宮市": (2512.998, 3134.059, 3728.978, 4319.129, 4902.211, 5334.596, 5350.356),
    "奈良市": (2288.889, 2911.622, 3522.062, 4105.899, 4617.684, 4907.371, 4765.723),
}
PEAK = {"宇都宮市": 2045, "奈良市": 2040}


def people(town: str, year: int) -> dict[pr.Key, float]:
    return {(pr.BOTH_SEXES, band): n[YEARS.index(year)] for band, n in TOWNS[town].items()}


@pytest.mark.parametrize("town", TOWNS)
def test_worked_example(town: str) -> None:
    rates = {(pr.BOTH_SEXES, band): rate for band, rate in RATES.items()}
    found = tuple(pr.project(people(town, year), rates) for year in YEARS)
    assert [round(value, 3) for value in found] == list(EXPECTED[town])
    series = pr.Series(YEARS, found)
    assert series.peak == PEAK[town]
    assert series.growth(2020, 2040) == pytest.approx(EXPECTED[town][5] / EXPECTED[town][1])


def test_the_open_band_takes_the_finer_ones_together() -> None:
    population = [*("65-69", "75+", "65+"), "70-74", "75-79", "80-84", "85-89", "90-94", "95+"]
    matched = pr.match_bands(RATES, population)
    assert matched["90+"] == ["90-94", "95+"]
    assert matched["65-69"] == ["65-69"]
    divided = {("計", "90-94"): 60.0, ("計", "95+"): 40.0}
    assert pr.project(divided, {("計", "90+"): 0.15}) == pytest.approx(15)


@pytest.mark.parametrize(
    ("rates", "population", "message"),
    [
        (["90-94", "95+"], ["85-89", "90+"], "人口を割って合わせることはしません"),
        (["75-84", "80-84"], ["75-79", "80-84"], "重なっています"),
        (["75+"], ["75-79", "85-89", "90+"], "合いません"),
    ],
)
def test_bands_that_do_not_fit_are_named(
    rates: list[str], population: list[str], message: str
) -> None:
    with pytest.raises(pr.ProjectionError, match=message):
        pr.match_bands(rates, population)


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ({("計", "75+"): 1.2}, "0～1"),
        ({("男", "75+"): 0.1}, "「男」"),
        ({("計", "75+"): 0.1, ("男", "75+"): 0.1}, "混ざって"),
    ],
)
def test_rates_that_cannot_be_are_refused(rates: dict[pr.Key, float], message: str) -> None:
    with pytest.raises(pr.ProjectionError, match=message):
        pr.project({("計", "75+"): 100.0}, rates)


def test_years_between_only_where_asked() -> None:
    series = pr.Series((2020, 2025), (100.0, 150.0))
    assert series.at(2023) is None
    assert series.at(2023, interpolate=True) == pytest.approx(130)
    assert series.at(2030, interpolate=True) is None
    assert pr.Series((), ()).peak is None


@pytest.mark.parametrize(
    ("growth", "name"),
    [(0.99, "減少"), (1.0, "0～10%"), (1.1, "10～20%"), (1.4999, "40～50%"), (1.5, "50%以上"),
     (3.0, "50%以上")],
)  # fmt: skip
def test_classes_of_change(growth: float, name: str) -> None:
    assert pr.change_class(growth) == name


def test_size_groups_and_gap() -> None:
    assert [pr.size_group(n) for n in (49_999, 50_000, 499_999, 500_000)] == [
        "5万人未満", "5万～50万人", "5万～50万人", "50万人以上",
    ]  # fmt: skip
    gap = pr.Gap(need=300, capacity=200, visits_per_case=1.9, cases_per_provider=25)
    assert (gap.cases, gap.visits, gap.providers) == (100, 190, 4)
    spare = pr.Gap(need=150, capacity=200, visits_per_case=None, cases_per_provider=None)
    assert (spare.cases, spare.visits, spare.providers) == (-50, None, None)
