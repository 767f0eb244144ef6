"""The page 患者 against a calculation of its own from the example's ③."""

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
    return app.switch_page(str(paths.PAGES / "explore" / "patients.py")).run()


def groups(app: Any) -> dict[str, Any]:
    return {group.key: group for group in app.get("button_group")}


def sentence(app: Any) -> str:
    return said(app)[0]


def patients() -> pd.DataFrame:
    frame = pd.read_csv(EXPECTED / "patients_2023.csv", dtype={"municipality_code": str})
    return frame[frame["municipality_code"] == MORIOKA]


@pytest.mark.parametrize("dimension", ["care_level", "residence", "severity", "scheme"])
def test_the_sentence_names_the_largest_part_of_every_dimension(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch, dimension: str
) -> None:
    parts = patients().groupby(dimension)["patients"].sum()
    app = page(monkeypatch, iwate_build_dir, "internal")
    groups(app)["by"].set_value(dimension).run()
    assert not app.exception
    assert f"盛岡市の在宅医療の患者 {parts.sum():,.1f} 人/月のうち" in sentence(app)
    share = parts.max() / parts.sum() * 100
    assert f"最も多いのは{parts.idxmax()}（{share:.1f} %、岩手県全体は" in sentence(app)


def test_filters_narrow_what_is_counted(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = patients()
    kept = frame[(frame["residence"] == "在宅時") & (frame["care_level"] == "要介護５")]
    app = page(monkeypatch, iwate_build_dir, "internal")
    app.multiselect(key="residence").set_value(["r0"])
    app.multiselect(key="care_level").set_value(["c7"]).run()
    assert (
        f"患者 {kept['patients'].sum():,.1f} 人/月のうち最も多いのは要介護５（100.0 %"
        in sentence(app)
    )


def test_a_scheme_is_chosen_in_internal_mode_only(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = patients()
    app = page(monkeypatch, iwate_build_dir, "internal")
    groups(app)["scheme"].set_value("kokuho").run()
    total = frame.loc[frame["scheme"] == "国保", "patients"].sum()
    assert f"盛岡市の在宅医療の患者 {total:,.1f} 人/月" in sentence(app)

    public = page(monkeypatch, iwate_build_dir, "public")
    assert not public.exception
    assert set(groups(public)) == {"form", "by", "sort"}


def test_a_set_of_areas_leaves_the_sentence_to_the_chosen_one(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page(monkeypatch, iwate_build_dir, "internal")
    before = sentence(app)
    app.multiselect(key="areas").set_value(["03202", "03203"]).run()
    assert not app.exception
    assert sentence(app) == before
