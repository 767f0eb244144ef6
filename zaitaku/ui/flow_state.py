"""What the pages of flows let the reader choose, and drawing flows on maps side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.exhibits import flow_maps
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.flow_maps import Chosen, Direction, Point
from zaitaku.exhibits.flow_pictures import Panel, flow_picture
from zaitaku.ui import answer, controls, map_state, record

RESIDENCES = {"home": "同一建物以外（居宅など）", "shared": "同一建物（施設など）", "both": "両方"}
KEPT = {"home": ["同一建物以外"], "shared": ["同一建物"], "both": []}
_BOTH = "同一建物以外と同一建物の計"  # in a title nobody knows which two 「両方」 are
MINIMUMS = {"0": "すべて", "1": "1人以上", "5": "5人以上", "20": "20人以上"}
TOPS = {"20": "20", "40": "40", "80": "80", "1000": "すべて"}
_DIRECTIONS = {
    "all": "すべて",
    "outgoing": "出ていく",
    "incoming": "県内から入ってくる",
    "between": "2地域の間",
}
WIDE = 550  # px of one map beside its list
GAP = 16  # px between maps side by side
_COLOURS = {
    "all": "弧は住所地（橙）から医療機関所在地（青）へ向かいます。",
    "outgoing": "橙の弧は、注目する地域に住む患者が受けている先です。",
    "incoming": "青の弧は、注目する地域の医療機関へ県内のほかの地域から来る流れです。",
    "between": "注目する地域から出る流れは橙、入る流れは青です。",
}


@dataclass(frozen=True)
class Residence:
    """居住形態 chosen: home, shared or both; ``kept`` as questions take it (empty: both)."""

    code: str
    label: str
    kept: list[str]


@dataclass(frozen=True)
class Wanted:
    """Which flows the reader wants to see."""

    direction: Direction
    partner: str | None
    minimum: float
    top: int
    net: bool

    def choose(self, result: Answer, area: str) -> Chosen:
        """The flows of an answer of flows/matrix that are drawn."""
        return flow_maps.choose(
            result,
            direction=self.direction,
            area=area,
            partner=self.partner,
            minimum=self.minimum,
            top=self.top,
            net=self.net,
        )

    @property
    def title(self) -> str:
        """What the map shows: 「盛岡市から出ていく訪問診療の流れ」."""
        here = controls.area().name
        partner = controls.areas().get(self.partner or "", "")
        whose = {
            "all": "",
            "outgoing": f"{here}から出ていく",
            "incoming": f"{here}に県内から入ってくる",
            "between": f"{here}と{partner}の間の",
        }[self.direction]
        return f"{whose}訪問診療の流れ{'（差引）' if self.net else ''}"

    @property
    def question(self) -> str:
        """The question that lists what the map draws."""
        return "flows/net" if self.net else "flows/largest"

    def params(self) -> dict[str, Any]:
        """The same choice for ``question``."""
        here, both = [controls.area().code], [controls.area().code, self.partner]
        ends: dict[Direction, dict[str, Any]] = {
            "all": {},
            "outgoing": {"origin_code": here},
            "incoming": {"destination_code": here},
            "between": {"origin_code": both, "destination_code": both},
        }
        return {"minimum": self.minimum, "top": self.top, **ends[self.direction]}


def residence() -> Residence:
    """居宅 and 施設 flow differently: one of them is shown unless the reader asks for both."""
    chosen = controls.choice("residence", "居住形態", RESIDENCES, few=True)
    label = _BOTH if chosen == "both" else RESIDENCES[chosen]
    return Residence(chosen, label, KEPT[chosen])


def blocks() -> dict[str, str]:
    """圏域 by which municipalities can be put in blocks; none for other units."""
    if controls.area_unit() != "municipality":
        return {}
    zones = {"zone": controls.zone_scheme()} if controls.zone_scheme() else {}
    return {"medical_area": "二次医療圏", **zones}


def minimum() -> float:
    """The least number of patients of what is shown."""
    return float(controls.choice("least", "示す患者数", MINIMUMS, few=True))


def wanted() -> Wanted:
    """Draw the controls of a map of flows."""
    with st.container(horizontal=True):
        direction = cast(Direction, controls.choice("flow", "向き", _DIRECTIONS, few=True))
        partner = None
        if direction == "between":
            others = {c: n for c, n in controls.areas().items() if c != controls.area().code}
            partner = controls.choice("with", "相手の地域", others)
        least = minimum()
        top = int(controls.choice("top", "多い順の本数", TOPS, "40", few=True))
        sums = {"gross": "往復を別々に", "net": "差引"}
        net = controls.choice("sums", "流れの数え方", sums, few=True) == "net"
    return Wanted(direction, partner, least, top, net)


def draw(answers: Mapping[str, Answer], want: Wanted) -> None:
    """One map per year (label → answer of flows/matrix), side by side and on one scale."""
    where = map_state.shapes()
    if where is None:
        return
    area = controls.area().code
    if record.alone():
        _record(where, {label: want.choose(one, area) for label, one in answers.items()}, want)
        return
    outlines = where.url.replace(".topojson", f".geojson?layer={quote(where.layer, safe='')}")
    points = answer.ask("geo/points")
    # a 圏域 reaches far beyond its point: the towns tell how far the map goes
    towns = answer.ask("geo/points", area_unit="municipality", zone_scheme=None)
    decks = _decks(tuple(answers.values()), want, area, points, outlines, towns)
    _record(where, {label: one for label, (one, _) in zip(answers, decks, strict=True)}, want)
    for place, label, (one, deck) in zip(st.columns(len(decks)), answers, decks, strict=True):
        with place:
            if len(decks) > 1:
                st.markdown(f"**{label}**")
            said = _said(one)
            alt = f"{label}の流出入の地図。{said}数値は並べた一覧と表にあります。"
            st.pydeck_chart(deck, height=flow_maps.HEIGHT, key=f"flow-map-{label}", alt=alt)
            st.caption(said)
    st.caption(_how(want))


def _record(where: map_state.Shapes, chosen: Mapping[str, Chosen], want: Wanted) -> None:
    """WebGL cannot be captured: files get the same flows as a picture."""
    panels = [Panel(label, one, _said(one)) for label, one in chosen.items()]
    kwargs = {
        "geo_url": where.url,
        "layer": where.layer,
        "aspect": where.aspect,
        "area": None if want.direction == "all" else controls.area().code,
        "how": _how(want),
    }
    record.drew(flow_picture, (panels, where.places), kwargs)


def _how(want: Wanted) -> str:
    return (
        f"{_COLOURS[want.direction]}往きと復りは反対側に曲がり、太いほど多い流れです。"
        "丸の大きさは地域内で受けている患者数。「県外」は地図の右下に離して置いています。"
    ) + ("「県外」への流れは、帰りの数がないので差し引いていません。" if want.net else "")


@st.cache_resource(
    max_entries=100,
    show_spinner=False,
    hash_funcs={Answer: lambda answer: answer.key, Wanted: repr},
)
def _decks(
    answers: Sequence[Answer],
    want: Wanted,
    area: str,
    points: Answer,
    outlines: str,
    towns: Answer,
) -> list[tuple[Chosen, Any]]:
    """Built once for the same answers and wishes; nobody changes a deck."""
    places, extent = (
        {
            str(code): Point(str(name), float(lon), float(lat))
            for code, name, _, _, lon, lat in found.rows
        }
        for found in (points, towns)
    )
    chosen = [want.choose(result, area) for result in answers]
    return [
        (
            one,
            flow_maps.flow_arcs(
                one,
                places,
                outlines,
                area=None if want.direction == "all" else area,
                beside=chosen,
                extent=list(extent.values()),
                width=WIDE if len(chosen) == 1 else theme.WIDTH // len(chosen) - GAP,
            ),
        )
        for one in chosen
    ]


def _said(chosen: Chosen) -> str:
    text = f"弧 {len(chosen.arcs)} 本、丸 {len(chosen.within)} 個"
    left = [
        f"{count} 本は{why}"
        for count, why in ((chosen.below, "下限未満か上位の外"), (chosen.hidden, "秘匿"))
        if count
    ]
    return f"{text}。" + (f"描いていない流れ: {'、'.join(left)}。" if left else "")
