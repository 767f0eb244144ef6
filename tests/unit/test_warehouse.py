"""Files of a data folder: what is whole, who may write, and what is said when it cannot be."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from zaitaku.ask import warehouse
from zaitaku.build import writing
from zaitaku.ground import settings
from zaitaku.ground.errors import WarehouseError

resource = pytest.importorskip("resource", reason="ファイルの大きさの上限は Unix だけにあります")


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """What a full disk does: the file ends before what is to be written."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(path: Path) -> None:
    with writing.writing(path) as connection:
        connection.execute("create table t as select hash(i) as h from range(15000) as r(i)")


def test_a_file_is_whole_when_it_was_written(tmp_path: Path) -> None:
    fill(tmp_path / "a.duckdb")
    assert [path.name for path in tmp_path.iterdir()] == ["a.duckdb"]
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from t").fetchall() == [(15000,)]


def test_a_disk_that_is_full_is_told_and_nothing_stays(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error), files_no_larger_than(200_000):
        fill(tmp_path / "a.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_what_was_never_committed_is_no_finished_file(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error), writing.writing(tmp_path / "a.duckdb") as connection:
        connection.execute("begin; create table t as select 1 as one")
    assert list(tmp_path.iterdir()) == []


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    told: list[str] = []
    seen: list[str] = []

    def second() -> None:
        with writing.only_writer(tmp_path, told.append):
            seen.append("second")

    thread = threading.Thread(target=second)
    with writing.only_writer(tmp_path):
        thread.start()
        time.sleep(0.5)
        seen.append("first")
    thread.join(timeout=10)
    assert seen == ["first", "second"]
    assert told == ["ほかの取り込みが終わるのを待っています（やめるには Ctrl+C）"]


def test_what_a_killed_run_left_goes(tmp_path: Path) -> None:
    for path in writing.pending_files(tmp_path, 4711).values():
        path.write_bytes(b"half")
        path.with_name(f"{path.name}.wal").write_bytes(b"half")
    (tmp_path / "CURRENT").write_text("one")
    (tmp_path / ".CURRENT.4711-0.part").write_text("tw")
    with writing.only_writer(tmp_path):
        assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "import.lock"]


def test_prune_of_no_folder_makes_none(tmp_path: Path) -> None:
    assert writing.prune(tmp_path / "ない", 1) == []
    assert list(tmp_path.iterdir()) == []


def build(folder: Path, build_id: str) -> list[Path]:
    files = [warehouse.file_of(folder, build_id, mode) for mode in ("internal", "public")]
    for path in files:
        with writing.writing(path) as connection:
            connection.execute("create table build_info as select '' as build_id")
    return files


@pytest.mark.parametrize("number", [0, 1])
def test_a_build_is_whole_with_both_its_files(tmp_path: Path, number: int) -> None:
    files = build(tmp_path, f"b{number}")
    assert warehouse.is_whole(tmp_path, f"b{number}")
    files[number].unlink()
    assert not warehouse.is_whole(tmp_path, f"b{number}")


def test_a_file_cut_short_is_no_whole_build(tmp_path: Path) -> None:
    files = build(tmp_path, "cut")
    files[0].write_bytes(files[0].read_bytes()[:5000])
    assert not warehouse.is_whole(tmp_path, "cut")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("no folder")
    with pytest.raises(WarehouseError, match="CURRENT を読めません"):
        warehouse.open_build(file, "public")
    with pytest.raises(WarehouseError, match="書き込みの権限"), writing.only_writer(file):
        pass
    with pytest.raises(WarehouseError, match="書き込みの権限"):
        writing.make_current(file, "one")


# --- which build is current ----------------------------------------------------------------------


def dated(folder: Path, build_id: str, created_on: str, *modes: settings.Mode) -> None:
    for mode in modes or settings.MODES:
        with writing.writing(warehouse.file_of(folder, build_id, mode)) as connection:
            connection.execute(
                "create table build_info as select ? as created_on, null::varchar as geo_hash",
                [created_on],
            )


@pytest.mark.parametrize("pointer", [None, "", " \n"])
def test_builds_without_a_pointer_are_not_no_data(tmp_path: Path, pointer: str | None) -> None:
    dated(tmp_path, "aaaa", "2026-04-01 10:00")
    dated(tmp_path, "bbbb", "2026-05-01 10:00")
    if pointer is not None:
        (tmp_path / "CURRENT").write_text(pointer)
    said = r"版は 2 個.*新しい順に bbbb、aaaa.*zaitaku builds --use 番号"
    for stopped in (
        lambda: warehouse.current_build_id(tmp_path),
        lambda: warehouse.open_build(tmp_path, "public"),
        lambda: writing.prune(tmp_path, 1),
    ):
        with pytest.raises(WarehouseError, match=said):
            stopped()
    assert [b.build_id for b in warehouse.builds(tmp_path)] == ["bbbb", "aaaa"]
    writing.use(tmp_path, "aaaa")
    assert warehouse.current_build_id(tmp_path) == "aaaa"
    assert [b.is_current for b in warehouse.builds(tmp_path)] == [False, True]


