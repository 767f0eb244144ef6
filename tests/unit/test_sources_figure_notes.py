"""注記の表: what is read of it, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku.sources.collect import Collected

HEAD = ["注記する図・指標", "注記", "出すモード", "地域コード", "圏域の種類", "年度"]
GOOD = ["供給", "令和5年に 1 か所が閉院した。", "公表", "99201", "", "令和5年度"]


def read(folder: Path, *rows: list[str]) -> Collected:
    return f.read(
        f.csv_file(folder / "m.csv", f.master()), f.csv_file(folder / "注記.csv", [HEAD, *rows])
    )


def test_a_note_is_internal_unless_it_says_otherwise(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD, ["NS1", "訂正した。", "", "", "", ""])
    (loaded,) = [one for one in found.tables if one.kind == "figure_notes"]
    rows = loaded.frames["figure_notes"].to_dict("records")
    assert [row["shown_in"] for row in rows] == ["公表", "内部"]
    assert (rows[0]["area_unit"], rows[0]["area_code"], rows[0]["year"]) == (
        "municipality",
        "99201",
        2023,
    )
    assert (rows[1]["area_unit"], rows[1]["area_code"]) == ("", "")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["", "文", "公表", "", "", ""], "注記する図"),
        (["供給", "", "公表", "", "", ""], "注記"),
        (["供給", "あ" * 301, "公表", "", "", ""], "300 文字"),
        (["供給", "文", "全部", "", "", ""], "決められた語"),
        (["供給", "文", "公表", "13101", "", ""], "市区町村マスタ"),
        (["供給", "文", "公表", "", "", "五年"], "年度として"),
        (["供給", "別の文", "公表", "99201", "", "2023"], "2行目と重なって"),
    ],
)
def test_a_note_that_cannot_be_placed_is_refused(
    tmp_path: Path, row: list[str], message: str
) -> None:
    errors = [one for one in read(tmp_path, GOOD, row).problems if one.severity == "error"]
    assert len(errors) == 1 and message in errors[0].message and "3" in errors[0].where
