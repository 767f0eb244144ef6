"""追加的需要: the arithmetic that can be checked by hand, and the facts of the 患者調査."""

from __future__ import annotations

import pytest

from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.planning import additional_demand as ad


@pytest.mark.parametrize(
    ("total", "step1", "carry", "home", "facility", "below"),
    [
        (100, 40, 0, 15, 85, 0),  # S2 = 60 → 15 : 45
        (30, 40, 0, 0, 40, 10),  # 下限超過
        (90, 40, 10, 15, 85, 0),  # ★ carried over
        (0, 0, 0, 0, 0, 0),
        (40.4, 0, 0, 10, 30, 0),  # rounded first, so that the parts add up
    ],
)
def test_split(
    total: float, step1: float, carry: float, home: int, facility: int, below: int
) -> None:
    split = ad.split(total, step1, 0.25, carry)
    assert (split.home, split.facility, split.below_bound) == (home, facility, below)
    assert split.total == max(split.need, split.step1)
    assert ("下限超過" in split.warning) == bool(below)


@pytest.mark.parametrize("figures", [(-1, 0, 0.5), (1, -1, 0.5), (1, 0, 1.2), (1, 0, -0.1)])
def test_impossible_figures_are_refused(figures: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="0 以上"):
        ad.split(*figures)


@pytest.mark.parametrize(
    ("year", "with_welfare", "words"),
    [("H26", False, "1 : 3.2"), ("H26", True, "1 : 4.1"), ("H20", False, "1 : 3.5"),
     ("H23", False, "1 : 3.7")],
)  # fmt: skip
def test_ratios_of_the_patient_survey(year: str, with_welfare: bool, words: str) -> None:
    home, facility = ad.patient_survey(year=year, with_welfare=with_welfare)
    assert ad.Ratio(ad.PATIENT_SURVEY, home, facility).words == words


def test_the_survey_adds_up_but_for_rounding() -> None:
    found = ad.PATIENT_SURVEY_DISCHARGES
    for column, off in enumerate((0.1, 0.1, 0.0)):
        parts = sum(
            values[column]
            for name, values in found.items()
            if name != "総数" and not name.startswith("家庭のうち")
        )
        assert parts - found["総数"][column] == pytest.approx(off)
    home = [found[f"家庭のうち{part}"][2] for part in ("当院に通院", "在宅医療", "その他")]
    assert sum(home) + found["家庭のうち他の病院・診療所に通院"][2] == pytest.approx(21.3)


@pytest.mark.parametrize(
    ("home", "facility", "states", "status", "words", "share"),
    [
        (10.0, 30.0, (ACTUAL, ACTUAL), ACTUAL, "1 : 3.0", 0.25),
        (None, 30.0, (SUPPRESSED, ACTUAL), SUPPRESSED, "秘匿", None),
        (None, None, (MISSING, MISSING), MISSING, "データなし", None),
        (0.0, 0.0, (ACTUAL, ACTUAL), NOT_APPLICABLE, "該当なし", None),
        (0.0, 3.0, (ACTUAL, ACTUAL), ACTUAL, "0 : 1", 0.0),
    ],
)
def test_a_ratio_keeps_its_state(
    home: float | None,
    facility: float | None,
    states: tuple[str, str],
    status: str,
    words: str,
    share: float | None,
) -> None:
    found = ad.ratio(ad.KDB, home, facility, *states)
    assert (found.status, found.words, found.home_share) == (status, words, share)


def test_four_groups_are_ranges() -> None:
    groups = ad.four_groups(100, 30, 80)
    assert dict(groups.named()) == {
        "在宅医療のみ": (0, 20),
        "介護施設のみ": (50, 70),
        "両方": (10, 30),
        "どちらもなし": (0, 20),
    }
    with pytest.raises(ValueError, match="超えています"):
        ad.four_groups(10, 11, 0)


def test_the_rounded_ratio_of_the_ministry_can_be_chosen() -> None:
    """T = 100, S1 = 40: 15 at home and 85 in facilities, as plans of the time reckoned."""
    found = {ratio.source.code: ratio for ratio in ad.national_ratios()}
    rounded = found["patient_survey_rounded"]
    assert (rounded.words, rounded.home_share) == ("1 : 3.0", 0.25)
    assert found["patient_survey"].words == "1 : 3.2"
