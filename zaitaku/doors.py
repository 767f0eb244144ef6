"""Who is let in before anything is answered, and what every answer forbids.

Pure ASGI: it knows requests and settings, no page and no figure.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zaitaku.access import policy
from zaitaku.access.policy import Identity
from zaitaku.ground import settings
from zaitaku.ground.errors import SettingsError

_NOT_KEPT = {"Cache-Control": "no-store"}
# Vega compiles expressions ('unsafe-eval'), Streamlit styles elements inline, deck.gl runs a
# worker. Everything else is a file of this server.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Middleware: ``HEADERS`` on every HTTP answer that does not set them itself.

    What a page made for somebody (``/media/``: figures, files) is kept by no browser and no proxy.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/media/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)


class KnownHost:
    """Middleware: only requests to a name of this server (``settings.hosts``) are answered.

    A page from elsewhere can make its own name lead to this machine (DNS rebinding): its requests
    then come with a matching origin, and only the name they were sent to gives them away.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        name = host_name(Headers(scope=scope).get("host", ""))
        if name in settings.hosts():
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            answer = PlainTextResponse(_UNKNOWN_HOST, status_code=421, headers=_NOT_KEPT)
            await answer(scope, receive, send)


# the name asked for is not repeated: it was written by whoever asks
_UNKNOWN_HOST = (
    "このサーバーは、アドレスにあるサーバー名では使えません。"
    "使ってよい名前は localhost と 127.0.0.1、それに環境変数 ZAITAKU_HOSTS に書いた名前です。"
    "この名前で使うときは、管理者が ZAITAKU_HOSTS に加えて起動し直してください。"
)


def host_name(header: str) -> str:
    """The name in a ``Host`` header, in lower case and without its port; '' where it is none."""
    found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^\s:/@\[\]]+)\.?(?::\d{1,5})?", header)
    return found[1].lower().rstrip(".") if found else ""


class SameOrigin:
    """Middleware: a WebSocket from a page of another host is refused before Streamlit sees it.

    Streamlit would compare a foreign origin with this machine's address on the internet, and ask
    a service outside for it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc != headers.get("host"):
                await send({"type": "websocket.close", "code": 1008})
                return
        await self.app(scope, receive, send)


class Identified:
    """Middleware: who asks is known before anything is answered, and says so to the pages.

    What a browser sends under our own names (``X-Zaitaku-…``) is dropped, so that a page believes
    what it finds there. Behind a proxy (``access.toml``) only what came through it is answered, and
    only for a user with a role. Every browser has a mark of its own (a cookie that no page can
    read): with the user it tells for whom a file was made (``OwnFiles``).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] == "/healthz":
            await self.app(scope, receive, send)
            return
        try:
            access = policy.in_force()
        except SettingsError as error:  # its message names the file, which is the administrator's
            await _refuse(scope, receive, send, 503, str(error))
            return
        who = None
        if access is not None and access.proxy is not None:
            who = access.proxy.identity(scope["headers"])
            if who is None:
                await _refuse(scope, receive, send, 403, _NOT_BY_PROXY)
                return
            if access.person(who).role is None:
                await _refuse(scope, receive, send, 403, _NO_ROLE)
                return
        mark = _mark_of(scope)
        told = {"x-zaitaku-visit": _visit(mark, who, scope) if mark else ""}
        kept = [(k, v) for k, v in scope["headers"] if not k.lower().startswith(b"x-zaitaku-")]
        kept += [(name.encode(), value.encode()) for name, value in told.items() if value]
        kept += [telling(who)] if who is not None else []
        known = {**scope, "headers": kept}
        await self.app(known, receive, send if mark else _marking(scope, send))


MARK = "zaitaku_mark"
# A page that somebody comes to from a portal or a sign-in keeps the mark it has: with a new one
# the files of the other tabs would be somebody else's. So it is kept over the browser's end, too.
_KEPT = "SameSite=Lax; Max-Age=31536000"
_MARK = re.compile(r"[0-9a-f]{64}")
_NOT_BY_PROXY = (
    "この設置は、決められた入口（プロキシ）からだけ使えます。ふだん使うアドレスから開いてください。"
)
_NO_ROLE = (
    "あなたは、在宅医療アトラスのこの設置の利用者に登録されていません。"
    "使う必要があるときは、この設置の管理者に相談してください。"
)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, text: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(text, status_code=status, headers=_NOT_KEPT)(scope, receive, send)


