"""NDBオープンデータ by sex and age: sheets in the published layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from tests.unit import published as p
from zaitaku import sources
from zaitaku.ground.states import SUPPRESSED

AGES = [*(f"{age}～{age + 4}歳" for age in range(0, 90, 5)), "90歳以上"]


def sheet(measure: str = "算定回数", ages: list[str] = AGES) -> f.Rows:
    """Three rows of headings, 19 columns of men and of women; the first act adds up."""
    width = len(ages)
    key = ["分類\nコード", "分類名称", "診療行為\nコード", "診療行為", "点数", f"総計\n({measure})"]
    return [
        ["診療年月：2022年04月～2023年03月　C 在宅医療　全体　※10未満の場合は「‐」で表示"],
        [],
        [*key, "男", *[""] * (width - 1), "女"],
        ["", "", "", "", "", "", *ages, *ages],
        ["C000", "往診料", 114000110.0, "往診料", 720.0, float(30 * width)]
        + [10.0] * width
        + [20.0] * width,
        ["", "", 114001610.0, "特別往診料", 720.0, "-", *["-"] * (2 * width)],
    ]


def read(tmp_path: Path, rows: f.Rows) -> sources.Collected:
    return f.read(f.book(tmp_path / "a.xlsx", {"全体": rows}))


def test_every_band_of_both_sexes_and_the_total(tmp_path: Path) -> None:
    (table,) = read(tmp_path, sheet()).tables
    frame = table.frames["ndb_sex_age"]
    assert (table.kind, table.fiscal_year, len(frame)) == ("ndb_sex_age", 2022, 2 * 39)
    first = frame[frame["act_code"] == "114000110"].set_index(["sex", "age_band"])["value"]
    assert (first["計", "計"], first["男", "0-4"], first["女", "90+"]) == (570, 10, 20)
    masked = frame[frame["act_code"] == "114001610"]
    assert set(masked["value_status"]) == {SUPPRESSED}
    assert set(masked["category_name"]) == {"往診料"}


def test_the_sheet_by_area_is_another_kind(tmp_path: Path) -> None:
    (table,) = f.read(f.book(tmp_path / "a.xlsx", {"全体": p.ndb()})).tables
    assert table.kind == "ndb_acts"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (sheet(ages=[*AGES[:4], *AGES[5:]]), "0 歳から 5 歳ごとに"),
        (sheet(ages=AGES[:-1]), "0 歳から 5 歳ごとに"),
        (sheet(ages=[*AGES[:-1], "再掲"]), "年齢階級ではありません"),
        (f.changed(sheet(), "A1", "C 在宅医療"), "診療年月"),
        (f.changed(sheet(), "G5", "約10"), "数値でも秘匿記号でもない"),
    ],
)
def test_what_cannot_be_right_is_refused(tmp_path: Path, rows: f.Rows, message: str) -> None:
    told = read(tmp_path, rows)
    assert not told.tables
    assert message in "\n".join(report.reason for report in told.files)


def test_bands_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    told = read(tmp_path, f.changed(sheet(), "F5", 571.0))
    assert "一致しません" in "\n".join(str(problem) for problem in told.problems)
