"""Work broken off at its n-th write, in a process of its own: killed, or refused by the disk.

``python -m tests.breaking WORK FOLDER HOW`` tries every write of the work in turn, each on a fresh
copy of FOLDER, and prints what is wrong. Python tells every file that it opens, moves or removes
beforehand (audit events), so that no program under test need know of it. HOW: ``kill``, ``ENOSPC``,
``EROFS``; or ``kill@SEED``, which kills ``TIMES`` times at any moment, also within DuckDB.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.breaking_works import WORKS, every_build_is_sound, is_sound, prepare
from zaitaku.ground.errors import ZaitakuError

TIMES = int(os.environ.get("TIMES", "100"))
_WRITES = ("os.rename", "os.remove", "os.mkdir", "os.link", "os.rmdir", "os.utime")


# --- breaking off --------------------------------------------------------------------------------


def _armed(folder: Path, number: int, how: str) -> None:
    """From now on the n-th write below the folder does not happen."""
    count = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        is_write = event in _WRITES or (
            event == "open" and bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        )
        if not is_write or not str(arguments[0]).startswith(str(folder)):
            return
        count += 1
        if how == "kill" and count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        # a disk that is full stays so; what is removed makes room, and cannot fail
        if how == "ENOSPC" and count >= number and event not in ("os.remove", "os.rmdir"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))
        if how == "EROFS" and count >= number:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(arguments[0]))

    sys.addaudithook(watch)


def _child(work: Callable[[], None]) -> int:
    """Do it in a process of its own: its exit code, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
            code = 0
        except ZaitakuError as error:
            code = 3 if _is_told(str(error)) else 4
            if code == 4:
                print(f"伝え方が足りない: {error}", flush=True)
        except BaseException:
            traceback.print_exc(file=sys.stdout)
            sys.stdout.flush()
            code = 1
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _is_told(message: str) -> bool:
    """It says what to do, in Japanese."""
    return any(word in message for word in ("ください", "戻して", "空きを作る"))


def every_write(work: str, folder: Path, how: str) -> tuple[int, list[str]]:
    """How many writes the work has, and what is wrong after a fault at each."""
    wrong: list[str] = []
    for number in range(1, 500):
        copy = folder.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)

        def broken_off(copy: Path = copy, number: int = number) -> None:
            _armed(copy, number, how)
            WORKS[work](copy)

        code = _child(broken_off)
        if code not in (0, 3, -signal.SIGKILL):
            wrong.append(f"{how} {number}: 終わり方 {code}")
        if (after := _child(lambda copy=copy: is_sound(copy, work))) != 0:
            wrong.append(f"{how} {number}: その後 {after}")
        if code == 0:
            return number - 1, wrong
    return 500, [*wrong, "終わらない"]


def any_moment(folder: Path, seed: int) -> tuple[int, list[str]]:
    """Kill each work in turn after a random time, ``TIMES`` times in all."""
    chance, wrong, killed = random.Random(seed), [], 0
    taken: dict[str, float] = {}
    number = -1
    while killed < TIMES:  # not those that had ended before they could be killed
        number += 1
        work = list(WORKS)[number % len(WORKS)]
        copy = folder.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        if work not in taken:
            began = time.monotonic()
            _child(lambda copy=copy, work=work: WORKS[work](copy))
            taken[work] = time.monotonic() - began
            shutil.rmtree(copy)
            shutil.copytree(folder, copy)
        child = os.fork()
        if child == 0:
            try:
                WORKS[work](copy)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0, taken[work]))
        os.kill(child, signal.SIGKILL)
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        if (after := _child(lambda copy=copy, work=work: is_sound(copy, work))) != 0:
            wrong.append(f"{work} {number}: その後 {after}")
        elif number % 10 == 0 and _child(lambda copy=copy: every_build_is_sound(copy)) != 0:
            wrong.append(f"{work} {number}: zaitaku check")
    return killed, wrong


def main() -> int:
    work, place, how = sys.argv[1:]
    folder = Path(place) / "given"
    folder.mkdir()
    assert _child(lambda: prepare(folder)) == 0
    if how.startswith("kill@"):
        count, wrong = any_moment(folder, int(how.removeprefix("kill@")))
    else:
        count, wrong = every_write(work, folder, how)
    print(f"{work} {how}: {count} か所、誤り {len(wrong)}")
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
