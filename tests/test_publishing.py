"""What goes out is chosen, protected anew, audited, released with a number, withdrawn."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.ask import warehouse
from zaitaku.build import choice, due, importing, releases, writing
from zaitaku.cli.main import main
from zaitaku.derived import attacked
from zaitaku.disclosure.policy import KDB_TABLES, load_policy
from zaitaku.ground import paths
from zaitaku.ground.errors import DisclosureError, UsageError
from zaitaku.ui import publishing_site
from zaitaku.ui.intake_job import Job

INPUTS = [paths.SAMPLE_DATA / name for name in ("市区町村マスタ.csv", "人口_年齢階級別.csv")]
STATIONS = paths.SAMPLE_DATA / "訪問看護ステーション.csv"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    assert main(["import", "--data", str(folder), *map(str, INPUTS)]) == 0
    return folder


@pytest.fixture
def data(small: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small, tmp_path / "data")


def audit(
    data: Path, build: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """What the command says of a build; its answers are attacked by tests of their own."""
    monkeypatch.setattr(attacked, "attack", lambda internal, published: iter(()))
    capsys.readouterr()
    assert main(["audit", "--json", "--data", str(data), "--build", build]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def clean(data: Path) -> dict[str, Any]:
    """What an audit of the build in use says that found nothing."""
    return {"build_id": warehouse.current_build_id(data), "tables": [], "answers": []}


# --- the choice ----------------------------------------------------------------------------------


def test_a_choice_takes_the_place_of_the_files_lists(data: Path) -> None:
    rules = load_policy(paths.POLICY)
    assert choice.policy(data) == rules
    choice.choose(data, [], ["targets"])
    chosen = choice.policy(data)
    # what it does not name is not published, whatever the file says
    assert (chosen.published_zone_schemes, chosen.published_own_tables) == ((), ("targets",))
    assert chosen.tiers == rules.tiers
    # a choice of before KDB tables could be chosen published all of them
    assert chosen.published_kdb_tables == tuple(KDB_TABLES)
    path = data / choice.FILE
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["kdb_tables"]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert choice.policy(data) == chosen
    choice.choose(data, [], [], ["supply"])
    assert choice.policy(data).withheld_kdb_tables == ("patients", "flows", "discharge")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"zone_schemes": []}',
        '{"zone_schemes": "在宅医療圏", "own_tables": [], "by": "", "chosen_at": ""}',
        '{"zone_schemes": [], "own_tables": ["kdb_patients"], "by": "", "chosen_at": ""}',
        '{"zone_schemes": [], "own_tables": [], "kdb_tables": ["institutions"], "by": "",'
        ' "chosen_at": ""}',
        '{"zone_schemes": [], "own_tables": [], "kdb_tables": null, "by": "", "chosen_at": ""}',
    ],
)
def test_a_choice_that_cannot_be_read_stops_whoever_protects(data: Path, text: str) -> None:
    before = warehouse.current_build_id(data)
    (data / choice.FILE).write_text(text, encoding="utf-8")
    assert main(["import", "--data", str(data), str(STATIONS)]) == DisclosureError.exit_code
    assert main(["publish", "--data", str(data)]) == DisclosureError.exit_code
    assert warehouse.current_build_id(data) == before


def test_only_who_may_publish_chooses_releases_and_withdraws(data: Path) -> None:
    told = clean(data)
    for role in ("public", "internal", "edit"):
        with asking.acting(Person("hen", role)):
            with pytest.raises(DisclosureError, match="権限"):
                choice.choose(data, [], [])
            with pytest.raises(DisclosureError, match="権限"):
                releases.add(data, told, approver="部長")
            with pytest.raises(DisclosureError, match="権限"):
                releases.withdraw(data, 1, "誤り")
    assert choice.chosen(data) is None and releases.listed(data) == []


def test_no_table_that_does_not_exist_is_chosen(data: Path) -> None:
    with pytest.raises(DisclosureError, match="kdb_patients"):
        choice.choose(data, [], ["kdb_patients"])
    with pytest.raises(DisclosureError, match="institutions"):
        choice.choose(data, [], [], ["supply", "institutions"])
    assert choice.chosen(data) is None


# --- releases ------------------------------------------------------------------------------------


def test_a_choice_shows_in_a_build_that_nobody_sees_until_it_is_released(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = warehouse.current_build_id(data)
    assert first is not None
    before = clean(data)
    choice.choose(data, ["在宅医療圏"], ["targets"])
    with pytest.raises(DisclosureError, match="作り直して"):  # made by another choice
        releases.add(data, before, approver="健康福祉部長")

    job = Job([], data, verb=("publish", "--hold"))
    job.wait()
    assert job.state == "finished", job.error
    made = job.told["build_id"]
    assert made != first and warehouse.current_build_id(data) == first
    assert warehouse.held(data) == {made}

    told = audit(data, made, capsys, monkeypatch)
    assert told["build_id"] == made
    release = releases.add(data, told, approver=" 健康福祉部長 ", note="令和8年度 第1回")
    assert (release.number, release.approver, release.build_id) == (1, "健康福祉部長", made)
    assert warehouse.current_build_id(data) == made and not warehouse.held(data)
    assert any("目標を地域別にも公表" in line for line in release.rules)
    assert releases.in_force(data) == release  # as it is read back


def test_a_release_needs_an_audit_that_found_nothing_and_who_approved(data: Path) -> None:
    build_id = warehouse.current_build_id(data)
    told: dict[str, Any] = {"build_id": build_id, "tables": [{"unprotected": []}], "answers": []}
    with pytest.raises(UsageError, match="決裁した人"):
        releases.add(data, told, approver="  ")
    with pytest.raises(UsageError, match="500"):
        releases.add(data, told, approver="部長", note="あ" * 501)
    for part in ("tables", "answers"):
        with pytest.raises(DisclosureError, match="1 か所"):
            releases.add(data, told | {part: [{"unprotected": ["架空市"]}]}, approver="部長")
    with pytest.raises(KeyError):  # half an audit is none
        releases.add(data, {"build_id": build_id, "tables": []}, approver="部長")
    assert releases.listed(data) == []


def test_withdrawn_releases_are_known_and_their_figures_never_forgotten(data: Path) -> None:
    first = warehouse.current_build_id(data)
    assert first is not None
    releases.add(data, clean(data), approver="部長")
    assert main(["import", "--data", str(data), str(STATIONS)]) == 0
    second = releases.add(data, clean(data), approver="部長")
    with pytest.raises(UsageError, match="理由"):
        releases.withdraw(data, 1, " ")
    with pytest.raises(UsageError, match="第3号"):
        releases.withdraw(data, 3, "誤り")
    with asking.acting(Person("kan", "manage")):
        taken = releases.withdraw(data, 1, "人口の誤り")
    assert taken.withdrawn is not None
    assert (taken.withdrawn.by, taken.withdrawn.why) == ("kan", "人口の誤り")
    with pytest.raises(UsageError, match="取り下げられています"):
        releases.withdraw(data, 1, "もう一度")
    assert [one.number for one in releases.listed(data)] == [2, 1]
    assert releases.in_force(data) == second

    # what it showed is known: it cannot be taken out of what later protection counts on
    with pytest.raises(UsageError, match="第1号"):
        importing.discard(data, first)
    assert (data / "published" / f"{first}.parquet").is_file()
    with pytest.raises(UsageError, match="第2号"):
        importing.publish(data, choice.policy(data), replace=True)


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_a_release_counts_from_the_step_in_which_its_build_is_in_use(
    data: Path, monkeypatch: pytest.MonkeyPatch, is_withdrawn: bool
) -> None:
    def stopped(folder: Path, current: str | None) -> None:
        raise OSError

    before = clean(data)["build_id"]
    assert importing.run([STATIONS], data, choice.policy(data), is_held=True).exit_code == 0
    (made,) = warehouse.held(data)
    with monkeypatch.context() as patch:  # killed before the record had its own name
        patch.setattr(due, "settle", stopped)
        releases.add(data, {**clean(data), "build_id": made}, approver="部長")
    assert not list((data / releases.FOLDER).glob("*.json"))
    assert [(one.number, one.build_id) for one in releases.listed(data)] == [(1, made)]
    if is_withdrawn:
        releases.withdraw(data, 1, "誤り")
    writing.use(data, before)  # the next writer, who moves on to another build
    assert [path.name for path in (data / releases.FOLDER).glob("0*")] == ["0001.json"]
    (release,) = releases.listed(data)
    assert (release.withdrawn is not None) == is_withdrawn
    with pytest.raises(UsageError, match="第1号"):
        importing.discard(data, made)


def test_a_release_whose_build_never_came_into_use_is_none(data: Path) -> None:
    folder = data / releases.FOLDER
    folder.mkdir()
    due.put(folder / "0001.json", "another", "{")
    assert releases.listed(data) == []
    assert releases.add(data, clean(data), approver="部長").number == 1
    assert [path.name for path in folder.glob("0*")] == ["0001.json"]


def test_the_build_of_the_release_in_force_is_not_pruned(data: Path) -> None:
    first = warehouse.current_build_id(data)
    assert first is not None
    releases.add(data, clean(data), approver="部長")
    assert main(["import", "--data", str(data), str(STATIONS)]) == 0
    assert main(["prune", "--keep", "1", "--data", str(data)]) == 0
    assert first in {one.build_id for one in warehouse.builds(data)}
    releases.withdraw(data, 1, "誤り")
    assert main(["prune", "--keep", "1", "--data", str(data)]) == 0
    assert first not in {one.build_id for one in warehouse.builds(data)}


def test_a_record_that_cannot_be_read_stops_what_relies_on_it(data: Path) -> None:
    told = clean(data)
    releases.add(data, told, approver="部長")
    (data / releases.FOLDER / "0001.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"0001\.json"):
        releases.add(data, told, approver="部長")
    assert main(["prune", "--keep", "1", "--data", str(data)]) == DisclosureError.exit_code


def test_every_step_is_logged_before_it_happens(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    (data / "access.toml").write_text(
        'kind = "local"\n[[people]]\nuser = "kan"\nrole = "manage"\n', encoding="utf-8"
    )
    rules = choice.policy(data)
    choice.choose(data, rules.published_zone_schemes, rules.published_own_tables)
    releases.add(data, clean(data), approver="部長")
    releases.withdraw(data, 1, "誤り")
    lines = [
        json.loads(line)
        for path in (data / "log").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    told = [(one["event"], one["what"].partition(":")[0]) for one in lines]
    assert told == [
        ("change", "公表するものを選ぶ"),
        ("release", "第1号として公表する（決裁 部長）"),
        ("release", "第1号を取り下げる"),
    ]


def test_hold_and_replace_exclude_each_other(data: Path) -> None:
    given = ["publish", "--hold", "--replace", "--data", str(data)]
    assert main(given) == UsageError.exit_code
    assert writing.prune(data, 5) == []


def test_the_site_is_made_by_a_command_of_its_own_also_without_kdb(data: Path) -> None:
    releases.add(data, clean(data), approver="健康福祉部長")
    release = releases.in_force(data)
    assert release is not None
    job = publishing_site.SiteJob(data, release)
    job.wait()
    assert job.state == "finished", job.error
    assert job.told["number"] == 1 and job.told["build_id"] == release.build_id
    with zipfile.ZipFile(job.path) as archive:
        names = archive.namelist()
        assert len(names) == job.told["files"] and {"index.html", "SHA256SUMS"} <= set(names)
        assert "この公表版に数がないもの" in archive.read("index.html").decode()
