"""What a session works on and has saved nowhere yet: one thing by what it was begun from."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")


def working(key: str, source: Hashable, begin: T) -> T:
    """What became of ``begin`` in this session; it is now what ``change`` changes."""
    kept = _kept(key)
    kept["source"] = source
    made: T = kept["works"].setdefault(source, begin)
    return made


def present(key: str) -> Any:
    """What is being worked on."""
    kept = _kept(key)
    return kept["works"][kept["source"]]


def change(key: str, made: object, source: Hashable | None = None) -> None:
    """It has become ``made``, from now on begun from ``source`` if that is given."""
    kept = _kept(key)
    kept["works"][kept["source"] if source is None else source] = made


def forget(key: str, source: Hashable) -> None:
    """What was begun from ``source`` begins anew."""
    _kept(key)["works"].pop(source, None)


def source(key: str) -> Any:
    """What it was begun from."""
    return _kept(key)["source"]


def _kept(key: str) -> dict[str, Any]:
    kept: dict[str, Any] = st.session_state.setdefault(f"_working_{key}", {"works": {}})
    return kept
