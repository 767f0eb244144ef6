"""PDF: what stands on which page, in words that can be read back; long and wide tables whole."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tests.unit import exhibits
from zaitaku.ask.answer import Column
from zaitaku.exhibits.views import Exhibit, Scene
from zaitaku.export import pdf
from zaitaku.ground.states import ACTUAL

ODD = "#strong[青] $x$ *a* _b_ <c> @d `e` \\ //f [g] {h}"


def figure(areas: Any = exhibits.AREAS, **options: Any) -> Exhibit:
    answer = exhibits.answer(areas)
    return Exhibit("患者数｜令和5年度", exhibits.bars, (answer,), options, answer)


def read(*scenes: Scene, data_dir: Path = Path(), **options: Any) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.to_bytes(scenes, data_dir, **options)))


def texts(reader: pypdf.PdfReader) -> list[str]:
    return ["".join(page.extract_text().split()) for page in reader.pages]


def test_a_scene_is_figure_numbers_and_notes() -> None:
    reader = read(Scene(exhibits.view(figure()), message="赤市は少ない。"), title="調整会議")
    cover, first, second, third = texts(reader)
    assert "調整会議" in cover and "1.赤市は少ない。" in cover
    assert "赤市は少ない。" in first and "患者数｜令和5年度" in first and "青市" in first
    assert "1,234.5" in second and "秘匿" in second and "地域コード" in second
    for words in ("青市が最も多い。", "人数。", "必要な人に足りているか。", "KDB集計表③"):
        assert words in third
    for number, text in enumerate((first, second, third), start=2):
        assert "公表用（公表できない数は秘匿）" in text and f"{number}/4" in text
        assert "版ID" in text
    assert reader.metadata is not None and reader.metadata.title == "調整会議"
    assert reader.trailer["/Root"]["/Lang"] == "ja-JP"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_points_decisions_and_what_is_left_out_are_told() -> None:
    shown = Scene(
        exhibits.view(figure()), issue="誰が担うか", decision="候補を挙げる", missing=("流出の図",)
    )
    words_only = exhibits.view(sentence="次回までに")
    talk = Scene(replace(words_only, page=""), issue="日程")
    pages = texts(read(shown, talk, title="資料", left_out=[("患者", "年度がありません。")]))
    assert "誰が担うか" in pages[3] and "「流出の図」は、この条件では表示できません" in pages[3]
    assert "次回までに" in pages[4] and "日程" in pages[4]
    assert "決定事項" in pages[-1] and "候補を挙げる" in pages[-1]
    assert "載せられなかった場面" in pages[-1] and "年度がありません。" in pages[-1]


def test_every_page_of_an_internal_view_says_so() -> None:
    scene = Scene(exhibits.view(figure(), mode="internal"))
    assert all("内部検討用・公表不可" in text for text in texts(read(scene)))


def test_fonts_are_in_the_file_and_the_figure_has_words_for_those_who_do_not_see_it() -> None:
    made = pdf.to_bytes([Scene(exhibits.view(figure()))], Path())
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pypdf.PdfReader(io.BytesIO(made)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts and all("NotoSansCJKjp" in name for name in fonts)
    alts = [
        str(thing.get_object().get("/Alt", ""))
        for thing in _objects(pypdf.PdfReader(io.BytesIO(made)))
    ]
    assert any("市町村ごとの患者数の棒グラフ。" in alt for alt in alts)


def _objects(reader: pypdf.PdfReader) -> list[Any]:
    found = (reader.get_object(number) for number in range(1, len(reader.xref_objStm) + 500))
    return [thing for thing in found if isinstance(thing, pypdf.generic.DictionaryObject)]


def test_names_are_never_read_as_markup() -> None:
    areas = [("99201", ODD, 5.0)]
    scene = Scene(exhibits.view(figure(areas)), message=ODD, note=ODD)
    plain = "".join(ODD.split())
    figure_page, numbers, notes = texts(read(scene))
    assert plain in figure_page and plain in notes
    assert "#strong[青]" in numbers


def test_a_long_table_goes_on_with_its_heading_and_tells_what_is_left_out() -> None:
    areas = [(f"{n:05}", f"{n}町", float(n)) for n in range(1, pdf.MOST_ROWS + 11)]
    answer = exhibits.answer(areas)
    *pages, notes = texts(read(Scene(exhibits.view(Exhibit("長い表", answer=answer)))))
    assert len(pages) > 1 and all("患者数（人/月）" in page for page in pages)
    assert all(any(f"{n}町" in page for page in pages) for n in (1, 100, pdf.MOST_ROWS))
    assert f"全{len(areas)}行はExcel" in pages[0] and "長い表" not in notes
    assert not any(f"{len(areas)}町" in page for page in pages)


def test_a_wide_table_is_told_in_parts_each_with_the_names() -> None:
    extra = tuple(Column(f"n{i}", "double", "count", f"数え方その{i}", "人") for i in range(20))
    narrow = exhibits.answer()
    wide = replace(
        narrow,
        columns=exhibits.COLUMNS + extra,
        rows=[(*row, *range(20)) for row in narrow.rows],
        states=[(*state, *(ACTUAL,) * 20) for state in narrow.states],
    )
    *pages, _notes = texts(read(Scene(exhibits.view(Exhibit("広い表", answer=wide)))))
    told = "".join(pages)
    assert "広い表（1/3）" in told and "広い表（3/3）" in told
    assert told.count("青市") == 1 + 3  # in the sentence and in every part
    assert all(f"数え方その{i}（人）" in told for i in range(20))


@pytest.mark.parametrize(("paper", "shape"), [("a4", (842, 595)), ("16:9", (960, 540))])
def test_the_paper_is_as_asked(paper: Any, shape: tuple[int, int]) -> None:
    box = read(Scene(exhibits.view(figure())), paper=paper).pages[0].mediabox
    assert (round(box.width), round(box.height)) == shape


def test_a_tall_figure_stands_upright_on_paper() -> None:
    pages = read(Scene(exhibits.view(figure(height=1500)))).pages
    boxes = [page.mediabox for page in pages]
    assert [box.height > box.width for box in boxes] == [True, False, False]


def test_the_same_scenes_give_the_same_bytes(tmp_path: Path) -> None:
    exhibits.write_boundaries(tmp_path)
    answer = exhibits.answer()
    scenes = [
        Scene(exhibits.view(Exhibit("地図", exhibits.choropleth, (answer,), answer=answer))),
        Scene(exhibits.view(Exhibit("言葉", words=(("項目", "値"), ("人口", "1,000 人"))))),
    ]
    assert pdf.to_bytes(scenes, tmp_path) == pdf.to_bytes(scenes, tmp_path)
