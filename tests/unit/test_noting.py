"""注記: under which figure they stand, and that text stays text in every file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from tests.unit.areas import areas
from tests.unit.views import view
from zaitaku.exhibits import noting
from zaitaku.exhibits.noting import Note, noted
from zaitaku.exhibits.views import Exhibit, Scene
from zaitaku.export import book, pptx, site_page, words

TWO = areas(("99201", "霧川市", 4.0, 4.0), ("99202", "雲野町", 2.0, 2.0))
FIRST = Exhibit("訪問診療料｜患者数｜架空県 市町村別｜令和5年度（2023）", answer=TWO)
SECOND = Exhibit("往診料｜患者数", answer=TWO)
LATER = Exhibit("往診料｜患者数", answer=replace(TWO, params={**TWO.params, "fiscal_year": 2022}))


def notes_of(*notes: Note, exhibits: tuple[Exhibit, ...] = (FIRST, SECOND)) -> list[list[str]]:
    return [list(one.notes) for one in noted(exhibits, "供給", notes)]


def note(figure: str, text: str = "文", code: str = "", year: int | None = None) -> Note:
    return Note(figure, code, "霧川市" if code else "", year, text)


def test_a_note_stands_under_what_it_names() -> None:
    assert notes_of(note("往診料")) == [[], ["文"]]
    assert notes_of(note("患者数")) == [["文"], ["文"]]
    assert notes_of(note("供給")) == [["文"], []], "of a page: under its first figure"
    assert notes_of(note("往診")) == [[], []], "a whole word of the title, not a part of one"
    assert notes_of(note("患者")) == [[], []]


def test_a_note_of_an_area_or_a_year_stands_where_they_are() -> None:
    assert notes_of(note("往診料", code="99201")) == [[], ["霧川市: 文"]]
    assert notes_of(note("往診料", code="99999")) == [[], []]
    year = 2022
    assert notes_of(note("往診料", year=year), exhibits=(SECOND, LATER))[1] == [
        "令和4年度（2022）: 文"
    ]
    assert notes_of(note("往診料", year=1999), exhibits=(SECOND, LATER)) == [[], []]


def test_without_notes_nothing_changes() -> None:
    assert noted((FIRST,), "供給", ()) == (FIRST,)
    assert noting.of_answer(replace(TWO, rows=[], states=[])) == ()


BAD = "<script>x</script> [甲](http://example.org) =1+1"


@pytest.fixture
def told() -> Scene:
    made = Scene(view())
    exhibits = noted(made.view.exhibits, made.view.title, [note(made.view.title, BAD)])
    return replace(made, view=replace(made.view, exhibits=exhibits))


def test_a_note_is_in_every_file_as_text(told: Scene, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    assert f"注記: {BAD}" in words.caveats(told.view)
    assert "注記 <script>" in words.footer(told.view, told.view.exhibits[0])
    sheet = openpyxl.load_workbook(io.BytesIO(book.to_bytes([told])))["留意事項"]
    cells = [cell for row in sheet.iter_rows() for cell in row if BAD in str(cell.value)]
    assert cells and not any(cell.hyperlink or cell.data_type == "f" for cell in cells)
    with zipfile.ZipFile(io.BytesIO(pptx.to_bytes([told], folder))) as deck:
        slides = {n: deck.read(n).decode() for n in deck.namelist() if "slides/slide" in n}
    assert any("注記 &lt;script&gt;" in text for text in slides.values())
    page = site_page.body(told.view, folder)
    assert '<p class="note">注記　&lt;script&gt;' in page and "<script" not in page
    assert '<a href="http' not in page
