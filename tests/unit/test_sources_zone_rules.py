"""圏域の規則の表: floors in the unit of their rule, and what cannot be one."""

from __future__ import annotations

from pathlib import Path

import pytest

from zaitaku import sources

HEAD = "規則,使う,下限,合わないとき,備考\n"


def read(tmp_path: Path, rows: str) -> sources.Collected:
    path = tmp_path / "規則.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return sources.collect([path])


def test_rules_keep_floor_and_mark(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "完結率の下限,はい,62.5,赤,協議会\n人口の下限,いいえ,20000,,\n"
        "1つにつながっている,はい,,黄,\n",
    )
    (loaded,) = found.tables
    assert loaded.kind == "zone_rules"
    rows = loaded.frames["zone_rules"].drop(columns="source_row")
    assert rows.iloc[0].tolist() == ["完結率の下限", True, 62.5, "赤", "協議会"]
    assert rows.iloc[1].tolist()[:2] == ["人口の下限", False]
    assert rows.iloc[1]["level"] == "黄"  # as by default
    assert rows["threshold"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("完結率,はい,50,赤,", "規則（rule）「完結率」は決められた語ではありません"),
        ("完結率の下限,,50,赤,", "使う（is_on）「」は決められた語ではありません"),
        ("完結率の下限,はい,,赤,", "下限（threshold）が空です"),
        ("完結率の下限,はい,150,赤,", "100 を超えています"),
        ("完結率の下限,はい,-1,赤,", "負です"),
        ("1つにつながっている,はい,1,赤,", "この規則に下限はないので"),
        ("人口の下限,はい,1,青,", "合わないとき（level）「青」"),
        ("人口の下限,はい,1,赤,\n人口の下限,はい,2,赤,", "規則「人口の下限」"),
    ],
)
def test_what_is_no_rule_is_named(row: str, told: str, tmp_path: Path) -> None:
    found = read(tmp_path, row + "\n")
    said = [f"{one.message}{one.fix}" for one in found.problems if one.severity == "error"]
    assert any(told in one for one in said), said
