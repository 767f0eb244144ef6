"""Small files: nothing is half written, nothing of two writers is lost, and every fault is told."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from zaitaku.ground import store
from zaitaku.ground.errors import SourceFileError, WarehouseError

unix = pytest.mark.skipif(sys.platform == "win32", reason="Unix だけの試験です")
ADD = """
import json, sys
from pathlib import Path
from zaitaku.ground import store
folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    with store.changing(folder):
        path = folder / "list.json"
        entries = json.loads(path.read_text()) if path.exists() else []
        store.write(path, json.dumps([*entries, f"{name}{number}"]))
"""
KILLED = """
import os, signal, sys
from pathlib import Path
from zaitaku.ground import store
folder = Path(sys.argv[1])
with store.changing(folder), store.replacing(folder / "a.json") as pending:
    pending.write_text("new, but not all of")
    os.kill(os.getpid(), signal.SIGKILL)
"""
HOLDER = """
import sys
from pathlib import Path
from zaitaku.ground import store
with store.alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def process(script: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, text=True, **options)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_durable", [False, True])
def test_a_file_is_replaced_whole(tmp_path: Path, is_durable: bool) -> None:
    target = tmp_path / "資料.xlsx"
    store.write(target, b"first", is_durable=is_durable)
    store.write(target, "二番目", is_durable=is_durable)
    assert target.read_text(encoding="utf-8") == "二番目"
    assert list(tmp_path.iterdir()) == [target]


