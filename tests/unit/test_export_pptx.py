"""Slides, read back with python-pptx: charts and tables that can be edited, fonts, notes."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Inches, Pt

from tests.unit.views import FORMULA, SENTENCE, TITLE, compared, towns, view
from zaitaku.exhibits.charts import composition, theme
from zaitaku.exhibits.views import Exhibit, Scene
from zaitaku.export import (
    pptx,
    slides_picture,
    slides_plan,
    slides_template,
)


def slides(*scenes: Scene, **options: Any) -> list[Any]:
    content = pptx.to_bytes(scenes or [Scene(view())], Path(), **options)
    return list(Presentation(io.BytesIO(content)).slides)


def charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def tables(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if shape.has_table]


def texts(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.table.rows]


def said(slide: Any) -> dict[str, str]:
    """Texts of a slide by the name of their box."""
    return {shape.name: shape.text_frame.text for shape in slide.shapes if shape.has_text_frame}


def test_a_scene_is_a_slide_of_its_figure_and_its_table_is_the_appendix() -> None:
    first, second = slides(Scene(view(), message="甲市は県を上回る。"))
    assert first.shapes.title.text == "甲市は県を上回る。"
    assert second.shapes.title.text == f"付録　{TITLE}"
    assert said(first)["図の題名"] == f"{TITLE}｜住所地・国保と後期"
    assert said(first)["図の注"].split("\n") == [
        "図に数値のない項目　秘匿 1（乙町）",
        "数表は付録（2 ページ）",
    ]
    assert said(second)["図の注"] == "1 ページの付録"
    (chart,) = charts(first)
    columns, line = chart.plots  # the reference is a line across them
    assert list(columns.categories) == ["甲市", "=1+1村（参考値）"]
    assert [tuple(s.values) for s in columns.series] == [(14.2, 2.5)]
    assert [tuple(s.values) for s in line.series] == [(2.5, 2.5)]
    (table,) = tables(second)
    assert texts(table) == [
        ["地域名", "患者数（人/月）", "千人当たり患者数（人/千人）"],
        ["甲市", "123.4", "14.2"],
        ["乙町", "秘匿", "秘匿"],
        [FORMULA, "5.0", "2.5"],
    ]


def test_nothing_that_was_promised_as_a_chart_is_a_picture() -> None:
    assert [s.shape_type for slide in slides() for s in slide.shapes if s.shape_type == 13] == []


def test_the_page_s_own_sentence_is_the_title_where_there_is_no_message() -> None:
    assert slides()[0].shapes.title.text == SENTENCE


def test_the_workbook_inside_a_chart_has_its_numbers_and_no_formula() -> None:
    (chart,) = charts(slides()[0])
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[1:] == [
        ["甲市", 14.2, 2.5],
        ["=1+1村（参考値）", 2.5, 2.5],
    ]
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}


def test_every_font_is_named_for_both_scripts_and_the_language_is_japanese() -> None:
    seen = 0
    for name, xml in parts(pptx.to_bytes([Scene(view())], Path())):
        if name.startswith(("ppt/slides/", "ppt/charts/chart")):
            for run in xml.iter("{*}rPr", "{*}defRPr"):
                fonts = {kind: run.find(f"{{*}}{kind}") for kind in ("latin", "ea")}
                assert {f.get("typeface") for f in fonts.values()} == {"BIZ UDPゴシック"}, name
                seen += 1
            for run in xml.iter("{*}rPr"):
                assert run.get("lang") == "ja-JP", name
    assert seen > 20


def parts(content: bytes) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                yield name, etree.fromstring(archive.read(name))


def test_titles_are_large_and_in_the_outline() -> None:
    for slide in slides():
        assert slide.shapes.title.is_placeholder
        (run,) = slide.shapes.title.text_frame.paragraphs[0].runs
        assert run.font.size >= Pt(20)


def test_charts_and_tables_have_alternative_text() -> None:
    first, second = slides()
    described = [
        shape._element.xpath(".//p:cNvPr/@descr")
        for slide in (first, second)
        for shape in slide.shapes
        if shape.has_chart or shape.has_table
    ]
    assert len(described) == 2
    assert all(TITLE in found[0] for found in described)


def test_pictures_have_alternative_text_and_300_dots_per_inch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from PIL import Image

    drawn = []

    def png(svg: str, *, ppi: int) -> bytes:
        drawn.append(ppi)
        out = io.BytesIO()
        Image.new("RGB", (3600, 1200), "white").save(out, "PNG", dpi=(ppi, ppi))
        return out.getvalue()

    monkeypatch.setattr(slides_picture.picture, "raster", png)
    monkeypatch.setattr(Exhibit, "office_charts", lambda exhibit: ())
    (first, _) = slides()
    (picture,) = [shape for shape in first.shapes if shape.shape_type == 13]
    assert drawn[0] >= 300
    assert TITLE in picture._element.xpath(".//p:cNvPr/@descr")[0]
    assert 3600 / (picture.width / Inches(1)) >= 290
    assert picture.width / picture.height == pytest.approx(3, rel=0.01)


def test_notes_tell_the_sentence_the_choices_how_to_read_it_and_the_caveats() -> None:
    for slide in slides(Scene(view(), message="短い文", note="ここで質問を受ける")):
        notes = slide.notes_slide.notes_text_frame.text
        for part in (
            "短い文",
            SENTENCE,
            "ここで質問を受ける",
            "年度 令和5年度（2023）",
            "何を表すか　患者の数",
            "国保・後期だけの数です。",
            "「秘匿」とし、0 とは区別します",
            view().id,
        ):
            assert part in notes


def test_the_footer_says_where_it_comes_from_and_internal_slides_are_stamped() -> None:
    for mode, stamped in (("public", False), ("internal", True)):
        shown = view(compared(towns(mode)), mode=mode)  # type: ignore[arg-type]
        for slide in slides(Scene(shown)):
            words = {
                shape.name: shape.text_frame.text for shape in slide.shapes if shape.has_text_frame
            }
            assert words["出典"].startswith("出典 KDB 集計表①")
            assert shown.id in words["出典"]
            assert "条件 地域の単位 市町村" in words["出典"]
            assert (words.get("取扱い") == "内部検討用・公表不可") is stamped


def test_of_a_long_choice_the_footer_has_the_beginning_and_the_notes_all() -> None:
    chosen = "、".join(f"第{n}町" for n in range(33))
    shown = view(choices=(("年度", "令和5年度（2023）"), ("地域", chosen)))
    (slide, _) = slides(Scene(shown))
    foot = next(shape for shape in slide.shapes if shape.name == "出典").text_frame.text
    assert f"条件 地域 {chosen[:39]}…" in foot and chosen not in foot
    assert foot.count("令和5年度（2023）") == 1
    assert chosen in slide.notes_slide.notes_text_frame.text


def test_many_messages_take_several_slides_and_their_notes_have_them_whole() -> None:
    scenes = [Scene(view(), message=f"{n}番目の{'長い' * 40}文。") for n in range(1, 13)]
    deck = slides(*scenes, title="調整会議")
    contents = [s for s in deck if any(shape.name == "議題" for shape in s.shapes)]
    assert len(contents) == 3
    written = "".join(said(slide)["議題"] for slide in contents)
    assert "…" not in written
    for scene in scenes:  # whole, in lines
        assert scene.message in written.replace("\v", "")
    whole = "\n".join(slide.notes_slide.notes_text_frame.text for slide in contents)
    assert whole.split("\n") == [f"{n}　{scene.message}" for n, scene in enumerate(scenes, start=1)]


def test_the_cover_of_a_deck_with_one_internal_scene_is_internal() -> None:
    shown, hidden = view(), view(compared(towns("internal")), mode="internal")
    for scenes, stamped in (((shown, hidden), True), ((shown, shown), False)):
        cover = slides(*(Scene(v, message="文。") for v in scenes), title="調整会議")[0]
        found = {s.name: s.text_frame.text for s in cover.shapes if s.has_text_frame}
        assert (found.get("取扱い") == "内部検討用・公表不可") is stamped
        assert ("公表用" in found["出典"]) is not stamped


def test_a_deck_with_a_title_begins_with_its_messages() -> None:
    scenes = [Scene(view(), message=f"伝えたいこと{n}。") for n in (1, 2)]
    cover, agenda, *rest = slides(*scenes, title="調整会議")
    assert cover.shapes.title.text == "調整会議"
    assert said(agenda)["議題"].split("\n") == [
        "1　伝えたいこと1。\t3",
        "2　伝えたいこと2。\t4",
    ]
    assert [slide.shapes.title.text for slide in rest[:2]] == ["伝えたいこと1。", "伝えたいこと2。"]
    assert len(rest) == 4


def test_a_long_sentence_is_cut_between_sentences_and_the_notes_have_all_of_it() -> None:
    long = "あ" * 60 + "。" + "い" * 100 + "。"
    first = slides(Scene(view(), message=long))[0]
    assert first.shapes.title.text == "あ" * 60 + "。"
    assert long in first.notes_slide.notes_text_frame.text


def test_a_figure_without_a_number_is_a_sentence_and_no_empty_chart() -> None:
    hidden = replace(towns(), rows=[("01202", "乙町", None, None)],
                     states=[("実数", "実数", "秘匿", "秘匿")])  # fmt: skip
    scene = Scene(view(compared(hidden)), message="乙町は秘匿。", has_numbers=False)
    (slide,) = slides(scene)
    assert not charts(slide)
    assert said(slide)["本文"] == slides_plan.NOTHING
    (none,) = slides(Scene(replace(view(), exhibits=()), message="図がない。"))
    assert said(none)["本文"] == slides_plan.NO_FIGURE


def test_points_decisions_and_what_is_missing_are_told() -> None:
    shown = Scene(view(), "上回る。", "", "誰が担うか", "候補を挙げる", ("流出の図",), False)
    talk = Scene(replace(view(), page="", exhibits=(), sentences=()), "次回まで", issue="日程")
    _, _, first, second, decided, lost = slides(
        shown, talk, title="資料", left_out=[("患者", "年度がない")]
    )
    told = said(first)["図の注"].split("\n")
    assert told[0] == "論点　誰が担うか"
    assert told[1].startswith("「流出の図」は、この条件では表示できません")
    assert (second.shapes.title.text, said(second)["本文"]) == ("次回まで", "論点　日程")
    assert said(decided)["本文"] == "上回る。\n候補を挙げる"
    assert said(lost)["本文"] == "患者\n年度がない"


def test_shares_and_numbers_stand_beside_each_other() -> None:
    from tests.unit.test_exhibits_office import shares

    exhibit = Exhibit(
        "構成", composition.shares_beside_numbers, (shares(), theme.RESIDENCE), answer=shares()
    )
    left, right = [s for s in slides(Scene(view(exhibit)))[0].shapes if s.has_chart]
    assert left.left + left.width <= right.left
    assert left.chart.plots[0].series[0].values == (75.0,)  # the others have a word and no bar


def test_the_same_scenes_give_the_same_bytes() -> None:
    assert pptx.to_bytes([Scene(view())], Path()) == pptx.to_bytes([Scene(view())], Path())


@pytest.mark.parametrize("size", ["16:9", "A4"])
def test_nothing_leaves_the_slide(size: Any) -> None:
    content = pptx.to_bytes([Scene(view())], Path(), size=size)
    deck = Presentation(io.BytesIO(content))
    wide, high = slides_template.SIZES[size]
    assert (deck.slide_width, deck.slide_height) == (Inches(wide), Inches(high))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


# --- a prefecture's own template --------------------------------------------------------------


@pytest.mark.thorough
def test_libreoffice_turns_a_deck_into_pages(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice（soffice）がこの計算機にありません")
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(pptx.to_bytes([Scene(view())], tmp_path))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    run = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, deck]
    subprocess.run(run, check=True, capture_output=True, timeout=120)
    from pypdf import PdfReader

    pages = PdfReader(tmp_path / "deck.pdf").pages
    assert len(pages) == 2
    assert "14.2" in pages[0].extract_text()


def test_figures_that_a_later_table_repeats_are_not_tabled_twice() -> None:
    figure = compared(towns())
    again = Exhibit(f"{TITLE}｜表で見る", answer=figure.answer)
    assert len([s for s in slides(Scene(view(figure, again))) if tables(s)]) == 1
    assert len([s for s in slides(Scene(view(replace(figure), figure))) if tables(s)]) == 2
