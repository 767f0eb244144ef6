"""A page's choices and what it writes down, by hand and without a screen."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.exhibits import answer
from zaitaku.compose import pages, redraw, words
from zaitaku.compose.choices import Choices
from zaitaku.compose.sheet import Sheet
from zaitaku.ground import paths
from zaitaku.ground.errors import DisclosureError
from zaitaku.ui.parts import PARTS


def bars(*args: object, **kwargs: object) -> None:
    """Stands for a chart: it is never drawn here."""


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    made = Sheet("supply", Choices({"sort": ["code"], "mode": ["internal"]}), tmp_path)
    made.title = "供給"
    return made


# --- choices ---


@pytest.mark.parametrize(
    ("link", "chosen"),
    [
        ({}, "a"),  # nothing asked for: the default
        ({"k": ["b"]}, "b"),
        ({"k": ["x"]}, "a"),  # not offered
        ({"k": ["a", "b"]}, "a"),  # two where one is asked for
    ],
)
def test_one_of_what_is_offered(link: dict[str, list[str]], chosen: str) -> None:
    assert Choices(link).one("k", ("a", "b"), "a") == chosen


@pytest.mark.parametrize(
    ("link", "chosen"),
    [({}, ["a"]), ({"k": ["b", "x", "a"]}, ["b", "a"]), ({"k": ["x"]}, [])],
)
def test_any_number_of_what_is_offered(link: dict[str, list[str]], chosen: list[str]) -> None:
    assert Choices(link).many("k", ("a", "b"), ["a"]) == chosen


def test_a_choice_is_the_same_all_through_a_run() -> None:
    choices = Choices({"k": ["b"]})
    choices.one("k", ("a", "b"), "a")
    assert choices.one("k", ("b", "c"), "c") == "b"  # asked again with other options
    assert choices.one("other", ("a",), "a") == "a"
    assert choices.link() == {"k": "b"}  # a default stays out of the address
    assert choices.everything() == {"k": ("b",), "other": ("a",)}
    assert choices.link(("other",), area="99") == {"area": "99"}


# --- what is written ---


def test_the_table_under_a_figure_is_its_numbers(sheet: Sheet) -> None:
    sheet.head("患者数", "県")
    sheet.draw(bars, answer())
    sheet.table(answer(), ["area_name", "patients"])
    (figure,) = sheet._exhibits
    assert (figure.title, figure.columns) == ("患者数｜県", ("area_name", "patients"))
    assert figure.builder is bars


def test_a_table_of_another_answer_is_an_exhibit_of_its_own(sheet: Sheet) -> None:
    sheet.head("患者数")
    sheet.draw(bars, answer())
    sheet.table(answer(mode="internal"), label="表で見る｜内部")
    assert [one.title for one in sheet._exhibits] == ["患者数", "患者数｜内部"]
    assert sheet.title_of(answer(mode="internal")) == "患者数｜内部"


def test_rows_of_one_heading_stand_together(sheet: Sheet) -> None:
    sheet.listed(("項目", "値"), ("人口", "10"))
    sheet.listed(("項目", "値"), ("患者", "秘匿"))
    sheet.listed(("規則",), ("10 人未満",))
    assert [one.words for one in sheet._exhibits] == [
        (("項目", "値"), ("人口", "10"), ("患者", "秘匿")),
        (("規則",), ("10 人未満",)),
    ]


def test_what_only_a_screen_has_leaves_no_trace(sheet: Sheet) -> None:
    with sheet.row(), sheet.fold("絞り込み"), sheet.columns([1, 1])[0]:
        sheet.note("小さい字")
        sheet.tell("取り込まれていません。", "warning")
        sheet.part("packs")
        sheet.files(answer())
    assert sheet.working("redraw", "source", 3) == 3
    assert (sheet._exhibits, sheet._sentences) == ([], [])


def test_public_is_the_mode_of_a_link_that_names_none(tmp_path: Path) -> None:
    assert Sheet("supply", Choices({}), tmp_path).mode == "public"
    assert Sheet("supply", Choices({"mode": ["all"]}), tmp_path).mode == "public"


def test_a_plan_is_never_opened_in_public(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError, match="内部モードでだけ"):
        redraw.open_desk(Sheet("redraw", Choices({}), tmp_path))


# --- the house ---


def test_every_page_file_is_listed_and_every_address_is_another() -> None:
    listed = [page for section in pages.PAGES.values() for page in section]
    files = {file.relative_to(paths.PAGES).as_posix() for file in paths.PAGES.rglob("*.py")}
    assert {page.file for page in listed} == files
    assert len({page.address for page in listed}) == len(listed) == len(files)


def test_every_part_a_page_calls_is_there() -> None:
    called = {
        node.args[0].value
        for folder in (paths.PAGES, paths.ROOT / "zaitaku" / "compose")
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "part"
        and isinstance(node.args[0], ast.Constant)
    }
    assert called == set(PARTS)


def test_pages_are_composed_without_streamlit() -> None:
    code = (
        "import sys\n"
        "from zaitaku.compose import pages\n"
        "for section in pages.PAGES.values():\n"
        "    for page in section:\n"
        "        assert callable(pages.composer(page)), page\n"
        "assert 'streamlit' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=paths.ROOT)


def test_what_is_lacking_is_told_with_its_file_and_another_year_where_that_helps() -> None:
    one = words.lacking(["discharge_cell"], 2023, [2023, 2022])
    assert "令和5年度（2023）の退院患者（KDB 集計表⑤）は取り込まれていません" in one
    assert "⑤を含む KDB の集計表" in one and "別の年度を選んで" in one
    assert "別の年度" not in words.lacking(["discharge_cell"], 2023, [2023])
    # of people the nearest year is taken: no other year has any
    people = words.lacking(["area_population"], 2023, [2023, 2022])
    assert "住民基本台帳年齢階級別人口（市区町村別）" in people and "別の年度" not in people
    both = words.lacking(["certified_cell", "certified_insurer"], 2023, [2023])
    assert both.count("認定者数") == 1 and both.count("介護保険事業状況報告") == 1
