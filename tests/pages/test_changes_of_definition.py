"""Figures of several years on a page: what changed between them is said under them and in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.conftest import Open
from tests.tiny import Tiny
from zaitaku.compose import pages
from zaitaku.compose.items import Item
from zaitaku.export import words

DENTAL, VISITS = "歯科訪問診療料", "在宅患者訪問診療料"
CHANGED = "定義の変更 2026年6月（歯科訪問診療の決まりが変わりました）"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Tiny(tmp_path_factory.mktemp("years"), [("99201", "Ａ市", "9901", "西", 60_000)], 2025)
    for year in (2024, 2025, 2027):
        made.year = year
        for item in (VISITS, DENTAL):
            made.supply("99201", item, patients=100, institutions=5)
        made.add("source", source_id=year, kind="kdb_supply", fiscal_year=year, sheet="①",
                 file_name=f"{year}.xlsx", row_count=2, sha256=f"{year}")  # fmt: skip
    made.build("public")
    return made.folder


@pytest.mark.parametrize("item", [DENTAL, VISITS])
def test_years_side_by_side_say_what_changed(
    open_app: Open, folder: Path, monkeypatch: pytest.MonkeyPatch, item: str
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(folder))
    code = Item("", item, "").code
    link = {"mode": "internal", "item": code, "span": "all", "measure": "patients"}
    app = open_app(folder, "explore/supply.py", **link)
    assert not app.exception
    said = [caption.value.replace("\\", "") for caption in app.caption]
    assert any(CHANGED in text for text in said) == (item == DENTAL)
    view = pages.view_of("supply", {key: [value] for key, value in link.items()})
    assert any(CHANGED in text for text in words.caveats(view)) == (item == DENTAL)
    stations = [text for text in words.caveats(view) if "電子化" in text]
    assert len(stations) == 4  # of 2024 and of 2025: the question's own words and KDB's
