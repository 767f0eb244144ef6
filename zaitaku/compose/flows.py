"""What the pages of flows let the reader choose, the figures of each area by itself, and the
partners of the chosen one."""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.compose import forms, one_area
from zaitaku.compose.forms import Form
from zaitaku.compose.maps import Subject
from zaitaku.compose.residence import Residence
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts import partners as charts
from zaitaku.sentences import flows as sentences

MATRIX = {"matrix": "表"}
SUMMARY = "flows/summary"
_MEASURES = (
    "self_sufficiency_pct",
    "outflow_pct",
    "inflow_pct",
    "resident_patients",
    "within_patients",
    "outflow_patients",
    "inflow_patients",
    "delivered_patients",
)

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


def say(sheet: Sheet, residence: Residence, summary: Answer) -> None:
    """How much is cared for inside the chosen area, and what comes into it."""
    code, kept = sheet.area.code, residence.kept
    if sheet.is_prefecture:
        sheet.say(sentences.of_prefecture(sheet.here(summary), residences=kept))
        return
    outgoing = sheet.ask("flows/top", residence=kept, area_code=code)
    first = sentences.self_sufficiency(
        summary, outgoing, code, residences=kept, unit_label=sheet.unit_label
    )
    sheet.say(first + sentences.inflow(summary, code))


def figure(sheet: Sheet, residence: Residence, form: Form) -> None:
    """One figure of each area by itself: 完結率, how many go out or come in."""
    value = forms.measure(sheet, SUMMARY, _MEASURES)
    form = forms.arranged(sheet, form)
    about = Subject(SUMMARY, value, residence.visits, {"residence": residence.kept})
    summary = sheet.ask(SUMMARY, **about.params)
    if not sheet.has_rows(summary, value):
        return
    forms.say(sheet, summary, about)
    forms.draw(sheet, about, form)
    sheet.how_to_read(
        what="地域に住む患者と、地域の医療機関が診る患者のうち、地域の境を越える数や割合。",
        can="地域どうしの多い少ないと年度による変化。"
        "完結率などの比べる相手は、同じ単位の地域を患者数で重みづけた値。",
        cannot="相手の地域（表で見る）。県外からの流入。広さの違う地域どうしの完結率の比較。",
        answer=summary,
    )
    sheet.files(summary)
    partners(sheet, residence, f"{residence.label}｜{sheet.place}｜{sheet.year_label}")


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
