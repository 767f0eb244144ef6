"""全国の入院: its own source, marked on every figure; without the file the page says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open, said
from tests.queries.test_inpatient import LISTED, NAMES
from tests.tiny import Tiny
from zaitaku.ground.settings import MODES

PAGE = "explore/inpatient.py"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    tiny.flow("99201", "99201", 30)
    for direction, area, partner, share in LISTED:
        tiny.add(
            "inpatient_flow",
            direction=direction,
            bed_function="高度急性期+急性期",
            area_code=area,
            area_name=NAMES[area][0],
            partner_code=partner,
            partner_name=NAMES[partner][0],
            partner_prefecture=NAMES[partner][1],
            share=share,
        )
    tiny.build("public")
    return tmp_path


def words(app: Any) -> str:
    return " ".join(str(e.value) for e in (*app.markdown, *app.caption, *app.header))


@pytest.mark.parametrize("mode", MODES)
def test_the_source_is_named_on_every_figure(open_app: Open, data_dir: Path, mode: str) -> None:
    app = open_app(data_dir, PAGE, ip_pref="03", ip_area="0302", mode=mode)
    assert not app.exception
    assert len(app.header) == 3
    assert all(title.value.startswith("入院・NDB（全国）") for title in app.header)
    assert "中部（構想区域）に住む入院患者" in said(app)[0]
    assert "の 70.0 % は中部の医療機関に入院している" in said(app)[0]
    assert "KDB の数値とは別の資料" in words(app)
    assert len(app.get("vega_lite_chart")) == 2  # nothing is listed as coming to 中部


def test_a_bed_function_that_has_no_list_is_not_zero(open_app: Open, data_dir: Path) -> None:
    app = open_app(data_dir, PAGE, ip_pref="03", beds="chronic")
    assert not app.exception
    assert "元の表に載っていない" in said(app)[0]


def test_without_the_file_the_page_says_what_to_import(
    open_app: Open, sample_build_dir: Path
) -> None:
    app = open_app(sample_build_dir, PAGE)
    assert not app.exception
    assert "取り込まれていません" in app.info[0].value
    assert len(app.header) == 0
