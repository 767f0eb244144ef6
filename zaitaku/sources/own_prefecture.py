"""Whether a national table has the prefecture of the master: else no area of ours has a row."""

from __future__ import annotations

from collections.abc import Iterable

from zaitaku.ground.states import Problem
from zaitaku.sources.master import Master
from zaitaku.sources.sheet.grid import Grid

_SHOWN = 5


def told_if_lacking(grid: Grid, areas: Iterable[tuple[str, str]], master: Master) -> list[Problem]:
    """A warning where no area (code that begins with its prefecture's, name) is of the master.

    What is there is read all the same: it tells of the country. Nothing without a master.
    """
    own = {code[:2] for code in master.by_code}
    listed = dict(areas)
    if not own or not listed or any(code[:2] in own for code in listed):
        return []
    shown = "、".join(f"{code} {name}" for code, name in list(listed.items())[:_SHOWN])
    more = f" など {len(listed):,} 区域" if len(listed) > _SHOWN else ""
    message = (
        f"市区町村マスタの都道府県（コード {'、'.join(sorted(own))}）の圏域が、この表に 1 つも"
        f"ありません（あるのは {shown}{more}）。この県の数は欠測です。0 ではありません。"
    )
    fix = "この県の圏域のある全国の表を取り込んでください。"
    return [grid.problem("warning", None, None, message, fix)]
