"""Schemes with periods, several at once, and roles: what is in force groups the figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.tiny import Tiny
from tests.unit import factories as f
from zaitaku.ask import queries, warehouse
from zaitaku.build import importing
from zaitaku.derived import zoning, zoning_inputs
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground.errors import DisclosureError
from zaitaku.ground.states import MISSING
from zaitaku.zones.evaluate import evaluate
from zaitaku.zones.plan import Plan, Zone

A, B, C = "99201", "99202", "99203"
LONG_AGO, LAST_DAY, FIRST_DAY = date(2000, 4, 1), date(2010, 3, 31), date(2010, 4, 1)


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """在宅医療圏 西 {A,B} 東 {C}; 保健所 once {A} {B,C}, now {A,C} {B}; 医師会 not yet in force."""
    towns = [(A, "Ａ市", "9901", "西", 60_000), (B, "Ｂ市", "9901", "西", 50_000)]
    tiny = Tiny(tmp_path, [*towns, (C, "Ｃ町", "9902", "東", 30_000)])
    for zone in tiny.rows["zone_membership"]:
        zone |= {"valid_from": None, "valid_to": None}
    for scheme, groups, start, end in (
        ("保健所", {"旧": [A], "旧２": [B, C]}, LONG_AGO, LAST_DAY),
        ("保健所", {"中央": [A, C], "北": [B]}, FIRST_DAY, None),
        ("医師会", {"全県": [A, B, C]}, date(2999, 4, 1), None),
    ):
        for name, members in groups.items():
            for code in members:
                tiny.add(
                    "zone_membership",
                    zone_scheme=scheme,
                    zone_code=name,
                    zone_name=name,
                    municipality_code=code,
                    valid_from=start,
                    valid_to=end,
                )
    for origin in (A, B, C):
        tiny.flow(origin, A, 10)
        tiny.flow(origin, origin if origin != A else "県外", 20)
    for name, role, code, functions, start in (
        ("空見診療所", "積極的役割医療機関", A, "看取り", None),
        ("霧川市医師会", "拠点", B, "", None),
        ("来年からの拠点", "拠点", C, "", date(2999, 4, 1)),
    ):
        tiny.add(
            "roles",
            organisation_name=name,
            role=role,
            municipality_code=code,
            functions=functions,
            valid_from=start,
        )
    return tiny


@pytest.fixture
def build(tiny: Tiny) -> warehouse.Build:
    return tiny.build()


def rows(build: warehouse.Build, name: str, **params: object) -> list[tuple[object, ...]]:
    return list(queries.run(build, name, params).rows)


def test_only_what_is_in_force_counts(build: warehouse.Build) -> None:
    assert rows(build, "zones/schemes") == [
        ("在宅医療圏", 2, 3, "", ""),
        ("保健所", 2, 3, "2010-04-01", ""),
    ]
    assert [(r[0], r[5]) for r in rows(build, "zones/editions")] == [
        ("保健所", False),
        ("保健所", True),
        ("医師会", False),
        ("在宅医療圏", True),
    ]


def test_members_of_each_scheme(build: warehouse.Build) -> None:
    def groups(**params: object) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for _, zone, code, _ in rows(build, "zones/members", **params):
            found.setdefault(str(zone), []).append(str(code))
        return found

    assert groups() == {"西": [A, B], "東": [C]}
    assert groups(zone_scheme="保健所") == {"中央": [A, C], "北": [B]}
    assert groups(area_unit="medical_area") == {"圏9901": [A, B], "圏9902": [C]}


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [("在宅医療圏", {"西": 60 / 90, "東": 20 / 30}), ("保健所", {"中央": 40 / 60, "北": 20 / 30})],
)
def test_every_question_takes_every_scheme(
    build: warehouse.Build, scheme: str, expected: dict[str, float]
) -> None:
    found = queries.run(build, "flows/summary", {"area_unit": "zone", "zone_scheme": scheme})
    # A: 10 at home, 20 outside; B and C: 20 at home, 10 in A
    pct = found.names.index("self_sufficiency_pct")
    within = {"西": 10 + 20 + 10, "東": 20, "中央": 10 + 20 + 10, "北": 20}
    resident = {"西": 60, "東": 30, "中央": 60, "北": 30}
    assert {row[0]: row[pct] for row in found.rows} == {
        name: within[name] / resident[name] * 100 for name in expected
    }


def test_a_table_may_hold_the_medical_areas_themselves(tiny: Tiny) -> None:
    for code in (A, B, C):
        tiny.add(
            "zone_membership",
            zone_scheme="二次医療圏",
            zone_code="北",
            zone_name="北",
            municipality_code=code,
            valid_from=None,
            valid_to=None,
        )
    build = tiny.build()
    assert sorted(zoning.scheme_names(build)) == ["二次医療圏", "保健所", "在宅医療圏"]
    assert [zone.zone_name for zone in zoning.scheme(build, "二次医療圏").zones] == ["北"]


def test_roles_in_force(build: warehouse.Build) -> None:
    found = rows(build, "roles/list")
    assert [(r[1], r[2], r[4]) for r in found] == [
        ("霧川市医師会", B, "拠点"),
        ("空見診療所", A, "積極的役割医療機関"),
    ]
    assert len(rows(build, "roles/list", role=["拠点"])) == 1


def test_a_scheme_without_an_edition_in_force_is_a_warning(build: warehouse.Build) -> None:
    told = [row for row in rows(build, "build/problems") if "医師会" in str(row)]
    assert len(told) == 1


def test_the_release_holds_published_schemes_only(tiny: Tiny) -> None:
    public = tiny.build("public")
    assert [row[0] for row in rows(public, "zones/schemes")] == ["在宅医療圏"]
    with pytest.raises(DisclosureError):
        queries.run(public, "roles/list")
    with pytest.raises(DisclosureError):
        zoning.scheme_names(public)
    tables = {
        row[0]
        for row in public.cursor()
        .execute("select table_name from information_schema.tables")
        .fetchall()
    }
    assert not tables & {"role", "roles", "zone_edition", "zone_in_force", "zone_membership"}


@pytest.mark.thorough
def test_a_file_replaces_only_the_schemes_it_names(tmp_path: Path) -> None:
    data = tmp_path / "data"
    header = ["zone_scheme", "zone_name", "municipality_code"]

    def imported(name: str, table: f.Rows) -> dict[str, int]:
        result = importing.run([f.csv_file(tmp_path / name, table)], data, load_policy(None))
        assert result.exit_code == 0, [str(problem) for problem in result.problems]
        build = warehouse.open_build(data, "internal")
        return {str(row[0]): int(str(row[1])) for row in rows(build, "zones/schemes")}

    def scheme(name: str, *zones: str) -> f.Rows:
        towns = (town[0] for town in f.TOWNS)
        return [[name, zone, code] for zone, code in zip(zones, towns, strict=True)]

    assert imported("m.csv", f.master()) == {"在宅医療圏": 3}
    both = [header, *scheme("保健所", "北", "北", "南"), *scheme("医師会", "一", "一", "一")]
    assert imported("z.csv", both) == {"在宅医療圏": 3, "保健所": 2, "医師会": 1}
    again = [header, *scheme("保健所", "北", "中", "南")]
    assert imported("y.csv", again) == {"在宅医療圏": 3, "保健所": 3, "医師会": 1}
    # the master brings 在宅医療圏 only
    assert imported("n.csv", f.master()[:1] + [[*row[:5], "全県"] for row in f.master()[1:]]) == {
        "在宅医療圏": 1,
        "保健所": 3,
        "医師会": 1,
    }


def test_round_the_clock_is_not_known_while_one_of_them_stands_nowhere(tiny: Tiny) -> None:
    tiny.rows.pop("roles", None)
    for town, mark in ((B, "支援診１"), (None, "在総"), (None, "支援診３")):
        tiny.add(
            "facility_standard",
            fiscal_year=2023,
            as_of_on=date(2024, 3, 1),
            division="医科",
            prefecture_code="99",
            municipality_code=town,
            institution_code=mark,
            standard_short=mark,
        )
    inputs = zoning_inputs.read_inputs(tiny.build(), 2023)
    each = Plan("一つずつ", tuple(Zone(code, code, (code,)) for code in (A, B, C)))
    found = [zone["round_the_clock_providers"] for zone in evaluate(each, inputs)]
    assert [(figure.value, figure.status) for figure in found] == [(None, MISSING)] * 3


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([], {B: 2, A: 1}),  # 支援診 of two in Ｂ, 支援病 in Ａ; 在総 is no sign of it
        ([(C, None)], {B: 2, A: 1}),  # a table of roles that does not say
        ([(C, True), (A, False)], {C: 1}),
    ],
)
def test_round_the_clock_is_what_roles_say_else_what_is_notified(
    tiny: Tiny, roles: list[tuple[str, bool | None]], expected: dict[str, int]
) -> None:
    for town, code, short in (
        (B, "0000001", "支援診１"),
        (B, "0000001", "支援診３"),
        (B, "0000002", "支援診３"),
        (A, "0000003", "支援病２"),
        (C, "0000004", "在総"),
    ):
        tiny.add(
            "facility_standard",
            fiscal_year=2023,
            as_of_on=date(2024, 3, 1),
            division="医科",
            prefecture_code="99",
            municipality_code=town,
            institution_code=code,
            standard_short=short,
        )
    tiny.rows.pop("roles", None)
    for town, answers in roles:
        name = f"{town}の拠点"
        tiny.add(
            "roles",
            organisation_name=name,
            municipality_code=town,
            role="拠点",
            functions="",
            round_the_clock=answers,
        )
    inputs = zoning_inputs.read_inputs(tiny.build(), 2023)
    each = Plan("一つずつ", tuple(Zone(code, code, (code,)) for code in (A, B, C)))
    found = {
        zone.zone_code: zone["round_the_clock_providers"].value for zone in evaluate(each, inputs)
    }
    assert found == {A: 0, B: 0, C: 0} | expected
