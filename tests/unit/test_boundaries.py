"""Boundary files: what is recognised, what is read, and what each bad file is told."""

import json
import math
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from zaitaku.ground.errors import GeographyError
from zaitaku.sources.kinds import boundaries
from zaitaku.sources.sheet import maps, outlines

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "boundaries"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="実データ ../shared/data がない")


def square(x: float = 150.0, y: float = 30.0, size: float = 0.1) -> dict[str, object]:
    return shapely.geometry.mapping(shapely.box(x, y, x + size, y + size))


def n03(code: object, name: str | None, *, city: str | None = None, x: float = 150.0):
    properties = {"N03_001": "架空県", "N03_003": city, "N03_004": name, "N03_007": code}
    return {"type": "Feature", "properties": properties, "geometry": square(x)}


def write(path: Path, *features: object, **members: object) -> Path:
    collection = {"type": "FeatureCollection", **members, "features": list(features)}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return path


def read_rows(path: Path) -> list[tuple[str, str, str]]:
    frame = boundaries.read(path).frames["boundary"]
    columns = ["municipality_code", "municipality_name", "parent_name"]
    return [tuple(row) for row in frame[columns].itertuples(index=False)]


def write_shapefile(folder: Path, *, encoding: str, cpg: bool, name: str = "N03") -> list[Path]:
    frame = geopandas.GeoDataFrame(
        {"N03_004": ["幻想市", "架空町"], "N03_007": ["99201", "99301"]},
        geometry=[shapely.box(150, 30, 151, 31), shapely.box(151, 30, 152, 31)],
        crs=6668,
    )
    frame.to_file(folder / f"{name}.shp", encoding=encoding)
    if not cpg:
        (folder / f"{name}.cpg").unlink()
    return sorted(folder.glob(f"{name}.*"))


def test_names_wards_and_islands(tmp_path: Path) -> None:
    """Old editions name a ward's city in N03_003, a 郡 stands there too, 2024 uses N03_005."""
    new = n03("99132", "夢見市", x=153)
    new["properties"]["N03_005"] = "東区"
    path = write(
        tmp_path / "n03.geojson",
        n03("99201", "幻想市"),
        n03("99201", "幻想市", x=155),  # an island
        n03("99101", "中央区", city="仮想市", x=151),
        n03("99302", "架空町", city="空想郡", x=152),
        new,
        n03("99140", None, city="政令市", x=154),
    )
    assert read_rows(path) == [
        ("99101", "仮想市中央区", "仮想市"),
        ("99132", "夢見市東区", "夢見市"),
        ("99140", "政令市", ""),
        ("99201", "幻想市", ""),
        ("99302", "架空町", ""),
    ]
    frame = boundaries.read(path).frames["boundary"].set_index("municipality_code")
    assert shapely.get_num_geometries(shapely.from_wkb(frame["geometry_wkb"]["99201"])) == 2
    assert frame["source_row"].to_dict()["99302"] == 4


def test_a_county_is_not_the_name_of_a_town_that_lost_its_own(tmp_path: Path) -> None:
    path = write(tmp_path / "n03.geojson", n03("99302", None, city="空想郡"))
    assert read_rows(path) == [("99302", "99302", "")]  # the master's name stands before it


def test_plain_properties_and_codes_that_lost_their_zero(tmp_path: Path) -> None:
    plain = {"municipality_code": 3201, "municipality_name": "盛岡市"}
    undecided = {"municipality_code": None, "municipality_name": "所属未定地"}
    path = write(
        tmp_path / "plain.json",
        {"type": "Feature", "properties": plain, "geometry": square(141, 39)},
        {"type": "Feature", "properties": undecided, "geometry": square(142, 39)},
    )
    assert read_rows(path) == [("03201", "盛岡市", "")]
    assert [(p.severity, str(p)) for p in boundaries.read(path).problems] == [
        ("info", "plain.json: コードのない区域 1 件（所属未定地）を除きました。"),
        ("warning", "plain.json: 先頭の 0 が落ちた市区町村コード 1 件を5桁に戻しました。"),
    ]


