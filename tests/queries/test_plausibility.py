"""①②③④ of the same area beside one another and beside last year, with numbers by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ask.answer import Answer
from zaitaku.derived import plausibility
from zaitaku.ground import settings
from zaitaku.ground.errors import SettingsError
from zaitaku.ground.settings import MODES, Mode

TOWNS = [
    ("99201", "Ａ市", "9901", "西", 60_000),
    ("99202", "Ｂ市", "9902", "東", 40_000),
    ("99203", "Ｃ村", "9902", "東", 900),
]
VISIT = "在宅患者訪問診療料"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Ａ市: ① 100, ② 140 (4 × 35), ③ 80, ④ 120 at home; last year ① 60. Ｂ市: ① 50, ④ 60, ③ 50.

    ④ of those who are treated in Ａ市: 110 of its own and 30 of Ｂ市.
    """
    made = Tiny(tmp_path_factory.mktemp("plausible"), TOWNS)
    for town, first, managed in (("99201", 100, 80), ("99202", 50, 50), ("99203", 3, 2)):
        made.supply(town, VISIT, patients=first)
        made.patients(town, "合計", managed)
    for origin, destination, patients in (
        ("99201", "99201", 110), ("99201", "99202", 10), ("99202", "99201", 30),
        ("99202", "99202", 30), ("99203", "99202", 4),
    ):  # fmt: skip
        made.flow(origin, destination, patients)
    for number in range(4):
        made.institution(f"991{number:02}", "99201", 35.0)
    made.year = 2022
    for town, patients in (("99201", 60), ("99202", 49), ("99203", 9)):
        made.supply(town, VISIT, patients=patients)
    made.year = 2023
    return made


def compared(tiny: Tiny, mode: Mode, threshold: float = 30, **params: Any) -> Answer:
    build = tiny.build(mode)
    given = {"fiscal_year": 2023, **params}
    asked = tuple(queries.run(build, name, given) for name in plausibility.asked(mode))
    return plausibility.compared(asked, threshold)


def rows(answer: Answer, area: str) -> dict[str, tuple[Any, ...]]:
    return {
        r["comparison"]: (r["patients"], r["other_patients"], r["mark"])
        for r in answer.records
        if r["area_code"] == area
    }


def test_every_table_of_a_town_beside_the_others(tiny: Tiny) -> None:
    """120 − 80 is 50 % of 80: marked; 100 − 120 is 17 %, 100 − 80 25 %: not. 100 − 60: 67 %."""
    found = rows(compared(tiny, "internal"), "99201")
    assert found == {
        "①と④（住所地）": (100, 120, "しきい値以内"),
        "①と③": (100, 80, "しきい値以内"),
        "④と③": (120, 80, "大きく違う"),
        "②と①": (140, 100, "大きく違う"),
        "②と④（所在地）": (140, 140, "しきい値以内"),
        "①の今年度と前年度": (100, 60, "大きく違う"),
    }
    (percent,) = {
        r["difference_pct"]
        for r in compared(tiny, "internal").records
        if (r["area_code"], r["comparison"]) == ("99201", "④と③")
    }
    assert percent == pytest.approx(50)


@pytest.mark.parametrize(("threshold", "marks"), [(10, 5), (30, 3), (60, 1), (70, 0)])
def test_the_prefecture_sets_the_threshold(tiny: Tiny, threshold: float, marks: int) -> None:
    answer = compared(tiny, "internal", threshold)
    found = rows(answer, "99201")
    assert [mark for *_, mark in found.values()].count("大きく違う") == marks
    assert f"{threshold} %" in answer.notes[0]


def test_each_says_why_the_two_may_differ(tiny: Tiny) -> None:
    reasons = {r["comparison"]: r["reason"] for r in compared(tiny, "internal").records}
    assert all(reasons.values())
    assert "所在地" in reasons["②と①"] and "住所地" in reasons["②と①"]
    assert "医学総合管理料" in reasons["①と③"]


def test_few_patients_are_not_marked(tiny: Tiny) -> None:
    """Ｃ村: 3 for 9 last year is two thirds less, but of nine people."""
    assert rows(compared(tiny, "internal"), "99203")["①の今年度と前年度"] == (3, 9, "しきい値以内")


def test_in_public_only_what_is_published_is_compared(tiny: Tiny) -> None:
    answer = compared(tiny, "public")
    assert not any("②" in r["comparison"] for r in answer.records)
    # Ｃ村 has fewer than 2,000 people: nothing of it is shown, and nothing is said of it
    hidden = rows(answer, "99203")
    assert set(hidden.values()) == {(None, None, "比べられない")}
    for record in answer.records:
        if record["mark"] == "比べられない":
            assert record["difference_pct"] is None
    shown = rows(answer, "99201")
    assert all(
        value == rows(compared(tiny, "internal"), "99201")[name]
        for name, value in shown.items()
        if value[-1] != "比べられない"
    )


@pytest.mark.parametrize("mode", MODES)
def test_the_sentence_counts(tiny: Tiny, mode: Mode) -> None:
    told = plausibility.sentence(compared(tiny, mode, area_code=["99201"]), "Ａ市")
    assert ("6 組のうち 3 組" in told) == (mode == "internal")


@pytest.mark.parametrize(
    ("own", "other", "mark"),
    [
        (13.0, 10.0, "しきい値以内"),  # 30 % is not beyond 30 %
        (13.1, 10.0, "大きく違う"),
        (12.0, 0.0, "大きく違う"),
        (9.9, 0.0, "しきい値以内"),
        (0.0, 0.0, "しきい値以内"),
        (None, 10.0, "比べられない"),
    ],
)
def test_marks(own: float | None, other: float, mark: str) -> None:
    assert plausibility.marked(own, other, 30) == mark


def test_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZAITAKU_DIFFERENCE_PCT", raising=False)
    assert settings.difference_pct() == 30
    monkeypatch.setenv("ZAITAKU_DIFFERENCE_PCT", "12.5")
    assert settings.difference_pct() == 12.5
    for wrong in ("0", "三割", "nan", "5000"):
        monkeypatch.setenv("ZAITAKU_DIFFERENCE_PCT", wrong)
        with pytest.raises(SettingsError, match="ZAITAKU_DIFFERENCE_PCT"):
            settings.difference_pct()
