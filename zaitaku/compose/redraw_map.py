"""圏域案: the map, the move, and what comes of it, on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zaitaku.ask import queries
from zaitaku.build import geography
from zaitaku.compose import redraw, redraw_change
from zaitaku.compose.redraw import Desk, Ground
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import zone_maps

_NARROW = 0.85  # width ÷ height of a prefecture


def edit(sheet: Sheet, desk: Desk) -> None:
    """The map, and beside it the move and what comes of it; without boundaries these alone."""
    ground = redraw.ground(desk)
    if ground is None:
        _move(sheet, desk)
        redraw_change.consequences(sheet, desk)
        sheet.tell(
            "境界データが取り込まれていないため、地図を描けません。市町村は選択欄で選べます。"
            "国土数値情報「行政区域データ」（N03）を取り込むと、地図でも選べます。"
        )
        return
    # a narrow prefecture leaves its room to the figures
    widths = [8, 12] if ground.aspect < _NARROW else [11, 9]
    left, right = sheet.columns(widths, gap="medium")
    with right:
        towns = _move(sheet, desk)
        kwargs = _given(desk, towns, ground)
        sheet.headed(f"圏域案「{desk.plan.name}」｜{desk.where}｜{sheet.year_label}")
        sheet.drew(zone_maps.zone_map, (desk.plan,), kwargs)
        redraw_change.consequences(sheet, desk)
    with left:
        sheet.part("redraw_map", desk, kwargs)


def _given(desk: Desk, towns: Sequence[str], ground: Ground) -> dict[str, Any]:
    """What the map is drawn with, beside the plan."""
    neighbours = desk.inputs.borders.neighbours() if desk.inputs.borders else {}
    return {
        "geo_url": ground.url,
        "aspect": ground.aspect,
        "places": ground.places,
        "borders": ground.borders,
        "zone_colors": zone_maps.colors(desk.plan, neighbours),
        "moved": desk.result.moved,
        "outline": _outline(desk) if desk.result.moved else "",
        "highlight": tuple(towns),
        "place_name": desk.where,
    }


def _move(sheet: Sheet, desk: Desk) -> list[str]:
    """Choose municipalities and a zone to move them to; returns the municipalities."""
    with sheet.box("redraw_move_box"):
        first, second = sheet.columns([1, 1])
        with first:
            towns = sheet.choose_many(
                "towns", "移す市町村", _towns(desk), _looked_at(sheet, desk),
                help="地図をクリックしても選べます。Shift を押しながらクリックすると加わります。",
                placeholder="地図か一覧で選ぶ",
            )  # fmt: skip
        sheet.part("redraw_towns", towns)
        inside = {desk.plan.zones_of(town) for town in towns}
        others = {z.zone_code: z.zone_name for z in desk.plan.zones if inside != {(z.zone_code,)}}
        with second:
            sheet.choice("to", "移す先の圏域", others, _nearest(desk, towns, others), empty="なし")
        sheet.part("redraw_buttons", desk, towns, bool(others))
    return towns


def _towns(desk: Desk) -> dict[str, str]:
    """Code → 「北上市（岩手中部）」 for every municipality."""
    zones: dict[str, list[str]] = {}
    for zone in desk.plan.zones:
        for code in zone.municipality_codes:
            zones.setdefault(code, []).append(zone.zone_name)
    return {
        code: f"{name}（{'・'.join(zones.get(code, ['圏域なし']))}）"
        for code, name in desk.inputs.names.items()
    }


def _looked_at(sheet: Sheet, desk: Desk) -> list[str]:
    """The municipality that the reader looks at on every page is the first to be moved."""
    code = sheet.choices.code("town")
    return [code] if code in desk.inputs.names else []


def _nearest(desk: Desk, towns: Sequence[str], others: dict[str, str]) -> str | None:
    """A zone beside them, so that the usual move needs no search."""
    borders = desk.inputs.borders.neighbours() if desk.inputs.borders else {}
    beside = {other for town in towns for other in borders.get(town, ())}
    found = (z.zone_code for z in desk.plan.zones if beside & set(z.municipality_codes))
    return next((code for code in found if code in others), None)


def _outline(desk: Desk) -> str:
    """The TopoJSON layer of the scheme the plan began from.

    二次医療圏 is the master's, unless a table of zones brought a scheme of that name.
    """
    imported = {row[0] for row in queries.run(desk.build, "zones/schemes").rows}
    unit = "zone" if desk.base.name in imported else "medical_area"
    return geography.layer_name(unit, desk.base.name)