def test_one_code_with_two_names_is_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path / "a.geojson", n03("99201", "幻想市"), n03("99201", "別名市", x=151))
    (problem,) = boundaries.read(path).problems
    assert problem.severity == "warning"
    assert "99201 に異なる名称（幻想市、別名市）" in problem.message


def test_crossed_outline_is_mended(tmp_path: Path) -> None:
    bow = {
        "type": "Polygon",
        "coordinates": [[[150, 30], [151, 31], [151, 30], [150, 31], [150, 30]]],
    }
    feature = {
        "type": "Feature",
        "properties": {"code": "99201", "name": "幻想市"},
        "geometry": bow,
    }
    result = boundaries.read(write(tmp_path / "bow.geojson", feature))
    shape = shapely.from_wkb(result.frames["boundary"]["geometry_wkb"][0])
    assert shapely.is_valid(shape) and shape.area == pytest.approx(0.5)
    assert result.problems[0].severity == "info"


def test_another_datum_is_transformed(tmp_path: Path) -> None:
    """平面直角座標 that says so in its crs member is read; Iwate is zone 10."""
    box = shapely.geometry.mapping(shapely.box(0, 0, 1000, 1000))
    feature = {
        "type": "Feature",
        "properties": {"code": "03201", "name": "盛岡市"},
        "geometry": box,
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::6678"}}
    result = boundaries.read(write(tmp_path / "zone10.geojson", feature, crs=crs))
    west, south, *_ = shapely.from_wkb(result.frames["boundary"]["geometry_wkb"][0]).bounds
    assert (west, south) == pytest.approx((140.8333, 40.0), abs=1e-3)


@pytest.mark.parametrize(
    ("encoding", "cpg"), [("cp932", False), ("cp932", True), ("utf-8", False), ("utf-8", True)]
)
def test_zipped_shapefile_of_either_encoding(tmp_path: Path, encoding: str, cpg: bool) -> None:
    path = tmp_path / "行政区域.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in write_shapefile(tmp_path, encoding=encoding, cpg=cpg):
            archive.write(part, f"行政区域/{part.name}")
        archive.writestr("行政区域/KS-META.xml", "<metadata/>")
    assert maps.is_map(path)
    assert read_rows(path) == [("99201", "幻想市", ""), ("99301", "架空町", "")]


def test_zip_with_a_second_layer_takes_the_one_with_municipalities(tmp_path: Path) -> None:
    """From 2024 the zip also holds a prefecture layer; only its N03_007 tells them apart."""
    many = write(tmp_path / "N03.geojson", n03("99201", "幻想市"), n03("99301", "架空町", x=151))
    one = write(tmp_path / "N03_prefecture.geojson", n03("99000", "架空県"))
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(one, "a.geojson")
        archive.write(many, "b.geojson")
    assert [code for code, *_ in read_rows(path)] == ["99201", "99301"]


def test_recognised_by_content_not_by_name(tmp_path: Path) -> None:
    as_text = write(tmp_path / "地図.txt", n03("99201", "幻想市"))
    type_last = tmp_path / "last.json"
    type_last.write_text('{"features": [], "type": "FeatureCollection"}', encoding="utf-8")
    table = tmp_path / "table.geojson"
    table.write_text("市区町村,患者数\n幻想市,1\n", encoding="cp932")
    book = tmp_path / "book.zip"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    empty = tmp_path / "empty.json"
    empty.touch()
    paths = (as_text, type_last, table, book, empty)
    assert [maps.is_map(p) for p in paths] == [True, True, False, False, False]


def metres() -> dict[str, object]:
    return {**n03("99201", "幻想市"), "geometry": square(12000, -98000, 500)}


def swapped() -> dict[str, object]:
    return {**n03("99201", "幻想市"), "geometry": square(36, 137)}


def point() -> dict[str, object]:
    return {**n03("99201", "幻想市"), "geometry": {"type": "Point", "coordinates": [150, 30]}}


def no_code() -> dict[str, object]:
    return {"type": "Feature", "properties": {"市名": "幻想市"}, "geometry": square()}


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([], "市区町村コードの列がありません（あった列: なし）"),
        ([no_code()], "市区町村コードの列がありません（あった列: 市名）"),
        ([n03(None, "所属未定地")], "市区町村コードがすべて空です"),
        ([n03("幻-1", "幻想市")], "1件目: 市区町村コード「幻-1」は5桁の数字ではありません"),
        (
            [n03("992011", "幻想市"), n03("992029", "夢見市")],
            "2件目: 市区町村コード「992029」の検査数字が合いません（同様 1 件）",
        ),
        ([{**n03("99201", "幻想市"), "geometry": None}], "面（ポリゴン）の図形がありません"),
        ([point()], "面（ポリゴン）の図形がありません"),
        ([metres()], "平面直角座標のようです"),
        ([swapped()], "経度と緯度が入れ替わっています"),
        ([n03("99201", "幻想市", x=10)], "日本の範囲（東経120～160度、北緯20～50度）の外です"),
    ],
)
def test_bad_file_is_told_why(tmp_path: Path, features: list[object], said: str) -> None:
    with pytest.raises(GeographyError) as error:
        boundaries.read(write(tmp_path / "bad.geojson", *features))
    assert said in str(error.value)
    assert str(error.value).startswith("bad.geojson")
    assert error.value.exit_code == 14


