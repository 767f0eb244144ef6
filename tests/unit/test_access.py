"""Who is believed, which role they have, and what each role may do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from zaitaku.access import asking, log, policy, roles, starting
from zaitaku.access.policy import Identity, Person
from zaitaku.ask import warehouse
from zaitaku.ground.errors import DisclosureError, SettingsError, WarehouseError

SECRET = "a-word-that-only-the-proxy-knows"
PROXY = f'kind = "proxy"\n[proxy]\nsecret = "{SECRET}"\nuser_header = "X-User"\n'
PEOPLE = """
[[people]]
user = "kan"
role = "manage"
[[people]]
group = "zaitaku"
role = "internal"
[[people]]
group = "city-a"
role = "internal"
areas = ["99201"]
[[people]]
group = "city-b"
role = "internal"
areas = ["99202"]
[[people]]
group = "all"
role = "public"
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("ZAITAKU_DATA", str(folder))
    return folder


def written(folder: Path, text: str) -> policy.Access:
    (folder / "access.toml").write_text(text, encoding="utf-8")
    found = policy.in_force(folder)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def no_server() -> Iterator[None]:
    """A page that another test opened may have said how to find out who asks."""
    before = list(asking._server)
    asking._server.clear()
    yield
    asking._server[:] = before


# --- the table of rights ---


def test_every_right_is_given_to_whom_the_table_says() -> None:
    expected = {
        "see_public": ["public", "internal", "edit", "manage"],
        "see_internal": ["internal", "edit", "manage"],
        "take_internal": ["internal", "edit", "manage"],
        "change": ["edit", "manage"],
        "import": ["edit", "manage"],
        "approve": ["manage"],
        "publish": ["manage"],
        "read_log": ["manage"],
    }
    found = {
        right: [role for role in roles.ROLES if roles.may(role, right)] for right in roles.RIGHTS
    }
    assert found == expected
    assert not any(roles.may(None, right) for right in roles.RIGHTS)


# --- who has which role ---


@pytest.mark.parametrize(
    ("identity", "person"),
    [
        (Identity("kan"), Person("kan", "manage")),
        (Identity("kan", ("all",)), Person("kan", "manage")),
        (Identity("a", ("all",)), Person("a", "public")),
        (Identity("a", ("all", "zaitaku")), Person("a", "internal")),
        (Identity("a", ("city-a",)), Person("a", "internal", ("99201",))),
        (Identity("a", ("city-a", "city-b")), Person("a", "internal", ("99201", "99202"))),
        (Identity("a", ("city-a", "zaitaku")), Person("a", "internal")),
        (Identity("a", ("city-a", "all")), Person("a", "internal", ("99201",))),
        (Identity("KAN"), Person("KAN", None)),
        (Identity("a", ("none",)), Person("a", None)),
        (None, policy.NOBODY),
    ],
)
def test_a_user_has_what_is_granted_to_them(
    data: Path, identity: Identity | None, person: Person
) -> None:
    assert written(data, PROXY + PEOPLE).person(identity) == person


