"""Which flows the reader wants to see, and their maps side by side on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.compose import flows
from zaitaku.compose.shapes import Shapes, shapes
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import flow_maps
from zaitaku.exhibits.flow_maps import Chosen, Direction
from zaitaku.exhibits.flow_pictures import Panel, flow_picture

_TOPS = {"20": "20", "40": "40", "80": "80", "1000": "すべて"}
_DIRECTIONS = {
    "all": "すべて",
    "outgoing": "出ていく",
    "incoming": "県内から入ってくる",
    "between": "2地域の間",
}
_SUMS = {"gross": "往復を別々に", "net": "差引"}
_COLOURS = {
    "all": "線は住所地（橙）から医療機関所在地（青）へ向かいます。",
    "outgoing": "橙の線は、注目する地域に住む患者が受けている先です。",
    "incoming": "青の線は、注目する地域の医療機関へ県内のほかの地域から来る流れです。",
    "between": "注目する地域から出る流れは橙、入る流れは青です。",
}
_LISTED = ("origin_name", "destination_name", "patients", "share_of_origin")
_NET = ("origin_name", "destination_name", "net_patients", "patients", "back_patients")


@dataclass(frozen=True)
class Wanted:
    """Flows of ``area`` in a direction (``partner``: of 「2地域の間」), or all; ``beside``: code →
    name of the areas that are framed."""

    direction: Direction
    area: Area
    partner: Area | None
    minimum: float
    top: int
    net: bool
    beside: Mapping[str, str] = field(default_factory=dict)

    def choose(self, result: Answer) -> Chosen:
        """The flows of an answer of flows/matrix that are drawn."""
        return flow_maps.choose(
            result,
            direction=self.direction,
            area=self.area.code,
            partner=self.partner.code if self.partner else None,
            minimum=self.minimum,
            top=self.top,
            net=self.net,
        )

    @property
    def focus(self) -> str | None:
        """The area whose flows are told apart by colour; None where no area's are."""
        return None if self.direction == "all" else self.area.code

    @property
    def title(self) -> str:
        """What the map shows: 「盛岡市から出ていく訪問診療の流れ」."""
        here, partner = self.area.title, self.partner.title if self.partner else ""
        whose = {
            "all": "",
            "outgoing": f"{here}から出ていく",
            "incoming": f"{here}に県内から入ってくる",
            "between": f"{here}と{partner}の間の",
        }[self.direction]
        return f"{whose}訪問診療の流れ{'（差引）' if self.net else ''}"

    @property
    def how(self) -> str:
        """How arcs and circles are read."""
        framed = f"太い枠は、並べた地域（{'、'.join(self.beside.values())}）です。"
        return (
            (framed if self.beside else "")
            + (
                f"{_COLOURS[self.direction]}往きと復りは反対側に曲がり、太いほど多い流れです。"
                "丸の大きさは地域内で受けている患者数。「県外」は地図の右下に離して置いています。"
            )
            + ("「県外」への流れは、帰りの数がないので差し引いていません。" if self.net else "")
        )

    @property
    def question(self) -> str:
        """The question that lists what the map draws."""
        return "flows/net" if self.net else "flows/largest"

    def params(self) -> dict[str, Any]:
        """The same choice for ``question``."""
        here = [self.area.code]
        both = [*here, self.partner.code if self.partner else None]
        ends: dict[Direction, dict[str, Any]] = {
            "all": {},
            "outgoing": {"origin_code": here},
            "incoming": {"destination_code": here},
            "between": {"origin_code": both, "destination_code": both},
        }
        return {"minimum": self.minimum, "top": self.top, **ends[self.direction]}


def choose(sheet: Sheet) -> Wanted:
    """Which flows: their direction, the least of them, how many, and how they are counted."""
    with sheet.row():
        direction = cast(Direction, sheet.choice("flow", "向き", _directions(sheet), few=True))
        partner = _partner(sheet) if direction == "between" else None
    with sheet.aside("線の数と数え方"):
        least = flows.minimum(sheet)
        top = int(sheet.choice("top", "多い順の本数", _TOPS, "40", few=True))
        net = sheet.choice("sums", "流れの数え方", _SUMS, few=True) == "net"
    return Wanted(direction, sheet.area, partner, least, top, net, sheet.beside)


def _directions(sheet: Sheet) -> dict[str, str]:
    """Nothing leaves the prefecture for another of the areas: all flows are its own."""
    return {"all": "すべて"} if sheet.is_prefecture else _DIRECTIONS


def _partner(sheet: Sheet) -> Area:
    others = {code: name for code, name in sheet.areas.items() if code != sheet.area.code}
    code = sheet.choice("with", "相手の地域", others)
    return sheet.area_of(sheet.unit, code, others.get(code, ""))


def beside_list(sheet: Sheet, answers: Mapping[str, Answer], want: Wanted, listed: Answer) -> None:
    """One map (label → answer of flows/matrix) with its legend and the list of its flows beside
    it; those of several years on one scale above theirs."""
    where = shapes(sheet)
    chosen = {label: want.choose(one) for label, one in answers.items()}
    label = "流れの一覧（多い順）"
    if len(answers) > 1:
        with sheet.box("flow_years"):
            _draw(sheet, where, answers, want, chosen)
        _legend(sheet, where, want, chosen)
        _list(sheet, listed, want, f"{label}｜{sheet.year_label}")
    else:
        with sheet.box("flow_beside"):
            drawn, beside = sheet.columns([4, 3])
            with drawn:
                _draw(sheet, where, answers, want, chosen)
            with beside, sheet.box("flow_list"):
                _legend(sheet, where, want, chosen)
                _list(sheet, listed, want, label, expanded=True)
    if where is not None:
        sheet.note(want.how)


def _list(
    sheet: Sheet, listed: Answer, want: Wanted, label: str, *, expanded: bool = False
) -> None:
    columns = _NET if want.net else _LISTED
    sheet.table(listed, columns, key="listed", label=label, sort=False, expanded=expanded)


def _draw(
    sheet: Sheet,
    where: Shapes | None,
    answers: Mapping[str, Answer],
    want: Wanted,
    chosen: Mapping[str, Chosen],
) -> None:
    if where is not None:
        sheet.part("flow_decks", where, want, answers, chosen)
        _in_files(sheet, where, want, chosen)


def _legend(sheet: Sheet, where: Shapes | None, want: Wanted, chosen: Mapping[str, Chosen]) -> None:
    if where is not None:
        sheet.part("flow_legend", want, chosen)


def _in_files(sheet: Sheet, where: Shapes, want: Wanted, chosen: Mapping[str, Chosen]) -> None:
    """WebGL cannot be captured: files get the same flows as a picture."""
    panels = [Panel(label, one, said(one)) for label, one in chosen.items()]
    kwargs = {
        "geo_url": where.url,
        "layer": where.layer,
        "aspect": where.aspect,
        "area": want.focus,
        "framed": tuple(want.beside),
        "how": want.how,
    }
    sheet.drew(flow_picture, (panels, where.places), kwargs)


def said(chosen: Chosen) -> str:
    """What a map shows and leaves out: 「線 20 本、丸 9 個。描いていない流れ: 3 本は秘匿。」"""
    text = f"線 {len(chosen.arcs)} 本、丸 {len(chosen.within)} 個"
    left = [
        f"{count} 本は{why}"
        for count, why in ((chosen.below, "下限未満か上位の外"), (chosen.hidden, "秘匿"))
        if count
    ]
    return f"{text}。" + (f"描いていない流れ: {'、'.join(left)}。" if left else "")
