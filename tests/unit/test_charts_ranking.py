"""Partners of one area: order, top N, and hidden partners."""

from dataclasses import replace
from typing import Any

from tests.unit import specs
from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits.charts.partners import partners

COLUMNS = (
    Column("partner_code", "varchar", "key", "相手の地域コード"),
    Column("partner_name", "varchar", "key", "相手の地域"),
    Column("patients", "double", "count", "患者数", "人/月"),
    Column("share_pct", "double", "from", "割合", "%"),
    Column("cumulative_pct", "double", "from", "累計の割合", "%"),
)
A, H = "実数", "秘匿"
TABLE = [
    ("B", "乙町", 15.0, 15.0, 15.0, A),
    ("県外", "県外", 5.0, 5.0, 20.0, A),
    ("C", "丙村", None, None, None, H),
]


def answer() -> Answer:
    return Answer(
        "flows/top",
        "",
        "",
        "",
        COLUMNS,
        [row[:5] for row in TABLE],
        [(A, A, *(row[5],) * 3) for row in TABLE],
        (),
        {},
        {},
        "b",
        "public",
    )


def sent(chart: Any) -> list[dict[str, Any]]:
    return next(rows for rows in chart.to_dict()["datasets"].values() if "cumulative" in rows[0])


def scales(chart: Any) -> list[dict[str, Any]]:
    """Of the bars and of the points."""
    marks = ("bar", "point")
    layers = specs.layers(chart.to_dict())
    return [layer["encoding"]["x"] for layer in layers if layer["mark"]["type"] in marks]


def test_partners_keep_the_order_of_the_answer_and_outside_stays() -> None:
    assert [
        (r["name"], r["patients_text"], r["cumulative_text"]) for r in sent(partners(answer()))
    ] == [
        ("乙町", "15.0 人/月", "15.0 %"),
        ("県外", "5.0 人/月", "20.0 %"),
        ("丙村", "秘匿", "秘匿"),
    ]


def test_top_keeps_the_first() -> None:
    chart = partners(answer(), top=2)
    assert [row["name"] for row in sent(chart)] == ["乙町", "県外"]
    assert "上位2地域" in chart.to_dict()["description"]


def test_a_hidden_partner_has_no_bar_and_no_point() -> None:
    hidden = sent(partners(answer()))[-1]
    assert hidden["patients"] is None and hidden["cumulative"] is None


def test_hidden_partners_alone_have_no_scale() -> None:
    found = answer()
    hidden = replace(found, rows=found.rows[-1:], states=found.states[-1:])
    for chart, axis in ((partners(found), True), (partners(hidden), False)):
        assert [bool(x["axis"]) for x in scales(chart)] == [axis, axis]


def test_several_hidden_partners_fold() -> None:
    found = answer()
    more = ("D", "丁村", None, None, None)
    several = replace(found, rows=[*found.rows, more], states=[*found.states, found.states[-1]])
    chart = partners(several)
    assert [row["name"] for row in sent(chart)] == ["乙町", "県外"]
    folds = [r for rows in chart.to_dict()["datasets"].values() for r in rows if "line" in r]
    assert [fold["line"] for fold in folds] == ["秘匿 2 地域（丙村、丁村）"]


def test_both_panels_start_at_zero() -> None:
    assert [x["scale"]["domain"][0] for x in scales(partners(answer()))] == [0, 0]
