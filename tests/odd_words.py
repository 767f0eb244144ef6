"""Words that nobody means: what a reader, a program or a broken link may give for any parameter.

``python -m tests.odd_words N SEED`` gives them to questions (as a program, a notebook and the
command line give them), to the HTTP API and to the addresses of pages, N times in all, and prints
each that ended otherwise than in an answer or a message in Japanese. The build is a small one.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import numpy as np
import pandas as pd
from starlette.applications import Starlette

from tests.tiny import Tiny
from tests.unit.test_doors_identified import Client
from zaitaku import analysis, web
from zaitaku.ask import warehouse
from zaitaku.cli import main as cli
from zaitaku.compose import pages
from zaitaku.derived import questions
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.settings import MODES

JAPANESE = re.compile(r"[ぁ-んァ-ン一-龥]")
WORDS = (
    *("", " ", "\x00", "\n", "\udcff", "\udc80\udcff", "\ud800", "9" * 20, "9" * 5000, "-1"),
    *("-9223372036854775809", "2147483648", "nan", "inf", "-inf", "1e400", "0x10", "1_000"),
    *("２０２３", "令和5年", "2023.0", "true", "None", "null", "'; drop table area; --", "$1"),
    *("%s", "{x}", "../../etc/passwd", "<b>x</b>", "[1,2]", "99201,99202", "99201;", "\u202e"),
    *("👍", "か\u3099", "a" * 100_000, "=1+1", "*", "_", "\\", '"', "municipality", "99201"),
)
THINGS = (
    *(None, True, -1, 2**70, float("nan"), float("inf"), 1e308, b"\xff"),
    *(date(2023, 4, 1), object(), int, BaseException(), Ellipsis),
    *([], [[]], [None], ["99201", None], {"a": 1}, {"99201"}, ("99201",), np.int64(2023)),
    *(np.nan, np.array([[1, 2]]), np.array(["99201"]), pd.NA, pd.NaT, pd.Timestamp("2023-04-01")),
    *(pd.Series([], dtype=str), pd.Series(["99201", pd.NA]), pd.DataFrame({"a": [1]}), 2023.5, 1j),
    *(range(3), iter("99201"), str, lambda: "99201"),
)


def small(folder: Path) -> Path:
    """A build of two towns with figures of every KDB table, in both editions."""
    towns = [
        ("99201", "空見市", "9901", "北", 60_000),
        ("99202", "霧川市", "9902", "南", 30_000),
    ]
    tiny = Tiny(folder, towns)
    for code in ("99201", "99202"):
        for scheme in ("合計", "国保", "後期"):
            for residence in ("在宅時", "施設入居時"):
                tiny.patients(code, scheme, 30, residence=residence)
        for item in ("在宅患者訪問診療料", "往診料"):
            tiny.supply(code, item, patients=20, receipts=22, claims=25, institutions=3)
        tiny.institution(f"{code}1", code, 12)
        for residence in ("同一建物", "同一建物以外"):
            tiny.flow(code, "99201", 15, residence)
    tiny.build("internal")
    tiny.build("public")
    return folder


Try = Callable[[random.Random], tuple[str, Callable[[], str]]]


def _question(chance: random.Random) -> tuple[str, list[str]]:
    name = chance.choice(questions.names())
    keys = [param.name for param in questions.load(name).params]
    keys += ["mode", "build", "x", "\udcff", ""] if chance.random() < 0.15 else []
    return name, chance.sample(keys, min(len(keys), chance.choice([1, 1, 2, 5])))


def _told(error: ZaitakuError) -> str:
    return "" if JAPANESE.search(str(error)) else f"日本語でない: {error}"


def of_notebook(data: Path) -> Try:
    """``zaitaku.open().ask``: words and things of Python."""

    def make(chance: random.Random) -> tuple[str, Callable[[], str]]:
        name, keys = _question(chance)
        given = {key: chance.choice([*WORDS, *THINGS]) for key in keys}
        mode = chance.choice(MODES)

        def run() -> str:
            try:
                analysis.open_data(data, mode=mode).ask(name, **given)
            except ZaitakuError as error:
                return _told(error)
            return ""

        return f"ask({name!r}, {given!r}) {mode}", run

    return make


def of_command(data: Path) -> Try:
    """``zaitaku query``, and any command with odd arguments; of those that write nothing."""
    commands = ("query", "queries", "template", "zones", "builds", "audit", "check", "x\udcff", "")

    def make(chance: random.Random) -> tuple[str, Callable[[], str]]:
        name, keys = _question(chance)
        argv = ["query", name, "--data", str(data), "--mode", chance.choice(MODES)]
        argv += ["--format", chance.choice(["table", "csv", "json"])]
        for key in keys:
            argv += ["-p", f"{key}={chance.choice(WORDS)}"]
        if chance.random() < 0.3:
            argv = [chance.choice(commands), *chance.sample(WORDS, chance.choice([1, 2]))]
            argv += ["--data", str(data)]
            # a file that somebody's word names must not be written here
            argv = argv[:2] if argv[0] == "template" else argv

        def run() -> str:
            out, told = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
                code = cli.main(argv)
            if code in (0, 130):
                return ""
            return "" if JAPANESE.search(told.getvalue()) else f"日本語でない: {told.getvalue()}"

        return f"zaitaku {argv!r}"[:300], run

    return make


class _Asked(Client):
    """With any bytes as its query."""

    def __init__(self) -> None:
        self.query = b""
        self.inner = Starlette(routes=web.ROUTES, middleware=web.MIDDLEWARE)
        super().__init__(self._with_query)

    async def _with_query(self, scope: Any, receive: Any, send: Any) -> None:
        await self.inner(scope | {"query_string": self.query}, receive, send)


def of_api() -> Try:
    """The query of an address, of bytes that need be no text."""
    client = _Asked()

    def make(chance: random.Random) -> tuple[str, Callable[[], str]]:
        name, keys = _question(chance)
        keys += chance.sample(["mode", "format"], chance.choice([0, 0, 1]))
        pairs = []
        for key in keys:
            value = chance.choice(WORDS)[:4000].encode("utf-8", "surrogatepass")
            told = value if chance.random() < 0.2 else quote_from_bytes(value).encode()
            pairs.append(key.encode("utf-8", "surrogatepass") + b"=" + told)
        client.query = b"&".join(pairs)

        def run() -> str:
            reply = client.get(f"/api/questions/{name}", {})
            if reply.status_code in (200, 400, 403, 404):
                is_told = reply.status_code == 200 or JAPANESE.search(reply.text)
                return "" if is_told else f"日本語でない: {reply.text[:200]}"
            return f"{reply.status_code} {reply.text[:300]}"

        return f"/api/questions/{name}?{client.query[:200]!r}", run

    return make


def of_page() -> Try:
    """The address of a page."""
    addresses = [page.address for section in pages.PAGES.values() for page in section]
    keys = (
        *("area", "unit", "year", "zones", "item", "detail", "ref", "per", "measure", "form"),
        *("sex", "band", "residence", "need", "from", "to", "scheme", "likeness", "denominator"),
    )
    known: dict[str, list[str]] = {}

    def make(chance: random.Random) -> tuple[str, Callable[[], str]]:
        address = chance.choice(addresses)
        names = [*known.get(address, []), *keys]
        link = {
            key: [chance.choice(WORDS) for _ in range(chance.choice([1, 1, 2]))]
            for key in chance.sample(names, chance.choice([1, 2, 6]))
        }
        link["mode"] = [chance.choice([*MODES, *MODES, *WORDS])]
        build = chance.choice(WORDS) if chance.random() < 0.1 else None

        def run() -> str:
            try:
                view = pages.view_of(address, link, build)
            except ZaitakuError as error:
                return _told(error)
            known[address] = sorted(view.link)
            return ""

        return f"{address} {link!r} {build!r}"[:400], run

    return make


def run(number: int, seed: int, data: Path) -> list[str]:
    """What went wrong, of so many tries at each of the four doors in turn."""
    os.environ["ZAITAKU_DATA"] = str(data)
    assert warehouse.current_build_id(data)
    chance, found = random.Random(seed), []
    doors = [of_notebook(data), of_command(data), of_api(), of_page()]
    for count in range(number):
        title, attempt = doors[count % len(doors)](chance)
        try:
            fault = attempt()
        except (Exception, SystemExit):
            fault = traceback.format_exc(limit=-3)
        if fault:
            found.append(f"{title}: {fault}")
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = run(int(sys.argv[1]), int(sys.argv[2]), small(Path(folder)))
    print("\n".join([*found, f"{sys.argv[1]} 回、誤り {len(found)}"]))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
