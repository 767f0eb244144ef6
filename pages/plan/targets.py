"""Targets of the 医療計画: how far, how fast, and where the trend leads (queries/targets)."""

from zaitaku.compose import targets
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.path import path
from zaitaku.exhibits.charts.progress import progress
from zaitaku.sentences import plan as sentences

LEAD = (
    "計画に書かれた目標と、同じ基準の実績値です。"
    "基準（数え方）の違う値とは比べないので、実績値がない目標は「判定できない」と示します。"
)


def compose(sheet: Sheet) -> None:
    sheet.open("目標", lead=LEAD)
    form = targets.choose(sheet)
    if form == "all":
        targets.draw_areas(sheet)
    elif form == "demand":
        targets.draw_needed(sheet)
    elif form == "one":
        area = targets.choose_area(sheet)
        found = targets.judged(sheet, area)
        answer = targets.table(sheet, area, found)
        sheet.say(sentences.targets(found, area.title))
        sheet.head("目標の進みぐあい", area.title)
        sheet.draw(progress, tuple(found))
        sheet.table(answer, targets.TABLE, sort=False)
        sheet.files(answer)

        one = targets.choose_target(sheet, found)
        sheet.head(one.name, area.title, f"{one.target.target_year}年度までの目標")
        sheet.say(sentences.target(one))
        if one.points or one.judgement.goal is not None:
            sheet.draw(path, one)
        history = targets.history(sheet, area)
        sheet.head("改定の経過", area.title)
        sheet.table(history, targets.HISTORY, sort=False, label="改定の経過を表で見る")
        targets.rules(sheet)
        sheet.how_to_read(
            what="棒は基準値から目標までの道のりのうち進んだ割合。橙の線は、均等に進んだ場合のいまの位置。"
            "折れ線は実績、破線は目標までの均等な道、点線と帯はいまの傾向とその幅。",
            can="目標に届きそうか、1年当たりどれだけ増やす（減らす）必要があるか。",
            cannot="なぜ進んだか・遅れたか。傾向は過去の値を延ばしただけで、見込みではありません。",
            answer=answer,
        )
        sheet.files(history, key="history")
