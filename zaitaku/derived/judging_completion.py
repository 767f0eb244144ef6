"""How much of its patients each area cares for itself (完結率), judged beside a reference.

The larger an area, the more lies inside it. So the reference is that of all areas of the same unit
together, weighted by their patients, or of those of a 圏域; never a prefecture as one area.
"""

from __future__ import annotations

from zaitaku.ask import references
from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area as Place
from zaitaku.ask.figures import Figure
from zaitaku.derived import judging
from zaitaku.derived.declared import (
    UNIT_LABELS,
    Asked,
    Computed,
    Values,
    areas_of,
    declared,
    reference_of,
    takes_areas,
    told_of,
)
from zaitaku.derived.judging import Area, Judging
from zaitaku.ground.states import MISSING

_SOURCE, _COLUMN = "flows/summary", "self_sufficiency_pct"
COMPLETION = declared(
    "compare/completion",
    f"""\
-- question: 地域の中で訪問診療を受ける割合（完結率）は、比べる相手より高いか、それは偶然の範囲か
-- grain: one row per area
-- source: 需要側 流出入 (KDB 集計表④)
-- param fiscal_year: integer default latest in flow_cell.fiscal_year = 年度
{takes_areas("municipality")}\
-- param residence: varchar[] in flow_cell.residence = 居住形態 | \
同一建物以外・同一建物。空のときは両方
{judging.TAKES_REFERENCE}\
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column within_patients: double, 人/月, count = 地域内で受ける患者数
-- column resident_patients: double, 人/月, count = 住んでいる患者数
-- column value: double, %, from within_patients, resident_patients = \
within_patients / resident_patients * 100 = 完結率
{judging.judged_columns("%", "within_patients, resident_patients")}\
-- column difference: double, ポイント, from value, reference = value - reference = 差
""",
)


def _completion(asked: Asked, values: Values) -> Answer | None:
    if values["fiscal_year"] is None:
        return None
    found = asked.ask(
        _SOURCE,
        fiscal_year=values["fiscal_year"],
        area_unit=values["area_unit"],
        zone_scheme=values["zone_scheme"],
        residence=values["residence"],
    )
    areas = [
        Area(
            row["area_code"], row["area_name"], row["within_patients"], states["within_patients"],
            row["resident_patients"], states["resident_patients"],
        )
        for row, states in zip(found.records, found.state_records, strict=True)
    ]  # fmt: skip
    if not areas:
        return None
    judged = Judging(
        "proportion", 100, ("within_patients", "resident_patients"), areas,
        _reference(asked, values), values["widening"],
    )  # fmt: skip
    wanted = {one.code for one in areas_of(asked.ask, values)}
    rows = [
        row | {"difference": judging.difference(row)}
        for row in judging.cells(judged)
        if row["area_code"][0] in wanted
    ]
    told = (*judging.notes(judged, "Wilson 法"),
            *told_of(asked.ask, values, reference_of(asked.ask, values)))  # fmt: skip
    return judging.answer(found, COMPLETION, values, rows, told)


def _reference(asked: Asked, values: Values) -> Figure:
    """Of the same unit together or of an area of it; not known where neither can be compared."""
    unit, scheme = values["area_unit"], values["zone_scheme"] or ""
    own = Place(unit, scheme if unit == "zone" else "", "", "")
    other = reference_of(asked.ask, values)
    found = other and references.beside(
        asked.ask, _SOURCE, _COLUMN, own, other,
        unit_label=UNIT_LABELS.get(unit, scheme), zones=scheme,
        fiscal_year=values["fiscal_year"], residence=values["residence"],
    )  # fmt: skip
    column = next(column for column in COMPLETION.columns if column.name == "value")
    return found or Figure("比べられる相手がありません", None, MISSING, column)


QUESTIONS = (Computed(COMPLETION, _completion),)
