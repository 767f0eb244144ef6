"""``zaitaku export pack``: the same bytes as 会議資料 in the browser makes."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from tests.conftest import copy_of
from zaitaku.cli.main import main
from zaitaku.compose import pages
from zaitaku.exhibits.views import Cover
from zaitaku.export import materials
from zaitaku.ground.settings import Mode
from zaitaku.kept import packs, packs_changes, packs_figures, packs_file, packs_store
from zaitaku.kept.packs import Pack
from zaitaku.ui import pack_views


@pytest.fixture
def data(sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample build in a folder of its own, as packs are written beside builds."""
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path))
    return copy_of(sample_build_dir, tmp_path)


@pytest.fixture
def pack(data: Path) -> Pack:
    """Of 公表, of 内部, and one whose area is gone."""
    made = packs_store.create(data, "調整会議")
    for link in ({"mode": ["public"]}, {"mode": ["internal"]}):
        scene = packs_changes.saved(pages.view_of("supply", link), "話", key=pack_views.key())
        made = packs_store.change(data, made.pack_id, packs.add(scene))
    view = pages.view_of("patients", {"mode": ["public"]})
    gone = packs_changes.saved(view, "なくなった地域の話", key=pack_views.key())
    gone = replace(gone, link={**gone.link, "area": ("00000",)})
    return packs_store.change(data, made.pack_id, packs.add(gone))


def test_by_name_and_by_file_the_bytes_are_the_browsers(
    data: Path, pack: Pack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "受け取った.json"
    file.write_text(packs_file.for_others(pack, "internal"), encoding="utf-8")
    expected: dict[Mode, int] = {"public": 1, "internal": 2}
    for mode, left in expected.items():
        scenes, lost = pack_views.presentable(pack, mode)
        assert (len(scenes), len(lost)) == (left, 1)
        wanted = materials.make(scenes, "xlsx", data, title=pack.name)
        for name in (pack.name, str(file)):
            out = tmp_path / f"{mode}.xlsx"
            assert main(["export", "pack", name, "--mode", mode, "--out", str(out)]) == 0
            assert out.read_bytes() == wanted
            said = capsys.readouterr()
            assert ("内部モードの場面 1 を除きます" in said.err) == (mode == "public")
            assert "場面 3「患者」を除きます" in said.err


FIGURES = ("overview", "supply", "flows", "bridge", "map", "demand")


def saved_deck(data: Path, *addresses: str) -> Pack:
    """A pack of the main figure of each page, with a cover."""
    made = packs_store.create(data, "会議の資料")
    for address in addresses:
        view = pages.view_of(address, {"mode": ["public"]})
        figures = packs_figures.main(view)
        scene = packs_changes.saved(view, key=pack_views.key(), figures=figures)
        made = packs_store.change(data, made.pack_id, packs.add(scene))
    cover = Cover("第1回 調整会議", "令和8年12月1日", "医療政策課", "資料1")
    return packs_store.change(data, made.pack_id, packs.put_cover(cover))


def slides_of(path: Path) -> list[Any]:
    return list(Presentation(str(path)).slides)


def test_a_deck_is_a_cover_an_agenda_and_a_slide_for_each_figure(
    data: Path, tmp_path: Path
) -> None:
    saved_deck(data, *FIGURES)
    out = tmp_path / "deck.pptx"
    assert main(["export", "pack", "会議の資料", "--out", str(out)]) == 0
    slides = slides_of(out)
    deck, appendix = slides[: 2 + len(FIGURES)], slides[2 + len(FIGURES) :]
    # the matrix of 35 areas has letters that can be read in parts only: the others are behind
    (others,) = (one.shapes.title.text for one in appendix)
    assert others.startswith("付録　訪問診療の流出入")
    assert deck[0].shapes.title.text == "第1回 調整会議"
    agenda = next(s.text_frame.text for s in deck[1].shapes if s.name == "議題")
    assert [line.rpartition("\t")[2] for line in agenda.split("\n")] == list("345678")
    for slide in deck:
        texts = {s.name: s.text_frame.text for s in slide.shapes if s.has_text_frame}
        assert texts["資料番号"] == "資料1"
    for slide in deck[2:]:
        assert sum(s.has_chart or s.shape_type == MSO_SHAPE_TYPE.PICTURE for s in slide.shapes) == 1


def test_every_letter_can_be_read_and_what_does_not_fit_is_in_the_appendix(
    data: Path, tmp_path: Path
) -> None:
    saved_deck(data, "supply", "patients", "indicators", "roles", "targets", "disclosure")
    out = tmp_path / "deck.pptx"
    assert main(["export", "pack", "会議の資料", "--out", str(out)]) == 0
    with zipfile.ZipFile(out) as file:
        for name in file.namelist():
            least = {"ppt/slides/": 1200, "ppt/charts/": 1400}.get(name[:11])
            if least is None or not name.endswith(".xml"):
                continue
            root = ElementTree.fromstring(file.read(name))
            kinds = ("}rPr", "}defRPr", *(["}endParaRPr"] if least == 1200 else []))
            runs = [e for e in root.iter() if e.tag.endswith(kinds)]
            sizes = [int(run.get("sz", 0)) for run in runs]
            assert sizes and min(sizes) >= least, (name, sorted(sizes)[:3])
    deck = slides_of(out)
    titles = [slide.shapes.title.text for slide in deck]
    first = next(at for at, title in enumerate(titles) if title.startswith("付録　"))
    assert first == 8
    tables = [s.table for slide in deck[:first] for s in slide.shapes if s.has_table]
    assert [len(table.rows) for table in tables] == [1 + 8]
    told = "".join(s.text_frame.text for s in deck[7].shapes if s.name == "図の注")
    assert "8 行（全 15 行のうち）" in told and "表の全体は付録（11 ページ）" in told


def test_a_scene_that_is_lost_is_named_at_the_end_without_its_words(
    data: Path, pack: Pack, tmp_path: Path
) -> None:
    out = tmp_path / "deck.pptx"
    assert main(["export", "pack", pack.name, "--out", str(out)]) == 0
    last = slides_of(out)[-1]
    assert last.shapes.title.text == "載せられなかった場面"
    told = "".join(s.text_frame.text for s in last.shapes if s.has_text_frame)
    assert "患者（" in told and "がありません" in told
    assert "なくなった地域の話" not in told


def test_what_is_no_pack_is_told(
    data: Path, pack: Pack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "x.pdf")
    assert main(["export", "pack", "ない会議", "--out", out]) == 2
    assert "保存した会議資料: 「調整会議」" in capsys.readouterr().err
    newer = tmp_path / "新しい.json"
    newer.write_text('{"format": "zaitaku-pack", "version": 3}', encoding="utf-8")
    assert main(["export", "pack", str(newer), "--out", out]) == 11
    assert "ソフトを更新してから" in capsys.readouterr().err
    assert not Path(out).exists()
