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
from datetime import datetime
from pathlib import Path
from typing import Any

from zaitaku.ask import warehouse
from zaitaku.build import backup, importing, writing
from zaitaku.build.checking import faults
from zaitaku.disclosure.policy import Policy
from zaitaku.ground import store
from zaitaku.ground.errors import ZaitakuError
from zaitaku.kept import drafts, packs_store, plans
from zaitaku.zones.plan import History, Plan, Zone

MASTER = (
    "municipality_code,municipality_name,insurer_no,medical_area_code,medical_area,home_care_zone\n"
    "99201,架空市,00990010,9901,北,北\n"
)
TIMES = int(os.environ.get("TIMES", "100"))
_WRITES = ("os.rename", "os.remove", "os.mkdir", "os.link", "os.rmdir", "os.utime")
_PLAN = Plan("前の案", (Zone("1", "北", ("99201",)),), "")


def prepare(folder: Path) -> None:
    """Two builds, a pack, a plan and a backup, to be worked on."""
    data = folder / "data"
    (folder / "0.csv").write_text(MASTER, encoding="utf-8")
    for number in range(3):
        file = folder / f"{number}.csv"
        if number:
            text = "year,municipality_code,age_band,population\n{0},99201,65-69,{0}\n"
            file.write_text(text.format(2020 + number), encoding="utf-8")
        if number < 2:
            assert importing.run([file], data, Policy()).exit_code == 0
    packs_store.create(data, "前の資料")
    plans.save(data, _PLAN)
    backup.write(data, folder / "kept.zip")


def _import(folder: Path) -> None:
    importing.run([folder / "2.csv"], folder / "data", Policy())


def _publish(folder: Path) -> None:
    importing.publish(folder / "data", Policy(institution_threshold=3.0))


def _prune(folder: Path) -> None:
    writing.prune(folder / "data", 1)


def _use(folder: Path) -> None:
    other = [b.build_id for b in warehouse.builds(folder / "data") if not b.is_current]
    writing.use(folder / "data", other[0])


def _pack(folder: Path) -> None:
    data = folder / "data"
    packs_store.create(data, "次の資料")
    (before,) = [pack for pack in packs_store.listed(data)[0] if pack.name == "前の資料"]
    packs_store.copy(data, before.pack_id)
    packs_store.delete(data, before.pack_id)
    packs_store.restore(data, before.pack_id)


def _plan(folder: Path) -> None:
    plans.save(folder / "data", _PLAN, replace=True)
    plans.save(folder / "data", Plan("次の案", _PLAN.zones, ""))
    plans.delete(folder / "data", plans.plan_id("前の案"))
    plans.restore(folder / "data", plans.plan_id("前の案"))


def _draft(folder: Path) -> None:
    history = History(_PLAN)
    for number in range(3):
        draft = drafts.Draft(f"{number:016x}", "現行", "", "s", history, datetime.now())
        drafts.keep(folder / "data", draft)
    drafts.drop(folder / "data", f"{0:016x}")


def _backup(folder: Path) -> None:
    backup.write(folder / "data", folder / "kept.zip")


def _restore(folder: Path) -> None:
    backup.restore(folder / "kept.zip", folder / "again")


WORKS: dict[str, Callable[[Path], None]] = {
    "import": _import,
    "publish": _publish,
    "prune": _prune,
    "use": _use,
    "pack": _pack,
    "plan": _plan,
    "draft": _draft,
    "backup": _backup,
    "restore": _restore,
}


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


def _is_sound(folder: Path) -> None:
    """Right after a fault: what there was is there; after the next start, no leftovers."""
    data = folder / "data"
    current = warehouse.current_build_id(data)
    assert current and warehouse.is_whole(data, current), "CURRENT の版が読めない"
    for mode in ("internal", "public"):
        warehouse.open_build(data, mode).cursor().execute("from build_info").fetchall()
    listed, broken = packs_store.listed(data)
    names = {pack.name for pack in [*listed, *packs_store.deleted(data)]}
    assert not broken and "前の資料" in names, (names, broken)
    plan_files = {path.name for path in (data / "plans").rglob("*.json")}
    assert any(plans.plan_id("前の案") in name for name in plan_files), plan_files
    whole = folder / "again"
    assert not whole.exists() or warehouse.is_whole(whole, warehouse.current_build_id(whole) or "")
    for kept in ("packs", "plans", "plans/drafts"):
        with store.changing(data / kept):
            pass
    with writing.only_writer(data):
        pass
    backup.write(data, folder / "kept.zip")
    shutil.rmtree(whole, ignore_errors=True)
    backup.restore(folder / "kept.zip", whole)
    left = [path for path in folder.rglob("*") if path.name.startswith("building-")]
    left += [path for path in folder.rglob("*") if path.suffix == ".part"]
    left += [path for path in folder.glob(".*restoring*")]
    assert not left, f"残ったもの {left}"


def _every_build_is_sound(folder: Path) -> None:
    assert not (found := faults(folder / "data")), found


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
        if (after := _child(lambda copy=copy: _is_sound(copy))) != 0:
            wrong.append(f"{how} {number}: その後 {after}")
        if code == 0:
            return number - 1, wrong
    return 500, [*wrong, "終わらない"]


def any_moment(folder: Path, seed: int) -> tuple[int, list[str]]:
    """Kill each work in turn after a random time, ``TIMES`` times in all."""
    chance, wrong, killed = random.Random(seed), [], 0
    taken: dict[str, float] = {}
    for number in range(TIMES):
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
        if (after := _child(lambda copy=copy: _is_sound(copy))) != 0:
            wrong.append(f"{work} {number}: その後 {after}")
        elif number % 10 == 0 and _child(lambda copy=copy: _every_build_is_sound(copy)) != 0:
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
