"""The two parts of 依存: how concentrated visits are, and what if an institution stops. 内部."""

from __future__ import annotations

from collections.abc import Mapping

from zaitaku.ask.answer import Answer
from zaitaku.compose import lacking
from zaitaku.compose.residence import Residence
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts.bars import bars
from zaitaku.sentences import bridge, shares

_ACTS: Mapping[str, Mapping[str, str]] = {
    "home": {"item": "在宅患者訪問診療料", "detail": "同一建物居住者以外"},
    "shared": {"item": "在宅患者訪問診療料", "detail": "同一建物居住者"},
    "both": {},
}
_MEASURES = ("top1_share_pct", "top3_share_pct", "hhi")


def concentration(sheet: Sheet, residence: Residence) -> bool:
    """How far each area rests on few institutions; whether there is anything of it."""
    value = sheet.choice(
        "dep", "見る数値", measures.menu("institutions/size", *_MEASURES), few=True
    )
    sizes = sheet.ask("institutions/size", **_ACTS[residence.code])
    if not sheet.has_rows(sizes, value):
        return False
    code, when = sheet.area.code, {sheet.year_label: sizes}
    sheet.say(shares.concentration(sheet.here(sizes), code))
    column = sizes.column(value).label
    title = sheet.head(column, residence.label, sheet.place, sheet.year_label)
    sheet.draw(bars, when, value, title=title, beside="patients", highlight=sheet.marked)
    sheet.table(sizes, label="地域ごとの集中の度合い")
    sheet.files(sizes)
    return True


def if_stops(sheet: Sheet, residence: Residence) -> Answer | None:
    """Where the patients of an institution live; None where the area has no institution."""
    names = _institutions(sheet, residence)
    if not names:
        return None
    code = sheet.choice("provider", "訪問診療をやめるとした医療機関", names)
    if lacking.tell(sheet, (lacking.FLOWS,)):
        return None
    about = {"institution_code": code, "residence": residence.kept}
    affected = sheet.ask("institutions/if_stops", **about)
    sheet.say(bridge.stopping(affected, institution=names[code].rpartition("（")[0]))
    what = "影響を受ける患者の住所地（推計）"
    title = sheet.head(what, names[code], residence.label, sheet.year_label)
    if len(affected):
        when, highlight = {sheet.year_label: affected}, sheet.marked
        sheet.draw(bars, when, "estimated_patients", title=title, highlight=highlight)
    sheet.table(affected, key="if-stops", label="影響を受ける市町村を表で見る（推計）")
    return affected


def _institutions(sheet: Sheet, residence: Residence) -> dict[str, str]:
    """Code → name of those in the chosen area (of the prefecture all) with patients; told where
    there are none."""
    acts = _ACTS[residence.code]
    where = [] if sheet.is_prefecture else [sheet.area.code]
    here = sheet.ask("supply/institutions", area_code=where, **acts)
    if not sheet.has_rows(here):
        return {}
    return {row[0]: f"{row[1]}（{row[0]}）" for row in here.rows if row[4]}
