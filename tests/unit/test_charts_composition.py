"""Composition: order of parts, and areas of which a part is hidden."""

from typing import Any

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.charts.composition import shares_beside_numbers
from zaitaku.exhibits.charts.theme import contrast, readable_on

COLUMNS = (
    Column("area_code", "varchar", "key", "地域コード"),
    Column("area_name", "varchar", "key", "地域名"),
    Column("category", "varchar", "key", "区分"),
    Column("patients", "double", "count", "患者数", "人/月"),
    Column("total_patients", "double", "count", "地域の合計", "人/月"),
    Column("share_pct", "double", "from", "割合", "%"),
)
A, H, N = "実数", "秘匿", "該当なし"
TABLE = [
    # code, name, category, patients, total, share, state of patients, of total, of share
    ("01", "府中市", "在宅時", 30.0, 40.0, 75.0, A, A, A),
    ("01", "府中市", "施設入居時等", 10.0, 40.0, 25.0, A, A, A),
    ("02", "府中市", "在宅時", None, 55.0, None, H, A, H),
    ("02", "府中市", "施設入居時等", 44.4, 55.0, 80.7, A, A, A),
    ("03", "無村", "在宅時", 0.0, 0.0, None, A, A, N),
    ("03", "無村", "施設入居時等", 0.0, 0.0, None, A, A, N),
    ("04", "小村", "在宅時", None, None, None, H, H, H),
    ("04", "小村", "施設入居時等", None, None, None, H, H, H),
]


def chart(highlight: str | None = None, sort: str = "code") -> Any:
    rows = [row[:6] for row in TABLE]
    states = [(A, A, A, *row[6:]) for row in TABLE]
    found = Answer("q", "", "", "", COLUMNS, rows, states, (), {}, {}, "b", "public")
    return shares_beside_numbers(found, theme.RESIDENCE, sort=sort, highlight=highlight)


def rows_with(column: str) -> list[dict[str, Any]]:
    return next(rows for rows in chart().to_dict()["datasets"].values() if column in rows[0])


def test_parts_are_drawn_only_where_every_part_may_be_shown() -> None:
    parts = rows_with("share")
    assert [(p["area_code"], p["category"], p["place"], p["share"]) for p in parts] == [
        ("01", "在宅時", 0, 75.0),
        ("01", "施設入居時等", 1, 25.0),
    ]


def test_other_areas_say_why_their_shares_are_not_drawn() -> None:
    assert [(row["area_code"], row["word"]) for row in rows_with("word")] == [
        ("02", "秘匿"),
        ("03", "該当なし"),
        ("04", "秘匿"),
    ]


def test_a_part_beside_a_hidden_one_is_nowhere_in_the_chart() -> None:
    assert "44.4" not in chart().to_json() and "80.7" not in chart().to_json()


def test_totals_stand_beside_even_where_shares_do_not() -> None:
    assert [(row["area_code"], row["total"], row["text"]) for row in rows_with("total")] == [
        ("01", 40.0, "40.0"),
        ("02", 55.0, "55.0"),
        ("03", 0.0, "0.0"),
        ("04", None, "秘匿"),
    ]


def test_labels_stand_in_the_middle_of_their_part() -> None:
    assert [(row["middle"], row["label"]) for row in rows_with("middle")] == [
        (37.5, "75.0"),
        (87.5, "25.0"),
    ]


def test_two_areas_of_one_name_stay_two_rows() -> None:
    y = chart("02").to_dict()["hconcat"][0]["layer"][0]["encoding"]["y"]
    assert y["scale"]["domain"] == ["01", "02", "03", "04"]
    assert y["axis"]["labelExpr"].count("府中市") == 2
    assert '"02"' in y["axis"]["labelFontWeight"]["condition"]["test"]


def test_areas_by_patients_have_the_hidden_ones_last() -> None:
    y = chart(sort="value").to_dict()["hconcat"][0]["layer"][0]["encoding"]["y"]
    assert y["scale"]["domain"] == ["02", "01", "03", "04"]


def test_the_legend_has_only_categories_of_the_answer() -> None:
    colour = chart().to_dict()["hconcat"][0]["layer"][0]["encoding"]["color"]
    assert colour["scale"]["domain"] == ["在宅時", "施設入居時等"]


@pytest.mark.parametrize(
    "palette", [theme.CARE_LEVEL, theme.RESIDENCE, theme.SEVERITY, theme.SCHEME]
)
def test_numbers_can_be_read_on_every_part(palette: dict[str, str]) -> None:
    assert {c: contrast(colour, readable_on(colour)) >= 4.5 for c, colour in palette.items()} == {
        category: True for category in palette
    }


def test_contrast_of_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
