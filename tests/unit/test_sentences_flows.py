"""What the page 流出入 says in one sentence."""

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.sentences import flows as sentences

A, H, N = "実数", "秘匿", "該当なし"


def answer(columns: list[Column], *rows: tuple[object, ...]) -> Answer:
    """Values that are states (秘匿, 該当なし) become absent values in that state."""
    values = [tuple(None if v in (H, N) else v for v in row) for row in rows]
    states = [tuple(v if v in (H, N) else A for v in row) for row in rows]
    return Answer("q", "", "", "", tuple(columns), values, states, (), {}, {}, "b", "public")


def summary(share: object, inflow: object = 10.0, inflow_pct: object = 11.1) -> Answer:
    return answer(
        [
            Column("area_code", "varchar", "key", "地域コード"),
            Column("area_name", "varchar", "key", "地域名"),
            Column("self_sufficiency_pct", "double", "from", "完結率", "%"),
            Column("inflow_patients", "double", "count", "県内からの流入", "人/月"),
            Column("inflow_pct", "double", "from", "県内からの流入率", "%"),
        ],
        ("A", "甲市", share, inflow, inflow_pct),
        ("Z", "東部", share, inflow, inflow_pct),
    )


def whole(patients: object, share: object) -> Answer:
    return answer(
        [
            Column("area_code", "varchar", "key", "地域コード"),
            Column("area_name", "varchar", "key", "地域名"),
            Column("outflow_outside_prefecture_patients", "double", "count", "流出", "人/月"),
            Column("outflow_pct", "double", "from", "流出率", "%"),
        ],
        ("99", "甲市", patients, share),
    )


def outgoing(*partners: tuple[object, ...]) -> Answer:
    return answer(
        [
            Column("partner_name", "varchar", "key", "相手の地域"),
            Column("patients", "double", "count", "患者数", "人/月"),
        ],
        *partners,
    )


@pytest.mark.parametrize(
    ("code", "share", "partners", "expected"),
    [
        (
            "A",
            80.0,
            [("乙町", 15.0), ("県外", 5.0)],
            "甲市に住む訪問診療患者の 80.0 % は市内で受けている（完結率）。"
            "流出先の最多は乙町（15.0 人/月）。",
        ),
        (
            "Z",
            100.0,
            [],
            "東部に住む訪問診療患者の 100.0 % は二次医療圏内で受けている（完結率）。流出はない。",
        ),
        (
            "A",
            80.0,
            [("乙町", 15.0), ("丙村", H)],
            "甲市に住む訪問診療患者の 80.0 % は市内で受けている（完結率）。"
            "値を示せる流出先の最多は乙町（15.0 人/月）。",
        ),
        (
            "A",
            H,
            [("乙町", H)],
            "甲市の完結率は秘匿です"
            "（少ない数か、少ない数を逆算できる数のため、公表できません）。流出先ごとの人数は秘匿。",
        ),
        ("A", N, [], "甲市に住む訪問診療患者は、この条件ではいません。"),
        ("X", 80.0, [], "この条件では、選んだ地域の流出入のデータがありません。"),
    ],
)
def test_self_sufficiency(
    code: str, share: object, partners: list[tuple[object, ...]], expected: str
) -> None:
    said = sentences.self_sufficiency(
        summary(share), outgoing(*partners), code, residences=[], unit_label="二次医療圏"
    )
    assert said == expected


@pytest.mark.parametrize(
    ("patients", "share", "expected"),
    [
        (10.0, 11.1, "県内からの流入は 10.0 人/月。"),
        (
            H,
            H,
            "県内からの流入は秘匿です"
            "（少ない数か、少ない数を逆算できる数のため、公表できません）。",
        ),
        (10.0, H, "県内からの流入は 10.0 人/月。"),
        (0.0, N, "県内からの流入はない。"),
        (N, N, ""),
    ],
)
def test_inflow_is_always_that_from_inside_the_prefecture(
    patients: object, share: object, expected: str
) -> None:
    assert sentences.inflow(summary(80.0, patients, share), "A") == expected


def test_one_kind_of_residence_is_named() -> None:
    said = sentences.self_sufficiency(
        summary(80.0), outgoing(), "A", residences=["同一建物"], unit_label="市町村"
    )
    assert said.startswith("甲市に住む訪問診療患者（同一建物）の 80.0 % は市内で")


@pytest.mark.parametrize(
    ("patients", "share", "expected"),
    [
        (
            15.0,
            6.0,
            "甲市に住む訪問診療患者のうち、県外の医療機関から受けているのは 15.0 人/月（6.0 %）。",
        ),
        (
            H,
            H,
            "甲市から県外への流出は秘匿です"
            "（少ない数か、少ない数を逆算できる数のため、公表できません）。",
        ),
        (
            15.0,
            H,
            "甲市から県外への流出は秘匿です"
            "（少ない数か、少ない数を逆算できる数のため、公表できません）。",
        ),
    ],
)
def test_outside_says_that_inflow_from_there_is_not_known(
    patients: object, share: object, expected: str
) -> None:
    said = sentences.outside(whole(patients, share), residences=[])
    assert said == f"{expected}県外からの流入は、このデータにはない。"


def test_why_nothing_can_be_shown_is_said_once() -> None:
    """It stands behind the sentence on the completion rate, which has told why."""
    assert sentences.inflow(summary(H, H, H), "A") == "県内からの流入も秘匿。"
