"""Map files: whether a file is one, and the features that lie in it, as GDAL reads them.

GIS libraries are imported on first use because ``zaitaku query`` loads the package and must start
without them.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zaitaku.ground.errors import GeographyError
from zaitaku.sources.sheet import outlines
from zaitaku.sources.sheet.archives import MAX_BYTES, content, is_of_programs, pieces
from zaitaku.sources.sheet.holding import MEGABYTE

JGD2011 = 6668  # EPSG code; longitude, latitude in degrees
GEO_SUFFIXES = (".shp", ".geojson", ".json", ".topojson")
CODE_FIELDS = ("N03_007", "municipality_code", "code")
SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError)
_JSON_TYPE = re.compile(rb'"type"\s*:\s*"(FeatureCollection|Topology)"')
PUBLISHER = "国土数値情報「行政区域データ」（N03）の GeoJSON か Shapefile の zip"
AGAIN = f"{PUBLISHER}をもう一度ダウンロードしてください。"


def is_map(path: Path) -> bool:
    """Whether the content is a map file, whatever its name: says nothing about its columns."""
    with path.open("rb") as file:
        head = file.read(65536)
        file.seek(max(0, path.stat().st_size - 65536))
        tail = file.read()
    if head.startswith(SHAPEFILE_MAGIC):
        return True
    if head.startswith(b"PK"):
        try:
            return zipfile.is_zipfile(path) and any(_members(path))
        except _BROKEN:
            return True  # there is something of a map, and reading it tells what is wrong
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    # The type may stand before or after a long list of coordinates.
    return any(map(is_map_json, (head, tail)))


def is_map_json(content: bytes) -> bool:
    """Whether JSON, or a part of it, says that it is a map."""
    return _JSON_TYPE.search(content) is not None


def read_features(path: Path) -> Any:
    """The layer with municipality codes and the most features, as a GeoDataFrame.

    GeographyError where the file is broken or has no codes.
    """
    with _readable(path) as sources:
        return _read_features(sources, path)


def _members(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            suffix = Path(info.filename).suffix.lower()
            if suffix not in GEO_SUFFIXES or is_of_programs(info.filename):
                continue
            if suffix != ".json" or (
                info.file_size <= MAX_BYTES and is_map_json(content(archive, info))
            ):
                yield info.filename


@contextmanager
def _readable(path: Path) -> Iterator[list[Path]]:
    """Files GDAL can open: the path itself, or the unpacked map files of a zip."""
    if not zipfile.is_zipfile(path):
        yield [path]
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            maps = set(_members(path))
            stems = {Path(name).with_suffix("") for name in maps}
            found = []
            with zipfile.ZipFile(path) as archive:
                for number, stem in enumerate(sorted(stems)):
                    for info in archive.infolist():
                        name = info.filename
                        if Path(name).with_suffix("") == stem and not info.is_dir():
                            # Names of our own: a zip's may be in CP932 or climb out of the folder.
                            target = Path(folder) / f"{number}{Path(name).suffix.lower()}"
                            _unpack(path.name, archive, info, target)
                            if name in maps:
                                found.append(target)
        except _BROKEN as error:
            raise GeographyError(
                f"{path.name}: zip を展開できません（壊れているか、パスワードが付いています）。"
                "配布元からもう一度ダウンロードしてください。"
            ) from error
        yield found


def _unpack(file_name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> None:
    if info.file_size > MAX_BYTES:
        raise GeographyError(
            f"{file_name}: 中の「{Path(info.filename).name}」が展開すると"
            f" {info.file_size / MEGABYTE:,.0f} MB あり、大きすぎます"
            f"（上限 {MAX_BYTES // MEGABYTE} MB）。都道府県ごとの{PUBLISHER}を渡してください。"
        )
    with target.open("wb") as file:
        file.writelines(pieces(archive, info))


def _read_features(sources: list[Path], path: Path) -> Any:
    import geopandas
    import pyogrio
    import shapely

    layers: list[tuple[int, Path, str]] = []
    seen: set[str] = set()
    try:
        for source in sources:
            _check_size(source, path.name)
            for name, _ in pyogrio.list_layers(source):
                # Some editions' .dbf names are not decodable before the encoding is known.
                info = pyogrio.read_info(source, layer=name, encoding=_encoding(source))
                seen.update(map(str, info["fields"]))
                if any(field in info["fields"] for field in CODE_FIELDS):
                    layers.append((int(info["features"]), source, name))
        if not layers:
            raise GeographyError(_no_codes(path.name, seen))
        _, source, name = max(layers, key=lambda layer: (layer[0], str(layer[1])))
        _check_outlines(source, path.name)
        features = geopandas.read_file(source, layer=name, encoding=_encoding(source))
    except shapely.errors.GEOSException as error:
        raise GeographyError(
            f"{path.name}: 輪郭の閉じていない図形か、点の足りない図形があります。{AGAIN}"
        ) from error
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        _check_outlines(source, path.name)  # it may be one feature alone
        raise GeographyError(
            f"{path.name}: 地図ファイルとして読めません（途中で切れているか、壊れています）。"
            f"{AGAIN}"
        ) from error
    except UnicodeDecodeError as error:
        raise GeographyError(
            f"{path.name}: 文字コードを読み取れません。GeoJSON は UTF-8、Shapefile は "
            "UTF-8 か CP932 で保存してください。"
        ) from error
    if features.empty:
        raise GeographyError(f"{path.name}: 区域が1件もありません。{PUBLISHER}を渡してください。")
    return features if features.crs is not None else features.set_crs(JGD2011)


def _check_size(source: Path, file_name: str) -> None:
    """GeographyError for a map in text of which one shape alone would fill the memory."""
    if source.suffix.lower() == ".shp":
        return
    if outlines.longest(source.read_bytes()) > outlines.LONGEST:
        raise GeographyError(
            f"{file_name}: 1つの図形（TopoJSON では全体）が {outlines.LONGEST // MEGABYTE} MB を"
            f"超えていて、大きすぎます。都道府県ごとの{PUBLISHER}を渡すか、形を間引いてください。"
        )


def _check_outlines(source: Path, file_name: str) -> None:
    """GeographyError for a GeoJSON with an outline that GDAL would not read as it is written."""
    if source.suffix.lower() == ".shp":
        return
    found = list(outlines.faults(source.read_text(encoding="utf-8-sig", errors="replace")))
    if found:
        first = found[0]
        named = titled(
            first.number, name_of({k: text_of(v) for k, v in first.properties.items()})[0]
        )
        more = f"（ほかに {len(found) - 1} 件）" if len(found) > 1 else ""
        raise GeographyError(f"{file_name} {named}: {first.reason}{more}。{AGAIN}")


def _encoding(source: Path) -> str | None:
    """A Shapefile without .cpg does not say its encoding; the official ones are CP932."""
    if source.suffix.lower() != ".shp" or source.with_suffix(".cpg").exists():
        return None
    try:
        table = source.with_suffix(".dbf").read_bytes()
        table[int.from_bytes(table[8:10], "little") :].decode("utf-8")  # the records, no header
    except UnicodeDecodeError:
        return "cp932"
    except OSError:
        return None
    return "utf-8"


def _no_codes(name: str, fields: set[str]) -> str:
    found = "、".join(sorted(fields)[:10]) or "なし"
    return (
        f"{name}: 市区町村コードの列がありません（あった列: {found}）。"
        "N03_007（行政区域コード）か municipality_code の列が必要です。"
        f"{PUBLISHER}を渡してください。"
    )


def titled(number: int, name: str) -> str:
    """A feature as messages call it: 「4件目（夢浜市）」."""
    return f"{number}件目（{name}）" if name else f"{number}件目"


def text_of(value: Any) -> str:
    """A property as text; None and NaN are ''; 3201.0 (a column with blanks) is '3201'."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def name_of(values: dict[str, str]) -> tuple[str, str]:
    """Name and, for a ward of a 政令市, its city: 盛岡市 → '', 仙台市青葉区 → 仙台市."""
    own = values.get("municipality_name") or values.get("name")
    if own:
        return own, values.get("parent_name", "")
    county, city, ward = (values.get(f"N03_00{digit}", "") for digit in (3, 4, 5))
    if ward.endswith("区"):  # editions from 2024
        return city + ward, city
    if county.endswith("市") and city.endswith("区"):
        return county + city, county
    # a file with 政令市 as one has the city in N03_003; a 郡 is the name of no municipality
    return city or (county if county.endswith("市") else ""), ""
