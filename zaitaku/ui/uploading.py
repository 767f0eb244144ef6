"""Files a reader hands over: taken only while the page of the session asks for one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from zaitaku import doors
from zaitaku.access import asking
from zaitaku.sources.opening import TABLE_SUFFIXES

# of files to import: a year of KDB tables has some 5 MB a book, boundaries of a prefecture some 30
LARGEST_SOURCE_MB = 100
# packs and plans are text of some ten kilobytes, a table of zones as well
LARGEST_MB = 4


def opened(page: str) -> None:
    """The session looks at ``page`` now: what another page of it asked for is over."""
    if context := get_script_run_ctx():
        doors.uploads.leave(context.session_id, page)


def field(
    label: str, kinds: Sequence[str], key: str, *, page: str, labelled: bool = True
) -> UploadedFile | None:
    """A field to hand over one file of these kinds; what was handed over, or None.

    No field, and nothing taken, for who may not change anything.
    """
    if not asking.may("change"):
        return None
    if context := get_script_run_ctx():
        doors.uploads.ask(context.session_id, page)
    given: UploadedFile | None = st.file_uploader(
        label,
        type=list(kinds),
        key=key,
        max_upload_size=LARGEST_MB,
        label_visibility="visible" if labelled else "collapsed",
    )
    return given


def files(label: str, key: str, *, page: str) -> list[UploadedFile]:
    """A field to hand over any number of files to import, by drag and drop."""
    if context := get_script_run_ctx():
        doors.uploads.ask(context.session_id, page)
    given: list[UploadedFile] = st.file_uploader(
        label,
        type=sorted(suffix.removeprefix(".") for suffix in TABLE_SUFFIXES),
        key=key,
        accept_multiple_files=True,
        max_upload_size=LARGEST_SOURCE_MB,
        label_visibility="collapsed",
    )
    return given
