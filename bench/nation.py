"""A country of prefectures: importing them one by one, holding them, and a page among them.

``python -m bench.nation FOLDER [N]`` (``make nation``): N prefectures (47 unless said) of
``nation_files``, each into a data folder of its own in FOLDER/country. What is there already is not
made again, so that a run that was broken off goes on. With protection a prefecture takes a minute
or two of one core: all 47 are for a night on an idle machine.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from streamlit.testing.v1 import AppTest

from bench import nation_files, pages
from bench.timing import seconds
from tests.browser.conftest import FLAGS, Visit, serve
from zaitaku.compose import pages as listed
from zaitaku.ground import country, paths
from zaitaku.ui import answer

STEPS = (1, 5, 47)  # prefectures after which growth is told
RECORD = "import.json"  # in the folder of a prefecture's files: what its import took
# what people look at first, and what a country would make large
LOOKED_AT = ("overview", "map", "indicators", "flows", "patients", "supply", "card")
_OPENED = """
import resource, sys
from pathlib import Path
from zaitaku.ask import queries, warehouse
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
before = held()
for folder in sys.argv[1:]:
    build = warehouse.open_build(Path(folder), "internal")
    queries.run(build, "patients/by_area")
print(before, held())
"""


def main() -> None:
    folder = Path(sys.argv[1])
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else max(STEPS)
    codes = list(nation_files.names())[:wanted]
    root = folder / "country"
    root.mkdir(parents=True, exist_ok=True)
    print("取込 (import)", flush=True)
    imports(folder, root, codes)
    print("大きさ (size)", flush=True)
    sizes(root)
    print("画面 (pages)", flush=True)
    interactions(root)
    print("都道府県を並べる (prefectures side by side)", flush=True)
    side_by_side(root)


def imports(folder: Path, root: Path, codes: list[str]) -> None:
    """Seconds and peak memory of each, and what the last took beside the first."""
    taken: list[float] = []
    for number, code in enumerate(codes, start=1):
        files = nation_files.generate(folder / "files", code)
        told = _imported(files, root / code)
        taken.append(told["seconds"])
        print(f"  {code} {told['seconds']:7.0f} s   peak {told['peak_mb']:6.0f} MB", flush=True)
        if number in STEPS or number == len(codes):
            growth = sum(taken) / (number * statistics.median(taken[: STEPS[1]]))
            print(f"  {number:2} 都道府県 {sum(taken):7.0f} s   beside as many alone {growth:.2f}")


def _imported(files: Path, target: Path) -> dict[str, float]:
    record = files.parent / f"{files.name}-{RECORD}"
    if (target / "CURRENT").is_file() and record.is_file():
        found: dict[str, float] = json.loads(record.read_text(encoding="utf-8"))
        return found
    command = [sys.executable, "-m", "zaitaku.cli", "import", "--quiet"]
    command += ["--data", str(target), str(files)]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=paths.ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{files} を取り込めませんでした")
    told = {"seconds": time.perf_counter() - started, "peak_mb": used.ru_maxrss / 1000}
    record.write_text(json.dumps(told), encoding="utf-8")
    return told


def sizes(root: Path) -> None:
    """Of the files, and of a process that has every prefecture open."""
    there = country.names(root)
    bytes_of = [f.stat().st_size for code in there for f in (root / code).glob("*.duckdb")]
    total = sum(bytes_of) / 1e6
    print(f"  {len(there)} 都道府県の版 {total:.0f} MB、1 都道府県 {total / len(there):.0f} MB")
    folders = [str(root / code) for code in there]
    before, alone, every = (_memory(folders[:n]) for n in (0, 1, len(folders)))
    print(f"  開いたときのメモリ: なし {before:.0f}、1 つ {alone:.0f}、すべて {every:.0f} MB")


def _memory(folders: list[str]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _OPENED, *folders],
        cwd=paths.ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(done.stdout.split()[1])


def interactions(root: Path) -> None:
    """Server time of another 年度 and of another prefecture beside an empty page, and kilobytes."""
    pages.compile_once()
    os.environ["ZAITAKU_DATA"] = str(root)
    empty = pages._times(AppTest.from_string(pages.EMPTY, default_timeout=300))[1]
    print(f"  server time of the empty page {empty * 1000:6.0f} ms")
    print("  page            year   prefecture first / again   ratio   KB of another year")
    looked_at = [page for address in LOOKED_AT if (page := listed.named(address)) is not None]
    received = pages._bytes(root, looked_at)
    for page in looked_at:
        app = AppTest.from_file(str(paths.ROUTER), default_timeout=300)
        app.query_params["mode"] = "internal"
        app.switch_page(str(paths.PAGES / page.file))
        _, year = pages._times(app)
        first, again = _moved(app)
        print(
            f"  {page.title + '　' * (7 - len(page.title))} {year * 1000:6.0f}"
            f" {first * 1000:11.0f} / {again * 1000:.0f}"
            f" {year / empty:9.1f} / {first / empty:.1f} / {again / empty:.1f}"
            f" {received[page.address]:9.0f}"
        )


def _moved(app: Any) -> tuple[float, float]:
    """Seconds of choosing another prefecture: never seen, and seen before (medians)."""
    choices = len(app.selectbox(key="pref").options)
    answer.forget()
    found: list[list[float]] = [[], []]
    for seen in range(2):
        for number in [*range(1, min(choices, 4)), 0]:
            app.selectbox(key="pref").select_index(number)
            found[seen].append(seconds(app.run))
            assert not app.exception
    return statistics.median(found[0]), statistics.median(found[1])


# what is looked at → its link, and the choice that an interaction changes
_VIEWS = {
    "都道府県": ({}, "figure"),
    "二次医療圏": ({"each": "medical_area"}, "figure"),
    "地図": ({"across": "map"}, "figure"),
    "一覧": ({"across": "heat"}, "when"),
}


def side_by_side(root: Path) -> None:
    """Of the page with all of them: server time of another figure or 年度, never seen (all builds
    open) and seen before, beside an empty page; and what the line carries the second time."""
    pages.compile_once()
    os.environ["ZAITAKU_DATA"] = str(root)
    empty = pages._times(AppTest.from_string(pages.EMPTY, default_timeout=600))
    print(f"  {len(country.names(root))} prefectures; the empty page {empty[1] * 1000:.0f} ms")
    received = _kilobytes(root)
    print("  view          first / again   ratio first / again   KB an interaction")
    page = listed.named(listed.PREFECTURES)
    assert page is not None
    for name, (link, key) in _VIEWS.items():
        app = AppTest.from_file(str(paths.ROUTER), default_timeout=600)
        for choice, code in {"mode": "internal", **link}.items():
            app.query_params[choice] = code
        app.switch_page(str(paths.PAGES / page.file)).run()
        first, again = _chosen(app, key)
        print(
            f"  {name + '　' * (6 - len(name))} {first * 1000:7.0f} / {again * 1000:.0f}"
            f" {first / empty[0]:13.1f} / {again / empty[1]:.1f} {received[name]:19.0f}"
        )


def _chosen(app: Any, key: str) -> tuple[float, float]:
    """Seconds of another option: never seen, and seen before (medians)."""
    found: list[list[float]] = [[], []]
    answer.forget()
    app.run()  # what all options share was seen when the page was opened
    for seen in range(2):
        for number in (*range(1, min(len(app.selectbox(key=key).options), 4)), 0):
            app.selectbox(key=key).select_index(number)
            found[seen].append(seconds(app.run))
            assert not app.exception
    return statistics.median(found[0]), statistics.median(found[1])


def _kilobytes(root: Path) -> dict[str, float]:
    running = serve(root)
    address = next(running)
    sizes = {}
    try:
        with sync_playwright() as playwright:
            path = shutil.which(pages.CHROMIUM)
            chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for name, (link, key) in _VIEWS.items():
                context = chromium.new_context(viewport={"width": 1366, "height": 768})
                visit = Visit(context.new_page(), address)
                frames: list[int] = []
                pages.count_frames(visit.page, frames)
                asked = "&".join(f"{k}={v}" for k, v in {"mode": "internal", **link}.items())
                visit.open(f"{listed.PREFECTURES}?{asked}")
                visit.settled()
                for _ in range(2):
                    frames.clear()
                    pages.take_next(visit, key)
                sizes[name] = sum(frames) / 1000
                context.close()
    finally:
        running.close()
    return sizes


if __name__ == "__main__":
    main()
