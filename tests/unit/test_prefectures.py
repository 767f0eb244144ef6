"""One list of prefectures in Python, one in SQL."""

import duckdb

from zaitaku.build import model, writing
from zaitaku.ground import paths
from zaitaku.ground.prefectures import CODES


def test_both_lists_are_the_same() -> None:
    with duckdb.connect() as connection:
        model.make_raw(connection)
        writing.run_script(connection, [paths.MODEL / "010_areas.sql"])
        rows = connection.execute("select prefecture_name, prefecture_code from prefecture_name")
        assert dict(rows.fetchall()) == CODES
