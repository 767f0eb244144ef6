"""圏域案: a move changes every figure, plans are kept, and nothing of it is in 公表."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_of
from tests.pages.conftest import Open
from zaitaku.ask import warehouse
from zaitaku.derived import zoning, zoning_figures, zoning_inputs, zoning_rules
from zaitaku.kept import plans
from zaitaku.zones.evaluate import overall
from zaitaku.zones.plan import Plan, move
from zaitaku.zones.rules import Setting

PAGE = "plan/redraw.py"
TOWN = "03206"  # 北上市, of 岩手中部
TARGET = "胆江"


@pytest.fixture
def data(iwate_build_dir: Path, tmp_path: Path) -> Path:
    """The Iwate build in a folder of its own, as plans are written beside builds."""
    return copy_of(iwate_build_dir, tmp_path)


@pytest.fixture
def build(data: Path) -> warehouse.Build:
    return warehouse.open_build(data, "internal")


def opened(open_app: Open, data: Path, **link: str) -> Any:
    app = open_app(data, PAGE, **{"mode": "internal", "towns": TOWN, "to": TARGET, **link})
    assert not app.exception
    return app


def click(app: Any, key: str) -> Any:
    app.button(key=key).click().run()
    assert not app.exception
    assert not app.error, app.error[0].value
    return app


def zone_of_each(app: Any) -> dict[str, str]:
    """Municipality → zone as the map has it."""
    (chart,) = app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")
    rows = next(
        transform["from"]["data"]["values"]
        for layer in json.loads(chart.proto.spec)["layer"]
        for transform in layer.get("transform", ())
        if "lookup" in transform and "fill" in transform["from"]["fields"]
    )
    return {row["code"]: row["zone"] for row in rows}


def table_row(app: Any, title: str, first: str) -> list[str]:
    """A row of the Markdown table that has a column of this title."""
    table = next(m.value for m in app.markdown if m.value.startswith("| ") and title in m.value)
    lines = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table.split("\n")]
    return next(line for line in lines if line[0].startswith(first))


def said(app: Any) -> str:
    """The sentence of the page."""
    sentences = [str(m.value) for m in app.markdown if str(m.value).startswith("**")]
    return sentences[0].replace("\\", "")


def test_a_move_changes_map_sentence_and_tables(
    open_app: Open, data: Path, build: warehouse.Build
) -> None:
    app = opened(open_app, data)
    before = zone_of_each(app)
    assert before[TOWN] == "岩手中部"
    assert "まだ市町村を移していない（今の圏域は在宅医療圏）" in said(app)
    click(app, "redraw_move")
    after = zone_of_each(app)
    assert {code for code in before if before[code] != after[code]} == {TOWN}
    assert after[TOWN] == TARGET

    base = zoning.scheme(build, "在宅医療圏")
    inputs = zoning_inputs.read_inputs(build, 2023)
    result = zoning_figures.evaluated(
        move(base, TOWN, TARGET), base, inputs, plans.conditions(data)
    )
    pct = overall(result.figures)["self_sufficiency_pct"].value
    change = result.comparison.overall["self_sufficiency_pct"].value
    assert pct is not None and change is not None
    assert said(app).startswith("**北上市を岩手中部から胆江へ移した案。")
    assert f"{pct - change:.1f}% → {pct:.1f}%（−{-change:.1f} ポイント）" in said(app)
    zone = next(zone for zone in result.figures if zone.zone_code == TARGET)
    row = table_row(app, "流出先", TARGET)
    assert row[1].replace("\\", "").startswith(f"{zone['resident_patients'].value:,.1f}（+")
    assert zone.destinations[0].name in row[5]
    means = table_row(app, "65歳以上人口", TARGET)
    assert means[2].replace("\\", "").startswith(f"{zone['population_65plus'].value:,.0f}（+")


def test_undo_redo_and_back_to_the_scheme_in_force(open_app: Open, data: Path) -> None:
    app = opened(open_app, data)
    start = zone_of_each(app)
    moved = zone_of_each(click(app, "redraw_move"))
    assert zone_of_each(click(app, "redraw_undo")) == start
    assert zone_of_each(click(app, "redraw_redo")) == moved
    assert zone_of_each(click(app, "redraw_reset")) == start
    assert zone_of_each(click(app, "redraw_undo")) == moved


def test_a_new_zone(open_app: Open, data: Path) -> None:
    app = opened(open_app, data)
    app.text_input(key="redraw_zone_name").set_value("北上").run()
    click(app, "redraw_add")
    assert zone_of_each(app)[TOWN] == "北上"
    assert table_row(app, "流出先", "北上")[0] == "北上（新設）"


def test_save_reload_delete_and_bring_back(open_app: Open, data: Path) -> None:
    app = click(opened(open_app, data), "redraw_move")
    app.text_input(key="redraw_name").set_value("会議の案").run()
    click(app, "redraw_save")
    (saved,) = plans.listed(data)
    assert saved.name == "会議の案"
    assert app.selectbox(key="plan").value == saved.plan_id

    again = opened(open_app, data, plan=saved.plan_id)  # another session, by the link
    assert zone_of_each(again)[TOWN] == TARGET
    assert "「会議の案」: 北上市を" in said(again)
    click(again, "redraw_delete")
    assert plans.listed(data) == []
    assert again.selectbox(key="plan").value == "new"
    click(again, "redraw_restore")
    assert [plan.name for plan in plans.listed(data)] == ["会議の案"]
    assert zone_of_each(again)[TOWN] == TARGET


def view_ids(app: Any) -> list[str]:
    return [c.value for c in app.caption if c.value.startswith("版ID")]


def test_a_plan_has_its_own_id_once_it_is_saved(open_app: Open, data: Path) -> None:
    app = opened(open_app, data)
    (untouched,) = view_ids(app)
    click(app, "redraw_move")
    assert view_ids(app) == []  # what is kept nowhere could not be shown again
    app.text_input(key="redraw_name").set_value("会議の案").run()
    click(app, "redraw_save")
    (first,) = view_ids(app)
    click(app, "redraw_undo")
    assert view_ids(app) == []
    app.checkbox(key="redraw_replace").check().run()
    click(app, "redraw_save")
    (second,) = view_ids(app)
    assert len({untouched, first, second}) == 3


def test_saving_over_a_name_needs_to_be_said(open_app: Open, data: Path) -> None:
    app = click(opened(open_app, data), "redraw_move")
    app.text_input(key="redraw_name").set_value("会議の案").run()
    click(app, "redraw_save")
    click(app, "redraw_undo")
    assert app.button(key="redraw_save").disabled
    app.checkbox(key="redraw_replace").check().run()
    click(app, "redraw_save")
    assert zone_of_each(opened(open_app, data, plan=plans.plan_id("会議の案")))[TOWN] != TARGET


def test_plans_side_by_side(open_app: Open, data: Path, build: warehouse.Build) -> None:
    base = zoning.scheme(build, "在宅医療圏")
    one = plans.save(data, Plan("一つ", move(base, TOWN, TARGET).zones))
    app = opened(open_app, data, **{"with": one.plan_id})
    row = table_row(app, "圏域の数", "一つ")
    assert row[1:3] == ["11", "1"]


def test_a_file_is_opened_as_an_edit(open_app: Open, data: Path, build: warehouse.Build) -> None:
    from zaitaku.zones import planfile

    plan = move(zoning.scheme(build, "二次医療圏"), TOWN, "0301")
    app = opened(open_app, data)
    uploader = app.get("file_uploader")[0]
    uploader.upload("案.json", planfile.to_json(plan).encode(), "application/json").run()
    click(app, "redraw_open")
    assert len(set(zone_of_each(app).values())) == 9
    click(app, "redraw_undo")
    assert len(set(zone_of_each(app).values())) == 11


def test_rules_are_switched_for_everyone(open_app: Open, data: Path) -> None:
    app = opened(open_app, data)
    app.session_state["redraw_rules"] = True
    app.run()
    app.toggle(key="rule_self_sufficiency_floor").set_value(False).run()
    app.number_input(key="rule_population_floor_threshold").set_value(30_000).run()
    app.toggle(key="rule_population_floor").set_value(True).run()
    kept = plans.conditions(data).settings
    assert not kept["self_sufficiency_floor"].enabled
    assert kept["population_floor"].enabled
    assert kept["population_floor"].threshold == 30_000
    assert table_row(app, "判定", "黄")
    found = next(m.value for m in app.markdown if m.value.startswith("| 判定"))
    assert "人口の下限" in found
    assert "完結率の下限" not in found


def test_a_rule_that_was_decided_is_not_switched_here(
    open_app: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = {"self_sufficiency_floor": Setting(True, 99.5, "red")}
    monkeypatch.setattr(zoning_rules, "decided", lambda _build: decided)
    app = opened(open_app, data)
    app.session_state["redraw_rules"] = True
    app.run()
    floor = app.number_input(key="rule_self_sufficiency_floor_decided_threshold")
    assert (floor.value, floor.disabled) == (99.5, True)
    app.toggle(key="rule_population_floor").set_value(True).run()
    kept = plans.conditions(data).settings
    assert kept["population_floor"].enabled
    assert kept["self_sufficiency_floor"].threshold != 99.5  # what is decided stays in the build
    assert table_row(app, "判定", "赤")
    found = next(m.value for m in app.markdown if m.value.startswith("| 判定"))
    assert "完結率の下限" in found


@pytest.mark.parametrize("method", ["optimise", "plurality"])
def test_a_draft_is_never_applied_by_itself(open_app: Open, data: Path, method: str) -> None:
    app = opened(open_app, data, by=method)
    app.session_state["redraw_suggest"] = True
    app.run()
    app.number_input(key="redraw_number").set_value(9).run()
    start = zone_of_each(app)
    click(app, "redraw_make")
    assert zone_of_each(app) == start
    assert any("この提案は議論のためのたたき台です" in m.value for m in app.markdown)
    click(app, "redraw_take")
    assert len(set(zone_of_each(app).values())) <= 9
    assert plans.listed(data) == []
    assert zone_of_each(click(app, "redraw_undo")) == start


def test_public_mode_offers_nothing(open_app: Open, data: Path, build: warehouse.Build) -> None:
    base = zoning.scheme(build, "在宅医療圏")
    saved = plans.save(data, Plan("秘密の案", base.zones))
    app = open_app(data, PAGE, plan=saved.plan_id, towns=TOWN)
    assert not app.exception
    assert "内部モードでだけ表示します" in app.info[0].value
    shown = [e.value for kind in ("markdown", "caption", "info") for e in app.get(kind)]
    assert not any("秘密の案" in str(text) for text in shown)
    assert not (app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart"))


def test_without_boundaries_plans_are_drawn_by_name(
    open_app: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zaitaku.compose import redraw

    monkeypatch.setattr(redraw, "_ground", lambda *_: None)
    app = opened(open_app, data)
    assert any("境界データが取り込まれていない" in info.value for info in app.info)
    click(app, "redraw_move")
    assert "北上市を岩手中部から胆江へ移した" in said(app)
