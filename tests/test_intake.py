"""A build made to be looked at: nobody sees it, what it changes is told, then it is chosen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zaitaku.ask import warehouse
from zaitaku.build import changes, importing, writing
from zaitaku.build.changes import Changed
from zaitaku.cli.main import main
from zaitaku.compose import build_figures, reader
from zaitaku.ground import paths
from zaitaku.ground.errors import UsageError
from zaitaku.ui import intake_job
from zaitaku.ui.intake_job import Job

MASTER = paths.SAMPLE_DATA / "市区町村マスタ.csv"
PEOPLE = paths.SAMPLE_DATA / "人口_年齢階級別.csv"
STATIONS = paths.SAMPLE_DATA / "訪問看護ステーション.csv"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People only, and a held build with one figure changed and a table more."""
    folder = tmp_path_factory.mktemp("held")
    assert main(["import", "--data", str(folder), str(MASTER), str(PEOPLE)]) == 0
    changed = folder / "input" / PEOPLE.name
    changed.parent.mkdir()
    text = PEOPLE.read_text(encoding="utf-8-sig")
    # 架空市 of 2022: a thousand people of 65 to 69 more
    line = next(one for one in text.splitlines() if one.startswith("2022,99201,65-69,"))
    more = f"{line.rpartition(',')[0]},{int(line.rpartition(',')[2]) + 1000}"
    changed.write_text(text.replace(line, more), encoding="utf-8")
    assert main(["import", "--hold", "--data", str(folder), str(changed), str(STATIONS)]) == 0
    return folder


def held(data: Path) -> str:
    (one,) = warehouse.held(data)
    return one


def test_a_held_build_is_in_nobody_s_use(data: Path) -> None:
    current = warehouse.current_build_id(data)
    assert current is not None and current != held(data)
    assert {one.build_id for one in warehouse.builds(data)} == {current, held(data)}
    for mode in ("public", "internal"):  # also not by a link that names it
        assert reader.is_kept(data, current, mode)
        assert not reader.is_kept(data, held(data), mode)


def test_what_it_changes_is_told_by_table_and_year(data: Path) -> None:
    current = warehouse.current_build_id(data)
    assert current is not None
    found = changes.between(data, current, held(data))
    assert [one for one in found if not one.is_same] == [
        Changed("人口", 2022, 735, 735, 1, 1),  # 35 towns × 21 classes of age
        Changed("訪問看護ステーション", None, 0, 85, 0, 85),
    ]
    assert Changed("人口", 2021, 735, 735, 0, 0) in found
    back = [one for one in changes.between(data, held(data), current) if not one.is_same]
    assert back[1] == Changed("訪問看護ステーション", None, 85, 0, 85, 0)


def test_the_figures_that_move_are_told_before_and_after(data: Path) -> None:
    builds = [
        warehouse.open_build(data, "internal", one)
        for one in (warehouse.current_build_id(data), held(data))
    ]
    (moved,) = build_figures.moved(*builds)
    assert moved["年度"] == "令和4年度" and moved["県全体の数値"] == "65歳以上人口"
    before, after = (int(moved[k].split()[0].replace(",", "")) for k in ("いま", "この版"))
    assert after - before == 1000
    assert build_figures.moved(builds[0], builds[0]) == []


def test_the_first_build_can_be_held_and_is_then_chosen(tmp_path: Path) -> None:
    job = Job([(MASTER.name, MASTER.read_bytes()), (PEOPLE.name, PEOPLE.read_bytes())], tmp_path)
    job.wait()
    assert job.state == "finished", job.error
    made = str(job.told["build_id"])
    # no data yet for whoever opens a page, and no fault either
    assert warehouse.current_build_id(tmp_path) is None
    assert warehouse.held(tmp_path) == {made}
    assert [one["status"] for one in job.told["files"]] == ["read", "read"]
    # who is to decide sees what is in it
    found = changes.between(tmp_path, None, made)
    assert found and all(one.before == one.gone == 0 < one.after == one.new for one in found)
    job.again([])
    job.wait()
    assert job.told["already_there"] is True and warehouse.held(tmp_path) == {made}
    writing.use(tmp_path, made)
    assert warehouse.current_build_id(tmp_path) == made
    assert warehouse.held(tmp_path) == frozenset()
    with pytest.raises(UsageError, match="今の版"):
        importing.discard(tmp_path, made)


def test_a_build_that_is_thrown_away_leaves_nothing(tmp_path: Path) -> None:
    assert main(["import", "--data", str(tmp_path), str(MASTER), str(PEOPLE)]) == 0
    before = sorted(path.name for path in tmp_path.iterdir())
    assert main(["import", "--hold", "--data", str(tmp_path), str(STATIONS)]) == 0
    importing.discard(tmp_path, held(tmp_path))
    (tmp_path / "held").rmdir()  # empty
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_refused_file_is_told_by_cell_and_can_be_left_out(tmp_path: Path) -> None:
    assert main(["import", "--data", str(tmp_path), str(MASTER), str(PEOPLE)]) == 0
    bad = "year,municipality_code,age_band,population\n2021,99201,0-4,abc\n"
    given = [("../../悪い人口.csv", bad.encode()), (STATIONS.name, STATIONS.read_bytes())]
    job = Job(given, tmp_path)
    job.wait()
    assert job.told["build_id"] is None
    refused = next(one for one in job.told["files"] if one["status"] == "refused")
    assert Path(refused["path"]).name == "悪い人口.csv"
    assert refused["problems"][0]["where"] == "悪い人口.csv D2"
    job.again(["--skip-refused"])
    job.wait()
    assert job.told["build_id"] == held(tmp_path)


def test_a_job_that_is_stopped_changes_nothing(tmp_path: Path) -> None:
    assert main(["import", "--data", str(tmp_path), str(MASTER), str(PEOPLE)]) == 0
    current = warehouse.current_build_id(tmp_path)
    job = Job([(STATIONS.name, STATIONS.read_bytes())], tmp_path)
    job.cancel()
    job.wait()
    assert job.state == "cancelled" and not job.told
    assert warehouse.current_build_id(tmp_path) == current
    # and the next one finds the folder free
    job.again([])
    job.wait()
    assert job.state == "finished"


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    job = Job([(MASTER.name, MASTER.read_bytes())], tmp_path / "file")
    job.wait()
    assert job.state == "failed" and "フォルダ" in job.error
    assert "Traceback" not in job.error


def test_json_of_a_held_import_says_what_was_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["import", "--hold", "--json", "--data", str(tmp_path), str(MASTER), str(PEOPLE)]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["build_id"] == held(tmp_path) and told["already_there"] is False


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["確認中: a.csv", "エラー: 作りませんでした。", "・甲: 1", "・乙: 2"],
         "作りませんでした。\n\n・甲: 1\n\n・乙: 2"),
        (["確認中: a.csv", "地図を準備しています"], "地図を準備しています"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_message_of_several_lines_is_told_whole(said: list[str], told: str) -> None:
    assert intake_job._message(said) == told
