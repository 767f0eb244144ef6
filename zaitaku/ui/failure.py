"""What a reader sees when something went wrong: the message and an id, never a traceback."""

import logging
import secrets

import streamlit as st

from zaitaku.ground.errors import ZaitakuError

_log = logging.getLogger("zaitaku")


def show(error: Exception) -> bool:
    """Say what happened; the log holds the same id with the traceback. True: we have shown it."""
    st.error(message(error))
    return True


def message(error: Exception) -> str:
    """What to tell the reader, with the id under which the log holds the error."""
    number = secrets.token_hex(4)
    if isinstance(error, ZaitakuError):
        _log.warning("%s %s: %s", number, type(error).__name__, error)
        return f"{error}\n\n受付番号 {number}"
    _log.error("%s uncaught error in a page", number, exc_info=error)
    return (
        "この画面を表示できませんでした。画面を読み込み直しても続くときは、"
        f"受付番号 {number} を添えて管理者に知らせてください（記録に詳しい原因があります）。"
    )
