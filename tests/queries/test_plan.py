"""Indicators and targets of a small build: what is in force, what may stand beside what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.tiny import Tiny
from zaitaku.ask import queries
from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker
from zaitaku.build import writing
from zaitaku.derived import measuring, measuring_across, measuring_board
from zaitaku.derived import measuring_targets as judging
from zaitaku.ground import paths
from zaitaku.ground.settings import MODES, Mode
from zaitaku.indicators import load

TOWNS = [("99201", "Ａ市", "9901", "西", 60_000), ("99202", "Ｂ町", "9902", "東", 30_000)]
VISITS = "在宅患者訪問診療料と在宅がん医療総合診療料の合計"
PREFECTURE = Area("prefecture", "", "99", "架空県")
A, B = (Area("municipality", "", code, name) for code, name, *_ in TOWNS)
NDB = "所在地・施設数"


def value(tiny: Tiny, item: str, year: int, value: float | None, **more: Any) -> None:
    given = {
        "indicator_id": item, "area_unit": "prefecture", "zone_scheme": "", "area_code": "99",
        "year": year, "kind": "number", "basis": NDB, "value": value,
        "value_status": "実数" if value is not None else "秘匿", "value_source": "", "note": "",
        "indicator_name": None, "function": None, "spo": None, "unit": None, "source_row": year,
    }  # fmt: skip
    tiny.add("indicator_values", **(given | more))


def target(tiny: Tiny, item: str, goal: float | None, **more: Any) -> None:
    given = {
        "indicator_id": item, "area_unit": "prefecture", "zone_scheme": "", "area_code": "99",
        "kind": "number", "target_year": 2029, "revised_on": date(2024, 3, 29),
        "baseline_year": 2021, "baseline_value": 100.0, "target_value": goal, "target_words": "",
        "polarity": "", "basis": "", "revision": "改定", "note": "", "indicator_name": None,
        "function": None, "spo": None, "unit": None, "source_row": 2,
    }  # fmt: skip
    tiny.add("targets", **(given | more))


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return started(tmp_path)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Without targets; with a hidden value and the prefecture's own indicator."""
    tiny = started(tmp_path_factory.mktemp("plain"))
    value(tiny, "MS1", 2023, None)
    own = {"indicator_name": "満足", "function": "看取り", "spo": "O", "unit": "%"}
    value(tiny, "Z1", 2022, 35.0, kind="share", **own)
    return tiny


def started(folder: Path) -> Tiny:
    tiny = Tiny(folder, TOWNS)
    for number, item in enumerate(load().values()):
        tiny.add(
            "indicator_catalogue", item_order=number, indicator_id=item.indicator_id,
            function="・".join(item.functions), spo=item.spo, indicator_name=item.name,
            unit=item.unit, source=item.source, plan7="", plan8="", mark7=item.mark7,
            certainty=item.certainty, is_obligatory=item.is_obligatory, place="", counts="",
            definition="",
        )  # fmt: skip
    for number in range(12):
        tiny.institution(f"991{number:02}", "99201", 20.0)
    for code in ("99201", "99202"):
        tiny.supply(code, "往診料", patients=40.5, institutions=12)
    for year, count in ((2021, 100.0), (2022, 104.0), (2023, 108.0)):
        value(tiny, "NS1", year, count)
    return tiny


def asker(tiny: Tiny, mode: Mode = "internal") -> Asker:
    build = tiny.build(mode)

    def ask(name: str, **params: Any) -> Any:
        given = {key: value for key, value in params.items() if value is not None}
        return queries.run(build, name, given)

    return Asker(ask, mode, (2023,))


def one(tiny: Tiny, area: Area = PREFECTURE) -> judging.Judged:
    (found,) = judging.judged(asker(tiny), area)
    return found


# --- the catalogue and the board -----------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_the_catalogue_with_an_own_indicator(plain: Tiny, mode: Mode) -> None:
    rows = queries.run(plain.build(mode), "indicators/catalogue").rows
    assert len(rows) == 52
    assert rows[-1][:5] == ("Z1", "看取り", "O", "満足", "%") and rows[-1][-1] is True


