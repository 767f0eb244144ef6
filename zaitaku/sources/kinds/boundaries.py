"""Municipal boundaries as 国土数値情報 N03 publishes them: GeoJSON, TopoJSON or a zipped Shapefile.

Column names: https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-N03-2024.html (N03_003 is the
city of a ward up to the 2023 edition, N03_004 from 2024 on). GIS libraries are imported on
first use because ``zaitaku query`` loads the package and must start without them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zaitaku.ground.codes import municipality_codes
from zaitaku.ground.errors import GeographyError
from zaitaku.ground.states import Problem
from zaitaku.ground.text import numeral
from zaitaku.sources.model import Key, Kind, RawTable
from zaitaku.sources.sheet import tangles
from zaitaku.sources.sheet.maps import (
    AGAIN,
    CODE_FIELDS,
    JGD2011,
    PUBLISHER,
    name_of,
    read_features,
    text_of,
    titled,
)

if TYPE_CHECKING:
    import pandas as pd

_UNDECIDED = "所属未定"  # land that belongs to no municipality yet has no code
_FARTHEST = 1e8  # no projection of Japan has so many metres
JAPAN = (120.0, 20.0, 160.0, 50.0)  # west, south, east, north; wide enough for 南鳥島 and 択捉島


@dataclass(frozen=True)
class BoundaryFile:
    """What one file held.

    ``frames["boundary"]``: one row per municipality (or ward, where the file has wards):
    municipality_code (5 digits), municipality_name, parent_name (the 政令市 of a ward, else ''),
    geometry_wkb (Polygon or MultiPolygon, EPSG:6668 lon/lat), source_row (first feature, from 1).
    """

    frames: dict[str, pd.DataFrame]
    problems: list[Problem] = field(default_factory=list)


def read(path: Path) -> BoundaryFile:
    """One row per municipality code; parts (islands) of a municipality are joined.

    Units without a code (所属未定地) are left out and reported. GeographyError when the file is
    broken, has no polygons, no codes, or coordinates that are not longitude and latitude.
    """
    problems: list[Problem] = []
    features = read_features(path)
    code_field = next(name for name in CODE_FIELDS if name in features.columns)
    units = _units(features, code_field, path.name, problems)
    units = _in_degrees(units, path.name)
    return BoundaryFile({"boundary": _one_row_per_code(units, path.name, problems)}, problems)


def _units(features: Any, code_field: str, file_name: str, problems: list[Problem]) -> Any:
    """Polygons with a valid code: code, name, parent_name, source_row, geometry."""
    import geopandas

    texts = {
        name: [text_of(value) for value in features[name]]
        for name in features.columns
        if name != "geometry"
    }
    codes, names, parents = [], [], []
    for row in range(len(features)):
        values = {name: column[row] for name, column in texts.items()}
        codes.append(numeral(values[code_field]) or values[code_field])
        name, parent = name_of(values)
        names.append(name)
        parents.append(parent)
    units = geopandas.GeoDataFrame(
        {
            "code": codes,
            "name": names,
            "parent_name": parents,
            "source_row": range(1, len(features) + 1),
        },
        geometry=list(features.geometry),
        crs=features.crs,
    )
    units = _with_polygons(units, file_name, problems)
    return _with_codes(units, file_name, problems)


def _with_polygons(units: Any, file_name: str, problems: list[Problem]) -> Any:
    """Only areas; mends self-crossing outlines, which other tools draw but none can measure."""
    import shapely

    empty = units.geometry.isna() | units.geometry.is_empty
    is_area = ~empty & units.geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    if not is_area.any():
        raise GeographyError(
            f"{file_name}: 面（ポリゴン）の図形がありません。点や線の地図、または属性だけの"
            f"ファイルです。{PUBLISHER}を渡してください。"
        )
    if not is_area.all():
        lost = units[~is_area & (units["code"] != "") & ~units["code"].isin(units.code[is_area])]
        if len(lost):
            first = lost.iloc[0]
            raise GeographyError(
                f"{file_name} {titled(first['source_row'], first['name'])}: 面（ポリゴン）の図形が"
                f"ありません（同様 {len(lost)} 件）。{AGAIN}"
            )
        row = int(units.loc[~is_area, "source_row"].iloc[0])
        problems.append(
            Problem(
                "warning",
                f"{file_name} {row}件目ほか",
                f"面の図形を持たない {int((~is_area).sum())} 件を除きました。",
            )
        )
    units = units[is_area].copy()
    _check_finite(units, file_name)
    _refuse_tangled(units, tangles.dense, file_name)
    broken = ~units.geometry.is_valid
    if broken.any():
        _refuse_tangled(units[broken], tangles.crossed, file_name)
        mended = shapely.make_valid(
            units.geometry[broken].to_numpy(), method="structure", keep_collapsed=False
        )
        units.loc[broken, "geometry"] = mended
        lost = units.geometry.is_empty
        if lost.any():
            first = units[lost].iloc[0]
            raise GeographyError(
                f"{file_name} {titled(first['source_row'], first['name'])}: 図形に面積がありません"
                f"（同様 {int(lost.sum())} 件）。{AGAIN}"
            )
        problems.append(
            Problem(
                "info",
                file_name,
                f"交差した輪郭のある図形 {int(broken.sum())} 件を整えました"
                f"（{'、'.join(units.loc[broken, 'name'].iloc[:3])}）。",
            )
        )
    return units


def _refuse_tangled(
    units: Any, find: Callable[[Any], tangles.Tangle | None], file_name: str
) -> None:
    """GeographyError for outlines that would take minutes and gigabytes to mend."""
    found = find(units.geometry.to_numpy())
    if found is not None:
        one = units.iloc[found.at]
        raise GeographyError(
            f"{file_name} {titled(one['source_row'], one['name'])}: {found.reason}。地図として"
            "扱えるのは、自分と交差しない（交差しても数えるほどの）輪郭です。"
            f"GIS ソフトで図形を直すか、{PUBLISHER}を渡してください。"
        )


def _check_finite(units: Any, file_name: str) -> None:
    import numpy as np
    import shapely

    points, of = shapely.get_coordinates(units.geometry.to_numpy(), return_index=True)
    bad = of[~(np.abs(points) < _FARTHEST).all(axis=1)]
    if len(bad):
        first = units.iloc[int(bad[0])]
        raise GeographyError(
            f"{file_name} {titled(first['source_row'], first['name'])}: 数でないか大きすぎる座標が"
            f"あります（同様の図形 {len(set(bad))} 件）。{AGAIN}"
        )


def _with_codes(units: Any, file_name: str, problems: list[Problem]) -> Any:
    """Five-digit codes; a check digit is verified and cut, units without a code are left out."""
    without = units["code"] == ""
    if without.all():
        raise GeographyError(
            f"{file_name}: 市区町村コードがすべて空です。{PUBLISHER}を渡してください。"
        )
    if without.any():
        names = "、".join(dict.fromkeys(units.loc[without, "name"].replace("", "名称なし")))
        is_usual = units.loc[without, "name"].str.contains(_UNDECIDED).all()
        problems.append(
            Problem(
                "info" if is_usual else "warning",
                file_name,
                f"コードのない区域 {int(without.sum())} 件（{names}）を除きました。",
            )
        )
    units = units[~without].copy()
    column = municipality_codes(code for code in units["code"] if re.fullmatch(r"\d+", code))
    if column.restored:
        count = int(units["code"].isin(column.restored).sum())
        problems.append(
            Problem(
                "warning",
                file_name,
                f"先頭の 0 が落ちた市区町村コード {count} 件を5桁に戻しました。",
            )
        )
    bad = ~units["code"].isin(list(column.codes))
    if bad.any():
        first = units[bad].iloc[0]
        is_check_digit = len(first["code"]) == 6 and first["code"] in column.wrong
        reason = "の検査数字が合いません" if is_check_digit else "は5桁の数字ではありません"
        raise GeographyError(
            f"{file_name} {first['source_row']}件目: 市区町村コード「{first['code']}」{reason}"
            f"（同様 {int(bad.sum())} 件）。"
            "JIS X 0402 の5桁（または検査数字つき6桁）のコードに直してください。"
        )
    units["code"] = units["code"].map(column.codes)
    return units


def _in_degrees(units: Any, file_name: str) -> Any:
    """The same areas in JGD2011 longitude and latitude; refuses what cannot be in Japan."""
    if units.crs.is_geographic:
        _check_degrees(units, file_name)
    units = units.to_crs(JGD2011)
    _check_degrees(units, file_name)
    return units


def _check_degrees(units: Any, file_name: str) -> None:
    each = units.geometry.bounds
    outside = ~(
        (JAPAN[0] <= each.minx) & (each.maxx <= JAPAN[2])
        & (JAPAN[1] <= each.miny) & (each.maxy <= JAPAN[3])
    )  # fmt: skip
    if not outside.any():
        return
    first = units[outside].iloc[0]
    west, south, east, north = (float(value) for value in first.geometry.bounds)
    named = titled(first["source_row"], first["name"])
    more = f"（同様 {int(outside.sum())} 件）"
    found = f"東西 {west:,.1f}～{east:,.1f}、南北 {south:,.1f}～{north:,.1f}"
    if max(abs(west), abs(east), abs(south), abs(north)) > 360:
        why = "メートル単位の平面直角座標のようです。経緯度（JGD2011）に変換して渡してください。"
    elif JAPAN[0] <= south and north <= JAPAN[2] and JAPAN[1] <= west and east <= JAPAN[3]:
        why = "経度と緯度が入れ替わっています。［経度, 緯度］の順に直してください。"
    else:
        why = "日本の範囲（東経120～160度、北緯20～50度）の外です。座標系を確かめてください。"
    raise GeographyError(f"{file_name} {named}: 座標（{found}）は使えません{more}。{why}")


def _one_row_per_code(units: Any, file_name: str, problems: list[Problem]) -> pd.DataFrame:
    import pandas as pd
    import shapely

    rows = []
    for code, parts in units.groupby("code", sort=True):
        names = [name for name in dict.fromkeys(parts["name"]) if name]
        if len(names) > 1:
            problems.append(
                Problem(
                    "warning",
                    f"{file_name} {parts['source_row'].iloc[0]}件目",
                    f"コード {code} に異なる名称（{'、'.join(names[:3])}）があります。"
                    f"「{names[0]}」として扱いました。",
                    "コードの誤りがないか確かめてください。",
                )
            )
        shapes = parts.geometry.to_numpy()
        shape = shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
        rows.append(
            {
                "municipality_code": str(code),
                "municipality_name": names[0] if names else str(code),
                "parent_name": next((parent for parent in parts["parent_name"] if parent), ""),
                "geometry_wkb": shapely.to_wkb(shapely.force_2d(shape)),
                "source_row": int(parts["source_row"].iloc[0]),
            }
        )
    return pd.DataFrame(rows)


TABLE = RawTable(
    name="boundary",
    label="境界",
    columns="""
        municipality_code varchar, municipality_name varchar, parent_name varchar, geometry_wkb blob
    """,
    key=Key(("municipality_code",)),
)
KIND = Kind(
    name="boundaries",
    label="行政区域の境界（国土数値情報 N03）",
    layouts=(),
    tables=(TABLE,),
    replaces="全体",
    order=220,
    page_label="行政区域の境界",
    is_public=True,
    is_dated=False,
    needs_master=False,
)
