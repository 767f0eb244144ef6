"""Views and exhibits made by hand, for tests of files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt

from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits import classes, maps
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.maps import Place
from zaitaku.exhibits.views import Exhibit, Reading, View
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL, SUPPRESSED

COLUMNS = (
    Column("area_code", "varchar", "key", "地域コード"),
    Column("area_name", "varchar", "key", "地域名"),
    Column("patients", "double", "count", "患者数", "人/月", "1か月当たり患者数（月平均）"),
)
AREAS = [("99201", "青市", 1234.5), ("99202", "赤市", 12.5), ("99301", "白町", None)]
HASH = "0123456789abcdef"
# two squares of 10 km and one beside them
_CORNERS = {"99201": (0, 0), "99202": (10, 0), "99301": (0, 10)}


def answer(areas: Sequence[tuple[str, str, float | None]] = AREAS, mode: Mode = "public") -> Answer:
    states = [(ACTUAL, ACTUAL, SUPPRESSED if value is None else ACTUAL) for *_, value in areas]
    return Answer(
        name="patients/by_area",
        question="市町村ごとに何人か",
        grain="one row per area",
        source="需要側 患者数 (KDB 集計表③)",
        columns=COLUMNS,
        rows=list(areas),
        states=states,
        notes=("国保・後期高齢者医療の加入者だけの数です。",),
        params={"fiscal_year": 2023},
        param_labels={"fiscal_year": "年度"},
        build_id="b1",
        mode=mode,
    )


def view(*exhibits: Exhibit, mode: Mode = "public", sentence: str = "青市が最も多い。") -> View:
    return View(
        page="supply",
        title="供給",
        link={"year": ("2023",), "mode": (mode,)},
        choices=(("年度", "令和5年度（2023）"), ("地域の単位", "市町村")),
        mode=mode,
        build_id="b1",
        year_label="令和5年度（2023）",
        sentences=(sentence,),
        exhibits=exhibits,
        reading=Reading("人数。", "多い少ない。", "必要な人に足りているか。"),
    )


def label(text: str, *, bold: bool = False) -> Any:
    """A chart of nothing but one text."""
    rows = alt.InlineData([{"t": text}])
    weight = "bold" if bold else "normal"
    mark = alt.Chart(rows).mark_text(fontSize=40, fontWeight=weight).encode(text="t:N")
    return theme.finish(mark.properties(width=120, height=60), f"文字「{text}」だけの図。")


def bars(found: Answer, height: int = 120) -> Any:
    """A chart of an answer with its names and numbers."""
    rows = [
        {"name": row[1], "value": row[2], "text": "秘匿" if row[2] is None else f"{row[2]:,.1f}"}
        for row in found.rows
    ]
    base = alt.Chart(alt.InlineData(rows)).encode(y=alt.Y("name:N", title=None, sort=None))
    chart = base.mark_bar().encode(x="value:Q") + base.mark_text().encode(text="text:N")
    return theme.finish(chart.properties(height=height), "市町村ごとの患者数の棒グラフ。")


def choropleth(found: Answer) -> Any:
    """The real map on the boundaries of ``write_boundaries``; one area is hatched."""
    places = {code: Place(name, *_CORNERS[code]) for code, name, _ in AREAS}
    return maps.choropleth(
        found,
        "patients",
        geo_url=f"/geo/{HASH}.topojson",
        layer="municipality",
        classes=classes.make([], "manual", limits=[100]),
        aspect=1.0,
        places=places,
        outlines=["medical_area"],
        highlight="99201",
        place_name="架空県",
    )


def write_boundaries(data_dir: Path) -> Path:
    """The prepared TopoJSON of three squares; returns the data folder."""
    arcs, municipalities = [], []
    for number, (code, (x, y)) in enumerate(_CORNERS.items()):
        arcs.append([[x, y], [x + 9, y], [x + 9, y + 9], [x, y + 9], [x, y]])
        properties = {"code": code, "name": code}
        municipalities.append(
            {"type": "Polygon", "id": code, "arcs": [[number]], "properties": properties}
        )
    layers = {
        name: {"type": "GeometryCollection", "geometries": municipalities}
        for name in ("municipality", "medical_area")
    }
    (data_dir / "geo").mkdir(parents=True, exist_ok=True)
    (data_dir / "geo" / f"{HASH}.topojson").write_text(
        json.dumps({"type": "Topology", "arcs": arcs, "objects": layers})
    )
    return data_dir
