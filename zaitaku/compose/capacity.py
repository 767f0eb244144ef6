"""What 体制 shows of who stands in an area: notifications, 24 hours, 訪問看護, the survey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.compose import forms, maps, roles
from zaitaku.compose.forms import Form
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.gaps import gaps
from zaitaku.sentences import capacity as sentences

KINDS = {
    "standards": "在支診などの届出",
    "gaps": "24時間の体制",
    "stations": "訪問看護",
    "survey": "実態調査",
}
GROUPS = {
    "both": "在宅療養支援診療所・病院",
    **{code: name for code, name in roles.GROUPS.items() if code != "both"},
    "sharing": "在宅医療情報連携加算",
    "discharge": "入退院支援加算",
    "dental": "在宅療養支援歯科診療所",
    "pharmacies": "在宅患者訪問薬剤管理指導料",
}
_RATES = ("per_100000_65plus", "per_100000")
_WITHOUT = {
    "standards": "この区分の施設基準の届出の名簿が取り込まれていません。地方厚生局の「届出受理"
    "医療機関名簿」（区分により、医科・歯科・薬局）の Excel をそのまま取り込むと、表示されます。",
    "stations": "訪問看護ステーションの表が取り込まれていません。介護サービス情報公表の訪問看護の"
    " CSV をそのまま取り込むと、表示されます。",
    "survey": "この地域の単位で公表できる、または取り込まれた実態調査の表がありません。実態調査の表"
    "を取り込むと、内部モードで市町村別の実施可能件数が表示されます。",
}


def choose(sheet: Sheet) -> str:
    """What is looked at: at first something that the data have."""
    has_list = len(
        sheet.ask("standards/by_area", fiscal_year=None, standard_group=[GROUPS["both"]])
    )
    has_stations = len(sheet.ask("home_nursing/by_area"))
    first = "stations" if has_stations and not has_list else "standards"
    return sheet.choice("kind", "内容", KINDS, first, few=True)


def notifications(sheet: Sheet) -> None:
    """Institutions that have notified, by area; which areas have none."""
    group = GROUPS[sheet.choice("group", "届出の区分", GROUPS, "both")]
    value, form = _value(sheet, "standards/by_area", ("institutions", *_RATES))
    result = sheet.ask("standards/by_area", fiscal_year=None, standard_group=[group])
    if not len(result):
        sheet.tell(_WITHOUT["standards"])
        return
    _say(sheet, sentences.notified(result, group, sheet.unit_label))
    _draw(sheet, result, value, form, f"届出｜{group}", roles.as_of(result))
    if told := sentences.unplaced(result, sheet.unit_label):
        sheet.note(told)
    roles.unplaced(sheet, result, group)
    sheet.how_to_read(
        what="届出をした医療機関（薬局）の数。所在地で数え、同じ区分に 2 つ届け出ても 1 施設です。",
        can="どこに多いか、1 つもない地域はどこか。",
        cannot="実際に訪問診療などをしているか、ほかの地域の医療機関が担っているか（流出入を見る）。",
        answer=result,
    )
    sheet.files(result)


def stations(sheet: Sheet) -> None:
    """訪問看護ステーション by area, and those that answer day and night where the table says so."""
    counts = ("stations", "round_the_clock_stations", *_RATES)
    value, form = _value(sheet, "home_nursing/by_area", counts)
    result = sheet.ask("home_nursing/by_area")
    if not len(result):
        sheet.tell(_WITHOUT["stations"])
        return
    counted = {"round_the_clock_stations": "24時間対応の訪問看護ステーション"}
    column = value if value in counted else "stations"
    name = counted.get(value, "訪問看護ステーション")
    _say(sheet, sentences.spread(result, column, sheet.unit_label, name))
    if sheet.has_rows(result, value) and any(r[value] is not None for r in result.records):
        _draw(sheet, result, value, form, "訪問看護ステーション", "")
    else:
        sheet.tell("取り込んだ訪問看護の表には、24時間対応の記載がありません（0 ではありません）。")
        sheet.table(result)
    sheet.how_to_read(
        what="訪問看護ステーションの数（事業所の所在地）。24時間対応は、元の表に記載があるときだけです。",
        can="どこに多いか、1 つもない地域はどこか。",
        cannot="従事者の数、訪問の回数、ほかの地域のステーションが担っているか。",
        answer=result,
    )
    sheet.files(result)


def round_the_clock(sheet: Sheet) -> None:
    """Areas without a provider that answers day and night."""
    result = sheet.ask("capacity/gaps")
    if all(r["support"] is None and r["stations"] is None for r in result.records):
        sheet.tell(_WITHOUT["standards"])
        sheet.tell(_WITHOUT["stations"])
        return
    _say(sheet, sentences.gaps(result, sheet.unit_label))
    sheet.head("24時間の体制", sheet.place)
    sheet.draw(gaps, result, sheet.marked)
    sheet.table(result)
    sheet.how_to_read(
        what="24時間の体制に関わる届出と登録の数。橙は 0、灰色は不明（表や記載がない、秘匿）。"
        "0 の多い地域から並べています。",
        can="在支診・在支病や24時間対応の訪問看護が 1 つもない地域。住民が往診を受けているか。",
        cannot="実際に夜間・休日に対応しているか。ほかの地域の医療機関が担っているか。",
        answer=result,
    )
    sheet.files(result)


def survey(sheet: Sheet) -> None:
    """How many home visits institutions say they could make."""
    counts = ("possible_cases", "current_cases", "respondents", "performing", "willing")
    value, form = _value(sheet, "survey/by_area", counts)
    result = sheet.ask("survey/by_area")
    if not len(result):
        sheet.tell(_WITHOUT["survey"])
        return
    when = f"{result.records[0]['survey_year']}年度の調査"
    _draw(sheet, result, value, form, "実態調査", when)
    sheet.how_to_read(
        what="医療機関が答えた件数や施設数の和。実施可能件数は、いま実施している分を含みます。",
        can="答えた医療機関が、あとどれだけ引き受けられるか（実施可能件数といまの件数の差）。",
        cannot="答えなかった医療機関の分。ほかの地域の患者を引き受けられるか。",
        answer=result,
    )
    sheet.files(result)


def _say(sheet: Sheet, text: str) -> None:
    """Of all areas together, so the prefecture is named."""
    gap = " " if text[:1].isdecimal() else ""
    sheet.say(f"{sheet.prefecture_name}の{gap}{text}")


def _value(sheet: Sheet, question: str, columns: Sequence[str]) -> tuple[str, Form]:
    """Which figure, and whether as bars or as a map."""
    value = sheet.choice("per", "数え方", measures.menu(question, *columns))
    return value, forms.choose(sheet, among=(forms.BARS, forms.MAP))


def _draw(sheet: Sheet, result: Answer, value: str, form: Form, what: str, when: str) -> None:
    """The figure and its table."""
    title = sheet.head(*filter(None, (what, result.column(value).label, sheet.place, when)))
    if form.form == forms.MAP:
        maps.draw(sheet, result, value, maps.quantiles(result, value))
    else:
        shown: dict[str, Any] = {"title": title, "highlight": sheet.marked}
        sheet.draw(bars, {when or sheet.place: result}, value, **shown)
    sheet.table(result)
