"""The 追加的需要 worksheet (zaitaku/derived/planner.py over queries/additional_demand)."""

import streamlit as st

from zaitaku.exhibits.charts.by_source import by_source
from zaitaku.exhibits.charts.split_bars import split_bars
from zaitaku.sentences import demand as sentences
from zaitaku.ui import download, frame, worksheet_state

LEAD = (
    "追加的需要は人/日です。一般病床の C3 未満は外来で対応することを基本とし、ここには含みません。"
)
RESULT = ("source", "ratio", "home", "facility", "difference", "counted_home", "counted_facility",
          "counted_unit", "denominator", "weakness")  # fmt: skip
GROUPS = ("area_name", "group", "least", "most")


def show(choice: worksheet_state.Choice) -> None:
    code = worksheet_state.area_of(choice)
    plan = worksheet_state.plan_table(choice)
    about = (f"{choice.unit_label}別", f"{choice.year}年度")
    source = worksheet_state.split_label(choice)
    frame.sentence(sentences.split(plan, code))
    frame.figure_title("追加的需要の按分", *about, f"根拠: {source}（合意した数があれば合意）")
    frame.figure(split_bars, plan, code)
    frame.table(plan, key="plan", label="二つの計画に載せる表（市町村まで）", sort=False)
    st.caption(
        "この表の在宅医療を医療計画に、介護施設を介護保険事業（支援）計画に載せると、"
        "市町村・圏域・県の計が両方の計画で一致します。"
    )
    download.buttons(plan, key="plan")

    results = worksheet_state.results(choice, code)
    name = next((row[1] for row in results.rows), code)
    frame.figure_title(f"根拠を変えると｜{name}", *about)
    frame.figure(by_source, results, source, key="by-source")
    frame.table(results, RESULT, key="sources", label="根拠ごとの数・分母・弱いところ", sort=False)
    download.buttons(results, key="sources")

    groups = worksheet_state.groups(choice, code)
    frame.figure_title(f"退院後の在宅医療と介護施設（⑤、4区分の範囲）｜{name}")
    frame.table(groups, GROUPS, key="groups", label="4区分の範囲", sort=False, expanded=True)
    download.buttons(groups, key="groups")
    frame.how_to_read(
        what="目標年度の追加的需要から移行分（下限）を除き、選んだ根拠の比で分けた数。",
        can="根拠を変えたときに按分がどれだけ動くか。二つの計画に載せる、計の合う整数の表。",
        cannot="どの根拠が正しいか（協議の場で決める）。在宅医療と介護施設の両方を使う人の数。",
        answer=plan,
    )


frame.open_page("追加的需要", lead=LEAD)
if (chosen := worksheet_state.worksheet()) is not None:
    show(chosen)
