"""Plans saved by name: nothing is lost, nothing outside the folder is touched."""

from pathlib import Path

import pytest

from zaitaku.ground.errors import ValidationError
from zaitaku.kept import plans
from zaitaku.zones.membership import Municipalities
from zaitaku.zones.plan import Plan, Zone
from zaitaku.zones.rules import DEFAULTS, Conditions, Setting

TOWNS = Municipalities({"99201": "空見市", "99202": "霧川市"})
ONE = Plan("案１", (Zone("北", "北", ("99201", "99202")),), "昨年の会議で")
# being drawn: an empty zone and a town that is nowhere yet
HALF = Plan("途中/の案", (Zone("北", "北", ("99201",)), Zone("南", "南")))


@pytest.mark.parametrize("plan", [ONE, HALF], ids=["whole", "half drawn"])
def test_what_is_saved_is_loaded(tmp_path: Path, plan: Plan) -> None:
    saved = plans.save(tmp_path, plan)
    assert plans.load(tmp_path, saved.plan_id, TOWNS) == plan
    assert [(p.name, p.plan_id) for p in plans.listed(tmp_path)] == [(plan.name, saved.plan_id)]


def test_a_name_is_replaced_only_when_asked(tmp_path: Path) -> None:
    saved = plans.save(tmp_path, ONE)
    other = Plan(ONE.name, HALF.zones)
    with pytest.raises(ValidationError, match="すでに保存されています"):
        plans.save(tmp_path, other)
    assert plans.load(tmp_path, saved.plan_id, TOWNS) == ONE
    plans.save(tmp_path, other, replace=True)
    assert plans.load(tmp_path, saved.plan_id, TOWNS) == other
    assert len(plans.listed(tmp_path)) == 1


@pytest.mark.parametrize("name", ["", "　", "長" * 61])
def test_a_name_that_cannot_be_used_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValidationError, match="1 文字から 60 文字"):
        plans.save(tmp_path, Plan(name, ONE.zones))
    assert plans.listed(tmp_path) == []


def test_a_deleted_plan_comes_back(tmp_path: Path) -> None:
    saved = plans.save(tmp_path, ONE)
    plans.delete(tmp_path, saved.plan_id)
    assert plans.listed(tmp_path) == []
    with pytest.raises(ValidationError, match="保存されていません"):
        plans.load(tmp_path, saved.plan_id, TOWNS)
    plans.restore(tmp_path, saved.plan_id)
    assert plans.load(tmp_path, saved.plan_id, TOWNS) == ONE


def test_restoring_does_not_overwrite_a_new_plan(tmp_path: Path) -> None:
    saved = plans.save(tmp_path, ONE)
    plans.delete(tmp_path, saved.plan_id)
    new = Plan(ONE.name, HALF.zones)
    plans.save(tmp_path, new)
    plans.restore(tmp_path, saved.plan_id)
    assert plans.load(tmp_path, saved.plan_id, TOWNS) == new


@pytest.mark.parametrize("plan_id", ["../../etc/passwd", "", "ABCDEF0123456789", "conditions"])
def test_an_id_cannot_leave_the_folder(tmp_path: Path, plan_id: str) -> None:
    with pytest.raises(ValidationError, match="使えません"):
        plans.load(tmp_path, plan_id, TOWNS)
    with pytest.raises(ValidationError, match="使えません"):
        plans.delete(tmp_path, plan_id)


def test_damaged_and_strange_files_are_left_out(tmp_path: Path) -> None:
    saved = plans.save(tmp_path, ONE)
    for name, content in (("0" * 16, "{"), ("1" * 16, "[]"), ("note", '{"format": "x"}')):
        (tmp_path / "plans" / f"{name}.json").write_text(content, encoding="utf-8")
    assert [plan.plan_id for plan in plans.listed(tmp_path)] == [saved.plan_id]
    with pytest.raises(ValidationError, match="JSON として読めません"):
        plans.load(tmp_path, "0" * 16, TOWNS)


def test_rules_are_kept_for_everyone(tmp_path: Path) -> None:
    assert plans.conditions(tmp_path).settings == DEFAULTS
    chosen = Conditions(
        {**DEFAULTS, "population_floor": Setting(True, 20_000, "red")},
        frozenset({("99201", "99202")}),
        frozenset({"99202"}),
    )
    plans.set_conditions(tmp_path, chosen)
    assert plans.conditions(tmp_path) == chosen
    assert plans.listed(tmp_path) == []  # the rules are no plan


@pytest.mark.parametrize("content", ["{", "[]", '{"rules": {"complete": {"no": 1}}}'])
def test_damaged_rules_are_the_default(tmp_path: Path, content: str) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "conditions.json").write_text(content, encoding="utf-8")
    assert plans.conditions(tmp_path) == Conditions()
