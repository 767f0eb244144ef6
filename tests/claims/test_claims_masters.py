"""The rules find the codes of the list by name; the file has the layout of the published master.

The real master is not at hand here: names and codes are those of the list that ships, which was
taken from it, the sections those of the fee table, and what must not be found is written beside.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zaitaku.claims import masters, tidy
from zaitaku.claims.faults import Faults
from zaitaku.claims.master_rules import RULES
from zaitaku.ground.errors import SourceFileError

SECTIONS = {
    ("往診料", ""): "C000",
    ("往診料", "うち緊急加算"): "C000",
    ("往診料", "うち夜間・休日加算"): "C000",
    ("往診料", "うち深夜加算"): "C000",
    ("在宅患者訪問診療料", "（２）C001-2"): "C001-2",
    ("訪問看護指示料", "精神科関連"): "I012-2",
    ("在宅患者訪問看護・指導料", "精神科関連"): "I012",
    ("介護支援等連携指導料", ""): "B005-1",
}
BY_ITEM = {
    "在宅患者訪問診療料": "C001",
    "在宅がん医療総合診療料": "C003",
    "在宅時医学総合管理料": "C002",
    "施設入居時等医学総合管理料": "C002-2",
    "在宅中心静脈栄養法指導管理料": "C104",
    "在宅自己導尿指導管理料": "C106",
    "在宅人工呼吸指導管理料": "C107",
    "在宅気管切開患者指導管理料": "C112",
    "在宅酸素療法指導管理料": "C103",
    "訪問看護指示料": "C007",
    "在宅患者訪問看護・指導料": "C005",
    "同一建物居住者訪問看護・指導料": "C005-1",
    "在宅患者訪問薬剤管理指導料": "C008",
    "在宅患者訪問リハビリテーション指導管理料": "C006",
    "在宅患者訪問栄養食事指導料": "C009",
    "退院時共同指導料１": "B004",
    "退院時共同指導料２": "B005",
    "入退院支援加算１": "A246",
    "入退院支援加算２": "A246",
    "入退院支援加算３": "A246",
    "⑤療養病床（医療区分１）": "A101",
}
OTHERS = [
    ("114099110", "在宅持続陽圧呼吸療法指導管理料１", "C107-2"),
    ("114099210", "在宅喉頭摘出患者指導管理料", "C112-2"),
    ("114099310", "特別訪問看護指示加算", "C007"),
    ("114099470", "在宅移行早期加算（在医総管）", "C002"),
    ("114099570", "在宅ターミナルケア加算（イ）（在宅患者訪問看護・指導料）", "C005"),
    ("114099670", "看取り介護加算等（在宅患者訪問看護・指導料）", "C005"),
    ("190099710", "精神科入退院支援加算", "A246-2"),
    ("190099810", "療養病棟入院料１（入院料Ａ）", "A101"),
    ("190099910", "療養病棟入院料１（入院料２８）", "A101"),
    ("114099770", "酸素療法加算（在宅患者訪問診療料（１）１）", "C001"),
    ("113099110", "退院時共同指導料２・保険医共同指導加算", "B005"),
]


def section(row: dict[str, str]) -> str:
    """Where the act stands in the fee table."""
    item, name = row["item"], row["name"]
    if item in ("看取り加算", "死亡診断加算", "在宅ターミナルケア加算"):
        if "在がん医総" in name:
            return "C003"
        if "（２）（" in name:
            return "C001-2"
        return "C000" if name.startswith("往診・") or "（往診" in name else "C001"
    return SECTIONS.get((item, row["detail"])) or BY_ITEM[item]


def line(code: str, name: str, where: str, until: str = "99999999") -> str:
    fields = [""] * 150
    number, _, branch = where.partition("-")
    fields[0], fields[1], fields[2], fields[4] = "0", '"S"', code, f'"{name}"'
    fields[84], fields[91], fields[92] = f'"{number[0]}"', f'"{number[1:]}"', f'"0{branch or 0}"'
    fields[86], fields[87] = "20240601", until
    return ",".join(fields)


def medical() -> list[dict[str, str]]:
    return [row for row in masters.shipped() if row["source"] == "医科"]


def write(folder: Path, lines: list[str]) -> Path:
    path = folder / "s.csv"
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp932"))
    return path


def read(folder: Path, path: Path) -> dict[str, list[dict[str, str]]]:
    parts = masters.MasterReader().read([path], folder, Faults(), frozenset())
    return {part.table: pq.read_table(part.path).to_pylist() for part in parts}


def test_the_rules_find_the_list_and_nothing_else(tmp_path: Path) -> None:
    lines = [line(r["code"], r["name"], section(r)) for r in medical()]
    lines += [line(*other) for other in OTHERS]
    found = {
        act.code: row
        for act in masters._lines(write(tmp_path, lines), Faults())
        if (row := masters.derived(act)) is not None
    }
    columns = ("item", "detail", "status", "option")
    wrong = {
        row["code"]: (row["name"], found.get(row["code"]))
        for row in medical()
        if [found.get(row["code"], {}).get(c) for c in columns] != [row[c] for c in columns]
    }
    assert wrong == {}
    assert set(found) == {row["code"] for row in medical()}


def test_every_rule_is_needed() -> None:
    used = set()
    for row in medical():
        where, _, branch = section(row).partition("-")
        name = masters.unicodedata.normalize("NFKC", row["name"])
        used.add(next(r for r in RULES if r.takes(where, f"0{branch or 0}", name)))
    assert used == set(RULES)


def test_a_code_of_a_later_edition_joins_the_list(tmp_path: Path) -> None:
    new = line("114999910", "在宅患者訪問診療料（１）３（同一建物居住者）", "C001")
    ended = line("114999810", "休日往診加算（架空）", "C000", "20280531")
    unknown = line("114999710", "在宅架空指導管理料", "C199")
    tables = read(tmp_path, write(tmp_path, [new, ended, unknown]))
    shipped = {row["code"] for row in masters.shipped()}
    added = {r["code"]: r for r in tables["acts"] if r["code"] not in shipped}
    assert {c: (r["item"], r["detail"], r["valid_to"]) for c, r in added.items()} == {
        "114999910": ("在宅患者訪問診療料", "同一建物居住者", ""),
        "114999810": ("往診料", "うち夜間・休日加算", "2028-05-31"),
    }
    assert len(tables["acts"]) == len(masters.shipped()) + 2
    assert {r["code"] for r in tables["known_codes"]} == {"114999910", "114999810", "114999710"}
    assert tuple(tables["acts"][0]) == tidy.ACTS.names


def test_a_code_with_another_meaning_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, [line("114000110", "休日往診加算（架空）", "C000")])
    faults = Faults()
    list(masters.MasterReader().read([path], tmp_path, faults, frozenset()))
    (told,) = faults
    assert (told.lines, told.is_bad, "項目が違う" in told.what) == ((1,), False, True)


def test_masters_whose_columns_nobody_read_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, [line("303000110", "架空", "C000").replace('"S"', '"H"')])
    assert masters.MasterReader().takes(path, path.read_bytes())
    with pytest.raises(SourceFileError, match="歯科"):
        list(masters.MasterReader().read([path], tmp_path, Faults(), frozenset()))
    assert not masters.MasterReader().takes(path, b"item,detail,source,code\r\n")
