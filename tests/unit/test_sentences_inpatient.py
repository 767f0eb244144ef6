"""What the page 全国の入院の流出入 says in one sentence: only of partners that are listed."""

from __future__ import annotations

from zaitaku.ask.answer import Answer, Column
from zaitaku.sentences import inpatient as sentences

COLUMNS = (
    Column("partner_name", "varchar", "key", "相手の区域"),
    Column("partner_prefecture", "varchar", "key", "相手の都道府県"),
    Column("is_own", "boolean", "key", "自区域"),
    Column("share_pct", "double", "public", "割合", "%"),
)


def top(*rows: tuple[object, ...]) -> Answer:
    states = [("実数",) * 4 for _ in rows]
    return Answer("q", "", "", "", COLUMNS, list(rows), states, (), {}, {}, "b", "public")


OWN = ("盛岡", "岩手県", True, 96.0)
OTHER = ("仙台", "宮城県", False, 2.0)


def said(outgoing: Answer, incoming: Answer) -> str:
    return sentences.standing(outgoing, incoming, area="盛岡", bed_function="包括期")


def test_both_directions_with_their_largest_partner() -> None:
    assert said(top(OWN, OTHER), top(OWN)) == (
        "盛岡（構想区域）に住む入院患者（包括期）の 96.0 % は盛岡の医療機関に入院している。"
        "流出先の最多は仙台（宮城県、2.0 %）。"
        "盛岡の入院患者のうち盛岡に住む人は 96.0 %。ほかの流入元は載っていない。"
    )


def test_a_list_that_is_not_there_is_not_zero() -> None:
    text = said(top(), top())
    assert text.count("元の表に載っていない") == 2
    assert "0" not in text