def board(
    plain: Tiny, area: Area, other: Area, mode: Mode = "internal", *, computed: bool = False
) -> dict[str, Any]:
    answer = measuring_board.board(asker(plain, mode), area, other, 2023, computed=computed)
    return {record["indicator_id"]: record for record in answer.records}


def test_an_imported_value_stands_before_a_computed_one(plain: Tiny) -> None:
    found = board(plain, PREFECTURE, A)["NS1"]
    assert (found["value"], found["basis"], found["gap"]) == (108, NDB, "")
    # Ａ市 has only a figure of another basis: it is not set beside
    assert (found["other"], found["other_words"]) == (None, "データなし")


def test_a_computed_value_says_its_basis_and_what_it_lacks(plain: Tiny) -> None:
    found = board(plain, A, PREFECTURE, computed=True)
    assert (found["NS1"]["value"], found["NS1"]["value_words"]) == (12, "12 施設")
    assert found["NS1"]["basis"].startswith("KDB②・所在地")
    assert found["NS1"]["gap"].startswith("近い: 国保・後期の患者だけ")
    assert (found["KP1"]["value_words"], found["KP1"]["other"]) == ("40.5 人/月", 81)
    # institutions of several municipalities cannot be added up
    (by_1,) = measuring.series(asker(plain), load()["KS1"], PREFECTURE)
    assert by_1.points[0].state == "該当なし"


def test_what_is_lacking_names_its_file(plain: Tiny) -> None:
    found = board(plain, A, PREFECTURE)
    assert found["XS1"]["value"] is None
    assert "届出受理医療機関名簿" in found["XS1"]["words"]
    assert found["DS1"]["words"].startswith("データなし: 指標値の表（出典の例: 医療施設調査")


def test_institutions_are_not_counted_in_public(plain: Tiny) -> None:
    found = board(plain, A, PREFECTURE, "public", computed=True)["NS1"]
    assert found["value"] is None and "内部モードだけ" in found["words"]


# --- one thing, one number -----------------------------------------------------------------------

BY_2, BY_1 = "KDB②・所在地・施設数（患者が0人より多い医療機関）", "KDB①・住所地"


@pytest.mark.parametrize("mode", MODES)
def test_what_is_imported_for_one_area_is_the_basis_of_all(plain: Tiny, mode: Mode) -> None:
    """県 108 (NDB); Ａ市 has 12 by ② only, which is another thing and not shown in its place."""
    assert board(plain, PREFECTURE, A, mode)["NS1"]["value"] == 108
    own = board(plain, A, PREFECTURE, mode)["NS1"]
    assert (own["value"], own["value_words"]) == (None, "データなし")
    assert f"この指標は「{NDB}」で示します" in own["words"] and "基準を変える" in own["words"]
    # what is known of the prefecture is on that basis too
    assert (own["other_words"], own["basis"]) == ("108 施設（2023年度）", NDB)


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_without_the_figures_does_not_take_another_basis(tmp_path: Path, mode: Mode) -> None:
    """Ａ市: 12 by ②, 9 by ①. In 公表 there is no ②: nothing is shown, not 9."""
    tiny = started(tmp_path)
    tiny.rows.pop("indicator_values")
    value(tiny, "XS1", 2023, 1.0)
    tiny.supply("99201", "在宅患者訪問診療料", detail="同一建物居住者以外", institutions=9)
    item = load()["NS1"]
    decided = measuring.standing(asker(tiny, mode), item)
    assert decided is not None and decided.basis == BY_2
    bases = {one.basis: one for one in measuring.series(asker(tiny, mode), item, A)}
    (by_1,) = (one for name, one in bases.items() if name.startswith(BY_1))
    assert by_1.points[0].value == 9
    found = board(tiny, A, PREFECTURE, mode)["NS1"]
    if mode == "internal":
        assert (found["value"], found["basis"]) == (12, BY_2)
    else:
        assert found["value"] is None and found["value_words"] == "データなし"
        assert f"「{BY_2}」" in found["words"] and "内部モードだけ" in found["words"]


