"""Matrix of many areas → figures of some of its rows each, in letters that a slide can be read by.

Every column stays beside every row. The part with the chosen area comes first: it is the slide of
the scene, the others stand in the appendix.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pptx.util import Pt

from zaitaku.exhibits.charts import layout
from zaitaku.exhibits.charts.heatmap import od_heatmap
from zaitaku.exhibits.charts.matrix import Place, arrange
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import slides_picture
from zaitaku.export.slides_template import Box

_NEAR = 2  # rows that a cut may be moved by to where a 圏域 ends


@dataclass(frozen=True)
class Part:
    """A figure of some rows, and which these are."""

    exhibit: Exhibit
    which: str


def parts(exhibit: Exhibit, place: Box) -> list[Part]:
    """None where the exhibit is no matrix or has room as a whole."""
    if exhibit.builder is not od_heatmap:
        return []
    given = inspect.signature(od_heatmap).bind(*exhibit.args, **exhibit.kwargs).arguments
    matrix = arrange(given["answer"])
    # a figure of the height that all figures have is shown as high as the place
    most = matrix.fitting(slides_picture.LEAST * layout.HEIGHT / (place.height / Pt(1)))
    if len(matrix.origins) <= most:
        return []
    found, first = [], 0
    for number, rows in enumerate(_cut(matrix.origins, most)):
        codes = frozenset(row.code for row in rows)
        kwargs = {**exhibit.kwargs, "rows": codes}
        which = f"行は{rows[0].name}から{rows[-1].name}までの {len(rows)}"
        title = f"{exhibit.title}（{rows[0].name}〜{rows[-1].name}）"
        found.append(
            Part(
                replace(exhibit, title=title, kwargs=kwargs),
                f"{which}（全 {len(matrix.origins)} のうち）",
            )
        )
        if given.get("highlight") in codes:
            first = number
    return [found[first], *found[:first], *found[first + 1 :]]


def _cut(rows: Sequence[Place], most: int) -> Iterator[Sequence[Place]]:
    """About as many rows in each, cut where a 圏域 ends if one does nearby."""
    start, left = 0, math.ceil(len(rows) / most)
    while left:
        end = start + math.ceil((len(rows) - start) / left)
        if left > 1:
            near = sorted(range(end - _NEAR, end + _NEAR + 1), key=lambda at: abs(at - end))
            rest = (left - 1) * most
            end = next(
                (
                    at
                    for at in near
                    if start < at <= start + most
                    and len(rows) - at <= rest
                    and at < len(rows)
                    and rows[at - 1].group != rows[at].group
                ),
                end,
            )
        yield rows[start:end]
        start, left = end, left - 1
