"""Files for the reader: every download of the product goes through ``button``.

What is pressed is logged before it is made, and made with the rights of that moment. It is handed
to the browser it was made for and to no other: Streamlit serves whoever knows an address.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_storage import MediaFileKind

from zaitaku import doors
from zaitaku.access import asking, log
from zaitaku.access.roles import Right
from zaitaku.ground import country, settings
from zaitaku.ground.settings import Mode
from zaitaku.ui import visitor

_made_for: ContextVar[str] = ContextVar("_made_for", default="")


@dataclass(frozen=True)
class Taken:
    """What a file tells of, for the log; ``mode`` None: no figures of a build at all."""

    mode: Mode | None
    what: str = ""
    view_id: str = ""
    build_id: str = ""
    right: Right | None = None  # what else it takes


def button(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    mime: str,
    *,
    key: str,
    taken: Taken,
    primary: bool = False,
    disabled: bool = False,
    help: str | None = None,
) -> None:
    """Offer a file that is made when the button is pressed."""
    who, visit = visitor.identity(), visitor.visit()
    prefecture = country.shown(settings.root_dir())  # where it is made, no session tells

    def made() -> bytes:
        person = visitor.again(who)
        with asking.acting(person), country.looking_at(prefecture):
            _allow(taken)
            log.write(
                "export",
                what=f"{file_name}（{taken.what}）" if taken.what else file_name,
                mode=taken.mode or "",
                view_id=taken.view_id,
                build_id=taken.build_id,
            )
            content = make()
        _made_for.set(visit)
        return content

    st.download_button(
        label,
        data=made,
        file_name=file_name,
        mime=mime,
        key=key,
        on_click="ignore",
        type="primary" if primary else "secondary",
        disabled=disabled,
        help=help,
    )


def _allow(taken: Taken) -> None:
    if taken.mode is not None:
        asking.need("take_internal" if taken.mode == "internal" else "see_public")
    if taken.right is not None:
        asking.need(taken.right)


def bind() -> None:
    """From now on it is known for whom each file of Streamlit's (also a picture) was made.

    Without it no file is given out at all (``doors.OwnFiles``): a version of Streamlit that keeps
    them elsewhere is noticed at once.
    """
    storage = Runtime.instance().media_file_mgr._storage
    load = storage.load_and_get_id

    def load_for(
        path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        file_id = load(path_or_data, mimetype, kind, filename)
        doors.files.give(file_id, _made_for.get() or visitor.visit())
        return file_id

    storage.load_and_get_id = load_for  # type: ignore[method-assign]
