"""「はじめての使い方」: one text for the page, the PDF and the script that takes its pictures.

The text is Markdown of a small grammar, a block between two blank lines: ``# `` its title, ``## ``
a step, ``- `` bullets, ``![words](file "address")`` a picture and the address in the program that
it shows, anything else a paragraph. ``**`` marks strong words, 「」 the name of a control.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from zaitaku import __version__
from zaitaku.export import fonts, typeset
from zaitaku.ground import paths

TEXT = paths.HELP / "はじめての使い方.md"
FILE_NAME = "はじめての使い方.pdf"
_TEMPLATE = Path(__file__).with_name("guide.typ")
_PICTURE = re.compile(r'!\[([^\]]+)\]\((\S+) "(\S+)"\)')


@dataclass(frozen=True)
class Picture:
    """``file`` beside the text; ``words`` say what is seen; ``address``: 「supply?form=map」."""

    words: str
    file: str
    address: str

    @property
    def page(self) -> str:
        """The address of the page alone."""
        return self.address.partition("?")[0]

    @property
    def link(self) -> dict[str, list[str]]:
        """What is chosen there."""
        return parse_qs(self.address.partition("?")[2])


Block = str | tuple[str, ...] | Picture  # paragraph, bullets, picture


@dataclass(frozen=True)
class Step:
    title: str
    blocks: tuple[Block, ...]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Picture))


@dataclass(frozen=True)
class Guide:
    """``lead``: what stands before the first step."""

    title: str
    lead: tuple[Block, ...]
    steps: tuple[Step, ...]


@cache
def read(path: Path = TEXT) -> Guide:
    """The text as it comes with the program."""
    parts = re.split(r"^#+ +(.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    titles, texts = parts[1::2], parts[2::2]
    first, *steps = (
        Step(title.strip(), tuple(_blocks(text))) for title, text in zip(titles, texts, strict=True)
    )
    return Guide(first.title, first.blocks, tuple(steps))


def _blocks(text: str) -> Iterator[Block]:
    for block in filter(None, map(str.strip, re.split(r"\n\s*\n", text))):
        picture = _PICTURE.fullmatch(block)
        if picture:
            yield Picture(*picture.groups())
        elif block.startswith("- "):
            bullets = re.split(r"^- ", block, flags=re.MULTILINE)[1:]
            yield tuple(_one_line(bullet) for bullet in bullets)
        else:
            yield _one_line(block)


def _one_line(text: str) -> str:
    """Lines of Japanese go on without a blank."""
    return "".join(line.strip() for line in text.splitlines())


# --- the PDF -------------------------------------------------------------------------------------


def to_pdf(guide: Guide) -> bytes:
    """A4, pictures as wide as the text. The same text, the same bytes."""
    content = {
        "title": guide.title,
        "font": fonts.FAMILY,
        "foot": f"在宅医療アトラス {__version__}　{guide.title}",
        "lead": [_block(block) for block in guide.lead],
        "steps": [
            {"title": step.title, "blocks": [_block(block) for block in step.blocks]}
            for step in guide.steps
        ],
    }
    return typeset.pdf(_TEMPLATE, content, _root())


def _root() -> str:
    """What holds both the template and the pictures: typst reads nothing outside."""
    return os.path.commonpath([_TEMPLATE, paths.HELP])


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Picture):
        file = (paths.HELP / block.file).relative_to(_root()).as_posix()
        return {"kind": "picture", "file": f"/{file}", "words": block.words}
    if isinstance(block, tuple):
        return {"kind": "bullets", "lines": [_spans(line) for line in block]}
    return {"kind": "text", "spans": _spans(block)}


def _spans(text: str) -> list[dict[str, Any]]:
    """Plain and strong words in turn."""
    parts = enumerate(text.split("**"))
    return [{"text": part, "strong": number % 2 == 1} for number, part in parts if part]
