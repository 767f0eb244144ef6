"""What the server answers besides pages, and what it adds to every answer.

``/healthz`` says that the server runs and which build it shows; ``/geo/<hash>.topojson`` serves
prepared boundaries, named by their content and so never stale. Every answer carries headers that
keep the browser from asking any other host.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zaitaku import settings, warehouse

_HASH = re.compile(r"[0-9a-f]{8,64}")
# Vega compiles expressions ('unsafe-eval') and Streamlit styles elements inline; all else is ours.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval' 'unsafe-inline'",
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


async def healthz(request: Request) -> Response:
    """The server runs; ``build_id`` is null until something was imported."""
    return JSONResponse(
        {"status": "ok", "build_id": warehouse.current_build_id(settings.data_dir())},
        headers={"Cache-Control": "no-store"},
    )


async def geometry(request: Request) -> Response:
    """Prepared boundaries by content hash; anything else is not found."""
    name = request.path_params["name"]
    path = settings.data_dir() / "geo" / f"{name}.topojson"
    if not _HASH.fullmatch(name) or not path.is_file():
        return PlainTextResponse("この境界データはありません。", status_code=404)
    return FileResponse(
        path,
        media_type="application/json",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


ROUTES = [
    Route("/healthz", healthz, methods=["GET"]),
    Route("/geo/{name}.topojson", geometry, methods=["GET"]),
]


class SecurityHeaders:
    """Middleware: ``HEADERS`` on every HTTP answer that does not set them itself."""

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
            await send(message)

        await self.app(scope, receive, send_with_headers)
