"""The page 入力 without a browser: what each state offers, and the second of two editors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open
from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.build import entered, entering, importing
from zaitaku.build.entered import Rows
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths
from zaitaku.kept import entries
from zaitaku.kept.entries import Work
from zaitaku.sources import templates

PAGE = "data/entry.py"
PLACE = templates.of("targets").columns.index("target_value")
INPUTS = ("市区町村マスタ.csv", "人口_年齢階級別.csv", "目標.csv")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    files = [paths.SAMPLE_DATA / name for name in INPUTS]
    assert importing.run(files, folder, load_policy(paths.POLICY)).exit_code == 0
    return folder


def with_goal(rows: Rows, value: str) -> Rows:
    return ((*rows[0][:PLACE], value, *rows[0][PLACE + 1 :]), *rows[1:])


def button(app: Any, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def labels(app: Any) -> list[str]:
    return [one.label for one in app.button]


def test_a_version_goes_its_way_by_the_buttons_of_the_page(open_app: Open, data: Path) -> None:
    rows = entering.begun(data, "targets")
    entries.keep(data, "targets", Work(0, (rows, with_goal(rows, "4321"))))
    app = open_app(data, PAGE, mode="internal")
    assert not app.exception
    app.text_input(key="entry_why").set_value("中間見直し")
    app = button(app, "下書きとして保存する").click().run()
    assert "第1版を、下書きとして保存しました。" in [one.value for one in app.success]
    assert entries.load(data, "targets") is None  # it is a version now
    assert not app.info
    app = button(app, "決裁を申請する").click().run()
    assert [one.value for one in app.info] == [
        "決裁待ち: 目標の表 第1版。表を選ぶと、下の 3 で決裁できます。"
    ]
    assert "差し戻す" in labels(app) and "決裁を申請する" not in labels(app)
    app = button(app, "決裁する").click().run()
    assert entered.version(data, "targets", 1).state == "approved"
    assert "データに入れる版を作る" in labels(app) and "決裁する" not in labels(app)


def test_the_second_editor_sees_what_differs_and_chooses(open_app: Open, data: Path) -> None:
    rows = entering.begun(data, "targets")
    mine = with_goal(rows, "1111")
    entries.keep(data, "targets", Work(0, (rows, mine)))
    with asking.acting(Person("hoka", "edit")):
        entered.save(data, "targets", with_goal(rows, "2222"), why="先に", base=0)
    app = open_app(data, PAGE, mode="internal")
    app.text_input(key="entry_why").set_value("後から")
    app = button(app, "下書きとして保存する").click().run()
    assert any("hoka さんが" in one.value for one in app.warning)
    assert len(entered.versions(data, "targets")) == 1
    app = button(app, "あなたの入力を、次の版として保存する").click().run()
    assert not app.exception
    (_, second) = entered.versions(data, "targets")
    assert second.rows == mine and second.saved.why == "後から"


def test_who_begins_anew_from_theirs_keeps_ones_own_a_step_back(open_app: Open, data: Path) -> None:
    rows = entering.begun(data, "targets")
    mine, theirs = with_goal(rows, "1111"), with_goal(rows, "2222")
    entries.keep(data, "targets", Work(0, (rows, mine)))
    with asking.acting(Person("hoka", "edit")):
        entered.save(data, "targets", theirs, why="先に", base=0)
    app = open_app(data, PAGE, mode="internal")
    app.text_input(key="entry_why").set_value("後から")
    app = button(app, "下書きとして保存する").click().run()
    app = button(app, "第1版から書き直す").click().run()
    kept = entries.load(data, "targets")
    assert kept is not None and (kept.base, kept.rows, kept.undone().rows) == (1, theirs, mine)


def test_a_table_of_which_there_is_nothing_yet_can_be_begun(open_app: Open, data: Path) -> None:
    app = open_app(data, PAGE, mode="internal")
    app = app.selectbox(key="entry_kind").set_value("roles").run()
    assert not app.exception
    assert "いまのデータに、この表はありません。" in [one.value for one in app.caption]
    app.text_input(key="entry_why").set_value("始める")
    app = button(app, "下書きとして保存する").click().run()
    assert any("行がありません" in one.value for one in app.error)
