"""What the server answers besides pages, and what it adds to every answer.

``/healthz`` says that the server runs and which build it shows; ``/geo/<hash>.topojson`` serves
prepared boundaries, named by their content and so never stale (``all-<hash>-<hash>…``: those of
several prefectures as one), ``/geo/<hash>.geojson?layer=…`` one layer of them in degrees;
``/api/…`` answers questions (``api.py``); ``/v/<版ID>`` leads to a view, ``/overview`` to 概況;
``/app/static/`` holds what the browser may load from this server. Streamlit's own page is made
Japanese on its way out; who is let in at all is said in ``doors.py``.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zaitaku import api, doors
from zaitaku.ask import warehouse
from zaitaku.build import geography, outlines
from zaitaku.compose import pages
from zaitaku.exhibits import views
from zaitaku.ground import country, paths, settings
from zaitaku.ground.errors import WarehouseError, ZaitakuError
from zaitaku.kept import views as kept_views
from zaitaku.ui import signed_in

TITLE = "在宅医療アトラス"
_PAGE = paths.PACKAGE / "ui" / "page"
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_NOT_KEPT = {"Cache-Control": "no-store"}
_NO_GEOMETRY = "この境界データはありません。"


def healthz(request: Request) -> Response:
    """The server runs and the build it names can be read; ``build_id`` is null before any import.

    Of several prefectures every build must be readable; that of the first is named.

    503 where the data folder cannot say which build to read (``no build``), and where a file of
    the one it names cannot be opened (``unreadable``).
    """
    try:
        found = [(f, warehouse.current_build_id(f)) for f in country.folders(settings.root_dir())]
    except WarehouseError:
        return _health("no build", None)
    readable = all(build_id is None or warehouse.is_readable(f, build_id) for f, build_id in found)
    build_id = found[0][1]
    return _health("ok" if readable else "unreadable", build_id)


def _health(status: str, build_id: str | None) -> Response:
    state = {"status": status, "build_id": build_id}
    return JSONResponse(state, status_code=200 if status == "ok" else 503, headers=_NOT_KEPT)


def geometry(request: Request) -> Response:
    """Prepared boundaries by content hash; anything else is not found."""
    name = request.path_params["name"]
    if not (files := _prepared(request)):
        return PlainTextResponse(_NO_GEOMETRY, status_code=404)
    content = outlines.content(name, files)
    return Response(content, media_type="application/json", headers=_FOR_EVER)


def degrees(request: Request) -> Response:
    """One layer in longitude and latitude, for a map that projects by itself; made when asked."""
    files = _prepared(request)
    layer = len(files) == 1 and _layer_in_degrees(files[0], request.query_params.get("layer", ""))
    if not layer:
        return PlainTextResponse(_NO_GEOMETRY, status_code=404)
    return Response(layer, media_type="application/geo+json", headers=_FOR_EVER)


def _prepared(request: Request) -> tuple[Path, ...]:
    """The files of a name; none where it names no boundaries of this installation."""
    return outlines.sources(request.path_params["name"], country.folders(settings.root_dir()))


@lru_cache(maxsize=16)
def _layer_in_degrees(path: Path, layer: str) -> bytes | None:
    topojson = path.read_bytes()
    if layer not in json.loads(topojson).get("objects", {}):
        return None
    found = geography.outlines_in_degrees(topojson, layer)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def kept_view(request: Request) -> Response:
    """A 版ID leads to the view it stands for, or says why it cannot."""
    try:
        folders = country.folders(settings.root_dir())
        page, link = kept_views.opened_in(
            folders, request.path_params["id"], settings.pinned_mode()
        )
    except ZaitakuError as error:
        return PlainTextResponse(str(error), status_code=404, headers=_NOT_KEPT)
    return RedirectResponse(views.address(page, link), status_code=302, headers=_NOT_KEPT)


async def home(request: Request) -> Response:
    """概況 by its name; Streamlit would show it under 「画面が見つかりません」."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}", status_code=302, headers=_NOT_KEPT)


async def page_script(request: Request) -> Response:
    """What the browser does by itself: one file a job, sent as one."""
    return _together("js", "text/javascript")


async def page_style(request: Request) -> Response:
    """How pages look: one file a job, sent as one."""
    return _together("css", "text/css")


