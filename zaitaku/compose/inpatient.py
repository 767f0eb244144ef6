"""全国の入院の流出入, a source with areas of its own: what the reader chooses, and the figures."""

from __future__ import annotations

from dataclasses import dataclass

from zaitaku.ask.answer import Answer
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts.heatmap import od_heatmap
from zaitaku.exhibits.charts.partner_shares import shares
from zaitaku.sentences import inpatient as sentences

_SOURCE = "入院・NDB（全国）"
_SIDES = {
    "outgoing": "どこに入院しているか（流出）",
    "incoming": "どこから入院しているか（流入）",
}
_MEASURES = ("share_of_origin", "share_of_destination")
_BED_FUNCTIONS = {
    "acute": "高度急性期+急性期",
    "subacute": "包括期",
    "chronic": "慢性期",
}


@dataclass(frozen=True)
class Chosen:
    """A 構想区域 of a prefecture, and the bed function."""

    prefecture_code: str
    prefecture: str
    code: str
    name: str
    bed_function: str


def choose(sheet: Sheet) -> Chosen | None:
    """None (and the reader is told) where the file was not imported.

    It starts with the reader's own prefecture and, where the codes agree, 注目する地域.
    """
    rows = sheet.ask("inpatient/areas").rows
    if not rows:
        sheet.tell(
            "全国の入院の流出入は取り込まれていません。厚生労働省「流入率・流出率」の Excel を"
            "ほかの集計表と同じように取り込むと表示されます。ほかの画面の数値には影響しません。"
        )
        return None
    prefectures = {row[2]: row[3] for row in rows}
    with sheet.row():
        prefecture = sheet.choice("ip_pref", "都道府県", prefectures, sheet.prefecture.code)
        areas = {row[0]: row[1] for row in rows if row[2] == prefecture}
        code = sheet.choice("ip_area", "構想区域", areas, sheet.area.code)
        beds = _BED_FUNCTIONS[sheet.choice("beds", "病床の区分", _BED_FUNCTIONS, few=True)]
    return Chosen(prefecture, prefectures[prefecture], code, areas[code], beds)


def partners(sheet: Sheet, chosen: Chosen) -> None:
    """Where the inhabitants are admitted, and where those who are admitted live."""
    about = {"area_code": chosen.code, "bed_function": chosen.bed_function}
    tops = {side: sheet.ask("inpatient/top", direction=side, **about) for side in _SIDES}
    words = {"area": chosen.name, "bed_function": chosen.bed_function}
    sheet.say(sentences.standing(tops["outgoing"], tops["incoming"], **words))
    for side, label in _SIDES.items():
        sheet.head(_SOURCE, f"{chosen.name}（構想区域）　{label}", chosen.bed_function)
        if len(tops[side]):
            sheet.draw(shares, tops[side], key=f"shares-{side}")
        sheet.table(tops[side], key=side, label=f"表で見る｜{label}")
        sheet.files(tops[side], key=side)


def matrix(sheet: Sheet, chosen: Chosen) -> Answer:
    """The flows between all 構想区域 of the prefecture and with those of others."""
    about = {"prefecture_code": chosen.prefecture_code, "bed_function": chosen.bed_function}
    flows = sheet.ask("inpatient/flows", **about)
    labels = measures.menu("inpatient/flows", *_MEASURES)
    measure = sheet.choice("ip_measure", "見る割合", labels, few=True)
    place = f"{chosen.prefecture} 構想区域別"
    sheet.head(_SOURCE, labels[measure], place, chosen.bed_function)
    sheet.draw(od_heatmap, flows, measure, chosen.code)
    sheet.note(
        "「…」（データなし）は、患者が少なく元の表に載っていない相手です。0 ではありません。"
    )
    sheet.table(flows, key="inpatient-flows")
    return flows
