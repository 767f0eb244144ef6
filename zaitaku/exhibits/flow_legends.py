"""The legend of a map of flows: its colours, and what widths and circles stand for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from zaitaku.exhibits import flow_maps
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.flow_maps import Chosen
from zaitaku.exhibits.legends import Disc, Entry, Group, Stroke

FROM, TO = "住所地の側", "医療機関所在地の側"
OUT, IN, OTHER = "出ていく流れ", "入ってくる流れ", "ほかの流れ"
COLORS = {OUT: theme.HIGHER, IN: theme.LOWER, OTHER: theme.SAME}
_SHOWN = 6.0  # px of a line that shows a colour


def kind(origin: str, destination: str, area: str) -> str:
    """What a flow is to the area."""
    return OUT if origin == area else IN if destination == area else OTHER


def legend(every: Sequence[Chosen], area: str | None) -> list[Group]:
    """Of maps on one scale: each group only where one of them draws such a thing."""
    widest, largest = flow_maps.most(every)
    groups = []
    if any(one.arcs for one in every):
        widths = [
            Entry(Stroke(theme.SUBTLE, flow_maps.arc_width(step, widest)), f"{step:,g}")
            for step in steps(widest)
        ]
        groups += [
            Group("線の色", _colors(every, area)),
            Group("線の太さ（人/月）", tuple(widths), in_row=True),
        ]
    if any(one.within for one in every):
        fill = theme.mixed("#f7f9fb", theme.SEQUENTIAL[2], 0.6)
        discs = [
            Entry(Disc(flow_maps.radius(step, largest), fill, theme.SEQUENTIAL[4]), f"{step:,g}")
            for step in steps(largest)
        ]
        groups.append(
            Group("丸の大きさ: 地域の中で受けている患者（人/月）", tuple(discs), in_row=True)
        )
    return groups


def _colors(every: Sequence[Chosen], area: str | None) -> tuple[Entry, ...]:
    if area is None:
        return (
            Entry(
                Stroke(theme.HIGHER, _SHOWN, to=theme.LOWER), "住所地（橙）→ 医療機関所在地（青）"
            ),
        )
    drawn = {kind(flow.origin, flow.destination, area) for one in every for flow in one.arcs}
    return tuple(Entry(Stroke(COLORS[name], _SHOWN), name) for name in COLORS if name in drawn)


def steps(most: float) -> list[float]:
    """Three round figures up to the largest."""
    if most <= 0:
        return [1.0]
    unit = 10 ** math.floor(math.log10(most))
    top = max(step * unit for step in (1, 2, 5) if step * unit <= most)
    return [round(top / 10, 2), round(top / 2, 2), round(top, 2)]
