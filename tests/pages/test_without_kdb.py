"""A build of public tables alone: every page opens and says what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.queries import three_towns
from tests.unit import factories as f
from tests.unit import published as p
from zaitaku.build import importing
from zaitaku.compose import pages, without_kdb
from zaitaku.compose.sheet import Sheet
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.settings import MODES, Mode

ADDRESSES = [page.address for section in pages.PAGES.values() for page in section]


@pytest.fixture(scope="module")
def public_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People and stations of three towns, nothing of KDB."""
    folder = tmp_path_factory.mktemp("public_only")
    people: f.Rows = [["year", "municipality_code", "age_band", "population"]]
    for code, *_ in f.TOWNS:
        people += [["2023", code, "0-4", "40000"], ["2023", code, "65-69", "20000"]]
    files = [
        f.csv_file(folder / "マスタ.csv", f.master()),
        f.csv_file(folder / "人口.csv", people),
        f.csv_file(folder / "訪問看護.csv", p.stations()),
    ]
    result = importing.run(files, folder / "data", Policy())
    assert result.exit_code == 0, result.problems
    return folder / "data"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, public_only: Path) -> list[str]:
    said: list[str] = []

    def tell(_: Sheet, text: str, *more: Any) -> None:
        said.append(text)

    monkeypatch.setattr(Sheet, "tell", tell)
    monkeypatch.setenv("ZAITAKU_DATA", str(public_only))
    return said


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_opens_and_tells_what_is_missing(
    told: list[str], address: str, mode: Mode
) -> None:
    view = pages.view_of(address, {"mode": [mode]})
    assert view.page == address
    if address in without_kdb.NEEDS:
        tables, counted = without_kdb.NEEDS[address]
        assert any(tables in text and counted in text for text in told)
    if address == "data":
        assert any("公表データだけ" in text for text in told)


def test_the_overview_shows_what_the_public_tables_have(told: list[str]) -> None:
    view = pages.view_of("overview", {"mode": ["public"]})
    answers = {answer.name: answer for one in view.exhibits for answer in one.answers}
    assert [r["population"] for r in answers["area/population"].records] == [60_000] * 3
    assert any(r["stations"] for r in answers["home_nursing/by_area"].records)


def test_with_one_kdb_table_the_pages_are_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = three_towns.tiny_in(tmp_path)
    for code, *_ in three_towns.TOWNS:
        tiny.patients(code, "国保", 30)
        tiny.patients(code, "後期", 40)
    tiny.build("internal")
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    monkeypatch.setattr(without_kdb, "compose", None)
    assert pages.view_of("patients", {"mode": ["internal"]}).sentences
