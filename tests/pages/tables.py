"""The tables of a page in AppTest, read off their HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pandas as pd


def tables(app: Any) -> list[pd.DataFrame]:
    """Those of areas or flows, as their cells are read; without the row of 比べる相手."""
    found = [html.proto.body for html in app.get("html")]
    return [_read(body) for body in found if "class='board'" in body]


def _read(body: str) -> pd.DataFrame:
    reader = _Reader()
    reader.feed(body)
    head, *rows = ([cell.strip() for cell in row] for row in reader.rows)
    return pd.DataFrame(rows, columns=head)


class _Reader(HTMLParser):
    """Cells and rows end where the next begins: their end tags may be left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._is_cell = self._is_mark = self._is_dropped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        if tag == "tr":
            self._is_dropped = kind == "reference"
            if not self._is_dropped:
                self.rows.append([])
        self._is_cell = (tag in ("td", "th") or self._is_cell) and tag != "tr"
        if tag in ("td", "th") and not self._is_dropped:
            self.rows[-1].append("")
        elif tag == "span" and kind == "mark":
            self._is_mark = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._is_mark = False
        elif tag in ("td", "th", "table"):
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_cell and not (self._is_mark or self._is_dropped):
            self.rows[-1][-1] += data
