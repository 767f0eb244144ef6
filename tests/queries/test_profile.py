"""The profile of six small towns: each figure can be worked out by hand.

Each town has 10,000 of 65 and more, so 10 patients a month are 1.0 per 1,000.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tiny import Tiny
from zaitaku.ask.answer import Answer
from zaitaku.derived import questions
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.sentences import profile as sentences

NAMES = "ＡＢＣＤＥＦ"
TOWNS = [
    (f"9920{n}", f"{name}町", f"990{1 + n // 4}", "西", 30_000)
    for n, name in enumerate(NAMES, start=1)
]
LINKED, OUTCALLS, VISITS, DYING, REHAB = (
    "介護支援等連携指導料",
    "往診料", "在宅患者訪問診療料", "看取り加算", "在宅患者訪問リハビリテーション指導管理料",
)  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    made = Tiny(tmp_path_factory.mktemp("profile"), TOWNS, 2024)
    for number, (code, *_) in enumerate(TOWNS, start=1):
        made.supply(code, OUTCALLS, patients=100.0 * number, institutions=number)
        made.supply(code, LINKED, patients=10.0, institutions=number)
        hidden = number == 1
        made.supply(code, VISITS, patients=(None, SUPPRESSED) if hidden else 50.0 * number)
        made.supply(code, DYING, patients=100.0)
        made.supply(code, REHAB, patients=300.0 if number == 6 else 100.0)
    made.year = 2023
    for number, (code, *_) in enumerate(TOWNS, start=1):
        made.supply(code, OUTCALLS, patients=90.0 * number + 10, institutions=9)
        made.supply(code, DYING, patients=50.0)
        made.supply(code, REHAB, patients=100.0)
    catalogue(made)
    return made


def catalogue(made: Tiny) -> None:
    from zaitaku.indicators import load

    for number, item in enumerate(load().values()):
        made.add(
            "indicator_catalogue", item_order=number, indicator_id=item.indicator_id,
            function="・".join(item.functions), spo=item.spo, indicator_name=item.name,
            unit=item.unit, source=item.source, plan7="", plan8="", mark7="", certainty="A",
            is_obligatory=item.is_obligatory, place="", counts="", definition="",
        )  # fmt: skip


def ask(tiny: Tiny, name: str, mode: Mode = "internal", **params: Any) -> Answer:
    given = {"area_unit": "municipality", "fiscal_year": 2024, **params}
    return questions.run(tiny.build(mode), name, given)


def row(answer: Answer, code: str) -> tuple[dict[str, Any], dict[str, str]]:
    return next(
        (dict(record), dict(states))
        for record, states in zip(answer.records, answer.state_records, strict=True)
        if record["indicator_id"] == code
    )


def test_a_number_is_compared_per_head_with_the_prefecture(tiny: Tiny) -> None:
    found, _ = row(ask(tiny, "profile/indicators", area_code="99206"), "KP1")
    assert (found["value"], found["unit"], found["value_words"]) == (600, "人/月", "600.0 人/月")
    assert (found["compared"], found["compared_unit"]) == (60, "人/65歳以上千人")
    # (100 + … + 600) / 60,000 per 1,000
    assert (found["reference"], found["reference_words"]) == (35, "35.0")
    assert found["ratio"] == pytest.approx(60 / 35 * 100)
    assert (found["lowest"], found["highest"]) == (10, 60)
    assert (found["lower_quarter"], found["upper_quarter"]) == (22.5, 47.5)
    assert (found["rank"], found["of"], found["hidden"], found["end"]) == (1, 6, 0, "高いほう")


def test_a_total_of_the_prefecture_is_no_reference_for_what_does_not_add_up(tiny: Tiny) -> None:
    """Institutions are counted where their patients live: in several towns, in none of them all."""
    found, states = row(ask(tiny, "profile/indicators", area_code="99203"), "DS3")
    assert (found["compared"], found["compared_unit"], found["comparable"]) == (3, "施設", False)
    assert (found["reference"], found["reference_words"]) == (None, "比べられない")
    assert (states["reference"], states["ratio"]) == (NOT_APPLICABLE, NOT_APPLICABLE)
    assert (found["rank"], found["of"]) == (4, 6)
    other = {"other_unit": "municipality", "other_code": "99206"}
    found, _ = row(ask(tiny, "profile/indicators", area_code="99203", **other), "DS3")
    assert (found["reference"], found["reference_words"], found["ratio"]) == (6, "6", 50)


def test_what_is_hidden_is_in_no_rank_and_no_line(tiny: Tiny) -> None:
    """The prefecture has no sum where a town's figure is not known."""
    found, states = row(ask(tiny, "profile/indicators", area_code="99201"), "NP1")
    assert (found["value"], found["state"], found["value_words"]) == (None, SUPPRESSED, "秘匿")
    assert states["rank"] == states["ratio"] == states["compared"] == SUPPRESSED
    assert (found["lowest"], found["of"], found["hidden"]) == (10, 5, 1)
    seen, _ = row(ask(tiny, "profile/indicators", area_code="99202"), "NP1")
    assert (seen["rank"], seen["of"], seen["compared"]) == (5, 5, 10)


