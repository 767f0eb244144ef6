"""The rule checker: every rule broken once, and every rule that cannot be decided."""

from dataclasses import replace
from typing import Any

import pytest

from zaitaku.zones.evaluate import evaluate
from zaitaku.zones.inputs import FUNCTIONS, Borders, Inputs, prepare
from zaitaku.zones.plan import Plan, Zone
from zaitaku.zones.rules import DEFAULTS, RULES, Finding, Setting, check

A, B, C, I = "99201", "99202", "99203", "99204"  # noqa: E741 - I is the island
NAMES = {A: "A市", B: "B市", C: "C市", I: "島村"}
# A－B－C in a row, the island alone
BORDERS = Borders(frozenset({(A, B), (B, A), (B, C), (C, B)}))
# 完結率 alone: A 80, B 40, C 90, island 0 of 10
FLOWS = [
    (A, A, "", 80.0, "実数"),
    (A, B, "", 20.0, "実数"),
    (B, B, "", 40.0, "実数"),
    (B, A, "", 60.0, "実数"),
    (C, C, "", 90.0, "実数"),
    (C, "県外", "", 10.0, "実数"),
    (I, A, "", 10.0, "実数"),
]
EVERYWHERE = [("機関1", code) for code in NAMES]
PROVIDERS: dict[str, list[tuple[str, str]]] = {
    "active_role_institutions": EVERYWHERE,
    "coordination_bases": EVERYWHERE,
    **{f"function:{name}": EVERYWHERE for name in FUNCTIONS},
}
POPULATION = {A: (30_000, "実数"), B: (8_000, "実数"), C: (9_000, "実数"), I: (500, "実数")}


def known(**changes: Any) -> Inputs:
    """Everything is known and in order; ``changes`` replace what a test is about."""
    return prepare(
        NAMES,
        changes.get("flows", FLOWS),
        amounts=changes.get("amounts", {"population": POPULATION}),
        providers={**PROVIDERS, **changes.get("providers", {})},
        borders=changes.get("borders", BORDERS),
    )


def plan(*zones: str) -> Plan:
    codes = {"A": A, "B": B, "C": C, "I": I}
    return Plan("案", tuple(Zone(z, f"圏{z}", tuple(codes[m] for m in z)) for z in zones))


def found(
    inputs: Inputs, drawn: Plan, *rules: str, thresholds: dict[str, float] | None = None
) -> list[Finding]:
    """Findings of these rules alone."""
    settings = {name: replace(setting, enabled=name in rules) for name, setting in DEFAULTS.items()}
    for name, threshold in (thresholds or {}).items():
        settings[name] = replace(settings[name], threshold=threshold)
    return check(drawn, evaluate(drawn, inputs), inputs, settings)


SOUND = plan("AB", "C", "I")


def lines(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.severity, finding.zone_code, finding.reason) for finding in findings]


def test_a_sound_plan_breaks_nothing() -> None:
    assert found(known(), SOUND, *set(RULES) - {"self_sufficiency_floor", "population_floor"}) == []


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (plan("AB", "C"), ("", (I,), "どの圏域にも入っていない市区町村が1あります: 島村。")),
        (
            plan("AB", "BC", "I"),
            ("", (B,), "B市が「圏AB」と「圏BC」の2圏域に入っています。"),
        ),
        (plan("ABC", "I", ""), ("", (), "「圏」に市区町村が1つもありません。")),
    ],
)
def test_complete(drawn: Plan, expected: tuple[str, tuple[str, ...], str]) -> None:
    (finding,) = found(known(), drawn, "complete")
    assert finding == Finding("red", "complete", *expected)


@pytest.mark.parametrize(
    ("rule", "metric", "reason"),
    [
        (
            "active_role",
            "active_role_institutions",
            "「圏C」の積極的役割を担う医療機関は0施設で、下限の1施設に足りません。",
        ),
        (
            "coordination_base",
            "coordination_bases",
            "「圏C」の連携を担う拠点は0か所で、下限の1か所に足りません。",
        ),
        (
            "functions",
            "function:看取り",
            "「圏C」の看取りを担う機関は0施設で、下限の1施設に足りません。",
        ),
    ],
)
def test_at_least_one(rule: str, metric: str, reason: str) -> None:
    inputs = known(providers={metric: [("機関1", A), ("機関2", I)]})
    assert lines(found(inputs, SOUND, rule)) == [("red", "C", reason)]
    assert found(inputs, plan("ABC", "I"), rule) == []
    two = found(inputs, plan("ABC", "I"), rule, thresholds={rule: 2})
    assert {finding.zone_code for finding in two} == {"ABC", "I"}


