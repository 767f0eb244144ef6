"""Open data of a release: only what is public, described column by column, replaced as a whole."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_of
from zaitaku.ask import warehouse
from zaitaku.build import releases
from zaitaku.cli.main import main
from zaitaku.derived import questions
from zaitaku.export import dictionary, open_data, open_folder
from zaitaku.ground import paths
from zaitaku.ground.errors import UsageError, WarehouseError


@pytest.fixture(scope="module")
def data(sample_build_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of(sample_build_dir, tmp_path_factory.mktemp("released"))
    told = {"build_id": warehouse.current_build_id(folder), "tables": [], "answers": []}
    releases.add(folder, told, approver="健康福祉部長", note="令和8年度 第1回")
    return folder


@pytest.fixture(scope="module")
def files(data: Path) -> Mapping[str, bytes]:
    release = releases.in_force(data)
    assert release is not None
    # the file of 内部 is never opened: a server that lacks it makes the same
    internal = warehouse.file_of(data, release.build_id, "internal")
    internal.rename(internal.with_suffix(".away"))
    try:
        return open_data.files(data, release)
    finally:
        internal.with_suffix(".away").rename(internal)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_column_of_every_file_is_described(files: Mapping[str, bytes]) -> None:
    package = json.loads(files[open_data.PACKAGE])
    assert package[open_data.MARK]["number"] == 1 and package["version"] == "1"
    tables = [name for name in files if name.startswith("数表/")]
    assert [one["path"] for one in package["resources"]] == tables
    assert len({one["name"] for one in package["resources"]}) == len(tables) > 10
    told = {(row["ファイル"], row["列の見出し"]) for row in rows(files[dictionary.NAME])}
    for one in package["resources"]:
        content = files[one["path"]]
        assert content.startswith(b"\xef\xbb\xbf")
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        head = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        fields = one["schema"]["fields"]
        assert [field["name"] for field in fields] == head and len(set(head)) == len(head)
        assert all((one["path"], name) in told for name in head)
        kinds = {"integer": int, "number": float, "string": str}
        for row in rows(content):
            for field in fields:  # a program that believes the schema can read every cell
                if row[field["name"]] not in one["schema"]["missingValues"]:
                    kinds[field["type"]](row[field["name"]])
        assert one["sources"][0]["title"]
    credits = [source["credit"] for source in package["sources"]]
    about = files[open_data.ABOUT].decode("utf-8-sig")
    assert credits and all(line in about and "加工して作成" in line for line in credits)
    assert "one row per" not in about


def test_the_figures_are_those_of_公表_and_hidden_ones_are_words(
    data: Path, files: Mapping[str, bytes]
) -> None:
    (path,) = (name for name in files if name.endswith("_在宅医療の患者数.csv"))
    found = [
        row for row in rows(files[path]) if row["年度"] == "2023" and row["地域の単位"] == "市町村"
    ]
    public, internal = (
        questions.run(
            warehouse.open_build(data, mode),
            "patients/by_area",
            {"fiscal_year": 2023, "area_unit": "municipality"},
        )
        for mode in ("public", "internal")
    )
    shown = {row["地域コード"]: row["患者数（人/月）"] for row in found}
    states = [one["patients"] for one in public.state_records]
    assert "秘匿" in states and len(shown) == len(public)
    for one, state, true in zip(public.records, states, internal.records, strict=True):
        cell = shown[one["area_code"]]
        if state == "秘匿":
            assert cell == "秘匿" and cell != str(true["patients"])
        else:
            assert float(cell) == float(one["patients"])


def test_the_example_of_the_manual_reads_them(
    files: Mapping[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder.write(tmp_path / "公表データ", files)
    monkeypatch.chdir(tmp_path)
    text = (paths.ROOT / "docs" / "分析者の手引き.md").read_text(encoding="utf-8")
    example = text.split("```python\n")[3].partition("```")[0]
    told: dict[str, Any] = {}
    exec(compile(example, "分析者の手引き.md", "exec"), told)
    frame = told["frame"]
    assert frame["患者数（人/月）"].dtype == "float64"
    assert 0 < frame["患者数（人/月）"].isna().sum() < len(frame)
    assert "99201" in set(frame["地域コード"])


def test_the_sums_are_those_of_the_files(files: Mapping[str, bytes]) -> None:
    lines = files[open_data.SUMS].decode().splitlines()
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert told == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != open_data.SUMS
    }


def test_a_folder_is_replaced_only_where_it_is_an_earlier_release(
    files: Mapping[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "公開 データ"
    open_folder.write(folder, files)
    assert {str(p.relative_to(folder)) for p in folder.rglob("*.csv")} <= set(files)
    open_folder.write(folder, files)  # the next release in its place
    assert [path.name for path in tmp_path.iterdir()] == ["公開 データ"]  # and nothing beside it

    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", _full)
        with pytest.raises(WarehouseError):
            open_folder.write(folder, files)
    assert (folder / open_data.PACKAGE).read_bytes() == files[open_data.PACKAGE]
    assert [path.name for path in tmp_path.iterdir()] == ["公開 データ"]

    (folder / "起案.docx").write_bytes(b"x")  # somebody's own file
    with pytest.raises(UsageError, match="公開 データ"):
        open_folder.write(folder, files)
    assert (folder / "起案.docx").is_file()
    other = tmp_path / "other"
    other.mkdir()
    (other / "x").write_text("x")
    with pytest.raises(UsageError):
        open_folder.need_free(other)
    with pytest.raises(UsageError):
        open_folder.need_free(other / "x")


def _full(self: Path, content: bytes) -> int:
    raise OSError(28, "No space left on device")


def test_there_is_nothing_to_write_before_a_release(
    sample_build_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["publish", "--data", str(sample_build_dir), "--out", str(tmp_path / "out")]
    assert main(given) == UsageError.exit_code
    assert "画面「公表」" in capsys.readouterr().err and not (tmp_path / "out").exists()
    assert main([*given, "--hold"]) == UsageError.exit_code


def test_the_command_writes_the_release_in_force(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Mapping[str, bytes]
) -> None:
    monkeypatch.setattr(open_data, "files", lambda *_: files)
    assert main(["publish", "--data", str(data), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / open_data.ABOUT).read_bytes() == files[open_data.ABOUT]
