"""Exhibit → picture (PNG, SVG) of its chart or map, drawn here and not in anybody's browser.

The chart is the one of the screen. Boundaries are put into it and nothing is fetched; its texts
become shapes of the font that comes with the installation, so that the same exhibit gives the same
bytes and the same look on every machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from zaitaku.build import outlines
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import fonts
from zaitaku.ground import country
from zaitaku.ground.errors import GeographyError

SCREEN, TWICE, PRINT = 96, 192, 300  # dots per inch
WIDTH = 930  # px of a chart that takes the width it is given
_MARGIN, _TITLE, _FOOTER, _LEADING = 16, 17, 11.5, 1.45
_BOUNDARIES = re.compile(r"/geo/([0-9a-f]{8,64}|all(?:-[0-9a-f]+)+)\.topojson")
_COMPOSED = ("hconcat", "vconcat", "concat", "facet", "repeat")
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"


@dataclass(frozen=True)
class Caption:
    """What a picture says of itself when it stands alone: title above, footer below."""

    title: str
    footer: str


def spec_of(exhibit: Exhibit, data_dir: Path) -> dict[str, Any]:
    """Vega-Lite of the exhibit's chart with its boundaries inside; nothing is left to fetch.

    ZaitakuError where the prepared boundaries are gone.
    """
    from altair.utils import schemapi

    # the tests draw every chart with validation on
    with schemapi.debug_mode(False):
        drawn = exhibit.chart()
        spec = drawn if isinstance(drawn, dict) else drawn.to_dict(validate=False)
    found: dict[str, Any] = _self_contained(spec, data_dir)
    if not any(form in found for form in _COMPOSED):
        # as on the screen: the width includes axes and legend
        found.setdefault("width", WIDTH)
        found.setdefault("autosize", {"type": "fit", "contains": "padding"})
    return found


def drawing(exhibit: Exhibit, data_dir: Path, *, caption: Caption | None = None) -> str:
    """SVG whose texts are still text and name the font: for a page that embeds the font itself."""
    import vl_convert

    fonts.register()
    spec = spec_of(exhibit, data_dir)
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    root = ElementTree.fromstring(svg)
    if caption is not None:
        root = _captioned(root, caption)
    _described(root, exhibit.title, str(spec.get("description", "")))
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return ElementTree.tostring(root, encoding="unicode")


def svg(exhibit: Exhibit, data_dir: Path, *, caption: Caption | None = None) -> bytes:
    """The picture as SVG. Texts are shapes that carry the text as their label."""
    return shapes(drawing(exhibit, data_dir, caption=caption)).encode()


def png(
    exhibit: Exhibit, data_dir: Path, *, ppi: int = TWICE, caption: Caption | None = None
) -> bytes:
    """The picture as PNG that says its own resolution: ``TWICE`` a screen's, or ``PRINT``."""
    return raster(shapes(drawing(exhibit, data_dir, caption=caption)), ppi=ppi)


def raster(svg: str, *, ppi: int) -> bytes:
    """A drawing whose texts are shapes as PNG."""
    import vl_convert

    # resolution is counted per point (1/72 inch), sizes of a chart are in pixels of a screen
    made: bytes = vl_convert.svg_to_png(svg, scale=72 / SCREEN, ppi=ppi)
    return made


def size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in px."""
    root = ElementTree.fromstring(svg)
    return float(root.get("width", 0)), float(root.get("height", 0))


def description(svg: str) -> str:
    """What a drawing says of itself to those who do not see it."""
    found = ElementTree.fromstring(svg).find(f"{{{_SVG}}}desc")
    return (found.text or "") if found is not None else ""


# --- the chart -------------------------------------------------------------------------------


def _self_contained(part: Any, data_dir: Path) -> Any:
    """The same specification with boundaries in place of their address and the file's font."""
    if isinstance(part, dict):
        if "url" in part:
            return _inline(part, data_dir)
        return {key: _self_contained(value, data_dir) for key, value in part.items()}
    if isinstance(part, list):
        return [_self_contained(value, data_dir) for value in part]
    return fonts.FAMILY if part == theme.FONT else part