def test_a_folder_without_builds_has_no_current_one(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("")
    assert warehouse.current_build_id(tmp_path) is None
    assert warehouse.current_build_id(tmp_path / "ない") is None


def test_a_pointer_that_is_no_text_is_mended_by_choosing(tmp_path: Path) -> None:
    dated(tmp_path, "aaaa", "2026-04-01 10:00")
    (tmp_path / "CURRENT").write_bytes(b"\xff\x00\xfe")
    with pytest.raises(WarehouseError, match="--use 番号 で選び直して"):
        warehouse.current_build_id(tmp_path)
    assert [(b.build_id, b.is_current) for b in warehouse.builds(tmp_path)] == [("aaaa", False)]
    writing.use(tmp_path, "aaaa")
    assert warehouse.current_build_id(tmp_path) == "aaaa"


def test_a_build_that_cannot_be_read_is_not_chosen(tmp_path: Path) -> None:
    dated(tmp_path, "aaaa", "2026-04-01 10:00", "public")  # a server of 公表 has no other file
    writing.use(tmp_path, "aaaa")
    warehouse.file_of(tmp_path, "cccc", "internal").write_bytes(b"broken")
    with pytest.raises(WarehouseError, match=r"版「bbbb」は .* にありません。あるのは .*aaaa"):
        writing.use(tmp_path, "bbbb")
    with pytest.raises(WarehouseError, match="「cccc」のデータファイルを読めません"):
        writing.use(tmp_path, "cccc")
    assert warehouse.current_build_id(tmp_path) == "aaaa"


@pytest.mark.skipif(sys.platform == "win32", reason="フォルダの同期は Unix だけにあります")
def test_the_pointer_is_on_the_disk_before_it_takes_effect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folder (names of the build's files), the new pointer, its move, the folder again."""
    steps: list[str] = []
    replace = Path.replace

    def moved(self: Path, target: Path) -> Path:
        steps.append(f"move to {target.name}")
        return replace(self, target)

    def synced(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("folder" if is_folder else f"file of {os.fstat(descriptor).st_size} bytes")

    monkeypatch.setattr(Path, "replace", moved)
    monkeypatch.setattr(os, "fsync", synced)
    writing.make_current(tmp_path, "aaaa")
    assert steps == ["folder", "file of 5 bytes", "move to CURRENT", "folder"]


# --- damaged files ---


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A build's file of two megabytes of figures, put in its place as an import does."""
    pending, target = tmp_path / "building-1", warehouse.file_of(tmp_path, "abc", "public")
    with writing.writing(pending) as connection:
        connection.execute("create table build_info as select 'abc' as build_id")
        connection.execute("create table cell as select random() as n from range(200_000)")
    writing.put(pending, target)
    return target


def test_a_file_as_it_was_written_is_opened(sealed: Path) -> None:
    assert not list(sealed.parent.glob("building-*"))
    digest, name = warehouse.seal_of(sealed).read_text().split()
    assert (digest, name) == (hashlib.sha256(sealed.read_bytes()).hexdigest(), sealed.name)
    assert warehouse.is_readable(sealed.parent, "abc")
    warehouse.seal_of(sealed).unlink()  # of a software before there were seals
    assert warehouse.is_readable(sealed.parent, "abc")


@pytest.mark.parametrize("place", [4_096 * 4, 262_144 * 2, 1_500_000])
@pytest.mark.parametrize("damage", [bytes(4_096), b"\x01"])
def test_a_damaged_file_is_told_when_it_is_opened(sealed: Path, place: int, damage: bytes) -> None:
    """A block of zeros, and one changed byte, wherever it lies."""
    content = bytearray(sealed.read_bytes())
    if content[place : place + len(damage)] == damage:
        damage = b"\x02" * len(damage)
    content[place : place + len(damage)] = damage
    sealed.write_bytes(content)
    with pytest.raises(WarehouseError, match=r"作ったときと違います.*zaitaku builds --use"):
        warehouse.open_build(sealed.parent, "public", "abc").cursor()


def test_a_seal_that_says_nothing_seals_nothing_in(sealed: Path) -> None:
    for broken in (b"", b"\xff\xfe", b"0" * 64):
        warehouse.seal_of(sealed).write_bytes(broken)
        assert not warehouse.is_readable(sealed.parent, "abc")


def test_a_seal_goes_with_its_file(sealed: Path) -> None:
    assert writing.delete(sealed.parent, "abc")
    assert list(sealed.parent.iterdir()) == []


def test_a_short_list_is_read_once_of_each_build(tmp_path: Path) -> None:
    for build_id, years in (("abc", (2022, 2023)), ("def", (2024,))):
        with duckdb.connect(str(tmp_path / f"release-{build_id}.duckdb")) as connection:
            connection.execute("create table years (year integer)")
            for year in years:
                connection.execute("insert into years values (?)", [year])
    asked = "select year from years order by all"
    first, second = (
        warehouse.Build(one, "public", tmp_path / f"release-{one}.duckdb") for one in ("abc", "def")
    )
    assert first.listed(asked) == ((2022,), (2023,)) and second.listed(asked) == ((2024,),)
    assert first.listed(asked) is first.listed(asked)
    warehouse.forget(tmp_path)
    (tmp_path / "release-abc.duckdb").unlink()
    with pytest.raises(WarehouseError):
        first.listed(asked)


def test_a_build_half_put_or_half_deleted_is_none_and_goes(tmp_path: Path) -> None:
    """A run was killed between its two files: what there is would pass for a release alone."""
    for mark in ("unfinished", "held"):
        (tmp_path / mark).mkdir()
    (tmp_path / "unfinished" / "abc").touch()
    fill(warehouse.file_of(tmp_path, "abc", "public"))
    (tmp_path / "held" / "def").touch()  # killed before its files were there
    assert warehouse.builds(tmp_path) == []
    with writing.only_writer(tmp_path):
        pass
    assert warehouse.builds(tmp_path) == [] and list(tmp_path.glob("*.duckdb")) == []
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["held", "import.lock"]


def test_the_build_in_use_is_not_held(tmp_path: Path) -> None:
    """A run was killed after it chose the build, before the mark was gone."""
    writing.hold(tmp_path, "abc")
    assert warehouse.held(tmp_path) == {"abc"}
    (tmp_path / "CURRENT").write_text("abc\n")
    assert warehouse.held(tmp_path) == frozenset()
