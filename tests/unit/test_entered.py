"""Tables entered in the app: versions, states, two editors at once, and what they leave on disk."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from zaitaku.access import asking, log
from zaitaku.access.policy import Person
from zaitaku.build import backup, entered, entering
from zaitaku.build.entered import OvertakenError, Rows
from zaitaku.ground.errors import DisclosureError, UsageError, ValidationError
from zaitaku.kept import entries
from zaitaku.kept.entries import Work
from zaitaku.sources import templates

EDITOR, OTHER, MANAGER = Person("hen", "edit"), Person("hoka", "edit"), Person("kan", "manage")
COLUMNS = templates.of("targets").columns


def row(**cells: str) -> tuple[str, ...]:
    given = {"indicator_id": "NS1", "area_code": "99", "baseline_year": "2022"} | cells
    return tuple(given.get(name, "") for name in COLUMNS)


FIRST: Rows = (row(target_year="2029", target_value="130"),)
SECOND: Rows = (row(target_year="2029", target_value="140"), row(target_year="2026"))


@pytest.fixture(autouse=True)
def asked_by_an_editor() -> Iterator[None]:
    with asking.acting(EDITOR):
        yield


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name[0] != "."}


def test_a_version_says_who_when_and_why_and_is_read_back(tmp_path: Path) -> None:
    made = entered.save(tmp_path, "targets", FIRST, why=" 中間見直し ", base=0)
    (found,) = entered.versions(tmp_path, "targets")
    assert found == made
    assert (found.number, found.rows, found.base, found.state) == (1, FIRST, 0, "draft")
    assert (found.saved.who, found.saved.why) == ("hen", "中間見直し")
    stored = (tmp_path / "entered" / "targets" / "0001.csv").read_text(encoding="utf-8-sig")
    head, first = csv.reader(io.StringIO(stored))
    assert tuple(head) == templates.of("targets").headings and tuple(first) == FIRST[0]


def test_nothing_that_was_there_is_ever_rewritten(tmp_path: Path) -> None:
    entered.save(tmp_path, "targets", FIRST, why="策定", base=0)
    before = contents(tmp_path)
    entered.save(tmp_path, "targets", SECOND, why="見直し", base=1)
    entered.move(tmp_path, "targets", 2, "submitted")
    with asking.acting(MANAGER):
        entered.move(tmp_path, "targets", 2, "approved")
    entered.save(tmp_path, "targets", FIRST, why="第1版に戻す", base=2)
    after = contents(tmp_path)
    assert before.items() <= after.items()
    assert [one.state for one in entered.versions(tmp_path, "targets")] == [
        "draft",
        "approved",
        "draft",
    ]
    assert entered.version(tmp_path, "targets", 3).rows == FIRST


def test_the_second_of_two_editors_is_told_and_loses_nothing(tmp_path: Path) -> None:
    entered.save(tmp_path, "targets", FIRST, why="策定", base=0)
    with asking.acting(OTHER):
        entered.save(tmp_path, "targets", SECOND, why="先に", base=1)
    mine: Rows = (row(target_year="2035"),)
    entries.keep(tmp_path, "targets", Work(1, (FIRST, mine)))
    with pytest.raises(OvertakenError, match=r"hoka さんが .*に第2版") as caught:
        entered.save(tmp_path, "targets", mine, why="後から", base=1)
    assert caught.value.number == 2
    assert len(entered.versions(tmp_path, "targets")) == 2
    kept = entries.load(tmp_path, "targets")
    assert kept is not None and kept.rows == mine
    # having seen theirs, one may go on
    assert entered.save(tmp_path, "targets", mine, why="見たうえで", base=2).number == 3


@pytest.mark.parametrize(
    ("rows", "why", "told"),
    [
        (FIRST, "  ", "理由を"),
        (FIRST, "理" * 201, "理由を"),
        ((("",) * len(COLUMNS),), "空", "行がありません"),
        (FIRST * 5001, "多い", "5,000 行まで"),
    ],
)
def test_what_cannot_be_saved_is_told(tmp_path: Path, rows: Rows, why: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        entered.save(tmp_path, "targets", rows, why=why, base=0)
    assert entered.versions(tmp_path, "targets") == []


def test_the_same_table_is_no_new_version(tmp_path: Path) -> None:
    entered.save(tmp_path, "targets", FIRST, why="策定", base=0)
    with pytest.raises(ValidationError, match="第1版と同じ"):
        entered.save(tmp_path, "targets", FIRST, why="もう一度", base=1)


def test_only_who_may_approves_and_only_what_was_submitted(tmp_path: Path) -> None:
    entered.save(tmp_path, "targets", FIRST, why="策定", base=0)
    with pytest.raises(DisclosureError, match="決裁する"):
        entered.move(tmp_path, "targets", 1, "approved")
    with asking.acting(MANAGER), pytest.raises(ValidationError, match="いま「下書き」"):
        entered.move(tmp_path, "targets", 1, "approved")
    entered.move(tmp_path, "targets", 1, "submitted")
    with pytest.raises(DisclosureError):
        entered.move(tmp_path, "targets", 1, "approved")
    with asking.acting(MANAGER):
        with pytest.raises(ValidationError, match="理由を"):
            entered.move(tmp_path, "targets", 1, "returned")
        entered.move(tmp_path, "targets", 1, "returned", "根拠を付ける")
        with pytest.raises(ValidationError, match="いま「差し戻し」"):
            entered.move(tmp_path, "targets", 1, "approved")
    assert entered.approved(tmp_path) == {}
    assert [e.why for e in entered.version(tmp_path, "targets", 1).history][-1] == "根拠を付ける"


def test_who_only_looks_may_neither_save_nor_keep(tmp_path: Path) -> None:
    with asking.acting(Person("mi", "internal")):
        with pytest.raises(DisclosureError):
            entered.save(tmp_path, "targets", FIRST, why="策定", base=0)
        with pytest.raises(DisclosureError):
            entries.keep(tmp_path, "targets", Work(0, (FIRST,)))


def test_every_change_of_state_is_logged(tmp_path: Path) -> None:
    (tmp_path / "access.toml").write_text(
        'kind = "local"\n[[people]]\nuser = "x"\nrole = "manage"\n', encoding="utf-8"
    )
    entered.save(tmp_path, "targets", FIRST, why="策定", base=0)
    entered.move(tmp_path, "targets", 1, "submitted")
    with asking.acting(MANAGER):
        entered.move(tmp_path, "targets", 1, "approved")
        said = [
            (line["who"], line["what"])
            for month in log.months(tmp_path)
            for line in log.read(month, tmp_path).lines
        ]
    assert said == [
        ("hen", "入力: 目標の表 第1版を保存"),
        ("hen", "入力: 目標の表 第1版を決裁待ちに"),
        ("kan", "入力: 目標の表 第1版を決裁済みに"),
    ]


def test_a_version_that_was_tampered_with_is_named_and_not_used(tmp_path: Path) -> None:
    entered.save(tmp_path, "targets", FIRST, why="策定", base=0)
    path = tmp_path / "entered" / "targets" / "0001.csv"
    path.write_bytes(path.read_bytes().replace(b"130", b"999"))
    with pytest.raises(ValidationError, match=r"0001.*書き換えられて"):
        entered.versions(tmp_path, "targets")


def test_a_run_killed_between_its_two_files_leaves_no_version(tmp_path: Path) -> None:
    entered.save(tmp_path, "targets", FIRST, why="策定", base=0)
    (tmp_path / "entered" / "targets" / "0002.csv").write_text("半分", encoding="utf-8")
    assert [one.number for one in entered.versions(tmp_path, "targets")] == [1]
    assert entered.save(tmp_path, "targets", SECOND, why="続き", base=1).rows == SECOND


def test_only_tables_that_may_be_entered(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        entered.save(tmp_path, "../x", FIRST, why="策定", base=0)
    assert set(entered.KINDS) <= set(templates.every())


def test_work_is_each_persons_own_and_can_be_taken_back_step_by_step(tmp_path: Path) -> None:
    work = Work(1, (FIRST,)).edited(SECOND)
    entries.keep(tmp_path, "targets", work)
    with asking.acting(OTHER):
        assert entries.load(tmp_path, "targets") is None
    assert entries.load(tmp_path, "targets") == work
    assert work.undone().rows == FIRST and work.undone().undone() == work.undone()
    many = work
    for number in range(60):
        many = many.edited((row(target_value=str(number)),))
    assert many.steps[0] == FIRST and len(many.steps) == entries.STEPS + 1
    entries.drop(tmp_path, "targets")
    assert entries.load(tmp_path, "targets") is None


def test_differences_are_told_by_cell_of_the_same_target() -> None:
    first, later = FIRST, (row(target_year="2029", target_value="140"), row(target_year="2035"))
    changed, new = entering.differences("targets", first, later)
    assert (changed.what, changed.cells) == ("変わった", (("目標値", "130", "140"),))
    assert new.what == "増えた" and ("目標年度", "", "2035") in new.cells
    (gone,) = entering.differences("targets", later, (later[0],))
    assert gone.what == "消えた"
    assert entering.differences("targets", later, later[::-1]) == []


def test_a_backup_has_what_was_entered(tmp_path: Path) -> None:
    entered.save(tmp_path, "targets", FIRST, why="策定", base=0)
    names = [name for name, _ in backup._files(tmp_path, set())]
    assert {"entered/targets/0001.csv", "entered/targets/0001.json"} <= set(names)
