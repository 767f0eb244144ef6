"""Whether an area's indicator is high or low beside 比べる相手, and how certain that is.

As ``judging`` has it for rates: interval of the count, limits of 99.8 % widened by what areas
usually differ by. Only where the figure is a count and what it is told per is one, too: of a share
or a rate that is known as such, nobody knows of how many it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zaitaku.ask.answer import Column
from zaitaku.ask.figures import Figure
from zaitaku.comparing import intervals
from zaitaku.comparing.funnels import LEAST_AREAS
from zaitaku.comparing.intervals import Interval
from zaitaku.derived.judging import Area, Judging
from zaitaku.indicators import values
from zaitaku.indicators.values import NUMBER, Point, Series

NOT_A_COUNT = "割合・率としてだけ分かり、何人・何施設のうちかが分からないため"
NOT_PER_HEAD = "65歳以上人口あたりにできない数で、大きさの違う地域と比べられないため"
NO_REFERENCE = "比べる相手の値がないか、0 のため"
TOO_FEW = (
    f"値を示せる地域が {LEAST_AREAS} に満たないか、どこも 0 で、"
    "地域どうしのふだんのばらつきが分からないため"
)
NOTES = (
    "95 % 区間は、数（患者は1か月平均）について Byar 法（10 未満は正確法）で求めました。"
    "判定は、比べる相手の値のまわりの 99.8 % の限界（地域どうしのふだんのばらつきだけ広げたもの）の"
    "外なら、高い・低いとします。秘匿の地域は、ばらつきにも入りません。",
)
_SHOWN = Column("compared", "double", "from", "比べる数")


@dataclass(frozen=True)
class Judged:
    """``interval`` in the unit of what is compared; ``judgement`` is '' with the reason ``why``.

    An area without a figure has neither interval nor judgement, and its state says why.
    """

    interval: Interval | None = None
    judgement: str = ""
    why: str = ""


def judged(
    one: Series,
    counts: Mapping[str, Point],
    compared: Mapping[str, Point],
    people: Mapping[str, float | None],
    reference: Point,
) -> Mapping[str, Judged]:
    """Every area's, by its code; ``people`` is empty where the figure is not told per head."""
    if one.kind != NUMBER:
        return dict.fromkeys(counts, Judged(why=NOT_A_COUNT))
    if not people:
        return dict.fromkeys(counts, Judged(why=NOT_PER_HEAD))
    per = values.per_aged(one.unit)[0]
    areas = [
        Area(code, "", point.value, point.state, people[code], compared[code].state)
        for code, point in counts.items()
    ]
    beside = Figure("", reference.value, reference.state, _SHOWN)
    funnel = Judging("rate", per, ("", ""), areas, beside, "multiplicative").funnel
    why = "" if funnel else TOO_FEW if reference.value else NO_REFERENCE
    found = {}
    for area in areas:
        found[area.code] = Judged()
        if area.known is not None:
            count, base = area.known
            found[area.code] = Judged(
                intervals.rate(count, base).times(per),
                funnel.judged(count / base, base) if funnel else "",
                why,
            )
    return found
