"""役割: coverage in 内部, notifications in both modes, and what to import where nothing is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open, said
from tests.tiny import Tiny
from zaitaku.ground.settings import MODES

PAGE = "plan/roles.py"


def texts(app: Any) -> str:
    return " ".join(str(e.value) for e in (*app.markdown, *app.caption, *app.info, *app.header))


def test_zones_that_are_short_are_named(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE, mode="internal")
    assert not app.exception
    assert "12 在宅医療圏のうち 9 が充足。" in said(app)[0]
    for short in (
        "例川流域（拠点がない）",
        "圏域外の 1 か所が担当",
        "試山（看取りの担い手がない）",
    ):
        assert short in said(app)[0]
    assert len(app.get("vega_lite_chart")) == 2
    assert "架空都心在宅医療連携センター" not in texts(app)  # the list opens on request
    assert "市区町村が分からない医療機関" in [tab.label for tab in app.tabs]


def test_names_stay_inside(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE)
    assert not app.exception
    assert "内部モードでだけ表示します" in texts(app)
    # the sample has one with 支援診２ whose address names no municipality
    assert "届出があるか分からない在宅医療圏は 1（幻島）。" in said(app)[0]
    assert "市区町村が分からない 1 施設があり" in said(app)[0]
    assert "届出のない" not in said(app)[0]
    assert "市区町村が分からない医療機関を表で見る" not in [e.label for e in app.expander]
    assert len(app.get("vega_lite_chart")) == 1


@pytest.mark.parametrize("mode", MODES)
def test_without_the_files_the_page_says_what_to_import(
    open_app: Open, tmp_path: Path, mode: str
) -> None:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    tiny.flow("99201", "99201", 30)
    tiny.build("public")
    app = open_app(tmp_path, PAGE, mode=mode)
    assert not app.exception
    assert ("役割の表が取り込まれていません" in texts(app)) == (mode == "internal")
    assert "届出受理医療機関名簿" in texts(app)
    assert not app.get("vega_lite_chart")
