"""The page 医療機関: figures from the example's ②, and nothing at all in 公表."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import said
from zaitaku.ground import paths

EXPECTED = paths.ROOT.parent / "shared" / "examples" / "iwate" / "expected"
ACT = "在宅患者訪問診療料と在宅がん医療総合診療料の合計"


def page(monkeypatch: pytest.MonkeyPatch, data: Path, mode: str) -> Any:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    monkeypatch.setenv("ZAITAKU_MODE", mode)
    app = AppTest.from_file(str(paths.ROUTER), default_timeout=60)
    return app.switch_page(str(paths.PAGES / "explore" / "institutions.py")).run()


def patients(municipality: str | None = None) -> "pd.Series[float]":
    """Patients of the institutions that have any, largest first."""
    frame = pd.read_csv(EXPECTED / "institutions_2023.csv", dtype={"municipality_code": str})
    frame = frame[(frame["group"] == ACT) & (frame["patients"] > 0)]
    if municipality:
        frame = frame[frame["municipality_code"] == municipality]
    return frame["patients"].sort_values(ascending=False)


def told(found: "pd.Series[float]") -> list[str]:
    shares = found / found.sum() * 100
    tenth = shares.head(-(-len(found) // 10)).sum()
    return [
        f"{len(found)} 施設が {found.sum():,.1f} 人/月を診ており",
        f"上位 1 割の医療機関が患者の {tenth:.1f} %",
        f"最も多い 1 施設は {shares.iloc[0]:.1f} %、上位 3 施設は {shares.head(3).sum():.1f} %",
        f"集中度（HHI）は {(shares**2).sum():,.1f}",
    ]


def test_the_prefecture_and_the_chosen_area(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(monkeypatch, iwate_build_dir, "internal")
    assert not app.exception
    for words in told(patients()):
        assert words in said(app)[0]
    (scope,) = [group for group in app.get("button_group") if group.key == "scope"]
    scope.set_value("area").run()
    for words in told(patients("03201")):
        assert words in said(app)[0]
    assert len(app.get("vega_lite_chart")) == 2


def test_public_mode_explains_and_shows_nothing(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(monkeypatch, iwate_build_dir, "public")
    assert not app.exception
    assert "公表できません" in app.info[0].value
    assert not app.get("vega_lite_chart") and not app.get("download_button")
