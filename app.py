"""The server: Streamlit's application with our routes, headers and error message.

Runs with ``streamlit run app.py`` or ``uvicorn app:app``; ``zaitaku serve`` does the former.
"""

import streamlit as st

from zaitaku import web
from zaitaku.ground import paths
from zaitaku.ui import failure, serving

app = st.App(
    str(paths.ROUTER),
    routes=web.ROUTES,
    middleware=web.MIDDLEWARE,
    lifespan=serving.lifespan,
    secrets=serving.sign_in(),
    on_script_error=failure.show,
)
