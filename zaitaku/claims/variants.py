"""Further tables beside ①–⑤, each a CSV file of its own; never in the official workbook. Pure.

A file is what a step of the definition (``queries/aggregate/3NN_*.sql``) answered, under the
headings of its header. The standardised ratio is made of two of them. Small counts stand as they
are, as in ①–⑤; a row that is not there is 0. No heading is like those of an official table, so that
`zaitaku import` passes these files over where it is given the whole folder.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from zaitaku.ask.answer import Column
from zaitaku.claims import definition
from zaitaku.claims.definition import Step, Value
from zaitaku.claims.engines import Rows
from zaitaku.claims.tables import Town
from zaitaku.comparing import standardised

# step → name of its file
FILES = {
    "monthly": "追加_月別.csv",
    "half_year": "追加_半年別.csv",
    "visits": "追加_訪問回数別.csv",
    "age": "追加_性・年齢階級別.csv",
    "member_age": "追加_加入者_性・年齢階級別.csv",
    "home_death": "追加_在宅での死亡と前の月の訪問.csv",
}
RATIO = "追加_標準化比.csv"
OLDEST, UNKNOWN = 90, -1
_STANDARD = (
    "市町村コード",
    "市町村名",
    "診療行為",
    "内訳",
    "加入者数",
    "患者数",
    "期待数",
    "標準化比",
)
Group = Hashable  # sex and lower bound of the age class


def files(
    found: Mapping[str, Rows], towns: Sequence[Town], values: Mapping[str, Value]
) -> dict[str, bytes]:
    """Every further table that was counted; the ratio only where everybody is in the table."""
    names = {town.code: town.name for town in towns}
    made = {
        FILES[step.name]: _written(*_table(step, found[step.name], names))
        for step in definition.steps()
        if step.is_variant and step.name in found
    }
    if made and values["all_members"]:
        rows = [
            (code, names.get(code, ""), *rest)
            for code, *rest in ratios(found["age"], found["member_age"])
        ]
        made[RATIO] = _written(_STANDARD, rows)
    return made


def section(values: Mapping[str, Value]) -> str:
    """What the report says of them."""
    lines = [
        f"- {FILES[step.name]}: {step.question.question}"
        for step in definition.steps()
        if step.is_variant
    ]
    ratio = "県内の加入者全体を 100 とした標準化比（間接法、性・5歳階級）"
    if values["all_members"]:
        lines.append(f"- {RATIO}: {ratio}")
    else:
        lines.append(
            f"- {ratio}は書いていません。被保険者の表に、受診しなかった人も含む加入者の全員がいる"
            "ときは、--option all_members=true を付けてください。"
        )
    return "## 追加の表\n\n" + "\n".join(lines)


def ratios(
    patients: Rows, members: Rows
) -> Iterator[tuple[str, str, str, int, int, float, float | str]]:
    """Indirect standardisation by sex and age class; the prefecture's members are the reference.

    Yields municipality, item, detail, members, patients, expected patients, ratio (100 = the
    prefecture; '' where nobody is expected), in person-months. Who is of unknown sex or age, or of
    a class without members, is in none of them. No interval: the months of one patient are no
    independent events.
    """
    people: dict[str, dict[Group, float]] = defaultdict(lambda: defaultdict(float))
    whole: dict[Group, float] = defaultdict(float)
    for town, sex, age, count in members.rows:
        if _is_known(sex, age):
            people[town][sex, age] += count
            whole[sex, age] += count
    seen: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    groups: dict[tuple[str, str], dict[Group, float]] = defaultdict(lambda: defaultdict(float))
    for record in patients.records():
        group = (record["sex"], record["age_from"])
        if group in whole:
            item = (record["item"], record["detail"])
            seen[item][record["municipality_code"]] += record["patients"]
            groups[item][group] += record["patients"]
    for item in sorted(seen):
        rates = {group: groups[item][group] / count for group, count in whole.items()}
        for town in sorted(people):
            expected = standardised.expected(rates, people[town])
            observed = seen[item][town]
            ratio = round(100 * observed / expected, 1) if expected else ""
            yield town, *item, int(sum(people[town].values())), observed, round(expected, 1), ratio


def _is_known(sex: str, age: int) -> bool:
    return sex != "不明" and age != UNKNOWN


def _table(
    step: Step, rows: Rows, names: Mapping[str, str]
) -> tuple[list[str], Iterator[list[object]]]:
    """Headings and rows: the name of the municipality after its code, age classes in words."""
    columns = step.question.columns
    heads = [head for column in columns for head in _heads(column)]

    def cells(row: Sequence[Any]) -> list[object]:
        found: list[object] = []
        for column, cell in zip(columns, row, strict=True):
            found.append(_age_class(cell) if column.name == "age_from" else cell)
            if column.name == "municipality_code":
                found.append(names.get(cell, ""))
        return found

    return heads, map(cells, rows.rows)


def _heads(column: Column) -> tuple[str, ...]:
    if column.name == "age_from":
        return ("年齢階級",)
    unit = f"（{column.unit}）" if column.unit and column.role != "key" else ""
    place = ("市町村名",) if column.name == "municipality_code" else ()
    return (column.label + unit, *place)


def _age_class(age_from: int) -> str:
    if age_from == UNKNOWN:
        return "不明"
    return f"{age_from}歳以上" if age_from == OLDEST else f"{age_from}～{age_from + 4}歳"


def _written(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
