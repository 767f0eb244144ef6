"""The same two questions asked of Datasette, of a plain Streamlit page with pandas, and of us.

Flows, and supply of one act, by municipality in one 年度. All have the rows of our own 公表 (the
peers as a CSV file or the SQLite file made of it), so that what is compared is the serving alone:
what we do besides (modes, states, notes) is in our figures and not taken off. Measured once it is
warm: processor time of the server for both questions, bytes on the line, and the most memory held
until then. ``make peers`` installs Datasette apart and runs this.

A program asks over HTTP, in turn for two years, and for what nobody asked before: each time all
municipalities but another one. Ours answers the former as it was sent, the latter from the rows of
all that it read once, as it does on pages; Datasette asks its database each time. By itself it adds
to a table's rows how many there are and what they might be told apart by, which takes most of its
time; ``rows alone`` asks it for none of that, as no program needs it.

A person changes 年度 on a page. That is no like for like: the plain page shows both tables and
nothing else, ours are two pages (供給 and 流出入) with charts, states, notes and a menu, each
changed once. Our figure is the sum of both.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
from playwright.sync_api import Browser

import zaitaku
from bench import table
from bench.pages import count_frames
from bench.repaint import choose_other, chromium
from bench.serving import Server, ours, started, streamlit
from tests.browser.conftest import Visit
from zaitaku.build import importing
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths

DATASETTE = Path(".peers/bin/datasette")
ACT = "在宅患者訪問診療料"
ROUNDS = 60
_PAGE = """
import pandas as pd
import streamlit as st

@st.cache_data
def read(name):
    return pd.read_csv(f"{folder}/{{name}}.csv", dtype={{"area_code": str}})

st.title("在宅医療")
years = sorted(read("flows")["fiscal_year"].unique(), reverse=True)
year = st.selectbox("年度", years, key="year")
for name in ("flows", "supply"):
    rows = read(name)
    st.dataframe(rows[rows["fiscal_year"] == year])
