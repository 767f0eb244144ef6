"""Every page as every role, against the table of rights; every download through the one door."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_of
from tests.pages.conftest import Open
from zaitaku import doors
from zaitaku.access import asking, log, policy, roles
from zaitaku.access.policy import Identity, Person
from zaitaku.access.roles import Role
from zaitaku.ask.answer import Answer
from zaitaku.compose import pages, reader
from zaitaku.ground import paths
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.settings import Mode
from zaitaku.kept import packs_store
from zaitaku.ui import answer, handing, visitor
from zaitaku.ui.handing import Taken

USERS: dict[str, Role] = {"koh": "public", "nai": "internal", "hen": "edit", "kan": "manage"}
TOWN = "99210"
PAGES = [page for section in pages.PAGES.values() for page in section]
BADGE = ":yellow-badge["
# what is never shown of 公表: 圏域案 and the log are refused by name instead
REFUSED = "あなたの権限では"


@pytest.fixture
def data(sample_build_dir: Path, tmp_path: Path) -> Path:
    folder = copy_of(sample_build_dir, tmp_path)
    people = "".join(f'[[people]]\nuser = "{u}"\nrole = "{r}"\n' for u, r in USERS.items())
    people += f'[[people]]\nuser = "shi"\nrole = "internal"\nareas = ["{TOWN}"]\n'
    (folder / "access.toml").write_text(
        f'kind = "proxy"\n[proxy]\nsecret = "{"s" * 24}"\nuser_header = "X-User"\n{people}',
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def seen_by(monkeypatch: pytest.MonkeyPatch, open_app: Open, data: Path) -> Callable[..., Any]:
    """A page as the proxy's word about somebody opens it; None: it says nobody."""

    def opened(user: str | None, page: str, **link: str) -> Any:
        monkeypatch.setattr(visitor, "identity", lambda: Identity(user) if user else None)
        return open_app(data, page, **link)

    return opened


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Taken]:
    """What every button for a file that is drawn says of it."""
    found: list[Taken] = []
    draw = handing.button

    def noted(*given: Any, taken: Taken, **options: Any) -> None:
        found.append(taken)
        draw(*given, taken=taken, **options)

    monkeypatch.setattr(handing, "button", noted)
    return found


def asked_of(data: Path, mode: Mode) -> Answer:
    """An answer as a page of the running server asks for it."""
    opened = (str(data), None, mode)
    return answer.remembered(opened, "q", lambda: reader.answering(opened, "supply/by_area", {}))


def events(data: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in (data / "log").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def texts(app: Any) -> str:
    kinds = (app.markdown, app.error, app.warning, app.info, app.title, app.header, app.caption)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


@pytest.mark.thorough
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.address)
def test_a_page_shows_each_role_what_it_may_see(
    seen_by: Callable[..., Any],
    data: Path,
    page: pages.Page,
    offered: list[Taken],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doors, "uploads", doors.Uploads())
    for user, role in USERS.items():
        offered.clear()
        app = seen_by(user, page.file, mode="internal")
        # whatever can be handed over or taken on any page is for who may
        assert not app.get("file_uploader") or roles.may(role, "change"), user
        assert bool(doors.uploads._page) <= roles.may(role, "change"), user
        for taken in offered:
            assert taken.mode != "internal" or roles.may(role, "take_internal"), (user, taken)
            assert taken.right is None or roles.may(role, taken.right), (user, taken)
        assert not app.exception, user
        text = texts(app)
        sees = roles.may(role, "see_internal")
        assert (BADGE in text) == sees, user
        assert ("公表モードで表示しています" in text) == (not sees), user
        assert ("内部モード　" in text or "｜　内部モード" in text) <= sees
        viewed = [e for e in events(data) if e["who"] == user and e["event"] == "view"]
        assert [e["page"] for e in viewed] == ([page.address] if sees else [])
        for label in ("会議資料に追加", "資料に追加"):
            assert roles.may(role, "change") or label not in [b.label for b in app.button]
        if page.address == pages.LOG:
            assert (REFUSED in text) == (not roles.may(role, "read_log"))
        menu = [link.label for link in app.sidebar.get("page_link")]
        assert ("記録" in menu) == roles.may(role, "read_log")
        assert ("取り込み" in menu) == roles.may(role, "import")
        if page.address == pages.INTAKE and sees:
            assert ("ファイルを取り込めません" in text) == (not roles.may(role, "import"))
            assert ("1　ファイルを選ぶ" in text) == roles.may(role, "import")
        assert ("入力" in menu) == roles.may(role, "change")
        if page.address == "publish":
            publishes = roles.may(role, "publish")
            assert ("1　公表するものを選ぶ" in text) == publishes
            assert any("公表" in one.label for one in app.button) == publishes
        if page.address == pages.ENTRY and sees:
            assert ("表を入力できません" in text) == (not roles.may(role, "change"))
            assert ("1　表に書く" in text) == roles.may(role, "change")


