"""Tables ①–④ counted from the simulated histories: numbers of people, no codes, no SQL.

Sums over the twelve months, as the program writes them before it divides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zaitaku.claims.synthetic import care as care_insurance
from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.care import Care
from zaitaku.claims.synthetic.codes import Codes
from zaitaku.claims.synthetic.ledger import Book
from zaitaku.claims.synthetic.places import Places
from zaitaku.claims.synthetic.population import Population

SCHEMES = ("国保", "後期")
LEVELS = ("要支援１", "要支援２", "要介護１", "要介護２", "要介護３", "要介護４", "要介護５")
_TERMINAL = "【介護保険】ターミナルケア加算（訪問看護）"
_CARE_ITEMS = {
    care_insurance.NURSING: "【介護保険】訪問看護費［介護給付］",
    63: "【介護保険】訪問看護費［予防給付］",
    care_insurance.REHABILITATION: "【介護保険】訪問リハビリテーション［介護給付］",
    64: "【介護保険】訪問リハビリテーション［予防給付］",
    care_insurance.GUIDANCE: "【介護保険】居宅療養管理指導［介護給付］",
    34: "【介護保険】居宅療養管理指導［予防給付］",
}
_VISIT = "在宅患者訪問診療料"
_MANAGED = {"在宅時医学総合管理料": "在宅時", "施設入居時等医学総合管理料": "施設入居時等"}
_UNION = "在宅患者訪問診療料と在宅がん医療総合診療料の合計"
_GUIDANCE = {
    "在宅酸素療法指導管理料": "在宅酸素療法",
    "在宅中心静脈栄養法指導管理料": "在宅中心静脈栄養法",
    "在宅自己導尿指導管理料": "在宅自己導尿",
    "在宅人工呼吸指導管理料": "在宅人工呼吸",
    "在宅気管切開患者指導管理料": "在宅気管切開患者",
}


@dataclass(frozen=True)
class World:
    """All that happened."""

    people: Population
    places: Places
    book: Book
    care: Care
    codes: Codes


def acts(world: World) -> pd.DataFrame:
    """Counted acts on receipts that were not withdrawn, of all months."""
    book = world.book
    receipt = book.act_receipt
    counted = np.array([key in world.codes.counted for key in book.keys])
    live = (book.column["withdrawn"][receipt] == 0) & counted[book.act_key]
    receipt, key = receipt[live], book.act_key[live]
    columns = ("person", "month", "later_stage", "town", "institution", "inpatient")
    frame = pd.DataFrame({name: book.column[name][receipt] for name in columns})
    frame["receipt"], frame["key"], frame["claims"] = receipt, key, book.act_count[live]
    frame["item"] = np.array([key[0] for key in book.keys])[key]
    frame["detail"] = np.array([key[1] for key in book.keys])[key]
    return frame


def care_lines(world: World) -> pd.DataFrame:
    """Lines of care claims that stand, of people that are linked, with the month's last scheme."""
    care, people = world.care, world.people
    frame = pd.DataFrame(
        {
            "person": care.person,
            "month": care.month,
            "type": care.service_type,
            "number": care.item,
            "claims": care.count,
            "level": care.level,
            "institution": care.office,
            "receipt": care.claim,
        }
    )
    person, month = care.person, care.month
    late = np.ones(len(person), bool)
    frame["later_stage"] = people.later_stage(person, month, late)
    frame["town"] = people.home_town(person, month, late)
    return frame[care.certified.linked[care.holder] & ~care.cancelled]


def supply(world: World) -> pd.DataFrame:
    """①: patients are people a month and scheme, institutions those of the whole year."""
    lines = care_lines(world)
    first_digit = lines["number"] // 1000
    visits = lines[first_digit.isin([1, 2]) & lines["type"].isin(list(_CARE_ITEMS))]
    visits = visits.assign(item=visits["type"].map(_CARE_ITEMS), detail="")
    terminal = lines[lines["number"] == care_insurance.TERMINAL]
    medical = acts(world)
    medical = medical[~medical["item"].str.startswith("⑤")]
    found = pd.concat([medical, visits, terminal.assign(item=_TERMINAL, detail="")])
    found = found[found["month"] < marginals.YEAR]
    found["scheme"] = np.array(SCHEMES)[found["later_stage"]]
    rows = []
    for scheme in ("合計", *SCHEMES):
        part = found if scheme == "合計" else found[found["scheme"] == scheme]
        cell = ["town", "item", "detail"]
        people = part.drop_duplicates([*cell, "month", "person", "scheme"])
        table = pd.DataFrame(
            {
                "patients_m": people.groupby(cell).size(),
                "receipts": part.groupby(cell)["receipt"].nunique(),
                "claims": part.groupby(cell)["claims"].sum(),
                "institutions": part.groupby(cell)["institution"].nunique(),
            }
        ).reset_index()
        rows.append(table.assign(scheme=scheme))
    whole = pd.concat(rows)
    whole["municipality_code"] = whole["town"].map(world.places.town_code)
    names = ["scheme", "municipality_code", "item", "detail"]
    return _sorted(whole, names, ["patients_m", "receipts", "claims", "institutions"])


