"""Answers remembered for every session, by (build, mode, who may see what, question, parameters).

In 公表 only the release file is ever opened. A new import is picked up at the next rerun, because
``CURRENT`` is read anew and the build's id is part of the key; the old build stays open, since
other sessions may still be reading it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from zaitaku.access import asking
from zaitaku.ask.answer import Answer
from zaitaku.compose import reader
from zaitaku.ground.settings import Mode


def remembered(
    data_dir: str, build_id: str | None, mode: Mode, name: str, params: Mapping[str, Any]
) -> Answer:
    """``compose.reader.answering``, asked once for all who may see the same."""
    if mode == "internal":  # what is remembered opens no build
        asking.need("see_internal")
    return _asked(data_dir, build_id, mode, asking.scope(), name, params)


@st.cache_data(max_entries=2000, show_spinner="集計しています…")
def _asked(
    data_dir: str,
    build_id: str | None,
    mode: Mode,
    scope: tuple[str, ...],
    name: str,
    params: Mapping[str, Any],
) -> Answer:
    return reader.answering(data_dir, build_id, mode, name, params)
