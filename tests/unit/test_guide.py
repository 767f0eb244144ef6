"""はじめての使い方: its text, its pictures and its PDF belong together."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from bench import tutorial
from zaitaku.compose import pages
from zaitaku.export import guide
from zaitaku.export.guide import Picture
from zaitaku.ground import paths

TOLD = guide.read()
PICTURES = [picture for step in TOLD.steps for picture in step.pictures]
RENEW = "make tutorial で撮り直してください"


def test_the_grammar(tmp_path: Path) -> None:
    text = tmp_path / "text.md"
    text.write_text(
        "# 題\n\n前文。\n\n## 1　開く\n\n続く\n行です。\n\n- **一**　つ目\n- 二\n  つ目\n\n"
        '![絵](a.png "supply?form=map&beside=1&beside=2")\n',
        encoding="utf-8",
    )
    told = guide.read(text)
    picture = Picture("絵", "a.png", "supply?form=map&beside=1&beside=2")
    assert (told.title, told.lead) == ("題", ("前文。",))
    (step,) = told.steps
    assert step.title == "1　開く"
    assert step.blocks == ("続く行です。", ("**一**　つ目", "二つ目"), picture)
    assert (picture.page, picture.link) == ("supply", {"form": ["map"], "beside": ["1", "2"]})


def test_nothing_of_the_text_is_lost() -> None:
    """A picture or a bullet that is written otherwise would be read as a paragraph."""
    blocks = [b for step in TOLD.steps for b in step.blocks] + list(TOLD.lead)
    paragraphs = [block for block in blocks if isinstance(block, str)]
    lines = [line for block in blocks if isinstance(block, tuple) for line in block]
    assert len(TOLD.steps) > 10 and len(lines) > 30
    for text in paragraphs + lines:
        assert not text.startswith(("!", "#", "|", "-", ">")) and "](" not in text, text
        assert text.count("**") % 2 == 0 and text.count("「") == text.count("」"), text
        for strong in text.split("**")[1::2]:  # Markdown sees no end of it behind a bracket
            assert strong[0].isalnum() and strong[-1].isalnum(), text


def test_the_pictures_are_those_of_the_text() -> None:
    named = [picture.file for picture in PICTURES]
    assert len(set(named)) == len(named)
    assert {path.name for path in paths.HELP.glob("*.png")} == set(named), RENEW
    assert set(tutorial.FIRST) <= set(named)


def test_a_picture_shows_the_address_that_the_text_says() -> None:
    for picture in PICTURES:
        path = paths.HELP / picture.file
        with Image.open(path) as image:
            assert image.size == (1366, 768), picture.file
            assert image.info[tutorial.ADDRESS] == picture.address, f"{picture.file}: {RENEW}"
        assert path.stat().st_size <= 90_000, picture.file
        assert pages.named(picture.page) is not None, picture.address


def test_a_picture_of_many_colours_is_made_small() -> None:
    noise = Image.effect_noise((1366, 768), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    made = tutorial.small(out.getvalue(), "supply?form=map")
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == (1366, 768)
        assert image.info[tutorial.ADDRESS] == "supply?form=map"
    assert len(made) < len(out.getvalue()) / 2


def test_a_picture_made_small_keeps_the_colour_of_a_thin_line() -> None:
    """Few points have it, and the legend says what it means."""
    slope = Image.linear_gradient("L").resize((1366, 768))
    dark = slope.transpose(Image.Transpose.ROTATE_180).point(lambda value: value // 2)
    picture = Image.merge("RGB", (dark, slope, slope))
    line = (163, 73, 0)
    picture.paste(line, (700, 100, 702, 400))
    out = io.BytesIO()
    picture.save(out, "PNG")
    with Image.open(io.BytesIO(tutorial.small(out.getvalue(), "overview"))) as image:
        drawn = image.convert("RGB").getpixel((700, 200))
    assert isinstance(drawn, tuple)
    assert max(abs(one - other) for one, other in zip(drawn, line, strict=True)) <= 24, drawn


def test_the_pdf_has_every_step_and_every_picture() -> None:
    made = PdfReader(io.BytesIO(guide.to_pdf(TOLD)))
    pages_of = ["".join(page.extract_text().split()) for page in made.pages]
    text = "".join(pages_of)
    assert made.metadata is not None and made.metadata.title == TOLD.title
    for step in TOLD.steps:
        title = "".join(step.title.split())
        assert text.count(title) >= 2, step.title  # in the contents and over its text
        for picture in step.pictures:
            assert "".join(picture.words.split()) in text
    assert sum(len(page.images) for page in made.pages) == len(PICTURES)
    assert [round(float(side)) for side in made.pages[0].mediabox[2:]] == [595, 842]
    assert [line.title for line in made.outline] == [step.title for step in TOLD.steps]  # type: ignore[union-attr]


def test_words_are_never_read_as_markup(tmp_path: Path) -> None:
    text = tmp_path / "text.md"
    text.write_text("# #題 *x*\n\n## $1$ @a <b> #pagebreak()\n\n\\ _y_ `z`\n", encoding="utf-8")
    made = PdfReader(io.BytesIO(guide.to_pdf(guide.read(text))))
    said = "".join(page.extract_text() for page in made.pages)
    for words in ("#題 *x*", "$1$ @a <b> #pagebreak()", "\\ _y_ `z`"):
        assert words in said
