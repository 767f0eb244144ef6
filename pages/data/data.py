"""Where the figures come from: build, files, warnings, and what KDB data cannot say."""

import streamlit as st

from zaitaku.ui import answer, controls, download, frame, loaded, open_view, plausible

frame.open_page("データ", lead="")

frame.figure_title("この版")
build = answer.ask("build/info")
shown = ["build_id", "created_on", "software_version", "sources", "problems"]
frame.table(build, shown, key="build", label="版と取込日時", expanded=True, sort=False)
with st.expander("どの年度のデータがあるか", expanded=True):
    frame.plain_table(loaded.years(), "どの年度のデータがあるか")

frame.figure_title("KDB データを読むときの留意点")
st.markdown(loaded.caveats())

compared = plausible.compared()
frame.figure_title("数のつき合わせ（①②③④と前年度）", controls.place(), controls.year_label())
if frame.has_rows(compared):
    frame.sentence(plausible.sentence(compared))
    for label, part in plausible.parts(compared).items():
        frame.table(part, plausible.TABLE, key=label, label=label, expanded=True, sort=False)
    download.buttons(compared, key="plausible")
    frame.how_to_read(*plausible.READING, compared)

frame.figure_title("取り込んだファイル")
sources = loaded.readable(answer.ask("build/sources"), "kind", loaded.kinds())
shown = ["file_name", "sheet", "kind", "fiscal_year", "row_count", "imported_at"]
frame.table(sources, shown, key="sources", label="ファイルと表", expanded=True)
if controls.mode() == "internal":  # a release holds none
    st.caption("ファイルのハッシュ値（SHA-256）は、ダウンロードしたファイルに入っています。")
download.buttons(sources, key="sources")

frame.figure_title("取込時の注意")
problems = loaded.readable(answer.ask("build/problems"), "severity", loaded.SEVERITIES)
if len(problems):
    frame.table(problems, key="problems", label=f"{len(problems)} 件", expanded=True)
    download.buttons(problems, key="problems")
else:
    st.caption("注意はありません。")

frame.figure_title("資料の版IDから画面を開く")
open_view.ask(None)
