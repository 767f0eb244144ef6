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
    head, *rows = reader.rows
    return pd.DataFrame(rows, columns=head)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._is_cell = self._is_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self._is_cell = True
        elif tag == "span" and kind == "mark":
            self._is_mark = True
        if tag == "tr" and kind == "reference":
            self.rows.pop()
            self.rows.append(_Dropped())

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.rows[-1][-1] = self.rows[-1][-1].strip()
            self._is_cell = False
        elif tag == "span":
            self._is_mark = False
        elif tag == "tr" and isinstance(self.rows[-1], _Dropped):
            self.rows.pop()

    def handle_data(self, data: str) -> None:
        if self._is_cell and not self._is_mark:
            self.rows[-1][-1] += data


class _Dropped(list[str]):
    """A row that is not one of the table's own."""
