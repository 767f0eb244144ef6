"""All published test figures of the field's reference, where they are at hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest

from tests.unit.published import DATA
from zaitaku.comparing import funnels, intervals, standardised
from zaitaku.comparing.intervals import STRICT, USUAL, Interval

FOLDER = DATA / "statistics"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="検証用の公表値（../shared/data/statistics）がありません",
)
CLOSE = {"rel": 1e-6, "abs": 1e-9}
Row = dict[str, Any]


def sheet(book: str, name: str) -> list[Row]:
    """The rows of a sheet by its first row."""
    head, *rows = openpyxl.load_workbook(FOLDER / book, data_only=True)[name].values
    return [
        dict(zip(map(str, head), row, strict=True)) for row in rows if row and row[0] is not None
    ]


def lines(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8-sig", newline="") as opened:
        return [{k.strip(): v for k, v in row.items()} for row in csv.DictReader(opened)]


def same(found: Interval, row: Row, factor: float = 1) -> Iterator[bool]:
    """Against the columns of 95 % and 99.8 %, or of the one confidence that the row names."""
    for lower, upper in (("lower95_0cl", "upper95_0cl"), ("lowercl", "uppercl")):
        if lower in row:
            yield found.times(factor) == pytest.approx((row[lower], row[upper]), **CLOSE)


def test_proportions() -> None:
    checked = 0
    for row in (*sheet("testdata_Proportion.xlsx", "testdata_Prop"),
                *sheet("testdata_Proportion.xlsx", "testdata_Prop_g")):  # fmt: skip
        part, whole, by = row["Numerator"], row["Denominator"], row["multiplier"]
        if part is None or not whole:
            continue
        assert part / whole * by == pytest.approx(row["value"], **CLOSE)
        assert all(same(intervals.wilson(part, whole), row, by)), row
        if row.get("lower99_8cl") is not None:
            limits = intervals.wilson(part, whole, STRICT).times(by)
            assert limits == pytest.approx((row["lower99_8cl"], row["upper99_8cl"]), **CLOSE)
        checked += 1
    assert checked > 20


def test_rates() -> None:
    checked = 0
    for row in (*sheet("testdata_Rate.xlsx", "testdata_Rate"),
                *sheet("testdata_Rate.xlsx", "testdata_Rate_g")):  # fmt: skip
        events, people, by = row["Numerator"], row["Denominator"], row["multiplier"]
        if events is None or not people:
            continue
        assert events / people * by == pytest.approx(row["value"], **CLOSE)
        assert all(same(intervals.rate(events, people), row, by)), row
        if row.get("lower99_8cl") is not None:
            limits = intervals.rate(events, people, STRICT).times(by)
            assert limits == pytest.approx((row["lower99_8cl"], row["upper99_8cl"]), **CLOSE)
        checked += 1
    assert checked > 20


def test_byar_and_wilson() -> None:
    for row in sheet("testdata_Byars_Wilson.xlsx", "testdata_B_W"):
        confidence = USUAL if row["confidence"] == "95%" else STRICT
        found = (
            intervals.byar(row["x"], confidence)
            if row["method"] == "Byars"
            else intervals.wilson(row["x"], row["n"], confidence)
        )
        assert found.upper == pytest.approx(row["uppercl"], **CLOSE)
        if row["lowercl"] is not None:  # theirs has none where it would be below 0
            assert found.lower == pytest.approx(row["lowercl"], **CLOSE)


def by_area(name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sheet("testdata_DSR_ISR.xlsx", name):
        found.setdefault(str(row["area"]), []).append(row)
    return found


def test_ratios_standardised_indirectly() -> None:
    reference = sheet("testdata_DSR_ISR.xlsx", "refdata")
    rates = {row["Age Band"]: row["refcount"] / row["refpop"] for row in reference}
    people = {row["ageband"]: row["pop"] for row in by_area("testdata_multiarea")["testdata_big"]}
    expected = standardised.expected(rates, people)
    checked = 0
    for row in sheet("testdata_DSR_ISR.xlsx", "testresults_ISR"):
        if row["area"].startswith("testdata"):
            assert expected == pytest.approx(row["expected"], **CLOSE)
        by = row["ref_rate"]
        if by is None:
            by = 100 if row["statistic"].endswith("100") else 1
        found = standardised.ratio(row["observed"], row["expected"])
        assert found.value * by == pytest.approx(row["value"], **CLOSE)
        assert all(same(found.interval, row, by)), row
        if row["lower99_8cl"] is not None:
            strict = standardised.ratio(row["observed"], row["expected"], STRICT).interval.times(by)
            assert strict == pytest.approx((row["lower99_8cl"], row["upper99_8cl"]), **CLOSE)
        checked += 1
    assert checked == 16


# European Standard Population 2013, as the reference tool has it, youngest first
STANDARD = (5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500,
            5000, 4000, 2500, 1500, 1000)  # fmt: skip


def test_rates_standardised_directly() -> None:
    areas = by_area("testdata_multiarea")
    old = sheet("testdata_DSR_ISR.xlsx", "testdata_1976")
    groups = {
        area: [(row["count"] or 0, row["pop"], n) for row, n in zip(rows, STANDARD, strict=True)]
        for area, rows in areas.items()
        if area != "testdata_tiny"  # has gaps; its rate is not given
    } | {"testdata_1976": [(row["count"], row["pop"], row["esp1976"]) for row in old]}
    checked = 0
    for row in sheet("testdata_DSR_ISR.xlsx", "testresults_DSR"):
        listed = groups.get(row["area"])
        if listed is None or row["method"] != "Dobson":
            continue
        events, people, standard = (
            {n: float(group[place]) for n, group in enumerate(listed)} for place in range(3)
        )
        by = float(row["statistic"].rpartition(" ")[2])
        found = standardised.direct(events, people, standard)
        assert found is not None
        assert found.value * by == pytest.approx(row["value"], **CLOSE)
        assert all(same(found.interval, row, by)), row
        # those of one area are printed ten times too large, beside its rate
        times = by * 10 if row["area"] == "testdata_1976" else by
        strict = standardised.direct(events, people, standard, STRICT)
        assert strict is not None
        limits = strict.interval.times(times)
        assert limits == pytest.approx((row["lower99_8cl"], row["upper99_8cl"]), **CLOSE)
        checked += 1
    assert checked == 6


def test_limits_of_the_funnel_of_a_proportion() -> None:
    """Theirs are in % and told to six digits after the point."""
    for row in lines("testdata_funnel_prop_outputs.csv"):
        n, centre = float(row["Population"]), float(row["Baseline"]) / 100
        for confidence, lower, upper in (
            (USUAL, "Lower2s0025limit", "Upper2s0025limit"),
            (STRICT, "Lower3s0001limit", "Upper3s0001limit"),
        ):
            found = funnels.proportion_limits(centre, n, confidence).times(100)
            assert found == pytest.approx((float(row[lower]), float(row[upper])), abs=2e-6)


TAILS = ((USUAL, "2s"), (STRICT, "3s"))


def test_limits_of_the_funnel_of_a_ratio() -> None:
    """Their expected counts are exact but for a search that stops within 5e-7 of the count."""
    for row in lines("testdata_funnel_ratio_outputs.csv"):
        events = float(row["Observed_events"])
        for confidence, sigma in TAILS:
            interval = intervals.exact(events, confidence)
            for side, own in (("lower", interval.upper), ("upper", interval.lower)):
                told = float(row[f"{side}_{sigma}_exp_events"])
                assert own == pytest.approx(told, rel=1e-6, abs=1e-6), row
                ratio = float(row[f"{side}_{sigma}_isr"])
                assert events / told * 100 == pytest.approx(ratio, rel=1e-6)
                limits = funnels.ratio_limits(own, confidence)
                at = limits.lower if side == "lower" else limits.upper
                assert at * own == pytest.approx(events, rel=1e-9)


def test_limits_of_the_funnel_of_a_rate() -> None:
    for row in lines("testdata_funnel_rate_outputs.csv"):
        events, baseline = float(row["Events"]), float(row["baseline"])
        for confidence, sigma in TAILS:
            interval = intervals.exact(events, confidence)
            for side, own in (("lower", interval.upper), ("upper", interval.lower)):
                told = float(row[f"{side}_{sigma}_limit"])
                assert events * baseline / told == pytest.approx(own, rel=1e-6, abs=1e-6)


def told_as(word: str) -> tuple[str, float | None]:
    side, _, tail = word.partition(" (")
    return side, float(tail.rstrip(")")) if tail else None


def significance(strict: Interval, usual: Interval, centre: float) -> tuple[str, float | None]:
    for interval, tail in ((strict, 0.001), (usual, 0.025)):
        if interval.lower > centre:
            return "High", tail
        if interval.upper < centre:
            return "Low", tail
    return "Not significant", None


def test_which_proportions_stand_out() -> None:
    rows = [r for r in lines("testdata_funnel_prop_inputs.csv") if r["significance"]]
    parsed = [(float(r["numerator"]), float(r["denominator"]), r["significance"]) for r in rows]
    centre = sum(x for x, _, _ in parsed) / sum(n for _, n, _ in parsed)
    for part, whole, word in parsed:
        limits = (funnels.proportion_limits(centre, whole, c) for c in (STRICT, USUAL))
        judged = [funnels.judged(part / whole, one) for one in limits]
        side, tail = told_as(word)
        names = {"High": funnels.HIGHER, "Low": funnels.LOWER, "Not significant": funnels.ALIKE}
        assert judged[1] == names[side]
        assert (judged[0] == names[side]) is (tail != 0.025)


def test_which_ratios_stand_out() -> None:
    for row in lines("testdata_funnel_ratio_inputs.csv"):
        observed, expected = float(row["obs"]), float(row["expected"])
        strict, usual = (intervals.count(observed, c) for c in (STRICT, USUAL))
        assert significance(strict, usual, expected) == told_as(row["significance"]), row
