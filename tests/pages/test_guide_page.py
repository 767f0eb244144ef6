"""はじめての使い方: what it names is there, and it shows itself with and without data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import tutorial
from tests.conftest import copy_of
from tests.pages.conftest import Open
from zaitaku.compose import pages
from zaitaku.export import guide
from zaitaku.export.guide import Picture, Step

GUIDE = "help/guide.py"
TOLD = guide.read()
SHOWN = [step for step in TOLD.steps if step.pictures]
# manuals, not controls; a fault's number, and what stands on the tutorial's own page
DOCUMENTS = {"操作手順書", "運用手順書", "受付番号", "PDF で保存"}
PANELS = ("share", "pack_add", "pack_cover")


@pytest.fixture(scope="module")
def prepared(sample_build_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with what the pictures show of packs and plans."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZAITAKU_DATA", "")  # put back after ``prepare`` has set it
        data = copy_of(sample_build_dir, tmp_path_factory.mktemp("guide"))
        tutorial.prepare(data)
    return data


def texts(node: Any) -> Iterator[str]:
    """Every word that a page sends: labels, options, texts, also of what is closed."""
    if getattr(node, "proto", None) is not None:
        yield from _strings(node.proto)
    for child in getattr(node, "children", {}).values():
        yield from texts(child)


def _strings(message: Any) -> Iterator[str]:
    """Every text in a message of Streamlit's, however deep."""
    for _, value in message.ListFields():
        is_many = not isinstance(value, str | bytes) and hasattr(value, "__len__")
        many = value.values() if hasattr(value, "values") else value
        for part in many if is_many else [value]:
            if isinstance(part, str):
                yield part
            elif hasattr(part, "ListFields"):
                yield from _strings(part)


def opened(open_app: Open, data: Path, picture: Picture) -> str:
    page = pages.named(picture.page)
    assert page is not None
    link: dict[str, Any] = {k: v[0] if len(v) == 1 else v for k, v in picture.link.items()}
    app = open_app(data, page.file, **link)
    for panel in PANELS:
        app.session_state[panel] = True
    for key in (f"{picture.page}:under:{n}" for n in range(40)):  # tabs under a figure
        if key in app.session_state:
            app.session_state[key] = "ファイル"
    app.run()
    assert not app.exception
    shown = {k: [v] if isinstance(v, str) else list(v) for k, v in app.query_params.items()}
    assert {key: shown.get(key) for key in picture.link} == picture.link, "no choice was replaced"
    return "\n".join(texts(app._tree)).replace("\\", "")


@pytest.mark.parametrize("step", SHOWN, ids=lambda step: step.title)
def test_what_a_step_names_is_on_its_pages(open_app: Open, prepared: Path, step: Step) -> None:
    titled = [p for section in pages.PAGES.values() for p in section if p.title in named(step)]
    shown = {picture.page for picture in step.pictures}
    others = [Picture("", "", p.address) for p in titled if p.address not in shown]
    looked = [*step.pictures, *others]
    said = "\n".join(opened(open_app, prepared, picture) for picture in looked)
    assert {name for name in named(step) if name not in said} == set()


def named(step: Step) -> set[str]:
    """Controls and pages that a step quotes."""
    blocks = [block for block in step.blocks if not isinstance(block, Picture)]
    text = "".join(block if isinstance(block, str) else "".join(block) for block in blocks)
    return set(re.findall("「([^」]+)」", text))


def test_the_page_leads_to_the_pages_of_its_steps(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, GUIDE, area="99201", mode="internal")
    assert not app.exception
    assert [found.value for found in app.header] == [step.title for step in TOLD.steps]
    pictures = [p for step in TOLD.steps for p in step.pictures]
    shown = [found.value for found in app.markdown if found.value.startswith("![")]
    assert shown == [f"![{p.words}](/app/static/help/{p.file})" for p in pictures]
    contents = next(found.value for found in app.markdown if "](#guide-1)" in found.value)
    assert contents.count("](#guide-") == len(TOLD.steps)
    (button,) = [found for found in app.get("download_button")]
    assert button.proto.label == "PDF で保存"
    links = [found.proto for found in app.main if found.type == "page_link"]
    links = [link for link in links if link.label.startswith("画面「")]
    assert {link.label for link in links} >= {"画面「供給」を開く", "画面「圏域案」を開く"}
    for link in links:  # the reader's own place and mode, not those of the sample
        assert "area=99202" not in link.query_string and "9902" not in link.query_string
        assert "mode=internal" in link.query_string and "plan=" not in link.query_string


def test_it_can_be_read_before_anything_was_imported(open_app: Open, tmp_path: Path) -> None:
    app = open_app(tmp_path)
    assert not app.header[-1].value.startswith("困った")
    app.session_state["first_guide"] = True
    app.run()
    assert not app.exception
    assert app.header[-1].value == TOLD.steps[-1].title
    assert [found for found in app.get("page_link")] == []


def test_what_a_step_without_pictures_names_is_a_control_somewhere(
    open_app: Open, prepared: Path
) -> None:
    rest = set().union(*(named(step) for step in TOLD.steps if not step.pictures))
    titles = {page.title for section in pages.PAGES.values() for page in section}
    supply = Picture("", "", "supply")
    said = opened(open_app, prepared, supply)
    assert {name for name in rest if name not in titles and name not in said} == DOCUMENTS