def test_two_imported_bases_the_target_decides_else_the_latest(tmp_path: Path) -> None:
    tiny = started(tmp_path)
    value(tiny, "NS1", 2024, 90.0, basis="医療施設調査")
    latest = measuring.standing(asker(tiny), load()["NS1"])
    assert latest is not None and latest.basis == "医療施設調査"
    named = started(tmp_path / "named")
    value(named, "NS1", 2024, 90.0, basis="医療施設調査")
    target(named, "NS1", 130.0, basis=NDB)
    decided = measuring.standing(asker(named), load()["NS1"])
    assert decided is not None and decided.basis == NDB
    # the nearest year on that basis, not the other basis of the year asked for
    answer = measuring_board.board(asker(named), PREFECTURE, A, 2024)
    found = {record["indicator_id"]: record for record in answer.records}["NS1"]
    assert (found["value"], found["year"]) == (108, 2023)


def test_a_target_on_kdb_makes_it_the_basis(tmp_path: Path) -> None:
    tiny = started(tmp_path)
    target(tiny, "NS1", 130.0, basis="KDB")
    found = board(tiny, A, PREFECTURE)["NS1"]
    assert (found["value"], found["basis"]) == (12, BY_2)
    # in 公表 the target is not judged by ① instead
    (judged,) = judging.judged(asker(tiny, "public"), PREFECTURE)
    assert judged.points == () and "内部モードだけ" in judged.judgement.reason


def test_a_figure_without_a_day_has_no_year(tmp_path: Path) -> None:
    tiny = started(tmp_path)
    tiny.add("home_nursing_station", municipality_code="99201", station_name="架空")
    answer = measuring_board.board(asker(tiny), A, PREFECTURE, 2023)
    (at,) = (n for n, row in enumerate(answer.rows) if row[2] == "NS2")
    year, value_ = (answer.names.index(name) for name in ("year", "value"))
    assert (answer.rows[at][value_], answer.rows[at][year]) == (1, None)
    assert (answer.states[at][value_], answer.states[at][year]) == ("実数", "欠測")


def test_hidden_stays_hidden(plain: Tiny) -> None:
    found = board(plain, PREFECTURE, A)["MS1"]
    assert (found["value"], found["value_words"]) == (None, "秘匿")


def test_all_areas_on_one_basis_per_100_000(plain: Tiny) -> None:
    item = load()["KP1"]
    (basis,) = (s.basis for s in measuring.series(asker(plain), item, A))
    found = measuring_across.across(asker(plain), item, basis, [A, B], "per_100000")
    assert list(found) == [2023]
    assert found[2023].rows == [
        ("99201", "Ａ市", pytest.approx(67.5)),
        ("99202", "Ｂ町", pytest.approx(135)),
    ]
    assert found[2023].column("value").unit == "人/月/10万人"


# --- targets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_the_latest_revision_is_in_force_and_the_former_are_kept(tiny: Tiny, mode: Mode) -> None:
    target(tiny, "NS1", 150.0, revision="策定", revised_on=None)
    target(tiny, "NS1", 140.0, revision="中間見直し", revised_on=date(2021, 3, 31))
    target(tiny, "NS1", 130.0)
    target(tiny, "KP1", 9.0, revision="策定", revised_on=None)
    target(tiny, "KP1", None, kind="words", target_words="廃止")
    build = tiny.build(mode)
    listed = queries.run(build, "targets/list")
    position = listed.names.index("target_value")
    assert [(row[4], row[position]) for row in listed.rows] == [("NS1", 130)]
    history = queries.run(build, "targets/history", {"indicator_id": ["NS1"]})
    named = history.records
    assert [(r["target_value"], r["revised_on"], r["is_in_force"]) for r in named] == [
        (130, "2024-03-29", True),
        (140, "2021-03-31", False),
        (150, "", False),
    ]


def test_a_target_is_judged_by_its_own_basis(tiny: Tiny) -> None:
    target(tiny, "NS1", 130.0)
    found = one(tiny)
    assert (found.judgement.state, found.judgement.progress_pct) == ("順調", pytest.approx(80 / 3))
    assert found.basis == NDB


