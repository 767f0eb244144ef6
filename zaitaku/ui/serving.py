"""What the server needs before its first page, and what runs beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st

from zaitaku.access import policy, starting
from zaitaku.ui import ahead, handing, warm_up


def sign_in() -> dict[str, Any] | None:
    """What Streamlit's sign-in needs (``access.toml``); None where nobody signs in here."""
    access = policy.in_force()
    return {"auth": dict(access.oidc.provider)} if access and access.oidc else None


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Of the server; it does not start where others could see 内部 unasked (SettingsError)."""
    starting.need_safe(str(st.get_option("server.address") or ""))
    handing.bind()
    ahead.start()
    try:
        async with warm_up.lifespan(app):
            yield
    finally:
        ahead.stop()