def _together(suffix: str, kind: str) -> Response:
    """Rules for paper come last: they set others aside."""
    files = sorted(_PAGE.glob(f"*.{suffix}"), key=lambda file: (file.stem == "print", file.name))
    text = "\n".join(file.read_text("utf-8") for file in files)
    return Response(text, media_type=kind)


ROUTES: list[BaseRoute] = [
    Route("/healthz", healthz, methods=["GET"]),
    Route("/geo/{name}.topojson", geometry, methods=["GET"]),
    Route("/geo/{name}.geojson", degrees, methods=["GET"]),
    Route("/v/{id}", kept_view, methods=["GET"]),
    Route(f"/{views.HOME}", home, methods=["GET"]),
    Route("/page.js", page_script, methods=["GET"]),
    Route("/page.css", page_style, methods=["GET"]),
    *api.ROUTES,
    Mount("/app/static", StaticFiles(directory=paths.STATIC)),
]


class JapanesePage:
    """Middleware: Streamlit's HTML page says that it is Japanese and loads ``/page.js`` and
    ``/page.css``.

    ``lang`` decides which shapes of 漢字 a browser picks and how a screen reader speaks.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        # Uncompressed, so that it can be rewritten; the page is a few kilobytes.
        plain = [(k, v) for k, v in scope["headers"] if k not in _UNWANTED]
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body") or start is None:
                return
            headers = MutableHeaders(scope=start)
            if headers.get("content-type", "").startswith("text/html"):
                body = japanese(body.decode("utf-8")).encode("utf-8")
                headers["content-length"] = str(len(body))
                del headers["etag"]
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app({**scope, "headers": plain}, receive, rewrite)


class SamePlace:
    """Middleware: who opens a page without saying of what area is led to the one seen last.

    The browser keeps it (``zaitaku_place``, written by ``ui/page/place.js``); a link that says
    anything is left as it is, so that it shows everybody the same.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and (place := _place_kept(scope)):
            answer = RedirectResponse(
                f"/{scope['path'].strip('/')}?{place}", status_code=302, headers=_NOT_KEPT
            )
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


_PLACE_KEYS = ("pref", "unit", "zones", "area", "town")


def _place_kept(scope: Scope) -> str:
    """The query that leads there; '' where the request is none for a bare page."""
    request = Request(scope)
    if scope["query_string"] or "text/html" not in request.headers.get("accept", ""):
        return ""
    address = scope["path"].strip("/")
    if address and pages.named(address) is None:
        return ""
    place = unquote(request.cookies.get("zaitaku_place", ""))
    kept = dict(parse_qsl(place)) if len(place) <= _LONGEST_PLACE else {}
    return urlencode({key: kept[key] for key in _PLACE_KEYS if key in kept})


_LONGEST_PLACE = 300
# A page that was rewritten must not be answered by 304 for the page that was not.
_UNWANTED = (b"accept-encoding", b"if-none-match", b"if-modified-since")
# It only tells search engines when the page is ready, and the policy allows no inline script.
_INLINE_SCRIPT = re.compile(r"<script>[^<]*prerenderReady[^<]*</script>")
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_ADDED = '<link rel="stylesheet" href="/page.css"><script src="/page.js" defer></script>'
_SAID_WITHOUT_SCRIPT = (
    "<noscript><p>この画面を表示するには、ブラウザーの JavaScript を有効にしてください。"
    "</p></noscript>"
)


def japanese(page: str) -> str:
    """Streamlit's HTML page in Japanese; a page without the expected marks is left as it is."""
    page = page.replace('<html lang="en">', '<html lang="ja">', 1)
    page = page.replace("<title>Streamlit</title>", f"<title>{TITLE}</title>", 1)
    page = page.replace("</head>", _ADDED + "</head>", 1)
    page = _INLINE_SCRIPT.sub("", page)
    return _NOSCRIPT.sub(_SAID_WITHOUT_SCRIPT, page, count=1)


MIDDLEWARE = [
    Middleware(doors.SecurityHeaders),
    Middleware(doors.KnownHost),
    Middleware(doors.SameOrigin),
    Middleware(doors.Identified),
    Middleware(signed_in.SignedIn),
    Middleware(doors.OwnFiles),
    Middleware(doors.UploadsWhereAsked),
    Middleware(SamePlace),
    Middleware(JapanesePage),
]
