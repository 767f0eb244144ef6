"""追加的需要, 将来需要 and 二つの計画: what is said is what the answers hold, in either mode."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.queries.test_additional_demand import demand
from tests.tiny import Tiny
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.settings import MODES

WORKSHEET, DEMAND, BOTH = (f"plan/{name}.py" for name in ("additional_demand", "demand", "both"))


def said(app: Any) -> str:
    return " ".join(str(e.value).replace("\\", "") for e in (*app.markdown, *app.caption))


def descriptions(app: Any) -> list[str]:
    return [json.loads(c.proto.spec)["description"] for c in app.get("vega_lite_chart")]


def test_worksheet(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, WORKSHEET, mode="internal", area="99201")
    assert not app.exception
    # the 圏域 of the chosen municipality, as agreed in the sample's table
    assert "架空（二次医療圏）の2026年度の追加的需要 269 人/日は、在宅医療 56 人/日" in said(app)
    assert "地域医療構想調整会議で合意" in said(app)
    bars, sources = descriptions(app)
    assert "架空 計 269（在宅 56・介護 213）" in bars
    assert "患者調査（H26・介護施設＝老健＋特養） 54 人/日（在宅 : 施設 = 1 : 3.2）" in sources


def test_in_public_only_the_prefecture_is_published_by_itself(
    open_app: Open, sample_build_dir: Path
) -> None:
    app = open_app(sample_build_dir, WORKSHEET, mode="public")
    assert not app.exception
    # written by 圏域 in the sample's table, and added up
    assert "架空県の2026年度の追加的需要" in said(app)
    assert "published_own_tables" in said(app)


def test_in_public_a_table_of_some_areas_has_no_total(open_app: Open, tmp_path: Path) -> None:
    towns = [("99201", "Ａ市", "9901", "西", 60_000), ("99202", "Ｂ市", "9902", "東", 60_000)]
    tiny = Tiny(tmp_path, towns)
    tiny.flow("99201", "99201", 30)
    demand(tiny, "9901", 100, 40)
    tiny.build("public")
    app = open_app(tmp_path, WORKSHEET, mode="public")
    assert not app.exception
    assert "公表用データに、圏域別・市町村別の追加的需要がありません" in app.info[0].value
    assert not app.get("vega_lite_chart")


def test_in_public_the_table_is_shown_once_the_policy_says_so(
    open_app: Open, tmp_path: Path
) -> None:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    tiny.policy = Policy(published_own_tables=("additional_demand",))
    tiny.flow("99201", "99201", 30)
    demand(tiny, "9901", 100, 40, agreed_home=30, agreed_facility=70)
    tiny.build("public")
    app = open_app(tmp_path, WORKSHEET, mode="public")
    assert not app.exception
    assert "追加的需要 100 人/日は、在宅医療 30 人/日" in said(app)


def test_another_source_moves_what_is_not_agreed(open_app: Open, sample_build_dir: Path) -> None:
    link = {"mode": "internal", "unit": "medical_area", "area": "9903"}
    first = open_app(sample_build_dir, WORKSHEET, **link)
    second = open_app(sample_build_dir, WORKSHEET, **link, ad_source="kdb")
    assert "在宅医療 19 人/日" in said(first)
    assert "在宅医療 31 人/日" in said(second)
    assert "まだ合意していない試算" in said(second)


@pytest.mark.parametrize("mode", MODES)
def test_demand(open_app: Open, sample_build_dir: Path, mode: str) -> None:
    app = open_app(sample_build_dir, DEMAND, mode=mode, area="99201")
    assert not app.exception
    assert "架空市の訪問診療の需要が最も多くなるのは 2040年" in said(app)
    assert ("施設分にあたる" in said(app)) == (mode == "internal")
    lines, changes, beside = descriptions(app)
    assert "35地域" in lines
    assert "5万～50万人" in changes
    assert "国の推計" in beside


def test_scenarios_change_the_peak(open_app: Open, sample_build_dir: Path) -> None:
    link = {"mode": "internal", "area": "99201", "measure": "demand"}
    app = open_app(sample_build_dir, DEMAND, **link, scenario="own", factor="150", reach="2050")
    assert not app.exception
    assert "最も多くなるのは 2050年以降" in said(app)
    other = open_app(sample_build_dir, DEMAND, **link, method="kdb", scenario="median")
    assert not other.exception
    assert "県内の中央値へ（2040年まで）" in " ".join(s.value for s in other.header)


@pytest.mark.parametrize("mode", MODES)
def test_both_plans(open_app: Open, sample_build_dir: Path, mode: str) -> None:
    app = open_app(sample_build_dir, BOTH, mode=mode, unit="medical_area", area="9901")
    assert not app.exception
    (chart,) = descriptions(app)
    for text, where in (("按分は 2026・2029年度", said(app)), ("2026年 56 人/日", chart)):
        assert (text in where) == (mode == "internal")
    assert ("published_own_tables" in said(app)) == (mode == "public")
    assert "国の推計" in chart


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (WORKSHEET, "zaitaku template additional_demand"),
        (DEMAND, "将来推計人口が取り込まれていません"),
        (BOTH, "zaitaku template targets"),
    ],
)
def test_without_the_tables_the_page_says_which(
    open_app: Open, tmp_path: Path, page: str, told: str
) -> None:
    tiny = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    tiny.supply("99201", "在宅患者訪問診療料", receipts=30, patients=30)
    tiny.build("public")
    app = open_app(tmp_path, page, mode="internal")
    assert not app.exception
    assert any(told in box.value.replace("\\", "") for box in app.info)
