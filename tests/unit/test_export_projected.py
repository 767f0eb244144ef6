"""Pictures and tables for a projector: they fill the place there is, and nothing runs together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from tests.unit import exhibits
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import legible, picture, projected, projected_tables


def ranked(label: str, count: int = 3) -> alt.LayerChart:
    names = [f"{n:02}市" for n in range(count)]
    rows = [{"name": name, "value": 90 - n, "label": label} for n, name in enumerate(names)]
    base = alt.Chart(alt.Data(values=rows))
    chart = (base.mark_bar() + base.mark_text(align="left").encode(text="label:N")).encode(
        x="value:Q", y=alt.Y("name:N", sort=names)
    )
    return theme.finish(chart.properties(height=22 * count), "棒")


def drawn(label: str = "12 人", count: int = 3) -> projected.Projected:
    return projected.draw(Exhibit("題", builder=ranked, args=(label, count)), Path())


def texts(svg: bytes) -> list[str]:
    """What the shapes of a picture say."""
    from xml.etree import ElementTree

    said = (node.get("aria-label") for node in ElementTree.fromstring(svg).iter())
    return [text for text in said if text]


@pytest.mark.parametrize("count", [3, 10, 16, 35])
def test_a_chart_fills_the_place_whatever_its_rows(count: int) -> None:
    made = drawn(count=count)
    scale = projected.STAGE.scale(made.width, made.height)
    assert made.width * scale > 0.85 * projected.STAGE.wide
    assert made.smallest >= (10 if count > 16 else 14)


def test_no_row_is_lost() -> None:
    said = texts(drawn(count=35).svg)
    assert [name for name in said if name.endswith("市")] == [f"{n:02}市" for n in range(35)]
    assert said.count("12 人") == 35


@pytest.mark.parametrize("length", [1, 20, 60])
def test_a_text_beside_the_plot_is_never_cut(length: int) -> None:
    """The picture is as wide as the longest bar's text needs."""
    made = drawn("字" * length)
    assert texts(made.svg).count("字" * length) == 3
    assert made.width * min(1.0, projected.STAGE.high / made.height) >= length * 5


def test_texts_grow_until_they_would_collide() -> None:
    """Rows 22 px apart hold letters of 13 px; on a wall they are as large as the rows let them."""
    exhibit = Exhibit("題", builder=ranked, args=("12 人", 16))
    usual = legible.texts(picture.drawing(exhibit, Path()))
    assert legible.collisions(usual) == 0
    assert legible.expected(usual, 1.4, 3.0) == 0
    assert legible.expected(usual, 2.2, 3.0) > 10
    made = drawn(count=16)
    shown = projected.STAGE.scale(made.width, made.height)
    assert made.smallest > 1.2 * legible.smallest(usual) * shown


def test_a_specification_that_is_no_altair_chart_is_drawn_too() -> None:
    spec: dict[str, Any] = ranked("12 人").to_dict(validate=False)
    made = projected.draw(Exhibit("案", builder=lambda: spec), Path())
    assert texts(made.svg).count("12 人") == 3


# --- tables --------------------------------------------------------------------------------------


def listed(head: Sequence[str], rows: Sequence[Sequence[str]]) -> projected_tables.Table:
    return projected_tables.table(Exhibit("表", words=(tuple(head), *map(tuple, rows))))


def test_a_table_is_cut_where_the_place_ends_and_says_so() -> None:
    made = listed(("地域", "患者数"), [(f"{n}市", f"{n}.0 人/月") for n in range(50)])
    assert made.rows_left == 50 - len(made.rows) > 40
    assert (len(made.rows) >= 5, made.columns_left) == (True, 0)
    assert made.numbers == [False, True]


def test_columns_that_do_not_fit_are_counted() -> None:
    head = [f"とても長い見出しの列 {n}" for n in range(12)]
    made = listed(head, [[f"{n * 1000:,}.0 人/月・参考値" for n in range(12)]])
    assert made.head == head[: len(made.head)]
    assert made.columns_left == 12 - len(made.head) > 0


def test_a_long_text_takes_the_rows_it_needs() -> None:
    short = listed(("文",), [("短い文",)] * 20)
    long = listed(("文",), [("長い文" * 40,)] * 20)
    assert len(short.rows) > len(long.rows) >= 1
    assert len(long.rows) + long.rows_left == 20


def test_words_are_to_the_left_and_figures_to_the_right() -> None:
    made = listed(("区分", "項目", "値"), [("居住", "在宅時", "1.0"), ("居住", "施設", "秘匿")])
    assert made.numbers == [False, False, True]


def test_the_area_that_is_looked_at_stays_in_the_table() -> None:
    codes = [f"{n:05}" for n in range(40)]
    answer = exhibits.answer([(code, f"{code}市", 1.0) for code in codes])
    made = projected_tables.table(Exhibit("表", answer=answer), area="00039")
    assert made.rows[-1][0] == "00039市"
    assert made.rows[0][0] == "00000市"
    assert made.rows_left == 40 - len(made.rows)
