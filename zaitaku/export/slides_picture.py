"""Figure → picture for a slide: a map or matrix with letters as large as its place allows.

What the screen shows beside the reader's eyes is read on a slide from the back of a room: where it
has to shrink to fit, the letters of axes and legends grow by as much, names on a map by less, since
they would stand in each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pptx.util import Pt

from zaitaku.exhibits.views import Exhibit
from zaitaku.export import picture
from zaitaku.export.slides_template import Box

LETTERS = 14.0  # points of axes and legends
_OWN = 13.0  # px that charts give them
_MOST, _MOST_NAMES = 2.4, 1.25  # times their own size
_LIMITS = ("labelLimit", "titleLimit", "symbolSize")


def png(exhibit: Exhibit, data_dir: Path, place: Box) -> bytes:
    """The picture, to be put into the place as large as it fits."""
    spec = picture.spec_of(exhibit, data_dir)
    width, height = picture.size(picture.drawing(_of(exhibit, spec), data_dir))
    scale = min(place.width / Pt(1) / width, place.height / Pt(1) / height)
    times = min(LETTERS / (_OWN * scale), _MOST)
    if times > 1:
        is_map = _is_map(spec)
        spec = _enlarged(spec, times, min(times, _MOST_NAMES) if is_map else 1.0)
        if is_map and "height" in spec:  # the legend takes the width that the slide has to spare
            spec["width"] = max(spec["width"], spec["height"] * place.width / place.height)
    return picture.png(_of(exhibit, spec), data_dir, ppi=picture.PRINT)


def _of(exhibit: Exhibit, spec: dict[str, Any]) -> Exhibit:
    builder: Callable[..., Any] = lambda: spec  # noqa: E731
    return replace(exhibit, builder=builder, args=(), kwargs={})


def _is_map(part: Any) -> bool:
    """Whether any layer draws outlines."""
    if isinstance(part, dict):
        mark = part.get("mark")
        kind = mark.get("type") if isinstance(mark, dict) else mark
        layers = (part.get(name, ()) for name in ("layer", "hconcat", "vconcat", "concat"))
        return kind == "geoshape" or any(_is_map(one) for found in layers for one in found)
    return False


def _enlarged(part: Any, times: float, names: float, *, is_mark: bool = False) -> Any:
    """The specification with larger letters, and more room for them."""
    if isinstance(part, list):
        return [_enlarged(one, times, names, is_mark=is_mark) for one in part]
    if not isinstance(part, dict):
        return part
    found = {}
    for key, value in part.items():
        if key in ("values", "datasets"):
            found[key] = value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            by = 1.0
            if key.lower().endswith("fontsize"):
                by = names if is_mark else times
            elif key in _LIMITS:
                by = times
            found[key] = value * by
        else:
            found[key] = _enlarged(value, times, names, is_mark=is_mark or key == "mark")
    return found
