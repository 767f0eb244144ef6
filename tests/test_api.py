"""Every question over HTTP, as each role: what is answered, what is refused, what is logged."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from starlette.applications import Starlette

from tests.conftest import copy_of
from tests.unit.test_doors_identified import SECRET, WORD, Client, Reply
from zaitaku import web
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


def test_a_sign_in_is_not_known_here_so_nobody_is_answered(client: Asking, data: Path) -> None:
    provider = "".join(
        f'{key} = "http://localhost/x"\n'
        for key in ("redirect_uri", "cookie_secret", "client_id", "client_secret",
                    "server_metadata_url")
    )  # fmt: skip
    (data / "access.toml").write_text(f'kind = "oidc"\n[oidc]\nuser_claim = "sub"\n{provider}')
    for name in ("questions/patients/by_area", "questions", "openapi.json", "x"):
        refused(client.ask(name), 401, "だれが使っているか")
    forged = client.get("/api/questions", {"X-Zaitaku-Who": "%5B%22kan%22%5D"})
    refused(forged, 401, "だれが使っているか")


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
