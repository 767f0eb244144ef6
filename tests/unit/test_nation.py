"""Several prefectures side by side: each as its own build shows it, nothing silently left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.tiny import Tiny
from tests.unit.test_country import towns
from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.ask.answer import Answer
from zaitaku.cli.main import main
from zaitaku.derived import each_prefecture, nation, questions
from zaitaku.ground.errors import DisclosureError, NotInDataError, UsageError
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.sentences import nation as sentences

HOME, CALLS = nation.MEASURES["home_care"], nation.MEASURES["calls"]


def _make(folder: Path, code: str, patients: float, year: int, last: Any = 60.0) -> None:
    """``last``: of the town that is a 二次医療圏 by itself."""
    tiny = Tiny(folder, towns(code), year)
    for (town, *_), count in zip(towns(code), (patients, patients - 10, last), strict=True):
        tiny.patients(town, "合計", count)
        tiny.supply(town, "往診料", patients=count)
    tiny.build("public")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """青森 and 秋田 of 2023, 岩手 of 2022 alone, 宮城 whose file is no database; one figure each of
    青森 and 秋田 is hidden: the first by the release, the second already in its table."""
    found = tmp_path_factory.mktemp("nation")
    _make(found / "02", "02", 200, 2023, last=4.0)
    _make(found / "03", "03", 100, 2022)
    _make(found / "05", "05", 300, 2023, last=(None, SUPPRESSED))
    (found / "04").mkdir()
    (found / "04" / "CURRENT").write_text("tiny")
    for kind in ("warehouse", "release"):
        (found / "04" / f"{kind}-tiny.duckdb").write_bytes(b"no database")
    return found


def compared(root: Path, mode: Mode, unit: str = "prefecture", year: int = 2023) -> Answer:
    return nation.side_by_side(each_prefecture.opened(root, mode), [HOME], mode, unit, year)


def rows(answer: Answer, *names: str) -> dict[str, tuple[Any, ...]]:
    """By code of the area: the state of its figure, then the columns."""
    return {
        row["area_code"]: (states["value"], *(row[name] for name in names))
        for row, states in zip(answer.records, answer.state_records, strict=True)
    }


def test_every_prefecture_has_a_row_and_says_why_it_has_no_figure(root: Path) -> None:
    answer = compared(root, "internal")
    found = rows(answer, "fiscal_year", "rank", "of", "remark")
    assert questions.breaches(answer, nation.NATION) == []
    assert found["02"] == (ACTUAL, 2023, None, None, "年度と基準の同じ値が、ほかにありません")
    assert found["03"][:2] == (MISSING, None)
    assert found["03"][-1] == "2023年度のデータがありません（ある年度: 2022）"
    assert found["04"] == (MISSING, None, None, None, "版を読めません")
    # with one of its towns hidden nothing is known of the whole
    assert found["05"][:2] == (SUPPRESSED, 2023)
    assert [note for note in answer.notes if note.startswith("宮城県: ")]
    assert not any(note.startswith(("青森県: ", "岩手県: ")) for note in answer.notes)


def test_a_figure_is_that_of_its_own_build_and_mode(root: Path) -> None:
    """Also where a release hides what 内部 shows: nothing is computed from the file behind it."""
    for mode in ("internal", "public"):
        prefectures = each_prefecture.opened(root, mode)
        answer = nation.side_by_side(prefectures, [HOME], mode, "medical_area", 2023)
        for one in prefectures:
            if one.code not in ("02", "05"):
                continue
            assert one.ask is not None
            own = one.ask(HOME.question, area_unit="medical_area", fiscal_year=2023)
            told = rows(answer, "value")
            for row, states in zip(own.records, own.state_records, strict=True):
                expected = (states[HOME.column], row[HOME.column])
                assert told[row["area_code"]] == expected, (mode, row["area_code"])
    shown = rows(compared(root, "internal", "medical_area"), "rank", "of", "area_name")
    assert shown["0202"] == (ACTUAL, 3, 3, "圏0202（青森県）")
    assert shown["0502"][:3] == (SUPPRESSED, None, None)
    told = sentences.ends(compared(root, "internal", "medical_area"), HOME.label, "二次医療圏")
    assert told == (
        "値を比べられる 3 二次医療圏のうち（秘匿の 1 二次医療圏を除く）、在宅医療の患者は"
        "圏0501（秋田県）（11.8 人/65歳以上千人）"
        "が最も高く、圏0202（青森県）（0.4 人/65歳以上千人）が最も低い。"
    )
    hidden = rows(compared(root, "public", "medical_area"), "value", "rank", "of")
    assert hidden["0202"] == (SUPPRESSED, None, None, None)


def test_only_what_is_comparable_is_ranked(root: Path) -> None:
    """The last 年度 of each: 岩手's is another one, so it has a figure and no place."""
    answer = compared(root, "internal", "medical_area", nation.LATEST)
    found = rows(answer, "fiscal_year", "rank", "of", "remark")
    assert found["0201"] == (ACTUAL, 2023, 2, 3, "") and found["0501"][1:4] == (2023, 1, 3)
    assert found["0301"] == (ACTUAL, 2022, 2, 2, "年度か基準が、ほかの多くと違います")
    assert nation.years(each_prefecture.opened(root, "internal")) == {2023: 2, 2022: 1}


def test_what_cannot_stand_on_one_axis_is_left_out_by_name(root: Path) -> None:
    latest = compared(root, "internal", "medical_area", nation.LATEST)
    figure, left = nation.comparable(latest)
    assert sorted(left) == ["圏0301（岩手県）", "圏0302（岩手県）"]
    assert {row["fiscal_year"] for row in figure.records} == {2023}
    assert len(figure) == len(latest) - 2  # what is hidden stays, with its word
    one = compared(root, "internal")  # a figure alone
    assert nation.comparable(one) == (one, [])


