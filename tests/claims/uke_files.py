"""Tidy rows written as receipt files, institution by institution and month by month.

Written after the description of the records, not with the reader: what one has wrong, the other
does not make good.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

Row = dict[str, str]
# head, 点数表, first digit of 種別, whether a name stands before the claim month, and a reserve
_HEADS = {
    "医科": ("IR", "1", "1", ("", "架空医院")),
    "DPC": ("IR", "1", "1", ("", "架空病院")),
    "歯科": ("IR", "3", "3", ("",)),
    "調剤": ("YK", "4", "4", ("架空薬局",)),
}


def write(folder: Path, rows: Iterable[Row], persons: Iterable[Row]) -> Iterator[Path]:
    """The files, and the table of identities; receipts that were withdrawn are not written."""
    born = {row["person_id"]: row["birth_date"].replace("-", "") for row in persons}
    live = [row for row in rows if not row["status"]]

    def place(row: Row) -> tuple[str, str, str]:
        return row["source"], row["institution_code"], row["claim_month"]

    for (source, code, month), own in groupby(sorted(live, key=_whole), place):
        head, table, _, between = _HEADS[source]
        fields = [head, "2", code[:2], table, code[2:], *between, month.replace("-", ""), "00"]
        lines = ["UK,2,99,3"] if source == "歯科" else []
        lines.append(",".join(fields))
        receipts = [list(acts) for _, acts in groupby(own, lambda row: row["receipt_id"])]
        for number, acts in enumerate(receipts, start=1):
            lines += ["MN,1,2", *_receipt(number, acts, born)]
        lines.append(f"GO,{len(receipts)},1,99")
        path = folder / f"{source}-{code}-{month}.UKE"
        path.write_bytes(("\r\n".join(lines) + "\r\n\x1a").encode("cp932"))
        yield path
    yield _identities(folder, live)


def _whole(row: Row) -> tuple[str, ...]:
    return row["source"], row["institution_code"], row["claim_month"], row["receipt_id"]


def _receipt(number: int, acts: list[Row], born: dict[str, str]) -> Iterator[str]:
    first = acts[0]
    source, insurer = first["source"], first["insurer_no"]
    last = "1" if first["inpatient"] == "1" else "2"
    payer = "3" if insurer.startswith("39") else "1"
    kind = f"{_HEADS[source][2]}{payer}1{last}"
    birth, month = born[first["person_id"]], first["service_month"].replace("-", "")
    # 8 is the day of admission, which a DPC receipt has in BU and 調剤 not at all
    admission = first["admission_date"].replace("-", "") if source != "調剤" else "特記"
    yield f"RE,{number},{kind},{month},架空　花子,2,{birth},70,{admission},"
    shown = insurer if insurer.startswith("39") else f"  {insurer[2:]}"
    yield f"HO,{shown},,{_card(first)},1,100"
    yield f"SN,1,01,,,,{'' if insurer.startswith('39') else '01'}"
    if source == "DPC":
        yield f"BU,000000xx00xx0x,{admission},"
        yield f"CD,20230401,90,1,{first['act_code'] or '114001110'},1"
    if first["outcome"]:
        yield "SY,0000999,20230401,3,,,01"
    for row in acts:
        if row["act_code"]:
            yield _act(source, row["act_code"], int(row["count"]))
    yield "SJ,01,架空の症状詳記"


def _act(source: str, code: str, count: int) -> str:
    days = [""] * 31
    for turn in range(count):
        days[turn % 31] = str(int(days[turn % 31] or 0) + 1)
    if source == "歯科" and code.startswith("3"):
        return ",".join(["SS", "14", "1", code, "1", "", *[""] * 70, "100", f"{count}", *days])
    if source == "調剤":
        return f"KI,20230401,1,1,410004110,45,,1,{code},{count},650"
    comments = [""] * (0 if source == "歯科" else 6)
    return ",".join(["SI", "14", "1", code, "", "100", f"{count}", *comments, *days])


def _card(row: Row) -> str:
    """A number for each person, in full width for every other."""
    number = row["person_id"][-8:]
    return number if int(number) % 2 else "".join(chr(ord(c) + 0xFEE0) for c in number)


def _identities(folder: Path, rows: list[Row]) -> Path:
    path = folder / "identities.csv"
    found = {(row["insurer_no"], row["person_id"]) for row in rows}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["insurer_no", "symbol", "number", "branch", "person_id"])
        for insurer, person in sorted(found):
            branch = "" if insurer.startswith("39") else "01"
            writer.writerow([insurer, "", person[-8:], branch, person])
    return path
