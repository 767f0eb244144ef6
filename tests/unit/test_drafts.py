"""Drafts of 圏域案: found by their id, whole, and gone after their time."""

import os
import time
from pathlib import Path

import pytest

from zaitaku.kept import drafts
from zaitaku.kept.drafts import Draft
from zaitaku.zones.membership import Municipalities
from zaitaku.zones.plan import History, Plan, Zone, move

TOWNS = Municipalities({"99201": "空見市", "99202": "霧川市"})
START = Plan("新しい案", (Zone("北", "北", ("99201", "99202")), Zone("南", "南")))
MOVED = move(START, "99202", "南")


def kept(data_dir: Path, history: History, draft_id: str = "") -> Draft:
    draft = Draft(draft_id or drafts.new_id(), "在宅医療圏", "", "session", history)
    drafts.keep(data_dir, draft)
    return draft


def age(data_dir: Path, draft_id: str, days: float) -> None:
    path = data_dir / "plans" / "drafts" / f"{draft_id}.json"
    then = time.time() - days * 24 * 60 * 60
    os.utime(path, (then, then))


def test_a_draft_comes_back_with_its_undo(tmp_path: Path) -> None:
    history = History(START).record(MOVED).record(move(MOVED, "99201", "南")).undo()
    draft = kept(tmp_path, history)
    found = drafts.load(tmp_path, draft.draft_id, TOWNS)
    assert found is not None
    assert found.history == history
    assert (found.base, found.plan_id, found.owner) == ("在宅医療圏", "", "session")
    assert drafts.listed(tmp_path) == [draft.draft_id]


def test_the_draft_changed_last_is_first(tmp_path: Path) -> None:
    one, other = kept(tmp_path, History(START)), kept(tmp_path, History(MOVED))
    age(tmp_path, other.draft_id, 1)
    assert drafts.listed(tmp_path) == [one.draft_id, other.draft_id]


def test_old_drafts_go_and_are_not_opened(tmp_path: Path) -> None:
    old, fresh = kept(tmp_path, History(MOVED)), kept(tmp_path, History(MOVED))
    age(tmp_path, old.draft_id, drafts.DAYS + 1)
    age(tmp_path, fresh.draft_id, drafts.DAYS - 1)
    assert drafts.load(tmp_path, old.draft_id, TOWNS) is None
    assert drafts.listed(tmp_path) == [fresh.draft_id]
    new = kept(tmp_path, History(START))
    files = {path.stem for path in (tmp_path / "plans" / "drafts").glob("*.json")}
    assert files == {fresh.draft_id, new.draft_id}


def test_no_more_than_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 3)
    made = [kept(tmp_path, History(START)).draft_id for _ in range(3)]
    for number, draft_id in enumerate(made):
        age(tmp_path, draft_id, 1 + number)
    new = kept(tmp_path, History(START)).draft_id
    assert drafts.listed(tmp_path) == [new, *made[:2]]


def test_a_dropped_draft_is_gone(tmp_path: Path) -> None:
    draft = kept(tmp_path, History(MOVED))
    drafts.drop(tmp_path, draft.draft_id)
    drafts.drop(tmp_path, draft.draft_id)
    assert drafts.load(tmp_path, draft.draft_id, TOWNS) is None
    assert drafts.listed(tmp_path) == []


@pytest.mark.parametrize("draft_id", ["", "../../secret", "0" * 15, "0" * 16, "Ａ" * 16])
def test_an_id_that_is_none_opens_nothing(tmp_path: Path, draft_id: str) -> None:
    assert drafts.load(tmp_path, draft_id, TOWNS) is None


def test_a_damaged_draft_opens_nothing(tmp_path: Path) -> None:
    draft = kept(tmp_path, History(MOVED))
    path = tmp_path / "plans" / "drafts" / f"{draft.draft_id}.json"
    path.write_bytes(path.read_bytes()[:-20])
    assert drafts.load(tmp_path, draft.draft_id, TOWNS) is None


def test_a_merger_takes_the_undo_and_leaves_the_plan(tmp_path: Path) -> None:
    together = move(MOVED, "99201", "南")
    draft = kept(tmp_path, History(together, (MOVED,)))
    merged = Municipalities({"99201": "空霧市"}, {"99202": "99201"})
    found = drafts.load(tmp_path, draft.draft_id, merged)
    assert found is not None
    assert found.history.present.zones_of("99201") == ("南",)
    assert found.history.past == ()