def _inline(data: Mapping[str, Any], data_dir: Path) -> dict[str, Any]:
    address = _BOUNDARIES.fullmatch(str(data["url"]))
    name = address[1] if address else ""
    files = outlines.sources(name, [data_dir, *country.folders(data_dir.parent)])
    if not files:
        raise GeographyError(
            "地図の境界データが見つかりません。境界データ（N03）を入れて取り込み直してください。"
        )
    rest = {key: value for key, value in data.items() if key != "url"}
    return rest | {"values": _layer(name, files, data["format"]["feature"])}


@lru_cache(maxsize=32)
def _layer(name: str, files: tuple[Path, ...], layer: str) -> dict[str, Any]:
    """One object of the TopoJSON; files are named by their content, so never stale."""
    topology: dict[str, Any] = json.loads(outlines.content(name, files))
    return topology | {"objects": {layer: topology["objects"][layer]}}


# --- the picture -----------------------------------------------------------------------------


def _captioned(chart: ElementTree.Element, caption: Caption) -> ElementTree.Element:
    """The chart with a margin, its title above and the footer below, wrapped to its width."""
    wide, high = (float(chart.get(side, 0)) for side in ("width", "height"))
    head = fonts.wrapped(caption.title, wide, _TITLE, bold=True) if caption.title else []
    foot = fonts.wrapped(caption.footer, wide, _FOOTER) if caption.footer else []
    top = _MARGIN + len(head) * _TITLE * _LEADING + (8 if head else 0)
    below = top + high + (10 if foot else 0)
    total = below + len(foot) * _FOOTER * _LEADING + _MARGIN
    box = {"width": f"{wide + 2 * _MARGIN:g}", "height": f"{total:g}"}
    root = ElementTree.Element(
        f"{{{_SVG}}}svg", {**box, "viewBox": f"0 0 {box['width']} {box['height']}"}
    )
    ElementTree.SubElement(root, f"{{{_SVG}}}rect", {**box, "fill": "#ffffff"})
    _write(root, head, _TITLE, _MARGIN, bold=True)
    inner = ElementTree.SubElement(
        root, f"{{{_SVG}}}g", {"transform": f"translate({_MARGIN},{top:g})"}
    )
    inner.extend(list(chart))
    _write(root, foot, _FOOTER, below)
    return root


def _write(
    root: ElementTree.Element, lines: list[str], size: float, top: float, *, bold: bool = False
) -> None:
    for number, line in enumerate(lines):
        text = ElementTree.SubElement(
            root,
            f"{{{_SVG}}}text",
            {
                "transform": f"translate({_MARGIN},{top + size * (number * _LEADING + 1):.2f})",
                "font-family": fonts.FAMILY,
                "font-size": f"{size}px",
                "font-weight": "bold" if bold else "normal",
                "fill": theme.TEXT if bold else theme.SUBTLE,
            },
        )
        text.text = line


def _described(root: ElementTree.Element, title: str, description: str) -> None:
    """What a screen reader says of the picture."""
    root.set("role", "img")
    for number, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}")
        element.text = text
        root.insert(number, element)


# --- texts as shapes -------------------------------------------------------------------------

_LINE = ("x", "y", "dx", "dy")
_OF_TEXT = {"text-anchor", "font-family", "font-size", "font-weight", "font-style", *_LINE}
_STARTS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def shapes(svg: str) -> str:
    """An SVG with every text as a path that keeps the text as its label."""
    root = ElementTree.fromstring(svg)
    for text in list(root.iter(f"{{{_SVG}}}text")):
        kept = {key: value for key, value in text.attrib.items() if key not in _OF_TEXT}
        said = "".join(text.itertext())
        path = _path(text)
        text.clear()  # also drops the tail, which Vega leaves empty
        text.tag = f"{{{_SVG}}}path"
        text.attrib.update(kept | {"aria-label": said, "d": path})
    return ElementTree.tostring(root, encoding="unicode")


def _path(text: ElementTree.Element) -> str:
    size = float(text.get("font-size", "10px").removesuffix("px"))
    is_bold = text.get("font-weight") in ("bold", "600", "700", "800", "900")
    share = _STARTS[text.get("text-anchor", "start")]
    parts, y = [], 0.0
    for line in [text, *text]:
        x = float(line.get("x", 0)) + float(line.get("dx", 0))
        y = float(line.get("y", y)) + float(line.get("dy", 0))
        words = line.text or ""
        start = x - share * fonts.width(words, size, bold=is_bold)
        parts.append(fonts.outline(words, size, bold=is_bold, x=start, y=y))
    return "".join(parts)