def institutions(world: World) -> pd.DataFrame:
    """②: institutions of the prefecture, members of every insurer."""
    found = acts(world)
    town = world.places.institution_towns[found["institution"]]
    found = found[(found["month"] < marginals.YEAR) & (town < world.places.towns)]
    kinds = found[["item", "detail"]].drop_duplicates()
    columns = pd.DataFrame(
        [
            (item, detail, *column)
            for item, detail in kinds.itertuples(index=False)
            for column in _group(item, detail)
        ],
        columns=["item", "detail", "group", "column"],
    )
    found = found.merge(columns, on=["item", "detail"])
    found["detail"] = found["column"]
    cell = ["institution", "group", "detail"]
    people = found.drop_duplicates([*cell, "month", "person", "later_stage"])
    table = people.groupby(cell).size().rename("patients_m").reset_index()
    table["institution_code"] = np.array(world.places.institution_codes)[table["institution"]]
    table["municipality_code"] = [
        world.places.town_code(t) for t in world.places.institution_towns[table["institution"]]
    ]
    names = ["institution_code", "municipality_code", "group", "detail"]
    return _sorted(table, names, ["patients_m"])


def _group(item: str, detail: str) -> list[tuple[str, str]]:
    """The columns of ② that an act is counted in."""
    if item == _VISIT:
        return [(_UNION, ""), (_VISIT, detail)]
    if item == "在宅がん医療総合診療料":
        return [(_UNION, ""), (item, "")]
    if item == "往診料":
        return [("往診", "")] if not detail else []
    if item in _MANAGED:
        return [(item, detail.replace("、", "・"))]
    if item in ("看取り加算", "死亡診断加算", "在宅ターミナルケア加算"):
        return [("看取り", item)]
    return [("指導管理料", _GUIDANCE[item])] if item in _GUIDANCE else []


def patients(world: World) -> pd.DataFrame:
    """③: the gravest of a residence and month, at the highest level claimed in it."""
    found = acts(world)
    found = found[found["item"].isin(list(_MANAGED)) & (found["month"] < marginals.YEAR)]
    found = found.assign(residence=found["item"].map(_MANAGED), severe=found["detail"] == "重症")
    member = ["person", "month", "later_stage", "town", "residence"]
    cells = found.groupby(member)["severe"].max().reset_index()
    level = care_lines(world).groupby(["person", "month"])["level"].max().reset_index()
    cells = cells.merge(level, how="left", on=["person", "month"])
    cells["care_level"] = ["未認定" if np.isnan(v) else LEVELS[int(v)] for v in cells["level"]]
    cells["municipality_code"] = cells["town"].map(world.places.town_code)
    cells["severity"] = np.where(cells["severe"], "重症", "その他")
    cells["scheme"] = np.array(SCHEMES)[cells["later_stage"]]
    whole = pd.concat([cells, cells.assign(severity="計")])
    whole = pd.concat([whole, whole.assign(scheme="合計")])
    names = ["scheme", "municipality_code", "residence", "severity", "care_level"]
    table = whole.groupby(names).size().rename("patients_m").reset_index()
    return _sorted(table, names, ["patients_m"])


def flows(world: World) -> pd.DataFrame:
    """④: from the insurer's municipality to the institution's."""
    found = acts(world)
    found = found[(found["item"] == _VISIT) & (found["month"] < marginals.YEAR)]
    where = [
        world.places.destination(t) for t in world.places.institution_towns[found["institution"]]
    ]
    same = found["detail"] == "同一建物居住者"
    found = found.assign(
        origin_code=found["town"].map(world.places.town_code),
        destination_code=where,
        residence=np.where(same, "同一建物", "同一建物以外"),
    )
    member = ["origin_code", "destination_code", "month", "person", "later_stage"]
    each = found.drop_duplicates([*member, "residence"])
    names = ["origin_code", "destination_code", "residence"]
    table = each.groupby(names).size().rename("patients_m").reset_index()
    table["distinct_m"] = table["patients_m"]
    pair = names[:2]
    whole = pd.DataFrame(
        {
            "patients_m": each.groupby(pair).size(),
            "distinct_m": found.drop_duplicates(member).groupby(pair).size(),
        }
    ).reset_index()
    both = pd.concat([table, whole.assign(residence="合計")])
    return _sorted(both, names, ["patients_m", "distinct_m"])


def _sorted(frame: pd.DataFrame, names: list[str], values: list[str]) -> pd.DataFrame:
    return frame[[*names, *values]].sort_values(names).reset_index(drop=True)


def tables(world: World) -> Iterator[tuple[str, pd.DataFrame]]:
    """By the names that the worked example has."""
    yield "t1_supply", supply(world)
    yield "t2_institutions", institutions(world)
    yield "t3_patients", patients(world)
    yield "t4_flows", flows(world)