RING = [[150.0, 30.0], [151.0, 30.0], [151.0, 31.0], [150.0, 30.0]]


def with_point(x: str) -> str:
    """A ring with one coordinate as it stands in the file."""
    return json.dumps([RING]).replace("151.0, 31.0", f"{x}, 31.0")


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        ({"type": "Polygon", "coordinates": [RING[:-1]]}, "輪郭の点が 3 個しかありません"),
        ({"type": "Polygon", "coordinates": [[*RING[:-1], [150.0, 31.0]]]}, "輪郭が閉じていません"),
        (
            {"type": "MultiPolygon", "coordinates": [[RING], [[*RING[:3], [150.0, 31.0]]]]},
            "輪郭が閉じていません（最後の点が最初の点と違います）",
        ),
        ({"type": "Polygon", "coordinates": [RING[:1]]}, "輪郭の点が 1 個しかありません"),
        ({"type": "Polygon", "coordinates": [[]]}, "輪郭の点が 0 個しかありません"),
        ({"type": "Polygon", "coordinates": []}, "図形に座標がありません"),
        ({"type": "Polygon"}, "図形に座標がありません"),
        ({"type": "Polygn", "coordinates": [RING]}, "図形の種類「Polygn」が分かりません"),
        (None, "面（ポリゴン）の図形がありません"),
        ({"type": "LineString", "coordinates": RING}, "面（ポリゴン）の図形がありません"),
        ({"type": "Polygon", "coordinates": [[RING[0]] * 4]}, "図形に面積がありません"),
        ({"type": "Polygon", "coordinates": [[*RING[:2], [151.0], RING[0]]]}, "座標「[151.0]」"),
        ("NaN", "座標「[NaN, 31.0]」が経度と緯度ではありません"),
        ("Infinity", "座標「[Infinity, 31.0]」が経度と緯度ではありません"),
        ("1e999", "座標「[Infinity, 31.0]」が経度と緯度ではありません"),
        ("null", "座標「[null, 31.0]」が経度と緯度ではありません"),
        ('"151.0"', '座標「["151.0", 31.0]」が経度と緯度ではありません'),
        ("true", "座標「[true, 31.0]」が経度と緯度ではありません"),
        ("1e308", "数でないか大きすぎる座標があります"),
        ("1e-308", "日本の範囲（東経120～160度、北緯20～50度）の外です"),
    ],
)
def test_an_outline_that_is_none_is_named(tmp_path: Path, geometry: object, said: str) -> None:
    """GDAL would drop the point, mend the ring or leave the feature out, mostly without a word."""
    written = geometry if not isinstance(geometry, str) else "@"
    bad = {**n03("99301", "架空町"), "geometry": written}
    path = write(tmp_path / "bad.geojson", n03("99201", "幻想市"), bad)
    if isinstance(geometry, str):
        ring = f'{{"type": "Polygon", "coordinates": {with_point(geometry)}}}'
        path.write_text(path.read_text(encoding="utf-8").replace('"@"', ring), encoding="utf-8")
    with pytest.raises(GeographyError) as error:
        boundaries.read(path)
    assert str(error.value).startswith("bad.geojson 2件目（架空町）: ")
    assert said in str(error.value)
    assert len(str(error.value)) < 200