def test_a_change_is_told_by_the_year_before_and_never_over_a_change_of_definition(
    tiny: Tiny,
) -> None:
    answer = ask(tiny, "profile/indicators", area_code="99201")
    assert row(answer, "KP1")[0]["trend"] == "変化なし"  # 100 and 100
    assert row(answer, "MP2")[0]["trend"] == "定義の変更"  # 50 and 100, June 2024 between them
    assert row(answer, "NP10")[0]["trend"] == "変化なし"
    last = ask(tiny, "profile/indicators", area_code="99206")
    assert row(last, "KP1")[0]["trend"] == "上昇"  # 550 → 600
    assert row(last, "NP10")[0]["previous"] == 100


def test_what_no_area_has_says_what_to_import(tiny: Tiny) -> None:
    answer = ask(tiny, "profile/indicators", area_code="99201")
    found, states = row(answer, "NS2")
    assert (found["of"], states["value"]) == (None, MISSING)
    assert "取り込むと表示します" in found["words"]
    assert len(sentences.lacking(answer)) + len(sentences.shown(answer)) == len(answer) == 51


def test_what_cannot_be_added_up_says_so_and_asks_for_no_file(tiny: Tiny) -> None:
    """圏 9901 has three towns, 9902 the others: their institutions have no sum."""
    answer = ask(tiny, "profile/indicators", area_unit="medical_area", area_code="9901")
    found, _ = row(answer, "DS3")
    assert (found["state"], found["value_words"]) == (NOT_APPLICABLE, "該当なし")
    assert found["words"].startswith("該当なし: ") and "取り込む" not in found["words"]
    assert "DS3" not in [r["indicator_id"] for r in sentences.shown(answer)]
    assert row(answer, "KP1")[0]["rank"] == 2  # 100 + 200 + 300 of 30,000


def test_every_area_has_its_fifth(tiny: Tiny) -> None:
    answer = ask(tiny, "profile/areas")
    fifths = [r["fifth"] for r in answer.records if r["indicator_id"] == "KP1"]
    assert fifths == [1, 2, 3, 3, 4, 5]
    one = ask(tiny, "profile/areas", area_code=["99203"])
    assert {r["area_code"] for r in one.records} == {"99203"}
    whole = {r["indicator_id"]: r["rank"] for r in answer.records if r["area_code"] == "99203"}
    assert {r["indicator_id"]: r["rank"] for r in one.records} == whole


def test_both_questions_tell_the_same(tiny: Tiny) -> None:
    own = ask(tiny, "profile/indicators", area_code="99205")
    every = ask(tiny, "profile/areas", area_code=["99205"])
    columns = ("value", "compared", "reference", "rank", "of", "end", "basis")
    told = {r["indicator_id"]: [r[c] for c in columns] for r in every.records}
    assert told == {
        r["indicator_id"]: [r[c] for c in columns] for r in own.records if r["of"] is not None
    }


def test_the_prefecture_is_one_area_of_one(tiny: Tiny) -> None:
    found, _ = row(ask(tiny, "profile/indicators", area_unit="prefecture"), "KP1")
    assert (found["rank"], found["of"], found["end"], found["ratio"]) == (1, 1, "", 100)


