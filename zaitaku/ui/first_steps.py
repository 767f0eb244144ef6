"""What a reader sees before anything was imported: how to begin."""

import streamlit as st

from zaitaku.ground import settings
from zaitaku.ui import guide, intake


def show(page: str) -> None:
    """Say how to import the sample prefecture or one's own files, and what there will be to see."""
    st.title("在宅医療アトラス", anchor=False)
    st.info(
        "まだデータがありません。KDB の集計表（①〜⑤）、市区町村マスタ、"
        "住民基本台帳の年齢階級別人口、国土数値情報の行政区域（N03）を下に置いて取り込むと、この画面に表示されます。"
    )
    intake.on_page(page)
    with st.expander("コマンドで取り込む・見本の県（架空県）で試す", key="first_commands"):
        st.code("zaitaku sample 見本\nzaitaku import 見本", language=None)
        st.markdown("自分の県のファイルは、1 つのフォルダに置いて、次のように実行します。")
        st.code("zaitaku import フォルダ", language=None)
        st.caption(
            f"取り込み先は {settings.data_dir()} です。取り込みが終わったら、"
            "この画面を読み込み直してください。"
        )
    with st.expander("はじめての使い方を読む", key="first_guide", on_change="rerun") as place:
        if place.open:
            guide.show()
