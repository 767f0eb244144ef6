"""What an import does to a data folder that others use, or that something has broken."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from zaitaku.ask import queries, warehouse
from zaitaku.build import importing, writing
from zaitaku.build.release import remembered
from zaitaku.cli import main as cli
from zaitaku.disclosure.policy import Policy
from zaitaku.ground import paths
from zaitaku.ground.errors import SourceFileError, WarehouseError

MASTER = (
    "municipality_code,municipality_name,insurer_no,medical_area_code,medical_area,home_care_zone\n"
    "99201,架空市,00990010,9901,北,北\n"
)


def imported(data: Path, name: str, text: str) -> importing.ImportResult:
    file = data.parent / f"{name}.csv"
    file.write_text(text, encoding="utf-8")
    return importing.run([file], data, Policy())


def population(year: int) -> str:
    return f"year,municipality_code,age_band,population\n{year},99201,65-69,{year}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    result = imported(folder, "マスタ", MASTER)
    assert result.exit_code == 0, result.problems
    return folder


def test_a_table_that_lacks_towns_is_asked_for(data: Path) -> None:
    """The one file cut at a line would leave 山市 without people, and the prefecture too small."""
    imported(data, "マスタ2", f"{MASTER}99202,山市,00990028,9901,北,北\n")
    before = warehouse.current_build_id(data)
    result = imported(data, "人口", population(2022))
    assert (result.exit_code, result.build_id, result.is_incomplete) == (11, None, True)
    (told,) = [problem for file in result.files for problem in file.problems]
    assert "ないのは 山市：すべての行 です" in str(told)
    assert warehouse.current_build_id(data) == before
    assert not list(data.glob("building-*"))

    file = data.parent / "人口.csv"
    accepted = importing.run([file], data, Policy(), accept_incomplete=True)
    assert accepted.exit_code == 0 and accepted.build_id not in (None, before)
    stored = warehouse.open_build(data, "internal").cursor()
    rows = stored.execute("select message from raw.problem where message like '%山市%'").fetchall()
    assert [row[0] for row in rows] == [told.message]


def test_two_imports_at_once_lose_nothing(data: Path) -> None:
    runs = [
        threading.Thread(target=imported, args=(data, f"人口{year}", population(year)))
        for year in (2021, 2022)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    stored = warehouse.open_build(data, "internal").cursor()
    rows = stored.execute("select distinct year from raw.resident_population order by 1")
    assert [row[0] for row in rows.fetchall()] == [2021, 2022]
    assert not list(data.glob("building-*"))


@pytest.mark.parametrize("mode", ["internal", "public"])
@pytest.mark.parametrize("is_zeroed", [False, True])
def test_a_build_that_lies_there_in_pieces_is_made_anew(
    data: Path, mode: warehouse.Mode, is_zeroed: bool
) -> None:
    first = warehouse.current_build_id(data)
    built = imported(data, "人口", population(2022)).build_id
    assert built is not None and first is not None
    writing.make_current(data, first)
    warehouse.forget(data)
    file = warehouse.file_of(data, built, mode)
    content = bytearray(file.read_bytes())
    content[-400_000:] = bytes(400_000)
    file.write_bytes(content if is_zeroed else content[:300_000])
    again = imported(data, "人口", population(2022))
    assert (again.build_id, again.already_there) == (built, False)
    assert warehouse.is_whole(data, built)


def test_a_release_that_other_programs_protected_is_made_anew(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = warehouse.current_build_id(data)
    same = importing.publish(data, Policy())
    assert (same.build_id, same.already_there) == (before, True)
    monkeypatch.setattr(remembered, "code", lambda: "an update of zaitaku/disclosure")
    other = importing.publish(data, Policy())
    assert other.build_id != before and not other.already_there


def test_a_current_build_cut_short_is_told(data: Path) -> None:
    current = warehouse.open_build(data, "internal")
    warehouse.forget(data)
    current.path.write_bytes(current.path.read_bytes()[:300_000])
    with pytest.raises(WarehouseError, match="読める版を zaitaku builds --use"):
        queries.run(current, "area/list")
    warehouse.forget(data)
    with pytest.raises(WarehouseError, match="読める版を zaitaku builds --use"):
        imported(data, "人口", population(2022))


def test_what_concerns_the_build_as_a_whole_is_told(data: Path) -> None:
    zones = "zone_scheme,zone_code,zone_name,municipality_code,valid_from,valid_to\n"
    result = imported(data, "圏域", f"{zones}保健所,1,北保健所,99201,2040-04-01,\n")
    (warning,) = result.warnings
    assert "「保健所」は、取込日に適用されている期間がありません" in str(warning)


def test_an_answer_without_rows_says_why(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = [
        "query",
        "area/population",
        "--data",
        str(data),
        "--format",
        "csv",
        "-p",
        "area_code=北",
    ]
    assert cli.main(told) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1 and out.startswith("area_code,area_name,")
    assert "area_code は area_unit=municipality の地域コードで" in err


def test_zones_without_flows_say_what_is_lacking(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["zones", "show", "在宅医療圏", "--data", str(data)]) == 2
    assert "④の表を取り込んでください" in capsys.readouterr().err


@pytest.mark.parametrize("dry_run", [True, False])
def test_without_a_master_nothing_is_imported(tmp_path: Path, dry_run: bool) -> None:
    file = tmp_path / "人口.csv"
    file.write_text(population(2022), encoding="utf-8")
    with pytest.raises(SourceFileError, match="zaitaku template municipalities"):
        importing.run([file], tmp_path / "data", Policy(), dry_run=dry_run)
    assert not (tmp_path / "data").exists()


def test_a_first_import_that_was_broken_off_is_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed with its build in place and nothing that says which is in use."""
    folder = tmp_path / "data"

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(writing, "make_current", killed)
        imported(folder, "マスタ", MASTER)
    assert list(folder.glob("warehouse-*.duckdb")) and not (folder / "CURRENT").exists()
    assert warehouse.current_build_id(folder) is None
    assert imported(folder, "人口", MASTER).exit_code == 0
    (only,) = warehouse.builds(folder)
    assert only.is_current and not warehouse.held(folder)


def test_a_reader_that_leaves_does_not_make_a_failure_a_success(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "zaitaku.cli", "import", "ない.csv", "--data", str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=paths.ROOT
    ) as run:
        assert run.stdout is not None
        run.stdout.close()
        assert run.wait(timeout=60) == 10
