"""Who is let in before anything is answered, and what every answer forbids.

Pure ASGI: it knows requests and settings, no page and no figure.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zaitaku.ground import settings

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
