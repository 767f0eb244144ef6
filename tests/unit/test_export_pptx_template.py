"""Slides in a template of the prefecture's own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from tests.unit.views import view
from zaitaku.exhibits.views import Scene
from zaitaku.export import pptx, slides_template
from zaitaku.ground.errors import SourceFileError


def own_template(path: Path, *layouts: str) -> Path:
    """PowerPoint's default with only these layouts, one slide and a font of its own."""
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[0])
    found = deck.slide_layouts
    if layouts:
        deck.slides._sldIdLst.clear()
        for layout in list(found):
            if layout.name not in layouts:
                found.remove(layout)
    deck.save(str(path))
    return path


def test_a_template_in_the_data_folder_takes_the_place_of_ours(tmp_path: Path) -> None:
    own_template(tmp_path / "template.pptx")
    content = pptx.to_bytes([Scene(view())], tmp_path)
    deck = Presentation(io.BytesIO(content))
    assert deck.slide_width == Inches(10)  # 4:3, as the file has it
    assert [slide.slide_layout.name for slide in deck.slides] == ["Title Only", "Title Only"]
    ours = pptx.to_bytes([Scene(view())], tmp_path, size="A4")
    assert Presentation(io.BytesIO(ours)).slide_width == Inches(slides_template.SIZES["A4"][0])


def test_a_template_that_is_none_is_told_and_nothing_else_is_lost(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pptx"
    broken.write_bytes(b"PK\x03\x04 no presentation")
    with pytest.raises(SourceFileError, match=r"broken\.pptx.*読めません。タイトルのある"):
        pptx.to_bytes([Scene(view())], tmp_path, template=broken)
    no_title = own_template(tmp_path / "blank.pptx", "Blank")
    with pytest.raises(SourceFileError, match="タイトルのあるレイアウトがありません"):
        pptx.to_bytes([Scene(view())], tmp_path, template=no_title)
