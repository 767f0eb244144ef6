"""圏域案: what comes of a move, first three figures, then the rules, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_of
from tests.pages.conftest import Open
from tests.pages.test_redraw import TARGET, TOWN, click, opened, said, zone_of_each
from zaitaku.ask import warehouse
from zaitaku.compose import pages
from zaitaku.derived import zoning, zoning_figures, zoning_inputs
from zaitaku.export import picture
from zaitaku.kept import packs_file, plans
from zaitaku.zones.evaluate import evaluate
from zaitaku.zones.plan import Plan, move

OTHER = "03209"  # 一関市, of 両磐


@pytest.fixture
def data(iwate_build_dir: Path, tmp_path: Path) -> Path:
    return copy_of(iwate_build_dir, tmp_path)


@pytest.fixture
def build(data: Path) -> warehouse.Build:
    return warehouse.open_build(data, "internal")


def shown(app: Any) -> str:
    """The figures and the rules as the page has them."""
    (found,) = [e for e in app.get("html") if "redraw-sums" in e.proto.body]
    return str(found.proto.body)


def view_of(data: Path, monkeypatch: pytest.MonkeyPatch, **link: str) -> Any:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    return pages.view_of("redraw", {key: [value] for key, value in link.items()})


def test_the_smallest_zone_and_the_zones_that_break_a_rule(
    open_app: Open, data: Path, build: warehouse.Build
) -> None:
    app = opened(open_app, data)
    assert "今の圏域と同じ" in shown(app)
    click(app, "redraw_move")
    base = zoning.scheme(build, "在宅医療圏")
    inputs = zoning_inputs.read_inputs(build, 2023)
    plan = move(base, TOWN, TARGET)
    result = zoning_figures.evaluated(plan, base, inputs, plans.conditions(data))
    before = zoning_figures.evaluated(base, base, inputs, plans.conditions(data))
    people = [(zone["population"].value, zone.zone_name) for zone in evaluate(plan, inputs)]
    least, name = min(people)
    assert f"<strong>{least:,.0f} 人</strong>" in shown(app)
    assert name in shown(app)
    broken, was = (
        len({f.zone_code for f in one.findings if f.decided and f.zone_code})
        for one in (result, before)
    )
    assert f"<strong>{broken} 圏域</strong>" in shown(app)
    if broken != was:
        assert f"今の圏域 {was} 圏域" in shown(app)
    undecided = {f.rule for f in result.findings if not f.decided}
    assert undecided  # no roles were imported: that is no breach, and no zone keeps the rule
    words = ("<b>判定できない</b>", "ほかに判定できないところがある")
    assert sum(map(shown(app).count, words)) == len(undecided)
    assert f"ほかに判定できない規則 {len(undecided)}" in shown(app)


def test_several_are_moved_in_one_step_and_named(open_app: Open, data: Path) -> None:
    app = opened(open_app, data)
    app.multiselect(key="towns").set_value([TOWN, OTHER]).run()
    app.selectbox(key="to").set_value("盛岡").run()
    start = zone_of_each(app)
    click(app, "redraw_move")
    assert said(app).startswith("**北上市（岩手中部→盛岡）、一関市（両磐→盛岡）を移した案。")
    assert zone_of_each(click(app, "redraw_undo")) == start


def test_many_moves_are_counted_and_the_first_named(
    data: Path, build: warehouse.Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = zoning.scheme(build, "在宅医療圏")
    plan = base
    for code in base.zones[0].municipality_codes:
        plan = move(plan, code, base.zones[1].zone_code)
    saved = plans.save(data, Plan("まとめた案", plan.zones))
    count = len(base.zones[0].municipality_codes)
    assert count > 3
    (sentence,) = view_of(data, monkeypatch, plan=saved.plan_id, mode="internal").sentences
    start, end = base.zones[0].zone_name, base.zones[1].zone_name
    assert sentence.startswith("「まとめた案」: ")
    assert f"など {count} 市町村を{start}から{end}へ移した案。" in sentence


def test_a_proposal_continues_the_zones_there_are(open_app: Open, data: Path) -> None:
    app = opened(open_app, data, by="plurality")
    app.session_state["redraw_suggest"] = True
    app.run()
    app.number_input(key="redraw_number").set_value(9).run()
    click(app, "redraw_make")
    before = zone_of_each(app)
    click(app, "redraw_take")
    after = zone_of_each(app)
    sizes = [list(after.values()).count(name) for name in set(after.values())]
    assert min(sizes) >= 2
    assert max(sizes) <= 7  # of 33 in 9: half to twice the average
    stay = [code for code in after if after[code] == before[code]]
    assert len(stay) > len(after) / 2
    assert "を移した案" in said(app)


def test_why_there_is_no_proposal_is_a_sentence(open_app: Open, data: Path) -> None:
    app = opened(open_app, data)
    app.session_state["redraw_suggest"] = True
    app.run()
    app.number_input(key="redraw_number").set_value(33).run()
    app.number_input(key="redraw_floor").set_value(95).run()
    app.button(key="redraw_make").click().run()
    assert not app.exception
    (error,) = app.error
    assert "条件に合う分け方" in error.value


@pytest.mark.parametrize("moved", [False, True])
def test_every_figure_is_drawn_without_a_screen(
    data: Path, build: warehouse.Build, monkeypatch: pytest.MonkeyPatch, moved: bool
) -> None:
    link = {"mode": "internal"}
    if moved:
        base = zoning.scheme(build, "在宅医療圏")
        link["plan"] = plans.save(data, Plan("案", move(base, TOWN, TARGET).zones)).plan_id
    view = view_of(data, monkeypatch, **link)
    pictures = [e for e in view.exhibits if e.builder is not None]
    assert len(pictures) == 1
    assert b"<svg" in picture.svg(pictures[0], data)
    changes = next(e for e in view.exhibits if e.title.startswith("今の圏域との違い"))
    assert [row[0] for row in changes.words[:4]] == [
        "項目",
        "完結する患者の割合",
        "最小の圏域の人口",
        "規則に合わない圏域",
    ]
    assert view_of(data, monkeypatch, mode="public").exhibits == ()


def test_a_scene_that_was_kept_before_still_names_its_town() -> None:
    stored = {
        "scene_id": "0" * 16,
        "page": "redraw",
        "title": "圏域案",
        "link": {"town": [TOWN], "year": ["2023"]},
        "mode": "internal",
        "choices": [],
        "kept": {"build_id": "b1", "digests": [], "said": []},
        "message": "",
        "note": "",
    }
    scene = packs_file._read_scene(stored)
    assert scene.link == {"towns": (TOWN,), "year": ("2023",)}
