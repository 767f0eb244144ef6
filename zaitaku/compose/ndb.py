"""What NDB shows: one act by 二次医療圏, all insurers, by place of institution."""

from __future__ import annotations

from dataclasses import replace

from zaitaku.ask.answer import Answer
from zaitaku.compose import demand
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.bars import bars
from zaitaku.ground.errors import NotInDataError
from zaitaku.sentences import ndb as sentences_ndb
from zaitaku.sentences import standing as sentences

# codes of the master that are in the sheets of C 在宅医療
ACTS = {
    "114001110": "訪問診療料（同一建物以外）",
    "114030310": "訪問診療料（同一建物）",
    "114000110": "往診料",
    "114003010": "救急搬送診療料",
    "114015870": "小児の訪問診療（乳幼児加算）",
    "114016270": "小児の訪問看護（乳幼児加算）",
    "114045070": "小児の訪問薬剤（乳幼児加算）",
    "114044710": "訪問薬剤管理指導料（単一建物1人）",
    "114006410": "訪問リハビリテーション（同一建物以外）",
    "114045110": "訪問栄養食事指導料１（単一建物1人）",
    "114005410": "人工呼吸指導管理料",
    "114003710": "酸素療法指導管理料（その他）",
    "114018570": "看取り加算",
}
COUNTED = {"people": "患者数", "times": "算定回数"}
_UNITS = {"患者数": "人", "算定回数": "回"}
_WITHOUT = (
    "NDBオープンデータの二次医療圏別の表にこの診療行為がないか、表が取り込まれていません。"
    "厚生労働省「NDBオープンデータ」の「C 在宅医療」の二次医療圏別の Excel を取り込むと、"
    "すべての保険者の数が表示されます。"
)
TABLE = ("area_code", "area_name", "value", "population_65plus", "per_1000_65plus")


def show(sheet: Sheet) -> None:
    """The chosen act as bars; children are never set beside those of 65 and more."""
    code = sheet.choice("act", "診療行為", ACTS)
    counted = COUNTED[sheet.choice("count", "数え方", COUNTED, few=True)]
    offered = {"value": "数"}
    if not ACTS[code].startswith("小児"):
        offered["per_1000_65plus"] = "65歳以上千人当たり"
    value = sheet.choice("per", "見る数値", offered, few=True)
    own, found = demand.medical_area(sheet), _asked(sheet, code, counted)
    if found is None or not len(found):
        sheet.tell(_WITHOUT)
        return
    result = _in_units(found, counted)
    when = str(result.records[0]["fiscal_period"])
    own_code = None if sheet.is_prefecture else own.code
    if own_code is None:
        said = sentences_ndb.largest(result, value, ACTS[code], sheet.prefecture_name)
    else:
        said = sentences.standing(
            result, value, own_code, subject=ACTS[code], unit_label="二次医療圏"
        )
    sheet.say(said)
    place = f"{sheet.prefecture_name} 二次医療圏別"
    label = result.column(value).label
    title = sheet.head(f"{ACTS[code]}（NDB・全保険者）", label, place, when)
    if sheet.has_rows(result, value):
        sheet.draw(bars, {when: result}, value, title=title, highlight=own_code)
    sheet.table(result, TABLE)
    sheet.how_to_read(
        what="1 つの診療行為の、12か月の患者の実人数か算定回数。すべての医療保険を含みます。"
        "医療機関の所在地で数えます。",
        can="どの二次医療圏の医療機関が多く行っているか。秘匿は元の表で 10 未満などのもの。",
        cannot="その圏域の住民が受けた数。KDB の数（国保・後期、住所地、月平均）との大小。",
        answer=result,
    )
    sheet.files(result)


def _asked(sheet: Sheet, code: str, counted: str) -> Answer | None:
    """None where the sheets that were imported do not have the act."""
    try:
        return sheet.ask("ndb/by_medical_area", act_code=code, measure=counted, fiscal_year=None)
    except NotInDataError:
        return None


def _in_units(answer: Answer, counted: str) -> Answer:
    """The two ways to count share a column: its name and unit are those of the one asked for."""
    unit = _UNITS[counted]
    told = {
        "value": replace(
            answer.column("value"), type="bigint", label=f"{counted}（12か月）", unit=unit
        ),
        "per_1000_65plus": replace(answer.column("per_1000_65plus"), unit=f"{unit}/千人"),
    }
    return replace(answer, columns=tuple(told.get(c.name, c) for c in answer.columns))
