"""What the page 役割 shows: coverage of the zones in force, and the notifications beside it.

The page is about 在宅医療圏 whatever unit the sidebar has: 「少なくとも1つ」 is asked of each zone.
Where no zones are set the 二次医療圏 take their place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.compose import maps as with_legend
from zaitaku.compose.shapes import shapes
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.classes import Classes
from zaitaku.sentences import roles as sentences_roles

WANTED = {
    "active_organisations": "積極的役割を担う医療機関",
    "coordination_bases": "連携を担う拠点",
    "functions_count": "4 つの機能",
}
_LEAST = {"functions_count": 4}
TABLE = (
    "area_name", "judgement", "active_organisations", "coordination_bases",
    "serving_organisations", "round_the_clock", "functions_covered", "functions_missing",
    "support_clinics", "support_hospitals",
)  # fmt: skip
ORGANISATIONS = (
    "role", "organisation_name", "municipality_name", "functions", "round_the_clock", "zone_code",
)  # fmt: skip
KINDS = ("area_name", "role", "kind", "is_institution", "organisations")
NOTICES = (
    "area_name", "standard_group", "institutions", "unplaced_institutions", "population",
    "population_65plus", "per_100000", "per_100000_65plus", "as_of_on", "population_year",
)  # fmt: skip
GROUPS = {
    "clinics": "在宅療養支援診療所",
    "strong_clinics": "機能強化型在宅療養支援診療所",
    "hospitals": "在宅療養支援病院",
    "strong_hospitals": "機能強化型在宅療養支援病院",
    "both": "在宅療養支援診療所・病院",
    "backup": "在宅療養後方支援病院",
    "management": "在宅時・施設入居時等医学総合管理料",
    "cancer": "在宅がん医療総合診療料",
}
SHORT, ENOUGH = theme.REFERENCE, theme.SEQUENTIAL[2]


def counts() -> dict[str, str]:
    """How notifications can be counted."""
    return measures.menu("standards/by_area", "institutions", "per_100000", "per_100000_65plus")


def unit(sheet: Sheet) -> dict[str, str]:
    """The areas the page is about, as parameters of a question."""
    if sheet.scheme:
        return {"area_unit": "zone", "zone_scheme": sheet.scheme}
    return {"area_unit": "medical_area"}


def unit_label(sheet: Sheet) -> str:
    return sheet.scheme or "二次医療圏"


def place(sheet: Sheet) -> str:
    """「岩手県 在宅医療圏別」."""
    return f"{sheet.prefecture.name.removesuffix('全体')} {unit_label(sheet)}別"


def coverage(sheet: Sheet) -> Answer | None:
    """Coverage of every zone; None (and the reader is told what to do) where there are no roles."""
    if not len(sheet.ask("roles/list")):
        sheet.tell(
            "役割の表が取り込まれていません。ひな形に、積極的役割を担う医療機関と連携を担う拠点を"
            "1 行に 1 つずつ書いて取り込むと、圏域ごとの充足が表示されます。"
        )
        sheet.commands("zaitaku template roles 役割.csv\nzaitaku import 役割.csv")
        return None
    return sheet.ask("roles/coverage", **unit(sheet))


def draw_map(sheet: Sheet, result: Answer) -> None:
    """Zones in two colours: at least as many as wanted, or fewer."""
    wanted = sheet.choice("wanted", "見る要件", WANTED, few=True)
    where = shapes(sheet, unit(sheet)["area_unit"])
    if where is None:
        return
    least = _LEAST.get(wanted, 1)
    names = (f"不足（{least} 未満）", f"充足（{least} 以上）")
    here = sheet.area
    is_its_unit = here.unit == unit(sheet)["area_unit"]
    given = dict(
        geo_url=where.url,
        layer=where.layer,
        classes=Classes((float(least),), 0.0, None, 0, names),
        aspect=where.aspect,
        places=where.places,
        highlight=here.code if is_its_unit else None,
        palette=(SHORT, ENOUGH),
        place_name=place(sheet),
    )
    with_legend.beside_legend(sheet, result, wanted, given, pick="area" if is_its_unit else "")


def notifications(sheet: Sheet) -> tuple[Answer, str, str] | None:
    """Institutions by zone of a chosen group, the group and the column; None where no list is."""
    with sheet.row():
        group = GROUPS[sheet.choice("group", "届出の区分", GROUPS, "both")]
        value = sheet.choice("per", "数え方", counts(), few=True)
    asked: dict[str, Any] = {"fiscal_year": None, "standard_group": [group]}
    result = sheet.ask("standards/by_area", **asked, **unit(sheet))
    if not len(result):
        sheet.tell(
            "施設基準の届出の名簿が取り込まれていません。地方厚生局の「届出受理医療機関名簿（医科）」"
            "の Excel をそのまま取り込むと、在宅療養支援診療所・病院などの数が表示されます。"
        )
        return None
    return result, group, value


def notified(sheet: Sheet, result: Answer, group: str) -> str:
    """The sentence on the notifications of a group."""
    counts = {str(row["area_name"]): row["institutions"] for row in result.records}
    return sentences_roles.notified(
        group,
        sum(count or 0 for count in counts.values()),
        unit_label(sheet),
        without=[name for name, count in counts.items() if count == 0],
        unknown=[name for name, count in counts.items() if count is None],
        unplaced=result.records[0]["unplaced_institutions"],
    )


def unplaced(sheet: Sheet, result: Answer, group: str) -> None:
    """Which institutions of a group stand nobody knows where: 内部 only, how many is not."""
    if sheet.is_internal and result.records[0]["unplaced_institutions"]:
        lost = sheet.ask("standards/unplaced", fiscal_year=None, standard_group=[group])
        sheet.table(lost, key="unplaced", label="市区町村が分からない医療機関を表で見る")


def as_of(result: Answer) -> str:
    """When the list of notifications is of."""
    return f"{result.rows[0][result.names.index('as_of_on')]} 現在"


def kinds(sheet: Sheet, place: str) -> None:
    """What the organisations are; whether any is no 医療機関."""
    result = sheet.ask("roles/kinds", **unit(sheet))
    whole = sheet.ask("roles/kinds", area_unit="prefecture", zone_scheme=None)
    sheet.say(sentences_roles.kinds(whole))
    sheet.head("役割を担う機関の種類", place)
    sheet.table(result, KINDS, label="機関の種類を表で見る", expanded=True)
    sheet.files(result, key="kinds")


def organisations(sheet: Sheet) -> Answer:
    """The organisations with their functions, 24時間対応 in words."""
    listed = sheet.ask("roles/list")
    place = listed.names.index("round_the_clock")
    words = {True: "あり", False: "なし", None: "記載なし"}
    rows = [(*row[:place], words[row[place]], *row[place + 1 :]) for row in listed.rows]
    return replace(listed, rows=rows)
