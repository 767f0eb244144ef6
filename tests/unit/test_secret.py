"""The secret of an installation: made once, for its owner only, and what is keyed with it."""

from __future__ import annotations

import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zaitaku.build.release.remembered import Remembered
from zaitaku.disclosure.policy import Policy, Threshold
from zaitaku.disclosure.table import Cell, build
from zaitaku.ground import secret
from zaitaku.ground.errors import WarehouseError


def test_it_is_made_once_and_stays(tmp_path: Path) -> None:
    first = secret.key(tmp_path / "data")
    assert len(first) == 32 and secret.key(tmp_path / "data") == first
    (path,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret.key(tmp_path / "other") != first


def test_who_comes_at_the_same_time_gets_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: secret.key(tmp_path), range(8)))) == 1


@pytest.mark.parametrize("damaged", [b"", b"short", b"x" * 33])
def test_a_damaged_one_is_told_and_never_replaced(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "secret").write_bytes(damaged)
    with pytest.raises(WarehouseError, match="壊れています"):
        secret.key(tmp_path)
    assert (tmp_path / "secret").read_bytes() == damaged
    assert len(secret.key_for_pages(tmp_path)) == 32


def test_one_that_cannot_be_read_or_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "unreadable" / "secret").mkdir(parents=True)
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "unreadable", tmp_path / "file"):
        with pytest.raises(WarehouseError, match="鍵"):
            secret.key(folder)
        # pages go on, with one that lasts as long as the process
        assert secret.key_for_pages(folder) == secret.key_for_pages(folder)


def test_a_lost_one_is_made_anew_and_a_copied_one_is_the_same(tmp_path: Path) -> None:
    first = secret.key(tmp_path)
    shutil.copytree(tmp_path, tmp_path / "other PC")
    assert secret.key(tmp_path / "other PC") == first
    (tmp_path / "secret").unlink()
    assert secret.installation(secret.key(tmp_path)) != secret.installation(first)


def test_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    assert secret.key(tmp_path) == secret.key(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_parts_do_not_run_into_each_other() -> None:
    assert secret.keyed(b"k", b"1", b"23") != secret.keyed(b"k", b"12", b"3")


def test_the_name_of_a_mask_does_not_tell_the_table(tmp_path: Path) -> None:
    """Who knows all but one figure could else try every number until the name is right."""
    cells = {
        "a": Cell(5, Threshold(10)),
        "b": Cell(30, Threshold(10)),
        "計": Cell(35, Threshold(10)),
    }
    table = build("表", cells, [("計", ["a", "b"])])
    for folder, key in (("here", b"1"), ("again", b"1"), ("there", b"2")):
        Remembered(tmp_path / folder, Policy(), key).protect(table)
    here, again, there = (
        [path.name for path in (tmp_path / folder).iterdir()]
        for folder in ("here", "again", "there")
    )
    assert here == again != there