@pytest.mark.thorough
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.address)
def test_every_page_is_shown_to_who_sees_one_municipality(
    seen_by: Callable[..., Any], page: pages.Page
) -> None:
    app = seen_by("shi", page.file, mode="internal", area=TOWN)
    assert not app.exception and BADGE in texts(app)
    if page.address == pages.INTAKE:
        assert "1　ファイルを選ぶ" not in texts(app)
    if page.address == pages.ENTRY:
        assert "1　表に書く" not in texts(app)


@pytest.mark.thorough
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.address)
def test_who_has_no_role_sees_nothing(seen_by: Callable[..., Any], page: pages.Page) -> None:
    for user in (None, "yoso"):
        app = seen_by(user, page.file, mode="internal")
        assert [one.value for one in app.title] == ["在宅医療アトラス"]
        assert "登録されていません" in app.error[0].value
        left = (app.markdown, app.caption, app.header, app.selectbox, app.sidebar.get("page_link"))
        assert [len(kind) for kind in left] == [0] * len(left)


def test_before_any_data_each_role_is_told_what_it_can_do(
    seen_by: Callable[..., Any], data: Path
) -> None:
    (data / "CURRENT").unlink()
    for path in data.glob("*.duckdb"):
        path.unlink()
    for user, role in USERS.items():
        app = seen_by(user, "overview/overview.py")
        assert not app.exception and len(app.info) == 1, user
        imports = roles.may(role, "import")
        assert ("取り込みの権限のある人が" in app.info[0].value) == (not imports)
        assert bool(app.get("file_uploader")) == imports
        assert bool(app.code) == roles.may(role, "publish")  # commands, and where data lie
        assert [f"利用者 {user}　{roles.ROLES[role]}"] == [
            one.value for one in app.caption if "利用者" in one.value
        ]


def test_a_pc_of_one_user_is_as_it_was(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, "explore/supply.py", mode="internal")
    assert BADGE in texts(app) and "利用者" not in texts(app)
    assert "記録" not in [link.label for link in app.sidebar.get("page_link")]
    told = open_app(sample_build_dir, "data/log.py")
    assert "記録を残していません" in told.info[0].value


def test_a_municipality_sees_its_own(seen_by: Callable[..., Any], data: Path) -> None:
    app = seen_by("shi", "explore/supply.py", mode="internal", area=TOWN)
    assert not app.exception and BADGE in texts(app) and "だけ" in texts(app)
    answers = {}
    for user in ("koh", "shi", "kan"):
        access = policy.in_force(data)
        assert access is not None
        with asking.acting(access.person(Identity(user))):
            mode = asking.held_mode() or "internal"
            found = asked_of(data, mode)
            answers[user] = {row["area_code"]: row["patients"] for row in found.records}
    differ = {c for c in answers["koh"] if answers["shi"][c] != answers["koh"][c]}
    assert differ == {TOWN} and answers["shi"][TOWN] == answers["kan"][TOWN] is not None
    ids = {}
    for user in ("koh", "shi", "kan"):
        with asking.acting(access.person(Identity(user))):
            ids[user] = [pages.view_of("supply", {"mode": [m]}).id for m in ("public", "internal")]
    # pictures are remembered by 版ID: 公表 may be the same, 内部 is another for each of these
    assert ids["shi"][0] == ids["kan"][0]
    assert len({internal for _, internal in ids.values()}) == 3 and ids["koh"][0] == ids["koh"][1]
    # 圏域案 works on all of 内部
    refused = seen_by("shi", "plan/redraw.py", mode="internal")
    assert "県全体の内部の数値を見られる役割にだけ表示します" in texts(refused)