# --- the sentences -------------------------------------------------------------------------------


def test_the_indicators_to_look_at_first_say_why(tiny: Tiny) -> None:
    answer = ask(tiny, "profile/indicators", area_code="99206")
    told = sentences.first(answer, "市町村")
    # 訪問リハビリ: 300 in Ｆ町, 100 in the others; 往診 rises evenly, so that is the usual
    assert told[0] == (
        "訪問リハビリテーションを受けた患者数: 30.0 人/65歳以上千人（比べる相手 13.3）。"
        "6 市町村中 1 番目、高いほうの5分の1。判定は「高い」（偶然とふだんのばらつきを超える）。"
    )
    assert any(text.endswith("判定は同程度（偶然とふだんのばらつきの範囲）。") for text in told[1:])
    assert any(t.startswith("訪問診療を受けた患者数: 30.0") and "判定" not in t for t in told)
    assert any(text.startswith("往診を受けた患者数: 60.0") for text in told)
    assert not any("看取り数" in text for text in told)  # all towns are alike


def test_the_sentence_counts_judgements_and_says_how_certain_they_are(tiny: Tiny) -> None:
    answer = ask(tiny, "profile/indicators", area_code="99206")
    text = sentences.profile(answer, "Ｆ町", "市町村", "架空県全体")
    assert text == (
        "Ｆ町では、架空県全体と比べて判定できる 4 指標のうち、"
        "1 が高い（偶然とふだんのばらつきを超える）。ほかの 3 は同程度（その範囲）。"
    )


def test_where_nothing_can_be_judged_the_ends_are_told(tiny: Tiny) -> None:
    """Two 圏域 are too few to tell how far they usually lie apart."""
    answer = ask(tiny, "profile/indicators", area_unit="medical_area", area_code="9901")
    text = sentences.profile(answer, "圏9901", "二次医療圏", "架空県全体")
    assert "判定" not in text and "5分の1に入る" in text
    found, states = row(answer, "KP1")
    assert (found["judgement"], states["judgement"]) == (None, NOT_APPLICABLE)
    assert "5 に満たないか" in found["unjudged"] and found["lower"] < 20 < found["upper"]


def test_an_interval_and_a_judgement_are_those_of_the_rates(tiny: Tiny) -> None:
    """As compare/rates has them for the same act: 600 of 10,000 beside 2,100 of 60,000."""
    found, _ = row(ask(tiny, "profile/indicators", area_code="99206"), "KP1")
    rates = questions.run(tiny.build("internal"), "compare/rates", {"item": OUTCALLS})
    same = next(r for r in rates.records if r["area_code"] == "99206")
    for column in ("lower", "upper", "judgement", "reference", "rank"):
        assert found[column] == pytest.approx(same[column]), column
    every = ask(tiny, "profile/areas", area_code=["99206"])
    assert row(every, "KP1")[0]["lower"] == found["lower"]


def test_what_is_not_counted_is_not_judged_and_says_why(tiny: Tiny) -> None:
    answer = ask(tiny, "profile/indicators", area_code="99203")
    found, states = row(answer, "DS3")  # institutions counted where their patients live
    assert (found["lower"], found["judgement"]) == (None, None)
    assert states["lower"] == states["judgement"] == NOT_APPLICABLE
    assert "人口あたりにできない" in found["unjudged"]
    _, states = row(ask(tiny, "profile/indicators", area_code="99201"), "NP1")
    assert states["lower"] == states["upper"] == states["judgement"] == SUPPRESSED
    # 比べる相手 is not known where a town's figure is hidden
    beside, _ = row(answer, "NP1")
    assert beside["lower"] and not beside["judgement"] and "比べる相手の値" in beside["unjudged"]


