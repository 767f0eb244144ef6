"""公表設定: the rules, what is hidden and why, and what the audit found (queries/disclosure)."""

import streamlit as st

from zaitaku.ui import answer, controls, download, frame

frame.open_page("公表設定", lead="")
st.markdown(
    "公表モードの画面・表・ファイルは、取込のときに作った**公表用データ**だけから作られます。"
    "規則は `disclosure.toml` で変えられ、`zaitaku publish` で反映されます。"
)

frame.figure_title("いまの規則")
frame.bullets([row[1] for row in answer.ask("disclosure/policy").rows], "規則")

frame.figure_title("秘匿したマスの数と監査の結果")
summary = answer.ask("disclosure/summary")
frame.table(summary, key="summary", label="表ごとの数", expanded=True)
frame.how_to_read(
    "表ごとの全マス数、小さいため秘匿した数（一次）、逆算を防ぐために秘匿した数（補完）です。",
    "「逆算できるマス」が 0 なら、表示された数をどう足し引きしても、秘匿した数を"
    "しきい値の半分より狭くは絞り込めません。0 でない版は作られません。",
    "ほかで公表された資料と突き合わせた場合の安全は、ここでは確かめていません。",
    summary,
)
download.buttons(summary, key="summary")

if controls.mode() == "internal":
    frame.figure_title("秘匿したマスと理由")
    kinds = {"complementary": "補完", "primary": "一次"}
    names = {code: f"{word}秘匿" for code, word in kinds.items()}
    kind = kinds[controls.choice("kind", "秘匿の種類", names, few=True)]
    reasons = answer.ask("disclosure/reasons", kind=kind)
    if frame.has_rows(reasons):
        frame.table(reasons, key="reasons", label=f"{len(reasons):,} マス", expanded=True)
        download.buttons(reasons, key="reasons")
else:
    st.caption("秘匿したマスごとの理由は、内部モードで見られます。")
