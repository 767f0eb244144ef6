"""Who is let in: the name a request was sent to, and the page a file comes from."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from tests import alone
from zaitaku import doors, web
from zaitaku.ground import settings
from zaitaku.ground.errors import SettingsError


async def answer(request: object) -> PlainTextResponse:
    return PlainTextResponse("figures")


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


EVERYTHING = ("/", "/healthz", "/media/abc.csv", "/_stcore/upload_file/s1/f1", "/v/none")


def reply(
    path: str, kind: str = "http", method: str = "GET", **headers: str
) -> tuple[Any, Headers]:
    """The first thing that is sent back: a status (or the kind of message), and headers."""
    routes = [
        Route(other, answer, methods=["GET", "PUT", "POST", "DELETE", "OPTIONS"])
        for other in EVERYTHING
    ]
    app = Starlette(
        routes=[*routes, WebSocketRoute("/_stcore/stream", stream)], middleware=web.MIDDLEWARE
    )
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "headers": given, "query_string": b"", "root_path": ""}
    scope |= {"http_version": "1.1", "scheme": "http"} | (
        {"method": method} if kind == "http" else {}
    )
    alone.run(app(scope, receive, send))
    return sent[0].get("status", sent[0]["type"]), Headers(raw=sent[0].get("headers", []))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost."])
@pytest.mark.parametrize("port", ["", ":8501"])
def test_this_machine_is_answered_by_its_names(host: str, port: str) -> None:
    assert reply("/", host=host + port)[0] == 200


OTHERS = (
    "rebound.example:8501",
    "192.0.2.1",
    "localhost.example",
    "127.0.0.1.example",
    "a@localhost",
    "localhost:8501/",
    "",
)


@pytest.mark.parametrize("path", EVERYTHING)
@pytest.mark.parametrize("host", OTHERS)
def test_another_name_reaches_nothing(path: str, host: str) -> None:
    status, headers = reply(path, host=host)
    assert (status, headers["cache-control"]) == (421, "no-store")
    assert "default-src 'self'" in headers["content-security-policy"]


def test_no_name_reaches_nothing() -> None:
    assert reply("/")[0] == 421


def test_a_page_that_names_this_machine_its_own_gets_no_stream() -> None:
    """The origin matches the host: both are the name of the page from elsewhere."""
    host = "rebound.example:8501"
    stream_of = {"kind": "websocket", "origin": f"http://{host}"}
    assert reply("/_stcore/stream", host=host, **stream_of)[0] == "websocket.close"
    own = {"kind": "websocket", "origin": "http://127.0.0.1:8501"}
    assert reply("/_stcore/stream", host="127.0.0.1:8501", **own)[0] == "websocket.accept"


def test_a_server_is_known_by_the_names_its_administrator_gave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZAITAKU_HOSTS", "Atlas.pref.example.jp, 192.0.2.1")
    assert reply("/", host="atlas.pref.example.jp")[0] == 200
    assert reply("/", host="192.0.2.1:8501")[0] == 200
    assert reply("/", host="localhost")[0] == 200
    assert reply("/", host="pref.example.jp")[0] == 421


@pytest.mark.parametrize(
    "written", ["https://atlas.example", "atlas.example:443", "*", "あ.example"]
)
def test_a_name_that_cannot_be_one_is_told(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAITAKU_HOSTS", written)
    with pytest.raises(SettingsError, match="ZAITAKU_HOSTS"):
        settings.hosts()


def test_files_made_for_somebody_are_kept_by_no_browser() -> None:
    assert reply("/media/abc.csv", host="localhost")[1]["cache-control"] == "no-store"


# --- files handed over ---


@pytest.fixture
def uploads(monkeypatch: pytest.MonkeyPatch) -> doors.Uploads:
    fresh = doors.Uploads(most=2)
    monkeypatch.setattr(doors, "uploads", fresh)
    return fresh


def put(session_id: str, method: str = "PUT") -> Any:
    return reply(f"/_stcore/upload_file/{session_id}/f1", method=method, host="localhost")[0]


def test_a_file_is_taken_while_the_page_asks_for_one(uploads: doors.Uploads) -> None:
    assert put("s1") == 403
    uploads.ask("s1", "packs")
    assert put("s1") == 200
    uploads.leave("s1", "packs")  # the same page, run again
    assert put("s1") == 200
    uploads.leave("s1", "supply")
    assert (put("s1"), put("s1", "POST")) == (403, 403)
    assert put("s1", "DELETE") == 200  # what was handed over may always be taken back


def test_the_sessions_that_asked_long_ago_are_forgotten(uploads: doors.Uploads) -> None:
    for session_id in ("s1", "s2", "s3"):
        uploads.ask(session_id, "packs")
    assert [session_id in uploads for session_id in ("s1", "s2", "s3")] == [False, True, True]
