"""Questions from pages: ``ask`` → Answer, cached by (build, mode, question, parameters).

In 公表 only the release file is ever opened. A new import is picked up at the next rerun, because
``CURRENT`` is read anew and the build's id is part of the key; the old build stays open, since
other sessions may still be reading it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from zaitaku.ask import figures, warehouse
from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.ask.figures import Figure
from zaitaku.derived import questions
from zaitaku.ground import settings
from zaitaku.ground.settings import Mode
from zaitaku.ui import view


def build_id() -> str | None:
    """The build that is read: the current one, or the kept one that the address asks for.

    None if nothing was imported yet.
    """
    asked = view.asked_build()
    if asked is not None and is_kept(asked):
        return asked
    return warehouse.current_build_id(settings.data_dir())


def is_kept(build_id: str) -> bool:
    """Whether a build is still stored for the reader's mode; any other text is none."""
    is_id = re.fullmatch("[0-9a-f]{4,64}", build_id) is not None
    return is_id and warehouse.file_of(settings.data_dir(), build_id, view.mode()).is_file()


def ask(name: str, **params: Any) -> Answer:
    """Answer a question in the reader's mode.

    A common parameter that the question has and the caller leaves out (年度, 地域の単位,
    圏域の種類) comes from the sidebar; None leaves the question's own default. Raises
    QueryError and DisclosureError as ``questions.run`` does, WarehouseError when there is no build.
    """
    known = {param.name for param in questions.load(name).params}
    common = {key: value for key, value in view.common().items() if key in known}
    given = {key: value for key, value in (common | params).items() if value is not None}
    return remembered(str(settings.data_dir()), build_id(), view.mode(), name, given)


def figure(name: str, column: str, area: Area, **params: Any) -> Figure | None:
    """One column of a question for one area alone; None where it has no row."""
    return figures.figure(ask(name, **params, **area.params()), column, name=area.name)


@st.cache_data(max_entries=2000, show_spinner="集計しています…")
def remembered(
    data_dir: str, build_id: str | None, mode: Mode, name: str, params: Mapping[str, Any]
) -> Answer:
    """A question straight to its build, remembered for every session."""
    return questions.run(warehouse.open_build(Path(data_dir), mode, build_id), name, params)
