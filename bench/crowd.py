"""Many people at once on one server: who waits how long, and does everybody get what is theirs.

Each of them has a session over Streamlit's own protocol and does what a reader does: opens pages
by the menu, takes another 年度 or area on top. Every page that was sent is kept by the address it
stood under; afterwards a quiet session opens the same addresses, and what differs is counted as
wrong. ``first`` is from the click to the first thing to read on the new page, ``whole`` to its end.

``python -m bench.crowd --people 30 --minutes 5 --every 5``: every measure is one line.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.crowd_reader import Click, Reader
from tests.browser.conftest import serve
from zaitaku.build import importing as importer
from zaitaku.compose import pages
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths

# what does not depend on its address alone (lists of what people made, forms) is left out
_WORKED_ON = {"redraw", "packs", "show", "intake", "entry", "publish", "log", "guide", "figures"}
PAGES = [
    page.address
    for section in pages.PAGES.values()
    for page in section
    if page.address not in _WORKED_ON
]
_MENUS = ("year", "area", "unit", "vs")  # on top of pages


@dataclass
class Seen:
    """What came of all clicks; ``shown``: address → every digest of what stood there."""

    clicks: list[Click] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    shown: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def note(self, click: Click) -> None:
        self.clicks.append(click)
        self.errors += click.errors
        self.shown.setdefault(click.address, {})[click.digest] = click.parts


async def person(number: int, address: str, until: float, every: float, seen: Seen) -> None:
    """One reader, always the same for a number; half of them look at 内部."""
    choice = random.Random(number)
    await asyncio.sleep(choice.uniform(0, every))
    query = "mode=internal" if number % 2 else ""
    try:
        async with Reader(address) as reader:
            seen.note(await reader.open("", query))
            while time.monotonic() < until:
                await asyncio.sleep(choice.uniform(0.5, 1.5) * every)
                menus = [menu for menu in _MENUS if len(reader.options(menu)) > 1]
                if menus and choice.random() < 0.5:
                    menu = choice.choice(menus)
                    click = await reader.choose(menu, choice.choice(reader.options(menu)))
                else:
                    click = await reader.open(choice.choice(PAGES), query)
                seen.note(click)
    except Exception as error:
        seen.errors.append(f"{type(error).__name__}: {error}")


async def quietly(address: str, links: Sequence[str], seen: Seen) -> list[str]:
    """Addresses where somebody of the crowd was shown something else than one who is alone."""
    wrong = []
    for link in links:
        async with Reader(address) as reader:
            page, _, query = link.partition("?")
            alone = await reader.open(page, query)
        for digest, parts in seen.shown[link].items():
            if digest != alone.digest:
                differ = sorted(set(parts) ^ set(alone.parts))
                wrong.append(f"{link}: {len(differ)} parts, {differ[:1]}")
    return wrong


# --- what the server takes -----------------------------------------------------------------------


def _processes(root: int) -> set[int]:
    """A process and all that it started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(after[1]), []).append(int(stat.parent.name))
    found, left = set(), [root]
    while left:
        one = left.pop()
        found.add(one)
        left += children.get(one, [])
    return found


class Memory(threading.Thread):
    """The most that the server and its children held at one moment, in MB."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port, self.most, self.is_over = port, 0.0, threading.Event()

    def run(self) -> None:
        root = _listening(self.port)
        while root and not self.is_over.wait(1):
            held = 0.0
            for one in _processes(root):
                try:
                    pages_held = int(Path(f"/proc/{one}/statm").read_text().split()[1])
                except (OSError, IndexError):
                    continue
                held += pages_held * os.sysconf("SC_PAGE_SIZE") / 1e6
            self.most = max(self.most, held)


def _listening(port: int) -> int:
    """The process that was started for this port; 0 where /proc does not say."""
    word = f"--port\0{port}\0".encode()
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word in line.read_bytes():
                return int(line.parent.name)
        except OSError:
            continue
    return 0


# --- the report ----------------------------------------------------------------------------------


def _percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100)[share - 1] if len(values) > 1 else values[0]


def tell(name: str, seen: Seen, wrong: Sequence[str], memory: float) -> None:
    """One line a measure."""
    for label, times in (
        ("first", [click.first for click in seen.clicks]),
        ("whole", [click.whole for click in seen.clicks]),
    ):
        print(
            f"{name} {label}: p50 {_percentile(times, 50):.2f} s, p95 {_percentile(times, 95):.2f}"
            f" s, most {max(times):.2f} s, {len(times)} clicks"
        )
    slow = sorted(seen.clicks, key=lambda click: -click.whole)[:3]
    print(f"{name} slowest: {', '.join(f'{c.address} {c.whole:.1f} s' for c in slow)}")
    print(f"{name} errors: {len(seen.errors)} {seen.errors[:3] or ''}")
    print(f"{name} wrong: {len(wrong)} of {len(seen.shown)} addresses {wrong[:3] or ''}")
    print(f"{name} memory: {memory:.0f} MB at most, server and children", flush=True)


async def crowd(address: str, args: argparse.Namespace, *, is_exporting: bool) -> Seen:
    seen = Seen()
    until = time.monotonic() + args.minutes * 60
    people = [person(n, address, until, args.every, seen) for n in range(args.people)]
    if is_exporting:
        people.append(_exporting(address, until))
    await asyncio.gather(*people)
    return seen


async def _exporting(address: str, until: float) -> None:
    """All cards into one zip, again and again."""
    made = 0
    while time.monotonic() < until:
        async with Reader(address) as reader:
            await reader.open("card", "mode=internal")
            await reader.press("card:start")
            while time.monotonic() < until and not await reader.has("card:zip"):
                await asyncio.sleep(1)
        made += 1
    print(f"exports of all cards that ran beside it: {made}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--every", type=float, default=5, metavar="SECONDS")
    parser.add_argument("--data", type=Path, help="a data folder; else the sample is imported")
    parser.add_argument("--export", action="store_true", help="once more, with all cards beside it")
    parser.add_argument("--checked", type=int, default=200, help="addresses looked at in quiet")
    parser.add_argument("--profile", type=Path, help="where the server writes where its time went")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = args.data or Path(folder)
        if args.data is None:
            importer.run(paths.sample_inputs(), data, load_policy(paths.POLICY))
        for name, is_exporting in (("crowd", False), ("crowd+export", True)):
            if is_exporting <= args.export:
                _run(name, data, args, is_exporting=is_exporting)


def _run(name: str, data: Path, args: argparse.Namespace, *, is_exporting: bool) -> None:
    told = {}
    if args.profile:
        told = {
            "PYTHONPATH": str(paths.ROOT / "bench" / "sampling"),
            "SAMPLES": f"{args.profile.resolve()}-{name}.txt",
        }
    running = serve(data, port=None, **told)
    address = next(running)
    memory = Memory(int(address.rpartition(":")[2]))
    memory.start()
    seen = asyncio.run(crowd(address, args, is_exporting=is_exporting))
    memory.is_over.set()
    chosen = random.Random(0).sample(sorted(seen.shown), min(args.checked, len(seen.shown)))
    wrong = asyncio.run(quietly(address, chosen, seen))
    tell(name, seen, wrong, memory.most)
    running.close()


if __name__ == "__main__":
    main()
