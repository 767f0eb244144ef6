"""The map of 都道府県を並べる: every 二次医療圏 of the installation on one plane.

Outlines come by address (``build/outlines.py``); what is sent are texts and numbers of classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zaitaku.ask.answer import Answer
from zaitaku.build import outlines
from zaitaku.compose import maps
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import each_prefecture
from zaitaku.derived.each_prefecture import Prefecture
from zaitaku.exhibits.maps import Place
from zaitaku.ground import settings
from zaitaku.sentences import nation as sentences

_LINES = 0.5  # as heavy as on a map of one prefecture they would cover small areas
_NAMED_FROM = {"prefecture": 1.4, "medical_area": 2.8}  # times as large as the whole
_NONE = (
    "境界データが取り込まれている都道府県がないため、地図を描けません。国土数値情報「行政区域データ」"
    "（N03）を、都道府県ごとに zaitaku import に渡して取り込んでください。"
    "数値は下の表で見られます。"
)


@dataclass(frozen=True)
class Ground:
    """``names``: where names are written, prefectures first; ``prefectures``: code → name of those
    that are on it; ``lacking``: names of those without boundaries."""

    url: str
    aspect: float
    names: Mapping[str, Place]
    prefectures: Mapping[str, str]
    lacking: tuple[str, ...]


def draw(sheet: Sheet, there: Sequence[Prefecture], answer: Answer, classed: Answer) -> None:
    """``answer``: of every area; ``classed``: of those whose figures may stand beside each other,
    which alone make the classes."""
    root, own = settings.root_dir(), settings.prefecture()
    builds = each_prefecture.builds_of(there)
    ground = sheet.remembered(("nation.map", builds), lambda: _ground(root, there))
    if ground is None:
        sheet.tell(_NONE)
        return
    if ground.lacking:
        sheet.note(f"境界データがないため、地図にない都道府県: {sentences.named(ground.lacking)}。")
    drawn = _of(answer, ground.prefectures)
    kept = {record["area_code"] for record in classed.records}
    given = dict(
        geo_url=ground.url,
        layer="medical_area",
        classes=maps.quantiles(_of(classed, ground.prefectures), "value"),
        aspect=ground.aspect,
        named=ground.names,
        outlines=("prefecture",),
        apart=tuple(r["area_code"] for r in drawn.records if r["area_code"] not in kept),
        framed=("prefecture", own, ground.prefectures[own]) if own in ground.prefectures else (),
        weight=_LINES,
        picks=False,  # an area of another prefecture is none of this one's
        place_name=f"{len(ground.prefectures)}都道府県",
    )
    maps.beside_legend(sheet, drawn, "value", given)


def _of(answer: Answer, prefectures: Mapping[str, str]) -> Answer:
    """The rows of those prefectures."""
    kept = [at for at, row in enumerate(answer.records) if row["prefecture_code"] in prefectures]
    rows, states = [answer.rows[at] for at in kept], [answer.states[at] for at in kept]
    return replace(answer, rows=rows, states=states)


def _ground(root: Path, there: Sequence[Prefecture]) -> Ground | None:
    """None where no prefecture has boundaries."""
    files, drawn = [], []
    for one in there:
        rows = one.ask("geo/layer").rows if one.ask is not None else ()
        file = root / one.code / "geo" / f"{rows[0][0]}.topojson" if rows else None
        if file is not None and file.is_file():
            files.append(file)
            drawn.append(one)
    if not files:
        return None
    made = outlines.together(tuple(files))
    names: dict[str, Place] = {}
    for unit, least in _NAMED_FROM.items():
        rows = [
            row for one in drawn if one.ask for row in one.ask("geo/points", area_unit=unit).rows
        ]
        placed = made.placed((lon, lat) for *_, lon, lat in rows)
        names |= {
            str(code): Place(str(name), round(x, 1), round(y, 1), least)
            for (code, name, *_), (x, y) in zip(rows, placed, strict=True)
        }
    known = {one.code: one.name for one in drawn}
    lacking = tuple(one.name for one in there if one.code not in known)
    return Ground(f"/geo/{outlines.name_of(files)}.topojson", made.aspect, names, known, lacking)
