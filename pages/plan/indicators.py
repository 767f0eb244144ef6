"""Indicators of the 医療計画 for an area (queries/indicators; zaitaku/derived/measuring.py)."""

from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.years import years
from zaitaku.sentences import plan as sentences
from zaitaku.ui import controls, download, frame, indicators_state

LEAD = (
    "指標は 1 つの基準（数え方）で示し、地域・年度・モードで変えません。県の指標値があれば"
    "その基準、なければ KDB などの集計から計算した近い値です。"
    "KDB の値は国保・後期だけで、指標の定義（NDB など）とおおよそしか一致しません。"
)

frame.open_page("指標", lead=LEAD)
area = controls.area()
computed = indicators_state.choose_basis()
board = indicators_state.board(computed)
frame.sentence(sentences.board(board, area.name))
frame.figure_title("医療計画の指標", area.name, controls.unit_label(), controls.year_label())
indicators_state.draw(board)
frame.table(board, indicators_state.TABLE, sort=False, label="指標を表で見る")
download.buttons(board)

chosen = indicators_state.choose(computed)
if chosen is not None:
    value = chosen.latest.column("value")
    title = frame.figure_title(chosen.name, controls.place(), value.unit, chosen.when)
    if frame.has_rows(chosen.latest, "value"):
        frame.figure(bars, chosen.panels, "value", title=title, highlight=area.code)
    for label, panel in chosen.panels.items():
        frame.table(panel, key=f"areas-{label}", label=f"表で見る｜{label}")
    if len(chosen.every) > 1:
        frame.figure_title(chosen.name, area.name, value.unit, "年度の推移")
        frame.figure(years, chosen.every, area.code, value.unit)
    frame.how_to_read(
        what="選んだ指標の値を、地域ごと・年度ごとに並べたもの。濃い棒が注目する地域。",
        can="同じ基準（数え方）で比べた、地域どうしの多い少ないと年度による変化。",
        cannot="基準の違う値どうしの大小。「一部」とあるものは、指標の定義の一部だけの数です。",
        answer=chosen.latest,
    )
    download.buttons(chosen.latest, key="areas")
