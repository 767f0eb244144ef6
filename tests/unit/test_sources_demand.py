"""The tables for 追加的需要 and 将来需要: what is read, and how a wrong row is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.sources import templates

SURVEY = list(templates.of("survey").columns)
RATES = list(templates.of("care_rates").columns)
DEMAND = list(templates.of("additional_demand").columns)
CLINIC = ["令和5年度", "99201", "M1", "架空医院", "30", "12.5", "", "", ""]
TOTAL = ["2023", "99202", "", "", "40", "", "", "3", "1"]
RATE = ["自県", "計", "65-69", "200", "10万人", "レセプト件数/月", "2019"]
AREA = ["9901", "", "2026", "100", "40", "", "", "", "", "", "15", "85", "調整会議", "2024-02-01"]


def read(tmp_path: Path, rows: f.Rows) -> sources.Collected:
    return sources.collect([f.csv_file(tmp_path / "a.csv", rows)], known=f.MASTER)


def refusals(tmp_path: Path, rows: f.Rows) -> str:
    collected = read(tmp_path, rows)
    assert not collected.tables
    assert [report.status for report in collected.files] == ["refused"]
    return "\n".join(str(p) for p in collected.problems if p.severity == "error")


@pytest.mark.parametrize("kind", ["survey", "care_rates", "additional_demand"])
def test_a_filled_in_template_is_read(tmp_path: Path, kind: str) -> None:
    row = {"survey": CLINIC, "care_rates": RATE, "additional_demand": AREA}[kind]
    path = tmp_path / "ひな形.csv"
    line = ",".join(row) + "\r\n"
    path.write_bytes(templates.to_bytes(kind) + line.encode())
    (table,) = sources.collect([path], known=f.MASTER).tables
    assert (table.kind, table.rows) == (kind, 1)


def test_survey(tmp_path: Path) -> None:
    (table,) = read(tmp_path, [SURVEY, CLINIC, TOTAL]).tables
    rows = table.frames["survey"].astype(object).where(lambda frame: frame.notna(), None)
    assert rows.iloc[0].to_list() == [
        2023, "99201", "M1", "架空医院", 30, 12.5, None, None, None, 2,
    ]  # fmt: skip
    assert rows.iloc[1].to_list() == [2023, "99202", None, None, 40, None, None, 3, 1, 3]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["2023", "99999", "", "", "1"], "99999"),
        (["2023", "99201", "", "", "多数"], "数として読めません"),
        (["2023", "99201", "", "", "-1"], "負です"),
        (["去年", "99201", "", "", "1"], "年度として読めません"),
        (["2023", "99201", "", "Ａ医院", "1", "", "たぶん"], "決められた語"),
        (["2023", "99201", "", "", "1", "", "あり"], "医療機関ごとの行"),
        (["2023", "99201", "", "", "1", "", "", "1", "2"], "回答機関数を超えて"),
        (CLINIC, "2行目と重なっています"),
        (["2023", "99201", "", "", "9", "", "", "3", "1"], "合計の行を消して"),
    ],
)
def test_a_wrong_row_of_the_survey_refuses_the_file(
    tmp_path: Path, row: list[str], message: str
) -> None:
    said = refusals(tmp_path, [SURVEY, CLINIC, row])
    assert message in said
    assert "2行目" in said or "3行目" in said


def test_rates_are_kept_per_person(tmp_path: Path) -> None:
    rows = [RATES, RATE, ["自県", "計", "90歳以上", "0.15", "1", "件/月", "令和元年度"]]
    (table,) = read(tmp_path, rows).tables
    frame = table.frames["care_rates"]
    assert frame["rate"].to_list() == [0.002, 0.15]
    assert frame["age_band"].to_list() == ["65-69", "90+"]
    assert frame["age_to"].to_list() == [69, 999]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["自県", "計", "70-74", "1.2", "1", "件/月", "2019"], "1 を超えます"),
        (["自県", "計", "70-74", "0.1", "百", "件/月", "2019"], "何人当たり"),
        (["自県", "計", "七十代", "0.1", "1", "件/月", "2019"], "年齢階級「七十代」"),
        (["自県", "計", "65-74", "0.1", "1", "件/月", "2019"], "重なっています"),
        (["自県", "男", "70-74", "0.1", "1", "件/月", "2019"], "混ざって"),
        (["自県", "計", "70-74", "0.1", "1", "人/月", "2019"], "単位が"),
        (["自県", "計", "70-74", "0.1", "1", "件/月", "2020"], "基準年度が"),
        (["自県", "計", "70-74", "", "1", "件/月", "2019"], "空です"),
        (["全国", "女", "70-74", "0.1", "1", "件/月", "2019"], "男女とも"),
    ],
)
def test_rates_that_cannot_be_used_are_named(tmp_path: Path, row: list[str], message: str) -> None:
    assert message in refusals(tmp_path, [RATES, RATE, row])


def test_additional_demand(tmp_path: Path) -> None:
    zone = ["西", "在宅医療圏", "令和8年度", "30", "40"]
    town = ["99201", "", "2026", "10.5", "0", "2"]
    (table,) = read(tmp_path, [DEMAND, AREA, zone, town]).tables
    frame = table.frames["additional_demand"]
    assert frame["area_unit"].to_list() == ["medical_area", "zone", "municipality"]
    assert frame["zone_scheme"].to_list() == ["", "在宅医療圏", ""]
    assert frame["year"].to_list() == [2026, 2026, 2026]
    assert frame["agreed_on"].iloc[0] == date(2024, 2, 1)
    assert frame["carry_over"].fillna(0).to_list() == [0, 0, 2]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["9999", "", "2026", "1", "0"], "9999"),
        (["9901", "", "2026", "", "0"], "なければ 0"),
        (["9901", "", "2027", "1", "0", "", "5"], "両方が必要"),
        (["9901", "", "2027", "9", "0", "", "", "", "", "", "1", "8"], "誰がいつ"),
        (["9901", "", "2027", "9", "0", *[""] * 5, "1.5", "7.5", "会議", "2024-02-01"], "小数"),
        (["9901", "", "2026", "1", "0"], "2行目と重なって"),
        (["9901", "", "2026", "増加", "0"], "数として読めません"),
    ],
)
def test_a_wrong_row_of_the_worksheet_refuses_the_file(
    tmp_path: Path, row: list[str], message: str
) -> None:
    assert message in refusals(tmp_path, [DEMAND, AREA, row])