def test_nothing_configured_is_no_rule(data: Path) -> None:
    assert policy.in_force(data) is None
    assert asking.current().may("publish") and asking.held_mode() is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "kind"),
        ('kind = "ldap"', "kind"),
        ('kind = "proxy"', r"\[proxy\]"),
        ('kind = "proxy"\n[proxy]\nsecret = "short"\nuser_header = "X"', "24"),
        (f'kind = "proxy"\n[proxy]\nsecret = "{SECRET}"', "user_header"),
        (PROXY + "trust_all = true", "trust_all"),
        (PROXY + '[[people]]\nrole = "manage"', "user か group"),
        (PROXY + '[[people]]\nuser = "a"\ngroup = "b"\nrole = "manage"', "user か group"),
        (PROXY + '[[people]]\nuser = "a"\nrole = "admin"', "role"),
        (PROXY + '[[people]]\nuser = "a"\nrole = "edit"\nareas = ["99201"]', "areas"),
        (PROXY + '[[people]]\nuser = "a"\nrole = "internal"\nareas = []', "areas"),
        (PROXY + '[[people]]\nuser = "a"\nrole = "internal"\nareas = ["992"]', "areas"),
        (PROXY + '[[people]]\nuser = "a"\nrole = "internal"\narea = ["99201"]', "area"),
        ('kind = "oidc"\n[oidc]\nuser_claim = "email"', "client_id"),
        ("kind = ", "access.toml"),
    ],
)
def test_a_file_that_cannot_be_used_stops_everybody(data: Path, text: str, told: str) -> None:
    (data / "access.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        policy.in_force(data)


def test_a_file_that_is_named_must_be_there(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAITAKU_ACCESS", str(data / "none.toml"))
    with pytest.raises(SettingsError, match=r"none\.toml"):
        policy.in_force(data)


def test_a_change_of_the_file_holds_at_once(data: Path) -> None:
    first = written(data, PROXY + '[[people]]\nuser = "a"\nrole = "manage"')
    assert first.person(Identity("a")).role == "manage"
    again = written(data, PROXY + '[[people]]\nuser = "a"\nrole = "public"')
    assert again.person(Identity("a")).role == "public"


# --- what a proxy says ---


def proxied(data: Path, *headers: tuple[str, str]) -> Identity | None:
    access = written(data, PROXY + 'groups_header = "X-Groups"\n' + PEOPLE)
    assert access.proxy is not None
    return access.proxy.identity([(k.encode(), v.encode()) for k, v in headers])


def test_the_proxy_is_known_by_its_word(data: Path) -> None:
    word, user = ("X-Zaitaku-Secret", SECRET), ("x-user", "田中")
    assert proxied(data, word, user) == Identity("田中")
    assert proxied(data, word, user, ("X-Groups", "a, b,")) == Identity("田中", ("a", "b"))


@pytest.mark.parametrize(
    "headers",
    [
        [("X-User", "kan")],
        [("X-Zaitaku-Secret", ""), ("X-User", "kan")],
        [("X-Zaitaku-Secret", SECRET[:-1]), ("X-User", "kan")],
        [("X-Zaitaku-Secret", SECRET)],
        [("X-Zaitaku-Secret", SECRET), ("X-User", "")],
        [("X-Zaitaku-Secret", SECRET), ("X-User", "kan"), ("x-user", "koh")],
        [("X-Zaitaku-Secret", SECRET), ("x-zaitaku-secret", "x"), ("X-User", "kan")],
    ],
)
def test_who_did_not_come_through_the_proxy_is_nobody(
    data: Path, headers: list[tuple[str, str]]
) -> None:
    assert proxied(data, *headers) is None


# --- the door to every figure ---


def test_internal_is_opened_for_who_may_see_it(empty_build_dir: Path) -> None:
    for role in roles.ROLES:
        with asking.acting(Person("a", role)):
            if roles.may(role, "see_internal"):
                assert warehouse.open_build(empty_build_dir, "internal").mode == "internal"
            else:
                with pytest.raises(DisclosureError, match="内部の数値を見る"):
                    warehouse.open_build(empty_build_dir, "internal")
            assert warehouse.open_build(empty_build_dir, "public").mode == "public"
            assert asking.held_mode() == (None if role != "public" else "public")


def test_a_server_that_cannot_tell_shows_nobody_anything(empty_build_dir: Path) -> None:
    asking.answered_by(lambda: policy.NOBODY)
    with pytest.raises(DisclosureError):
        warehouse.open_build(empty_build_dir, "internal")


# --- starting ---


@pytest.mark.parametrize(
    ("address", "hosts"), [("0.0.0.0", ""), ("", ""), ("127.0.0.1", "a.example")]
)
def test_a_server_for_others_needs_to_know_its_users(
    data: Path, address: str, hosts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_HOSTS", hosts)
    for text in (None, 'kind = "local"'):
        if text:
            written(data, text)
        with pytest.raises(SettingsError, match="起動しません"):
            starting.need_safe(address, data)
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    starting.need_safe(address, data)
    monkeypatch.setenv("ZAITAKU_MODE", "internal")
    with pytest.raises(SettingsError, match="起動しません"):
        starting.need_safe(address, data)
    written(data, PROXY + PEOPLE)
    starting.need_safe(address, data)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_a_server_for_its_own_machine_needs_nothing(data: Path, address: str) -> None:
    starting.need_safe(address, data)


# --- the log ---


def lines(data: Path) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for path in (data / "log").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_without_users_nothing_is_logged(data: Path) -> None:
    log.write("view", page="supply", mode="internal")
    assert not (data / "log").exists()


def test_a_line_says_who_did_what(data: Path) -> None:
    written(data, PROXY + PEOPLE)
    with asking.acting(Person("田中", "internal", ("99201",))):
        log.write("view", page="supply", mode="internal")
        log.write("export", what="表.csv", view_id="K7F2A-9QXMP", build_id="abc")
    first, second = lines(data)
    assert first.pop("at") and second.pop("at")
    assert first == {
        "event": "view", "who": "田中", "role": "internal", "areas": ["99201"],
        "page": "supply", "mode": "internal",
    }  # fmt: skip
    assert (second["what"], second["view_id"], second["build_id"]) == (
        "表.csv",
        "K7F2A-9QXMP",
        "abc",
    )
    assert (data / "log").glob("*.jsonl").__next__().stat().st_mode & 0o077 == 0


def test_half_a_line_harms_no_other(data: Path) -> None:
    written(data, PROXY + PEOPLE)
    log.write("sign_in")
    (path,) = (data / "log").glob("*.jsonl")
    with path.open("ab") as file:
        file.write(b'{"at": "2026-')
    log.write("view", page="flows")
    found = log.read(path.stem)
    assert [line["event"] for line in found.lines] == ["sign_in", "view"]
    assert found.unreadable == 1
    assert [row["したこと"] for row in log.rows(found)] == ["内部を見た", "利用の始まり"]


def test_the_log_is_read_by_who_manages(data: Path) -> None:
    written(data, PROXY + PEOPLE)
    log.write("sign_in")
    for role in roles.ROLES:
        with asking.acting(Person("a", role)):
            if roles.may(role, "read_log"):
                assert len(log.read(log.months()[0]).lines) == 1
            else:
                for read in (log.months, lambda: log.read("2026-11")):
                    with pytest.raises(DisclosureError, match="記録を読む"):
                        read()


def test_what_is_no_month_is_no_file(data: Path) -> None:
    written(data, PROXY + PEOPLE)
    (data / "other.jsonl").write_text('{"event": "view"}\n')
    assert log.read("../other").lines == ()


def test_what_cannot_be_logged_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(data, PROXY + PEOPLE)
    (data / "file").write_text("")
    monkeypatch.setenv("ZAITAKU_LOG", str(data / "file"))
    with pytest.raises(WarehouseError, match="記録を書けないため、行いませんでした"):
        log.write("export", what="表.csv")
