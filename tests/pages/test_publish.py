"""公表 as each role sees it: the list for all, the steps for 公表・管理 in 内部."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_of
from tests.pages.conftest import Open
from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.ask import warehouse
from zaitaku.build import choice, releases
from zaitaku.ground import settings
from zaitaku.ui.intake_job import Job


@pytest.fixture
def data(sample_build_dir: Path, tmp_path: Path) -> Path:
    folder = copy_of(sample_build_dir, tmp_path)
    told = {"build_id": warehouse.current_build_id(folder), "tables": [], "answers": []}
    with asking.acting(Person("kan", "manage")):
        releases.add(folder, told, approver="健康福祉部長", note="第1回 <b>公表</b>")
    return folder


def words(app: Any) -> str:
    tables = " ".join(table.value.to_string() for table in app.table)
    return " ".join([tables, *(one.value for one in (*app.markdown, *app.info, *app.header))])


def test_readers_of_公表_see_the_releases_and_no_names(open_app: Open, data: Path) -> None:
    app = open_app(data, "data/publish.py", mode="public")
    assert not app.exception
    told = words(app)
    assert "第1号" in told and "公表中" in told
    assert "健康福祉部長" not in told and "kan" not in told
    assert "公表するものを選ぶ" not in told
    assert not [b for b in app.button if b.key and b.key.startswith("publish")]


def test_a_role_that_may_not_publish_sees_the_list_alone(
    open_app: Open, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person("hen", "edit")
    monkeypatch.setattr(asking, "_server", [lambda: person])
    app = open_app(data, "data/publish.py", mode="internal")
    assert not app.exception
    assert "第1号" in words(app) and "健康福祉部長" in words(app)
    assert "公表するものを選ぶ" not in words(app)


def test_the_choice_and_the_withdrawal_are_kept(open_app: Open, data: Path) -> None:
    app = open_app(data, "data/publish.py", mode="internal")
    assert not app.exception
    assert "作り直す必要はありません" in words(app)
    app.checkbox(key="publish_own_targets").check()
    app.checkbox(key="publish_kdb_flows").uncheck()
    next(b for b in app.button if b.label == "この選び方を保存する").click().run()
    assert not app.exception
    assert choice.policy(data).published_own_tables == ("targets",)
    assert choice.policy(data).withheld_kdb_tables == ("flows",)
    # nothing is public by it: the build in use is as it was, and cannot be released any more
    assert "作り直してください" in words(app) and "公表できる版がありません" in words(app)

    app.text_input(key="publish_why").input("人口の誤り")
    next(b for b in app.button if b.label == "取り下げる").click().run()
    assert not app.exception
    assert "人口の誤り" in words(app)
    assert releases.in_force(data) is None


def finished(told: dict[str, Any]) -> Job:
    """An audit that has ended, as the page finds it."""
    job = object.__new__(Job)
    job.data_dir = settings.data_dir()
    job.state, job.verb, job.told = "finished", ("audit",), told
    return job


def test_after_an_audit_the_build_gets_a_number(open_app: Open, data: Path) -> None:
    current = warehouse.current_build_id(data)
    app = open_app(data, "data/publish.py", mode="internal")
    assert not app.exception
    labels = [b.label for b in app.button]
    assert "番号を付けて公表する" not in labels and "第1号より表示が増える" in words(app)

    leak: dict[str, Any] = {"unprotected": ["架空市 *3* 人"], "exposed": []}
    safe: dict[str, Any] = {"unprotected": [], "exposed": ["架空町"]}
    app.session_state["_publish_job"] = finished(
        {"build_id": current, "tables": [safe], "answers": [leak]}
    )
    app.run()
    assert not app.exception
    assert "公表できません" in app.error[0].value
    assert "番号を付けて公表する" not in [b.label for b in app.button]

    app.session_state["_publish_job"] = finished(
        {"build_id": current, "tables": [safe], "answers": []}
    )
    app.run()
    assert not app.exception and "守れない数が 1 あります" in app.warning[0].value
    release = next(b for b in app.button if b.label == "番号を付けて公表する")
    release.click().run()
    assert "「決裁した人」を書いてください" in app.error[0].value
    app.text_input(key="publish_approver").input("知事")
    next(b for b in app.button if b.label == "番号を付けて公表する").click().run()
    assert not app.exception and "第2号として公表しました" in app.success[0].value
    found = releases.in_force(data)
    assert found is not None and (found.number, found.approver) == (2, "知事")
