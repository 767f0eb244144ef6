"""Who a program or a browser is signed in as (OIDC), for addresses that are no page.

A page learns it from Streamlit (``st.user``, ``visitor.py``); ``/api/`` knows no session of a page.
Both believe the same thing: the cookie that Streamlit signed when the provider had said who it is,
read here by Streamlit's own functions.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from zaitaku import doors
from zaitaku.access import policy
from zaitaku.access.policy import Identity, Oidc

_UNDER = "/api"


class SignedIn:
    """Middleware: to ``/api`` a request comes with the name of who signed in in this browser.

    It stands behind ``doors.Identified``, which drops what a browser says of itself. Nobody, where
    the cookie was not signed here, is too old, or was made for another address of this server.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and f"{scope['path']}/".startswith(f"{_UNDER}/"):
            access = policy.in_force()
            if access is not None and access.oidc is not None:
                who = identity(access.oidc, Headers(scope=scope))
                if who is not None:
                    scope = {**scope, "headers": [*scope["headers"], doors.telling(who)]}
        await self.app(scope, receive, send)


def identity(oidc: Oidc, headers: Headers) -> Identity | None:
    """Who the cookie says it is; None where it cannot be believed."""
    secret, cookies = oidc.provider["cookie_secret"], doors.cookies(headers)

    def signed(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies[name]) if name in cookies else None

    content = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    try:
        claims = json.loads(content or b"null")
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("is_logged_in") is not True:
        return None
    # as for a page: signed for this address, and asked for at this address
    home = urlsplit(oidc.provider["redirect_uri"])
    if claims.get("origin") != f"{home.scheme}://{home.netloc}":
        return None
    return oidc.identity(claims) if headers.get("host") == home.netloc else None
