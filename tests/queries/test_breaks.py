"""The table of changes: each concerns its own figures, and the growth over it is not told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.queries import test_plan as of_plan
from tests.tiny import Tiny
from tests.unit import test_cards as of_cards
from zaitaku.ask import queries
from zaitaku.ask.answer import Answer
from zaitaku.cards import blocks
from zaitaku.derived import measuring, measuring_across, measuring_board, plausibility
from zaitaku.ground import breaks
from zaitaku.ground.settings import MODES, Mode
from zaitaku.indicators import load

TOWNS = [("99201", "Ａ市", "9901", "西", 60_000), ("99202", "Ｂ市", "9902", "東", 40_000)]
MANAGED, VISITS, OUTCALLS = "在宅時医学総合管理料", "在宅患者訪問診療料", "往診料"
DENTAL, NURSING, ORDER = "歯科訪問診療料", "在宅患者訪問看護・指導料", "訪問看護指示料"
DAYS = {"2018-04-01", "2024-06-01", "2026-06-01"}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Ｃ町 joined Ａ市 on 2022-10-01; Ｂ町 became Ｂ市 on 2022-04-01 and is the same place."""
    made = Tiny(tmp_path_factory.mktemp("breaks"), TOWNS)
    for old, old_name, new, new_name, day in (
        ("99303", "Ｃ町", "99201", "Ａ市", date(2022, 10, 1)),
        ("99304", "Ｂ町", "99202", "Ｂ市", date(2022, 4, 1)),
    ):
        made.add(
            "municipality_change",
            old_code=old, old_name=old_name, new_code=new, new_name=new_name, changed_on=day,
        )  # fmt: skip
    for year in (2022, 2023, 2024, 2025):
        made.year = year
        for code, _, _, _, _ in TOWNS:
            for item in (MANAGED, VISITS, DENTAL, NURSING, ORDER, "看取り加算"):
                made.supply(code, item, patients=100)
            for detail in ("", "うち深夜加算"):
                made.supply(code, OUTCALLS, detail, patients=100)
            made.patients(code, "合計", 100)
            made.flow(code, code, 100)
    return made


def ask(tiny: Tiny, name: str, mode: Mode = "internal", **params: Any) -> Answer:
    return queries.run(tiny.build(mode), name, params)


