"""Composition: order of parts, and areas of which a part is hidden."""

from typing import Any

import pytest

from tests.unit import specs
from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits.charts import layout, theme
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


def chart(highlight: str | None = None, sort: str = "code", reference: Answer | None = None) -> Any:
    rows = [row[:6] for row in TABLE]
    states = [(A, A, A, *row[6:]) for row in TABLE]
    found = Answer("q", "", "", "", COLUMNS, rows, states, (), {}, {}, "b", "public")
    options = {"sort": sort, "highlight": highlight, "reference": reference}
    return shares_beside_numbers(found, theme.RESIDENCE, **options)


def rows_with(column: str, found: Any = None) -> list[dict[str, Any]]:
    sent = (found or chart()).to_dict()["datasets"].values()
    return next(rows for rows in sent if rows and column in rows[0])


def y_of(found: Any) -> dict[str, Any]:
    layers = specs.layers(found.to_dict())
    return next(layer["encoding"]["y"] for layer in layers if "y" in layer["encoding"])


def test_parts_are_drawn_only_where_every_part_may_be_shown() -> None:
    parts = rows_with("middle")
    assert [(p["area_code"], p["category"], p["share"]) for p in parts] == [
        ("01", "在宅時", 75.0),
        ("01", "施設入居時等", 25.0),
    ]


def test_areas_of_one_reason_fold_and_a_single_one_says_it_in_its_row() -> None:
    assert [(row["area_code"], row["word"]) for row in rows_with("word")] == [("03", "該当なし")]
    (fold,) = rows_with("line")
    assert (fold["line"], fold["names"]) == ("秘匿 2 地域（府中市、小村）", "府中市、小村")


def test_the_chosen_area_keeps_its_row_and_its_total() -> None:
    found = chart("02")
    assert [row["area_code"] for row in rows_with("word", found)] == ["02", "03", "04"]
    totals = {row["area_code"]: row["text"] for row in rows_with("total", found)}
    assert totals["02"] == "55.0"


def test_the_reference_is_the_first_row_and_has_no_bar() -> None:
    rows = [("99", "架空県", "在宅時", 90.0, 100.0, 90.0)]
    beside = Answer("q", "", "", "", COLUMNS, rows, [(A,) * 6], (), {}, {}, "b", "public")
    found = chart(reference=beside)
    assert y_of(found)["scale"]["domain"][0] == "比べる相手 99"
    first = rows_with("total", found)[0]
    assert (first["name"], first["total"], first["text"]) == ("架空県", None, "100.0")


def test_a_part_beside_a_hidden_one_is_nowhere_in_the_chart() -> None:
    assert "44.4" not in chart().to_json() and "80.7" not in chart().to_json()


def test_totals_stand_beside_even_where_shares_do_not() -> None:
    assert [(row["area_code"], row["total"], row["text"]) for row in rows_with("total")] == [
        ("01", 40.0, "40.0"),
        ("03", 0.0, "0.0"),
    ]


def test_labels_stand_in_the_middle_of_their_part() -> None:
    assert [(row["middle"], row["label"]) for row in rows_with("middle")] == [
        (37.5, "75.0"),
        (87.5, "25.0"),
    ]


def test_two_areas_of_one_name_stay_two_rows() -> None:
    y = y_of(chart("02"))
    assert y["scale"]["domain"] == ["01", "02", "03", "04"]
    assert y["axis"]["labelExpr"].count("府中市") == 2
    assert '"02"' in y["axis"]["labelFontWeight"]["condition"]["test"]


def test_areas_by_patients_have_the_hidden_ones_last() -> None:
    domain = y_of(chart("04", sort="value"))["scale"]["domain"]
    assert domain == ["02", "01", "03", "04"]


def test_the_legend_has_only_categories_of_the_answer() -> None:
    scales = [
        layer["encoding"]["color"]["scale"]
        for layer in specs.layers(chart().to_dict())
        if layer["encoding"].get("color", {}).get("scale")
    ]
    assert [scale["domain"] for scale in scales] == [["在宅時", "施設入居時等"]]


def test_33_areas_are_whole_on_the_first_screen() -> None:
    rows = [(f"{n:02d}", f"{n}町", "在宅時", 9.0, 9.0, 100.0) for n in range(33)]
    states = [(A,) * 6] * 33
    found = Answer("q", "", "", "", COLUMNS, rows, states, (), {}, {}, "b", "public")
    drawn = shares_beside_numbers(found, theme.RESIDENCE).to_dict()
    assert drawn["height"] <= layout.HEIGHT and "width" not in drawn


@pytest.mark.parametrize(
    "palette", [theme.CARE_LEVEL, theme.RESIDENCE, theme.SEVERITY, theme.SCHEME]
)
def test_numbers_can_be_read_on_every_part(palette: dict[str, str]) -> None:
    assert {c: contrast(colour, readable_on(colour)) >= 4.5 for c, colour in palette.items()} == {
        category: True for category in palette
    }


def test_contrast_of_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
