"""Cells that are not plain numbers: nothing shown, 秘匿 at source, 欠測, companions, remainders."""

from __future__ import annotations

import numpy as np
import pytest

from zaitaku.disclosure.audit import audit, bounds, mask
from zaitaku.disclosure.complementary import protect
from zaitaku.disclosure.policy import Policy, Threshold
from zaitaku.disclosure.table import Cell, Table, build, cube
from zaitaku.ground.errors import DisclosureError

POLICY = Policy()
TEN, TWENTY, NOTHING = Threshold(10), Threshold(20), Threshold(20, nothing_shown=True)


def hidden_keys(table: Table) -> set[object]:
    protection = protect(table, POLICY)
    assert audit(table, protection.hidden, POLICY).ok
    return {key for key, hide in zip(table.keys, protection.hidden, strict=True) if hide}


def test_a_town_that_shows_nothing_is_not_given_away_by_zeros_around_it() -> None:
    # 圏域 = 村 + 町, both 0: a shown 0 of the 圏域 would say that the village has 0
    cells = {"村": Cell(0, NOTHING), "町": Cell(0, TEN), "市": Cell(50, TEN)}
    cells |= {"圏域": Cell(0, TEN), "県": Cell(50, TEN)}
    table = build("x", cells, [("圏域", ["村", "町"]), ("県", ["圏域", "市"])])
    assert audit(table, mask(table, {"村"}), POLICY).unprotected[0].high == 0
    assert {"村", "圏域"} < hidden_keys(table)


def test_a_large_number_of_a_town_that_shows_nothing_is_hidden_without_an_upper_end() -> None:
    cells = {"村": Cell(150, NOTHING), "市": Cell(300, TEN), "県": Cell(450, TEN)}
    table = build("x", cells, [("県", ["村", "市"])])
    hidden = mask(table, {"村", "県"})
    assert bounds(table, hidden, POLICY, ["村", "市"]) == {"村": (0, np.inf), "市": (300, 300)}


def test_what_the_source_hides_stays_hidden_and_is_protected() -> None:
    # 計 − a − c would be b, which even the source does not tell
    cells = {"a": Cell(40, TEN), "b": Cell(None, TEN, secret=True), "c": Cell(30, TEN)}
    table = build("x", {**cells, "計": Cell(75, TEN)}, [("計", ["a", "b", "c"])])
    assert bounds(table, mask(table, {"b"}), POLICY, ["b"])["b"] == pytest.approx((5, 5))
    assert hidden_keys(table) == {"b", "c"}


def test_a_total_of_parts_hidden_at_source_has_no_number_and_is_no_leak() -> None:
    cells = {"a": Cell(40, TEN), "b": Cell(None, TEN, secret=True)}
    table = build("x", {**cells, "計": Cell(None, TEN, secret=True)}, [("計", ["a", "b"])])
    assert hidden_keys(table) == {"b", "計"}


def test_missing_numbers_are_nobodys_secret() -> None:
    cells = {"a": Cell(40, TEN), "欠測": Cell(None, TEN), "計": Cell(40, TEN)}
    table = build("x", cells, [("計", ["a", "欠測"])])
    assert hidden_keys(table) == set()


def test_a_figure_hidden_with_its_companion_is_protected_like_any_other() -> None:
    # 4 patients are hidden, so their 41 receipts are; the total of receipts must not tell them
    cells = {"a": Cell(41, TEN, forced=True), "b": Cell(60, TEN), "計": Cell(101, TEN)}
    table = build("x", cells, [("計", ["a", "b"])])
    assert hidden_keys(table) == {"a", "b"}


def test_a_small_remainder_that_no_table_shows_is_protected_too() -> None:
    # 退院 100 − 介護サービス利用 96 = 4 without service: not in the release, but easy to work out
    cells = {"利用": Cell(96, TEN), "利用なし": Cell(4, TEN, released=False)}
    table = build("x", {**cells, "退院": Cell(100, TEN)}, [("退院", ["利用", "利用なし"])])
    assert hidden_keys(table) == {"利用", "利用なし"}
    cells["利用なし"] = Cell(40, TEN, released=False)
    table = build("x", {**cells, "退院": Cell(136, TEN)}, [("退院", ["利用", "利用なし"])])
    assert hidden_keys(table) == {"利用なし"}


def test_two_splits_of_one_total_are_attacked_together() -> None:
    # 利用 = 住宅 + 施設 = 軽度 + 重度: two hidden parts in one split do not help the other
    cells = {"住宅": Cell(3, TEN), "施設": Cell(30, TEN), "軽度": Cell(2, TEN)}
    cells |= {"重度": Cell(31, TEN), "利用": Cell(33, TEN)}
    sums = [("利用", ["住宅", "施設"]), ("利用", ["軽度", "重度"])]
    table = build("x", cells, sums)
    assert not audit(table, mask(table, {"住宅", "軽度", "重度"}), POLICY).ok
    # hiding the total frees both splits at once
    assert hidden_keys(table) == {"住宅", "軽度", "利用"}


