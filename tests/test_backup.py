"""A data folder packed, and put back on another machine: whole, or not at all."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from zaitaku.ask import warehouse
from zaitaku.build import backup
from zaitaku.cli.main import main
from zaitaku.derived import questions
from zaitaku.ground import paths
from zaitaku.ground.errors import SourceFileError, UsageError, WarehouseError

INPUTS = [paths.SAMPLE_DATA / name for name in ("市区町村マスタ.csv", "人口_年齢階級別.csv")]
STATIONS = paths.SAMPLE_DATA / "訪問看護ステーション.csv"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two builds, a held one, a pack, and what a run that was killed left."""
    folder = tmp_path_factory.mktemp("one") / "data"
    assert main(["import", "--data", str(folder), *map(str, INPUTS)]) == 0
    assert main(["import", "--data", str(folder), str(STATIONS)]) == 0
    held = paths.SAMPLE_DATA / "実態調査.csv"
    assert main(["import", "--hold", "--data", str(folder), str(held)]) == 0
    (folder / "packs").mkdir()
    (folder / "packs" / "会議.json").write_text("{}", encoding="utf-8")
    (folder / "building-1-warehouse.duckdb").write_text("half")
    return folder


@pytest.fixture
def packed(data: Path, tmp_path: Path) -> Path:
    file = tmp_path / "写し.zip"
    assert main(["backup", str(file), "--data", str(data)]) == 0
    return file


def bytes_of(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_what_is_put_back_is_what_was_there_and_answers_alike(
    data: Path, packed: Path, tmp_path: Path
) -> None:
    other = tmp_path / "別の機械" / "data"
    assert main(["restore", str(packed), "--data", str(other)]) == 0
    current = warehouse.current_build_id(data)
    before, after = bytes_of(data), bytes_of(other)
    assert after == {name: before[name] for name in after}
    old = {build.build_id for build in warehouse.builds(data)} - {current}
    assert len(old) == 2  # an earlier one, and one that is held
    left = {name for name in before.keys() - after.keys() if not name.endswith(".lock")}
    assert {name for name in left if not any(one in name for one in old)} == set()
    assert "packs/会議.json" in after and f"warehouse-{current}.duckdb" in after
    assert stat.S_IMODE((other / "secret").stat().st_mode) == 0o600
    asked = "area/population", {"area_unit": "prefecture"}
    answers = [
        questions.run(warehouse.open_build(folder, "internal"), *asked).rows
        for folder in (data, other)
    ]
    assert answers[0] == answers[1] != []
    assert main(["check", "--data", str(other)]) == 0
    # and it goes on from there: the next import keeps what was there
    assert main(["import", "--data", str(other), str(STATIONS)]) == 0


def test_the_file_is_its_owner_s_and_may_hold_every_build(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    found = backup.write(data, file, every_build=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as made:
        builds = {n for n in made.namelist() if n.startswith("warehouse-") and n.endswith("duckdb")}
    assert len(builds) == 2  # not the held one
    assert found.files == len(zipfile.ZipFile(file).namelist()) - 1


def test_a_folder_that_holds_something_stays_as_it_is(packed: Path, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="空ではありません"):
        backup.restore(packed, full)
    assert bytes_of(full) == {"mine.txt": b"x"}
    empty = tmp_path / "empty"
    empty.mkdir()
    assert backup.restore(packed, empty).build_id == warehouse.current_build_id(empty)


def rewritten(packed: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(packed) as old:
        content = {name: old.read(name) for name in old.namelist()}
    change(content)
    with zipfile.ZipFile(packed, "w") as new:
        for name, data in content.items():
            new.writestr(name, data)


def one_byte(content: dict[str, bytes]) -> None:
    name = next(name for name in content if name.startswith("warehouse-") and "sha256" not in name)
    content[name] = content[name][:-1] + bytes([content[name][-1] ^ 1])


def less(content: dict[str, bytes]) -> None:
    content.pop("packs/会議.json")


def outside(content: dict[str, bytes]) -> None:
    about = json.loads(content[backup.MANIFEST])
    about["files"]["../evil.txt"] = about["files"]["packs/会議.json"]
    content["../evil.txt"] = content["packs/会議.json"]
    content[backup.MANIFEST] = json.dumps(about).encode()


def larger(content: dict[str, bytes]) -> None:
    content["packs/会議.json"] += b" " * 5_000_000


def no_list(content: dict[str, bytes]) -> None:
    content[backup.MANIFEST] = b"[]"


def no_build(content: dict[str, bytes]) -> None:
    about = json.loads(content[backup.MANIFEST])
    for name in [name for name in content if name.startswith("release-")]:
        content.pop(name)
        about["files"].pop(name)
    content[backup.MANIFEST] = json.dumps(about).encode()


@pytest.mark.parametrize("change", [one_byte, less, outside, larger, no_list, no_build])
def test_a_backup_that_is_not_as_it_was_made_is_refused_and_leaves_nothing(
    packed: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    rewritten(packed, change)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(SourceFileError, match="壊れています"):
        backup.restore(packed, tmp_path / "data")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_file_that_ends_early_or_is_none_is_told(packed: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.zip"
    half.write_bytes(packed.read_bytes()[: packed.stat().st_size // 2])
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("a.txt", "a")
    newer = tmp_path / "newer.zip"
    shutil.copy(packed, newer)

    def later(content: dict[str, bytes]) -> None:
        content[backup.MANIFEST] = content[backup.MANIFEST].replace(b'"format": 1', b'"format": 2')

    rewritten(newer, later)
    told = {half: "壊れています", other: "バックアップではありません", newer: "新しいソフトウェア",
            tmp_path / "none.zip": "がありません"}  # fmt: skip
    for file, words in told.items():
        with pytest.raises(SourceFileError, match=words):
            backup.restore(file, tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_nothing_is_written_where_there_is_nothing_or_no_room(data: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="データがまだありません"):
        backup.write(tmp_path / "none", tmp_path / "a.zip")
    with pytest.raises(UsageError, match="の中です"):
        backup.write(data, data / "a.zip")
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseError):
        backup.write(data, tmp_path / "file" / "a.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]