def test_a_figure_of_another_unit_stands_in_the_remark() -> None:
    here = each_prefecture.Prefecture("02", "青森県", "a", None)
    row = nation._Row(here, "02", "青森県", "施設/65歳以上10万人", 2023, "届出", 12.5, ACTUAL)
    plain = replace(row, unit="施設", value=1444.0, is_size=True)
    share = replace(row, unit="%", value=40.24)
    kept, size, other = nation._in_one_unit([row, row, plain, share])[1:]
    assert kept == row
    assert (size.value, size.state, size.unit) == (None, NOT_APPLICABLE, row.unit)
    assert size.why == "1,444 施設。人口あたりにできません"
    assert other.why == "40.2 %。ほかと単位が違います" and other.value is None
    hidden = replace(plain, value=None, state=SUPPRESSED)
    assert nation._in_one_unit([row, hidden])[1].state == SUPPRESSED


def test_an_indicator_per_head_is_ranked_and_a_number_of_people_is_not(root: Path) -> None:
    prefectures = each_prefecture.opened(root, "internal")
    measure = nation.measures()["DS2"]  # 施設: not the sum of its areas, or not there at all
    answer = nation.side_by_side(prefectures, [measure], "internal", "prefecture", 2023)
    assert {row["rank"] for row in answer.records} == {None}
    several = nation.side_by_side(prefectures, [HOME, CALLS], "internal", "prefecture", 2022)
    assert questions.breaches(several, nation.NATION) == []
    assert [(row["area_code"], row["measure"]) for row in several.records] == [
        (code, label) for label in (HOME.label, CALLS.label) for code in ("02", "03", "04", "05")
    ]


def test_who_may_not_see_internal_figures_gets_none(root: Path) -> None:
    with asking.acting(Person("誰か", "public")), pytest.raises(DisclosureError):
        each_prefecture.opened(root, "internal")
    # a municipality's reader: its own town as in 内部, all others, here and there, as in 公表
    towns_of: dict[str, dict[str, Any]] = {}
    seen: dict[str, Mode] = {"own": "internal", "internal": "internal", "public": "public"}
    for who, mode in seen.items():
        person = Person("町の人", "internal", areas=("02301",) if who == "own" else ())
        with asking.acting(person):
            prefectures = each_prefecture.opened(root, mode)
            asked = each_prefecture.stacked(prefectures, HOME.question, mode, {"fiscal_year": 2023})
            towns_of[who] = rows(replace_value(asked), "value")
            areas = rows(compared(root, mode, "medical_area"), "value")
            assert (areas["0202"][0] == ACTUAL) is (who == "internal")
    assert towns_of["own"]["02301"] == towns_of["internal"]["02301"] == (ACTUAL, 4.0)
    assert towns_of["public"]["02301"] == (SUPPRESSED, None)
    del towns_of["own"]["02301"], towns_of["public"]["02301"]
    assert towns_of["own"] == towns_of["public"] != towns_of["internal"]


def replace_value(answer: Answer) -> Answer:
    """Its patients called as in ``nation/by_area``."""
    named = [replace(c, name="value") if c.name == "patients" else c for c in answer.columns]
    return replace(answer, columns=tuple(named))


def test_any_question_is_asked_of_all(root: Path) -> None:
    prefectures = each_prefecture.opened(root, "public")
    answer = each_prefecture.stacked(
        prefectures, HOME.question, "public", {"area_unit": "prefecture"}
    )
    assert answer.names[:4] == ["prefecture_code", "prefecture_name", "fiscal_year", "area_code"]
    assert [row[:3] for row in answer.rows] == [
        ("02", "青森県", 2023), ("03", "岩手県", 2022), ("05", "秋田県", 2023)
    ]  # fmt: skip
    assert answer.notes[0] == "年度は都道府県によって違います（列「年度」）。"
    assert any(note.startswith("宮城県の行はありません: ") for note in answer.notes)
    with pytest.raises(NotInDataError):
        each_prefecture.stacked(prefectures, HOME.question, "public", {"fiscal_year": 1999})
    with pytest.raises(UsageError, match="フォルダ"):
        each_prefecture.stacked([], HOME.question, "public", {})


def test_a_command_asks_all_of_them(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["query", HOME.question, "-p", "area_unit=prefecture", "--format", "csv"]
    assert main([*asked, "--data", str(root), "--every"]) == 0
    told = capsys.readouterr()
    head, *lines = told.out.splitlines()
    assert head.startswith("prefecture_code,prefecture_name,fiscal_year,area_code")
    assert [line[:2] for line in lines] == ["02", "03", "05"]
    assert "宮城県の行はありません" in told.err and "年度は都道府県によって違います" in told.err
    assert main([*asked, "--data", str(root / "02"), "--every"])
    assert "都道府県ごとのデータの置き場所を集めたフォルダ" in capsys.readouterr().err


def test_what_charts_are_remembered_by_tells_whose_figures_they_are() -> None:
    there = [each_prefecture.Prefecture("03", "岩手県", "abcd", None)]
    everybody = each_prefecture.builds_of(there)
    with asking.acting(Person("町", "internal", ("03201",))):
        own = each_prefecture.builds_of(there)
    with asking.acting(Person("村", "internal", ("03202",))):
        other = each_prefecture.builds_of(there)
    assert len({everybody, own, other}) == 3
