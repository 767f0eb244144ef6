"""Plans: every edit is a new plan, undone and redone; files come back as they went."""

import json

import pytest

from zaitaku.ground.errors import ValidationError
from zaitaku.zones import plan as plans
from zaitaku.zones.membership import Municipalities
from zaitaku.zones.plan import History, Plan, Zone, add_zone, move, remove_empty, rename
from zaitaku.zones.planfile import from_json, to_json

TOWNS = Municipalities({"99201": "東市", "99202": "西市", "99301": "南町"})
PLAN = Plan("案A", (Zone("E", "東", ("99201", "99301")), Zone("W", "西", ("99202",))), "たたき台")


def members(plan: Plan) -> dict[str, str]:
    return {zone.zone_code: " ".join(zone.municipality_codes) for zone in plan.zones}


def test_move() -> None:
    assert members(move(PLAN, "99301", "W")) == {"E": "99201", "W": "99202 99301"}
    assert members(PLAN) == {"E": "99201 99301", "W": "99202"}  # the old plan is untouched
    assert move(PLAN, "99202", "W") is PLAN


def test_a_zone_that_loses_its_last_member_stays_until_removed() -> None:
    emptied = move(PLAN, "99202", "E")
    assert members(emptied) == {"E": "99201 99202 99301", "W": ""}
    assert members(remove_empty(emptied)) == {"E": "99201 99202 99301"}


