"""The prefecture's tables 指標値 and 目標: what is read, and how each wrong row is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.sources import templates

VALUE = list(templates.of("indicator_values").columns)
TARGET = list(templates.of("targets").columns)


def row(columns: list[str], **cells: object) -> list[object]:
    assert set(cells) <= set(columns)
    return [cells.get(name, "") for name in columns]


def value(**cells: object) -> list[object]:
    given = {"indicator_id": "NS1", "area_code": "9901", "year": 2023, "value": 12}
    return row(VALUE, **(given | cells))


def target(**cells: object) -> list[object]:
    given = {
        "indicator_id": "NS1",
        "area_code": "99",
        "baseline_year": 2022,
        "baseline_value": 100,
        "target_year": 2029,
        "target_value": 130,
    }
    return row(TARGET, **(given | cells))


OWN = {
    "indicator_id": "Z1",
    "indicator_name": "話し合った人の割合",
    "function": "看取り",
    "spo": "アウトカム",
    "unit": "%",
}


def read(tmp_path: Path, header: list[str], *rows: list[object]) -> sources.Collected:
    file = f.csv_file(tmp_path / "計画.csv", [["※注"], header, *rows])
    return sources.collect([file], known=f.MASTER)


def refusals(tmp_path: Path, header: list[str], *rows: list[object]) -> list[str]:
    collected = read(tmp_path, header, *rows)
    assert not collected.tables
    assert [(r.status, r.exit_code) for r in collected.files] == [("refused", 11)]
    return [str(problem) for problem in collected.problems if problem.severity == "error"]


def test_values_of_every_kind_of_area(tmp_path: Path) -> None:
    collected = read(
        tmp_path,
        VALUE,
        value(basis="所在地・施設数", source="NDB"),
        value(area_code="99201", year="令和5年度", value="1,234"),
        value(area_code="992011", year=2022, value="秘匿"),
        value(area_code="県", kind="人口10万対", value=8.5),
        value(area_code="空見北", zone_scheme="在宅医療圏"),
        value(**OWN, area_code="99", kind="share", value="35.7%"),
        value(indicator_id="Z1", area_code="99", kind="share", value=30.7, year=2019),
    )
    (table,) = collected.tables
    assert (table.kind, table.rows) == ("indicator_values", 7)
    frame = table.frames["indicator_values"]
    assert list(zip(frame["area_unit"], frame["area_code"], strict=True)) == [
        ("medical_area", "9901"),
        ("municipality", "99201"),
        ("municipality", "99201"),
        ("prefecture", "99"),
        ("zone", "空見北"),
        ("prefecture", "99"),
        ("prefecture", "99"),
    ]
    assert frame["year"].to_list() == [2023, 2023, 2022, 2023, 2023, 2023, 2019]
    assert frame["value"].to_list()[:2] == [12, 1234]
    assert frame["value_status"].to_list()[:3] == ["実数", "実数", "秘匿"]
    assert frame["kind"].to_list()[3:] == ["per_100000", "number", "share", "share"]
    # what the first row tells of the prefecture's own indicator holds for its other rows
    assert frame["spo"].fillna("").to_list()[4:] == ["", "O", "O"]
    assert frame["source_row"].to_list() == [3, 4, 5, 6, 7, 8, 9]


def test_targets_as_prefectures_write_them(tmp_path: Path) -> None:
    collected = read(
        tmp_path,
        TARGET,
        target(revision="中間見直し", revised_on="令和3年3月31日"),
        target(revised_on="2018/3/30", baseline_year=2016, target_year=2023),
        target(indicator_id="NS2", kind="増加率", target_value="-5%"),
        target(indicator_id="MP3", target_value="", target_words="現状維持"),
        target(**OWN, kind="割合", baseline_value=30.7, target_value=35.7),
        target(area_code="空見北", zone_scheme="在宅医療圏", kind="per_100000_65plus"),
    )
    (table,) = collected.tables
    frame = table.frames["targets"]
    assert frame["kind"].to_list() == [
        "number", "number", "increase_rate", "words", "share", "per_100000_65plus",
    ]  # fmt: skip
    assert frame["target_value"].fillna(-1).to_list() == [130, 130, -5, -1, 35.7, 130]
    assert frame["revised_on"].to_list()[:2] == [date(2021, 3, 31), date(2018, 3, 30)]
    assert frame["revision"].to_list()[:2] == ["中間見直し", "策定"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"indicator_id": "NS99"}, "指標「NS99」はカタログにありません。近い番号: NS"),
        ({"indicator_id": ""}, "indicator_id）が空"),
        ({"area_code": "9999"}, "地域「9999」は市区町村マスタにありません"),
        ({"area_code": "北部"}, "地域「北部」は市区町村マスタにありません"),
        ({"area_code": ""}, "地域（area_code）が空"),
        ({"value": "約12"}, "「約12」は数値ではありません"),
        ({"value": -1}, "負の数"),
        ({"value": ""}, "値（value）が空"),
        ({"year": "昨年"}, "「昨年」は年度として読めません"),
        ({"kind": "words"}, "種類（kind）「words」の値は書けません"),
        ({"kind": "平均"}, "種類（kind）「平均」は決められた語ではありません"),
        ({"kind": "share", "value": 130}, "100 % を超えています"),
        ({"unit": "人"}, "単位は「施設」ですが「人」とあります"),
        ({**OWN, "function": "予防"}, "機能（function）「予防」"),
        ({**OWN, "spo": "Q"}, "種別（spo）「Q」"),
        ({**OWN, "unit": ""}, "unit がありません"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_taken(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    told = refusals(tmp_path, VALUE, value(), value(**({"area_code": "9902"} | change)))
    assert any("4行目" in text and message in text for text in told), told


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"indicator_id": "XS9"}, "指標「XS9」はカタログにありません"),
        ({"area_code": "01100"}, "地域「01100」は市区町村マスタにありません"),
        ({"target_value": "増加"}, "target_value「増加」は数値ではありません"),
        ({"baseline_value": "調査中"}, "baseline_value「調査中」は数値ではありません"),
        ({"target_value": ""}, "目標値（target_value）が空"),
        ({"kind": "words"}, "文字の目標（kind が words）に target_value「130」"),
        ({"kind": "words", "target_value": ""}, "target_words がありません"),
        ({"target_year": 2022}, "目標の年度（2022）が基準の年度（2022）より後ではありません"),
        ({"target_year": ""}, "target_year「」は年度として読めません"),
        ({"polarity": "上"}, "望ましい向き（polarity）「上」"),
        ({"revision": "中間見直し"}, "中間見直しの日（revised_on）がありません"),
        ({"revision": "見直し"}, "策定・改定（revision）「見直し」"),
        ({"revised_on": "来年"}, "日付ではありません"),
        ({"kind": "share"}, "割合の目標が 100 % を超えています"),
        ({"target_value": -3}, "負の数"),
    ],
)
def test_a_wrong_target_is_named_and_nothing_is_taken(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    told = refusals(tmp_path, TARGET, target(), target(**({"area_code": "9901"} | change)))
    assert any("4行目" in text and message in text for text in told), told


def test_the_same_statement_twice(tmp_path: Path) -> None:
    assert "3行目にもあります" in refusals(tmp_path, VALUE, value(), value(value=13))[0]
    assert "3行目にもあります" in refusals(tmp_path, TARGET, target(), target(target_value=1))[0]
    assert read(tmp_path, VALUE, value(), value(basis="住所地")).tables


def test_an_own_indicator_told_in_two_ways(tmp_path: Path) -> None:
    rows = value(**OWN), value(**(OWN | {"unit": "人"}), year=2022)
    (told,) = refusals(tmp_path, VALUE, *rows)
    assert "4行目" in told and "3行目と違います" in told


@pytest.mark.parametrize("kind", ["indicator_values", "targets"])
def test_a_template_with_one_row_is_read_as_its_kind(tmp_path: Path, kind: str) -> None:
    line = ",".join(map(str, value() if kind == "indicator_values" else target()))
    file = tmp_path / "ひな形.csv"
    file.write_bytes(templates.to_bytes(kind) + f"{line}\r\n".encode())
    (table,) = sources.collect([file], known=f.MASTER).tables
    assert (table.kind, table.rows) == (kind, 1)