def test_a_shapefile_cut_short_names_what_it_lost(tmp_path: Path) -> None:
    for part in write_shapefile(tmp_path, encoding="utf-8", cpg=True):
        if part.suffix == ".shp":
            part.write_bytes(part.read_bytes()[:-1])
    with zipfile.ZipFile(tmp_path / "cut.zip", "w") as archive:
        for part in tmp_path.glob("N03.*"):
            archive.write(part, part.name)
    with pytest.raises(GeographyError, match=r"cut\.zip 2件目（架空町）: 面（ポリゴン）の図形が"):
        boundaries.read(tmp_path / "cut.zip")


def test_a_point_beside_the_area_of_the_same_municipality(tmp_path: Path) -> None:
    path = write(tmp_path / "n03.geojson", n03("99201", "幻想市"), point())
    (problem,) = boundaries.read(path).problems
    assert "面の図形を持たない 1 件を除きました" in problem.message


@pytest.mark.parametrize(("name", "severity"), [("所属未定地", "info"), ("幻想市", "warning")])
def test_an_area_without_code_is_told(name: str, severity: str, tmp_path: Path) -> None:
    path = write(tmp_path / "n03.geojson", n03("99301", "架空町"), n03(None, name))
    (problem,) = boundaries.read(path).problems
    assert (problem.severity, name in problem.message) == (severity, True)


def test_half_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "half.geojson", n03("99201", "幻想市"), n03("99301", "架空町"))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(GeographyError, match=r"half\.geojson: 地図ファイルとして読めません"):
        boundaries.read(path)


def test_half_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "half.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in write_shapefile(tmp_path, encoding="utf-8", cpg=True):
            archive.write(part, part.name)
    data = bytearray(path.read_bytes())
    data[60:200] = bytes(140)
    path.write_bytes(data)
    with pytest.raises(GeographyError, match=r"half\.zip: "):
        boundaries.read(path)


@pytest.mark.thorough
@needs_shared
@pytest.mark.parametrize(
    ("name", "units", "wards", "undecided"),
    [
        ("N03-21_03_iwate.geojson", 33, 0, 0),
        ("N03-21_national_s0010.topojson", 1902, 175, 4),
        ("N03-21_national_designated_city_s0010.topojson", 1747, 0, 4),
    ],
)
def test_published_files(name: str, units: int, wards: int, undecided: int) -> None:
    result = boundaries.read(SHARED / name)
    frame = result.frames["boundary"]
    assert maps.is_map(SHARED / name)
    assert len(frame) == frame["municipality_code"].nunique() == units
    assert (frame["parent_name"] != "").sum() == wards
    assert (frame["municipality_name"].str.len() > 1).all()
    told = [p for p in result.problems if "コードのない区域" in p.message]
    assert [f"{undecided} 件（所属未定地）" in p.message for p in told] == [True] * bool(undecided)


@pytest.mark.parametrize(
    "point",
    [[1, None], [True, 2], [math.nan, 1], [math.inf, 1], [1], [10**400, 1.0], "ab", {}, [1, [2]]],
)
def test_a_point_that_is_none_is_found_among_many(point: Any) -> None:
    whole = [[1, 2], [2, 3.5, 7], [3, 4], [1, 2]]
    assert outlines._ring_fault(whole) is None
    found = outlines._ring_fault([*whole[:2], point, *whole[2:]])
    assert found is not None and "経度と緯度ではありません" in found
