"""compare/rates and compare/completion: figures by hand, and nothing of what is hidden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import run
from tests.tiny import Tiny
from zaitaku.ask import warehouse
from zaitaku.ask.answer import Answer
from zaitaku.comparing import funnels, intervals
from zaitaku.derived import questions
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

VISIT = "在宅患者訪問診療料"
# people 65+: 2,000 of the first, then 1,000 each
TOWNS = [("99201", "Ａ市", "9901", "西", 6_000)] + [
    (f"9920{n}", f"{n}市", "9901" if n < 5 else "9902", "西", 3_000) for n in range(2, 9)
]
JUDGED = ("value", "lower", "upper", "ratio", "judgement", "rank", "of", "is_small",
          "limit_lower_998", "limit_upper_998", "chance_lower_95", "chance_upper_95")  # fmt: skip


def made(folder: Path, counts: dict[str, float]) -> Tiny:
    tiny = Tiny(folder, TOWNS)
    for code, count in counts.items():
        tiny.supply(code, VISIT, patients=count, receipts=count, claims=count * 2)
        tiny.flow(code, code, count)
    return tiny


COUNTS = {"99201": 60, "99202": 30, "99203": 31, "99204": 28, "99205": 29, "99206": 90,
          "99207": 3, "99208": 5}  # fmt: skip


def ask(tiny: Tiny, mode: Mode, name: str = "compare/rates", **params: Any) -> Answer:
    return questions.run(tiny.build(mode), name, params)


def by_code(answer: Answer) -> dict[str, dict[str, Any]]:
    return {row["area_code"]: dict(row) for row in answer.records}


def test_a_rate_by_hand(tmp_path: Path) -> None:
    """276 patients of 9,000: 30.7 in the prefecture, 30 in Ａ市, 90 in 6市."""
    answer = ask(made(tmp_path, COUNTS), "internal")
    rows = by_code(answer)
    own = rows["99201"]
    assert (own["value"], own["population"]) == (30, 2000)
    assert own["reference"] == pytest.approx(276 / 9)
    assert own["ratio"] == pytest.approx(30 / (276 / 9) * 100)
    expected = intervals.byar(60).times(1 / 2)  # of the month's mean, never of twelve months
    assert (own["lower"], own["upper"]) == pytest.approx(expected)
    assert (own["rank"], own["of"], own["is_small"]) == (3, 8, False)  # 30 as 2市
    assert rows["99207"]["is_small"] is True
    found = funnels.dispersion("rate", list(COUNTS.values()), [2000, *[1000] * 7])
    assert found is not None and found.phi > 1
    funnel = funnels.Funnel("rate", 276 / 9000, found)
    limits = funnel.widened(1000, 0.998)
    assert rows["99206"]["limit_upper_998"] == pytest.approx(limits.upper * 1000)
    assert rows["99206"]["judgement"] == funnel.judged(0.09, 1000)
    plain = by_code(ask(made(tmp_path / "2", COUNTS), "internal", widening="none"))
    assert plain["99206"]["judgement"] == funnels.HIGHER
    assert plain["99207"]["judgement"] == funnels.LOWER
    assert plain["99206"]["limit_upper_998"] == plain["99206"]["chance_upper_998"]


@pytest.mark.parametrize("mode", MODES)
def test_patients_are_compared_where_no_act_is_loaded(tmp_path: Path, mode: Mode) -> None:
    """③ alone: the year is that of ③, and the acts of ① are told to be missing."""
    tiny = Tiny(tmp_path, TOWNS)
    for year in (2022, 2023):
        tiny.year = year
        for code, count in COUNTS.items():
            tiny.patients(code, "合計", count + (year == 2022))
    found = ask(tiny, mode, subject="home_care")
    before = ask(tiny, mode, subject="home_care", fiscal_year=2022)
    assert [answer.params["fiscal_year"] for answer in (found, before)] == [2023, 2022]
    assert [by_code(answer)["99206"]["value"] for answer in (found, before)] == [90, 91]
    parts = by_code(ask(tiny, mode, "change/parts", subject="home_care"))
    assert parts["99206"]["change"] == -1
    assert len(ask(tiny, mode, "profile/areas", fiscal_year=2022)) == 0  # none but what ① tells
    assert len(ask(tiny, mode)) == 0
    with pytest.raises(NotInDataError) as told:
        ask(tiny, mode, fiscal_year=2022)
    assert (told.value.param, told.value.table) == ("fiscal_year", "supply_cell")


def test_some_areas_alone_are_judged_as_among_all(tmp_path: Path) -> None:
    tiny = made(tmp_path, COUNTS)
    whole, alone = (by_code(ask(tiny, "internal", **p)) for p in ({}, {"area_code": ["99206"]}))
    assert alone == {"99206": whole["99206"]}


def test_another_reference_and_too_few_areas(tmp_path: Path) -> None:
    tiny = made(tmp_path, COUNTS)
    other = by_code(ask(tiny, "internal", reference_unit="municipality", reference_code="99202"))
    assert (other["99202"]["ratio"], other["99202"]["reference_name"]) == (100, "2市")
    few = ask(tiny, "internal", area_unit="medical_area")
    assert {states["judgement"] for states in few.state_records} == {NOT_APPLICABLE}
    assert any("判定しません" in note for note in few.notes)
    assert all(row["ratio"] for row in few.records)


def test_completion_is_set_beside_the_areas_together(tmp_path: Path) -> None:
    """Ａ市 keeps 60 of 80, the others all of theirs; the prefecture as one area keeps 100 %."""
    tiny = made(tmp_path, COUNTS)
    tiny.flow("99201", "99202", 20)
    rows = by_code(ask(tiny, "internal", "compare/completion"))
    own = rows["99201"]
    assert own["value"] == pytest.approx(75)
    assert own["reference"] == pytest.approx(276 / 296 * 100)
    assert own["difference"] == pytest.approx(75 - 276 / 296 * 100)
    assert (own["lower"], own["upper"]) == pytest.approx(intervals.wilson(60, 80).times(100))


@pytest.mark.parametrize("denominator", ["certified", "insured", "85plus"])
def test_a_population_that_is_not_there_is_told_and_none_takes_its_place(
    denominator: str, tmp_path: Path
) -> None:
    with pytest.raises(NotInDataError, match="ほかの分母で代えることはしません"):
        ask(made(tmp_path, COUNTS), "internal", denominator=denominator)


def test_patients_per_person_certified(tmp_path: Path) -> None:
    """60 of 400 in Ａ市; 2市 has no figure of its own, and neither has the whole prefecture."""
    tiny = made(tmp_path, COUNTS)
    for code, name, *_ in TOWNS:
        tiny.add(
            "certified", fiscal_year=tiny.year, prefecture_name="架空県", insurer_name=name,
            municipality_code=code, people="第1号被保険者", care_level="計",
            certified=None if code == "99202" else 400.0,
            certified_status=MISSING if code == "99202" else ACTUAL,
        )  # fmt: skip
    answer = ask(tiny, "internal", denominator="certified")
    rows = by_code(answer)
    assert (rows["99201"]["population"], rows["99201"]["value"]) == (400, 150)
    assert answer.column("value").label == "要介護・要支援認定者千人当たり患者数"
    assert (rows["99202"]["value"], rows["99202"]["state"]) == (None, MISSING)
    assert (rows["99201"]["reference"], rows["99201"]["judgement"]) == (None, None)
    assert rows["99201"]["of"] == 7


def test_patients_per_person_insured_are_never_per_anybody_else(tmp_path: Path) -> None:
    """60 of 300 in Ａ市; of 2市 only 国保 is told, so neither it nor the prefecture has any."""
    tiny = made(tmp_path, COUNTS)
    for code, *_ in TOWNS:
        late = None if code == "99202" else 200.0
        tiny.add(
            "insured_persons", fiscal_year=tiny.year, municipality_code=code,
            national_health=100.0, national_health_status=ACTUAL, late_elderly=late,
            late_elderly_status=MISSING if late is None else ACTUAL,
        )  # fmt: skip
    answer = ask(tiny, "internal", denominator="insured")
    rows = by_code(answer)
    assert (rows["99201"]["population"], rows["99201"]["value"]) == (300, 200)
    assert answer.column("value").label == "被保険者（国保・後期）千人当たり患者数"
    assert (rows["99202"]["value"], rows["99202"]["state"]) == (None, MISSING)
    assert (rows["99201"]["reference"], rows["99201"]["judgement"]) == (None, None)
    with pytest.raises(NotInDataError, match="ほかの分母で代えることはしません"):
        ask(tiny, "internal", denominator="certified")


def test_insured_persons_of_towns_are_public_only_where_the_policy_says_so(
    tmp_path: Path,
) -> None:
    tiny = made(tmp_path, COUNTS)
    for code, *_ in TOWNS:
        tiny.add(
            "insured_persons", fiscal_year=tiny.year, municipality_code=code,
            national_health=100.0, national_health_status=ACTUAL, late_elderly=200.0,
            late_elderly_status=ACTUAL,
        )  # fmt: skip
    with pytest.raises(NotInDataError, match="ほかの分母で代えることはしません"):
        ask(tiny, "public", denominator="insured")


@pytest.mark.parametrize("mode", MODES)
def test_the_85_year_olds_are_those_of_the_table(mode: Mode, sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, mode)
    rates = {
        one: by_code(questions.run(build, "compare/rates", {"denominator": one}))
        for one in ("65plus", "75plus", "85plus")
    }
    people = [rates[one]["99201"]["population"] for one in rates]
    assert people == sorted(people, reverse=True) and len(set(people)) == 3


def test_a_smoothed_rate_by_hand(tmp_path: Path) -> None:
    """Marshall: m = 276 / 9,000, s² what the rates vary by less m / (9,000 / 8)."""
    rows = by_code(ask(made(tmp_path, COUNTS), "internal"))
    people = {code: 2000 if code == "99201" else 1000 for code in COUNTS}
    mean = 276 / 9000
    varies = sum(people[c] * (COUNTS[c] / people[c] - mean) ** 2 for c in COUNTS) / 9000
    between = varies - mean * 8 / 9000
    for code, count in COUNTS.items():
        weight = between / (between + mean / people[code])
        expected = weight * count / people[code] + (1 - weight) * mean
        assert rows[code]["shrunken"] == pytest.approx(expected * 1000)
    # a small area lies nearer to the mean than a large one with the same rate
    far = {code: abs(rows[code]["shrunken"] - mean * 1000) for code in ("99201", "99202")}
    assert rows["99201"]["value"] == rows["99202"]["value"] and far["99202"] < far["99201"]


# --- what is hidden ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["compare/rates", "compare/completion"])
def test_a_hidden_figure_is_not_judged(name: str, sample_build_dir: Path) -> None:
    answer = questions.run(warehouse.open_build(sample_build_dir, "public"), name)
    hidden = [n for n, row in enumerate(answer.records) if row["state"] == SUPPRESSED]
    assert 0 < len(hidden) < len(answer)
    for n in hidden:
        assert all(answer.records[n][column] is None for column in JUDGED)
    shown = len(answer) - len(hidden)
    for row in answer.records:
        if row["state"] == ACTUAL:
            assert row["of"] == shown and 1 <= row["rank"] <= shown


def test_what_is_hidden_changes_nothing_that_is_published(tmp_path: Path) -> None:
    """Two prefectures that differ by hidden figures alone (their sums are the same): rank, φ,
    limits and judgements are equal, so none of them tells anything of what is hidden."""
    moved = COUNTS | {"99207": 5, "99208": 3}
    first, second = (
        ask(made(tmp_path / str(n), counts), "public") for n, counts in enumerate((COUNTS, moved))
    )
    states = [row["state"] for row in first.records]
    assert states.count(SUPPRESSED) >= 2 and ACTUAL in states
    assert by_code(first)["99207"]["patients"] is None
    assert (first.rows, first.states, first.notes) == (second.rows, second.states, second.notes)
    true = [ask(made(tmp_path / f"i{n}", c), "internal") for n, c in enumerate((COUNTS, moved))]
    assert true[0].rows != true[1].rows


# --- the command ---------------------------------------------------------------------------------


def test_the_command_answers_with_the_columns_that_others_rely_on(
    sample_build_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("compare/rates", "compare/completion"):
        ask_ = ("query", name, "--data", str(sample_build_dir), "--format", "json")
        assert run(*ask_, "--mode", "internal") == 0
        row = json.loads(capsys.readouterr().out)["rows"][0]
        wanted = {
            "value",
            "reference",
            "ratio",
            "lower",
            "upper",
            "judgement",
            "rank",
            "of",
            "state",
        }
        assert wanted <= set(row)
        assert row["judgement"] in funnels.JUDGEMENTS
