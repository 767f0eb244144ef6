"""What the server needs before its first page, and what runs beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st

from zaitaku.access import starting
from zaitaku.ui import handing, warm_up


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Of the server; it does not start where others could see 内部 unasked (SettingsError)."""
    starting.need_safe(str(st.get_option("server.address") or ""))
    handing.bind()
    async with warm_up.lifespan(app):
        yield
