"""What the release copies from a build besides the protected figures, and under which condition."""

from __future__ import annotations

from typing import Any

import duckdb

from zaitaku.build import maps, writing
from zaitaku.disclosure.policy import Policy
from zaitaku.ground import paths
from zaitaku.ground.errors import DisclosureError
from zaitaku.sources import known

# Tables that hold no figure to protect, and the condition under which a row is published.
_IN_SCHEMES = "area_unit <> 'zone' or list_contains($schemes, zone_scheme)"
# Persons and acts that the prefecture's own tables count in small areas have no threshold behind
# them: only the prefecture's are published, unless the policy says that the table already is.
_INSTITUTIONS = "施設|事業所|薬局|病院|診療所|医療機関|機関|か所|箇所|ステーション|床"


def _own(table: str, anyway: str = "false") -> str:
    return (
        f"({_IN_SCHEMES}) and (area_unit = 'prefecture' or list_contains($own, '{table}')"
        f" or {anyway})"
    )


_COUNTS_INSTITUTIONS = (
    "indicator_id in (select indicator_id from indicator"
    f" where regexp_full_match(unit, '{_INSTITUTIONS}'))"
)
SUPPORT = {
    "prefecture_name": "true",
    "area": _IN_SCHEMES,
    "area_member": _IN_SCHEMES,
    "area_population": _IN_SCHEMES,
    "area_point": _IN_SCHEMES,
    "area_reading": "true",  # names of municipalities, no figure
    "municipality_group": "group_unit <> 'zone' or list_contains($schemes, zone_scheme)",
    "zone_scheme": "list_contains($schemes, zone_scheme)",
    "adjacency": "true",
    "supply_item": "true",
    "care_level": "true",
    # the names of files that hold what is 内部 only are not published either
    "source": "list_contains($kinds, kind)",
    "data_year": "list_contains($kinds, kind)",
    "build_info": "true",
    # published as they are by the Ministry, 社人研 and 厚生局
    "inpatient_area": "true",
    "inpatient_cell": "true",
    # the prefecture's plan
    "indicator": "true",
    "indicator_value": _own("indicator_values", _COUNTS_INSTITUTIONS),
    "target": _own("targets", _COUNTS_INSTITUTIONS),
    "figure_note": "shown_in = '公表'",  # what the prefecture marked for it
    "indicator_basis": "true",  # which basis, no figure
    "projection_cell": _IN_SCHEMES,
    "projection_unit": "true",
    "resident_population_cell": _IN_SCHEMES,
    "country_municipality": "true",  # published by the Ministry, no figure of care
    "demand_cell": "true",
    "ndb_cell": "true",
    "ndb_sex_age_cell": "true",  # the whole country, masked by the publisher
    "facility_standard": "false",  # names institutions; its counts are in standard_cell
    "standard_group": "true",
    "definition_break": "true",
    "act_not_claimable": "true",  # acts and years, no figure
    "standard_mark_read": "false",  # marks of lists that are not published; only counts are
    "standard_cell": _IN_SCHEMES,
    "home_nursing_station": "false",  # names them; counted in home_nursing_cell
    "home_nursing_cell": _IN_SCHEMES,
    # persons, but of a statistic that the Ministry publishes whole, insurer by insurer, however few
    # they are; no patient of KDB is in it
    "certified_cell": _IN_SCHEMES,
    "certified_insurer": "true",
    "insured_cell": _own("insured_persons"),
    # published as they are by the Ministry, municipality by municipality
    "regional_cell": _IN_SCHEMES,
    "regional_country": "true",
    "regional_latest": "true",
    # rates of the whole prefecture by age
    "care_rate": "true",
    "care_rate_band": "true",
    "care_rate_fit": "true",
    "projection_edition": "true",
    "additional_demand_cell": _own("additional_demand"),
    "additional_demand_unit": _own("additional_demand"),
    # only totals, never what one institution said: the total of a few places could be just that
    "survey_cell": (
        f"basis = '集計値' and {_own('survey')} and (list_contains($own, 'survey')"
        " or municipalities = (select count(*) from area where area_unit = 'municipality'))"
    ),
}
# a hash of a file whose only unknown is one hidden figure would tell it to who tries every number
_WITHOUT_HASHES = "* replace (null::varchar as sha256)"
# by the key of ``policy.KDB_TABLES``
RELATION_OF = {
    "supply": "supply_cell",
    "patients": "patients_cell",
    "flows": "flow_cell",
    "discharge": "discharge_cell",
}
RELATIONS = tuple(RELATION_OF.values())
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
    policy: Policy,
) -> None:
    """Fill the tables that hold nothing to protect; ``RELATIONS``, which do, are left empty."""
    params = {
        "schemes": published_schemes(internal, policy),
        "own": list(policy.published_own_tables),
        # a release does not say that it has what is withheld
        "kinds": sorted(set(known.public()) - {f"kdb_{n}" for n in policy.withheld_kdb_tables}),
    }
    published.execute((paths.MODEL / "000_macros.sql").read_text(encoding="utf-8"))
    for table, condition in SUPPORT.items():
        needed = {name: given for name, given in params.items() if f"${name}" in condition}
        columns = _WITHOUT_HASHES if table == "source" else "*"
        sql = f"select {columns} from {table} where {condition}"
        _copy(internal, published, table, sql, needed)
    _copy(internal, published, "problem", _PUBLIC_PROBLEMS, {})
    for relation in RELATIONS:
        _copy(internal, published, relation, f"select * from {relation} limit 0", {})


def withheld(policy: Policy) -> frozenset[str]:
    """``RELATIONS`` of which no row is published."""
    return frozenset(RELATION_OF[name] for name in policy.withheld_kdb_tables)


def aside(relation: str) -> str:
    """Where the internal file keeps what a withheld table would show, for the audit."""
    return f"withheld_{relation}"


def published_schemes(internal: duckdb.DuckDBPyConnection, policy: Policy) -> list[str]:
    """Schemes of the build that the policy publishes; DisclosureError for one it lacks."""
    known = [row[0] for row in internal.execute("select zone_scheme from zone_scheme").fetchall()]
    for scheme in policy.published_zone_schemes:
        if known and scheme not in known:
            raise DisclosureError(
                f"公表する圏域の区分（画面「公表」で選んだもの、選んでいなければ公表規則"
                f" disclosure.toml の published_zone_schemes）にある「{scheme}」は"
                f"データにありません。使えるのは {'、'.join(known)} です。"
                "直して取り込み直してください。"
            )
    return [scheme for scheme in known if scheme in policy.published_zone_schemes]


def write_support(internal: duckdb.DuckDBPyConnection) -> None:
    """The tables an import fills from boundaries and its own record, empty; for checking SQL."""
    maps.make_empty(internal)
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
    writing.load(target, table, rows, create=True)
