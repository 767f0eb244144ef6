"""The catalogue's facts; the arithmetic of targets, in tables to be checked by hand."""

from __future__ import annotations

import pytest

from zaitaku.ask import queries
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.indicators import FUNCTIONS, OBLIGATORY, SPO, Point, Target, judge, load, ways
from zaitaku.indicators.catalogue import FITS, from_record
from zaitaku.indicators.targets import direction_of, trend
from zaitaku.indicators.values import Series, first, per_population, unit_of
from zaitaku.sources import known

# --- the catalogue -------------------------------------------------------------------------------


def test_the_catalogue_has_the_indicators_of_the_lists() -> None:
    found = load()
    assert len(found) == 51
    assert [code for code, item in found.items() if item.is_obligatory] == [OBLIGATORY]
    assert found[OBLIGATORY].name == "訪問診療を実施している診療所・病院数"
    assert {item.spo for item in found.values()} == {"S", "P"}  # no outcome is given as an example
    assert sum(item.mark7 == "1" for item in found.values()) == 12
    per_function = {f: sum(f in item.functions for item in found.values()) for f in FUNCTIONS}
    assert per_function == {"退院支援": 9, "日常の療養支援": 30, "急変時の対応": 10, "看取り": 9}


def test_what_is_not_confirmed_says_so() -> None:
    found = load()
    assert {c for c, item in found.items() if not item.is_confirmed} == {
        "NS7", "NS13", "NS14", "NP6", "NP12",
    }  # fmt: skip
    assert found["KP1"].mark == found["NS7"].mark == "●は未確認"
    assert (found["NS1"].mark, found["NP1"].mark, found["DS1"].mark) == ("必須", "●", "")
    assert found["NP1"].place == found["NP1"].definition == ""


def test_how_prefectures_used_data_sums_to_47() -> None:
    """Published counts of what 47 prefectures did with each source for the apportionment.

    Shown and used, shown only, not shown: the reason why KDB figures are built in here.
    """
    used = {"患者調査": (28, 7, 12), "病床機能報告": (13, 8, 26), "KDB": (6, 7, 34)}
    assert {source: sum(counts) for source, counts in used.items()} == dict.fromkeys(used, 47)


@pytest.mark.parametrize("code", ways())
def test_every_way_can_be_asked(code: str) -> None:
    assert code in load()
    for way in ways()[code]:
        question = queries.load(way.question)
        assert way.column in [column.name for column in question.columns]
        assert set(way.params) <= {param.name for param in question.params}
        assert way.fit in FITS and way.basis and way.gap
        assert way.needs in known.labels()
        counted = way.unit.split("/")[0]
        assert counted == load()[code].unit, "a figure in another unit is not that indicator"


def test_two_ways_of_an_indicator_never_pass_for_the_same_basis() -> None:
    """Else an area's figure of one act would stand beside the prefecture's of another."""
    for code, found in ways().items():
        told = [(way.unit, way.basis) for way in found]
        assert len(set(told)) == len(told), code


def test_a_record_that_is_no_indicator_is_refused() -> None:
    wrong = dict.fromkeys(
        ("source", "plan7", "plan8", "mark7", "certainty", "is_obligatory", "place", "counts",
         "definition"), ""
    )  # fmt: skip
    record = {
        "indicator_id": "Z",
        "indicator_name": "",
        "unit": "人",
        "function": "予防",
        "spo": "X",
    }
    with pytest.raises(ValueError, match=r"名前・単位.*4つの機能にありません.*どれでもない"):
        from_record(wrong | record)
    assert set(SPO) == {"S", "P", "O"}


# --- figures -------------------------------------------------------------------------------------


def series(*points: tuple[int, float | None, str], basis: str = "a") -> Series:
    return Series("number", "施設", basis, "表", tuple(Point(*point) for point in points))


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2023, 2022), (2022, 2022), (2021, 2019), (2018, 2019)],
)
def test_a_year_without_a_figure_takes_the_one_before(year: int, expected: int) -> None:
    point = series((2022, 5.0, ACTUAL), (2019, 3.0, ACTUAL)).at(year)
    assert point is not None and point.year == expected


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((NOT_APPLICABLE, ACTUAL), "b"),
        ((SUPPRESSED, MISSING), "a"),
        ((MISSING, SUPPRESSED), "b"),
        ((MISSING, MISSING), None),
    ],
)
def test_the_first_number_stands_for_the_indicator(
    states: tuple[str, str], expected: str | None
) -> None:
    both = [
        series((2023, 1.0 if state == ACTUAL else None, state), basis=basis)
        for state, basis in zip(states, "ab", strict=True)
    ]
    found = first(both, 2023)
    assert (found[0].basis if found else None) == expected


def test_per_population_keeps_the_state() -> None:
    assert per_population(Point(2023, 6.0), 40_000).value == 15
    assert per_population(Point(2023, None, SUPPRESSED), 40_000).state == SUPPRESSED
    assert per_population(Point(2023, 6.0), None).state == MISSING
    assert [unit_of(k, "施設") for k in ("number", "per_100000", "share")] == [
        "施設", "施設/10万人", "%",
    ]  # fmt: skip


# --- targets -------------------------------------------------------------------------------------


def points(*values: float | None, start: int = 2020) -> list[Point]:
    return [
        Point(start + number, value, ACTUAL if value is not None else SUPPRESSED)
        for number, value in enumerate(values)
    ]


def target(kind: str = "number", base: float | None = 100, goal: float | None = 120, **more: str):  # type: ignore[no-untyped-def]
    return Target(kind, 2020, base, 2025, goal, **more)


