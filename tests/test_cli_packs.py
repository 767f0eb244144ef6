"""``zaitaku export pack``: the same bytes as 会議資料 in the browser makes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import copy_of
from zaitaku.cli.main import main
from zaitaku.compose import pages
from zaitaku.export import materials, projected
from zaitaku.ground.settings import Mode
from zaitaku.kept import packs, packs_changes, packs_file, packs_store
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


def test_a_projected_figure_is_laid_out_narrow_and_a_table_cut_short(data: Path) -> None:
    view = pages.view_of("supply", {"area": ["99202"]})
    (bars,) = view.exhibits
    assert projected.WIDTH * 0.9 < projected.draw(bars, data).width <= projected.WIDTH
    assert bars.answer is not None
    last = str(bars.answer.rows[-1][bars.answer.names.index("area_code")])
    table, left_out = projected.rows(bars, last)
    assert len(table) == 1 + projected.ROWS + 1
    assert left_out == len(bars.answer) - projected.ROWS - 1
    assert "コード" not in "".join(table[0])
    assert len(projected.numbers(bars)) == len(table[0])
