"""Published tables on pages: each figure with its day, 広域連合 as itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from tests.unit import regional
from tests.unit.test_sources_certified import certified, insured
from zaitaku.ask.answer import Answer
from zaitaku.build import importing
from zaitaku.compose import pages
from zaitaku.disclosure.policy import Policy
from zaitaku.exhibits.views import View
from zaitaku.ground import paths
from zaitaku.ground.settings import MODES, Mode


@pytest.fixture(scope="module")
def public_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People, the Ministry's 地域別データ集 and 年報 of three towns; nothing of KDB."""
    folder = tmp_path_factory.mktemp("public_tables")
    people: f.Rows = [["year", "municipality_code", "age_band", "population"]]
    for code, *_ in f.TOWNS:
        people += [["2023", code, "0-4", "40000"], ["2023", code, "65-69", "20000"]]
    first = certified(people="（再掲）第１号被保険者")
    files = [
        f.csv_file(folder / "マスタ.csv", f.master()),
        f.csv_file(folder / "人口.csv", people),
        f.book(folder / "地域別データ集.xlsx", {"R５年": regional.sheet()}),
        f.book(folder / "年報_令和5年度.xlsx", {"a": first, "b": insured()}),
    ]
    result = importing.run(files, folder / "data", Policy())
    assert result.exit_code == 0, [str(p) for one in result.files for p in one.problems]
    return folder / "data"


@pytest.fixture(params=MODES)
def mode(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, public_tables: Path
) -> Mode:
    monkeypatch.setenv("ZAITAKU_DATA", str(public_tables))
    mode: Mode = request.param
    return mode


def view(address: str, mode: Mode, **link: str) -> View:
    return pages.view_of(address, {"mode": [mode], **{k: [v] for k, v in link.items()}})


def words(found: View, start: str) -> list[tuple[str, ...]]:
    """The rows of a table of words, its heads first."""
    return next(list(one.words) for one in found.exhibits if one.title.startswith(start))


def answers(found: View) -> dict[str, Answer]:
    return {answer.name: answer for one in found.exhibits for answer in one.answers}


@pytest.mark.parametrize("address", ["overview", "card"])
def test_every_headline_says_its_day_and_how_it_counts(mode: Mode, address: str) -> None:
    head, *rows = words(view(address, mode, area="99202"), "公表データのおもな数値")
    assert head[-2:] == ("時点", "数え方")
    told = {row[0].partition("（65歳以上")[0]: row for row in rows}
    visits = told["訪問診療の実施件数（1か月の延べ）"]
    # (14 + 20) × 2 visits to 20,000 people of 65 and more
    assert visits[1] == "340.0 /10万人"
    assert visits[-2:] == ("令和５年９月", "所在地・延べ")
    assert all(row[-2] for row in rows)


def test_the_map_shows_the_measure_that_the_reader_chooses(mode: Mode) -> None:
    found = view("map", mode, public_measure="at_home")
    assert any("自宅死の割合" in one.title and "令和５年" in one.title for one in found.exhibits)
    assert any("自宅で亡くなった人" in said for said in found.sentences)


def test_a_union_stands_as_itself_and_its_towns_have_no_number(mode: Mode) -> None:
    found = view("patients", mode)
    head, *rows = words(found, "広域連合など")
    assert rows == [("島霧広域連合", "70", *["10"] * 7)]
    assert head[1] == "計（人）"
    own = answers(found)["certified/by_area"]
    known = {r["area_code"]: r["certified"] for r in own.records if r["care_level"] == "計"}
    assert known == {"99201": 28, "99202": None, "99301": None}


def test_supply_without_kdb_draws_bars_of_what_is_published(mode: Mode) -> None:
    found = view("supply", mode)
    drawn = next(one for one in found.exhibits if one.builder is not None)
    assert drawn.title.startswith("訪問診療を行う病院・診療所")
    assert any("上回る" in said or "下回る" in said for said in found.sentences)


def test_indicators_stand_on_the_published_figures_where_there_is_no_kdb(mode: Mode) -> None:
    found = view("indicators", mode, area="99201")
    assert any("に値がある" in said or "に値があり" in said for said in found.sentences)
    rows = {row["indicator_id"]: row for row in answers(found)["profile/indicators"].records}
    assert (rows["NS1"]["value"], rows["NS1"]["year"]) == (32, 2023)
    assert rows["MP3"]["value"] == 61


def test_demand_without_kdb_says_why_there_is_none(mode: Mode) -> None:
    assert not [one for one in view("demand", mode).exhibits if one.builder is not None]


def test_demand_by_rates_of_the_prefecture_needs_no_kdb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("市区町村マスタ.csv", "人口_年齢階級別.csv", "受療率.csv", "将来推計人口.csv")
    result = importing.run(
        [paths.SAMPLE_DATA / name for name in names], tmp_path / "data", Policy()
    )
    assert result.exit_code == 0, [str(p) for one in result.files for p in one.problems]
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path / "data"))
    found = view("demand", "public")
    drawn = next(one for one in found.exhibits if one.builder is not None)
    assert drawn.answer is not None and drawn.answer.name == "demand/projected"
    assert "架空県NDB（見本）" in drawn.title
    assert any("最も多くなる" in said for said in found.sentences)


def test_where_people_die_is_a_page_of_its_own(mode: Mode) -> None:
    """Of the invented item numbers: 61 of 60 at home would be no share, so each is what it is."""
    for form in ("bars", "map"):
        found = view("deaths", mode, form=form)
        (answer,) = [a for a in answers(found).values() if a.name == "regional/places_of_death"]
        own = answer.records[0]
        assert own["at_home_pct"] == pytest.approx(own["at_home"] / own["deaths"] * 100)
        assert any("死亡場所｜自宅死の割合" in one.title for one in found.exhibits)
    assert "令和５年" in view("deaths", mode).exhibits[0].title