def test_contiguous() -> None:
    (finding,) = found(known(), plan("AC", "B", "I"), "contiguous")
    assert finding.municipality_codes == (C,)
    assert finding.reason.startswith("「圏AC」は2つに分かれています（A市 / C市）。")
    assert found(known(), plan("ABC", "I"), "contiguous") == []


@pytest.mark.parametrize(
    ("borders", "broken"),
    [
        (BORDERS, True),
        (replace(BORDERS, ferry_links=frozenset({(I, C)})), False),
        (replace(BORDERS, ferry_links=frozenset({(I, "99999")})), True),
        (replace(BORDERS, exempt=frozenset({I})), False),
        (replace(BORDERS, exempt=frozenset({B})), True),
    ],
    ids=["none", "ferry", "ferry elsewhere", "exempt", "another exempt"],
)
def test_islands(borders: Borders, broken: bool) -> None:
    findings = found(known(borders=borders), plan("A", "BCI"), "contiguous")
    assert [finding.municipality_codes for finding in findings] == ([(I,)] if broken else [])


def test_an_exempt_municipality_does_not_excuse_the_others() -> None:
    borders = replace(BORDERS, exempt=frozenset({I}))
    (finding,) = found(known(borders=borders), plan("ACI", "B"), "contiguous")
    assert finding.municipality_codes == (C,)


def test_floors() -> None:
    drawn = plan("A", "B", "C", "I")
    assert lines(found(known(), drawn, "self_sufficiency_floor")) == [
        ("amber", "B", "「圏B」の完結率は40.0%で、下限の50%に足りません。"),
        ("amber", "I", "「圏I」の完結率は0.0%で、下限の50%に足りません。"),
    ]
    exact = {"self_sufficiency_floor": 80.0}  # A has 80: that is not less
    assert [f.zone_code for f in found(known(), drawn, *exact, thresholds=exact)] == ["B", "I"]
    assert lines(found(known(), plan("AB", "CI"), "population_floor")) == [
        ("amber", "CI", "「圏CI」の人口は9,500人で、下限の10,000人に足りません。"),
    ]


def test_switches_and_severity() -> None:
    inputs, drawn = known(), plan("AC", "B", "I")
    figures = evaluate(drawn, inputs)
    off = {name: Setting(enabled=False) for name in RULES}
    assert check(drawn, figures, inputs, off) == []
    settings = {
        **off,
        "contiguous": Setting(severity="amber"),
        "self_sufficiency_floor": Setting(threshold=50),
    }
    assert [(f.severity, f.rule, f.zone_code) for f in check(drawn, figures, inputs, settings)] == [
        ("red", "self_sufficiency_floor", "B"),
        ("red", "self_sufficiency_floor", "I"),
        ("amber", "contiguous", "AC"),
    ]
    # rules that are not mentioned stand as by default: the floor of population is off
    assert not any(f.rule == "population_floor" for f in check(drawn, figures, inputs, {}))


def test_without_tables_nothing_is_passed_in_silence() -> None:
    inputs = prepare(NAMES)
    findings = check(
        SOUND, evaluate(SOUND, inputs), inputs, {"population_floor": Setting(threshold=1)}
    )
    assert {finding.severity for finding in findings} == {"amber"}
    assert {finding.rule for finding in findings} == set(RULES) - {"complete"}
    assert all(
        "判定できません（" in f.reason and "の表がありません）" in f.reason for f in findings
    )


def test_hidden_values_are_undecided_unless_what_is_known_is_enough() -> None:
    hidden = {A: (None, "秘匿"), B: (8_000, "実数"), C: (None, "秘匿"), I: (None, "欠測")}
    inputs = known(amounts={"population": hidden})
    floor = {"population_floor": 5_000.0}
    assert lines(found(inputs, SOUND, *floor, thresholds=floor)) == [
        ("amber", "C", "「圏C」の人口は判定できません（秘匿の値を含みます）。"),
        ("amber", "I", "「圏I」の人口は判定できません（欠測の値を含みます）。"),
    ]  # AB has at least 8,000
    flows = [*FLOWS, (C, A, "", None, "秘匿")]
    assert lines(found(known(flows=flows), SOUND, "self_sufficiency_floor"))[0] == (
        "amber",
        "C",
        "「圏C」の完結率は判定できません（秘匿の値を含みます）。",
    )


def test_without_a_shape_contiguity_is_undecided() -> None:
    borders = replace(BORDERS, without_shape=frozenset({I}))
    assert lines(found(known(borders=borders), plan("A", "BCI"), "contiguous")) == [
        ("amber", "BCI", "「圏BCI」のつながりは判定できません（島村の境界がありません）。")
    ]
