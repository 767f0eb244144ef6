"""Builds that lack a table: every page opens and says in plain words what is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.unit import factories as f
from tests.unit import published as p
from zaitaku.build import importing
from zaitaku.cli import main
from zaitaku.compose import pages, standing
from zaitaku.compose.choices import Choices
from zaitaku.compose.sheet import Sheet
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.settings import MODES

EVERY = tuple(f.TABLES)
PEOPLE = "総務省「住民基本台帳年齢階級別人口（市区町村別）」の Excel"
INSTITUTIONS, DISCHARGE = "KDB 集計表②", "KDB 集計表⑤"
# what a build lacks → its KDB tables, whether it has people, and what its pages must say (in 内部)
LACKING: dict[str, tuple[Sequence[str], bool, dict[str, str]]] = {
    "population": (
        EVERY, False,
        dict.fromkeys(["overview", "compare", "card", "data", "redraw"], PEOPLE),
    ),
    "2": (
        [kind for kind in EVERY if kind != "kdb_institutions"], True,
        dict.fromkeys(
            ["institutions", "bridge", "dependence", "card", "data", "redraw"], INSTITUTIONS
        ),
    ),
    "5": (
        [kind for kind in EVERY if kind != "kdb_discharge"], True,
        dict.fromkeys(["discharge", "data"], DISCHARGE),
    ),
    "4": (
        [kind for kind in EVERY if kind != "kdb_flows"], True,
        dict.fromkeys(["overview", "flows", "bridge", "dependence"], "KDB 集計表④"),
    ),
    "1": (
        [kind for kind in EVERY if kind != "kdb_supply"], True,
        dict.fromkeys(["overview", "supply", "map"], "KDB 集計表①"),
    ),
    "kdb": ((), True, dict.fromkeys(["overview", "card"], "取り込まれていない")),
}  # fmt: skip
# a name of a parameter or a table, or the number of an uncaught error
_OF_A_PROGRAM = re.compile(r"パラメータ|[a-z]+_[a-z_]+」|受付番号")


@pytest.fixture(scope="module", params=LACKING)
def little(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What is lacking, and the data folder without it, imported as a user would."""
    lacking = str(request.param)
    kinds, has_people, _ = LACKING[lacking]
    folder = tmp_path_factory.mktemp(f"without_{lacking}")
    files = [
        f.csv_file(folder / "マスタ.csv", f.master()),
        f.csv_file(folder / "訪問看護.csv", p.stations()),
    ]
    if kinds:
        files.append(f.book(folder / "R05.xlsx", {kind: f.TABLES[kind]() for kind in kinds}))
    if has_people:
        people: f.Rows = [["year", "municipality_code", "age_band", "population"]]
        for code, *_ in f.TOWNS:
            people += [["2023", code, "0-4", "40000"], ["2023", code, "65-69", "20000"]]
        files.append(f.csv_file(folder / "人口.csv", people))
    result = importing.run(files, folder / "data", Policy())
    assert result.exit_code == 0, result.problems
    return lacking, folder / "data"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What pages tell, in boxes and in small text."""
    said: list[str] = []

    def keep(_: Sheet, text: str, *more: Any) -> None:
        said.append(text)

    monkeypatch.setattr(Sheet, "tell", keep)
    monkeypatch.setattr(Sheet, "note", keep)
    return said


@pytest.mark.parametrize("mode", MODES)
def test_every_page_says_what_is_not_there(
    little: tuple[str, Path], told: list[str], monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    lacking, data = little
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    faults: list[str] = []
    for address in (page.address for section in pages.PAGES.values() for page in section):
        told.clear()
        faults += _faults(address, mode, LACKING[lacking][2].get(address, ""), told)
    assert faults == []


def _faults(address: str, mode: str, wanted: str, told: list[str]) -> list[str]:
    try:
        pages.view_of(address, {"mode": [mode]})
    except Exception as error:
        return [f"{address}: {type(error).__name__} {error}"]
    found = [f"{address}: {text}" for text in told if _OF_A_PROGRAM.search(text)]
    if wanted and mode == "internal" and not any(wanted in text for text in told):
        found.append(f"{address}: says nothing of {wanted}")
    return found


@pytest.mark.parametrize("page", ["explore/institutions.py", "explore/card.py", "plan/redraw.py"])
def test_on_the_screen_nothing_fails(little: tuple[str, Path], open_app: Open, page: str) -> None:
    app = open_app(little[1], page, mode="internal")
    assert not app.exception
    assert [text.value for text in app.error] == []
    shown = [text.value for kind in (app.info, app.warning) for text in kind]
    assert [text for text in shown if _OF_A_PROGRAM.search(text)] == []


def test_a_year_that_no_table_has_is_still_an_error(
    little: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a year of the build may have no row: what a page asks by mistake must not be silent."""
    sheet = Sheet("overview", Choices({"mode": ["internal"]}), little[1])
    standing.choose(sheet)
    ask: Callable[..., Any] = sheet.ask
    with pytest.raises(NotInDataError):
        ask("area/population", fiscal_year=1999)
    if little[0] == "population":
        assert ask("area/population").lacking == "area_population"


def test_the_command_makes_a_card_as_the_page_does(
    little: tuple[str, Path], tmp_path: Path
) -> None:
    lacking, data = little
    if lacking == "kdb":  # a card is of KDB figures: its page says what there is instead
        pytest.skip("集計表のない版のカルテは、画面だけです")
    out = tmp_path / "a.xlsx"
    asked = ["export", "card", "--area", "99201", "--data", str(data), "--out", str(out)]
    assert main.main(asked) == 0
    assert out.stat().st_size > 3_000
