"""Everything that writes below a data folder, as small as it can be, and what must hold after.

Each work is done on a copy of what ``prepare`` made; ``is_sound`` is asked in a fresh process after
the work was broken off somewhere (``tests/breaking.py``).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from zaitaku.ask import warehouse
from zaitaku.build import backup, choice, entered, importing, releases, writing
from zaitaku.build.checking import faults
from zaitaku.disclosure.policy import Policy
from zaitaku.export import open_data, open_folder
from zaitaku.ground import store
from zaitaku.kept import drafts, entries, packs_store, plans
from zaitaku.zones.plan import History, Plan, Zone

MASTER = (
    "municipality_code,municipality_name,insurer_no,medical_area_code,medical_area,home_care_zone\n"
    "99201,架空市,00990010,9901,北,北\n"
)
_PLAN = Plan("前の案", (Zone("1", "北", ("99201",)),), "")
_SAFE = {"tables": [], "answers": []}
_ENTERED = "targets"  # the kind of table that is entered
_ROW = ("北", "訪問診療を行う医療機関数", "2029", "3", "施設")


def prepare(folder: Path) -> None:
    """Two builds and one that is held, a release, a pack, a plan, an entry, open data, a backup."""
    data = folder / "data"
    (folder / "0.csv").write_text(MASTER, encoding="utf-8")
    rules = choice.policy(data)
    for number in range(4):
        file = folder / f"{number}.csv"
        if number:
            text = "year,municipality_code,age_band,population\n{0},99201,65-69,{0}\n"
            file.write_text(text.format(2020 + number), encoding="utf-8")
        if number < 3:
            told = importing.run([file], data, rules, is_held=number == 2)
            assert told.exit_code == 0
    assert len(warehouse.held(data)) == 1
    current = warehouse.current_build_id(data)
    releases.add(data, {"build_id": current, **_SAFE}, approver="課長")
    packs_store.create(data, "前の資料")
    plans.save(data, _PLAN)
    entered.save(data, _ENTERED, [_ROW], why="はじめ", base=0)
    entered.move(data, _ENTERED, 1, "submitted")
    entries.keep(data, _ENTERED, entries.Work(1, ((_ROW,),)))
    open_folder.write(folder / "open", _open_data("前"))
    backup.write(data, folder / "kept.zip")


def _open_data(word: str) -> dict[str, bytes]:
    files = {"a.csv": word.encode(), open_data.PACKAGE: b'{"zaitaku_release": 1}'}
    sums = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}" for name in files]
    return {**files, open_data.SUMS: ("\n".join(sums) + "\n").encode()}


def _held(folder: Path) -> str:
    (found,) = warehouse.held(folder / "data")
    return found


def _import(folder: Path) -> None:
    importing.run([folder / "3.csv"], folder / "data", choice.policy(folder / "data"))


def _hold(folder: Path) -> None:
    data = folder / "data"
    importing.run([folder / "3.csv"], data, choice.policy(data), is_held=True)


def _adopt(folder: Path) -> None:
    writing.use(folder / "data", _held(folder))


def _discard(folder: Path) -> None:
    importing.discard(folder / "data", _held(folder))


def _publish(folder: Path) -> None:
    importing.publish(folder / "data", Policy(institution_threshold=3.0))


def _choose(folder: Path) -> None:
    data = folder / "data"
    choice.choose(data, (), ())
    importing.publish(data, choice.policy(data), is_held=True)


def _release(folder: Path) -> None:
    releases.add(folder / "data", {"build_id": _held(folder), **_SAFE}, approver="部長")


def _withdraw(folder: Path) -> None:
    releases.withdraw(folder / "data", 1, "誤り")


def _open(folder: Path) -> None:
    open_folder.write(folder / "open", _open_data("次"))


def _entry(folder: Path) -> None:
    data, row = folder / "data", (*_ROW[:3], "5", _ROW[4])
    entered.move(data, _ENTERED, 1, "approved")
    entries.keep(data, _ENTERED, entries.Work(1, ((_ROW,), (row,))))
    entered.save(data, _ENTERED, [row], why="増やす", base=1)
    entries.drop(data, _ENTERED)


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
    "hold": _hold,
    "adopt": _adopt,
    "discard": _discard,
    "publish": _publish,
    "choose": _choose,
    "release": _release,
    "withdraw": _withdraw,
    "open": _open,
    "entry": _entry,
    "prune": _prune,
    "use": _use,
    "pack": _pack,
    "plan": _plan,
    "draft": _draft,
    "backup": _backup,
    "restore": _restore,
}


# --- what must hold ------------------------------------------------------------------------------


def is_sound(folder: Path, work: str = "") -> None:
    """Right after a fault: what there was is there; after the next start, no leftovers.

    ``work``: the one that was broken off, where that says more of what must hold.
    """
    data = folder / "data"
    _builds_are_sound(data)
    if work == "release":
        _is_released_or_not(data)
    _kept_is_sound(data)
    _open_is_whole(folder / "open")
    for kept in ("packs", "plans", "plans/drafts", "releases", "entered/targets", "entered/work"):
        with store.changing(data / kept):
            pass
    with writing.only_writer(data):
        pass
    backup.write(data, folder / "kept.zip")
    whole = folder / "again"
    assert not whole.exists() or warehouse.is_whole(whole, warehouse.current_build_id(whole) or "")
    shutil.rmtree(whole, ignore_errors=True)
    backup.restore(folder / "kept.zip", whole)
    left = [path for path in folder.rglob("*") if path.name.startswith("building-")]
    left += [path for path in folder.rglob("*") if path.suffix == ".part"]
    left += [path for path in folder.glob(".*restoring*")]
    left += [path for path in (*data.glob("unfinished/*"), *data.glob("releases/*.due"))]
    assert not left, f"残ったもの {left}"
    ids = {path.stem.partition("-")[2] for path in data.glob("*.duckdb")}
    half = [one for one in ids if not warehouse.is_whole(data, one)]
    assert not half and warehouse.held(data) <= ids, f"半分の版 {half} {warehouse.held(data)} {ids}"
    if work == "release":
        _is_released_or_not(data)


def _builds_are_sound(data: Path) -> None:
    """Every build that is listed is whole, and the released ones are there."""
    current = warehouse.current_build_id(data)
    assert current and warehouse.is_whole(data, current), "CURRENT の版が読めない"
    assert current not in warehouse.held(data)
    for mode in ("internal", "public"):
        warehouse.open_build(data, mode).cursor().execute("from build_info").fetchall()
    half = [b.build_id for b in warehouse.builds(data) if not warehouse.is_whole(data, b.build_id)]
    assert not half, f"一覧に半分の版 {half}"
    listed = releases.listed(data)
    assert listed[-1].number == 1 and listed[-1].approver == "課長", listed
    for one in listed:
        shown = warehouse.is_whole(data, one.build_id)
        assert shown or (one.number == 1 and current != one.build_id), one
    if len(listed) > 1:
        assert current == listed[0].build_id, "公表したのに使っていない"
    choice.policy(data)


def _is_released_or_not(data: Path) -> None:
    """The build is in use and has its number, or neither; also once another one is chosen."""
    known = releases.listed(data)
    is_used = warehouse.current_build_id(data) != known[-1].build_id
    assert len(known) == 1 + is_used, ("番号のない公表か、使っていない公表", is_used, known)
    if is_used:
        writing.use(data, known[-1].build_id)
        assert releases.listed(data) == known, "次に版を選ぶと公表の記録がなくなった"
        writing.use(data, known[0].build_id)


def _kept_is_sound(data: Path) -> None:
    listed, broken = packs_store.listed(data)
    names = {pack.name for pack in [*listed, *packs_store.deleted(data)]}
    assert not broken and "前の資料" in names, (names, broken)
    plan_files = {path.name for path in (data / "plans").rglob("*.json")}
    assert any(plans.plan_id("前の案") in name for name in plan_files), plan_files
    versions = entered.versions(data, _ENTERED)
    assert versions[0].rows == (_ROW,) and versions[0].state in ("submitted", "approved"), versions
    work = entries.load(data, _ENTERED)
    assert work is not None or len(versions) == 2, "書きかけがない"


def _open_is_whole(folder: Path) -> None:
    """It is the release before or the next one; a run that begins again puts it back."""
    with suppress(StopIteration), store.replacing_folder(folder):
        raise StopIteration
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert found in (_open_data("前"), _open_data("次")), sorted(found)


def every_build_is_sound(folder: Path) -> None:
    assert not (found := faults(folder / "data")), found
