"""Files damaged at random, by a seed: refused, told, or read as the whole file is. Never otherwise.

``python -m tests.mutating N SEED [ONLY]`` reads N damaged workbooks, tables and maps, each beside
the whole file, in a process of its own with a clock and a count of its memory; a line is printed
for each that was read differently in silence, ended in a traceback, took more than 2 GB or 60 s.
What is damaged how: ``mutations.py``.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from tests.mutations import BASES, Base, damaged
from zaitaku import sources
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.states import Problem

MOST_MB, SECONDS = 2000, 60
_JAPANESE = re.compile(r"[ぁ-んァ-ン一-龥]")
# where a row stands changes with a line more, and what a file is called is no figure
_NOT_COMPARED = ("source_row", "source_id", "points")


@dataclass(frozen=True)
class Read:
    """What was made of a file. ``refusal``: the message that ended it instead."""

    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class Outcome:
    """``fault`` is '' where all is well; ``how``: refused, told or same."""

    name: str
    fault: str
    how: str
    seconds: float
    megabytes: float


def read(base: Base, path: Path) -> Read:
    try:
        told = sources.collect([path], known=base.master)
    except ZaitakuError as error:
        return Read(refusal=str(error))
    frames = {name: frame for table in told.tables for name, frame in table.frames.items()}
    return Read(frames, tuple(told.problems))


def verdict(good: Read, bad: Read, path: Path) -> tuple[str, str]:
    """(what is wrong or '', how it was met)."""
    before = {(one.message, one.fix) for one in good.problems}
    new = [one for one in bad.problems if (one.message, one.fix) not in before]
    for one in new:
        if not one.where.strip() or not _JAPANESE.search(one.message):
            return f"場所か言葉がない: {one}", "told"
    if bad.refusal:
        is_told = path.name in bad.refusal and _JAPANESE.search(bad.refusal)
        return ("" if is_told else f"ファイルの名前がない: {bad.refusal}"), "refused"
    errors = [one for one in new if one.severity == "error"]
    if not bad.frames:
        if not errors:
            return f"読まなかったのに、誤りと言わない {[str(one) for one in new]}", "refused"
        named = all(path.name in one.where for one in errors)
        return ("" if named else f"ファイルの名前がない {errors[0]}"), "refused"
    # of an outline that was mended it is enough to hear
    if any(one.severity != "info" or "boundary" in good.frames for one in new):
        return "", "told"
    found = differences(good.frames, bad.frames)
    return (f"黙って違う値になった {found[:6]}" if found else ""), "same"


def differences(good: Mapping[str, pd.DataFrame], bad: Mapping[str, pd.DataFrame]) -> list[str]:
    """Tables and columns that are not what they were, whatever the order of rows."""
    found = [f"{name}: 表がない" for name in good.keys() ^ bad.keys()]
    for name in good.keys() & bad.keys():
        one, other = (_comparable(frames[name]) for frames in (good, bad))
        if one.total() != other.total():
            found.append(f"{name}: {one.total()} → {other.total()} 行")
            continue
        if one != other:
            lost, new = (sorted((a - b).elements()) for a, b in ((one, other), (other, one)))
            found.append(f"{name}: {lost[0]} → {new[0]}")
    return found


def _comparable(frame: pd.DataFrame) -> Counter[tuple[str, ...]]:
    kept = frame[sorted(column for column in frame if column not in _NOT_COMPARED)]
    return Counter(tuple(map(_short, row)) for row in kept.itertuples(index=False))


def _short(value: object) -> str:
    """An outline by its digest: it is long."""
    return hashlib.md5(value).hexdigest() if isinstance(value, bytes) else str(value)


def tried(base: Base, folder: Path, chance: random.Random, only: str = "") -> Outcome:
    """One damage of a base, in a process of its own."""
    good = base.write(folder / "whole")
    name, path = damaged(base, good, folder / "damaged", chance, only)
    results = []
    for file in (good, path):
        began = time.monotonic()
        answer, megabytes = _apart(base, file, folder / "answer")
        results.append((answer, time.monotonic() - began, megabytes))
    (whole, _, _), (bad, seconds, megabytes) = results
    title = f"{base.name}・{name}"
    if isinstance(whole, str) or not whole.frames:
        return Outcome(title, f"元のファイルが読めない {whole}", "", seconds, megabytes)
    if isinstance(bad, str):
        return Outcome(title, bad, "", seconds, megabytes)
    fault, how = verdict(whole, bad, path)
    if megabytes > MOST_MB:
        fault = f"{megabytes:.0f} MB"
    return Outcome(title, fault, how, seconds, megabytes)


def _apart(base: Base, path: Path, answer: Path) -> tuple[Read | str, float]:
    """What a child process makes of the file, or how it ended; its most memory in MB."""
    answer.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(SECONDS)
            resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
            answer.write_bytes(pickle.dumps(read(base, path)))
        except BaseException:
            answer.write_bytes(pickle.dumps(traceback.format_exc()))
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    megabytes = usage.ru_maxrss / 1000
    if os.WIFSIGNALED(status):
        return f"{SECONDS} 秒を超えたか、止まった（シグナル {os.WTERMSIG(status)}）", megabytes
    found: Read | str = pickle.loads(answer.read_bytes())
    return found, megabytes


def run(number: int, seed: int, only: str = "") -> list[Outcome]:
    """So many damages, over all bases in turn."""
    chance, found = random.Random(seed), []
    bases = [base for base in BASES if not only or only in base.name]
    for count in range(number):
        with tempfile.TemporaryDirectory() as folder:
            own = random.Random(chance.getrandbits(64))
            found.append(tried(bases[count % len(bases)], Path(folder), own))
    return found


def main() -> int:
    number, seed = int(sys.argv[1]), int(sys.argv[2])
    found = run(number, seed, *sys.argv[3:])
    wrong = [one for one in found if one.fault]
    for one in wrong:
        print(f"{one.name}: {one.fault}")
    how = {word: sum(one.how == word for one in found) for word in ("refused", "told", "same")}
    slowest, largest = max(o.seconds for o in found), max(o.megabytes for o in found)
    print(
        f"{len(found)} 個、拒否 {how['refused']}、伝えた {how['told']}、同じ {how['same']}、"
        f"最長 {slowest:.1f} 秒、最大 {largest:.0f} MB、誤り {len(wrong)}"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
