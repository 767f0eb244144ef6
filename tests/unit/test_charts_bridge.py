"""The bridge from patients living here to patients visited here, and its sentences."""

from __future__ import annotations

from typing import Any

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.figures import Figure
from zaitaku.exhibits.charts import bridge, theme
from zaitaku.sentences import bridge as sentences

A, H, N = "実数", "秘匿", "該当なし"
PATIENTS = {
    "managed_patients": 90.0,
    "resident_patients": 110.0,
    "within_patients": 90.0,
    "elsewhere_patients": 12.0,
    "outside_patients": 8.0,
    "inflow_patients": 50.0,
    "delivered_patients": 140.0,
}
SHARES = {"within_pct": 81.8, "elsewhere_pct": 10.9, "outside_pct": 7.3}


def answer(**changed: Any) -> Answer:
    """One town; a value that is a state is absent in that state."""
    values = {**PATIENTS, **SHARES, **changed}
    columns = [Column("area_code", "varchar", "key", "コード")]
    columns += [Column("area_name", "varchar", "key", "地域名")]
    columns += [
        Column(n, "double", "count", n, "%" if n.endswith("pct") else "人/月") for n in values
    ]
    row = ("A", "甲市", *(None if v in (H, N) else v for v in values.values()))
    states = (A, A, *(v if v in (H, N) else A for v in values.values()))
    return Answer("q", "", "", "", tuple(columns), [row], [states], (), {}, {}, "b", "public")


def test_every_bar_begins_where_the_one_before_ends() -> None:
    found = [(s.label, s.start, s.end) for s in bridge.steps(answer(), "A")]
    assert found == [
        ("③ 住んでいる患者", 0, 90),
        ("④ 住んでいる患者", 0, 110),
        ("－ 県内のほかの地域で受ける", 98, 110),
        ("－ 県外で受ける", 90, 98),
        ("＝ 地域内で受ける", 0, 90),
        ("＋ 県内からの流入", 90, 140),
        ("④ ここの医療機関の患者", 0, 140),
    ]


def test_figures_of_other_tables_are_grey_and_stand_apart() -> None:
    one = Figure("甲市", 130.0, A, answer().column("delivered_patients"))
    found = bridge.steps(answer(), "A", one)
    assert [s.label for s in found if s.fill == bridge.OTHER] == [
        "③ 住んでいる患者",
        "② ここの医療機関の患者",
    ]
    assert {s.fill for s in found if s.label[0] == "－"} == {theme.HIGHER}


def test_what_rests_on_a_hidden_figure_has_no_place_and_says_so() -> None:
    hidden = answer(outside_patients=H, elsewhere_patients=H, elsewhere_pct=H, outside_pct=H)
    found = {s.label: (s.end, s.words) for s in bridge.steps(hidden, "A")}
    assert found["－ 県外で受ける"] == (None, "秘匿")
    assert found["－ 県内のほかの地域で受ける"] == (None, "秘匿")
    assert found["＝ 地域内で受ける"][0] == 90
    sent = bridge.bridge(hidden, "A").to_json()
    assert "NaN" not in sent


def test_nobody_hidden_is_drawn_as_zero() -> None:
    hidden = answer(**dict.fromkeys([*PATIENTS, *SHARES], H))
    assert {s.end for s in bridge.steps(hidden, "A")} == {None}
    assert {s.words for s in bridge.steps(hidden, "A")} == {"秘匿"}
    bars = bridge.bridge(hidden, "A").to_dict()["layer"][0]
    assert bars["encoding"]["x"]["axis"] is None  # 0 to 1 beside words would look like figures


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {},
            "甲市に住む訪問診療患者 110.0 人/月（④）のうち、地域内で受けるのは 81.8 %、"
            "県内のほかの地域は 10.9 %、県外は 7.3 %。"
            "ここの医療機関が診ているのは 140.0 人/月（うち県内からの流入 50.0 人/月）。",
        ),
        (
            {"elsewhere_pct": H, "outside_pct": H, "inflow_patients": H},
            "甲市に住む訪問診療患者 110.0 人/月（④）のうち、地域内で受けるのは 81.8 %、"
            "県内のほかの地域は 秘匿、県外は 秘匿。ここの医療機関が診ているのは 140.0 人/月。",
        ),
        (
            {"resident_patients": H},
            "甲市に住む訪問診療患者の数は秘匿です（少ない数か、少ない数を逆算できる数のため、公表できません）。",
        ),
        ({"resident_patients": 0.0}, "甲市に住む訪問診療患者は、この条件ではいません。"),
    ],
    ids=["all", "parts hidden", "hidden", "none"],
)
def test_sentence(changed: dict[str, Any], expected: str) -> None:
    assert sentences.standing(answer(**changed), "A") == expected


def test_why_the_two_counts_differ_is_said_with_and_without_numbers() -> None:
    shown = sentences.why_different(answer(), "A")
    assert shown.startswith("住んでいる患者は、③では 90.0 人/月、④では 110.0 人/月です。")
    hidden = sentences.why_different(answer(managed_patients=H), "A")
    assert "医学総合管理料" in hidden and "110.0" not in hidden


def stops(whole: Any, *places: tuple[str, Any]) -> Answer:
    columns = (
        Column("area_code", "varchar", "key", "コード"),
        Column("area_name", "varchar", "key", "住所地"),
        Column("institution_patients", "double", "count", "患者数", "人/月"),
        Column("estimated_patients", "double", "from", "推計", "人/月"),
    )
    rows = [("A", name, None if whole == H else whole, n) for name, n in places]
    states = [(A, A, H if whole == H else A, A) for _ in places]
    return Answer("q", "", "", "", columns, rows, states, (), {}, {}, "b", "internal")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            stops(50.0, ("甲市", 40.0), ("乙町", 10.0)),
            "架空医院が訪問診療をやめると、50.0 人/月の患者が影響を受ける。"
            "住所地は 2 市町村に広がり、最多は甲市（40.0 人/月）と推計される。",
        ),
        (stops(0.0, ("甲市", 0.0)), "架空医院には、この条件の訪問診療の患者がいません。"),
        (stops(0.0), "架空医院には、この条件の訪問診療の患者がいません。"),
        (
            stops(H, ("甲市", 0.0)),
            "架空医院の患者数は秘匿です（少ない数か、少ない数を逆算できる数のため、公表できません）。",
        ),
    ],
    ids=["some", "zero", "no rows", "hidden"],
)
def test_what_happens_if_one_stops(found: Answer, expected: str) -> None:
    assert sentences.stopping(found, institution="架空医院") == expected
