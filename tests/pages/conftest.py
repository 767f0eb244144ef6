"""The whole app from its router, without a browser, on real builds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from zaitaku.ground import paths
from zaitaku.ui import answer

Open = Callable[..., Any]


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Streamlit's caches leak from one AppTest to the next."""
    st.cache_data.clear()
    answer.forget()
    st.cache_resource.clear()
    yield


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> Open:
    """``open_app(data_dir, "explore/supply.py", area="99201")``: a page as a link opens it."""

    def opened(data_dir: Path, page: str = "overview/overview.py", **link: str) -> Any:
        monkeypatch.setenv("ZAITAKU_DATA", str(data_dir))
        app = AppTest.from_file(str(paths.ROUTER), default_timeout=60)
        for key, value in link.items():
            app.query_params[key] = value
        return app.switch_page(str(paths.PAGES / page)).run()

    return opened


def said(app: Any) -> list[str]:
    """The page's own texts, in the order of reading; not the badge of 内部."""
    return [text.value for text in app.main.markdown if not text.value.startswith(":yellow-badge")]


def open_tab(app: Any, page: str, label: str, number: int = 0) -> Any:
    """The page (its address) with a tab under its figure open, of the ``number``th row of tabs."""
    keys = [key for n in range(40) if (key := f"{page}:under:{n}") in app.session_state]
    app.session_state[keys[number]] = label
    return app.run()


def address(app: Any) -> dict[str, str]:
    """Address parameters after a run; AppTest has lists for those that a page wrote."""
    return {k: v if isinstance(v, str) else v[-1] for k, v in app.query_params.items()}