@unix
def test_it_can_be_read_by_whom_the_umask_lets(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store.write(tmp_path / "shared", b"")
        store.create(tmp_path / "secret", b"")
    finally:
        os.umask(before)
    modes = [oct((tmp_path / name).stat().st_mode & 0o777) for name in ("shared", "secret")]
    assert modes == ["0o644", "0o600"]


def test_what_is_broken_off_leaves_the_file_before(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_text("before")
    with pytest.raises(KeyboardInterrupt), store.replacing(target) as pending:
        pending.write_text("half")
        raise KeyboardInterrupt
    assert (target.read_text(), names(tmp_path)) == ("before", ["a.json"])


@unix
def test_a_run_that_is_killed_leaves_the_file_before_and_goes_from_the_folder(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.json").write_text("before")
    assert process(KILLED, tmp_path).wait() == -signal.SIGKILL
    assert (tmp_path / "a.json").read_text() == "before"
    assert len(names(tmp_path)) == 3  # with the lock and what was being written
    with store.changing(tmp_path):  # the lock went with the process
        assert names(tmp_path) == [".lock", "a.json"]


def test_a_file_that_is_just_being_read_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []
    replace = Path.replace

    def refuse_twice(path: Path, target: Path) -> Path:
        tried.append(path)
        if len(tried) < 3:
            raise PermissionError(errno.EACCES, "in use")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse_twice)
    with pytest.raises(PermissionError):  # where it is no such system, a refusal stands
        store.write(tmp_path / "a", b"new")
    monkeypatch.setattr(store, "_PAUSES", (0.0, 0.0))
    tried.clear()
    store.write(tmp_path / "a", b"new")
    assert (len(tried), (tmp_path / "a").read_bytes()) == (3, b"new")


def test_who_comes_second_does_not_make_it_anew(tmp_path: Path) -> None:
    store.create(tmp_path / "secret", b"first")
    store.create(tmp_path / "secret", b"second")
    assert (tmp_path / "secret").read_bytes() == b"first"
    assert names(tmp_path) == ["secret"]


# --- one at a time -------------------------------------------------------------------------------


def test_two_processes_lose_nothing_of_each_other(tmp_path: Path) -> None:
    count = 40
    both = [process(ADD, tmp_path, name, count) for name in "ab"]
    assert [one.wait(120) for one in both] == [0, 0]
    found = json.loads((tmp_path / "list.json").read_text())
    assert len(found) == 2 * count
    for name in "ab":  # each in its order
        assert [e for e in found if e[0] == name] == [f"{name}{n}" for n in range(count)]
    assert names(tmp_path) == [".lock", "list.json"]


def test_two_threads_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_text("0")

    def add() -> None:
        for _ in range(25):
            with store.changing(tmp_path):
                store.write(path, str(int(path.read_text()) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() == "100"


def test_a_lock_that_is_held_is_told_and_free_when_its_holder_ends(tmp_path: Path) -> None:
    lock = tmp_path / "new" / ".lock"
    holder = process(HOLDER, lock, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    waits: list[str] = []
    told = "ほかの処理が使っています（0.2 秒待ちました）。"
    with (
        pytest.raises(WarehouseError, match=told),
        store.telling(lock.parent, WarehouseError),
        store.alone(lock, patience=0.2, waiting=lambda: waits.append("waiting")),
    ):
        raise AssertionError("two hold it")
    assert waits == ["waiting"]
    holder.kill()
    holder.communicate()
    with store.alone(lock, patience=5):
        assert lock.read_bytes() == b""


def test_who_waits_is_let_in(tmp_path: Path) -> None:
    lock, seen = tmp_path / ".lock", []

    def second() -> None:
        with store.alone(lock):
            seen.append("second")

    thread = threading.Thread(target=second)
    with store.alone(lock):
        thread.start()
        time.sleep(0.2)
        seen.append("first")
    thread.join(10)
    assert seen == ["first", "second"]


# --- what went wrong -----------------------------------------------------------------------------

FAULTS = [
    (OSError(errno.ENOSPC, "No space left on device"), "ディスクの空きが足りません"),
    (OSError(errno.EDQUOT, "Quota exceeded"), "ディスクの空きが足りません"),
    (PermissionError(errno.EACCES, "Permission denied"), "書き込みが許されていません"),
    (OSError(errno.EROFS, "Read-only file system"), "書き込みが許されていません"),
    (OSError(errno.EIO, "Input/output error"), r".*権限を確かめて.*詳細: Input/output error"),
]


@pytest.mark.parametrize(("error", "reason"), FAULTS, ids=[error.strerror for error, _ in FAULTS])
def test_a_fault_is_told_and_the_file_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    target = tmp_path / "資料.pptx"
    target.write_bytes(b"before")

    def failing(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:1])
        raise error

    monkeypatch.setattr(Path, "write_bytes", failing)
    told = rf"「{target}」に書き込めませんでした。{reason}.*前の内容はそのまま残っています。"
    with pytest.raises(SourceFileError, match=told), store.telling(target):
        store.write(target, b"after")
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("parent", ["ない", "ファイル"])
def test_a_missing_folder_is_told(tmp_path: Path, parent: str) -> None:
    (tmp_path / "ファイル").write_bytes(b"")
    target = tmp_path / parent / "資料.pptx"
    told = f"フォルダ「{target.parent}」がありません。フォルダを作るか"
    with pytest.raises(SourceFileError, match=told), store.telling(target):
        store.write(target, b"")


@unix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root は何でも書けます")
def test_a_folder_that_can_only_be_read_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(SourceFileError, match="許されていません"), store.changing(tmp_path):
            raise AssertionError("held without a lock")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_was_put_aside_by_a_killed_run_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "公表"
    aside = tmp_path / f".公表.4711-{'0' * 8}.part"
    (aside / "old").mkdir(parents=True)
    (aside / "new").mkdir()
    (aside / "old" / "a.csv").write_text("前")
    with pytest.raises(RuntimeError), store.replacing_folder(folder) as pending:
        assert (folder / "a.csv").read_text() == "前"
        (pending / "a.csv").write_text("次")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["公表"]
    assert (folder / "a.csv").read_text() == "前"


def test_a_folder_that_another_run_is_filling_is_left_to_it(tmp_path: Path) -> None:
    folder = tmp_path / "公表"
    with store.replacing_folder(folder) as one:
        (one / "a.csv").write_text("次")
        with store.replacing_folder(folder) as other:
            (other / "a.csv").write_text("先")
    assert (folder / "a.csv").read_text() == "次"
    assert [path.name for path in tmp_path.iterdir()] == ["公表"]
