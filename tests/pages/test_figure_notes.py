"""注記 on the screen: under its figure, as text, those of 公表 alone in 公表."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.unit import factories as f
from zaitaku.build import importing
from zaitaku.compose import pages
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.settings import Mode

HEAD = ["注記する図・指標", "注記", "出すモード", "地域コード", "圏域の種類", "年度"]
BAD = "[甲](http://example.org) **太字**"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    notes = [HEAD, ["供給", BAD, "公表", "", "", ""], ["供給", "内部の文。", "内部", "", "", ""],
             ["市町村カルテ", "確認済み。", "公表", "99201", "", ""]]  # fmt: skip
    tables = {"m": f.master(), "R05_1": f.supply(), "R05_3": f.patients(), "注記": notes}
    files = [f.csv_file(folder / f"{name}.csv", rows) for name, rows in tables.items()]
    policy = Policy(published_zone_schemes=())
    result = importing.run(files, folder / "data", policy, fiscal_year=2023)
    assert result.exit_code == 0, result.problems
    return folder / "data"


def captions(app: Any) -> list[str]:
    return [one.value for one in app.main.caption if one.value.startswith("注記")]


def test_a_note_stands_under_the_figure_as_text(data: Path, open_app: Open) -> None:
    public = captions(open_app(data, "explore/supply.py", mode="public"))
    internal = captions(open_app(data, "explore/supply.py", mode="internal"))
    assert len(public) == 1 and len(internal) == 2 and internal[0] == public[0]
    assert "http://" not in public[0] and "[甲]" not in public[0] and "**" not in public[0]
    assert "内部の文" in internal[1]


def test_a_note_is_on_the_card_of_its_area_alone(data: Path, open_app: Open) -> None:
    card = captions(open_app(data, "explore/card.py", mode="public", area="99201"))
    assert len(card) == 1 and "確認済み" in card[0]
    assert captions(open_app(data, "explore/card.py", mode="public", area="99202")) == []


@pytest.mark.parametrize(("mode", "count"), [("public", 1), ("internal", 2)])
def test_the_view_has_the_notes_of_its_mode(data: Path, mode: Mode, count: int) -> None:
    view = pages.view_of("supply", {"mode": [mode]}, data_dir=data)
    assert len(view.exhibits[0].notes) == count
