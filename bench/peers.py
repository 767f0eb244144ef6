"""The same two questions asked of Datasette, of a plain Streamlit page with pandas, and of us.

Flows, and supply of one act, by municipality in one 年度. All have the rows of our own 公表 (the
peers as a CSV file or the SQLite file made of it), so that what is compared is the serving alone:
what we do besides (modes, states, notes) is in our figures and not taken off. Two doors each: a
program asks over HTTP (Datasette, our API), a person changes 年度 on a page (Streamlit, our 供給
and 流出入). Measured per question once it is warm: processor time of the server, bytes on the line,
and the most memory held until then. ``make peers`` installs Datasette apart and runs this.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from contextlib import closing
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
ROUNDS = 20
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
    print("  答える相手                            CPU ms      KB   最大メモリ MB")
    datasettes: tuple[float, float, float] | None = None
    with tempfile.TemporaryDirectory() as folder:
        _written(data_dir, Path(folder))
        if datasette.is_file():
            database = str(Path(folder, "data.db"))
            command = [str(datasette), "serve", database, "--port", "{port}"]
            command += ["--setting", "max_returned_rows", "10000"]
            with started(command, "/-/versions.json") as server:
                datasettes = _asked(server, _of_datasette)
                _print("Datasette（HTTP、JSON）", *datasettes)
        else:
            print("  Datasette がない（make peers で入れて測る）")
        with started(ours(data_dir), "/healthz") as server:
            program = _asked(server, _of_ours)
            _print("在宅医療アトラス（HTTP、JSON）", *program)
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
    if datasettes is not None:
        table.measured("Datasette's time to ours, a program", datasettes[0] / program[0])
    table.measured("plain Streamlit's time to ours, a page", plain[0] / page[0])


def _written(data_dir: Path, folder: Path) -> None:
    """The rows of both questions for all years, as CSV and as SQLite."""
    atlas = zaitaku.open(data_dir)
    years = atlas.ask("build/years")
    with closing(sqlite3.connect(folder / "data.db")) as database:
        for name, question, kind, given in (
            ("flows", "flows/summary", "kdb_flows", {}),
            ("supply", "supply/by_area", "kdb_supply", {"item": ACT}),
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


def _of_datasette(year: int) -> list[str]:
    given = urlencode({"fiscal_year": year, "_size": "max"})
    return [f"/data/{name}.json?{given}" for name in ("flows", "supply")]


def _of_ours(year: int) -> list[str]:
    flows, supply = ({"fiscal_year": year}, {"fiscal_year": year, "item": ACT})
    return [
        f"/api/questions/flows/summary?{urlencode(flows)}",
        f"/api/questions/supply/by_area?{urlencode(supply)}",
    ]


def _asked(server: Server, addresses: Callable[[int], list[str]]) -> tuple[float, float, float]:
    """A program asks both questions: milliseconds of the server, kilobytes, peak megabytes."""

    def ask(year: int) -> int:
        size = 0
        for address in addresses(year):
            with urllib.request.urlopen(server.address + address, timeout=60) as response:
                size += len(response.read()) + len(str(response.headers))
        return size

    years = [2022 + number % 2 for number in range(ROUNDS)]
    for year in years[:4]:
        ask(year)
    before = server.cpu()
    sizes = [ask(year) for year in years]
    spent = (server.cpu() - before) / ROUNDS
    return spent * 1000, statistics.median(sizes) / 1000, server.peak_megabytes()


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
        before, rounds = server.cpu(), ROUNDS // 2
        frames.clear()
        for _ in range(rounds):
            choose_other(visit, ".st-key-year input")
        spent += (server.cpu() - before) / rounds
        size += sum(frames) / rounds
        context.close()
    return spent * 1000, size / 1000, server.peak_megabytes()


def _print(who: str, milliseconds: float, kilobytes: float, megabytes: float) -> None:
    name = who + "　" * (20 - len(who))
    print(f"  {name} {milliseconds:9.1f} {kilobytes:7.1f} {megabytes:10.0f}", flush=True)


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
