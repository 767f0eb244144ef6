"""Two servers on one data folder behind a real nginx: what one changes the other shows at once,
writers take turns, and a server that is killed leaves nothing locked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import free_port, serve
from tests.server import nginx
from tests.server.test_behind_nginx import fetched
from zaitaku.ask import warehouse
from zaitaku.build import entered, entering
from zaitaku.cli.main import main
from zaitaku.ground import paths
from zaitaku.sources import templates

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
MASTER, PEOPLE = (paths.SAMPLE_DATA / n for n in ("市区町村マスタ.csv", "人口_年齢階級別.csv"))
STATIONS = paths.SAMPLE_DATA / "訪問看護ステーション.csv"
TARGETS, VALUES = (paths.SAMPLE_DATA / n for n in ("目標.csv", "指標値.csv"))
USERS = {"kan": "manage", "hen": "edit"}
PATIENT = 240_000  # ms: an import on a busy machine


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replicas") / "data"
    assert main(["import", "--data", str(folder), str(MASTER), str(PEOPLE)]) == 0
    people = "".join(f'[[people]]\nuser = "{u}"\nrole = "{r}"\n' for u, r in USERS.items())
    (folder / "access.toml").write_text(
        f'kind = "proxy"\n[proxy]\nsecret = "{nginx.SECRET}"\nuser_header = "X-Remote-User"\n'
        f"{people}",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def both(data: Path) -> Iterator[list[str]]:
    """The two servers, without the proxy."""
    for first in serve(data):
        for second in serve(data):
            yield [first, second]


@pytest.fixture(scope="module")
def front(both: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from nginx.in_front_of(both, list(USERS), tmp_path_factory.mktemp("nginx"))


@pytest.fixture
def desks(browser: Browser, front: str) -> Iterator[list[Page]]:
    """A browser at each server: every new one gets a mark, and nginx a server for it."""
    found: dict[str, Page] = {}
    contexts = []
    deadline = time.monotonic() + 120
    while len(found) < 2:
        assert time.monotonic() < deadline, "nginx sends every browser to one server"
        context = browser.new_context(
            http_credentials={"username": "kan", "password": nginx.PASSWORD},
            viewport={"width": 1366, "height": 768},
            base_url=front,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENT)
        page.goto("/healthz")  # any address but a page gives no mark
        page.goto("/guide")  # the mark comes with the first page
        answer = page.goto("/guide")
        assert answer is not None
        found.setdefault(answer.headers["x-served-by"], page)
    yield list(found.values())
    for context in contexts:
        context.close()


def build_shown(address: str) -> str:
    told = json.loads(fetched(f"{address}/healthz")[1])
    assert told["status"] == "ok"
    return str(told["build_id"])


def running(data: Path, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """A command as a server starts it for a session; what it says is in ``told``."""
    command = [sys.executable, "-m", "zaitaku.cli", *map(str, arguments), "--data", str(data)]
    with (data.parent / "told").open("ab") as told:
        return subprocess.Popen(
            command, cwd=paths.ROOT, stdout=told, stderr=told, start_new_session=True
        )


def test_what_one_server_adopts_the_other_shows(
    desks: list[Page], both: list[str], data: Path
) -> None:
    first, second = desks
    before = warehouse.current_build_id(data)
    assert main(["import", "--hold", "--data", str(data), str(STATIONS)]) == 0
    (held,) = warehouse.held(data)
    for page in desks:  # the files of a session come from its own server
        page.goto("/intake?mode=internal")
        page.get_by_role("button", name="この版を使う").wait_for()
        page.get_by_text("自分の県で作る表のひな形").click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="ひな形をダウンロード").click()
        assert waiting.value.path().stat().st_size > 1000
    assert {build_shown(one) for one in both} == {before}
    first.get_by_role("button", name="この版を使う").click()
    first.get_by_text(f"版 {held} に切り替えました").wait_for()
    assert {build_shown(one) for one in both} == {held}
    second.goto("/demand?mode=internal")
    second.get_by_text(f"版 {held[:8]}").first.wait_for()


def test_what_is_decided_at_one_server_is_not_done_twice(desks: list[Page], data: Path) -> None:
    """What somebody saves is on both; who comes second with the same step sees it done."""
    columns = templates.of("targets").columns
    cells = {"indicator_id": "NS1", "area_code": "99", "kind": "number", "baseline_year": "2023",
             "baseline_value": "128", "target_year": "2029", "target_value": "160",
             "revision": "策定", "revised_on": "2026-03-30"}  # fmt: skip
    row = tuple(cells.get(name, "") for name in columns)
    first, second = desks
    assert entering.is_sound(entering.check(data, "targets", [row]))
    for page in desks:
        page.goto("/entry?mode=internal")
        page.get_by_text("1　表に書く").wait_for()
    made = entered.save(data, "targets", [row], why="先に", base=0)  # as a server of theirs would
    for page in (first, second):
        page.reload()
        page.get_by_role("cell", name=f"第{made.number}版").first.wait_for()
    first.get_by_role("button", name="決裁を申請する").click()
    first.get_by_role("button", name="決裁する", exact=True).wait_for()
    # the other still shows a draft: it is not asked for twice, and the page shows what it is now
    second.get_by_role("button", name="決裁を申請する").click()
    second.get_by_role("button", name="決裁する", exact=True).wait_for()
    (version,) = entered.versions(data, "targets")
    assert [event.state for event in version.history] == ["draft", "submitted"]


def test_two_imports_at_once_take_turns(both: list[str], data: Path) -> None:
    runs = [running(data, "import", TARGETS), running(data, "import", VALUES)]
    ended = [run.wait(timeout=400) for run in runs]
    assert ended == [0, 0], (data.parent / "told").read_text(encoding="utf-8")
    shown = {build_shown(one) for one in both}
    assert shown == {warehouse.current_build_id(data)}
    # neither took the place of the other
    build = warehouse.open_build(data, "internal")
    for table in ("targets", "indicator_values"):
        found = build.cursor().execute(f"select count(*) from raw.{table}").fetchone()
        assert found is not None and found[0] > 0, table


def test_a_killed_server_leaves_nothing_locked(both: list[str], data: Path) -> None:
    """It is killed with the import that it runs; the other goes on, and so does the next import."""
    before = warehouse.current_build_id(data)
    port = free_port()
    third = running(data, "serve", "--port", str(port))
    importing = running(data, "import", "--hold", PEOPLE)
    deadline = time.monotonic() + 120
    while not list(data.glob(".*.part")) + list(data.glob("*.part")) + list(data.glob("*.tmp")):
        assert time.monotonic() < deadline
        if importing.poll() is not None:  # too quick to be caught: the lock is free all the same
            break
        time.sleep(0.02)
    for process in (importing, third):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)
    assert {build_shown(one) for one in both} == {before}
    again = running(data, "import", STATIONS)
    ended = again.wait(timeout=400)
    assert ended == 0, (data.parent / "told").read_text(encoding="utf-8")
    assert {build_shown(one) for one in both} == {warehouse.current_build_id(data)}
    assert main(["check", "--data", str(data)]) == 0
