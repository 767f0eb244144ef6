"""Figures of zones, against tables a reader can check by hand (domain facts §5-2)."""

import csv
import io
from typing import Any

import pytest

from zaitaku.ground.errors import ValidationError
from zaitaku.zones.evaluate import METRICS, Destination, Figure, compare, evaluate, overall, percent
from zaitaku.zones.inputs import Flow, Inputs, prepare
from zaitaku.zones.plan import Plan, Zone, move

A, B, C = "99201", "99202", "99203"
NAMES = {A: "A市", B: "B市", C: "C市"}
# 住所＼所在     A   B   C  県外
TABLE = {A: (80, 15, 0, 5), B: (10, 60, 20, 10), C: (0, 5, 45, 0)}


def flows(table: dict[str, tuple[Any, ...]] = TABLE, residence: str = "同一建物") -> list[Flow]:
    """A number is 実数, a text a status."""
    return [
        (origin, destination, residence, None, cell)
        if isinstance(cell, str)
        else (origin, destination, residence, cell, "実数")
        for origin, row in table.items()
        for destination, cell in zip((*NAMES, "県外"), row, strict=True)
    ]


def plan(*zones: str) -> Plan:
    """'AB C' style: each text is a zone of these municipalities."""
    codes = dict(zip("ABC", NAMES, strict=True))
    return Plan("案", tuple(Zone(z, f"圏域{z}", tuple(codes[m] for m in z)) for z in zones))


def figures(inputs: Inputs, *zones: str) -> list[dict[str, Figure]]:
    return [dict(zone.figures) for zone in evaluate(plan(*zones), inputs)]


def values(inputs: Inputs, zone: str, *metrics: str) -> list[float | None]:
    (found,) = evaluate(plan(zone), inputs)
    return [None if (v := found[name].value) is None else round(v, 1) for name in metrics]


RATES = (
    "resident_patients",
    "self_sufficiency_pct",
    "outflow_pct",
    "delivered_patients",
    "inflow_pct",
)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("A", [100, 80.0, 20.0, 90, 11.1]),
        ("B", [100, 60.0, 40.0, 80, 25.0]),
        ("C", [50, 90.0, 10.0, 65, 30.8]),
        ("AB", [200, 82.5, 17.5, 170, 2.9]),  # of regrouped counts, not 70 as the average would be
    ],
)
def test_three_towns_and_two_of_them_merged(zone: str, expected: list[float]) -> None:
    assert values(prepare(NAMES, flows()), zone, *RATES) == expected


def test_every_count() -> None:
    assert {
        name: figure.value
        for name, figure in figures(prepare(NAMES, flows()), "AB")[0].items()
        if name.endswith("_patients")
    } == {
        "resident_patients": 200,
        "within_patients": 165,
        "outflow_patients": 35,
        "outflow_outside_prefecture_patients": 15,
        "inflow_patients": 5,
        "delivered_patients": 170,
    }


def test_top_destinations() -> None:
    b, _, _ = evaluate(plan("B", "A", "C"), prepare(NAMES, flows()))
    assert b.destinations == (
        Destination("C", "圏域C", 20, 20),
        Destination("A", "圏域A", 10, 10),
        Destination("県外", "県外", 10, 10),
    )
    (b,) = evaluate(plan("B"), prepare(NAMES, flows()))
    assert [(d.name, d.patients) for d in b.destinations] == [
        ("どの圏域にも入っていない市区町村", 30),
        ("県外", 10),
    ]


def test_the_plan_as_one() -> None:
    whole = overall(evaluate(plan("AB", "C", ""), prepare(NAMES, flows())))  # one is still empty
    assert whole == {
        "resident_patients": Figure(250, "実数"),
        "within_patients": Figure(210, "実数"),
        "self_sufficiency_pct": Figure(84, "実数"),
    }


def test_residences_apart() -> None:
    both = flows() + flows({A: (1, 2, 3, 4)}, "同一建物以外")
    assert values(prepare(NAMES, both), "A", "resident_patients") == [110]
    assert values(prepare(NAMES, both, residences=["同一建物以外"]), "A", "resident_patients") == [
        10
    ]


# --- what is hidden or missing ---------------------------------------------------------------


