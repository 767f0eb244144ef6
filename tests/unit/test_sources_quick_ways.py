"""The quick ways of finding words, odd cells and overlaps say what the plain ones say."""

from __future__ import annotations

import gc
import re
from datetime import datetime
from itertools import product

import pandas as pd
import pytest

from zaitaku.build import raw
from zaitaku.ground.memory import no_search
from zaitaku.sources import known
from zaitaku.sources.across import _are_apart
from zaitaku.sources.sheet import xlsx
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.holding import Room

WORDS = {word.regex for kind in known.kinds() for layout in kind.layouts
         for word in (*layout.signature, *layout.foreign)}  # fmt: skip
TEXTS = [
    *(word.label for kind in known.kinds() for lay in kind.layouts for word in lay.signature),
    *("", " ", "年度", "2025年", "患者数（月平均）", "制度\n区分", "12", "0～4歳", "1)", "^", "$"),
]


@pytest.mark.parametrize(
    "pattern", [*sorted(WORDS), "", ".*", "[^年]+", r"\d+\S", "(?=年).*", "年度$"]
)
def test_a_word_is_found_wherever_its_text_stands_alone(pattern: str) -> None:
    grid = Grid("x.csv", None, [[text, "計", text] for text in TEXTS])
    plain = sorted(
        place for text, places in grid.words.items() if re.fullmatch(pattern, text)
        for place in places
    )  # fmt: skip
    assert grid.find(pattern) == plain
    assert grid.find(pattern, 3, 7) == [place for place in plain if 3 <= place[0] < 7]


def test_every_spelling_of_a_formula_or_an_error_is_suspect() -> None:
    formulas = [
        f"<{prefix}f{end}".replace("@", prefix)
        for prefix, end in product(
            ("", "x:"), (">A1</@f>", " t='a'>A1</@f\n>", "/>", " t='a'/>", "\n>A1</@f>")
        )
    ]
    errors = [f"<c {text}>" for text in ('t="e"', "t='e'", 't = "e"', "t\n='e'")]
    blank = ["", "<v/>", "<v></v>", "<v>\n</v>", "</c><c><v>1</v></c>"]
    for xml in [*(one + value for one in formulas for value in blank), *errors]:
        assert xlsx._SUSPECT.search(xml.encode()) and xlsx._is_suspect(xml.encode(), ()), xml
    for one, value in product(formulas, ["<v>1</v>", "\n<x:v t='a'> 1</x:v>"]):
        assert not xlsx._is_suspect((one + value).encode(), ()), one + value
    plain = b'<c r="A1" t="s"><v>12</v></c><sheetFormatPr/>of a'
    assert not xlsx._is_suspect(plain, ())
    assert xlsx._is_suspect(plain, {"12": "1 2"}) and not xlsx._is_suspect(plain, {"2": "1 2"})


def test_tables_are_apart_where_a_part_of_the_key_is() -> None:
    def frame(*years: int | None) -> pd.DataFrame:
        return pd.DataFrame({"year": list(years), "code": ["01"] * len(years)})

    key = ("year", "code")
    assert _are_apart([frame(2022), frame(2023, 2024)], key)
    assert not _are_apart([frame(2022, 2023), frame(2023)], key)
    assert not _are_apart([frame(None), frame(2023)], key)  # not known is equal to not known
    assert _are_apart([frame(2022)], key)


def test_frames_written_together_are_those_that_were_read() -> None:
    year, half = pd.DataFrame({"code": ["01", "02"], "n": [1.0, None]}), pd.DataFrame({"n": [3.0]})
    days = pd.DataFrame({"code": ["03"], "n": [4.0], "day": pd.Series([None], dtype=object)})
    wholes = list(raw._together([year, year.assign(n=[5.0, 6.0]), half, days, days, year]))
    assert [len(whole) for whole in wholes] == [4, 1, 1, 1, 2]
    assert wholes[0]["n"].tolist()[2:] == [5.0, 6.0] and wholes[0].index.tolist() == [0, 1, 2, 3]
    assert all(whole["code"].dtype == "str" for whole in wholes if "code" in whole)


def test_figures_texts_and_truths_are_held_as_they_are() -> None:
    rows = [["a", 1.0, ""], [1.0, True, "a"], [False, 0.0, 2.0], [2.0, "a", datetime(2024, 4, 1)]]
    held = Room().hold("x", rows)
    assert [[(type(c), c) for c in row] for row in held] == [
        [(type(c), c) for c in r] for r in rows
    ]
    figures = Room().hold("x", [[float("1e9")], [float("1e9")]])
    assert figures[0][0] is figures[1][0]


def test_the_search_for_rings_goes_on_as_it_was() -> None:
    @no_search()
    def inside() -> bool:
        with no_search():
            pass
        return gc.isenabled()

    assert gc.isenabled() and not inside() and gc.isenabled()
    with pytest.raises(ValueError), no_search():
        raise ValueError
    assert gc.isenabled()
