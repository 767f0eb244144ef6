"""A build that the software of 22 November 2026 made, stored beside: told, then taken over.

``old_builds/2026-11-22.zip`` is a data folder as ``zaitaku import`` left it then, of the five
tables and the master of ``tests/unit/factories.py`` (three towns, 令和5年度).
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku.ask import warehouse
from zaitaku.build import checking, choice, importing
from zaitaku.cli.main import main
from zaitaku.derived import questions
from zaitaku.ground.errors import WarehouseError

pytestmark = pytest.mark.thorough

OLD = "d51f2c4aa12f"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with zipfile.ZipFile(Path(__file__).with_name("old_builds") / "2026-11-22.zip") as packed:
        packed.extractall(folder)
    return folder


def test_an_old_build_says_what_to_do(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for mode in ("internal", "public"):
        build = warehouse.open_build(data, "internal" if mode == "internal" else "public")
        areas = questions.run(build, "area/list").records  # what it can, it answers
        assert "空見市" in {area["area_name"] for area in areas}
        with pytest.raises(WarehouseError, match=f"{OLD}.*市区町村マスタを zaitaku import"):
            questions.run(build, "patients/by_area")
    assert main(["check", "--data", str(data)]) == WarehouseError.exit_code
    said = capsys.readouterr().out
    assert OLD in said and "zaitaku import" in said and "1 件の問題" in said
    assert main(["builds", "--data", str(data)]) == 0
    assert f"* {OLD}" in capsys.readouterr().out


def test_an_old_build_is_taken_over_as_the_manual_says(data: Path) -> None:
    """「更新する」: the master alone is imported again."""
    master = f.csv_file(data.parent / "マスタ.csv", f.master())
    told = importing.run([master], data, choice.policy(data))
    assert told.exit_code == 0 and told.build_id not in (None, OLD)
    assert [str(one) for one in told.problems if one.severity == "error"] == []
    assert checking.faults(data) == []
    build = warehouse.open_build(data, "internal")
    answer = questions.run(build, "patients/by_area", {"area_unit": "municipality"})
    assert [row[:3] for row in answer.rows] == [(code, name, 144.0) for code, name, *_ in f.TOWNS]
    # what it showed is known to whoever protects the next ones, and it can be gone back to
    assert (data / "published" / f"{OLD}.parquet").is_file()
    assert OLD in {build.build_id for build in warehouse.builds(data)}
