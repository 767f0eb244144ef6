"""What the release copies from a build besides the protected figures, and under which condition."""

from __future__ import annotations

from typing import Any

import duckdb

from zaitaku import paths, warehouse
from zaitaku.disclosure.policy import Policy
from zaitaku.errors import DisclosureError

# Tables that hold no figure to protect, and the condition under which a row is published.
_IN_SCHEMES = "area_unit <> 'zone' or list_contains($schemes, zone_scheme)"
# Persons and acts that the prefecture's own tables count in small areas have no threshold behind
# them: only the prefecture's are published.
_NO_SMALL_COUNTS = (
    "(area_unit = 'prefecture' or indicator_id in"
    " (select indicator_id from indicator where not regexp_matches(unit, '人|件|回')))"
)
SUPPORT = {
    "prefecture_name": "true",
    "area": _IN_SCHEMES,
    "area_member": _IN_SCHEMES,
    "area_population": _IN_SCHEMES,
    "area_point": _IN_SCHEMES,
    "municipality_group": "group_unit <> 'zone' or list_contains($schemes, zone_scheme)",
    "zone_scheme": "list_contains($schemes, zone_scheme)",
    "adjacency": "true",
    "supply_item": "true",
    "care_level": "true",
    # the names of files that hold what is 内部 only are not published either
    "source": "kind not in ('kdb_institutions', 'roles', 'zones', 'survey')",
    "data_year": "kind <> 'kdb_institutions'",
    "build_info": "true",
    # published as they are by the Ministry, 社人研 and 厚生局
    "inpatient_area": "true",
    "inpatient_cell": "true",
    # the prefecture's plan as it publishes it
    "indicator": "true",
    "indicator_value": f"({_IN_SCHEMES}) and {_NO_SMALL_COUNTS}",
    "target": f"({_IN_SCHEMES}) and {_NO_SMALL_COUNTS}",
    "projection_cell": _IN_SCHEMES,
    "projection_unit": "true",
    "resident_population_cell": _IN_SCHEMES,
    "demand_cell": "true",
    "ndb_cell": "true",
    "facility_standard": "false",  # names institutions; its counts are in standard_cell
    "standard_group": "true",
    "standard_cell": _IN_SCHEMES,
    "home_nursing_station": "false",  # names them; counted in home_nursing_cell
    "home_nursing_cell": _IN_SCHEMES,
    # the prefecture's own plan tables; of a survey only totals, never what one institution said
    "care_rate": "true",
    "care_rate_band": "true",
    "care_rate_fit": "true",
    "projection_edition": "true",
    "additional_demand_cell": _IN_SCHEMES,
    "additional_demand_unit": _IN_SCHEMES,
    "survey_cell": "basis = '集計値' and area_unit = 'prefecture'",
}
RELATIONS = ("supply_cell", "patients_cell", "flow_cell", "discharge_cell")
# Warnings quote figures, so the release only says how many there are.
_PUBLIC_PROBLEMS = """
select null::integer as source_id, severity, '取り込んだ表' as place,
    count(*) || ' 件（内容は内部モードで見られます）' as message, '' as fix
from problem
group by severity
"""


def copy(
    internal: duckdb.DuckDBPyConnection,
    published: duckdb.DuckDBPyConnection,
    schemes: list[str],
) -> None:
    """Fill the tables that hold nothing to protect; ``RELATIONS``, which do, are left empty."""
    published.execute((paths.MODEL / "000_macros.sql").read_text(encoding="utf-8"))
    for table, condition in SUPPORT.items():
        params = {"schemes": schemes} if "$schemes" in condition else {}
        _copy(internal, published, table, f"select * from {table} where {condition}", params)
    _copy(internal, published, "problem", _PUBLIC_PROBLEMS, {})
    for relation in RELATIONS:
        _copy(internal, published, relation, f"select * from {relation} limit 0", {})


def published_schemes(internal: duckdb.DuckDBPyConnection, policy: Policy) -> list[str]:
    """Schemes of the build that the policy publishes; DisclosureError for one it lacks."""
    known = [row[0] for row in internal.execute("select zone_scheme from zone_scheme").fetchall()]
    for scheme in policy.published_zone_schemes:
        if known and scheme not in known:
            raise DisclosureError(
                f"公表規則（disclosure.toml）の published_zone_schemes にある「{scheme}」は"
                f"データにありません。使えるのは {'、'.join(known)} です。"
                "直して取り込み直してください。"
            )
    return [scheme for scheme in known if scheme in policy.published_zone_schemes]


def write_support(internal: duckdb.DuckDBPyConnection) -> None:
    """The tables an import fills from boundaries and its own record, empty; for checking SQL."""
    internal.execute(
        "create table area_point (area_unit varchar, zone_scheme varchar, area_code varchar,"
        " x double, y double, lon double, lat double)"
    )
    internal.execute(
        "create table adjacency (municipality_code varchar, neighbour_code varchar,"
        " shared_border_km double)"
    )
    internal.execute(
        "create table build_info as select '' as build_id, '' as created_on,"
        " '' as software_version, null::varchar as geo_hash, 0::bigint as problems,"
        " 0::bigint as sources, null::double as geo_aspect"
    )


def _copy(
    source: duckdb.DuckDBPyConnection,
    target: duckdb.DuckDBPyConnection,
    table: str,
    sql: str,
    params: dict[str, Any],
) -> None:
    rows = source.sql(sql, params=params).to_arrow_table()
    warehouse.load(target, table, rows, create=True)