def test_a_sum_with_a_hidden_part_has_no_value() -> None:
    inputs = prepare(NAMES, flows({**TABLE, A: (80, "秘匿", 0, 5)}))
    a, _, _ = figures(inputs, "A", "B", "C")
    assert a["within_patients"] == Figure(80, "実数")
    for name in ("resident_patients", "outflow_patients", "self_sufficiency_pct", "outflow_pct"):
        assert a[name] == Figure(None, "秘匿")
    ab, c = evaluate(plan("AB", "C"), inputs)
    assert (ab["within_patients"], ab["outflow_patients"]) == (
        Figure(None, "秘匿"),
        Figure(35, "実数"),  # the hidden part lies within
    )
    assert c["inflow_patients"] == Figure(20, "実数")
    a_zone, *_ = evaluate(plan("A", "B", "C"), inputs)
    assert a_zone.destinations == (Destination("県外", "県外", 5, None),)
    assert a_zone.destinations_status == "秘匿"


def test_an_origin_without_rows_is_missing_and_a_pair_without_a_row_is_nothing() -> None:
    inputs = prepare(NAMES, flows({A: TABLE[A]})[:2])
    a, b, _ = figures(inputs, "A", "B", "C")
    assert (a["resident_patients"], a["outflow_patients"]) == (
        Figure(95, "実数"),
        Figure(15, "実数"),
    )
    assert b["resident_patients"] == Figure(None, "欠測")
    assert a["inflow_patients"] == Figure(None, "欠測")
    nothing = prepare(NAMES)
    assert not nothing.has_flows
    assert figures(nothing, "A")[0]["self_sufficiency_pct"] == Figure(None, "欠測")


def test_nobody_and_the_whole_prefecture() -> None:
    nobody = prepare(NAMES, flows({A: (0, 0, 0, 0), B: (0, 0, 0, 0), C: (0, 0, 0, 0)}))
    assert figures(nobody, "A")[0]["self_sufficiency_pct"] == Figure(None, "該当なし")
    # nothing can come in from elsewhere in the prefecture: there is no elsewhere
    assert figures(prepare(NAMES, flows()), "ABC")[0]["inflow_patients"] == Figure(None, "該当なし")


