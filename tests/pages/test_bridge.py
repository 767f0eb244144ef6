"""需要と供給 and 依存: what 公表 shows of them, and that an estimate is called one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open
from zaitaku.ask import queries, warehouse
from zaitaku.compose import pages
from zaitaku.ground.settings import MODES

BRIDGE, DEPENDENCE = "explore/bridge.py", "explore/dependence.py"


def words(app: Any) -> str:
    return " ".join(str(e.value) for e in (*app.markdown, *app.caption, *app.header))


def description(app: Any, number: int = 0) -> str:
    import json

    return str(json.loads(app.get("vega_lite_chart")[number].proto.spec)["description"])


@pytest.mark.parametrize("mode", MODES)
def test_bridge_of_the_chosen_area(open_app: Open, sample_build_dir: Path, mode: Any) -> None:
    app = open_app(sample_build_dir, BRIDGE, mode=mode, area="99201")
    assert not app.exception
    build = warehouse.open_build(sample_build_dir, mode)
    answer = queries.run(build, "bridge/by_area", {"area_code": ["99201"]})
    row = dict(zip(answer.names, answer.rows[0], strict=True))
    assert f"④ 住んでいる患者 {row['resident_patients']:,.1f} 人/月" in description(app)
    # ② counts institutions and is in 内部 alone
    assert ("② ここの医療機関の患者" in description(app)) == (mode == "internal")
    assert "③は医学総合管理料、④は訪問診療料から数えています" in words(app)


def test_areas_set_beside_are_a_column_each(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = ["99201", "99202", "99203"]
    link = {"mode": ["internal"], "area": codes[:1], "beside": codes[1:]}
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    view = pages.view_of("bridge", link)
    build = warehouse.open_build(sample_build_dir, "internal")
    answer = queries.run(build, "bridge/by_area", {"area_code": codes})
    found = {row["area_code"]: row["resident_patients"] for row in answer.records}
    table = next(one for one in view.exhibits if one.title.startswith("並べた地域"))
    head, *rows = table.words
    assert head == ("人/月", *(row["area_name"] for row in answer.records))
    living = next(row for row in rows if row[0] == "④ 住んでいる患者")
    assert living[1:] == tuple(f"{found[code]:,.1f} 人/月" for code in codes)


@pytest.mark.parametrize("unit", ["medical_area", "zone"])
def test_bridge_of_larger_areas(open_app: Open, sample_build_dir: Path, unit: str) -> None:
    app = open_app(sample_build_dir, BRIDGE, mode="internal", unit=unit)
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 1


def test_dependence_is_for_internal_use(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, DEPENDENCE, mode="public")
    assert "内部モードでだけ" in app.info[0].value
    assert len(app.get("vega_lite_chart")) == 0


@pytest.mark.parametrize("residence", ["home", "shared", "both"])
def test_who_is_affected_is_called_an_estimate(
    open_app: Open, sample_build_dir: Path, residence: str
) -> None:
    link = {"mode": "internal", "area": "99201", "residence": residence}
    app = open_app(sample_build_dir, DEPENDENCE, **link)
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 2
    (told,) = [t.value for t in app.main.markdown if "が訪問診療をやめると" in t.value]
    assert "と推計される" in told
    assert "（推計）" in app.header[1].value
    assert "と同じ住所地の割合とみなしています" in words(app)
