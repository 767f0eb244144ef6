"""Figure → picture for a slide: a map or matrix with letters that are read from the back of a room.

It is laid out for its place as for a projector (``projected``): on a map as many names as then have
room, of a matrix as many rows (``slides_plan`` puts the others on slides of the appendix).
"""

from __future__ import annotations

from pathlib import Path

from pptx.util import Pt

from zaitaku.exhibits.views import Exhibit
from zaitaku.export import picture, projected
from zaitaku.export.projected import Projected
from zaitaku.export.slides_template import Box

LEAST = 12.0  # points of any letter
_LETTERS, _NAMES = 14.0, 13.0  # points of axes and legends, and of names on a map
_PX = picture.SCREEN / 72  # a point


def drawn(exhibit: Exhibit, data_dir: Path, place: Box) -> Projected:
    """The picture, laid out for the place; its smallest letter is told in px (0.75 points)."""
    wide, high = place.width / Pt(1) * _PX, place.height / Pt(1) * _PX
    return projected.draw(
        exhibit, data_dir, projected.Place(wide, high, _LETTERS * _PX, _NAMES * _PX)
    )


def png(exhibit: Exhibit, data_dir: Path, place: Box) -> bytes:
    """The picture, to be put into the place as large as it fits."""
    made = drawn(exhibit, data_dir, place)
    scale = min(place.width / Pt(1) * _PX / made.width, place.height / Pt(1) * _PX / made.height)
    return picture.raster(made.svg.decode(), ppi=round(picture.PRINT * max(scale, 1.0)))