"""


def report(data_dir: Path, datasette: Path = DATASETTE) -> None:
    """Print a line for each who answers; without Datasette, that it is not there."""
    print("  答える相手                              CPU ms      KB   最大メモリ MB")
    with tempfile.TemporaryDirectory() as folder:
        towns = _written(data_dir, Path(folder))
        _by_programs(data_dir, datasette, Path(folder, "data.db"), towns)
        script = Path(folder, "plain.py")
        script.write_text(_PAGE.format(folder=folder), encoding="utf-8")
        with chromium() as browser:
            with started(streamlit(script), "/_stcore/health") as server:
                plain = _chosen(browser, server, [""])
                _print("pandas だけの Streamlit の画面", *plain)
            with started(ours(data_dir), "/healthz") as server:
                both = ["supply?mode=public", "flows?mode=public"]
                page = _chosen(browser, server, both)
                _print("在宅医療アトラス（供給と流出入の画面）", *page)
    table.measured("plain Streamlit's time to ours, a page", plain[0] / page[0])


def _by_programs(data_dir: Path, datasette: Path, database: Path, towns: list[str]) -> None:
    """What is asked again, and what nobody asked before: of Datasette, and of us."""
    theirs: dict[str, float] = {}
    if datasette.is_file():
        command = [str(datasette), "serve", str(database), "--port", "{port}"]
        command += ["--setting", "max_returned_rows", "10000"]
        with started(command, "/-/versions.json") as server:
            for rows, more in (("rows and more", {}), ("rows alone", _ROWS_ALONE)):
                for kind, left_out in (("again", [""]), ("new", towns)):
                    asked = partial(_of_datasette, more=more)
                    figures = _asked(server, asked, left_out)
                    theirs[f"{kind}, {rows}"] = figures[0]
                    told = "行だけ" if more else "そのまま"
                    _print(f"Datasette（{told}、{_ASKED[kind]}）", *figures)
    else:
        print("  Datasette がない（make peers で入れて測る）")
    with started(ours(data_dir), "/healthz") as server:
        for kind, left_out in (("again", [""]), ("new", towns)):
            figures = _asked(server, partial(_of_ours, towns=towns), left_out)
            _print(f"在宅医療アトラス（{_ASKED[kind]}）", *figures)
            for name, spent in theirs.items():
                if name.startswith(kind):
                    table.measured(
                        f"Datasette's time to ours, a program: {name}", spent / figures[0]
                    )


_ASKED = {"again": "同じ質問", "new": "初めての質問"}
_ROWS_ALONE = {"_shape": "array", "_nocount": "1", "_nosuggest": "1", "_nofacet": "1"}


def _written(data_dir: Path, folder: Path) -> list[str]:
    """The rows of both questions for all years, as CSV and as SQLite; whose rows they are."""
    atlas = zaitaku.open(data_dir)
    years = atlas.ask("build/years")
    with closing(sqlite3.connect(folder / "data.db")) as database:
        for name, question, kind, given in (
            ("supply", "supply/by_area", "kdb_supply", {"item": ACT}),
            ("flows", "flows/summary", "kdb_flows", {}),
        ):
            of_kind = years.loc[years["kind"] == kind, "fiscal_year"].astype(int)
            each = [
                atlas.ask(question, fiscal_year=year, **given).assign(fiscal_year=year)
                for year in of_kind
            ]
            rows = pd.concat(each)
            rows.to_csv(folder / f"{name}.csv", index=False)
            pd.read_csv(folder / f"{name}.csv", dtype={"area_code": str}).to_sql(
                name, database, index=False
            )
            database.execute(f"create index {name}_year on {name} (fiscal_year)")
        database.commit()
    return sorted(set(map(str, rows["area_code"])))


def _of_datasette(year: int, left_out: str, more: Mapping[str, str]) -> list[str]:
    given = {"fiscal_year": year, "_size": "max", **more}
    given |= {"area_code__not": left_out} if left_out else {}
    return [f"/data/{name}.json?{urlencode(given)}" for name in ("flows", "supply")]


def _of_ours(year: int, left_out: str, towns: list[str]) -> list[str]:
    areas = [town for town in towns if town != left_out] if left_out else []
    flows = {"fiscal_year": year, "area_code": areas}
    supply = flows | {"item": ACT}
    return [
        f"/api/questions/flows/summary?{urlencode(flows, doseq=True)}",
        f"/api/questions/supply/by_area?{urlencode(supply, doseq=True)}",
    ]


def _asked(
    server: Server, addresses: Callable[[int, str], list[str]], left_out: list[str]
) -> tuple[float, float, float]:
    """A program asks both questions: milliseconds of the server, kilobytes, peak megabytes.

    ``left_out``: the municipalities that are left out in turn, two years each.
    """

    def ask(number: int) -> int:
        size = 0
        for address in addresses(2022 + number % 2, left_out[number // 2 % len(left_out)]):
            with urllib.request.urlopen(server.address + address, timeout=60) as response:
                size += len(response.read()) + len(str(response.headers))
        return size

    for number in range(4):
        ask(number)
    _wait_until_quiet(server)
    before = server.cpu()
    sizes = [ask(number) for number in range(4, 4 + ROUNDS)]
    spent = (server.cpu() - before) / ROUNDS
    return spent * 1000, statistics.median(sizes) / 1000, server.peak_megabytes()


def _wait_until_quiet(server: Server) -> None:
    """Until it does nothing by itself any more: ours gets its pages ready once it has started."""
    for _ in range(30):
        before = server.cpu()
        time.sleep(1)
        if server.cpu() - before < 0.03:
            return


def _chosen(browser: Browser, server: Server, pages: list[str]) -> tuple[float, float, float]:
    """A person changes 年度 on each of the pages, which together answer both questions."""
    spent = size = 0.0
    for path in pages:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
        visit = Visit(context.new_page(), server.address)
        frames: list[int] = []
        count_frames(visit.page, frames)
        visit.open(path)
        for _ in range(4):
            choose_other(visit, ".st-key-year input")
        before, rounds = server.cpu(), ROUNDS // 6
        frames.clear()
        for _ in range(rounds):
            choose_other(visit, ".st-key-year input")
        spent += (server.cpu() - before) / rounds
        size += sum(frames) / rounds
        context.close()
    return spent * 1000, size / 1000, server.peak_megabytes()


def _print(who: str, milliseconds: float, kilobytes: float, megabytes: float) -> None:
    width = sum(2 if ord(letter) > 255 else 1 for letter in who)
    print(
        f"  {who}{' ' * (40 - width)} {milliseconds:9.1f} {kilobytes:7.1f} {megabytes:10.0f}",
        flush=True,
    )


def main() -> None:
    """On the sample prefecture, or on the data folder that is named."""
    if len(sys.argv) > 1:
        report(Path(sys.argv[1]), *map(Path, sys.argv[2:]))
        return
    with tempfile.TemporaryDirectory() as folder:
        importing.run(paths.sample_inputs(), Path(folder), load_policy(paths.POLICY))
        report(Path(folder))


if __name__ == "__main__":
    main()