def cookies(headers: Headers) -> Mapping[str, str]:
    """What the browser keeps for this server; what cannot be read as a cookie is left out."""
    found: SimpleCookie = SimpleCookie()
    for given in headers.getlist("cookie"):
        try:
            found.load(given)
        except CookieError:
            continue
    return {name: morsel.value for name, morsel in found.items()}


def _mark_of(scope: Scope) -> str:
    """The browser's mark; '' where it has none."""
    mark = cookies(Headers(scope=scope)).get(MARK, "")
    return mark if _MARK.fullmatch(mark) else ""


def _visit(mark: str, who: Identity | None, scope: Scope) -> str:
    """Another for another user of the same browser: by the proxy, or by what signed them in."""
    signed_in = cookies(Headers(scope=scope)).get("_streamlit_user", "")
    parts = (mark, who.name if who else "", signed_in)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _marking(scope: Scope, send: Send) -> Send:
    """Give the browser its mark with the page that it opens."""

    async def send_with_mark(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html"):
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                cookie = f"{MARK}={secrets.token_hex(32)}; Path=/; HttpOnly; {_KEPT}"
                headers.append("set-cookie", cookie + secure)
        await send(message)

    return send_with_mark


def telling(who: Identity) -> tuple[bytes, bytes]:
    """The header by which those behind the door learn who asks."""
    return b"x-zaitaku-who", quote(json.dumps([who.name, *who.groups])).encode()


def told_identity(text: str) -> Identity | None:
    """Who it is, as ``telling`` wrote it down."""
    if not text:
        return None
    name, *groups = json.loads(unquote(text))
    return Identity(name, tuple(groups))


class OwnFiles:
    """Middleware: a file made for somebody (``/media/``) is given to that browser and user alone.

    Streamlit names it by its content and would give it to whoever knows the name.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/media/"):
            file_id = scope["path"].removeprefix("/media/").partition(".")[0]
            if not files.is_for(file_id, Headers(scope=scope).get("x-zaitaku-visit", "")):
                answer = PlainTextResponse(_NO_FILE, status_code=404, headers=_NOT_KEPT)
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


_NO_FILE = "このファイルはありません。画面を読み込み直し、もう一度作ってください。"


class Files:
    """For which visits each file was made; what was made long ago is forgotten first."""

    def __init__(self, most: int = 20_000) -> None:
        self._most = most
        self._given: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def give(self, file_id: str, visit: str) -> None:
        with self._lock:
            self._given[file_id, visit] = None
            self._given.move_to_end((file_id, visit))
            while len(self._given) > self._most:
                self._given.popitem(last=False)

    def is_for(self, file_id: str, visit: str) -> bool:
        with self._lock:
            return bool(visit) and (file_id, visit) in self._given


files = Files()


class UploadsWhereAsked:
    """Middleware: a file is taken from a session only while its page asks for one.

    Streamlit takes files for any session it knows, whatever its page shows, and holds them in
    memory.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["method"] not in ("OPTIONS", "DELETE")
            and (found := _UPLOAD.match(scope["path"]))
            and found[1] not in uploads
        ):
            answer = PlainTextResponse(_NO_UPLOAD, status_code=403, headers=_NOT_KEPT)
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]*)")
_NO_UPLOAD = "この画面ではファイルを受け取りません。"


class Uploads:
    """The sessions whose page shows an uploader; the longest quiet one goes first when full."""

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._page: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, session_id: str, page: str) -> None:
        """The page of this session takes files."""
        with self._lock:
            self._page[session_id] = page
            self._page.move_to_end(session_id)
            while len(self._page) > self._most:
                self._page.popitem(last=False)

    def leave(self, session_id: str, page: str) -> None:
        """The session has opened a page; what an earlier one asked for is over."""
        with self._lock:
            if self._page.get(session_id, page) != page:
                del self._page[session_id]

    def __contains__(self, session_id: object) -> bool:
        with self._lock:
            return session_id in self._page


uploads = Uploads()