def test_what_is_remembered_of_one_role_is_not_shown_to_another(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    with asking.acting(Person("kan", "manage")):
        asked_of(data, "internal")
    with (
        asking.acting(Person("koh", "public")),
        pytest.raises(ZaitakuError, match="内部の数値を見る"),
    ):
        asked_of(data, "internal")


def test_a_view_that_cannot_be_logged_is_not_shown(
    seen_by: Callable[..., Any], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "file").write_text("")
    app = seen_by("kan", "explore/supply.py")  # who comes is logged
    assert not app.exception
    monkeypatch.setenv("ZAITAKU_LOG", str(data / "file"))
    app.query_params["mode"] = "internal"
    refused = app.switch_page(str(paths.PAGES / "explore/patients.py")).run()
    assert len(refused.exception) == 1
    assert not refused.header and not refused.get("vega_lite_chart")


# --- downloads ---


def pressed(monkeypatch: pytest.MonkeyPatch, user: str, taken: Taken) -> bytes:
    """What a button gives when it is pressed by somebody who is now ``user``."""
    caught: list[Callable[[], bytes]] = []
    monkeypatch.setattr(visitor, "identity", lambda: Identity(user))
    monkeypatch.setattr(handing.st, "download_button", lambda *_, data, **__: caught.append(data))
    handing.button("保存", lambda: b"figures", "表.csv", "text/csv", key="k", taken=taken)
    return caught[0]()


TAKEN = (
    Taken("public", "supply/by_area"), Taken("internal", "supply/by_area"), Taken(None),
    Taken(None, right="read_log"),
)  # fmt: skip


@pytest.mark.parametrize("taken", TAKEN, ids=repr)
def test_a_download_is_for_who_may_take_it_and_is_logged(
    data: Path, monkeypatch: pytest.MonkeyPatch, taken: Taken
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    for user, role in {**USERS, "yoso": None}.items():
        needs = [
            *(["take_internal"] if taken.mode == "internal" else []),
            *(["see_public"] if taken.mode == "public" else []),
            *([taken.right] if taken.right else []),
        ]
        if all(roles.may(role, right) for right in needs):  # type: ignore[arg-type]
            assert pressed(monkeypatch, user, taken) == b"figures"
            assert events(data)[-1]["who"] == user and events(data)[-1]["event"] == "export"
        else:
            before = len(events(data))
            with pytest.raises(ZaitakuError, match=REFUSED):
                pressed(monkeypatch, user, taken)
            assert len(events(data)) == before


def test_a_download_that_cannot_be_logged_is_not_made(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    (data / "file").write_text("")
    monkeypatch.setenv("ZAITAKU_LOG", str(data / "file"))
    with pytest.raises(ZaitakuError, match="記録を書けないため"):
        pressed(monkeypatch, "kan", TAKEN[0])


def test_a_role_that_was_taken_away_takes_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    caught: list[Callable[[], bytes]] = []
    monkeypatch.setattr(visitor, "identity", lambda: Identity("nai"))
    monkeypatch.setattr(handing.st, "download_button", lambda *_, data, **__: caught.append(data))
    handing.button("保存", lambda: b"", "表.csv", "text/csv", key="k", taken=TAKEN[1])
    text = (data / "access.toml").read_text().replace('user = "nai"', 'user = "former"')
    (data / "access.toml").write_text(text)
    with pytest.raises(ZaitakuError, match=REFUSED):
        caught[0]()


def test_there_is_one_door_for_downloads_and_one_for_files_handed_over() -> None:
    for word, file in (("download_button", "handing.py"), ("file_uploader", "uploading.py")):
        users = [
            path.name for path in paths.PACKAGE.rglob("*.py") if word in path.read_text("utf-8")
        ]
        assert users == [file], word


# --- entries ---


def test_entries_are_made_by_who_may(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    for user, role in USERS.items():
        with asking.acting(Person(user, role)):
            if roles.may(role, "change"):
                packs_store.create(data, f"{user} の資料")
                assert (events(data)[-1]["event"], events(data)[-1]["who"]) == ("change", user)
            else:
                with pytest.raises(ZaitakuError, match=REFUSED):
                    packs_store.create(data, f"{user} の資料")
    assert len(packs_store.listed(data)[0]) == sum(roles.may(r, "change") for r in USERS.values())


def test_only_who_may_change_hands_files_over(
    seen_by: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = doors.Uploads()
    monkeypatch.setattr(doors, "uploads", asked)
    for user, role in USERS.items():
        app = seen_by(user, "meeting/packs.py")
        assert bool(app.get("file_uploader")) == roles.may(role, "change"), user


def test_the_log_is_filtered(seen_by: Callable[..., Any], data: Path) -> None:
    for user in ("nai", "hen"):
        seen_by(user, "explore/supply.py", mode="internal")
    app = seen_by("kan", "data/log.py")
    shown = app.dataframe[0].value
    assert set(shown["利用者"]) == {"nai", "hen", "kan"}
    app.text_input(key="log_text").input("nai").run()
    assert set(app.dataframe[0].value["利用者"]) == {"nai"}
    app.multiselect(key="log_events").select(log.EVENTS["view"]).run()
    assert list(app.dataframe[0].value["画面"]) == ["供給"]
