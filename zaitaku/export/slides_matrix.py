"""Matrix of many areas → figures of some of them each, in letters that a slide can be read by.

Rows of a matrix of flows, every column beside each; areas and indicators of the table of both. The
part with the chosen area comes first: it is the slide of the scene, the others
stand in the appendix.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pptx.util import Pt

from zaitaku.exhibits.charts import layout, marks
from zaitaku.exhibits.charts.heatmap import od_heatmap
from zaitaku.exhibits.charts.marks import Marked
from zaitaku.exhibits.charts.matrix import Place, arrange
from zaitaku.exhibits.charts.tartan import columns_of, fitting, rows_of, tartan
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import slides_picture
from zaitaku.export.slides_template import Box

_WORDS = {"rows": "行", "areas": "列", "indicators": "行"}
_NEAR = 2  # rows that a cut may be moved by to where a 圏域 ends


@dataclass(frozen=True)
class Part:
    """A figure of some rows or columns, and which these are."""

    exhibit: Exhibit
    which: str


def parts(exhibit: Exhibit, place: Box) -> list[Part]:
    """None where the exhibit is no matrix or has room as a whole."""
    if exhibit.builder is tartan:
        return _of_table(exhibit, place)
    if exhibit.builder is not od_heatmap:
        return []
    given = inspect.signature(od_heatmap).bind(*exhibit.args, **exhibit.kwargs).arguments
    matrix = arrange(given["answer"])
    # a figure of the height that all figures have is shown as high as the place
    most = matrix.fitting(slides_picture.LEAST * layout.HEIGHT / (place.height / Pt(1)))
    if len(matrix.origins) <= most:
        return []
    cuts = [{row.code: row.name for row in rows} for rows in _cut(matrix.origins, most)]
    found = [Part(*_part(exhibit, {"rows": cut}, len(matrix.origins))) for cut in cuts]
    return _led(found, [cut.keys() for cut in cuts], given.get("highlight"))


def _of_table(exhibit: Exhibit, place: Box) -> list[Part]:
    """About as many areas and indicators in each as in the others."""
    given = inspect.signature(tartan).bind(*exhibit.args, **exhibit.kwargs).arguments
    answer = given["answer"]
    points = slides_picture.LEAST
    rows, columns = fitting(answer, place.width / Pt(1) / points, place.height / Pt(1) / points)
    cuts = [
        {"areas": areas, "indicators": indicators}
        for areas in _evenly(columns_of(answer), columns)
        for indicators in _evenly(rows_of(answer), rows)
    ]
    if len(cuts) == 1:
        return []
    found = [Part(*_part(exhibit, cut, len(columns_of(answer)))) for cut in cuts]
    return _led(found, [cut["areas"].keys() for cut in cuts], given.get("highlight"))


def _evenly(names: Mapping[str, str], most: int) -> list[dict[str, str]]:
    count = math.ceil(len(names) / most)
    each = math.ceil(len(names) / max(count, 1))
    listed = list(names.items())
    return [dict(listed[at : at + each]) for at in range(0, len(listed), each)]


def _part(exhibit: Exhibit, cut: Mapping[str, Mapping[str, str]], of: int) -> tuple[Exhibit, str]:
    """The figure of a cut (what the builder calls it: code → name), and which it is of how many
    areas."""
    ends, which = [], []
    for key, names in cut.items():
        first, last = next(iter(names.values())), list(names.values())[-1]
        ends.append(f"{first}〜{last}")
        count = f"（全 {of} のうち）" if key != "indicators" else ""
        which.append(f"{_WORDS[key]}は{first}から{last}までの {len(names)}{count}")
    kwargs = {key: frozenset(names) for key, names in cut.items()}
    title = f"{exhibit.title}（{'、'.join(ends)}）"
    return replace(exhibit, title=title, kwargs={**exhibit.kwargs, **kwargs}), "、".join(which)


def _led(found: list[Part], codes: Sequence[Collection[str]], highlight: Marked) -> list[Part]:
    """The first that has the chosen area, then the others."""
    own = marks.chosen(highlight)
    first = next((at for at, of_part in enumerate(codes) if own in of_part), 0)
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
