"""A figure of every prefecture of the installation, side by side (zaitaku/derived/nation.py)."""

from zaitaku.compose import nation
from zaitaku.compose.sheet import Sheet

LEAD = (
    "値は、それぞれの都道府県の版が今のモードで示すものです。順位は、年度と基準（数え方）が同じものの"
    "間だけで付け、秘匿の値は入れません。"
)


def compose(sheet: Sheet) -> None:
    sheet.open("都道府県を並べる", lead=LEAD)
    there = nation.prefectures(sheet)
    if not there:
        return
    chosen = nation.choose(sheet, there)
    answer = nation.ask(sheet, there, chosen)
    nation.say(sheet, chosen, answer)
    nation.draw(sheet, there, chosen, answer)
    sheet.how_to_read(
        what="同じ数え方の値を、都道府県ごと（二次医療圏なら、その都道府県の行の点か、地図の色）に並べたもの。"
        "一覧の色は、順位を 5 つに分けた位置。",
        can="年度と基準が同じ値の、どれが高くどれが低いか。どの都道府県に値がないか。",
        cannot="違いの理由、良し悪し。年齢や住まい方、医療機関の数の違いは調整していません。"
        "秘匿の決まりは都道府県ごとに違うことがあり、秘匿の値は順位に入りません。",
        answer=answer,
    )
    sheet.files(answer)
    nation.lead_on(sheet, there)
