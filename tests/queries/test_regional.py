"""地域別データ集 by area: sums of counts, and the newest edition of each item."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from tests.unit import regional
from zaitaku.ask import queries, warehouse
from zaitaku.ask.answer import Answer
from zaitaku.build import importing
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.settings import MODES, Mode


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions; the newer one lacks the survey's items, as it is every third year only."""
    folder = tmp_path_factory.mktemp("regional")
    people: f.Rows = [["year", "municipality_code", "age_band", "population"]]
    for code, *_ in f.TOWNS:
        people += [["2023", code, "0-4", "40000"], ["2023", code, "65-69", "20000"]]
    newer = [item for item in regional.ITEMS if item[0] not in (13, 14, 19, 20)]
    older = regional.sheet(changed={("99301", 60): "-"})
    book = f.book(folder / "地域別.xlsx", {"R５年": older, "R6年": regional.sheet(items=newer)})
    files = [
        f.csv_file(folder / "マスタ.csv", f.master()),
        f.csv_file(folder / "人口.csv", people),
        book,
    ]
    result = importing.run(files, folder / "data", Policy())
    assert result.exit_code == 0, result.problems
    return folder / "data"


def ask(data: Path, name: str, mode: Mode = "public", **params: object) -> Answer:
    return queries.run(warehouse.open_build(data, mode), name, params)


@pytest.mark.parametrize("mode", MODES)
def test_hospitals_and_clinics_add_up_in_every_unit(data: Path, mode: Mode) -> None:
    towns = ask(data, "regional/by_area", mode)
    assert [row["value"] for row in towns.records] == [32.0, 64.0, 96.0]
    assert {row["edition"] for row in towns.records} == {"R5年"}
    assert [row["per_100000_65plus"] for row in towns.records] == pytest.approx([160, 320, 480])
    (whole,) = ask(data, "regional/by_area", mode, area_unit="prefecture").records
    assert (whole["value"], whole["as_of"]) == (192.0, "令和５年９月")
    assert whole["per_100000_65plus"] == pytest.approx(320.0)


def test_the_newest_edition_that_has_an_item_is_taken_unless_another_is_named(data: Path) -> None:
    newest = ask(data, "regional/by_area", item="訪問看護ステーション数")
    assert {row["edition"] for row in newest.records} == {"R6年"}
    named = ask(data, "regional/by_area", item="訪問看護ステーション数", edition="R5年")
    assert {row["edition"] for row in named.records} == {"R5年"}


def test_places_of_death_are_shares_of_all_deaths_and_not_known_is_not_zero(data: Path) -> None:
    newest = ask(data, "regional/places_of_death").records
    assert [row["edition"] for row in newest] == ["R6年"] * 3
    assert newest[0]["at_home_pct"] == pytest.approx(61 / 60 * 100)
    assert newest[0]["deaths_per_1000_65plus"] == pytest.approx(60 / 20_000 * 1000)
    older = ask(data, "regional/places_of_death", edition="R5年")
    assert older.records[2]["deaths"] is None
    assert older.state_records[2]["deaths"] == "欠測"
    assert older.records[2]["at_home_pct"] is None
    (whole,) = ask(data, "regional/places_of_death", area_unit="prefecture", edition="R5年").records
    assert whole["deaths"] is None


def test_items_are_listed_with_their_day_and_the_whole_country(data: Path) -> None:
    listed = {(r["edition"], r["item_number"]): r for r in ask(data, "regional/items").records}
    assert listed["R5年", 19]["country"] == 19_000.0
    assert listed["R5年", 19]["as_of"] == "令和５年９月"
    assert listed["R6年", 70]["item"] == "新しい項目・何かの数（項目70）"
    assert ("R6年", 19) not in listed
