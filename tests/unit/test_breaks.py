"""定義の変更: which years may be compared, checked by hand; which figures each concerns."""

from __future__ import annotations

from datetime import date

import pytest

from zaitaku.ground import breaks
from zaitaku.ground.breaks import Break
from zaitaku.indicators import Judgement, Point, Target, judge

APRIL = Break(date(2018, 4, 1), "区分")
JUNE = Break(date(2024, 6, 1), "点数")
MERGER = Break(date(2014, 4, 5), "栃木市の合併", "09203")


@pytest.mark.parametrize(
    ("first", "second", "crossed"),
    [
        (2016, 2017, []),
        (2017, 2018, [APRIL]),  # 1 April: no year is mixed
        (2018, 2023, []),
        (2023, 2024, [JUNE]),  # April and May 2024 are of before
        (2024, 2025, [JUNE]),
        (2023, 2025, [JUNE]),
        (2025, 2023, [JUNE]),
        (2017, 2025, [APRIL, JUNE]),
        (2024, 2024, []),
    ],
)
def test_what_lies_between_two_years(first: int, second: int, crossed: list[Break]) -> None:
    assert list(breaks.between([JUNE, APRIL], first, second)) == crossed
    segments = {breaks.segment((JUNE, APRIL), year) for year in (first, second)}
    assert (len(segments) == 1) == (not crossed)
    assert bool(breaks.refusal(crossed)) == bool(crossed)


def test_words_and_place() -> None:
    assert (JUNE.label, MERGER.label) == ("定義の変更 2024年6月", "合併 2014年4月")
    assert "定義の変更 2024年6月（点数）" in breaks.refusal([JUNE])
    assert [breaks.segment([JUNE], year) for year in (2023, 2024, 2025)] == [
        "", "定義の変更 2024年6月の前後が混じる", "定義の変更 2024年6月より後",
    ]  # fmt: skip
    assert breaks.label_of(breaks.segment([JUNE], 2024)) == JUNE.label
    assert breaks.label_of(breaks.segment([JUNE], 2025)) == JUNE.label


def test_a_change_stands_between_the_years_it_parts() -> None:
    """Each year is centred on its number in the row: April is half way, June two months on."""
    assert APRIL.place([2016, 2017, 2018, 2019]) == 1.5
    assert JUNE.place([2022, 2023, 2024, 2025]) == 1.5 + 2 / 12
    assert JUNE.place([2021, 2023, 2025]) == 1.5  # 2024 is not there: nothing to say of June


def test_a_merger_concerns_one_municipality() -> None:
    assert breaks.of_area([MERGER, JUNE], "09203") == (MERGER, JUNE)
    assert breaks.of_area([MERGER, JUNE], "09201") == (JUNE,)


def test_caveats_of_the_years_shown() -> None:
    (told,) = breaks.caveats([JUNE], [2023, 2024])
    assert "2024年度には前後の月が混じり" in told
    (told,) = breaks.caveats([JUNE], [2023, 2025])
    assert "前後の年度の数は比べられません" in told
    assert breaks.caveats([JUNE, APRIL], [2019, 2023]) == []


# --- targets -------------------------------------------------------------------------------------


def judged(first: int, count: int, *changes: Break, target_year: int = 2029) -> Judgement:
    """From 100 in the baseline's year, 5 more each year, to 120."""
    points = [Point(first + n, 100.0 + 5 * n) for n in range(count)]
    return judge(Target("number", first, 100, target_year, 120), points, changes)


def test_a_target_is_judged_within_one_definition() -> None:
    """2020–2022: 100, 105, 110; five more a year lead to 145 in 2029."""
    found = judged(2020, 3, APRIL)
    assert (found.state, found.progress_pct) == ("順調", 50)
    assert found.trend is not None and found.trend.level == 145


@pytest.mark.parametrize(("first", "count"), [(2021, 4), (2022, 4), (2015, 4)])
def test_no_way_is_measured_over_a_change(first: int, count: int) -> None:
    """2021–2024 ends in the mixed year, 2022–2025 behind it, 2015–2018 behind April 2018."""
    found = judged(first, count, APRIL, JUNE)
    assert (found.state, found.progress_pct, found.needed_pace) == ("判定できない", None, None)
    assert "定義の変更" in found.reason and f"基準の{first}年度" in found.reason
    assert judged(first, count).state == "順調"  # nothing changed: as before


def test_no_trend_leads_over_a_change_to_come() -> None:
    found = judged(2020, 4, JUNE)  # 100, 105, 110, 115 until 2023
    assert (found.state, found.trend, found.needed_pace) == ("判定できない", None, None)
    assert "2023年度から2029年度" in found.reason and "2024年6月" in found.reason
    assert judged(2020, 4, JUNE, target_year=2023).state == "遅れ"  # its own years count alike
    assert judged(2019, 5, JUNE).state == "達成"  # 120 in 2023 is reached, whatever comes


def test_a_trend_is_of_the_years_that_count_alike() -> None:
    """40 and 50 before April 2018 do not steepen 100, 105, 110 (2018–2020)."""
    points = [Point(2016, 40.0), Point(2017, 50.0)]
    points += [Point(2018 + n, 100.0 + 5 * n) for n in range(3)]
    found = judge(Target("number", 2018, 100, 2024, 120), points, [APRIL])
    assert found.trend is not None and found.trend.pace == 5
    before = judge(Target("number", 2018, 100, 2024, 120), points)
    assert before.trend is not None and before.trend.pace == 19.5


def test_words_are_not_judged_over_a_change() -> None:
    target = Target("words", 2023, 100, 2029, None, "増加")
    points = [Point(2023, 100.0), Point(2025, 130.0)]
    assert judge(target, points).state == "順調"
    found = judge(target, points, [JUNE])
    assert found.state == "判定できない" and "増えて" not in found.reason
