"""Tables, cover and lines of slides, read back with python-pptx."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from tests.unit.test_export_pptx import said, slides, tables, texts
from tests.unit.views import towns, view
from zaitaku.ask.answer import Column
from zaitaku.exhibits.office import OfficeChart, Series
from zaitaku.exhibits.views import Cover, Exhibit, Scene
from zaitaku.export import slides_chart, slides_table, slides_template
from zaitaku.export.slides_text import Pen


def test_the_goal_is_the_one_line_of_the_grid() -> None:
    form = OfficeChart(
        "bar", ("甲",), (Series("道のり", (40.0,), "#112233"),), maximum=160, goal=100
    )
    paper = slides_template.opened(None, "16:9")
    slide = paper.presentation.slides.add_slide(paper.layout)
    axis = slides_chart.add(slide, form, paper.body, Pen(paper.font)).chart.value_axis
    # marks are counted from the least: 0, 100
    assert (axis.minimum_scale, axis.maximum_scale, axis.major_unit) == (0, 160, 100)
    assert axis.major_gridlines.format.line.dash_style == MSO_LINE.DASH
    behind = replace(form, series=(replace(form.series[0], values=(-40.0,)),))
    axis = slides_chart.add(slide, behind, paper.body, Pen(paper.font)).chart.value_axis
    assert (axis.minimum_scale, axis.major_unit) == (-100, 100)


def test_our_cover_has_its_title_in_a_band_and_one_of_a_prefecture_has_none(tmp_path: Path) -> None:
    cover = Cover("調整会議", "2026-12-04", "医療政策課", "資料1")
    front = slides(Scene(view()), title="現状", cover=cover)[0]
    assert said(front)["表紙"].split("\n") == ["現状", "資料1", "2026-12-04", "医療政策課"]
    band = next(shape for shape in front.shapes if shape.name == "帯")
    title = front.shapes.title
    assert (band.left, band.width) == (0, Inches(13.333))
    assert band.top <= title.top and title.top + title.height <= band.top + band.height
    assert str(title.text_frame.paragraphs[0].runs[0].font.color.rgb) == "FFFFFF"
    own = tmp_path / "own.pptx"
    Presentation().save(str(own))
    front = slides(Scene(view()), title="現状", cover=cover, template=own)[0]
    assert "帯" not in [shape.name for shape in front.shapes]


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("あいうえお", 5, 1),
        ("あいうえおか", 5, 2),
        ("あいうえ。か", 4, 2),  # the full stop may not begin a line
        (
            "あい 1,234.5",
            4,
            3,
        ),  # a number begins a line of its own, here two
        ("あ12", 3, 1),
        ("あい12", 3, 2),
    ],
)
def test_where_a_text_of_a_table_breaks(text: str, room: float, lines: int) -> None:
    assert slides_table.lines_of(text, room) == lines


def test_a_long_table_goes_on_with_its_heading_and_a_very_long_one_is_left_to_the_workbook() -> (
    None
):
    def rows(count: int) -> Exhibit:
        head = ("項目", "値")
        return Exhibit("長い表", words=(head, *((f"行{n}", str(n)) for n in range(count))))

    first, *appendix = slides(Scene(view(rows(40))))
    assert [row[0] for row in texts(tables(first)[0])[1:]] == [f"行{n}" for n in range(8)]
    told = said(first)["図の注"].split("\n")
    assert told == ["8 行（全 40 行のうち）", "表の全体は付録（2–4 ページ）"]
    heads = [texts(tables(slide)[0])[0] for slide in appendix]
    assert heads == [["項目", "値"]] * 3
    shown = [row[0] for slide in appendix for row in texts(tables(slide)[0])[1:]]
    assert shown == [f"行{n}" for n in range(40)]
    own, page = slides(Scene(view(rows(1000))))
    assert len(texts(tables(page)[0])) == 19
    told = said(page)["図の注"].split("\n")[0]
    assert told == "1–18 行（全 1,000 行）、残りの 982 行は、元の画面の表と Excel にあります"
    assert said(own)["図の注"].split("\n")[-1] == "表の続きの一部は付録（2 ページ）"
    whole = slides(Scene(view(rows(200))))[1:]
    shown = [row[0] for slide in whole for row in texts(tables(slide)[0])[1:]]
    assert shown == [f"行{n}" for n in range(200)]
    (few,) = slides(Scene(view(rows(8))))
    assert len(texts(tables(few)[0])) == 9 and "図の注" not in said(few)


def test_a_wide_table_goes_on_with_the_columns_that_name_its_rows() -> None:
    """Ten columns were shown and the others dropped without a word."""
    columns = (
        *(Column(n, "varchar", "key", n) for n in ("圏域", "地域")),
        *(Column(f"v{n}", "double", "public", f"値{n}", "人") for n in range(12)),
    )
    row = ("甲", "乙", *map(float, range(12)))
    wide = replace(towns(), columns=columns, rows=[row], states=[("実数",) * 14])
    own, first, second = slides(Scene(view(Exhibit("広い表", answer=wide))))
    assert "1–8 列（全 14 列）" in said(own)["図の注"]
    assert "付録（2–3 ページ）" in said(own)["図の注"]
    heads = [texts(tables(slide)[0])[0] for slide in (first, second)]
    assert [head[:2] for head in heads] == [["圏域", "地域"]] * 2
    assert heads[0][2:] + heads[1][2:] == [f"値{n}（人）" for n in range(12)]
    told = [" ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
            for slide in (first, second)]  # fmt: skip
    assert "1–8 列（全 14 列）" in told[0] and "9–14 列（全 14 列）" in told[1]


def test_an_empty_cell_is_no_higher_than_the_others() -> None:
    """Without a size of its own it has the slide's 18 points, and the table leaves the slide."""
    (page,) = slides(Scene(view(Exhibit("表", words=(("項目", "値"), ("行", ""))))))
    cell = tables(page)[0].table.cell(1, 1)
    assert int(cell.text_frame.paragraphs[0]._p.find(qn("a:endParaRPr")).get("sz")) <= 1600


def test_a_table_of_long_texts_takes_more_slides_and_stays_above_the_footer() -> None:
    head = ("指標", "年度", *(f"説明{n}" for n in range(8)))
    rows = [(f"指標{n}", "2023", *["長い説明の文が続きます。" * 4] * 8) for n in range(40)]
    pages = slides(Scene(view(Exhibit("長い文の表", words=(head, *rows)))))
    assert len(pages) == 1 + slides_table.MOST_SLIDES
    shown = [row[0] for slide in pages[1:] for row in texts(tables(slide)[0])[1:]]
    rows_of_each = [f"指標{n}" for n in range(40)]  # first of these columns, then of the others
    assert shown == (rows_of_each * 2)[: len(shown)] and len(shown) > 40
    told = said(pages[-1])["図の注"].split("\n")[0]
    assert re.search("残りの ([0-9]+ 行|[0-9]+ 列|[0-9]+ 行・[0-9]+ 列)は、元の画面の表と", told)
    for slide in pages:
        (table,) = tables(slide)
        foot = next(shape for shape in slide.shapes if shape.name == "出典")
        assert table.top + table.height <= foot.top
        for row in table.table.rows:  # each row is as high as its longest text needs
            lines = max(
                len(cell.text) * 12 / (column.width / Pt(1) - 8)
                for cell, column in zip(row.cells, table.table.columns, strict=True)
            )
            assert row.height / Pt(1) >= int(lines) * 12
