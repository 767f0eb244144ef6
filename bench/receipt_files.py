"""Reading receipt files (UKE): lines a second, memory, what a prefecture's year would take."""

from __future__ import annotations

import random
import resource
import tempfile
import time
from pathlib import Path

from zaitaku.claims.faults import Faults
from zaitaku.claims.masters import shipped
from zaitaku.claims.uke.reading import UkeReader

_RECEIPTS = 100_000
_YEAR = 150_000_000  # lines of a median prefecture


def report(folder: Path | None = None) -> None:
    listed = frozenset(row["code"] for row in shipped() if "*" not in row["code"])
    with tempfile.TemporaryDirectory(dir=folder) as name:
        path = Path(name) / "RECEIPTC.UKE"
        write(path, _RECEIPTS)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        faults = Faults()
        start = time.perf_counter()
        parts = list(UkeReader().read([path], Path(name), faults, listed))
        seconds = time.perf_counter() - start
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        assert parts and not list(faults)
        speed = faults.rows / seconds
        print(
            f"  医科 {_RECEIPTS:,} 件 {faults.rows:,} 行（{path.stat().st_size >> 20} MB）: "
            f"{seconds:.1f} 秒、増えたメモリ {more:.0f} MB。1 秒に {speed:,.0f} 行、"
            f"{_YEAR:,} 行なら {_YEAR / speed / 60:.0f} 分"
        )


def write(path: Path, receipts: int) -> None:
    """One institution's file, line by line; everything in it is invented."""
    rng = random.Random(1)
    with path.open("wb") as file:
        file.write("IR,2,99,1,1100012,,架空医院,202305,00,\r\n".encode("cp932"))
        for number in range(1, receipts + 1):
            file.write(("\r\n".join(_receipt(rng, number)) + "\r\n").encode("cp932"))
        file.write(b"GO,%d,1,99\r\n\x1a" % receipts)


def _receipt(rng: random.Random, number: int) -> list[str]:
    lines = [
        f"RE,{number},1118,202304,架空　太郎,1,19520520,80,,,,,,{number:04d}"
        + "," * 23
        + "カクウ,",
        f"HO,  990010,,{number // 12},2,7476,,,,,,,,,",
        "SN,1,01,,,,01,,",
        "JD,1" + "," * 31,
        "MF,00" + "," * 31,
        *["SY,8830052,20200110,1,,,01,"] * 2,
    ]
    lines += [_act(f"11200{rng.randrange(10_000):04d}", rng) for _ in range(rng.randrange(3, 12))]
    lines += [f"IY,21,1,620000{rng.randrange(1_000):03d},1.0,10,30" + "," * 37] * 3
    if rng.random() < 0.012:
        lines.append(_act("114001110", rng))
    if rng.random() < 0.2:
        lines.append("CO,21,1,810000001,架空の文字データ")
    return lines


def _act(code: str, rng: random.Random) -> str:
    days = [""] * 31
    days[rng.randrange(31)] = "1"
    return ",".join(["SI", "14", "1", code, "", "100", "1", *[""] * 6, *days])
