"""The prepared boundaries of the build, as maps take them."""

from __future__ import annotations

from dataclasses import dataclass

from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.maps import Place


@dataclass(frozen=True)
class Shapes:
    """Address of the file, its width ÷ height, the layer of a unit, where names go."""

    url: str
    aspect: float
    layer: str
    places: dict[str, Place]


def shapes(sheet: Sheet, unit: str | None = None) -> Shapes | None:
    """The boundaries of a unit, else of the sidebar's; None (and told) where there are none."""
    unit = unit or sheet.unit
    rows = sheet.ask("geo/layer").rows
    if not rows:
        sheet.tell(
            "境界データが取り込まれていないため、地図を描けません。国土数値情報「行政区域データ」"
            "（N03）を zaitaku import に渡して取り込んでください。数値は下の表で見られます。"
        )
        return None
    name, aspect = rows[0]
    points = sheet.ask("geo/points", area_unit=unit).rows
    places = {code: Place(label, x, y) for code, label, x, y, *_ in points}
    return Shapes(f"/geo/{name}.topojson", float(aspect), layer(sheet, unit), places)


def layer(sheet: Sheet, unit: str) -> str:
    """The layer of the boundaries that holds the areas of a unit."""
    return f"zone:{sheet.scheme}" if unit == "zone" else unit
