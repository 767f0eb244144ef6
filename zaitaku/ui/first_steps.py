"""What a reader sees before anything was imported: how to begin, or who begins."""

import streamlit as st

from zaitaku.access import asking
from zaitaku.ask import warehouse
from zaitaku.ground import settings
from zaitaku.ui import guide, intake, visitor


def show(page: str) -> None:
    """Say how to import one's own files, or who may, and what there will be to see."""
    st.title("在宅医療アトラス", anchor=False)
    visitor.card()
    if warehouse.held(settings.data_dir()) and asking.may("publish"):
        st.info(
            "まだデータがありません。取り込んだ版が、使うかどうかの決定を待っています。"
            "下の 3 で決めてください。"
        )
    elif asking.may("import"):
        st.info(
            "まだデータがありません。KDB の集計表（①〜⑤）、市区町村マスタ、"
            "住民基本台帳の年齢階級別人口、国土数値情報の行政区域（N03）を下に置いて取り込むと、"
            "この画面に表示されます。"
        )
    else:
        st.info(
            "まだデータがありません。取り込みの権限のある人が取り込み、使い始めると、"
            "この画面に表示されます。"
        )
    if asking.may("import"):
        intake.on_page(page)
    if asking.may("publish"):  # on the machine itself, so for who looks after it
        _commands()
    with st.expander("はじめての使い方を読む", key="first_guide", on_change="rerun") as place:
        if place.open:
            guide.show()


def _commands() -> None:
    with st.expander("コマンドで取り込む・見本の県（架空県）で試す", key="first_commands"):
        st.code("zaitaku sample 見本\nzaitaku import 見本", language=None)
        st.markdown("自分の県のファイルは、1 つのフォルダに置いて、次のように実行します。")
        st.code("zaitaku import フォルダ", language=None)
        st.caption(
            f"取り込み先は {settings.data_dir()} です。取り込みが終わったら、"
            "この画面を読み込み直してください。"
        )