def test_add_and_rename() -> None:
    wider = add_zone(PLAN, " 南 ", ["99301"])
    assert members(wider) == {"E": "99201", "W": "99202", "南": "99301"}
    renamed = rename(wider, "南", "みなみ")
    assert (renamed.zones[2].zone_code, renamed.zones[2].zone_name) == ("南", "みなみ")
    assert rename(PLAN, "E", "東") == PLAN


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda: move(PLAN, "99201", "N"), "圏域「N」はありません。あるのは E、W です"),
        (lambda: add_zone(PLAN, "西"), "圏域「西」はすでに案「案A」にあります"),
        (lambda: rename(PLAN, "E", "西"), "圏域「西」はすでに"),
        (lambda: add_zone(PLAN, "　"), "圏域の名前が空です"),
    ],
)
def test_edits_that_cannot_be(edit: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        edit()  # type: ignore[operator]


def test_what_was_moved_is_told_by_the_names_of_zones() -> None:
    assert plans.moves(PLAN, PLAN) == []
    moved = move(rename(PLAN, "W", "西部"), "99301", "W")
    assert plans.moves(moved, PLAN) == [("99301", "東", "西部")]
    placed = Plan("案B", (Zone("E", "東", ("99201",)),))
    assert plans.moves(placed, PLAN) == [("99202", "西", ""), ("99301", "東", "")]


def test_a_proposal_is_called_as_the_zones_it_continues() -> None:
    proposal = Plan(
        "下書き", (Zone("99202", "西市圏域", ("99202", "99301")), Zone("E", "東", ("99201",)))
    )
    named = plans.named_as(proposal, PLAN)
    assert members(named) == {"W": "99202 99301", "E": "99201"}
    assert plans.moves(named, PLAN) == [("99301", "東", "西")]
    # a zone that continues none keeps a name of its own
    more = Plan("下書き", (*proposal.zones[:1], Zone("E", "東", ("99201",)), Zone("S", "東", ())))
    assert [(z.zone_code, z.zone_name) for z in plans.named_as(more, PLAN).zones] == [
        ("W", "西"),
        ("E", "東"),
        ("S", "東2"),
    ]


def test_undo_and_redo() -> None:
    first = History(PLAN)
    second = first.record(move(PLAN, "99301", "W"))
    third = second.record(move(second.present, "99201", "W"))
    assert third.undo() == History(second.present, (PLAN,), (third.present,))
    assert third.undo().undo().present == PLAN
    assert third.undo().undo().undo().present == PLAN  # nothing further back
    assert third.undo().undo().redo().redo() == third
    assert third.redo() == third
    assert third.undo().record(rename(PLAN, "E", "ひがし")).future == ()  # a new edit
    assert third.record(third.present) == third  # no change, no step


def test_history_forgets_its_oldest_steps() -> None:
    history = History(PLAN)
    for number in range(plans.UNDO_STEPS + 5):
        history = history.record(rename(PLAN, "E", f"名{number}"))
    assert len(history.past) == plans.UNDO_STEPS


# --- files -----------------------------------------------------------------------------------


def test_a_plan_comes_back_from_its_file() -> None:
    assert from_json(to_json(PLAN), TOWNS) == PLAN
    assert to_json(from_json(to_json(PLAN), TOWNS)) == to_json(PLAN)


def test_what_suggest_prints_is_a_plan_file() -> None:
    printed = {
        "zones": [{"zone_code": "99201", "zone_name": "東", "municipality_codes": [*TOWNS.names]}],
        "self_sufficiency_pct": 90.0,
        "steps": [],
    }
    assert from_json(json.dumps(printed), TOWNS, name="提案").name == "提案"


def test_a_file_of_old_codes_and_wards_is_read_in_todays() -> None:
    towns = Municipalities(TOWNS.names, mergers={"99399": "99398", "99398": "99301"})
    towns = Municipalities(towns.names, towns.mergers, wards={"99212": "99202", "99213": "99202"})
    old = to_json(PLAN).replace("99301", "99399").replace('"99202"', '"99212", "99213"')
    assert from_json(old, towns) == PLAN


def changed(**changes: object) -> str:
    return json.dumps({**json.loads(to_json(PLAN)), **changes}, ensure_ascii=False)


EAST = {"zone_code": "E", "zone_name": "東", "municipality_codes": ["99201", "99301"]}
WEST = {"zone_code": "W", "zone_name": "西", "municipality_codes": ["99202"]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "JSON として読めません（1行目）"),
        ("[" * 100_000, "JSON として読めません"),
        ("[]", "圏域案のファイルではありません"),
        (changed(format="other"), "圏域案のファイルではありません"),
        (changed(version=2), "新しい版.version 2.*ソフトを更新"),
        (changed(version="x"), "版の番号ではありません"),
        (changed(zones=[]), "圏域（zones）が1つもありません"),
        (
            changed(zones=[EAST, {**WEST, "municipality_codes": ["99202", "99999"]}]),
            "2番目の圏域「西」 2件目: 市区町村コード「99999」は市区町村マスタにありません",
        ),
        (
            changed(zones=[EAST, {**WEST, "municipality_codes": ["99202", "99201"]}]),
            "東市（99201）を「西」に入れていますが、.*1番目の圏域「東」 1件目では「東」です",
        ),
        (changed(zones=[EAST]), "どの圏域にも入っていない市区町村があります: 西市（99202）"),
        (
            changed(zones=[EAST, WEST, {"zone_code": "N", "municipality_codes": []}]),
            "3番目の圏域「N」: 圏域「N」に市区町村がありません",
        ),
        (changed(zones=[{**EAST, "municipality_codes": "99201"}]), "コード（文字列）の並びでは"),
        (changed(zones=[{"municipality_codes": []}]), "zone_code がありません"),
        (changed(zones=[{**EAST, "zone_name": {"ja": "東"}}]), "1番目の圏域: zone_name が文字列"),
        (changed(name=["案"]), "name が文字列ではありません"),
    ],
)
def test_files_that_are_refused(content: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        from_json(content, TOWNS, file="案.json")


def test_a_draft_put_aside_may_be_unfinished() -> None:
    unfinished = Plan("途中", (Zone("E", "東", ("99201",)), Zone("N", "北")))
    assert from_json(to_json(unfinished), TOWNS, draft=True) == unfinished
    nothing = Plan("空", (Zone("N", "北"),))
    assert from_json(to_json(nothing), TOWNS, draft=True) == nothing
    with pytest.raises(ValidationError, match="99999"):
        from_json(changed(zones=[{**EAST, "municipality_codes": ["99999"]}]), TOWNS, draft=True)