@pytest.mark.parametrize(
    ("item", "detail", "days"),
    [
        (MANAGED, "", DAYS),
        (VISITS, "", set()),
        (OUTCALLS, "", set()),
        (OUTCALLS, "うち深夜加算", {"2024-06-01"}),
        ("看取り加算", "", {"2024-06-01"}),
        (DENTAL, "", {"2026-06-01"}),
        (NURSING, "", {"2026-06-01"}),
        (ORDER, "", set()),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_each_act_has_its_own(
    tiny: Tiny, mode: Mode, item: str, detail: str, days: set[str]
) -> None:
    answer = ask(
        tiny, "supply/by_area", mode, item=item, detail=detail, area_unit="prefecture",
        fiscal_year=2024,
    )  # fmt: skip
    assert {str(one.changed_on) for one in answer.breaks} == days
    assert any("前後の月が混じり" in note for note in answer.notes) == ("2024-06-01" in days)


def test_patients_of_management_are_concerned_and_people_and_flows_are_not(tiny: Tiny) -> None:
    given = {"area_unit": "prefecture", "fiscal_year": 2024}
    found = ask(tiny, "patients/by_area", **given)
    assert {str(one.changed_on) for one in found.breaks} == DAYS
    for name in ("flows/summary", "area/population"):
        assert ask(tiny, name, **given).breaks == ()


def test_a_merger_breaks_every_figure_of_its_town_and_a_change_of_rank_none(tiny: Tiny) -> None:
    for name in ("area/population", "flows/summary", "supply/by_area"):
        answer = ask(tiny, name, area_unit="municipality", fiscal_year=2023)
        (one,) = answer.breaks
        assert (one.area_code, one.told) == ("99201", "合併 2022年10月（Ａ市の合併）")
        assert not breaks.between(breaks.of_area(answer.breaks, "99202"), 2022, 2023)


def test_the_new_name_of_a_group_is_a_change_of_it(tiny: Tiny) -> None:
    rows = ask(tiny, "build/definition_breaks").records
    (group,) = [row for row in rows if row["measured"] == "standards"]
    assert (group["changed_on"], group["item"]) == (
        "2026-06-01", "在宅緩和ケア充実診療所・病院加算",
    )  # fmt: skip
    assert "在宅医療充実体制加算" in group["reason"]


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_no_growth_is_told_over_a_change(tiny: Tiny, year: int) -> None:
    """2024 is mixed: it is compared neither with 2023 nor with 2025. ④ counts as it did."""
    answers = (ask(tiny, "plausibility/by_area", fiscal_year=year),)
    told = {
        (r["area_code"], r["comparison"]): (r["difference_pct"], r["mark"], r["reason"])
        for r in plausibility.compared(answers, 30).records
    }
    difference, mark, reason = told["99202", "③の今年度と前年度"]
    is_over = year >= 2024
    assert (difference, mark) == ((None, "定義の変更") if is_over else (0, "しきい値以内"))
    assert ("定義の変更 2024年6月" in reason) == is_over
    for table in "①④":
        assert told["99202", f"{table}の今年度と前年度"][:2] == (0, "しきい値以内")
    # Ａ市 took in Ｃ町 in October 2022: all of it, so also what no change of acts concerns
    assert (told["99201", "④の今年度と前年度"][1] == "定義の変更") == (year == 2023)
    assert told["99201", "①と③"][1] == "しきい値以内"
    sentence = plausibility.sentence(plausibility.compared(answers, 30), "県")
    assert "定義の変更をまたぐため比べない組が" in sentence


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("item", "days"),
    [
        ("NS1", set()),  # 訪問診療を実施: counts as it did
        ("MP1", {"2024-06-01"}),  # 在宅ターミナルケア
        ("NP2", {"2026-06-01"}),  # 訪問歯科診療
        ("NP3", {"2026-06-01"}),  # 介護DB+訪問看護療養費, as its source says
        ("MP3", set()),  # 在宅死亡者数, 人口動態統計
    ],
)
def test_imported_figures_of_an_indicator_are_concerned_too(
    tmp_path: Path, item: str, days: set[str]
) -> None:
    made = of_plan.started(tmp_path)
    for year in range(2022, 2028):
        of_plan.value(made, item, year + 10 * (item == "NS1"), 100.0)
    asker = of_plan.asker(made)
    imported, *_ = measuring.series(asker, load()[item], of_plan.PREFECTURE)
    assert imported.is_imported
    assert {str(one.changed_on) for one in imported.breaks} == days
    by_year = measuring_across.across(asker, load()[item], imported.basis, [of_plan.PREFECTURE])
    mixed = {year for year, answer in by_year.items() if any("前後の月" in n for n in answer.notes)}
    assert mixed == {int(day[:4]) for day in days}
    for year in (2023, 2024, 2026):
        notes = measuring_board.board(asker, of_plan.PREFECTURE, of_plan.A, year).notes
        told = [note for note in notes if note.startswith(load()[item].name)]
        assert bool(told) == (year in mixed)


def test_a_card_says_which_of_its_lines_changed(tiny: Tiny) -> None:
    """Of 2022–2025 ③ is changed by June 2024; Ａ市 by its merger, Ｂ市 by none."""
    tiny.build()
    asking, _ = of_cards.asked(tiny.folder, "internal", year="2025", area="99202")
    theirs = blocks.years(asking, asking.areas["99202"]).note
    assert theirs.startswith("定義の変更 2024年6月: 在宅医療の患者数、在宅医療。")
    own = blocks.years(asking, asking.areas["99201"]).note
    assert "合併 2022年10月: 65歳以上人口、" in own and "定義の変更 2024年6月" in own
    assert blocks.years(asking, asking.prefecture).note == theirs
