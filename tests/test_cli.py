"""The command line as scripts use it: exit codes, formats, and that nothing is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests.conftest import SHARED, copy_of
from zaitaku.ask import warehouse
from zaitaku.build import writing
from zaitaku.cli import main as cli
from zaitaku.ground import paths, settings


def run(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments])


def test_headings_of_a_csv_are_names_or_words(
    sample_build_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = []
    for lang in ((), ("--lang", "ja")):
        asked = ("query", "supply/by_area", "--data", sample_build_dir, "--format", "csv", *lang)
        assert run(*asked) == 0
        heads.append(capsys.readouterr().out.split("\n")[0].split(","))
    assert heads[0][:2] == ["area_code", "area_name"]
    assert heads[1][:2] == ["地域コード", "地域名"] and "患者数（人/月）" in heads[1]


@pytest.mark.parametrize("build", ["sample_build_dir", "iwate_build_dir"])
def test_no_hidden_cell_of_a_release_can_be_worked_out(
    build: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("audit", "--data", request.getfixturevalue(build), "--json") == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert {table["table_name"] for table in tables} == {"①供給", "③患者数", "④流出入", "⑤退院"}
    assert all(table["unprotected"] == [] for table in tables)
    assert all(table["narrowest_share"] >= 1 - 1e-6 for table in tables)


def test_a_release_that_gives_a_cell_away_fails_the_audit(
    tmp_path: Path, sample_build_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_build_dir, data)
    current = warehouse.current_build_id(data)
    assert current
    internal = warehouse.open_build(data, "internal").cursor()
    # someone shows again, by hand, what was hidden for protection in one table
    release = warehouse.file_of(data, current, "public")
    with duckdb.connect(str(release)) as published:
        rows = internal.execute(
            "select fiscal_year, area_unit, zone_scheme, area_code, measure, patients"
            " from discharge_cell where patients >= 20 and fiscal_year = 2023"
        ).fetchall()
        for *key, patients in rows:
            published.execute(
                "update discharge_cell set patients = ?, patients_status = '実数' where"
                " fiscal_year = ? and area_unit = ? and zone_scheme = ? and area_code = ?"
                " and measure = ? and patients_status = '秘匿'",
                [patients, *key],
            )
    assert run("audit", "--data", data) == 13
    assert "作ったときと違います" in capsys.readouterr().err
    # and says of the file that it is as it was made
    warehouse.seal_of(release).write_text(f"{warehouse.digest(release)}  {release.name}\n")
    assert run("audit", "--data", data) == 16
    assert "必要な幅" in capsys.readouterr().out


def test_bad_import_loses_nothing(
    tmp_path: Path, sample_build_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    copy_of(sample_build_dir, data)
    before = {path.name for path in data.iterdir()}
    wrong = tmp_path / "壊れた.xlsx"
    wrong.write_bytes(b"PK\x03\x04 half a workbook")
    assert run("import", wrong, "--data", data) == 10
    out = capsys.readouterr().out
    assert "壊れた.xlsx" in out
    assert "前のデータはそのまま" in out
    assert {path.name for path in data.iterdir()} == before
    assert run("import", tmp_path / "ない.xlsx", "--data", data) == 10
    assert run("query", "patients/by_area", "--data", data) == 0


def test_every_awkward_file_is_refused_or_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = SHARED / "data" / "awkward"
    if not folder.is_dir():
        pytest.skip("扱いにくい実ファイル（../shared/data/awkward）がこの計算機にありません")
    for path in sorted(folder.iterdir()):
        # 01 and 02 are tables that can be read, but nothing says of which year
        code = 11 if path.name.startswith(("01_", "02_")) else 10
        assert run("import", path, "--data", tmp_path, "--json") == code, path.name
        report = json.loads(capsys.readouterr().out)
        assert report["build_id"] is None
        assert report["files"] and all(f["status"] != "read" for f in report["files"])
        assert not (tmp_path / "CURRENT").exists()


def test_same_files_again_are_the_same_build(tmp_path: Path, sample_build_dir: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_build_dir, data)
    first = warehouse.current_build_id(data)
    assert run("import", *paths.sample_inputs(), "--data", data) == 0
    assert warehouse.current_build_id(data) == first
    assert len(warehouse.builds(data)) == 1


def test_a_new_year_joins_what_is_stored_and_an_old_one_is_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_name = {path.name[:3]: path for path in paths.sample_inputs() if path.suffix == ".xlsx"}
    master = paths.SAMPLE_DATA / "市区町村マスタ.csv"
    quick = tmp_path / "data"
    # one table is enough, and quick to protect
    first = _only_discharge(by_name["R04"], tmp_path / "令和4年度.xlsx")
    second = _only_discharge(by_name["R05"], tmp_path / "令和5年度.xlsx")
    assert run("import", master, first, "--data", quick) == 0
    assert run("import", second, "--data", quick) == 0
    cursor = warehouse.open_build(quick, "internal").cursor()
    years = cursor.execute("select distinct fiscal_year from discharge_cell order by 1").fetchall()
    assert years == [(2022,), (2023,)]
    capsys.readouterr()
    assert run("import", second, "--fiscal-year", "2022", "--data", quick) == 0
    assert "⑤退院 2022年度: 前の 35 行を置き換え" in capsys.readouterr().out


def _only_discharge(book: Path, target: Path) -> Path:
    workbook = openpyxl.load_workbook(book)
    for sheet in workbook.worksheets[:-1]:
        workbook.remove(sheet)
    workbook.save(target)
    return target


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["query", "no/such"], 12),
        (["query", "patients/by_area", "-p", "fiscal_year=1900"], 12),
        (["query", "patients/by_area", "-p", "fiscal_year"], 2),
        (["query", "supply/institutions"], 16),
        (["frobnicate"], 2),
        (["template", "kdb_supply"], 2),
        (["template", "roles", "/ない/役割.csv"], 10),
        (["sample", __file__], 10),
        (["import", "--fiscal-year", "5", "x.csv"], 2),
    ],
)
def test_exit_codes(
    arguments: list[str], code: int, sample_build_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(sample_build_dir)] if arguments[0] == "query" else []
    assert run(*arguments, *data) == code
    assert capsys.readouterr().err.startswith("エラー: ")


def test_no_build_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("query", "patients/by_area", "--data", tmp_path) == 13
    assert "zaitaku import" in capsys.readouterr().err


def test_query_does_not_load_the_dashboard() -> None:
    code = (
        "import sys; from zaitaku.cli.main import main; main(['query', 'no/such', '--data', 'x']);"
        "print([m for m in ('streamlit', 'altair', 'geopandas', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=paths.ROOT
    )
    assert done.stdout.strip() == "[]"


def test_sample_writes_the_input_files_and_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("sample", tmp_path / "見本") == 0
    written = {path.name for path in (tmp_path / "見本").iterdir()}
    assert written == {path.name for path in paths.sample_inputs()} and len(written) > 10
    assert run("sample", tmp_path / "見本") == 2
    assert "上書きはしません" in capsys.readouterr().err


def test_prune_keeps_the_current_build(tmp_path: Path, sample_build_dir: Path) -> None:
    current = warehouse.current_build_id(sample_build_dir)
    assert current
    for mode in ("internal", "public"):
        path = warehouse.file_of(sample_build_dir, current, mode)  # type: ignore[arg-type]
        for name in (current, "old"):
            (tmp_path / path.name.replace(current, name)).write_bytes(path.read_bytes())
    writing.make_current(tmp_path, current)
    assert run("prune", "--keep", "1", "--data", tmp_path) == 0
    assert [build.build_id for build in warehouse.builds(tmp_path)] == [current]


def test_no_command_takes_builds_without_a_pointer_for_no_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else an import would leave out every year before, and a server show another prefecture."""
    data = tmp_path / "data"
    data.mkdir()
    for mode in settings.MODES:
        with writing.writing(warehouse.file_of(data, "aaaa", mode)) as connection:
            connection.execute("create table build_info as select '' as created_on, '' as geo_hash")
    (data / "CURRENT").write_text("")
    there = sorted(path.name for path in data.iterdir())
    for command in (
        ("import", paths.SAMPLE_DATA / "市区町村マスタ.csv"),
        ("serve",),
        ("serve", "--sample-if-empty"),
        ("query", "build/info"),
        ("check",),
        ("publish",),
        ("audit",),
        ("prune",),
        ("zones", "list"),
        ("export", "view", "overview", "--out", tmp_path / "a.pdf"),
        ("builds",),
    ):
        assert run(*command, "--data", data) == 13, command
        assert "aaaa）。使う版を zaitaku builds --use 番号 で選んで" in capsys.readouterr().err
    assert sorted(path.name for path in data.iterdir()) == there
    assert run("builds", "--use", "bbbb", "--data", data) == 13
    assert run("builds", "--use", "aaaa", "--data", data) == 0
    assert run("builds", "--data", data) == 0
    assert "* aaaa" in capsys.readouterr().out


