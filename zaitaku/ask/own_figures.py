"""内部 for who may see that of some municipalities alone: 公表 with their own figures put in.

Only the four tables of figures that are protected are put together from both files, and of 内部
only rows that tell of these municipalities and of nobody else: a flow counts where both its ends
are. Everything else (other areas, sums, institutions) is the release's.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from zaitaku.ground import paths

_AREA = "area_unit = 'municipality' and list_contains($own, area_code)"
# table of protected figures → which of its rows are a municipality's own
OWN = {
    "supply_cell": _AREA,
    "patients_cell": _AREA,
    "discharge_cell": _AREA,
    "flow_cell": (
        "area_unit = 'municipality' and list_contains($own, origin_code)"
        " and list_contains($own, destination_code)"
    ),
}


def connect(
    internal: Path,
    public: Path,
    own: tuple[str, ...],
    config: Mapping[str, str | bool | int | float | list[str]],
) -> duckdb.DuckDBPyConnection:
    """A database in memory that reads both files; it can reach nothing else."""
    made = duckdb.connect(":memory:", config=dict(config))
    made.execute((paths.MODEL / "000_macros.sql").read_text(encoding="utf-8"))
    made.execute(f"attach {_quoted(public)} as shown (read_only)")
    made.execute(f"attach {_quoted(internal)} as whole (read_only)")
    tables = made.execute(
        "select table_name from duckdb_tables() where database_name = 'shown'"
        " and schema_name = 'main'"
    ).fetchall()
    for (table,) in tables:
        if table not in OWN:
            made.execute(f'create view "{table}" as select * from shown.main."{table}"')
            continue
        made.execute(
            f'create table "{table}" as select * from shown.main."{table}" where not ({OWN[table]})'
            f' union all by name select * from whole.main."{table}" where {OWN[table]}',
            {"own": list(own)},
        )
    made.execute("detach whole")  # what was taken of it is in memory
    made.execute("set enable_external_access = false")
    made.execute("set lock_configuration = true")
    return made


def notes(own: tuple[str, ...]) -> tuple[str, ...]:
    """What is said under every figure that is put together so."""
    if not own:
        return ()
    return (
        f"内部の数値は市区町村コード {'、'.join(own)} のものだけで、ほかの地域と合計は、"
        "公表してよい数値です。",
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