def test_an_end_among_few_that_can_be_seen_is_not_told() -> None:
    from dataclasses import replace

    from tests.unit.exhibits import answer as some
    from zaitaku.derived.measuring_profile import PROFILE

    values = {
        "comparable": True, "rank": 15, "of": 15, "hidden": 20, "end": "低いほう", "state": ACTUAL,
    }  # fmt: skip
    cells = tuple(values.get(column.name, "") for column in PROFILE.columns)
    made = replace(some(), columns=PROFILE.columns, rows=[cells], states=[(ACTUAL,) * len(cells)])
    assert sentences.ends(made) == [] and sentences.first(made, "市町村") == []
    seen = tuple(
        5 if c.name == "hidden" else v for c, v in zip(PROFILE.columns, cells, strict=True)
    )
    assert len(sentences.ends(replace(made, rows=[seen]))) == 1


def test_public_ranks_are_of_what_public_shows(tmp_path: Path) -> None:
    """Three of six towns have fewer than ten patients: their ranks and ends are nobody's."""
    made = Tiny(tmp_path, TOWNS)
    for number, (code, *_) in enumerate(TOWNS, start=1):
        made.supply(code, OUTCALLS, patients=4.0 + number if number <= 3 else 100.0 * number)
    catalogue(made)
    given = {"area_code": "99204", "fiscal_year": 2023}
    whole, _ = row(ask(made, "profile/indicators", **given), "KP1")
    public, _ = row(ask(made, "profile/indicators", "public", **given), "KP1")
    assert (whole["of"], whole["hidden"], whole["lowest"]) == (6, 0, 0.5)
    assert public["hidden"] >= 3 and public["of"] == 6 - public["hidden"]
    assert public["lowest"] is None or public["lowest"] >= 40


def test_better_or_worse_only_where_a_target_says_which_way(tmp_path: Path) -> None:
    """Targets of two areas that disagree say nothing."""
    made = Tiny(tmp_path, TOWNS, 2024)
    for number, (code, *_) in enumerate(TOWNS, start=1):
        for act in (REHAB, VISITS):
            made.supply(code, act, patients=300.0 if number == 6 else 100.0)
    catalogue(made)
    for item, area, way in (
        ("NP10", "99", "多いほどよい"), ("NP1", "99", "多いほどよい"),
        ("NP1", "99201", "少ないほどよい"),
    ):  # fmt: skip
        made.add(
            "targets", indicator_id=item, zone_scheme="", area_code=area, kind="number",
            area_unit="prefecture" if area == "99" else "municipality", baseline_year=2022,
            baseline_value=1.0, target_year=2026, target_value=2.0, target_words="", basis="KDB",
            polarity=way, revision="策定", revised_on=None, note="",
        )  # fmt: skip
    answer = ask(made, "profile/indicators", area_code="99206")
    assert row(answer, "NP10")[0]["wanted"] == "多いほどよい"
    assert row(answer, "NP1")[0]["wanted"] == row(answer, "KP1")[0]["wanted"] == ""
    told = [text for text in sentences.first(answer, "市町村") if "望ましい向き" in text]
    assert len(told) == 1 and told[0].startswith("訪問リハビリ")


@pytest.mark.parametrize("name", ["profile/indicators", "profile/areas"])
def test_what_is_hidden_changes_nothing_that_is_published(name: str, tmp_path: Path) -> None:
    """Two prefectures that differ by hidden figures alone (their sums are the same): intervals,
    judgements, ranks and ends are equal, so none of them tells anything of what is hidden."""
    answers: dict[Mode, list[Answer]] = {"internal": [], "public": []}
    for folder, small in (("a", (3.0, 5.0)), ("b", (5.0, 3.0))):
        made = Tiny(tmp_path / folder, TOWNS)
        for (code, *_), count in zip(TOWNS, (*small, 100.0, 200.0, 320.0, 400.0), strict=True):
            made.supply(code, OUTCALLS, patients=count, receipts=count, claims=count)
        catalogue(made)
        for mode, found in answers.items():
            found.append(ask(made, name, mode, fiscal_year=2023))
    first, second = answers["public"]
    assert (first.rows, first.states, first.notes) == (second.rows, second.states, second.notes)
    told = [r for r in first.records if r["indicator_id"] == "KP1"]
    assert name == "profile/indicators" or any(r["lower"] is not None for r in told)
    assert answers["internal"][0].rows != answers["internal"][1].rows
