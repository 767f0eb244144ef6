"""Indicators of the 医療計画 for an area (queries/indicators; zaitaku/derived/measuring.py)."""

from zaitaku.compose import indicator_profile, indicators, logic_model
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.years import years
from zaitaku.sentences import plan as sentences

LEAD = (
    "指標は 1 つの基準（数え方）で示し、地域・年度・モードで変えません。県の指標値があれば"
    "その基準、なければ KDB などの集計から計算した近い値です。"
    "KDB の値は国保・後期だけで、指標の定義（NDB など）とおおよそしか一致しません。"
)


def compose(sheet: Sheet) -> None:
    sheet.open("指標", lead=LEAD)
    area = sheet.area
    form, computed = indicator_profile.choose(sheet), indicators.choose_basis(sheet)
    found = indicator_profile.measured(sheet, computed)
    if form == "logic":
        own = found.own or indicators.board(sheet, computed)
        logic_model.draw(sheet, own, found.reference if sheet.compared else "")
        return
    sheet.say(indicator_profile.sentence(sheet, found))
    if form == "all":
        indicator_profile.draw_all(sheet, found)
        return
    indicator_profile.draw(sheet, found)

    board = indicators.board(sheet, computed)
    sheet.head("医療計画の指標", *sheet.whose, sheet.year_label)
    sheet.say(sentences.board(board))
    indicators.draw(sheet, board)
    sheet.table(board, indicators.columns(sheet), sort=False, label="指標を表で見る")
    sheet.files(board)

    chosen = indicators.choose(sheet, computed)
    if chosen is not None:
        value = chosen.latest.column("value")
        if chosen.panels:
            title = sheet.head(chosen.name, sheet.place, value.unit, chosen.when)
            if sheet.has_rows(chosen.latest, "value"):
                sheet.draw(bars, chosen.panels, "value", title=title, highlight=sheet.marked)
            for label, panel in chosen.panels.items():
                sheet.table(panel, key=f"areas-{label}", label=f"表で見る｜{label}")
        sheet.note(indicators.NOT_BESIDE)
        sheet.files(chosen.latest, key="areas")
        if len(chosen.own) > 1:
            sheet.head(chosen.name, area.title, value.unit, "年度の推移")
            sheet.draw(years, chosen.own, area.code, value.unit)