def test_counted_metrics() -> None:
    inputs = prepare(
        NAMES,
        flows(),
        amounts={
            "population_65plus": {A: (1000, "実数"), B: (2000, "実数")},
            "institutions": {A: (3, "実数"), B: (None, "秘匿"), C: (0, "実数")},
        },
        providers={"coordination_bases": [("拠点1", A), ("拠点1", B), ("拠点2", B)]},
    )
    ab, c = figures(inputs, "AB", "C")
    assert ab["population_65plus"] == Figure(3000, "実数")
    assert c["population_65plus"] == Figure(None, "欠測")
    assert ab["institutions"] == Figure(None, "秘匿")
    # 拠点1 works in both and is counted once
    assert (ab["coordination_bases"], c["coordination_bases"]) == (
        Figure(2, "実数"),
        Figure(0, "実数"),
    )
    assert ab["population"] == Figure(None, "欠測")  # there is no table
    assert list(ab) == list(METRICS)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: prepare(NAMES, [("99999", A, "同一建物", 1, "実数")]), "流出入の表に.*99999"),
        (lambda: prepare(NAMES, [(A, "県内", "同一建物", 1, "実数")]), "流出入の表に.*県内"),
        (lambda: prepare(NAMES, amounts={"beds": {}}), "「beds」はありません"),
        (lambda: prepare(NAMES, amounts={"population": {"99999": (1, "実数")}}), "人口の表に"),
        (
            lambda: prepare(NAMES, providers={"institutions": [("x", "99999")]}),
            "医療機関（②所在地）の表に",
        ),
        (
            lambda: evaluate(Plan("古い案", (Zone("N", "北", ("99399",)),)), prepare(NAMES)),
            "案「古い案」の圏域「北」にある市区町村「99399」のデータがありません",
        ),
    ],
)
def test_what_does_not_belong_is_refused(wrong: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        wrong()


# --- what a plan changes ---------------------------------------------------------------------


def test_comparison() -> None:
    base = plan("A", "B", "C")
    found = compare(move(base, A, "B"), base, prepare(NAMES, flows()))
    assert found.overall["self_sufficiency_pct"] == Figure(84 - 74, "実数")
    a, b, c = found.zones
    assert (a.kind, a.left, b.kind, b.joined, c.kind) == ("changed", (A,), "changed", (A,), "same")
    assert b.change["self_sufficiency_pct"] == Figure(22.5, "実数")
    assert a.change["self_sufficiency_pct"] == Figure(None, "該当なし")  # nobody is left
    assert c.change["inflow_patients"] == Figure(0, "実数")
    assert [m.moved for m in found.municipalities] == [True, False, False]
    first = found.municipalities[0]
    assert (first.base_zone_code, first.plan_zone_code) == ("A", "B")
    assert (first.base_share_pct, first.plan_share_pct) == (Figure(80, "実数"), Figure(95, "実数"))
    assert found.municipalities[1].plan_share_pct == Figure(70, "実数")  # B gains though it stays


def test_new_and_gone_zones_are_not_compared() -> None:
    found = compare(plan("AB", "C"), plan("A", "C"), prepare(NAMES, flows()))
    assert [(zone.zone_code, zone.kind, bool(zone.change)) for zone in found.zones] == [
        ("AB", "new", False),
        ("C", "same", True),
        ("A", "gone", False),
    ]
    assert found.municipalities[1].base_zone_code == ""
    assert found.municipalities[1].base_share_pct == Figure(None, "該当なし")


# --- the formulas, against published figures -------------------------------------------------

# 平成8年患者調査 表8 (千人, %), https://www.mhlw.go.jp/www1/toukei/kanja/1-6.html
PUBLISHED = """\
総数,89.7,89.7,223.7,223.7,6.1,6.1,3.1,3.1
北海道,0.6,0.3,0.7,0.9,0.6,0.3,0.2,0.3
茨城,2.4,2.4,3.0,9.4,8.7,8.9,2.5,7.4
栃木,1.5,1.3,3.4,2.7,7.6,6.6,3.1,2.4
群馬,1.6,1.0,2.8,2.9,7.7,5.0,2.6,2.7
埼玉,7.6,8.3,9.9,35.5,14.6,15.8,3.5,11.4
千葉,6.4,5.1,9.2,25.4,13.5,11.0,3.6,9.3
東京,15.7,17.4,92.1,19.9,14.3,15.5,12.1,2.9
神奈川,5.3,7.6,9.8,35.3,8.4,11.8,2.4,8.0
山梨,1.0,0.5,0.6,2.5,11.1,6.3,1.4,5.6
滋賀,0.8,1.0,1.1,3.4,7.4,9.2,1.8,5.4
京都,3.1,1.6,6.3,5.7,9.7,5.4,3.9,3.5
大阪,7.4,5.5,27.4,9.4,7.7,5.8,4.7,1.7
兵庫,2.7,4.5,5.7,15.2,5.0,8.1,1.7,4.4
奈良,1.5,2.0,2.6,8.7,12.0,15.3,4.3,12.8
"""
ROWS = [(name, *map(float, rest)) for name, *rest in csv.reader(io.StringIO(PUBLISHED))]


def span(part: float, share: float) -> tuple[float, float]:
    """What part ÷ share − part can be when both were rounded to one decimal."""
    low = (part - 0.05) / (share + 0.05) * 100 - (part - 0.05)
    high = (part + 0.05) / (share - 0.05) * 100 - (part + 0.05)
    return low, high


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
@pytest.mark.parametrize("kind", [0, 2], ids=["入院", "外来"])
def test_inflow_and_outflow_leave_the_same_people_within(row: tuple[Any, ...], kind: int) -> None:
    """F − 流入 = R − 流出, where F = 流入 ÷ 流入割合 and R = 流出 ÷ 流出割合."""
    inflow, outflow = row[1 + kind], row[2 + kind]
    (low, high), (low2, high2) = span(inflow, row[5 + kind]), span(outflow, row[6 + kind])
    assert max(low, low2) <= min(high, high2)
    # and a prefecture with such figures has, by our formulas, the published shares
    within = (max(low, low2) + min(high, high2)) / 2
    least, most = (shares(within, inflow + off, outflow + off) for off in (-0.05, 0.05))
    for published, below, above in zip(row[5 + kind : 7 + kind], least, most, strict=True):
        assert below - 0.05 <= published <= above + 0.05


def shares(within: float, inflow: float, outflow: float) -> list[float]:
    """流入率 and 流出率 of a prefecture with these figures."""
    cells = [
        (A, A, "", within, "実数"),
        (A, "県外", "", outflow, "実数"),
        (B, A, "", inflow, "実数"),
    ]
    (zone,) = evaluate(plan("A"), prepare({A: "本県", B: "他県"}, cells))
    return [zone[name].value or 0 for name in ("inflow_pct", "outflow_pct")]


def test_percent() -> None:
    assert percent(Figure(1, "実数"), Figure(8, "実数")) == Figure(12.5, "実数")
    assert percent(Figure(None, "欠測"), Figure(None, "秘匿")) == Figure(None, "秘匿")
