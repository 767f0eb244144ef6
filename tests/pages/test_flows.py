"""The page 流出入 against a calculation of its own from the example's ④."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import said
from zaitaku.ground import paths

EXPECTED = paths.ROOT.parent / "shared" / "examples" / "iwate" / "expected"
MORIOKA = "03201"


def page(monkeypatch: pytest.MonkeyPatch, data: Path, mode: str) -> Any:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    monkeypatch.setenv("ZAITAKU_MODE", mode)
    app = AppTest.from_file(str(paths.ROUTER), default_timeout=60)
    return app.switch_page(str(paths.PAGES / "explore" / "flows.py")).run()


def choose(app: Any, key: str, value: str) -> Any:
    (control,) = [group for group in app.get("button_group") if group.key == key]
    return control.set_value(value).run()


def sentence(app: Any) -> str:
    return said(app)[0]


def flows(residence: str) -> pd.DataFrame:
    """Origin × destination of 2023."""
    frame = pd.read_csv(EXPECTED / "flows_2023.csv", dtype={"origin_code": str})
    frame = frame[frame["residence"] == residence]
    return frame.pivot_table("patients", "origin_code", "destination_code", aggfunc="sum")


@pytest.mark.parametrize(("code", "residence"), [("home", "同一建物以外"), ("shared", "同一建物")])
def test_the_sentence_says_self_sufficiency_and_inflow(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch, code: str, residence: str
) -> None:
    found = flows(residence)
    within = found.loc[MORIOKA, MORIOKA]
    share = within / found.loc[MORIOKA].sum() * 100
    inflow = found[MORIOKA].sum() - within
    outgoing = found.loc[MORIOKA].drop(MORIOKA)
    app = page(monkeypatch, iwate_build_dir, "internal")
    app.selectbox(key="residence").set_value(code).run()
    assert not app.exception
    assert f"盛岡市に住む訪問診療患者（{residence}）の {share:.1f} %" in sentence(app)
    assert f"（{outgoing.max():.1f} 人/月）" in sentence(app)
    assert f"県内からの流入は {inflow:.1f} 人/月" in sentence(app)


def test_matrix_summary_and_partners_are_all_there(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(monkeypatch, iwate_build_dir, "internal")
    assert len(app.get("vega_lite_chart")) == 3
    titles = [heading.value for heading in app.header]
    assert [title.split("｜")[0] for title in titles] == [
        "訪問診療の流出入　患者数",
        "圏域ごとの合計",
        "完結率・流出・県内からの流入",
        "盛岡市の流出先",
    ]
    units = ["市町村", "二次医療圏", "市町村", "市町村"]
    assert all(
        f"岩手県 {unit}別" in title and "令和5年度" in title
        for unit, title in zip(units, titles, strict=True)
    )
    assert (
        choose(app, "direction", "incoming").header[3].value.startswith("盛岡市の県内からの流入元")
    )


def test_inflow_is_never_said_without_where_from(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(monkeypatch, iwate_build_dir, "internal")
    words = [element.value for element in (*app.markdown, *app.header)]
    shown = " ".join(words).replace("県内からの流入", "").replace("県外からの流入", "")
    assert "流入" not in shown.replace("流出入", "").replace("流入元", "")


def test_areas_of_another_unit_have_no_blocks_to_choose(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(monkeypatch, iwate_build_dir, "internal")
    assert "blocks" in [group.key for group in app.get("button_group")]
    app.selectbox(key="unit").set_value("medical_area").run()
    assert not app.exception
    assert "blocks" not in [group.key for group in app.get("button_group")]
    assert "二次医療圏内で受けている" in sentence(app)


def test_public_mode_shows_the_page(iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(monkeypatch, iwate_build_dir, "public")
    assert not app.exception
    assert "盛岡市" in sentence(app)
