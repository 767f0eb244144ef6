"""What the first picture of a server would wait for, started with the server.

The library that draws takes some seconds to start, and the font to be read. Nobody waits here: it
runs beside the first pages, and who needs a picture sooner starts it himself.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import altair as alt

from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import projected
from zaitaku.ui import failure


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Of the server: what is given to it to run while it runs."""
    threading.Thread(target=draw, daemon=True, name="描画の準備").start()
    yield


def draw() -> None:
    """Draw a picture that nobody sees; a failure is told where a picture is wanted."""
    try:
        projected.draw(Exhibit("準備", builder=_least), Path())
    except Exception as error:  # the log has it, and pages go on without pictures
        failure.message(error)


def _least() -> Any:
    rows = alt.InlineData([{"name": "準備", "value": 1}])
    mark = alt.Chart(rows).mark_bar().encode(x="value:Q", y="name:N")
    return theme.finish(mark.properties(height=20), "準備")
