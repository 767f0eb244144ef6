"""市区町村の読み: national lists of codes with readings, so that an area is found by its reading.

Grain of ``municipality_reading``: municipality or ward, of the whole country: the next master may
have others. Of two lists in one run the later one wins; they need not agree. A master may have a
column of readings of its own (``municipalities``), which fills the same table.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from zaitaku.ground.kana import hiragana, is_reading
from zaitaku.ground.states import Problem
from zaitaku.ground.text import digits
from zaitaku.sources.model import Context, Key, Kind, Layout, RawTable, Reading, Word
from zaitaku.sources.sheet.codes import resolve_codes
from zaitaku.sources.sheet.frames import source_rows, text_column
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.table import Field, Table, open_table

_SHOWN = 3
_MINISTRY = (
    Field("code", "団体コード", "団体コード"),
    Field("reading", "市区町村名（カナ）", "市区町村名\\(カナ\\)"),
)
_OPEN_DATA = (
    Field("code", "lgcode", "lgcode"),
    Field("reading", "citykana", "citykana"),
)
# a 市区町村マスタ with readings has the same headings and this one
_MASTER = (Word("insurer_no", "insurer_no|(国保)?保険者番号(\\(国保\\))?"),)


def read_ministry(grid: Grid, top: int, context: Context) -> Reading:
    """総務省「都道府県コード及び市区町村コード」; rows of prefectures have no municipality."""
    return _read(grid, top, _MINISTRY)


def read_open_data(grid: Grid, top: int, context: Context) -> Reading:
    """The list of municipalities of localgovjp, whose ``lgcode`` has the check digit."""
    return _read(grid, top, _OPEN_DATA)


def _read(grid: Grid, top: int, fields: Sequence[Field]) -> Reading:
    table = open_table(grid, top, fields, key="code")
    written = [digits(cell) or "" for cell in table.cells("code")]
    codes = resolve_codes(grid, table.places("code"), written, table.problems)
    frame, problems = readings(table, codes)
    return Reading({TABLE.name: frame}, len(frame), table.problems + problems)


def readings(table: Table, codes: Sequence[str]) -> tuple[pd.DataFrame, list[Problem]]:
    """The column ``reading`` beside the codes of its rows. What is blank is no row.

    What is no reading (kanji, letters) is left out and told: it would be found by nothing.
    """
    found = [hiragana(text) for text in table.texts("reading") or []]
    strange = [i for i, text in enumerate(found) if text and not is_reading(text)]
    kept = [i for i, text in enumerate(found) if is_reading(text)]
    frame = pd.DataFrame(
        {
            "municipality_code": text_column([codes[i] for i in kept]),
            "reading": text_column([found[i] for i in kept]),
            "source_row": source_rows([table.data[i] for i in kept]),
        }
    )
    frame = frame.drop_duplicates("municipality_code", keep="last").reset_index(drop=True)
    if not strange:
        return frame, []
    column = table.columns["reading"]
    shown = "、".join(table.grid.text(table.data[i], column) for i in strange[:_SHOWN])
    more = "ほか" if len(strange) > _SHOWN else ""
    problem = table.grid.problem(
        "warning",
        table.data[strange[0]],
        column,
        f"仮名でない読みが {len(strange):,} 件あります（{shown}{more}）。取り込みませんでした。",
        "ひらがなかカタカナで書いてください。なくても、地域は名前とコードで探せます。",
    )
    return frame, [problem]


def _words(fields: Sequence[Field]) -> tuple[Word, ...]:
    return tuple(Word(field.label, field.pattern) for field in fields)


TABLE = RawTable(
    name="municipality_reading",
    label="市区町村の読み",
    columns="municipality_code varchar, reading varchar",
    key=Key(("municipality_code",)),
    replaced_by="municipality_code",
    later_wins=True,
)
KIND = Kind(
    name="municipality_readings",
    label="市区町村の読み（団体コードの一覧）",
    layouts=(
        Layout(_words(_MINISTRY), read_ministry, foreign=_MASTER),
        Layout(_words(_OPEN_DATA), read_open_data),
    ),
    tables=(TABLE,),
    replaces="その表にある市区町村",
    order=25,
    page_label="市区町村の読み",
    is_public=True,
    is_dated=False,
    needs_master=False,
)
