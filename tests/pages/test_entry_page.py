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
from zaitaku.ui import entry_codes

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


def reason(app: Any) -> Any:
    return next(one for one in app.text_input if one.label == "理由（何を、なぜ変えたか）")


def labels(app: Any) -> list[str]:
    return [one.label for one in app.button]


def test_a_version_goes_its_way_by_the_buttons_of_the_page(open_app: Open, data: Path) -> None:
    rows = entering.begun(data, "targets")
    entries.keep(data, "targets", Work(0, (rows, with_goal(rows, "4321"))))
    app = open_app(data, PAGE, mode="internal")
    assert not app.exception
    reason(app).set_value("中間見直し")
    app = button(app, "下書きとして保存する").click().run()
    assert "第1版を、下書きとして保存しました。" in [one.value for one in app.success]
    assert entries.load(data, "targets") is None  # it is a version now
    assert reason(app).value == ""  # the next one has a reason of its own
    assert not app.info
    tables = [one.value for one in app.table]
    assert any({"前", "後"} <= set(one.columns) and "4321" in set(one["後"]) for one in tables)
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
    reason(app).set_value("後から")
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
    reason(app).set_value("後から")
    app = button(app, "下書きとして保存する").click().run()
    app = button(app, "第1版から書き直す").click().run()
    kept = entries.load(data, "targets")
    assert kept is not None and (kept.base, kept.rows, kept.undone().rows) == (1, theirs, mine)


def test_who_decides_begins_with_the_table_that_waits(open_app: Open, data: Path) -> None:
    rows = (("供給", "注記です", "内部", "", "", ""),)
    entered.save(data, "figure_notes", rows, why="注記", base=0)
    entering.submit(data, "figure_notes", 1)
    app = open_app(data, PAGE, mode="internal")
    assert app.selectbox(key="entry_kind").value == "figure_notes"
    app = button(app, "決裁する").click().run()
    assert app.selectbox(key="entry_kind").value == "figure_notes"  # it is still at hand
    assert "データに入れる版を作る" in labels(app)


def test_a_table_of_which_there_is_nothing_yet_can_be_begun(open_app: Open, data: Path) -> None:
    app = open_app(data, PAGE, mode="internal")
    app = app.selectbox(key="entry_kind").set_value("roles").run()
    assert not app.exception
    assert "いまのデータに、この表はありません。" in [one.value for one in app.caption]
    reason(app).set_value("始める")
    app = button(app, "下書きとして保存する").click().run()
    assert any("行がありません" in one.value for one in app.error)


def test_a_reason_that_saved_nothing_stays(open_app: Open, data: Path) -> None:
    entered.save(data, "targets", entering.begun(data, "targets"), why="先に", base=0)
    app = open_app(data, PAGE, mode="internal")
    reason(app).set_value("同じ内容")
    app = button(app, "下書きとして保存する").click().run()
    assert any("第1版と同じ内容です" in one.value for one in app.error)
    assert reason(app).value == "同じ内容"


def listed(app: Any, head: str) -> Any:
    """The list beside the table that has this heading, and no column of the table's own."""
    frames = (one.value for one in app.dataframe)
    return next(one for one in frames if head in one.columns and "行" not in one.columns)


def test_the_codes_that_a_table_takes_stand_beside_it(open_app: Open, data: Path) -> None:
    app = open_app(data, PAGE, mode="internal")
    assert "訪問診療を実施している診療所・病院数" in set(listed(app, "指標番号")["指標名"])
    assert {"県", "二次医療圏", "市町村"} <= set(listed(app, "地域コード")["単位"])
    every = len(listed(app, "指標番号"))
    app = app.text_input(key="entry_indicators_search").set_value("看取り　診療所").run()
    found = [f"{one.機能}{one.指標名}" for one in listed(app, "指標番号").itertuples()]
    assert 0 < len(found) < every
    assert all("看取り" in one and "診療所" in one for one in found)
    app = app.selectbox(key="entry_kind").set_value("roles").run()
    units = set(listed(app, "地域コード")["単位"])  # where it stands, what it serves
    assert "二次医療圏" in units and "市町村" in units


def test_a_list_is_searched_by_parts_of_codes_and_names() -> None:
    columns = {"番号": ["NS1", "NP2"], "名前": ["訪問診療", "看取り ＫＤＢ"]}
    assert len(entry_codes.found(columns, "")) == 2
    assert entry_codes.found(columns, "ns") == [("NS1", "訪問診療")]
    assert entry_codes.found(columns, "kdb np") == [("NP2", "看取り ＫＤＢ")]
    assert entry_codes.found(columns, "訪問 np") == []
