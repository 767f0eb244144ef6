"""The figures of one area in the table both plans take: agreed or reckoned, shared out, summed.

``record`` is a row of the table of 追加的需要 by column name. What a source hides stays hidden in
everything made from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zaitaku.ground.states import ACTUAL, MISSING
from zaitaku.planning import additional_demand as ad
from zaitaku.planning.apportion import apportion

Record = Mapping[str, Any]


def split(record: Record, one: ad.Ratio) -> ad.Split | None:
    """在宅医療 and 介護施設 by one source; None where it has no ratio."""
    share = one.home_share
    if share is None:
        return None
    return ad.split(record["total"], record["step1"], share, record["carry_over"])


@dataclass(frozen=True)
class Line:
    """The figures of one area in the table; None with their state where they are not known."""

    need: int | None
    total: int | None
    home: int | None
    facility: int | None
    step1: int | None
    other_facility: int | None
    state: str = ACTUAL

    @classmethod
    def absent(cls, state: str) -> Line:
        """No figure is known, for this reason."""
        return cls(None, None, None, None, None, None, state)

    @classmethod
    def sum_of(cls, lines: Sequence[Line]) -> Line:
        """The figures added up; none where those of one area are not known."""
        state = next((line.state for line in lines if line.state != ACTUAL), ACTUAL)
        if state != ACTUAL:
            return cls.absent(state)
        columns = zip(*(line.cells for line in lines), strict=True)
        need, total, home, facility, step1, other = (sum(c or 0 for c in cs) for cs in columns)
        return cls(need, total, home, facility, step1, other)

    @property
    def cells(self) -> tuple[int | None, ...]:
        """The figures in the order of the table."""
        return self.need, self.total, self.home, self.facility, self.step1, self.other_facility

    def shared_out(self, weights: Sequence[float | None]) -> list[Line]:
        """A line for each weight; 欠測 for all where one weight is not known."""
        known = [weight for weight in weights if weight is not None]
        if self.state != ACTUAL or len(known) < len(weights):
            return [Line.absent(MISSING if self.state == ACTUAL else self.state)] * len(weights)
        if not weights:
            return []
        home, step1, other = (
            apportion(value or 0, known) for value in (self.home, self.step1, self.other_facility)
        )
        return [
            # the need is the area's: what a municipality has of it is its part of the total
            Line(None, h + s + o, h, s + o, s, o)
            for h, s, o in zip(home, step1, other, strict=True)
        ]

    def beside(self, care_plan: float | None) -> str:
        """How the care plan's own figure differs; '' where it does not or is not known."""
        if self.facility is None or care_plan is None or care_plan == self.facility:
            return ""
        more = care_plan - self.facility
        return f"介護保険事業（支援）計画の見込み量と {more:+g} 人/日違います。"


def line_of(record: Record, one: ad.Ratio) -> tuple[Line, str, str]:
    """Figures, how they came about (合意・試算), and what to look at."""
    reckoned = split(record, one)
    if record["agreed_home"] is not None:
        home, facility = int(record["agreed_home"]), int(record["agreed_facility"])
        need = ad.split(record["total"], record["step1"], 0, record["carry_over"]).need
        bound = ad.split(record["total"], record["step1"], 0).step1
        step1 = min(bound, facility)
        told = []
        if facility < bound:
            told.append(f"合意した介護施設が移行分（下限）{bound} 人/日を下回ります。")
        beyond = home + facility - max(need, bound)
        if beyond:
            told.append(
                f"合意した数の和が追加的需要（移行分を下限とする）と {beyond:+d} 人/日違います。"
            )
        line = Line(need, home + facility, home, facility, step1, facility - step1)
        return line, "合意", "".join(told)
    if reckoned is None:
        return Line.absent(one.status), "試算できません", f"{one.source.label}がありません。"
    line = Line(
        reckoned.need,
        reckoned.total,
        reckoned.home,
        reckoned.facility,
        reckoned.step1,
        reckoned.other_facility,
    )
    return line, f"試算（{one.source.label}）", reckoned.warning
