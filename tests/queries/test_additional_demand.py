"""追加的需要: what adds up, what each source gives, and the one table of both plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ask.answer import Answer, Ask
from zaitaku.derived import planner, planner_demand, planner_sources, planner_table
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.settings import Mode

TOWNS = [
    ("99201", "Ａ市", "9901", "西", 60_000),
    ("99202", "Ｂ町", "9901", "西", 30_000),
    ("99203", "Ｃ村", "9902", "東", 30_000),
]


def demand(tiny: Tiny, code: str, total: float, step1: float, **more: Any) -> None:
    row = dict.fromkeys(
        ("carry_over", "bed_report_home", "bed_report_facility", "survey_home", "survey_facility",
         "agreed_home", "agreed_facility", "agreed_by", "agreed_on", "care_plan_facility", "note")
    )  # fmt: skip
    unit = {4: "medical_area", 5: "municipality"}[len(code)]
    tiny.add("additional_demand", area_unit=unit, zone_scheme="", area_code=code, year=2026,
             total=total, step1=step1, **(row | more))  # fmt: skip


def ask_of(tiny: Tiny, mode: Mode = "internal") -> Ask:
    build = tiny.build(mode)

    def ask(name: str, **params: Any) -> Answer:
        given = {key: value for key, value in params.items() if value is not None}
        return queries.run(build, name, given)

    return ask


def discharge(tiny: Tiny, code: str, discharged: int, home: int, facility: int) -> None:
    row: dict[str, Any] = dict.fromkeys(
        ("care_service", "home_type", "residential_type", "facility_type", "要支援１", "要支援２",
         "要介護１", "要介護２", "要介護３", "要介護４", "要介護５"), 0,
    )  # fmt: skip
    row |= {"discharged": discharged, "home_care": home, "facility": facility}
    states = {f"{name}_status": "実数" for name in row}
    tiny.add("discharge", fiscal_year=2023, municipality_code=code, **row, **states)


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    tiny = Tiny(tmp_path, TOWNS)
    for code, *figures in (("99201", 100, 30, 60), ("99202", 60, 30, 30), ("99203", 40, 0, 20)):
        discharge(tiny, str(code), *map(int, figures))
    demand(tiny, "9901", 100, 40)
    demand(tiny, "9902", 30, 40, agreed_home=2, agreed_facility=40, agreed_by="会議",
           agreed_on="2024-02-01", care_plan_facility=45.0)  # fmt: skip
    return tiny


CHOICE = planner.Choice("medical_area", "", 2026, "patient_survey", "population_65plus", 2023)


def by_area(answer: Answer) -> dict[str, dict[str, Any]]:
    return {row["area_code"]: row for row in answer.records}


def test_one_table_for_both_plans(tiny: Tiny) -> None:
    found = by_area(planner_table.plan_table(ask_of(tiny), CHOICE))
    assert {code: (row["home"], row["facility"], row["total"]) for code, row in found.items()} == {
        "9901": (14, 86, 100),  # 1.5 : 4.8 of 60
        "99201": (9, 58, 67),
        "99202": (5, 28, 33),
        "9902": (2, 40, 42),  # as agreed
        "99203": (2, 40, 42),
        "計": (16, 126, 142),
    }
    assert found["9902"]["status"] == "合意"
    assert "下回ります" not in found["9902"]["remark"]
    assert "+2 人/日違います" in found["9902"]["remark"]  # 42 agreed, lower bound 40
    assert "見込み量と +5 人/日" in found["9902"]["remark"]
    assert found["99201"]["need"] is None


def test_sources_side_by_side(tiny: Tiny) -> None:
    answer = planner.of_area(planner_sources.by_source(ask_of(tiny), CHOICE), "9901")
    found = {row["source"]: row for row in answer.records}
    kdb = found[planner.CHOOSABLE["kdb"].label]
    assert (kdb["counted_home"], kdb["counted_facility"], kdb["ratio"]) == (60, 90, "1 : 1.5")
    assert (kdb["home"], kdb["facility"], kdb["difference"]) == (24, 76, 10)
    assert found["独自調査"]["ratio"] == "データなし"
    assert found["独自調査"]["home"] is None
    assert all(row["denominator"] and row["weakness"] for row in found.values())


def test_a_lower_bound_above_the_need_is_told(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, TOWNS)
    demand(tiny, "9901", 30, 40)
    found = by_area(planner_table.plan_table(ask_of(tiny), CHOICE))
    assert (found["9901"]["home"], found["9901"]["facility"]) == (0, 40)
    assert "下限超過" in found["9901"]["remark"]
    assert found["9901"]["need"] == 30


def test_a_source_that_is_not_there_gives_no_figure(tiny: Tiny) -> None:
    from dataclasses import replace

    answer = planner_table.plan_table(ask_of(tiny), replace(CHOICE, source="own_survey"))
    found = by_area(answer)
    assert found["9901"]["home"] is None
    assert found["99201"]["home"] is None
    assert "独自調査がありません" in found["9901"]["remark"]
    assert found["9902"]["home"] == 2  # agreed all the same
    assert found["計"]["home"] is None


def test_what_is_hidden_in_public_stays_hidden(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, TOWNS)
    tiny.policy = Policy(published_own_tables=("additional_demand",))
    for code, home in (("99201", 30), ("99202", 30), ("99203", 3)):
        discharge(tiny, code, 60, home, 30)
    for area in ("9901", "9902"):
        demand(tiny, area, 100, 40)
    from dataclasses import replace

    kdb = replace(CHOICE, source="kdb")
    answer = planner_table.plan_table(ask_of(tiny, "public"), kdb)
    states = {row[2]: state for row, state in zip(answer.rows, answer.states, strict=True)}
    assert states["9902"][answer.names.index("home")] == "秘匿"
    groups = planner.of_area(planner_sources.four_groups(ask_of(tiny, "public"), kdb), "9902")
    assert {state[-1] for state in groups.states} == {"秘匿"}
    inside = planner.of_area(planner_sources.four_groups(ask_of(tiny), kdb), "9902")
    assert [row[3:] for row in inside.rows] == [(0, 3), (27, 30), (0, 3), (27, 30)]


def test_municipal_rows_add_up_to_their_area(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, TOWNS)
    demand(tiny, "99201", 10, 1, agreed_home=3, agreed_facility=7)
    demand(tiny, "99202", 5, 0)
    ask = ask_of(tiny)
    (row,) = ask("additional_demand/by_area", area_unit="medical_area").records
    assert (row["area_code"], row["total"], row["step1"], row["basis"]) == (
        "9901", 15, 1, "市町村の和",
    )  # fmt: skip
    assert row["agreed_home"] is None  # not every municipality has agreed
    assert planner.units(ask) == [("municipality", "")]
    assert ask("additional_demand/by_area", area_unit="prefecture").rows == []


def test_a_survey_of_small_areas_is_internal(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, TOWNS)
    given = {"survey_year": 2023, "organisation_code": None, "intention": None}
    tiny.add("survey", **given, municipality_code="99201", organisation_name="Ａ医院",
             possible_cases=30.0, current_cases=20.0, respondents=None, willing=None)  # fmt: skip
    tiny.add("survey", **given, municipality_code="99201", organisation_name="Ｂ医院",
             possible_cases=5.0, current_cases=0.0, respondents=None, willing=None)  # fmt: skip
    tiny.add("survey", **given, municipality_code="99203", organisation_name=None,
             possible_cases=40.0, current_cases=30.0, respondents=4, willing=1)  # fmt: skip
    inside = ask_of(tiny)("survey/by_area").records
    assert [(r["area_code"], r["possible_cases"], r["respondents"], r["performing"], r["basis"])
            for r in inside] == [
        ("99201", 35, 2, 1, "回答の和"), ("99203", 40, 4, 4, "集計値"),
    ]  # fmt: skip
    outside = ask_of(tiny, "public")("survey/by_area").records
    assert outside == ()


def test_gap_is_laid_on_the_institutions_of_the_area(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, TOWNS[:2])
    tiny.supply("99201", "在宅患者訪問診療料", patients=100, receipts=100, claims=190)
    tiny.supply("99202", "在宅患者訪問診療料", patients=10, receipts=10, claims=19)
    for number, patients in (("1", 60), ("2", 40)):
        tiny.institution(number, "99201", patients)
    tiny.add("survey", survey_year=2023, organisation_code=None, intention=None,
             municipality_code="99202", organisation_name=None, possible_cases=30.0,
             current_cases=20.0, respondents=2, willing=0)  # fmt: skip
    for code, _, *_ in TOWNS[:2]:
        tiny.add("resident_population", year=2023, municipality_code=code, sex="計",
                 age_band="75-79", population=1_000)  # fmt: skip
        for year, old in ((2020, 1_000), (2025, 1_000), (2040, 2_000)):
            tiny.add("population_projection", edition="令和5年推計", published_table="x",
                     area_code=code, area_name="", sex="計", age_band="75+", year=year,
                     population=float(old), basis="人")  # fmt: skip
    ask = ask_of(tiny)
    found = by_area(planner_demand.gaps(ask, ask("demand/by_75plus")))
    a, b = found["99201"], found["99202"]
    assert (a["basis"], a["current_cases"], a["institutions"], a["year"]) == ("KDB ②", 100, 2, 2040)
    assert (a["need_cases"], a["gap_cases"]) == (pytest.approx(200), pytest.approx(100))
    assert (a["gap_visits"], a["gap_institutions"]) == (pytest.approx(190), pytest.approx(2))
    assert a["possible_cases"] is None  # nobody was asked; today's cases stand for it
    assert b["basis"] == "実態調査（2023年度）"
    assert (b["need_cases"], b["possible_cases"]) == (pytest.approx(40), 30)
    assert b["gap_institutions"] == pytest.approx(1)


def test_the_public_sees_the_total_of_the_prefecture(tiny: Tiny) -> None:
    """A table written in 圏域 is not published by 圏域; its sum is, and can be asked for."""
    inside, public = ask_of(tiny), ask_of(tiny, "public")
    assert planner.units(inside) == [("medical_area", ""), ("prefecture", "")]
    assert planner.units(public) == [("prefecture", "")]
    (total,) = public("additional_demand/by_area", area_unit="prefecture").records
    assert (total["total"], total["step1"], total["basis"]) == (130, 80, "圏域の和")
    assert not public("additional_demand/by_area", area_unit="medical_area").records