def test_the_same_number_under_two_names_is_hidden_under_both() -> None:
    cells = {"市": Cell(15, TWENTY), "町": Cell(0, TWENTY), "他": Cell(90, TEN)}
    cells |= {"圏域": Cell(15, TEN), "県": Cell(105, TEN)}
    table = build("x", cells, [("圏域", ["市", "町"]), ("県", ["圏域", "他"])])
    protection = protect(table, POLICY)
    assert "同じ数" in protection.reasons[table.position["圏域"]]
    assert audit(table, mask(table, {"市"}), POLICY).unprotected[0][1:3] == (15, 15)


def test_totals_of_totals_are_found_by_themselves() -> None:
    towns = ["a", "b", "c", "d"]
    rules = [("西", ["a", "b"]), ("東", ["c", "d"]), ("県", towns), ("計", [*towns, "県外"])]
    cells = {(name,): Cell(20.0, TEN) for name in (*towns, "県外")}
    cells |= {("西",): Cell(40.0, TEN), ("東",): Cell(40.0, TEN)}
    cells |= {("県",): Cell(80.0, TEN), ("計",): Cell(100.0, TEN)}
    table = cube("x", [rules], cells)
    found = {
        (table.keys[total][0], tuple(table.keys[part][0] for part in parts))  # type: ignore[index]
        for total, parts in table.sums
    }
    assert ("県", ("西", "東")) in found
    assert ("計", ("西", "東", "県外")) in found


def test_a_figure_across_two_dimensions_is_summed_where_no_step_between_exists() -> None:
    rules = [("圏", ["a", "b"])]
    value = {("a", "a"): 30.0, ("a", "b"): 2.0, ("b", "a"): 15.0, ("b", "b"): 40.0}
    cells = {key: Cell(number, TEN) for key, number in value.items()}
    cells["圏", "圏"] = Cell(87.0, TEN)
    table = cube("流出入", [rules, rules], cells)
    assert [len(parts) for _, parts in table.sums] == [4]
    assert hidden_keys(table) == {("a", "b"), ("b", "a")}


def test_a_hidden_total_of_shown_parts_hides_nothing() -> None:
    # nothing can vary here: no program to solve must not mean no end to what it may be
    cells = {"a": Cell(40, TEN), "b": Cell(35, TEN), "計": Cell(75, TEN)}
    table = build("x", cells, [("計", ["a", "b"])])
    assert bounds(table, mask(table, {"計"}), POLICY, ["計"]) == {"計": (75, 75)}
    assert [item.key for item in audit(table, mask(table, {"計"}), POLICY).unprotected] == ["計"]


def test_each_cell_is_judged_by_its_own_threshold() -> None:
    # the same 3, of a town (needs 10) and of its 圏域 (needs 5); 町 + 隣 = 9 is known
    cells = {"町": Cell(3, TWENTY), "隣": Cell(6, TEN), "圏域": Cell(3, TEN), "計": Cell(9, TEN)}
    cells |= {"県": Cell(109, TEN), "他": Cell(100, TEN)}
    sums = [("圏域", ["町"]), ("計", ["町", "隣"]), ("県", ["計", "他"])]
    found = audit(
        build("x", cells, sums), mask(build("x", cells, sums), {"町", "隣", "圏域"}), POLICY
    )
    assert {item.key for item in found.unprotected} == {"町", "計"}


def test_the_report_says_which_sum_would_have_told() -> None:
    cells = {
        "盛岡": Cell(40, TEN),
        "滝沢": Cell(35, TEN),
        "葛巻": Cell(3, TEN),
        "圏域": Cell(78, TEN),
    }
    protection = protect(build("x", cells, [("圏域", ["盛岡", "滝沢", "葛巻"])]), POLICY)
    assert protection.reasons == {1: "圏域 = 盛岡 + 滝沢 + 葛巻 から「葛巻」が分かってしまうため"}
    assert protection.complementary == protection.least == 1


@pytest.mark.parametrize(
    ("cells", "sums", "message"),
    [
        ({"a": Cell(5, TEN), "計": Cell(9, TEN)}, [("計", ["a"])], "食い違い"),
        ({"a": Cell(-5, TEN)}, [], "負の値"),
        ({"a": Cell(5, TEN), "b": Cell(5, TEN)}, [("a", ["b"]), ("b", ["a"])], "循環"),
        ({"a": Cell(3, Threshold(50)), "計": Cell(3, TEN)}, [("計", ["a"])], "半分以上"),
    ],
)
def test_a_table_that_cannot_be_protected_is_refused_by_name(
    cells: dict[str, Cell], sums: list[tuple[str, list[str]]], message: str
) -> None:
    with pytest.raises(DisclosureError, match=f"③患者数.*{message}"):
        protect(build("③患者数", cells, sums), POLICY)


@pytest.mark.parametrize(
    ("broad", "hidden"), [(0.0, {"利用"}), (0.1, {"利用"}), (1.5, {"施設", "重度"})]
)
def test_a_broad_total_is_spared_where_little_more_is_hidden(
    broad: float, hidden: set[str]
) -> None:
    # the total alone protects both parts, and so do two others: which is the less to lose?
    cells = {"住宅": Cell(3, TEN), "施設": Cell(30, TEN), "軽度": Cell(2, TEN)}
    cells |= {"重度": Cell(31, TEN), "利用": Cell(33, TEN, broad=broad)}
    table = build("x", cells, [("利用", ["住宅", "施設"]), ("利用", ["軽度", "重度"])])
    assert hidden_keys(table) == {"住宅", "軽度"} | hidden
    assert protect(table, POLICY).least <= len(hidden)
