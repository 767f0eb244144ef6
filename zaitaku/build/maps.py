"""Where areas lie: the tables of a build that are prepared from its boundaries."""

from __future__ import annotations

import duckdb

from zaitaku.build import geography, writing


def store(connection: duckdb.DuckDBPyConnection) -> geography.Prepared | None:
    """Fill the tables from the boundaries; None, and empty tables, where there are none."""
    boundary = connection.execute(
        "select municipality_code, municipality_name, parent_name, geometry_wkb from raw.boundary"
    ).df()
    members = connection.execute(
        "select m.*, a.area_name from area_member as m"
        " inner join area as a using (area_unit, zone_scheme, area_code)"
    ).df()
    if boundary.empty:
        make_empty(connection)
        return None
    prepared = geography.prepare(boundary, members)
    for name, frame in (("area_point", prepared.centroids), ("adjacency", prepared.adjacency)):
        writing.load(connection, name, frame, create=True)
    if prepared.missing:
        connection.execute(
            "insert into problem values (null, 'warning', '境界データ', ?, ?)",
            [
                f"境界のない市町村があります: {'、'.join(prepared.missing)}。",
                "地図では空白になります。新しい境界（国土数値情報 N03）を取り込んでください。",
            ],
        )
    return prepared


def make_empty(connection: duckdb.DuckDBPyConnection) -> None:
    """The same tables, of a build without boundaries."""
    connection.execute(
        "create table area_point (area_unit varchar, zone_scheme varchar, area_code varchar,"
        " x double, y double, lon double, lat double)"
    )
    connection.execute(
        "create table adjacency (municipality_code varchar, neighbour_code varchar,"
        " shared_border_km double)"
    )