def test_a_file_cut_at_a_line_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sample's population without its last 441 rows: 21 towns of 2022."""
    lines = (paths.SAMPLE_DATA / "人口_年齢階級別.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "人口.csv").write_text("\n".join(lines[:-441]), encoding="utf-8")
    inputs = (paths.SAMPLE_DATA / "市区町村マスタ.csv", tmp_path / "人口.csv")
    data = tmp_path / "data"
    assert run("import", *inputs, "--data", data) == 11
    out = capsys.readouterr().out
    assert "（2022年度）で、マスタの 35 市区町村のうち 21 市区町村の行がそろっていません" in out
    assert "--accept-incomplete を付けてもう一度取り込んでください" in out
    assert "前のデータはそのままです" in out and not data.exists()
    assert run("import", *inputs, "--data", data, "--json") == 11
    told = json.loads(capsys.readouterr().out)
    assert (told["build_id"], told["is_incomplete"]) == (None, True)
    assert run("import", *inputs, "--data", data, "--dry-run", "--accept-incomplete") == 0


def test_a_named_file_that_cannot_be_read_is_never_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the others could be, and where the user lets what is refused be left out."""
    (tmp_path / "気温.csv").write_text("日付,気温\n5/1,20\n", encoding="utf-8")
    (tmp_path / "湿度.csv").write_text("日付,湿度\n5/1,60\n", encoding="utf-8")
    (tmp_path / "マスタ.csv").write_bytes((paths.SAMPLE_DATA / "市区町村マスタ.csv").read_bytes())
    master, data = tmp_path / "マスタ.csv", tmp_path / "data"
    assert run("import", master, tmp_path / "気温.csv", "--data", data) == 10
    out = capsys.readouterr().out
    assert "[拒否] 気温.csv" in out and "見出しがどの種類とも一致しません" in out
    assert "前のデータはそのままです" in out and not data.exists()
    leaving_out = ("--skip-refused", "--dry-run", "--data", data)
    assert run("import", master, tmp_path / "気温.csv", *leaving_out) == 10
    assert run("import", master, tmp_path / "ない.xlsx", *leaving_out) == 10
    capsys.readouterr()

    assert run("import", tmp_path, "--dry-run", "--data", data) == 0
    out = capsys.readouterr().out
    assert "気温.csv" not in out
    assert "どの種類の表・地図でもないファイル 2 個（名前は --verbose か --json で）" in out
    assert run("import", tmp_path, "--dry-run", "--verbose", "--data", data) == 0
    assert "[対象外] 気温.csv" in capsys.readouterr().out
    assert run("import", tmp_path, "--dry-run", "--json", "--data", data) == 0
    listed = json.loads(capsys.readouterr().out)["files"]
    assert {Path(f["path"]).name: f["status"] for f in listed} == {
        "マスタ.csv": "read", "気温.csv": "skipped", "湿度.csv": "skipped",
    }  # fmt: skip
