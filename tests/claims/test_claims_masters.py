"""The rules find the codes of the list by name; the files have the layout of published masters.

The real masters are not at hand here: names and codes are those of the list that ships, which was
taken from them, the sections those of the fee tables, and what must not be found is written beside.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.claims import made
from zaitaku.claims import masters, tidy
from zaitaku.claims.faults import Faults
from zaitaku.claims.master_rules import RULES, Place

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
OTHER_SECTIONS = {
    ("歯科", "歯科訪問診療料"): "C000",
    ("歯科", "在宅患者訪問薬剤管理指導料"): "C003",
    ("調剤", "在宅患者訪問薬剤管理指導料"): "0215",
    ("調剤", "在宅患者緊急訪問薬剤管理指導料"): "0215-2",
}


def section(row: dict[str, str]) -> str:
    """Where the act stands in the fee table."""
    item, name = row["item"], row["name"]
    if row["source"] != "医科":
        return OTHER_SECTIONS[row["source"], item]
    if item in ("看取り加算", "死亡診断加算", "在宅ターミナルケア加算"):
        if "在がん医総" in name:
            return "C003"
        if "（２）（" in name:
            return "C001-2"
        return "C000" if name.startswith("往診・") or "（往診" in name else "C001"
    return SECTIONS.get((item, row["detail"])) or BY_ITEM[item]


# source → kind of master, fields of a line, places of name and end
MASTERS = {"医科": ("S", 150, 4, 87), "歯科": ("H", 76, 8, 57), "調剤": ("M", 65, 4, 60)}
ADDITIONS = {"歯科": {7: "CC001"}, "調剤": {55: "7"}}


def line(
    code: str,
    name: str,
    where: str,
    until: str = "99999999",
    source: str = "医科",
    is_addition: bool = False,
) -> str:
    """A line of a master: every field in quotation marks, as they are published."""
    kind, width, name_at, until_at = MASTERS[source]
    number, _, branch = where.partition("-")
    fields = ["0"] * width
    fields[1], fields[2], fields[name_at], fields[until_at] = kind, code, name, until
    fields[until_at - 1] = "20260601"
    branch = f"0{branch or 0}"
    if source == "医科":
        fields[84], fields[91], fields[92] = number[0], number[1:], branch
    elif source == "歯科":
        fields[3:8] = [number[0], number[1:], branch, "001", "00000"]
    else:
        fields[55], fields[62] = "1", f"{number}{branch}0100"
    for place, value in ADDITIONS.get(source, {}).items() if is_addition else ():
        fields[place] = value
    return ",".join(f'"{field}"' for field in fields)


MEDICAL_OTHERS = [
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

# source → what stands beside the acts that count, and must not
OTHERS = {
    "医科": MEDICAL_OTHERS,
    "歯科": [
        line("303099170", "在宅歯科医療推進加算（架空）", "C000", source="歯科", is_addition=True),
        line("303099210", "訪問歯科衛生指導料（架空）", "C001", source="歯科"),
        line("303099310", "歯科疾患在宅療養管理料（架空）", "C001-3", source="歯科"),
        line("303099410", "在宅患者緊急時等カンファレンス料（架空）", "C003-2", source="歯科"),
        line("302099510", "歯科疾患管理料（架空）", "B000-4", source="歯科"),
    ],
    "調剤": [
        line("440099170", "麻薬管理指導加算（在宅患者訪問薬剤管理指導料）", "0215", source="調剤",
             is_addition=True),
        line("440099210", "在宅患者オンライン薬剤管理指導料（架空）", "0215", source="調剤"),
        line("440099310", "在宅患者緊急オンライン薬剤管理指導料", "0215-2", source="調剤"),
        line("440099410", "在宅患者緊急時等共同指導料", "0215-3", source="調剤"),
        line("440099510", "服薬管理指導料３（特養等訪問）", "0210", source="調剤"),
    ],
}  # fmt: skip


def listed(*sources: str) -> list[dict[str, str]]:
    return [row for row in masters.shipped() if row["source"] in sources and row["code"]]


def write(folder: Path, lines: list[str], name: str = "s.csv") -> Path:
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp932"))
    return path


def read(folder: Path, *paths: Path) -> dict[str, list[dict[str, str]]]:
    parts = masters.MasterReader().read(paths, folder, Faults(), frozenset())
    return {part.table: pq.read_table(part.path).to_pylist() for part in parts}


@pytest.mark.parametrize("source", MASTERS)
def test_the_rules_find_the_list_and_nothing_else(source: str, tmp_path: Path) -> None:
    rows = listed(source)
    ends = {row["code"]: row["valid_to"].replace("-", "") or "99999999" for row in rows}
    lines = [
        line(r["code"], r["name"], section(r), ends[r["code"]], source)
        for r in {row["code"]: row for row in rows}.values()
    ]
    lines += [line(*other) if source == "医科" else other for other in OTHERS[source]]
    path = write(tmp_path, lines)
    assert masters.MasterReader().takes(path, path.read_bytes())
    found = {
        act.code: row
        for act in masters._lines(path, Faults())
        if (row := masters.derived(act)) is not None
    }
    columns = ("item", "detail", "source", "status", "option")
    wrong = {
        row["code"]: (row["name"], found.get(row["code"]))
        for row in rows
        if [found.get(row["code"], {}).get(c) for c in columns] != [row[c] for c in columns]
    }
    assert wrong == {}
    assert set(found) == {row["code"] for row in rows}
    for row in rows:
        if source != "医科":  # its list has two periods of some codes
            assert found[row["code"]]["valid_to"] == row["valid_to"]


def test_every_rule_is_needed() -> None:
    used = set()
    for row in listed(*MASTERS):
        where, _, branch = section(row).partition("-")
        name = masters.unicodedata.normalize("NFKC", row["name"])
        place = Place(row["source"], where, f"0{branch or 0}")
        used.add(next(r for r in RULES if r.takes(place, name)))
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


def test_masters_of_all_three_join_the_list_together(tmp_path: Path) -> None:
    """As one folder holds them; the further tables of 歯科 (h-2 …) have other columns."""
    dental = line("303099910", "歯科訪問診療６（診療所）", "C000", source="歯科")
    addition = line("303099970", "加算（架空）", "C000", source="歯科", is_addition=True)
    ended = "20270531"
    drugs = line("440099910", "在宅患者訪問薬剤管理指導料（１人）", "0215", ended, source="調剤")
    medical = line("114999910", "往診料", "C000")
    paths = [
        write(tmp_path, lines, f"{name}.csv")
        for name, lines in (("h", [dental, addition]), ("m", [drugs]), ("s", [medical]))
    ]
    tables = read(tmp_path, *paths)
    shipped = {row["code"] for row in masters.shipped()}
    added = {r["code"]: r for r in tables["acts"] if r["code"] not in shipped}
    assert {c: (r["item"], r["source"], r["valid_to"]) for c, r in added.items()} == {
        "303099910": ("歯科訪問診療料", "歯科", ""),
        "440099910": ("在宅患者訪問薬剤管理指導料", "調剤", "2027-05-31"),
        "114999910": ("往診料", "医科", ""),
    }
    known = {row["code"] for row in tables["known_codes"]}
    assert known == {"303099910", "303099970", "440099910", "114999910"}
    further = write(tmp_path, ['"0","C001","CA001","301000110","名称","00","20260601"'], "h-4.csv")
    assert not masters.MasterReader().takes(further, further.read_bytes())
    assert not masters.MasterReader().takes(further, b"item,detail,source,code\r\n")


@pytest.mark.parametrize("source", MASTERS)
def test_a_broken_line_of_a_master_is_named(source: str, tmp_path: Path) -> None:
    """One of two hundred: the others are read, and the share is that of the file."""
    whole = [line(f"{n:09}", "架空", "C999", source=source) for n in range(200)]
    whole[4] = whole[4][:60]
    faults = Faults()
    acts = list(masters._lines(write(tmp_path, whole), faults))
    (told,) = faults
    assert len(acts) == 199 and (told.lines, told.is_bad) == ((5,), True)
    assert "架空" not in str(told) and faults.worst == 0.005


def test_a_code_of_a_later_edition_is_counted(tmp_path: Path) -> None:
    """歯科 and 調剤, from the master to ①."""
    folder = made.copy(tmp_path)
    rows = made.rows_of(folder / "receipt_lines.csv")
    dental = next(r for r in rows if r["source"] == "歯科")
    drugs = next(r for r in rows if r["source"] == "調剤")
    extra = [
        dental | {"receipt_id": "R90", "act_code": "303099910", "count": "3"},
        dental | {"receipt_id": "R90", "act_code": "303099970", "count": "3"},
        drugs | {"receipt_id": "R91", "act_code": "440099910", "count": "2"},
    ]
    made.write(folder / "receipt_lines.csv", [*rows, *extra])
    before = made.counted([folder])
    unknown = {row["code"]: row["receipts"] for row in before["unknown_code"].records()}
    assert unknown == {"303099910": 1, "303099970": 1, "440099910": 1}
    dentists = [
        line("303099910", "歯科訪問診療６（診療所）", "C000", source="歯科"),
        line("303099970", "加算（架空）", "C000", source="歯科", is_addition=True),
    ]
    write(folder, dentists, "h.csv")
    name = "在宅患者訪問薬剤管理指導料（１人）"
    write(folder, [line("440099910", name, "0215", source="調剤")], "m.csv")
    after = made.counted([folder])
    assert after["unknown_code"].rows == ()
    grown = {"歯科訪問診療料": 3, "在宅患者訪問薬剤管理指導料": 2}
    for item, more in grown.items():
        sums = [
            sum(r["claims"] for r in rows.records() if r["scheme"] == "合計" and r["item"] == item)
            for rows in (before["supply"], after["supply"])
        ]
        assert sums[1] == sums[0] + more, item
