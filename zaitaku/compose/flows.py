"""What the pages of flows let the reader choose, and the partners of the chosen area."""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.compose import one_area
from zaitaku.compose.residence import Residence
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts import partners as charts
from zaitaku.sentences import flows as sentences

_MINIMUMS = {"0": "すべて", "1": "1人以上", "5": "5人以上", "20": "20人以上"}
_DIRECTIONS = {"outgoing": "流出先", "incoming": "県内からの流入元"}


def blocks(sheet: Sheet) -> dict[str, str]:
    """圏域 by which municipalities can be put in blocks; none for other units."""
    if sheet.unit != "municipality":
        return {}
    zones = {"zone": sheet.scheme} if sheet.scheme else {}
    return {"medical_area": "二次医療圏", **zones}


def minimum(sheet: Sheet) -> float:
    """The least number of patients of what is shown."""
    return float(sheet.choice("least", "示す患者数", _MINIMUMS, few=True))


def sentence(sheet: Sheet, residence: Residence, summary: Answer) -> str:
    """How much is received inside 注目する地域, and what crosses its border."""
    code, kept = sheet.area.code, residence.kept
    if sheet.is_prefecture:
        return sentences.of_prefecture(sheet.here(summary), residences=kept)
    outgoing = sheet.ask("flows/top", residence=kept, area_code=code)
    first = sentences.self_sufficiency(
        summary, outgoing, code, residences=kept, unit_label=sheet.unit_label
    )
    return first + sentences.inflow(summary, code)


def partners(sheet: Sheet, residence: Residence, title: str) -> None:
    """Where the patients of the chosen area go, or where those of its institutions come from."""
    if sheet.is_prefecture:
        one_area.offer(sheet, "県全体の流出先は県外だけなので、流出先・流入元の図はありません。")
        return
    direction = sheet.choice("direction", "向き", _DIRECTIONS, few=True)
    about = {"area_code": sheet.area.code, "direction": direction}
    top = sheet.ask("flows/top", residence=residence.kept, **about)
    sheet.head(f"{sheet.area.title}の{_DIRECTIONS[direction]}｜{title}")
    if sheet.has_rows(top):
        sheet.draw(charts.partners, top, key="partners")
        sheet.table(top, label=f"{_DIRECTIONS[direction]}を表で見る")
        sheet.files(top)
