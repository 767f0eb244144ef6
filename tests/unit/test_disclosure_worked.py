"""Tables a reader can check by hand: domain facts §1-3, thresholds, and a total that leaks."""

from __future__ import annotations

import pytest

from zaitaku.disclosure.audit import audit, mask
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy, Threshold, load_policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.rounding import rounded
from zaitaku.disclosure.table import Cell, Table, build
from zaitaku.ground.errors import DisclosureError

# 総数 A B C, before and under the three options of the 介護DB open data (second edition, draft)
BEFORE = [(1476, 39, 372, 1065), (59, 11, 12, 36), (1302, 2, 305, 995), (115, 26, 55, 34)]
PRINTED = {
    "up10": [
        (1480, 40, 380, 1070),
        (60, 20, 20, 40),
        (1310, None, 310, 1000),
        (120, 30, 60, 40),
    ],
    "nearest10": [
        (1480, 40, 370, 1070),
        (60, 10, 10, 40),
        (1300, None, 310, 1000),
        (120, 30, 60, 30),
    ],
    "totals_up10": [
        (1480, 40, 380, 1070),
        (60, 11, 12, 36),
        (1310, None, 305, 995),
        (120, 26, 55, 34),
    ],
}


@pytest.mark.parametrize("option", PRINTED)
def test_rounding_comes_out_as_printed(option: str) -> None:
    shown = []
    for line, row in enumerate(BEFORE):
        cells = []
        for column, value in enumerate(row):
            is_total = line == 0 or column == 0
            cells.append(None if 0 < value < 10 else rounded(value, option, is_total=is_total))
        shown.append(tuple(cells))
    assert shown == PRINTED[option]


@pytest.mark.parametrize(
    ("population", "value", "is_hidden"),
    [
        (1_999, 0, True),
        (1_999, 5_000, True),
        (2_000, 0, False),
        (2_000, 0.1, True),
        (2_000, 19.9, True),
        (2_000, 20, False),
        (24_999, 19, True),
        (25_000, 9.9, True),
        (25_000, 10, False),
        (None, 5_000, True),
    ],
)
def test_thresholds_at_below_and_above(
    population: int | None, value: float, is_hidden: bool
) -> None:
    policy = Policy()
    table = build("x", {"a": Cell(value, policy.threshold(population))}, [])
    assert primary(table, policy).tolist() == [is_hidden]


def of(values: dict[str, float], limit: float = 10) -> Table:
    total = sum(values.values())
    cells = {name: Cell(value, Threshold(limit)) for name, value in values.items()}
    return build("x", {"計": Cell(total, Threshold(limit)), **cells}, [("計", list(values))])


def test_a_single_hidden_part_is_never_left_beside_its_total() -> None:
    table = of({"a": 40, "b": 35, "c": 3})
    protection = protect(table, Policy())
    assert protection.primary.tolist() == [False, False, False, True]
    # hiding 35 is cheaper than 40 or the total
    assert protection.hidden.tolist() == [False, False, True, True]
    assert list(protection.reasons) == [2]
    assert audit(table, protection.hidden, Policy()).unprotected == ()


def test_the_audit_finds_what_a_subtraction_gives_away() -> None:
    table = of({"a": 40, "b": 35, "c": 3})
    found = audit(table, mask(table, {"c"}), Policy()).unprotected
    assert [(item.key, item.low, item.high) for item in found] == [("c", 3, 3)]


def test_two_small_parts_of_a_small_rest_are_bounded_together() -> None:
    # 計 − a = 4 is known, so b and c lie within 4: too narrow for a threshold of 10
    table = of({"a": 40, "b": 3, "c": 1})
    assert len(audit(table, mask(table, {"b", "c"}), Policy()).unprotected) == 2
    assert audit(table, protect(table, Policy()).hidden, Policy()).unprotected == ()


def test_overlapping_hierarchies_do_not_give_a_town_away() -> None:
    # 西圏 = a + b and 西ゾーン = a + b + c: c follows by subtraction unless more is hidden
    cells = {
        "a": Cell(30.0, Threshold(10)),
        "b": Cell(25.0, Threshold(10)),
        "c": Cell(4.0, Threshold(10)),
        "d": Cell(50.0, Threshold(10)),
        "西圏": Cell(55.0, Threshold(10)),
        "西ゾーン": Cell(59.0, Threshold(10)),
        "県": Cell(109.0, Threshold(10)),
    }
    sums = [
        ("西圏", ["a", "b"]),
        ("西ゾーン", ["a", "b", "c"]),
        ("県", ["a", "b", "c", "d"]),
    ]
    table = build("x", cells, sums)
    alone = audit(table, mask(table, {"c"}), Policy())
    assert [item.key for item in alone.unprotected] == ["c"]
    assert audit(table, protect(table, Policy()).hidden, Policy()).unprotected == ()


def test_zero_is_shown_and_never_taken_for_hidden() -> None:
    table = of({"a": 0, "b": 35, "c": 12})
    assert not protect(table, Policy()).hidden.any()
    assert primary(table, Policy(show_zero=False)).tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("unknown_key = 1", "知らない項目"),
        ("institution_threshold = -3", "しきい値"),
        ('rounding = "up100"', "端数処理"),
        ('symbol = "-"', "秘匿"),
        ("allow_institution_names = true", "false"),
        ("allow_scheme_by_municipality = true", "false"),
        ('published_zone_schemes = ["ない圏域"]', "データにありません"),
        ("[[tiers]]\nhide_below = 0", "しきい値"),
        ("tiers = [", "TOML"),
    ],
)
def test_a_broken_policy_is_refused_with_a_reason(
    text: str, message: str, tmp_path: object
) -> None:
    path = tmp_path / "disclosure.toml"  # type: ignore[operator]
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DisclosureError, match=message):
        load_policy(path, known_schemes=["在宅医療圏"])


def test_the_shipped_policy_is_the_default() -> None:
    from zaitaku.ground import paths

    assert load_policy(paths.POLICY) == Policy()
