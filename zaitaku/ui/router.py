"""The script that Streamlit runs: which pages there are, the sidebar, then the page.

It is not ``app.py`` beside ``pages/``: Streamlit would then list the page files by itself and
answer a first deep link with a bare page. Rules of safety live in the package, never here.
"""

import streamlit as st

from zaitaku.ground import paths
from zaitaku.ui import answer, controls, first_steps, headless, open_view, record, share, view

st.set_page_config(
    page_title="在宅医療アトラス",
    page_icon=str(paths.STATIC / "icon.png"),
    layout="wide",
    initial_sidebar_state="expanded",
)

DEFAULT = "overview"
# Section → (file under pages/, title, address).
PAGES = {
    "見る": [
        ("overview/overview.py", "概況", "overview"),
        ("explore/supply.py", "供給", "supply"),
        ("explore/institutions.py", "医療機関", "institutions"),
        ("explore/patients.py", "患者", "patients"),
        ("explore/flows.py", "流出入", "flows"),
        ("explore/flow_map.py", "流出入の地図", "flow_map"),
        ("explore/bridge.py", "需要と供給", "bridge"),
        ("explore/dependence.py", "依存", "dependence"),
        ("explore/inpatient.py", "全国の入院", "inpatient"),
        ("explore/map.py", "地図", "map"),
        ("explore/card.py", "市町村カルテ", "card"),
    ],
    "計画": [
        ("plan/indicators.py", "指標", "indicators"),
        ("plan/targets.py", "目標", "targets"),
        ("plan/additional_demand.py", "追加的需要", "additional_demand"),
        ("plan/demand.py", "将来需要", "demand"),
        ("plan/both.py", "二つの計画", "both"),
        ("plan/roles.py", "役割", "roles"),
    ],
    "圏域": [
        ("plan/redraw.py", "圏域案", "redraw"),
    ],
    "会議": [
        ("meeting/packs.py", "会議資料", "packs"),
        ("meeting/show.py", "会議モード", "show"),
    ],
    "データ": [
        ("data/data.py", "データ", "data"),
        ("data/disclosure.py", "公表設定", "disclosure"),
    ],
}

sections = {
    section: [
        st.Page(paths.PAGES / file, title=title, url_path=address, default=address == DEFAULT)
        for file, title, address in entries
    ]
    for section, entries in PAGES.items()
}
page = st.navigation(sections, position="hidden")

open_view.remember(sections)
view.begin()
record.begin(page.url_path or DEFAULT)
if answer.build_id() is None or not controls.years():
    first_steps.show()
    st.stop()
with st.sidebar:
    menu = st.container()
    controls.sidebar()
    with menu:
        controls.menu(sections)
share.notice_of_build()
with headless.errors_kept():
    page.run()
    share.offer()
view.finish()
