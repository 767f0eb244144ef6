"""A reader without a browser: one session over Streamlit's own messages (protobuf, WebSocket)."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import dataclass, field
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

PATIENT = 120  # seconds for one answer
# what a reader reads; the rest are controls
_READ = {"markdown", "heading", "alert", "html", "table", "dataframe", "vega_lite_chart", "metric",
         "text", "deck_gl_json_chart"}  # fmt: skip


@dataclass
class Click:
    """What one click brought: where it led, how long it took, and what stood there."""

    address: str
    first: float
    whole: float
    parts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(self.parts).encode()).hexdigest()


class Reader:
    """``async with Reader(address) as reader``: a tab of a browser."""

    def __init__(self, address: str) -> None:
        self._url = address.replace("http", "ws", 1) + "/_stcore/stream"
        self._page, self._query = "", ""
        self._elements: dict[tuple[int, ...], Element] = {}
        self._chosen: dict[str, WidgetState] = {}
        self._socket: ClientConnection

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            self._url, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def open(self, page: str, query: str) -> Click:
        """A page by its link."""
        self._page, self._query = page, query
        self._chosen.clear()
        return await self._asked()

    async def choose(self, key: str, option: str) -> Click:
        """Another option of a menu."""
        found = self._widget(key)
        assert found is not None, key
        self._chosen[found.id] = WidgetState(id=found.id, string_value=option)
        return await self._asked()

    async def press(self, key: str) -> Click:
        found = self._widget(key)
        assert found is not None, f"no button {key}"
        return await self._asked(WidgetState(id=found.id, trigger_value=True))

    async def has(self, key: str) -> bool:
        """Whether the page has such a widget when it is looked at anew."""
        await self._asked()
        return self._widget(key) is not None

    def options(self, key: str) -> list[str]:
        found = self._widget(key)
        return list(found.options) if found is not None and not found.disabled else []

    def _widget(self, key: str) -> Any:
        """Its id ends with the key that the program gave it."""
        for element in self._elements.values():
            kind = element.WhichOneof("type")
            if kind in ("selectbox", "button", "download_button"):
                one = getattr(element, kind)
                if one.id.endswith(f"-{key}"):
                    return one
        return None

    async def _asked(self, pressed: WidgetState | None = None) -> Click:
        asked = BackMsg()
        state = asked.rerun_script
        state.page_name, state.query_string = self._page, self._query
        state.widget_states.widgets.extend(self._chosen.values())
        if pressed is not None:
            state.widget_states.widgets.append(pressed)
        begun = time.monotonic()
        await self._socket.send(asked.SerializeToString())
        return await asyncio.wait_for(self._answered(begun), PATIENT)

    async def _answered(self, begun: float) -> Click:
        first, errors = 0.0, []
        while True:
            content = await self._socket.recv(decode=False)
            message = ForwardMsg.FromString(content)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._elements.clear()
            elif kind == "delta":
                self._drawn(message)
                if not first and _is_read(message):
                    first = time.monotonic() - begun
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished":
                how = message.script_finished
                if how == ForwardMsg.FINISHED_SUCCESSFULLY:
                    break
                if how == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    errors.append("the program did not compile")
                    break
        whole = time.monotonic() - begun
        parts = [text for e in self._in_order() if (text := _told(e))]
        errors += [e.exception.message for e in self._in_order() if e.HasField("exception")]
        errors += [e.alert.body for e in self._in_order()
                   if e.HasField("alert") and e.alert.format == e.alert.ERROR]  # fmt: skip
        return Click(f"{self._page}?{self._query}", first or whole, whole, parts, errors)

    def _drawn(self, message: ForwardMsg) -> None:
        path, delta = tuple(message.metadata.delta_path), message.delta
        # what stood there, or below it, is replaced
        for one in [p for p in self._elements if p[: len(path)] == path]:
            del self._elements[one]
        if delta.WhichOneof("type") == "new_element":
            self._elements[path] = delta.new_element
            if delta.new_element.selectbox.set_value:  # as a browser: what was chosen is no more
                self._chosen.pop(delta.new_element.selectbox.id, None)

    def _in_order(self) -> list[Element]:
        return [self._elements[path] for path in sorted(self._elements)]


def _is_read(message: ForwardMsg) -> bool:
    """Whether it is something to read on the page itself (0), not in the menu beside it."""
    kind = message.delta.new_element.WhichOneof("type")
    return message.metadata.delta_path[0] == 0 and kind in _READ


def _told(element: Element) -> str:
    """A short mark of what a reader reads there; '' for a control.

    Names that are given anew to each session are left out.
    """
    kind = element.WhichOneof("type")
    if kind not in _READ:
        return ""
    if kind == "alert":
        return f"{kind} {element.alert.body}"
    copy = Element()
    copy.CopyFrom(element)
    told = getattr(copy, kind)
    for name in ("id", "form_id", "element_id"):
        if name in told.DESCRIPTOR.fields_by_name:
            told.ClearField(name)
    content = told.SerializeToString(deterministic=True)
    return f"{kind} {hashlib.sha256(content).hexdigest()[:12]}"
