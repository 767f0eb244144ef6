"""What the server answers besides pages."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import duckdb
import pandas as pd
import pytest
import shapely
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from tests import alone
from zaitaku import web
from zaitaku.ask import warehouse
from zaitaku.build import geography
from zaitaku.kept import views as kept_views

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title>'
    "<script>\n window.prerenderReady = false\n</script></head>"
    "<body><noscript><p>You need to\nenable JavaScript</p></noscript></body></html>"
)
HASH = "0123456789abcdef"


@dataclass
class Reply:
    status: int
    headers: Headers
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


Get = Callable[..., Reply]


@pytest.fixture
def get(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Get:
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / f"{HASH}.topojson").write_text('{"type": "Topology"}')
    (tmp_path / "secret.topojson").write_text("secret")

    async def page(request: object) -> HTMLResponse:
        return HTMLResponse(PAGE, headers={"ETag": '"old"'})

    async def text(request: object) -> PlainTextResponse:
        return PlainTextResponse('<html lang="en">')

    routes = [*web.ROUTES, Route("/", page), Route("/text", text)]
    app = Starlette(routes=routes, middleware=web.MIDDLEWARE)

    def get(path: str, **headers: str) -> Reply:
        return alone.run(ask(app, path, headers))

    return get


async def ask(app: Starlette, path: str, headers: dict[str, str]) -> Reply:
    """One GET request, as an ASGI server hands it over."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()  # the browser sends no more and stays
        return {}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = {"host": "127.0.0.1:8501", **headers}
    given = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    path, _, query = path.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "headers": given}
    scope["query_string"] = query.encode()
    await app({**scope, "http_version": "1.1", "scheme": "http", "root_path": ""}, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Reply(sent[0]["status"], Headers(raw=sent[0]["headers"]), body)


def a_file(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table build_info as select 'abc' as build_id")


def test_health_names_the_build_it_can_read_and_needs_none(get: Get, tmp_path: Path) -> None:
    assert get("/healthz").json() == {"status": "ok", "build_id": None}
    (tmp_path / "CURRENT").write_text("abc\n")
    reply = get("/healthz")
    assert (reply.status, reply.json()) == (503, {"status": "unreadable", "build_id": "abc"})
    a_file(warehouse.file_of(tmp_path, "abc", "public"))  # a server for 公表 alone has no more
    assert get("/healthz").json() == {"status": "ok", "build_id": "abc"}
    warehouse.file_of(tmp_path, "abc", "internal").write_bytes(b"cut")
    assert get("/healthz").status == 503
    (tmp_path / "CURRENT").unlink()
    reply = get("/healthz")
    assert (reply.status, reply.json()) == (503, {"status": "no build", "build_id": None})


def test_boundaries_are_served_for_ever(get: Get) -> None:
    answer = get(f"/geo/{HASH}.topojson")
    assert answer.json() == {"type": "Topology"}
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "name", ["ffffffff", "../secret", "..%2fsecret", "0123456789ABCDEF", "0", "secret"]
)
def test_no_other_file_of_the_data_folder_is_served(get: Get, name: str) -> None:
    assert get(f"/geo/{name}.topojson").status == 404


def test_one_layer_is_served_in_degrees(get: Get, tmp_path: Path) -> None:
    """A square of a tenth of a degree, to the plane and back."""
    square = shapely.box(140.0, 36.0, 140.1, 36.1)
    frame = {
        "boundary": pd.DataFrame(
            {
                "municipality_code": ["99201"],
                "municipality_name": ["あ市"],
                "geometry_wkb": [square.wkb],
            }
        ),
        "members": pd.DataFrame(
            [("municipality", "", "99201", "99201")],
            columns=["area_unit", "zone_scheme", "area_code", "municipality_code"],
        ),
    }
    prepared = geography.prepare(**frame)
    name = prepared.content_hash
    (tmp_path / "geo" / f"{name}.topojson").write_bytes(prepared.topojson)
    answer = get(f"/geo/{name}.geojson?layer=municipality")
    (feature,) = answer.json()["features"]
    assert feature["properties"] == {"code": "99201", "name": "あ市"}
    lons = shapely.get_coordinates(shapely.from_geojson(json.dumps(feature["geometry"])))[:, 0]
    assert (min(lons), max(lons)) == (
        pytest.approx(140.0, abs=1e-3),
        pytest.approx(140.1, abs=1e-3),
    )
    for wrong in ("?layer=zone:x", "", "?layer=../secret"):
        assert get(f"/geo/{name}.geojson{wrong}").status == 404
    assert get("/geo/ffffffff.geojson?layer=municipality").status == 404


def test_every_answer_forbids_other_hosts(get: Get) -> None:
    for path in ("/", "/healthz", f"/geo/{HASH}.topojson", "/nowhere"):
        policy = get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy and "connect-src 'self'" in policy
        assert "http:" not in policy and "https:" not in policy and "*" not in policy


def test_the_page_is_japanese(get: Get) -> None:
    answer = get("/", accept="text/html", if_none_match='"old"')
    assert '<html lang="ja">' in answer.text and "<title>在宅医療アトラス</title>" in answer.text
    assert '<script src="/page.js" defer></script></head>' in answer.text
    assert "You need" not in answer.text and "<script>" not in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers


def test_the_first_page_is_found_by_its_name_with_its_choices(get: Get) -> None:
    assert get("/overview").headers["location"] == "/"
    reply = get("/overview?mode=internal&area=03201")
    assert (reply.status, reply.headers["location"]) == (302, "/?mode=internal&area=03201")


# --- the place seen last ---


def cookie(place: str) -> str:
    """As ``ui/page/place.js`` writes it."""
    return f"other=1; zaitaku_place={quote(place)}"


PLACE = urlencode({"unit": "zone", "zones": "在宅医療圏", "area": "架空都心", "town": "99301"})


@pytest.mark.parametrize("path", ["/", "/supply", "/overview"])
def test_a_bare_page_leads_to_the_place_seen_last(get: Get, path: str) -> None:
    reply = get(path, accept="text/html", cookie=cookie(PLACE))
    assert (reply.status, reply.headers["location"]) == (302, f"{path}?{PLACE}")
    assert reply.headers["cache-control"] == "no-store"
    assert "default-src 'self'" in reply.headers["content-security-policy"]


@pytest.mark.parametrize("query", ["?area=99202", "?mode=internal", "?year=2022", "?x", "?build=1"])
def test_a_link_that_says_anything_shows_everybody_the_same(get: Get, query: str) -> None:
    assert get(f"/{query}", accept="text/html", cookie=cookie(PLACE)).text.startswith("<!DOCTYPE")


@pytest.mark.parametrize("path", ["/healthz", "/page.js", "/text", "/v/none", "/nowhere", "//evil"])
def test_nothing_but_pages_leads_elsewhere(get: Get, path: str) -> None:
    assert get(path, accept="text/html", cookie=cookie(PLACE)).status != 302


def test_what_is_no_visit_of_a_page_leads_nowhere(get: Get) -> None:
    assert get("/", accept="text/html").status == 200
    assert get("/", accept="*/*", cookie=cookie(PLACE)).text == PAGE


@pytest.mark.parametrize(
    ("kept", "passed"),
    [
        ("area=99201&mode=internal&build=0123abcd&item=x", "area=99201"),
        ("mode=internal", ""),
        ("area=" + "9" * 300, ""),
        ("area=99201&zones=" + "%E5%9C%8F" * 100, ""),
        ("\x00\r\nSet-Cookie: a=b", ""),
        ("area=%0D%0ASet-Cookie:%20a=b", "area=%0D%0ASet-Cookie%3A+a%3Db"),
        ("area=99201&area=99202", "area=99202"),
        ("https://example.jp/", ""),
        ("", ""),
    ],
)
def test_only_a_place_passes_of_what_the_browser_keeps(get: Get, kept: str, passed: str) -> None:
    reply = get("/supply", accept="text/html", cookie=cookie(kept))
    assert reply.headers.get("location", "") == (f"/supply?{passed}" if passed else "")
    assert "set-cookie" not in reply.headers


def test_only_pages_are_rewritten(get: Get) -> None:
    assert get("/text", accept="text/html").text == '<html lang="en">'
    assert get("/", accept="*/*").text == PAGE


def test_own_script_and_style_have_their_types(get: Get) -> None:
    assert get("/page.js").headers["content-type"].startswith("text/javascript")
    assert get("/page.css").headers["content-type"].startswith("text/css")
    assert get("/app/static/blank.json").json()["version"] == 8


def test_a_version_id_leads_to_its_view_and_an_unknown_one_says_so(
    get: Get, tmp_path: Path
) -> None:
    kept = kept_views.Kept("supply", {"area": ["03201"], "year": ["2023"]}, "public", "0123abcd")
    kept_views.keep(tmp_path, "ABCDE-01234", kept)
    gone = get("/v/ABCDE-01234")
    assert (gone.status, "/supply?area=03201&year=2023" in gone.text) == (404, True)
    warehouse.file_of(tmp_path, "0123abcd", "public").touch()
    (tmp_path / "CURRENT").write_text("4567abcd")
    old = get("/v/abcde01234")
    assert old.status == 302
    assert old.headers["location"] == "/supply?area=03201&year=2023&build=0123abcd"
    (tmp_path / "CURRENT").write_text("0123abcd")
    assert get("/v/ABCDE-01234").headers["location"] == "/supply?area=03201&year=2023"
    assert get("/v/ZZZZZ-ZZZZZ").status == 404
    assert get("/v/none").status == 404


def test_a_pinned_public_server_does_not_open_an_internal_view(
    get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_views.Kept("supply", {"mode": ["internal"]}, "internal", "0123abcd")
    kept_views.keep(tmp_path, "ABCDE-01234", kept)
    warehouse.file_of(tmp_path, "0123abcd", "internal").touch()
    (tmp_path / "CURRENT").write_text("0123abcd")
    assert get("/v/ABCDE-01234").status == 302
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    assert (get("/v/ABCDE-01234").status, "公表モードに固定" in get("/v/ABCDE-01234").text) == (
        404,
        True,
    )
