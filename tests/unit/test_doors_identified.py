"""Who is believed at the door: every route, by proxy, forged, unknown; and files of one's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from tests import alone
from zaitaku import doors, web
from zaitaku.access.policy import Identity

SECRET = "a-word-that-only-the-proxy-knows"
WORD = {"X-Zaitaku-Secret": SECRET}
# ours, and those that Streamlit adds
OURS = [getattr(route, "path", "").replace("{name}", "0" * 8).replace("{id}", "K7F2A-9QXMP")
        for route in web.ROUTES]  # fmt: skip
STREAMLITS = [
    "/", "/supply", "/media/0.csv", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics",
    "/_stcore/upload_file/s/f", "/auth/login", "/oauth2callback", "/static/js/index.js",
]  # fmt: skip
ROUTES = sorted({*OURS, *STREAMLITS} - {"/healthz"})


@dataclass(frozen=True)
class Reply:
    """What is sent back: the status (of a stream: 101, or 403 where closed), headers, body."""

    status_code: int
    headers: Headers
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Client:
    """A browser that keeps what it is given in ``cookies``."""

    def __init__(self, app: Any) -> None:
        self.app, self.cookies = app, ""

    def get(self, path: str, headers: Mapping[str, str] = MappingProxyType({})) -> Reply:
        return self.request("GET", path, headers)

    def request(self, method: str, path: str, headers: Mapping[str, str]) -> Reply:
        return self._asked({"type": "http", "method": method}, path, headers)

    def stream(self, headers: Mapping[str, str] = MappingProxyType({})) -> Reply:
        return self._asked({"type": "websocket"}, "/_stcore/stream", headers)

    def _asked(self, kind: dict[str, str], path: str, headers: Mapping[str, str]) -> Reply:
        given = {"host": "localhost"} | ({"cookie": self.cookies} if self.cookies else {})
        given |= {name.lower(): value for name, value in headers.items()}
        scope = {"path": path, "query_string": b"", "root_path": "", "scheme": "http",
                 "http_version": "1.1", "subprotocols": [],
                 "headers": [(k.encode(), v.encode()) for k, v in given.items()]}  # fmt: skip
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return (
                {"type": "websocket.connect"} if "method" not in kind else {"type": "http.request"}
            )

        async def send(message: Any) -> None:
            sent.append(message)

        alone.run(self.app(scope | kind, receive, send))
        first = sent[0]
        if "method" not in kind:
            is_open = first["type"] == "websocket.accept"
            return Reply(101 if is_open else 403, Headers({}), sent[1]["text"] if is_open else "")
        answered = Headers(raw=first["headers"])
        if "set-cookie" in answered:
            self.cookies = answered["set-cookie"].partition(";")[0]
        return Reply(first["status"], answered, b"".join(m.get("body", b"") for m in sent).decode())


async def echo(request: Request) -> Response:
    """What the pages would see of who asks."""
    own = {k: v for k, v in request.headers.items() if k.startswith("x-zaitaku-")}
    if "text/html" in request.headers.get("accept", ""):
        return Response("<html></html>", media_type="text/html")
    return JSONResponse(own)


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json({k: v for k, v in websocket.headers.items() if "zaitaku" in k})
    await websocket.close()


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    routes = [Route("/{path:path}", echo, methods=["GET", "PUT", "POST"])]
    app = Starlette(routes=[WebSocketRoute("/_stcore/stream", stream), *routes],
                    middleware=web.MIDDLEWARE)  # fmt: skip
    return Client(app)


@pytest.fixture
def proxied(client: Client, tmp_path: Path) -> Client:
    (tmp_path / "access.toml").write_text(
        f'kind = "proxy"\n[proxy]\nsecret = "{SECRET}"\nuser_header = "X-User"\n'
        '[[people]]\nuser = "kan"\nrole = "manage"\n[[people]]\nuser = "koh"\nrole = "public"\n'
    )
    return client


FORGED: tuple[dict[str, str], ...] = (
    {},
    {"X-User": "kan"},
    {"X-User": "kan", "X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"},
    {"X-User": "kan", "X-Zaitaku-Secret": SECRET.upper()},
    {"X-Zaitaku-Who": "%5B%22kan%22%5D", "X-Zaitaku-Visit": "0" * 64},
    {"Cookie": "_streamlit_user=kan", "Authorization": "Basic a2FuOng="},
)


@pytest.mark.parametrize("path", ROUTES)
def test_nothing_is_answered_past_the_proxy(proxied: Client, path: str) -> None:
    for method in ("GET", "PUT", "POST", "OPTIONS", "HEAD"):
        for headers in FORGED:
            answer = proxied.request(method, path, headers=headers)
            assert answer.status_code == 403, (method, headers)
            assert (
                answer.headers["cache-control"] == "no-store" and "set-cookie" not in answer.headers
            )
    unknown = proxied.get(path, headers=WORD | {"X-User": "yoso"})
    assert unknown.status_code == 403 and "登録されていません" in unknown.text


@pytest.mark.parametrize("headers", [*FORGED, WORD | {"X-User": "yoso"}], ids=repr)
def test_no_stream_is_opened_past_the_proxy(proxied: Client, headers: dict[str, str]) -> None:
    assert proxied.stream(headers).status_code == 403


def test_health_is_told_to_whoever_watches(proxied: Client) -> None:
    assert proxied.get("/healthz").status_code == 200


def test_the_pages_are_told_who_it_is_and_nothing_that_was_sent(proxied: Client) -> None:
    sent = WORD | {"X-User": "kan", "X-Zaitaku-Who": "%5B%22other%22%5D", "x-zaitaku-new": "1",
                   "X-Zaitaku-Visit": "0" * 64}  # fmt: skip
    told = proxied.get("/any", headers=sent).json()
    assert doors.told_identity(told.pop("x-zaitaku-who")) == Identity("kan")
    assert told == {}  # neither the word nor a visit: the browser has no mark yet
    assert list(proxied.stream(sent).json()) == ["x-zaitaku-who"]


def test_without_a_proxy_no_header_makes_anybody_somebody(client: Client) -> None:
    sent = {"X-User": "kan", "X-Zaitaku-Who": "%5B%22kan%22%5D", "X-Zaitaku-Visit": "0" * 64}
    assert client.get("/any", headers=sent).json() == {}


def test_rules_that_cannot_be_read_stop_everybody(client: Client, tmp_path: Path) -> None:
    (tmp_path / "access.toml").write_text("kind = ")
    answer = client.get("/any")
    assert answer.status_code == 503 and "直すまで、だれにも数値を見せません" in answer.text
    assert client.stream().status_code == 403


def test_a_page_gives_the_browser_a_mark_of_its_own(client: Client) -> None:
    first = client.get("/any", headers={"accept": "text/html"})
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"{doors.MARK}=")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    # it keeps it, and the pages know the visit
    again = client.get("/any", headers={"accept": "text/html"})
    assert "set-cookie" not in again.headers
    assert len(client.get("/any").json()["x-zaitaku-visit"]) == 64
    client.cookies = ""
    assert client.get("/any", headers={"accept": "text/html"}).headers["set-cookie"] != cookie


def visit_of(client: Client, **headers: str) -> str:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return str(client.get("/any", headers=given).json().get("x-zaitaku-visit", ""))


def test_a_file_is_had_by_its_browser_and_user_alone(
    proxied: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = doors.Files()
    monkeypatch.setattr(doors, "files", files)
    mark = {"Cookie": f"{doors.MARK}={'a' * 64}"}
    kan = WORD | {"X-User": "kan"}
    files.give("f1", visit_of(proxied, **{k.replace("-", "_"): v for k, v in (kan | mark).items()}))

    def status(**headers: Any) -> int:
        return proxied.get("/media/f1.csv", headers=headers).status_code

    assert status(**kan, **mark) == 200
    for other in (
        kan,
        kan | {"Cookie": f"{doors.MARK}={'b' * 64}"},
        kan | {"Cookie": f"{doors.MARK}="},
        WORD | {"X-User": "koh"} | mark,
        kan | {"Cookie": f"{mark['Cookie']}; _streamlit_user=other"},
    ):
        assert status(**other) == 404, other
    files.give("f2", "")  # made where no browser is known
    assert proxied.get("/media/f2.csv", headers=kan).status_code == 404


def test_what_was_made_long_ago_is_forgotten() -> None:
    files = doors.Files(most=2)
    for number in range(3):
        files.give(f"f{number}", "v")
    assert [files.is_for(f"f{n}", "v") for n in range(3)] == [False, True, True]
