"""Every question over HTTP, as each role: what is answered, what is refused, what is logged."""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from starlette.applications import Starlette
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from tests.conftest import copy_of
from tests.unit.test_doors_identified import SECRET, WORD, Client, Reply
from zaitaku import api, web
from zaitaku.access import asking
from zaitaku.ask import warehouse
from zaitaku.derived import questions
from zaitaku.ground import paths

ROLES = {"koh": "public", "nai": "internal", "hen": "edit", "kan": "manage"}
TOWN = "99210"
QUESTIONS = questions.names()


class Asking(Client):
    """Questions, with their parameters."""

    def ask(self, name: str, user: str = "", **params: Any) -> Reply:
        headers = WORD | {"X-User": user} if user else {}
        self.query = urlencode(params, doseq=True)
        return self.get(f"/api/{quote(name)}", headers)

    async def with_query(self, scope: Any, receive: Any, send: Any) -> None:
        scope = scope | {"query_string": self.query.encode()}
        await self.inner(scope, receive, send)

    def __init__(self, app: Any) -> None:
        self.inner, self.query = app, ""
        super().__init__(self.with_query)


@pytest.fixture(scope="module")
def folder(sample_build_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(sample_build_dir, tmp_path_factory.mktemp("api"))


@pytest.fixture
def data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZAITAKU_DATA", str(folder))
    (folder / "access.toml").unlink(missing_ok=True)
    api.bodies.forget()
    return folder


@pytest.fixture
def client(data: Path) -> Asking:
    return Asking(Starlette(routes=web.ROUTES, middleware=web.MIDDLEWARE))


@pytest.fixture
def proxied(client: Asking, data: Path) -> Asking:
    people = "".join(f'[[people]]\nuser = "{u}"\nrole = "{r}"\n' for u, r in ROLES.items())
    people += f'[[people]]\nuser = "shi"\nrole = "internal"\nareas = ["{TOWN}"]\n'
    (data / "access.toml").write_text(
        f'kind = "proxy"\n[proxy]\nsecret = "{SECRET}"\nuser_header = "X-User"\n{people}',
        encoding="utf-8",
    )
    return client


def refused(reply: Reply, status: int, text: str) -> None:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "no-store"
    assert text in reply.json()["error"]["message"]


def example(name: str, data: Path) -> Mapping[str, Any]:
    """What a question needs that asks for a place or an institution."""
    needed = [p.name for p in questions.load(name).params if not p.is_list and p.default is None]
    known = {"area_code": TOWN}
    if "institution_code" in needed:
        with asking.acting(asking.local()):
            build = warehouse.open_build(data, "internal")
            first = questions.run(build, "supply/institutions").records[0]
        known["institution_code"] = first["institution_code"]
    return {key: known[key] for key in needed}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_says_what_the_command_says(client: Asking, data: Path, name: str) -> None:
    for mode in ("public", "internal"):
        reply = client.ask(f"questions/{name}", mode=mode, **example(name, data))
        if mode not in questions.load(name).modes:
            refused(reply, 403, "内部モードでだけ")
            continue
        if reply.status_code == 404:  # a table that the sample prefecture does not have
            assert "ありません" in reply.json()["error"]["message"]
            continue
        assert reply.status_code == 200, reply.text
        assert reply.headers["cache-control"] == "no-store"
        told = reply.json()
        assert (told["name"], told["mode"]) == (name, mode)
        build = warehouse.open_build(data, "internal" if mode == "internal" else "public")
        answer = questions.run(build, name, example(name, data))
        assert len(told["rows"]) == len(answer)
        for row, of_row, states in zip(told["rows"], answer.rows, answer.states, strict=True):
            for cell, value, state in zip(row.values(), of_row, states, strict=True):
                words = {"実数": value, "欠測": None}.get(state, state)
                assert cell == words or str(cell) == str(words)


def test_a_hidden_figure_is_a_word_in_both_forms(client: Asking) -> None:
    given = {"fiscal_year": 2023, "area_unit": "municipality"}
    told = client.ask("questions/patients/by_area", **given).json()
    hidden = {row["area_code"] for row in told["rows"] if row["patients"] == "秘匿"}
    assert hidden and told["mode"] == "public"
    reply = client.ask("questions/patients/by_area", format="csv", **given)
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert {row["area_code"] for row in rows if row["patients"] == "秘匿"} == hidden
    internal = client.ask("questions/patients/by_area", mode="internal", **given).json()
    assert not any(row["patients"] == "秘匿" for row in internal["rows"])


def test_each_role_is_answered_what_it_may_see(proxied: Asking, data: Path) -> None:
    name = "questions/patients/by_area"
    for user, role in ROLES.items():
        assert proxied.ask(name, user).status_code == 200
        reply = proxied.ask(name, user, mode="internal")
        if role == "public":
            refused(reply, 403, "権限")
        else:
            assert reply.status_code == 200 and reply.json()["mode"] == "internal"
    assert proxied.ask(name, "yoso").status_code == 403
    assert proxied.ask(name).status_code == 403  # not through the proxy
    lines = [
        json.loads(line)
        for path in (data / "log").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    told = [(one["who"], one["mode"]) for one in lines if one["what"] == "API patients/by_area"]
    assert {one["event"] for one in lines} == {"export"} and all(one["build_id"] for one in lines)
    assert told == [
        ("koh", "public"),
        *((user, mode) for user in ("nai", "hen", "kan") for mode in ("public", "internal")),
    ]


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_gives_内部_to_who_may_not(proxied: Asking, data: Path, name: str) -> None:
    given = example(name, data)
    for user in ("koh", "yoso", ""):
        reply = proxied.ask(f"questions/{name}", user, mode="internal", **given)
        assert reply.status_code == 403 and "rows" not in reply.text, user
        if user == "koh" and "public" not in questions.load(name).modes:
            refused(proxied.ask(f"questions/{name}", user, **given), 403, "内部モードでだけ")


def test_every_address_of_the_api_is_for_who_has_a_role(proxied: Asking) -> None:
    for route in api.ROUTES:
        path = getattr(route, "path", "").removeprefix("/api/").replace("{rest:path}", "x")
        path = path.replace("{subject}", "patients").replace("{question}", "by_area")
        for user in ROLES:
            assert proxied.ask(path, user).status_code == (404 if path == "x" else 200), (
                user,
                path,
            )
        assert proxied.ask(path, "yoso").status_code == 403
        assert proxied.ask(path).status_code == 403


def test_a_municipality_is_answered_its_own_figures_alone(proxied: Asking) -> None:
    given = {"fiscal_year": 2023, "area_unit": "municipality"}
    name = "questions/patients/by_area"
    public, own, every = (
        {row["area_code"]: row["patients"] for row in reply.json()["rows"]}
        for reply in (
            proxied.ask(name, "shi", **given),
            proxied.ask(name, "shi", mode="internal", **given),
            proxied.ask(name, "nai", mode="internal", **given),
        )
    )
    assert own[TOWN] == every[TOWN]
    assert {code: v for code, v in own.items() if code != TOWN} == {
        code: v for code, v in public.items() if code != TOWN
    }
    refused(proxied.ask("questions/supply/institutions", "shi", mode="internal"), 403, "県全体")


COOKIE_SECRET = "c" * 40


@pytest.fixture
def signed(client: Asking, data: Path) -> Asking:
    people = "".join(f'[[people]]\nuser = "{u}"\nrole = "{r}"\n' for u, r in ROLES.items())
    (data / "access.toml").write_text(
        f"""kind = "oidc"
[oidc]
user_claim = "sub"
redirect_uri = "http://localhost/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "x"
client_secret = "x"
server_metadata_url = "http://localhost/x"
{people}""",
        encoding="utf-8",
    )
    return client


def cookie(user: str, *, secret: str = COOKIE_SECRET, **other: Any) -> dict[str, str]:
    """As Streamlit's sign-in makes it."""
    claims = {"sub": user, "origin": "http://localhost", "is_logged_in": True} | other
    value = create_signed_value(secret, USER_COOKIE_NAME, json.dumps(claims)).decode()
    return {"Cookie": f"{USER_COOKIE_NAME}={value}"}


def test_who_signed_in_is_answered_by_the_role(signed: Asking) -> None:
    signed.query = ""
    for user, role in ROLES.items():
        answered = signed.get("/api/questions/patients/by_area", cookie(user))
        assert answered.status_code == 200, user
        signed.query = "mode=internal"
        reply = signed.get("/api/questions/patients/by_area", cookie(user))
        assert reply.status_code == (403 if role == "public" else 200), user
        signed.query = ""
    refused(signed.get("/api/questions", cookie("yoso")), 403, "権限")
    # one that is too long for a browser comes in parts
    groups = [secrets.token_hex(20) for _ in range(300)]
    long = {"sub": "kan", "origin": "http://localhost", "is_logged_in": True, "groups": groups}
    parts: list[str] = []

    def put(name: str, value: str) -> None:
        made = create_signed_value(COOKIE_SECRET, name, value).decode()
        parts.append(f"{name}={made}")

    set_cookie_with_chunks(
        put, lambda name, value: create_signed_value(COOKIE_SECRET, name, value),
        USER_COOKIE_NAME, long, cookie_attr_size=60,
    )  # fmt: skip
    assert len(parts) > 2
    whole = signed.get("/api/questions", {"Cookie": "; ".join(parts)})
    assert whole.status_code == 200
    refused(signed.get("/api/questions", {"Cookie": "; ".join(parts[:-1])}), 401, "サインイン")


def test_a_sign_in_that_cannot_be_believed_is_nobodys(
    signed: Asking, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = cookie("kan")["Cookie"]
    month = 32 * 24 * 60 * 60
    with monkeypatch.context() as then:
        before = time.time() - month
        then.setattr(time, "time", lambda: before)
        too_old = cookie("kan")
    told: tuple[dict[str, str], ...] = (
        {},
        {"Cookie": f"{USER_COOKIE_NAME}=kan"},
        {"Cookie": USER_COOKIE_NAME + '={"sub":"kan","is_logged_in":true}'},
        {"Cookie": good[:-1] + ("A" if good[-1] != "A" else "B")},
        {"Cookie": good.replace(USER_COOKIE_NAME, "_streamlit_user_tokens")},
        {"X-Zaitaku-Who": "%5B%22kan%22%5D"},
        {"X-Zaitaku-Who": "%5B%22kan%22%5D", **cookie("kan", secret="d" * 40)},
        cookie("kan", is_logged_in=False),
        cookie("kan", origin="http://elsewhere"),
        cookie("", sub=["kan"]),
        cookie("kan") | {"Host": "127.0.0.1"},
        too_old,
    )
    for headers in told:
        for path in ("/api/questions/patients/by_area", "/api/questions", "/api/openapi.json",
                     "/api/x"):  # fmt: skip
            refused(signed.get(path, headers), 401, "サインイン")
    assert signed.get("/api/questions", {"Cookie": good}).status_code == 200
    # the secret was changed, so that everybody signs in anew
    text = (data / "access.toml").read_text("utf-8").replace(COOKIE_SECRET, "e" * 41)
    (data / "access.toml").write_text(text, encoding="utf-8")
    refused(signed.get("/api/questions", {"Cookie": good}), 401, "サインイン")


def test_an_installation_held_to_公表_answers_no_内部(
    client: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    refused(client.ask("questions/patients/by_area", mode="internal"), 403, "公表モードに固定")
    assert client.ask("questions/patients/by_area").status_code == 200


def test_what_is_wrong_is_told_in_japanese(client: Asking) -> None:
    name = "questions/patients/by_area"
    refused(client.ask("questions/patients/by_areas"), 404, "patients/by_area")
    refused(client.ask("questions/../_checks/x"), 404, "ありません")
    refused(client.ask("nothing/at/all"), 404, "/api/questions")
    refused(client.ask(name, fiscal_years=2023), 400, "fiscal_year")
    refused(client.ask(name, fiscal_year="令和"), 400, "令和")
    refused(client.ask(name, fiscal_year=[2022, 2023]), 400, "1 つだけ")
    refused(client.ask(name, fiscal_year=1999), 404, "1999")
    refused(client.ask(name, area_unit="town"), 400, "town")
    refused(client.ask(name, mode="secret"), 400, "mode")
    refused(client.ask(name, format="exe"), 400, "format")
    refused(client.ask("questions/flows/top"), 400, "area_code")


def test_it_only_reads(client: Asking) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        reply = client.request(method, "/api/questions/patients/by_area", {})
        assert reply.status_code == 405


def test_a_fault_of_ours_is_told_without_its_insides(
    client: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("patients = 3")

    monkeypatch.setattr(questions, "run", broken)
    reply = client.ask("questions/patients/by_area")
    refused(reply, 500, "管理者")
    assert "patients" not in reply.text


def test_an_installation_without_data_says_so(
    client: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    refused(client.ask("questions/patients/by_area"), 503, "zaitaku import")


def test_openapi_describes_every_question_with_its_parameters(client: Asking) -> None:
    told = client.ask("openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {f"/api/questions/{name}" for name in QUESTIONS}
    listed = client.ask("questions").json()["questions"]
    assert [one["name"] for one in listed] == list(QUESTIONS)
    ids = set()
    for name in QUESTIONS:
        operation = told["paths"][f"/api/questions/{name}"]["get"]
        ids.add(operation["operationId"])
        own = [param.name for param in questions.load(name).params]
        assert [one["name"] for one in operation["parameters"]] == [*own, "mode", "format"]
        for reply in operation["responses"].values():
            for content in reply["content"].values():
                if ref := content["schema"].get("$ref"):
                    assert ref.rpartition("/")[2] in told["components"]["schemas"]
    assert len(ids) == len(QUESTIONS)


def test_the_example_for_r_reads_an_address_that_answers(client: Asking) -> None:
    """R itself is not here: what it asks for, the columns it names, the words it takes for NA."""
    guide = (paths.ROOT / "docs" / "分析者の手引き.md").read_text(encoding="utf-8")
    example = re.findall(r"^```r\n(.*?)^```", guide, flags=re.MULTILINE | re.DOTALL)[0]
    address = re.search(r'"http://127\.0\.0\.1:8501(/[^"?]+)\?([^"]+)"', example)
    assert address is not None
    client.query = address[2]
    found = client.get(address[1], {})
    assert found.status_code == 200 and not found.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(found.text)))
    named = set(re.findall(r"(?:written|flows)\$(\w+)|written\[c?\(?\"(\w+)\"", example))
    assert {name for pair in named for name in pair if name} <= set(rows[0]) and len(named) >= 2
    missing = re.search(r"na\.strings = c\((.*?)\)", example)
    assert missing is not None
    words = set(re.findall(r'"([^"]*)"', missing[1]))
    column = [row["self_sufficiency_pct"] for row in rows]
    assert "秘匿" in column
    assert all(float(cell) >= 0 for cell in column if cell not in words)
