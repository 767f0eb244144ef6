"""Where person-level data lie while a run lasts, and that nothing of them stays."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.claims import made
from zaitaku.claims import engines, reading, workplace
from zaitaku.ground.errors import UsageError, ZaitakuError


def test_the_work_folder_is_private_and_goes(tmp_path: Path) -> None:
    with workplace.work_folder(tmp_path) as folder:
        assert folder.parent.parent == tmp_path
        if os.name == "posix":
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
        (folder / "rows").write_text("x")
    assert list(folder.parent.iterdir()) == []


def test_it_goes_also_where_the_run_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), workplace.work_folder(tmp_path) as folder:
        (folder / "rows").write_text("x")
        raise RuntimeError
    assert list(folder.parent.iterdir()) == []


_HOLD = """
import sys, time
from pathlib import Path
from zaitaku.claims import workplace
with workplace.work_folder(Path(sys.argv[1])) as folder:
    (folder / "rows").write_text("x")
    print("ready", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_run_left_goes_at_the_next_start(tmp_path: Path) -> None:
    """And what a run that lives has stays."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    try:
        for run in runs:
            assert run.stdout is not None and run.stdout.readline() == "ready\n"
        parent = tmp_path / "zaitaku-aggregate"
        assert len([path for path in parent.iterdir() if path.is_dir()]) == 2
        runs[0].kill()
        runs[0].wait()
        time.sleep(0.1)
        with workplace.work_folder(tmp_path):
            left = [path for path in parent.iterdir() if path.is_dir()]
            assert len(left) == 2  # the living one's and this one's
            assert [path for path in left if (path / "rows").exists()]
    finally:
        for run in runs:
            run.kill()
            run.wait()
            if run.stdout is not None:
                run.stdout.close()


_STOP = """
import sys, time
from zaitaku.claims import aggregate, workplace
from zaitaku.cli import main

def hold(request, tell):
    with workplace.work_folder(request.work) as folder:
        (folder / "rows").write_text("x")
        print("ready", flush=True)
        time.sleep(60)

aggregate.run = hold
work = sys.argv[1]
sys.exit(main.main(["aggregate", work, "--out", work + "/out", "--work", work]))
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGTERM は POSIX だけ")
def test_a_run_that_is_told_to_stop_takes_its_folder_along(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _STOP, str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None and run.stdout.readline() == "ready\n"
        run.terminate()
        assert run.wait(timeout=30) == 130
    assert list((tmp_path / "zaitaku-aggregate").iterdir()) == []


@pytest.mark.parametrize("mark", ["CURRENT", "warehouse-1.duckdb", "release-1.duckdb"])
@pytest.mark.parametrize("place", ["data", "data/out", "out"])
def test_nothing_is_written_into_or_beside_data_of_the_dashboard(
    mark: str, place: str, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / mark).write_text("x")
    with pytest.raises(UsageError, match=r"ダッシュボードのデータの置き場所"):
        made.run([made.INPUT], tmp_path / place)
    with pytest.raises(UsageError, match=r"--work"):
        made.run([made.INPUT], tmp_path / "far" / "out", work=tmp_path / "data")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_the_data_folder_of_the_settings_is_known_though_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(tmp_path / "data"))
    with pytest.raises(UsageError):
        made.run([made.INPUT], tmp_path / "data" / "out")


def test_a_folder_with_something_in_it_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "far" / "out"  # beside the folders of other tests it might be beside data
    out.mkdir(parents=True)
    (out / "mine").write_text("x")
    with pytest.raises(UsageError, match=r"空のフォルダではありません"):
        made.run([made.INPUT], out)
    assert (out / "mine").read_text() == "x"


def test_a_run_leaves_its_output_and_nothing_else(tmp_path: Path) -> None:
    work, out = tmp_path / "work", tmp_path / "far" / "out"
    made.run([made.INPUT], out, work=work)
    assert [path.name for path in work.iterdir()] == ["zaitaku-aggregate"]
    assert list((work / "zaitaku-aggregate").iterdir()) == []
    assert sorted(path.name for path in out.parent.iterdir()) == ["out"]
    with pytest.raises(ZaitakuError):
        made.run([made.INPUT], tmp_path / "far" / "other", "months=6", work=work)
    assert list((work / "zaitaku-aggregate").iterdir()) == []
    assert sorted(path.name for path in out.parent.iterdir()) == ["out"]


def test_names_and_free_text_never_enter(tmp_path: Path) -> None:
    """A column that the contract does not have is not read into any table."""
    rows = made.rows_of(made.INPUT / "persons.csv")
    path = made.write(tmp_path / "persons.csv", [row | {"氏名": "ヒミツ太郎"} for row in rows])
    table = reading.table_of(path)
    assert table is not None
    with engines.connected(tmp_path) as connection:
        reading.create(connection, table, "persons")
        reading.append(connection, table, "persons", path, made.Faults())
        found = connection.execute("select * from persons").fetchall()
        assert len(found) == len(rows) and "ヒミツ" not in str(found)


def test_no_identifier_of_the_input_is_in_the_output(tmp_path: Path) -> None:
    """Persons, care numbers and receipts of the worked example are long enough to be looked for."""
    folder = made.copy(tmp_path)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        for mark in ("P", "K", "R", "C"):
            for number in range(100):
                text = text.replace(f",{mark}{number:02},", f",{mark}-secret-{number:02},")
        path.write_text(
            "\n".join(
                f"{line[:1]}-secret-{line[1:]}"
                if line[:1] in "PRC" and line[1:3].isdigit()
                else line
                for line in text.splitlines()
            )
            + "\n",
            encoding="utf-8",
        )
    result = made.run([folder], tmp_path / "far" / "out")
    openpyxl = pytest.importorskip("openpyxl")
    for file in result.files:
        if file.suffix == ".xlsx":
            told = str([list(sheet.values) for sheet in openpyxl.load_workbook(file)])
        else:
            told = file.read_text(encoding="utf-8")
        assert "secret" not in told
