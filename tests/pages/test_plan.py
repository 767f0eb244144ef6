"""指標 and 目標: the board, one indicator, judgements, notices, and what to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open
from tests.queries.test_plan import OWN, started, target, value
from zaitaku.ground.settings import MODES

INDICATORS, TARGETS = "plan/indicators.py", "plan/targets.py"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan")
    tiny = started(folder)
    target(tiny, "NS1", 130.0)
    target(tiny, "NS1", 150.0, revision="策定", revised_on=None)
    target(tiny, "KP1", None, kind="words", target_words="増加")
    target(tiny, "Z1", 40.0, kind="share", area_unit="municipality", area_code="99202", **OWN)
    value(tiny, "MS1", 2023, None)
    tiny.build("public")
    return folder


def words(app: Any) -> str:
    shown = (*app.markdown, *app.caption, *app.header, *app.info, *app.warning)
    return " ".join(str(element.value) for element in shown).replace("\\", "")


@pytest.mark.parametrize("mode", MODES)
def test_the_board_lays_indicators_out_as_the_plan_does(
    open_app: Open, data_dir: Path, mode: str
) -> None:
    app = open_app(data_dir, INDICATORS, mode=mode, ind="KP1", by="computed")
    assert not app.exception
    text = words(app)
    assert "52 指標のうち" in text
    for part in ("退院支援", "看取り", "S　ストラクチャー", "O　アウトカム", "【必須】訪問診療"):
        assert part in text
    assert "届出受理医療機関名簿" in text  # what file would give a figure
    # the same basis in both modes, with a figure in one
    assert "施設数（患者が0人より多い医療機関）" in text
    assert ("12 施設" in text) == (mode == "internal")
    assert "往診を受けた患者数（KDB①・住所地・患者数（月平均））" in text  # basis in the name
    assert len(app.get("vega_lite_chart")) == 2  # the profile; one year: bars only
    assert "定義 未確認" in text


@pytest.mark.parametrize("mode", MODES)
def test_a_town_is_not_shown_on_another_basis_than_the_prefecture(
    open_app: Open, data_dir: Path, mode: str
) -> None:
    """The prefecture's 108 is imported; Ａ市's 12 of ② is shown only when the reader asks."""
    app = open_app(data_dir, INDICATORS, mode=mode, area="99201")
    assert not app.exception
    text = words(app)
    assert "必須の「訪問診療を実施している診療所・病院数」は データなし（所在地・施設数）。" in text
    assert "12 施設" not in text and "県全体 108 施設（2023年度）" in text
    assert "市町村別の値がありません" in text


def test_an_indicator_without_figures_says_what_to_import(open_app: Open, data_dir: Path) -> None:
    app = open_app(data_dir, INDICATORS, ind="MP3")
    assert not app.exception
    assert "市町村別の値がありません" in app.info[0].value
    assert len(app.get("vega_lite_chart")) == 1  # the profile has other indicators


@pytest.mark.parametrize("mode", MODES)
def test_the_profile_stands_first_and_the_board_below(
    open_app: Open, data_dir: Path, mode: str
) -> None:
    app = open_app(data_dir, INDICATORS, mode=mode, area="99201")
    assert not app.exception
    heads = [head.value.replace("\\", "") for head in app.header]
    assert heads[0] == "指標のプロフィール｜Ａ市｜市町村｜令和5年度（2023）"
    assert "医療計画の指標｜Ａ市｜市町村｜令和5年度（2023）" in heads[1:]
    assert "Ａ市では、52 指標のうち" in words(app)
    folds = [box.label for box in app.expander]
    assert any(label.startswith("値なし ") and label.endswith("（一覧）") for label in folds)


@pytest.mark.parametrize("mode", MODES)
def test_all_areas_by_all_indicators(open_app: Open, data_dir: Path, mode: str) -> None:
    app = open_app(data_dir, INDICATORS, mode=mode, across="all")
    assert not app.exception
    heads = [head.value.replace("\\", "") for head in app.header]
    assert heads == ["指標の一覧｜架空県 市町村別｜令和5年度（2023）"]
    assert len(app.get("vega_lite_chart")) == 1


@pytest.mark.parametrize("mode", MODES)
def test_targets_of_the_prefecture(open_app: Open, data_dir: Path, mode: str) -> None:
    app = open_app(data_dir, TARGETS, mode=mode, of="prefecture::99")
    assert not app.exception
    text = words(app)
    assert "目標 2 件: 達成 0、順調 1、遅れ 0、判定できない 1。" in text
    assert "順調。いまの傾向で目標に届きます。目標までは1年当たり +3.7、これまでは +4.0" in text
    assert not app.warning or all("必須" not in w.value for w in app.warning)
    assert len(app.get("vega_lite_chart")) == 2


@pytest.mark.parametrize("mode", MODES)
def test_targets_of_all_areas_beside_the_prefectures(
    open_app: Open, data_dir: Path, mode: str
) -> None:
    app = open_app(data_dir, TARGETS, mode=mode, across="all", ind="NS1")
    assert not app.exception
    assert "市町村の目標" in words(app)
    assert next(box for box in app.selectbox if box.label == "指標").value == "NS1"
    assert len(app.get("vega_lite_chart")) == 1


def test_what_the_demand_takes_is_asked_without_a_target(open_app: Open, tmp_path: Path) -> None:
    """The tiny build has no projection either, and says what to import."""
    started(tmp_path).build("public")
    app = open_app(tmp_path, TARGETS, across="demand")
    assert not app.exception and not app.warning
    assert "将来推計人口が取り込まれていません" in app.info[0].value


def test_a_projection_that_has_ended_gives_no_year_to_choose(
    open_app: Open, tmp_path: Path
) -> None:
    tiny = started(tmp_path)
    for code in ("99201", "99202"):
        tiny.add("population_projection", edition="古い推計", published_table="x", area_code=code,
                 area_name="", sex="計", age_band="75+", year=2020, population=10.0, basis="人"
                 )  # fmt: skip
    tiny.build("public")
    app = open_app(tmp_path, TARGETS, across="demand")
    assert not app.exception
    assert "「古い推計」に、2023年度より先の年がありません" in app.info[0].value


def test_an_area_without_the_obligatory_target_is_told(open_app: Open, data_dir: Path) -> None:
    app = open_app(data_dir, TARGETS, mode="internal", of="municipality::99202")
    assert not app.exception
    assert "Ｂ町には、必須の指標" in app.warning[-1].value
    assert "実績値" in words(app) and "判定できない 1" in words(app)


def test_targets_that_count_persons_of_a_small_area_are_internal(
    open_app: Open, data_dir: Path
) -> None:
    app = open_app(data_dir, TARGETS)
    assert not app.exception
    areas = next(box for box in app.selectbox if box.label == "目標を見る地域")
    assert areas.options == ["県　架空県"]
    assert "公表モードの「指標値」「目標」" in words(app)


def test_without_targets_the_template_is_named(open_app: Open, tmp_path: Path) -> None:
    tiny = started(tmp_path)
    tiny.build("public")
    app = open_app(tmp_path, TARGETS)
    assert not app.exception
    assert "必須の指標" in app.warning[0].value
    assert "zaitaku template targets" in app.code[0].value
