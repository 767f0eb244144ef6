"""Exhibit → picture for a projector, in the shape of the place that 会議モード or a slide has.

A chart that takes the width it is given is laid out so that it fills that place in both directions;
one with a width of its own keeps it. Then texts are made as large as they can be without running
into each other, for a chart of many rows has to become small as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import legible, picture


@dataclass(frozen=True)
class Place:
    """Where a figure is shown: px it has, how large its texts are to be there, and names on a map,
    which would hide it if they were as large."""

    wide: float
    high: float
    letters: float
    names: float

    def scale(self, width: float, height: float) -> float:
        """How large a layout of that size is shown."""
        return min(self.wide / width, self.high / height)


# what title and bars leave on the smallest screen (1366 × 768); larger ones have its shape. No text
# of a figure need be larger than the words there (24 pt)
STAGE = Place(1300, 490, 32.0, 18.0)
_NARROWEST, _PLOT = 480, 160  # px of a layout, and of its plots alone
_MOST, _LESS, _TRIES = 2.6, 0.92, 6  # how much larger texts may get; steps back where they collide
_TITLE = 320  # px of the title of a legend
_NEAR = 3  # names that may touch on a map
_CLOSE = 0.03  # of the width

_COMPOSED = ("hconcat", "vconcat", "concat", "facet", "repeat")
_SIZES = {"fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize"}
_LIMITS = {"labelLimit", "titleLimit", "limit"}
_DATA = {"data", "datasets", "values", "usermeta"}


@dataclass(frozen=True)
class Projected:
    """A picture (SVG, texts as shapes), its layout's size in px and its smallest text in px of the
    place."""

    svg: bytes
    width: float
    height: float
    smallest: float


def draw(exhibit: Exhibit, data_dir: Path, place: Place = STAGE) -> Projected:
    """The chart or map of an exhibit that has one; ZaitakuError where boundaries are gone."""
    plain = _drawn(exhibit, data_dir, place)
    # names on a map are placed by a reckoning that is near, not exact
    allowed = max(legible.collisions(plain.found), _NEAR if plain.is_map else 0)
    factor = _wanted(plain)
    while not plain.makes_room and factor > 1.0:
        if legible.expected(plain.found, factor, plain.stretch) <= allowed:
            break
        factor = max(factor * 0.95, 1.0)
    best = _filling(exhibit, data_dir, place, plain, factor)
    for _ in range(_TRIES):
        # a number that no longer fits its cell is not written: it is worth more than large letters
        is_whole = plain.is_map or len(best.found) >= len(plain.found)
        if factor == 1.0 or (is_whole and legible.collisions(best.found) <= allowed):
            break
        factor = max(factor * _LESS, 1.0)
        best = _filling(exhibit, data_dir, place, plain, factor)
    shapes = picture.shapes(best.svg).encode()
    return Projected(shapes, best.width, best.height, legible.smallest(best.found) * best.scale)


@dataclass(frozen=True)
class _Drawing:
    """A layout: its size in px, how much was added to its width, and its texts."""

    place: Place
    svg: str
    width: float
    height: float
    added: float
    is_map: bool
    makes_room: bool  # for larger texts, by itself: a map leaves out names that then have none
    found: list[legible.Text]

    @property
    def scale(self) -> float:
        """How large it is shown."""
        return self.place.scale(self.width, self.height)

    @property
    def filling(self) -> float:
        """The width that would fill the place at this height."""
        return max(self.height * self.place.wide / self.place.high, _NARROWEST)

    @property
    def stretch(self) -> float:
        return self.filling / self.width


def _wanted(plain: _Drawing) -> float:
    """How much larger its texts would be best."""
    place = plain.place
    shown = legible.smallest(plain.found) * place.scale(plain.filling, plain.height)
    best = place.names if plain.is_map else place.letters
    return min(max(best / shown, 1.0), _MOST) if shown else 1.0


def _filling(
    exhibit: Exhibit, data_dir: Path, place: Place, plain: _Drawing, factor: float
) -> _Drawing:
    """With texts ``factor`` times as large, as wide as the place is at the height it then has."""
    made = _drawn(exhibit, data_dir, place, plain.filling, factor, plain.filling - plain.width)
    if abs(made.stretch - 1) < _CLOSE:
        return made
    # what texts take beside and under the plot is known once they are drawn
    added = made.added + made.filling - made.width
    return _drawn(exhibit, data_dir, place, made.filling, factor, added)


def _drawn(
    exhibit: Exhibit,
    data_dir: Path,
    place: Place,
    width: float = theme.WIDTH,
    factor: float = 1.0,
    added: float = 0.0,
) -> _Drawing:
    spec = _laid_out(exhibit, width, factor, added)
    svg = picture.drawing(replace(exhibit, builder=lambda: spec, args=(), kwargs={}), data_dir)
    is_map = _is_map(spec)
    makes_room = is_map or bool(spec.get("usermeta", {}).get(theme.MAKES_ROOM))
    size = picture.size(svg)
    return _Drawing(place, svg, *size, added, is_map, makes_room, legible.texts(svg))


def _laid_out(exhibit: Exhibit, width: float, factor: float, added: float) -> dict[str, Any]:
    from altair.utils import schemapi

    # a builder reckons with texts of their usual size
    with schemapi.debug_mode(False), theme.laid_out(round(width / factor), factor):
        chart = exhibit.chart()
        spec: dict[str, Any] = chart if isinstance(chart, dict) else chart.to_dict(validate=False)
    if factor != 1.0:
        spec = _enlarged(spec, factor)
        config = spec.get("config", {})
        legend = config.get("legend", {}) | {"titleLimit": _TITLE * factor}
        spec = spec | {"config": config | {"legend": legend}}
    if not any(form in spec for form in _COMPOSED):
        # "fit" would leave texts of the plot out of account and cut them
        autosize = {"type": "pad", "contains": "content"}
        spec = {"width": theme.WIDTH} | spec | {"autosize": autosize}
    plots = 0.0 if _is_map(spec) else _widths(spec)
    return _widened(spec, max(1 + added / plots, _PLOT / plots)) if plots else spec


def _is_map(part: Any) -> bool:
    """Whether shapes are drawn, which keep their proportions."""
    if isinstance(part, list):
        return any(map(_is_map, part))
    if not isinstance(part, dict):
        return False
    return "projection" in part or any(
        _is_map(part[form]) for form in ("layer", *_COMPOSED) if form in part
    )


def _widths(part: dict[str, Any]) -> float:
    """px of all plots side by side."""
    if isinstance(part.get("width"), int | float):
        return float(part["width"])
    beside = [_widths(one) for one in part.get("hconcat", part.get("concat", ()))]
    return sum(beside) or max(map(_widths, part.get("vconcat", ())), default=0.0)


def _widened(part: dict[str, Any], factor: float) -> dict[str, Any]:
    """Every plot ``factor`` times as wide."""
    wide = dict(part)
    if isinstance(part.get("width"), int | float):
        wide["width"] = part["width"] * factor
    for form in _COMPOSED[:3]:
        if form in part:
            wide[form] = [_widened(one, factor) for one in part[form]]
    return wide


def _enlarged(part: Any, factor: float) -> Any:
    """The same specification with every text ``factor`` times as large."""
    if isinstance(part, list):
        return [_enlarged(one, factor) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value
        if key in _DATA
        else value * factor
        if key in _SIZES | _LIMITS and isinstance(value, int | float)
        else _enlarged(value, factor)
        for key, value in part.items()
    }