def test_trend_and_range_by_hand() -> None:
    # mean point (2021, 11); slopes 1, 3 and 2 between two years; least squares 2
    found = trend(points(10, 9, 14), 2025)
    assert found is not None
    assert (found.mean_year, found.mean_level) == (2021, 11)
    assert found.pace == pytest.approx(2)
    # slopes −1, 5, 2 → 11 + 4 × (−1, 2, 5)
    assert (found.low, found.level, found.high) == pytest.approx((7, 19, 31))
    assert trend(points(10, 9), 2025) is None
    assert trend(points(9, 3, 0), 2025) is not None
    assert trend(points(9, 3, 0), 2025).low == 0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("values", "state", "progress", "needed", "words"),
    [
        ((100, 104, 108), "順調", 40, 4, "届きます。"),  # 4 a year reaches 120 in 2025
        ((100, 108, 106), "遅れ", 30, 14 / 3, "良いほうなら届きます"),  # 3 a year → 116.7
        ((100, 102, 104), "遅れ", 20, 16 / 3, "届きません。"),
        ((100, 110, 121), "達成", 105, None, "達しています"),
        ((100, 98, 96), "遅れ", -20, 8, "届きません"),
        ((100, 101, 110), "順調", 50, 10 / 3, "悪いほうでは届きません"),
        ((100, 108), "判定できない", 40, 3, "年分に足りず"),
        ((), "判定できない", None, None, "実績値がありません"),
        ((None, None, None), "判定できない", None, None, "秘匿"),
    ],
)
def test_a_number_to_be_raised(
    values: tuple[float | None, ...],
    state: str,
    progress: float | None,
    needed: float | None,
    words: str,
) -> None:
    found = judge(target(), points(*values))
    assert (found.state, found.direction) == (state, "増やす")
    assert words in found.reason
    assert found.progress_pct == (None if progress is None else pytest.approx(progress))
    if state != "達成":
        assert found.needed_pace == (None if needed is None else pytest.approx(needed))


@pytest.mark.parametrize(
    ("values", "state"),
    [((100, 95, 90), "順調"), ((100, 99, 98), "遅れ"), ((100, 80, 75), "達成")],
)
def test_a_number_to_be_lowered(values: tuple[float, ...], state: str) -> None:
    found = judge(target(goal=80), points(*values))
    assert (found.state, found.direction) == (state, "減らす")


def test_after_its_year_a_target_is_reached_or_not() -> None:
    late = points(100, 101, 102, 103, 104, 105, 130)
    found = judge(target(), late)  # 2025: 105; what came after is not looked at
    assert found.state == "遅れ" and "過ぎ" in found.reason
    assert found.latest == Point(2025, 105)
    assert judge(target(), points(100, 120, start=2025)[:1]).state == "遅れ"


def test_a_figure_not_newer_than_the_baseline_says_nothing() -> None:
    assert judge(target(), points(125, start=2020)).state == "判定できない"


@pytest.mark.parametrize(
    ("base", "goal", "level", "progress"),
    [(200, 15, 230, 50), (200, -10, 180, -75), (None, 15, 230, 50)],
)
def test_a_rate_of_increase_is_taken_on_the_baseline(
    base: float | None, goal: float, level: float, progress: float
) -> None:
    # without a baseline in the plan, the figure of the baseline's year is taken
    found = judge(target("increase_rate", base, goal), points(200, 205, 215))
    assert found.goal == pytest.approx(level)
    assert found.progress_pct == pytest.approx(progress)


@pytest.mark.parametrize(
    ("polarity", "latest", "state"),
    [("", 100, "達成"), ("", 99, "判定できない"), ("少ないほどよい", 99, "達成")],
)
def test_a_goal_equal_to_the_baseline_is_kept(polarity: str, latest: float, state: str) -> None:
    found = judge(target(goal=100, polarity=polarity), points(100, latest))
    assert (found.state, found.progress_pct) == (state, None)


@pytest.mark.parametrize(
    ("words", "latest", "year", "state"),
    [
        ("増加", 101, 2023, "順調"),
        ("増加", 101, 2025, "達成"),
        ("増加", 100, 2023, "遅れ"),
        ("減少", 99, 2023, "順調"),
        ("現状維持", 100, 2023, "順調"),
        ("現状維持", 99, 2023, "遅れ"),
        ("現状より増やす", 101, 2023, "順調"),
        ("減らさない", 99, 2023, "遅れ"),
        ("減らさない", 100, 2023, "順調"),
        ("いまの数を下回らない", 99, 2023, "遅れ"),
        ("減少に歯止めをかける", 99, 2023, "遅れ"),
        ("これ以上増やさない", 101, 2023, "遅れ"),
        ("増加を抑える", 99, 2023, "順調"),
        ("推計値", 101, 2023, "判定できない"),
        ("増加又は維持", 101, 2023, "判定できない"),
    ],
)
def test_words_are_judged_by_direction(words: str, latest: float, year: int, state: str) -> None:
    found = judge(target("words", 100, None, target_words=words), [Point(year, latest)])
    assert found.state == state


def test_words_without_a_baseline_cannot_be_judged() -> None:
    found = judge(target("words", None, None, target_words="増加"), points(None, 5))
    assert found.state == "判定できない" and "基準年（2020年度）" in found.reason


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("増加", "増やす"),
        ("拡大", "増やす"),
        ("減", "減らす"),
        ("現状維持", "保つ"),
        ("検討", ""),
        ("減らさない", "保つ"),
        ("現状を維持し減らさない", "保つ"),
        ("減らさず増やす", ""),
    ],
)
def test_direction_of_words(words: str, direction: str) -> None:
    assert direction_of(words) == direction
