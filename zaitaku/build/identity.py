"""What a build says of itself: its id, when and from what it was made."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import duckdb

from zaitaku import __version__
from zaitaku.build import geography, model
from zaitaku.build.release import remembered
from zaitaku.disclosure.policy import Policy
from zaitaku.ground import paths, secret


def build_id(connection: duckdb.DuckDBPyConnection, policy: Policy, key: bytes) -> str:
    """Hash of what went in, of the code that shaped it and of the disclosure policy.

    Keyed with the secret of the installation: of a file with one unknown figure it would else tell
    that figure to who tries every number, and it stands on every page.
    """
    # a release that other programs protected is another one, though the data are the same
    digest = hashlib.sha256(f"{__version__} {policy.digest()} {remembered.code()}".encode())
    for text in (*model.texts(), *(p.read_bytes() for p in sorted(paths.CHECKS.glob("*.sql")))):
        digest.update(text)
    rows: list[Any] = connection.execute(
        "select kind, fiscal_year, sha256, sheet, row_count from raw.source order by all"
    ).fetchall()
    digest.update(repr(rows).encode())
    # which edition of a scheme is in force depends on the day of the import
    for table in ("zone_in_force", "role", "indicator"):
        in_force = connection.execute(f"select * from {table} order by all").fetchall()
        digest.update(repr(in_force).encode())
    return secret.keyed(key, digest.digest())[:12]


def store(
    connection: duckdb.DuckDBPyConnection, build_id: str, geo: geography.Prepared | None
) -> None:
    """The one row of ``build_info``."""
    connection.execute(
        "create table build_info as select ? as build_id, ? as created_on, ? as software_version,"
        " ?::varchar as geo_hash, (select count(*) from problem where severity = 'warning')"
        " as problems, (select count(*) from source) as sources, ?::double as geo_aspect",
        [
            build_id,
            datetime.now().strftime("%Y-%m-%d %H:%M"),
            __version__,
            geo.content_hash if geo else None,
            geo.aspect if geo else None,
        ],
    )
