"""Exhibit → its Office charts, and its table where that has a shape of its own. Draws nothing.

Each builder of ``exhibits.charts`` that has one is in the ``NATIVE`` of a ``native_*.py``. Maps,
heatmaps and pictures of flows have none and are drawn as pictures.
"""

from __future__ import annotations

from zaitaku.ask.figures import column_words
from zaitaku.exhibits.charts import composition
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import native_area, native_card, native_compare, native_plan
from zaitaku.export.native_model import Makers, NativeChart

NATIVE: Makers = (
    native_compare.NATIVE | native_area.NATIVE | native_card.NATIVE | native_plan.NATIVE
)


def charts(exhibit: Exhibit) -> tuple[NativeChart, ...]:
    """The charts of an exhibit, left to right; none where it is drawn as a picture or a table."""
    make = NATIVE.get(exhibit.builder) if exhibit.builder is not None else None
    return make(*exhibit.args, **exhibit.kwargs) if make is not None else ()


def table(exhibit: Exhibit) -> tuple[tuple[str, ...], ...] | None:
    """Heading and rows of words, where the answer's own rows are no table for people; else None."""
    if exhibit.builder is not composition.shares_beside_numbers:
        return None
    answer = exhibit.answer
    if answer is None or "category" not in answer.names:
        return None
    palette = exhibit.args[1]
    present = set(answer.frame["category"])
    categories = [category for category in palette if category in present]
    code, name, category = (answer.names.index(n) for n in ("area_code", "area_name", "category"))
    words: dict[str, dict[str, str]] = {}
    heads: dict[str, tuple[str, str]] = {}
    totals = column_words(answer, "total_patients")
    for row, text, total in zip(answer.rows, column_words(answer, "patients"), totals, strict=True):
        words.setdefault(row[code], {})[row[category]] = text
        heads[row[code]] = (str(row[name]), total)
    unit = answer.column("patients").unit
    return (
        ("地域", f"計（{unit}）", *categories),
        *((*heads[area], *(found.get(c, "") for c in categories)) for area, found in words.items()),
    )
