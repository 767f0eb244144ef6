"""Targets of the 医療計画: how far, how fast, and where the trend leads (queries/targets)."""

from zaitaku.exhibits.charts.path import path
from zaitaku.exhibits.charts.progress import progress
from zaitaku.sentences import plan as sentences
from zaitaku.ui import download, frame, targets_state

LEAD = (
    "計画に書かれた目標と、同じ基準の実績値です。"
    "基準（数え方）の違う値とは比べないので、実績値がない目標は「判定できない」と示します。"
)

frame.open_page("目標", lead=LEAD)
area = targets_state.choose_area()
if area is not None:
    found = targets_state.judged(area)
    answer = targets_state.table(area, found)
    frame.sentence(sentences.targets(found, area.name))
    frame.figure_title("目標の進みぐあい", area.name)
    frame.figure(progress, tuple(found))
    frame.table(answer, targets_state.TABLE, sort=False)
    download.buttons(answer)

    one = targets_state.choose_target(found)
    frame.figure_title(one.name, area.name, f"{one.target.target_year}年度までの目標")
    frame.sentence(sentences.target(one))
    if one.points or one.judgement.goal is not None:
        frame.figure(path, one)
    history = targets_state.history(area)
    frame.figure_title("改定の経過", area.name)
    frame.table(history, targets_state.HISTORY, sort=False, label="改定の経過を表で見る")
    targets_state.rules()
    frame.how_to_read(
        what="棒は基準値から目標までの道のりのうち進んだ割合。橙の線は、均等に進んだ場合のいまの位置。"
        "折れ線は実績、破線は目標までの均等な道、点線と帯はいまの傾向とその幅。",
        can="目標に届きそうか、1年当たりどれだけ増やす（減らす）必要があるか。",
        cannot="なぜ進んだか・遅れたか。傾向は過去の値を延ばしただけで、見込みではありません。",
        answer=answer,
    )
    download.buttons(history, key="history")