def test_kdb_does_not_judge_unless_the_target_says_so(tiny: Tiny) -> None:
    target(tiny, "KP1", 100.0, baseline_value=50.0)
    found = one(tiny)
    assert found.judgement.state == "判定できない"
    assert "KDB の集計は数え方が違う" in found.judgement.reason and found.points == ()
    by_kdb = Tiny(tiny.folder / "kdb", TOWNS)
    by_kdb.supply("99201", "往診料", patients=120.5)
    by_kdb.supply("99202", "往診料", patients=0)
    value(by_kdb, "Z", 2023, 1.0, **OWN)
    target(by_kdb, "KP1", 100.0, baseline_value=50.0, basis="KDB")
    by_kdb.rows["indicator_catalogue"] = tiny.rows["indicator_catalogue"]
    assert (one(by_kdb).judgement.state, one(by_kdb).unit) == ("達成", "人/月")


OWN = {"indicator_name": "独", "function": "看取り", "spo": "O", "unit": "人"}


def test_values_of_two_bases_do_not_judge_together(tiny: Tiny) -> None:
    value(tiny, "NS1", 2023, 90.0, basis="医療施設調査")
    target(tiny, "NS1", 130.0)
    assert "基準の違う実績値" in one(tiny).judgement.reason


def test_the_basis_of_a_target_chooses(tiny: Tiny) -> None:
    value(tiny, "NS1", 2023, 90.0, basis="医療施設調査")
    target(tiny, "NS1", 130.0, basis=NDB)
    assert one(tiny).judgement.latest == measuring.Point(2023, 108)


def test_a_rate_is_made_from_numbers_and_the_population(tiny: Tiny) -> None:
    target(tiny, "NS1", 130.0, kind="per_100000", baseline_value=None)
    found = one(tiny)
    # 90,000 people; other years have the nearest population or none
    assert found.unit == "施設/10万人"
    assert found.judgement.latest is not None
    assert found.judgement.latest.value == pytest.approx(120)


def test_the_obligatory_indicator_without_a_target(tiny: Tiny) -> None:
    target(tiny, "KP1", 9.0)
    listed = queries.run(tiny.build(), "targets/list")
    assert not judging.has_obligatory(listed)


def test_the_judgements_as_an_answer(tiny: Tiny) -> None:
    target(tiny, "NS1", 130.0)
    ask = asker(tiny)
    answer = judging.judged_answer(ask, PREFECTURE, judging.judged(ask, PREFECTURE))
    record = answer.records[0]
    assert record["goal_words"] == "100 施設（2021年度）→ 130 施設（2029年度）"
    assert record["latest_words"] == "108 施設（2023年度）"
    assert record["forecast"] == pytest.approx(132)
    assert len(answer.states[0]) == len(answer.names)


# --- checks of the build -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (
            lambda t: target(t, "NS1", 1.0, area_unit="zone", zone_scheme="在宅医療圏",
                             area_code="北"),
            "known_plan_areas",
        ),
        (
            lambda t: (
                value(t, "Z1", 2023, 1.0, **OWN),
                target(t, "Z1", 1.0, **(OWN | {"unit": "施設"})),
            ),
            "one_definition_each",
        ),
    ],
)  # fmt: skip
def test_a_build_that_cannot_be_right_is_refused(
    tiny: Tiny, spoil: Callable[[Tiny], Any], check: str
) -> None:
    spoil(tiny)
    file = paths.CHECKS / f"warehouse_{check}.sql"
    (told,) = writing.failed_checks(tiny.build().cursor(), [file])
    assert "表" in told


def test_a_zone_may_be_written_by_its_name(tiny: Tiny) -> None:
    target(tiny, "NS1", 1.0, area_unit="zone", zone_scheme="在宅医療圏", area_code="西")
    rows = queries.run(tiny.build(), "targets/list").rows
    assert [row[:4] for row in rows] == [("zone", "在宅医療圏", "西", "西")]
