"""Every page gives a view without a browser, and every figure of it can be drawn for a file."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.test_cli_export import texts_of
from tests.unit import specs
from zaitaku.compose import pages
from zaitaku.exhibits.views import Scene
from zaitaku.export import materials, picture
from zaitaku.ground.settings import MODES

ADDRESSES = [page.address for section in pages.PAGES.values() for page in section]
# no figures of their own; the sample prefecture has no file for 全国の入院, NDB, and is one alone
EMPTY = {
    "packs",
    "show",
    "inpatient",
    "guide",
    "ndb",
    "deaths",
    "log",
    "intake",
    "entry",
    "publish",
    "prefectures",
}
# 追加的需要: until the policy publishes the prefecture's own table
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
INTERNAL = {"institutions", "dependence", "redraw"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_a_view_and_its_figures_are_self_contained(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, address: str, mode: str
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    view = pages.view_of(address, {"mode": [mode]})
    assert (view.page, view.mode) == (address, mode)
    is_empty = address in EMPTY or (mode == "public" and address in INTERNAL)
    assert bool(view.exhibits) is not is_empty
    # what is said with figures becomes the heading of a slide
    polite = re.compile(r"\d.*(です|ます|ません|ました)。")
    assert [sentence for sentence in view.sentences if polite.search(sentence)] == []
    for exhibit in view.exhibits:
        assert exhibit.title and (exhibit.builder or exhibit.answer or exhibit.words)
        if exhibit.builder is not None:
            spec = picture.spec_of(exhibit, sample_build_dir)
            assert spec["description"], f"{exhibit.title} に代替テキストがありません"
            assert '"url"' not in json.dumps(spec, default=str)
            if mode == "public" or address in INTERNAL:  # the charts are the same in both
                assert specs.faults(spec) == [], exhibit.title
        assert specs.without_unit(exhibit) == [], exhibit.title
    if view.exhibits:
        monkeypatch.setattr(picture, "png", lambda *_, **__: PIXEL)  # the texts alone count
        for suffix in ("xlsx", "pptx")[: 2 if mode == "internal" else 1]:
            made = materials.make([Scene(view)], suffix, sample_build_dir)
            texts = texts_of(made, suffix) if suffix == "xlsx" else said_on_slides(made)
            assert wrong(texts) == {}, suffix


@pytest.mark.parametrize("mode", MODES)
def test_the_list_of_indicators_tells_every_figure_with_its_unit(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    (exhibit,) = pages.view_of("indicators", {"mode": [mode], "across": ["all"]}).exhibits
    spec = picture.spec_of(exhibit, sample_build_dir)
    assert specs.faults(spec) == [] and specs.without_unit(exhibit) == []
    made = materials.make([Scene(pages.view_of("indicators", {"across": ["all"]}))], "xlsx",
                          sample_build_dir)  # fmt: skip
    assert wrong(texts_of(made, "xlsx")) == {}


def said_on_slides(content: bytes) -> Iterator[str]:
    """Texts, notes, figures of charts, and what a screen reader says."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"ppt/(slides|notesSlides|charts)/[^/]+\.xml", name):
                for element in ElementTree.fromstring(archive.read(name)).iter():
                    kind = element.tag.rpartition("}")[2]
                    if kind in ("t", "v"):
                        yield element.text or ""
                    elif kind == "cNvPr" and name.startswith("ppt/slides/"):
                        yield element.get("descr", "")


def wrong(texts: Iterable[str]) -> dict[str, set[str]]:
    """Texts of a file with identifiers of a program in them."""
    return {text: found for text in texts if (found := specs.identifiers(text))}


def test_no_title_names_an_area_that_its_table_does_not_show(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """指標 drew tables of all areas under the heading of one."""
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    link = {"mode": ["internal"], "by": ["computed"]}  # its own basis is the prefecture's alone
    view = pages.view_of("indicators", link)
    tables = [e for e in view.exhibits if e.answer and e.answer.name == "indicators/by_area"]
    shown = [e for e in tables if e.builder is None or e.builder.__name__ == "bars"]
    assert len(shown) == 4 and len({e.title for e in shown}) == 4  # one of each year
    for exhibit in shown:
        assert "架空県 市町村別" in exhibit.title and "架空市" not in exhibit.title


def test_two_plans_cite_the_tables_they_use_and_no_others(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """架空市 has no target: the table of targets is not cited for it, but is for the prefecture."""
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))

    def cited(whose: str) -> list[str]:
        link = {"mode": ["internal"], "whose": [whose], "area": ["99201"]}
        (exhibit,) = pages.view_of("both", link).exhibits
        return exhibit.sources[0].split("、")

    own, whole = cited("own"), cited("prefecture")
    assert {"追加的需要の表", "受療率の表"} <= set(own) and "目標の表" not in own
    assert "目標の表" in whole and "指標値の表" in whole
    assert not any("厚生労働省" in source for source in own)
