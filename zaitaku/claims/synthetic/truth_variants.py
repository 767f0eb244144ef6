"""The further tables (by month, half, visits, age; deaths at home) counted from the histories.

As in ``truth``: numbers of people, no codes, no SQL.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from zaitaku.claims.synthetic import marginals
from zaitaku.claims.synthetic.codes import label
from zaitaku.claims.synthetic.places import Ints
from zaitaku.claims.synthetic.truth import SCHEMES, World, acts

_VISIT, _CALL = "在宅患者訪問診療料", "往診料"
_COUNTS = ["patients_m", "receipts", "claims", "institutions"]


def tables(world: World) -> Iterator[tuple[str, pd.DataFrame]]:
    year = acts(world)
    year = year[(year["month"] < marginals.YEAR) & ~year["item"].str.startswith("⑤")]
    year = year.assign(
        municipality_code=year["town"].map(world.places.town_code),
        scheme=np.array(SCHEMES)[year["later_stage"]],
    )
    yield "t6_monthly", monthly(year)
    yield "t7_half_year", half_year(year)
    yield "t8_visits", visits(year)
    yield "t9_age", age(world, year)
    yield "t10_member_age", member_age(world)
    yield "t11_home_death", home_death(world, year)


def _by_scheme(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Those of each scheme, and all of them; a member is a person of a scheme."""
    frame = frame.assign(member=frame["person"].astype(str) + frame["scheme"])
    yield frame.assign(scheme="合計")
    for scheme in SCHEMES:
        yield frame[frame["scheme"] == scheme]


def monthly(year: pd.DataFrame) -> pd.DataFrame:
    names = ["month", "scheme", "municipality_code", "item", "detail"]
    found = []
    for part in _by_scheme(year.assign(month=year["month"].map(label))):
        group = part.groupby(names)
        counts = group[["member", "receipt", "institution"]].nunique()
        counts.columns = pd.Index(["patients_m", "receipts", "institutions"])
        found.append(counts.assign(claims=group["claims"].sum()).reset_index())
    return _sorted(pd.concat(found), names, _COUNTS)


def half_year(year: pd.DataFrame) -> pd.DataFrame:
    """Both halves are whole here: six months each."""
    names = ["half", "months", "scheme", "municipality_code", "item", "detail"]
    halves = np.where(year["month"] < 6, "上期", "下期")
    found = []
    for part in _by_scheme(year.assign(half=halves, months=6)):
        counts = pd.DataFrame(
            {
                "patients_m": part.drop_duplicates([*names, "month", "member"])
                .groupby(names)
                .size(),
                "persons": part.groupby(names)["person"].nunique(),
                "receipts": part.groupby(names)["receipt"].nunique(),
                "claims": part.groupby(names)["claims"].sum(),
                "institutions": part.groupby(names)["institution"].nunique(),
            }
        )
        found.append(counts.reset_index())
    return _sorted(pd.concat(found), names, ["patients_m", "persons", *_COUNTS[1:]])


def visits(year: pd.DataFrame) -> pd.DataFrame:
    found = []
    for part in _by_scheme(year[year["item"] == _VISIT]):
        one = part.groupby(["scheme", "municipality_code", "month", "member"])
        table = one.agg(claims=("claims", "sum"), details=("detail", "nunique"))
        table["building"] = np.where(table["details"] == 2, "両方", one["detail"].first())
        table["visits"] = [f"{n}回" if n < 5 else "5回以上" for n in table["claims"]]
        found.append(table.reset_index())
    names = ["scheme", "municipality_code", "building", "visits"]
    group = pd.concat(found).groupby(names)["claims"]
    counts = pd.DataFrame({"patients_m": group.size(), "claims": group.sum()})
    return _sorted(counts.reset_index(), names, ["patients_m", "claims"])


def age(world: World, year: pd.DataFrame) -> pd.DataFrame:
    """Sex and age at the end of the month; somebody of two schemes in it is one."""
    person = year["person"].to_numpy()
    year = year.assign(
        sex=_sex(person), age_from=_age_from(world, person, year["month"].to_numpy())
    )
    names = ["municipality_code", "item", "detail", "sex", "age_from"]
    counts = pd.DataFrame(
        {
            "patients_m": year.drop_duplicates([*names, "month", "person"]).groupby(names).size(),
            "receipts": year.groupby(names)["receipt"].nunique(),
            "claims": year.groupby(names)["claims"].sum(),
        }
    )
    return _sorted(counts.reset_index(), names, _COUNTS[:3])


def member_age(world: World) -> pd.DataFrame:
    """Everybody in every month up to that of the end, where they live on its last day."""
    people = world.people
    person = np.arange(len(people))
    found = []
    for number in range(marginals.YEAR):
        month = np.full(len(person), number)
        here = people.is_member(person, month)
        town = people.home_town(person, month, np.ones(len(person), bool))
        frame = pd.DataFrame(
            {"town": town, "sex": _sex(person), "age_from": _age_from(world, person, month)}
        )
        found.append(frame[here])
    whole = pd.concat(found)
    whole["municipality_code"] = whole["town"].map(world.places.town_code)
    names = ["municipality_code", "sex", "age_from"]
    return _sorted(whole.groupby(names).size().rename("members").reset_index(), names, ["members"])


def home_death(world: World, year: pd.DataFrame) -> pd.DataFrame:
    """By what is claimed at a death; a person's care at home in that month and the one before."""
    outside = year[year["inpatient"] == 0]
    deaths = outside[outside["item"].isin(["看取り加算", "死亡診断加算"])]
    last = deaths.groupby("person")["month"].transform("max")
    deaths = deaths[deaths["month"] == last].sort_values("municipality_code")
    deaths = deaths.drop_duplicates("person")
    came = {
        item: set(
            outside[(outside["item"] == item) & ((item != _CALL) | (outside["detail"] == ""))][
                ["person", "month"]
            ].itertuples(index=False, name=None)
        )
        for item in (_VISIT, _CALL)
    }
    rows = {code: [0] * 6 for code, *_ in world.places.municipalities}
    for person, month, code in deaths[["person", "month", "municipality_code"]].itertuples(
        index=False, name=None
    ):
        row = rows[code]
        row[0] += 1
        row[1] += any((person, month) in who for who in came.values())
        if month >= 1:
            row[2] += 1
            before = (person, month - 1)
            row[3 if before in came[_VISIT] else 4 if before in came[_CALL] else 5] += 1
    names = ["deaths", "visited_in_month", "followed"]
    names += ["visited_before", "called_before", "not_before"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=names)
    table = table.rename_axis("municipality_code").reset_index()
    return _sorted(table, ["municipality_code"], names)


def _sex(person: Ints) -> npt.NDArray[np.str_]:
    return np.where(person % 2 == 0, "男", "女")


def _age_from(world: World, person: Ints, month: Ints) -> Ints:
    """The lower bound of the class of five years, from 90 one class."""
    born = world.people.birth.astype("datetime64[M]").astype(np.int64)
    start = np.datetime64(f"{marginals.FIRST_YEAR}-04").astype(np.int64)
    years = (start + month - born[person]) // 12
    classes: Ints = np.minimum(years // 5 * 5, 90)
    return classes


def _sorted(frame: pd.DataFrame, names: list[str], values: list[str]) -> pd.DataFrame:
    return frame[[*names, *values]].sort_values(names).reset_index(drop=True)
