"""Schemes as rows: what is taken, and how each wrong row is named."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pytest

from zaitaku.ground.codes import municipality_check_digit
from zaitaku.ground.errors import ValidationError
from zaitaku.zones.membership import Edition, Municipalities, check_rows, refuse, to_rows
from zaitaku.zones.plan import Plan, Zone

TOWNS = Municipalities(
    {"99201": "東市", "99202": "西市", "99301": "南町"},
    mergers={"99399": "99301"},
    wards={"99212": "99202", "99213": "99202"},
)
E, W = ("在宅医療圏", "E", "東"), ("在宅医療圏", "W", "西")
Row = tuple[object, ...]
GOOD = [(*E, "99201"), (*E, "99301"), (*W, "99202")]


def table(*rows: Row) -> list[dict[str, object]]:
    columns = (
        "zone_scheme",
        "zone_code",
        "zone_name",
        "municipality_code",
        "valid_from",
        "valid_to",
    )
    return [dict(zip(columns, row, strict=False)) for row in rows]


def read(rows: Sequence[Mapping[str, object]]) -> list[Edition]:
    editions, problems = check_rows(rows, TOWNS)
    assert problems == []
    return editions


def taken(*rows: Row) -> list[tuple[str, str, dict[str, str]]]:
    """Per edition: scheme, period, zone → members."""
    return [
        (
            edition.plan.name,
            f"{edition.valid_from or ''}〜{edition.valid_to or ''}",
            {zone.zone_code: " ".join(zone.municipality_codes) for zone in edition.plan.zones},
        )
        for edition in read(table(*rows))
    ]


def test_rows() -> None:
    assert taken(*GOOD) == [("在宅医療圏", "〜", {"E": "99201 99301", "W": "99202"})]


def test_rows_come_back() -> None:
    plan = Plan("医師会", (Zone("1", "一", ("99201", "99202")), Zone("2", "二", ("99301",))))
    rows = to_rows(plan, date(2024, 4, 1))
    assert rows[0] == {
        "zone_scheme": "医師会",
        "zone_code": "1",
        "zone_name": "一",
        "municipality_code": "99201",
        "valid_from": "2024-04-01",
        "valid_to": "",
    }
    (edition,) = read(rows)
    assert (edition.plan, edition.valid_from, edition.valid_to) == (plan, date(2024, 4, 1), None)


def test_codes_with_check_digit_and_mergers_and_wards() -> None:
    whole = {"E": "99201 99301", "W": "99202"}
    six = [(*row[:3], row[3] + municipality_check_digit(row[3])) for row in GOOD]
    assert taken(*six) == [("在宅医療圏", "〜", whole)]
    folded = [(*E, "99201"), (*E, "99399"), (*W, "99212"), (*W, "99213")]
    assert taken(*folded) == [("在宅医療圏", "〜", whole)]


def test_a_scheme_changes_over_time() -> None:
    until, since = (None, "2024/3/31"), ("令和6年4月1日", float("nan"))
    rows = [(*E, "99201"), (*E, "99301", *until), (*W, "99301", *since), (*W, "99202")]
    assert taken(*rows) == [
        ("在宅医療圏", "〜2024-03-31", {"E": "99201 99301", "W": "99202"}),
        (
            "在宅医療圏",
            "2024-04-01〜",
            {"E": "99201", "W": "99202 99301"},
        ),
    ]


def test_schemes_stand_beside_each_other() -> None:
    whole = [("保健所", "", "県", code) for code in TOWNS.names]
    assert [scheme for scheme, _, _ in taken(*GOOD, *whole)] == ["在宅医療圏", "保健所"]


DAY = datetime(2024, 4, 1)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [*GOOD, (*W, "99999")],
            ["表.csv 5行目: 市区町村コード「99999」は市区町村マスタにありません。"],
        ),
        (
            [*GOOD, (*W, "東市")],
            ["表.csv 5行目: 市区町村コード「東市」は市区町村マスタにありません。"],
        ),
        (
            [*GOOD, (*W, "99201")],
            ["表.csv 5行目: 東市（99201）を「西」に入れていますが、表.csv 2行目では「東」です。"],
        ),
        (
            [*GOOD, (*E, "99399"), (*W, "99399")],
            [
                "表.csv 6行目: 南町（99399）を「西」に入れていますが、表.csv 3行目では「東」です。"
                "99301 と 99399 は、合併または政令市へのまとめで同じ南町になります。"
            ],
        ),
        ([*GOOD, (*E, "99201")], ["5行目: 東市（99201）は表.csv 2行目と同じ圏域に2度書かれて"]),
        (
            GOOD[:2],
            ["「在宅医療圏」: どの圏域にも入っていない市区町村があります: 西市（99202）。"],
        ),
        ([*GOOD, ("在宅医療圏", "N", "北", "")], ["5行目: 圏域「北」に市区町村がありません。"]),
        (
            [*GOOD, (*W, "99301", DAY)],
            [
                "5行目: 南町（99301）を「西」に入れていますが、表.csv 3行目では「東」です。"
                "適用期間（〜 と 2024-04-01〜）が重なっています。"
            ],
        ),
        (
            [*GOOD[:2], (*W, "99202", "2024-04-01")],
            ["「在宅医療圏」（〜2024-03-31）: どの圏域にも入っていない市区町村があります: 西市"],
        ),
        (
            [
                (*E, "99201", "2025-01-01", "2024-01-01"),
                (*W, "99202", "春"),
                ("", "E", "東", "99301"),
            ],
            [
                "2行目: 適用開始 2025-01-01 が適用終了 2024-01-01 より後です",
                "3行目: valid_from「春」は日付ではありません",
                "4行目: 圏域の種類（zone_scheme）が空です",
            ],
        ),
        (
            [*GOOD[:2], ("在宅医療圏", "", "", "99202")],
            ["4行目: 圏域（zone_code か zone_name）が空"],
        ),
        (
            [*GOOD[:2], ("在宅医療圏", "E", "西", "99202")],
            ["4行目: 圏域コード「E」の名前が「西」で、表.csv 2行目の「東」と違います"],
        ),
        (
            [*GOOD[:2], ("在宅医療圏", "W", "東", "99202")],
            ["4行目: 圏域「東」のコードが「W」で、表.csv 2行目の「E」と違います"],
        ),
        ([], ["表.csv: 行がありません"]),
    ],
)
def test_each_wrong_row_is_named_and_nothing_is_taken(rows: list[Row], said: list[str]) -> None:
    editions, problems = check_rows(table(*rows), TOWNS, file="表.csv")
    assert editions == []
    assert len(problems) == len(said)
    for problem, words in zip(problems, said, strict=True):
        assert words in str(problem)
        assert problem.fix


def test_the_refusal_lists_twenty_and_counts_the_rest() -> None:
    rows = [*GOOD, *((*W, f"9{number}") for number in range(8000, 8025))]
    _, problems = check_rows(table(*rows), TOWNS, file="表.csv")
    with pytest.raises(ValidationError) as refused:
        refuse(problems, "表.csv")
    lines = str(refused.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "表.csv: ほか5件あります。"
