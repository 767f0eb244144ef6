"""What analysts get: DataFrames and files with the state of every value, and only what they may."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from pyarrow import parquet as pq

import zaitaku
from tests.conftest import copy_of
from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.analysis import Atlas
from zaitaku.ask import warehouse
from zaitaku.cli import main as cli
from zaitaku.derived import questions
from zaitaku.export import answers, frame, parquet
from zaitaku.ground import paths
from zaitaku.ground.errors import DisclosureError, NotInDataError, UsageError, ZaitakuError
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL, SUPPRESSED

GUIDE = paths.ROOT / "docs" / "分析者の手引き.md"
NOTEBOOK = GUIDE.with_name("分析例.ipynb")
MODES: tuple[Mode, ...] = ("public", "internal")


def query(*arguments: object) -> int:
    return cli.main(["query", *map(str, arguments)])


def blocks(language: str) -> list[str]:
    text = GUIDE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def logged(sample_build_dir: Path, tmp_path: Path) -> Path:
    """A data folder whose users are configured, so that what they do is logged."""
    data = tmp_path / "data"
    data.mkdir()
    copy_of(sample_build_dir, data)
    (data / "access.toml").write_text('kind = "local"\n', encoding="utf-8")
    return data


def log_of(data: Path) -> list[dict[str, str]]:
    texts = [path.read_text(encoding="utf-8") for path in (data / "log").glob("*.jsonl")]
    return [json.loads(line) for text in texts for line in text.splitlines()]


# --- the frame -----------------------------------------------------------------------------------


def test_to_import_it_costs_nothing() -> None:
    code = (
        "import sys, zaitaku; zaitaku.open;"
        "print([m for m in ('pandas', 'duckdb', 'argparse', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=paths.ROOT
    )
    assert done.stdout.strip() == "[]"


def test_a_hidden_value_is_na_with_its_state_and_never_0(sample_build_dir: Path) -> None:
    flows = zaitaku.open(sample_build_dir).ask("flows/summary", fiscal_year=2023)
    hidden = flows["outflow_patients_state"] == SUPPRESSED
    assert 0 < hidden.sum() < len(flows)
    assert flows.loc[hidden, "outflow_patients"].isna().all()
    assert flows.loc[~hidden, "outflow_patients"].notna().all()
    assert pd.isna(flows["outflow_patients"].sum(skipna=False))
    assert str(flows["area_code"].dtype) == "string" and "area_code_state" not in flows


def test_the_frame_says_what_its_figures_are(sample_build_dir: Path) -> None:
    told = zaitaku.open(sample_build_dir).ask("flows/summary", fiscal_year=2023).attrs
    assert told["question"].startswith("地域の患者は") and "KDB" in told["source"]
    assert told["units"]["outflow_pct"] == "%" and told["labels"]["outflow_patients"] == "流出"
    assert told["mode"] == "public" and told["params"]["fiscal_year"] == 2023
    assert told["build_id"] == warehouse.current_build_id(sample_build_dir)
    assert any("県外からの流入" in note for note in told["notes"])
    assert any("2023年度までは電子化" in note for note in told["notes"])  # of all KDB data


@pytest.mark.thorough
@pytest.mark.parametrize("mode", MODES)
def test_every_question_is_a_frame_and_a_parquet(mode: Mode, sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, mode)
    seen = 0
    for name in questions.names():
        if mode not in questions.load(name).modes:
            continue
        try:
            answer = questions.run(build, name)
        except ZaitakuError:  # a parameter that has no default, a table that nobody imported
            continue
        made = frame.of(answer)
        assert len(made) == len(answer)
        read = pq.read_table(io.BytesIO(parquet.to_bytes(answer))).to_pylist()
        for place, column in enumerate(answer.columns):
            states = [row[place] for row in answer.states]
            assert made[column.name].isna().tolist() == [r[place] is None for r in answer.rows]
            assert [row[column.name] for row in read] == [row[place] for row in answer.rows]
            if frame.has_state(answer, column):
                assert made[column.name + frame.STATE_SUFFIX].tolist() == states
            elif column.name + frame.STATE_SUFFIX not in made:  # nothing is lost by telling none
                assert set(states) <= {ACTUAL} and column.role == "key", (name, column.name)
        seen += 1
    assert seen > 50


def test_a_question_that_tells_its_states_itself_keeps_its_column(sample_build_dir: Path) -> None:
    assert "value_state" in questions.load("indicators/values").output_columns
    values = zaitaku.open(sample_build_dir).ask("indicators/values")
    assert list(values.columns).count("value_state") == 1


# --- who may, and what is refused ----------------------------------------------------------------


def test_internal_needs_the_word_and_is_logged(logged: Path) -> None:
    assert zaitaku.open(logged).ask("flows/summary")["outflow_patients_state"].eq(SUPPRESSED).any()
    assert log_of(logged) == []
    inside = zaitaku.open(logged, mode="internal").ask("flows/summary")
    assert not inside["outflow_patients_state"].eq(SUPPRESSED).any()
    (line,) = log_of(logged)
    assert (line["event"], line["mode"]) == ("export", "internal")
    assert line["what"] == "zaitaku.open().ask flows/summary"


def test_a_public_installation_refuses_internal(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    with pytest.raises(DisclosureError, match="公表モードに固定"):
        zaitaku.open(sample_build_dir, mode="internal")
    assert zaitaku.open(sample_build_dir).ask("flows/summary").attrs["mode"] == "public"
    with pytest.raises(DisclosureError, match="内部モードでだけ"):
        zaitaku.open(sample_build_dir).ask("supply/institutions")
    monkeypatch.setenv("ZAITAKU_ALLOW_INTERNAL", "1")
    inside = zaitaku.open(sample_build_dir, mode="internal")
    assert isinstance(inside, Atlas) and inside.build.mode == "internal"


def test_who_may_not_see_internal_is_refused(logged: Path) -> None:
    with asking.acting(Person("佐藤", "public")), pytest.raises(DisclosureError, match="権限"):
        zaitaku.open(logged, mode="internal")
    with asking.acting(Person("田中", "internal", ("99201",))):
        own = zaitaku.open(logged, mode="internal").ask("flows/summary")
    public = zaitaku.open(logged).ask("flows/summary")
    others = own["area_code"] != "99201"
    pd.testing.assert_frame_equal(own[others], public[others], check_flags=False)
    assert own.attrs["build_id"].endswith("+99201")


def test_what_cannot_be_meant_is_refused(sample_build_dir: Path) -> None:
    with pytest.raises(UsageError, match="public（公表）"):
        zaitaku.open(sample_build_dir, mode="内部")
    atlas = zaitaku.open(sample_build_dir)
    with pytest.raises(NotInDataError):
        atlas.ask("flows/summary", fiscal_year=1990)
    # a filter that found nothing is not all areas
    every = atlas.ask("flows/summary")
    with pytest.raises(UsageError, match="空の一覧"):
        atlas.ask("flows/summary", area_code=every["area_code"][:0])
    some = atlas.ask("flows/summary", area_code=every["area_code"][:2])
    assert some["area_code"].tolist() == every["area_code"][:2].tolist()


# --- files ---------------------------------------------------------------------------------------


def test_a_csv_is_what_is_printed(
    sample_build_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("flows/summary", "--data", sample_build_dir)
    for lang in ("names", "ja"):
        assert query(*asked, "--format", "csv", "--lang", lang) == 0
        printed = capsys.readouterr().out
        assert query(*asked, "--out", tmp_path / "x.csv", "--lang", lang) == 0
        assert (tmp_path / "x.csv").read_bytes().decode() == printed and "秘匿" in printed
        assert "公表" in capsys.readouterr().out


def test_a_workbook_has_definitions_and_sources(sample_build_dir: Path, tmp_path: Path) -> None:
    assert query("flows/summary", "--data", sample_build_dir, "--out", tmp_path / "x.XLSX") == 0
    book = openpyxl.load_workbook(tmp_path / "x.XLSX")
    assert book.sheetnames == ["数表", "定義・出典", "留意事項"]
    assert str(book["数表"]["A2"].value).startswith("公表用")


def test_a_parquet_is_the_frame_again(sample_build_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    assert query("flows/summary", "--data", sample_build_dir, "--out", path) == 0
    made, read = zaitaku.open(sample_build_dir).ask("flows/summary"), pd.read_parquet(path)
    pd.testing.assert_frame_equal(read, made)
    assert read.attrs == made.attrs
    schema = pq.read_schema(path)
    assert schema.field("outflow_patients").metadata[b"unit"].decode() == "人/月"
    assert schema.field("outflow_patients").metadata[b"label"].decode() == "流出"
    assert schema.field("outflow_patients_state").metadata[b"label"].decode() == "流出の状態"
    assert json.loads(schema.metadata[b"zaitaku"]) == made.attrs


def test_an_answer_without_a_row_keeps_its_types(sample_build_dir: Path) -> None:
    question = questions.load("flows/summary")
    build = warehouse.open_build(sample_build_dir, "public")
    empty = questions.nothing(question, {}, build.build_id, "public")
    full = frame.of(questions.run(build, "flows/summary"))
    assert frame.of(empty).dtypes.equals(full.dtypes)


def test_a_file_is_replaced_whole_or_not_at_all(
    sample_build_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.parquet"
    out.write_bytes(b"before")
    failing = ("flows/summary", "-p", "fiscal_year=1990", "--data", sample_build_dir, "--out", out)
    assert query(*failing) == 12
    assert out.read_bytes() == b"before"
    assert query("flows/summary", "--data", sample_build_dir, "--out", out) == 0
    assert out.read_bytes()[:4] == b"PAR1" and list(tmp_path.iterdir()) == [out]
    capsys.readouterr()
    missing = tmp_path / "ない" / "x.csv"
    assert query("flows/summary", "--data", sample_build_dir, "--out", missing) == 10
    assert "フォルダ" in capsys.readouterr().err


def test_another_suffix_is_refused_by_name(
    sample_build_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("x.docx", "x"):
        assert query("flows/summary", "--data", sample_build_dir, "--out", tmp_path / name) == 2
        said = capsys.readouterr().err
        assert name in said and all(f".{suffix}" in said for suffix in answers.SUFFIXES)
    both = ("--format", "csv", "--out", tmp_path / "x.csv")
    assert query("flows/summary", "--data", sample_build_dir, *both) == 2
    assert "一緒に使えません" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_logged_in_either_mode_before_it_is_made(logged: Path, tmp_path: Path) -> None:
    for mode in MODES:
        out = tmp_path / f"{mode}.csv"
        assert query("flows/summary", "--data", logged, "--mode", mode, "--out", out) == 0
    told = [(line["event"], line["mode"], line["what"]) for line in log_of(logged)]
    assert told == [
        ("export", mode, f"zaitaku query flows/summary --out {mode}.csv") for mode in MODES
    ]


# --- the manual ----------------------------------------------------------------------------------


def test_the_example_for_python_runs(
    sample_build_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "data").symlink_to(sample_build_dir)
    monkeypatch.chdir(tmp_path)
    # the others ask several prefectures (tests/unit/test_nation_asked.py), read open data
    example, _, _ = blocks("python")  # (tests/test_open_data.py)
    exec(compile(example, str(GUIDE), "exec"), {})
    printed = capsys.readouterr().out
    assert "人/月" in printed and re.search(r"秘匿 [1-9]\d* 地域", printed)
    read = pd.read_parquet(tmp_path / "flows.parquet")
    assert "outflow_pct_state" in read and read.attrs["name"] == "flows/summary"


def test_the_notebook_runs(
    sample_build_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its cells from top to bottom, as a reader runs them; none of its outputs is kept."""
    (tmp_path / "data").symlink_to(sample_build_dir)
    monkeypatch.chdir(tmp_path)
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    ran: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            exec(compile("".join(cell["source"]), f"{NOTEBOOK.name} {cell['id']}", "exec"), ran)
    printed = capsys.readouterr().out
    assert re.search(r"秘匿 +[1-9]", printed) and "足せるか: いいえ" in printed
    assert "人/月" in printed and len(ran["rates"]) > 0  # type: ignore[arg-type]


def test_the_example_for_r_runs_a_right_command_and_names_columns_that_it_gives(
    sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R itself is not here: what it hands to the command, and what it reads, is."""
    (tmp_path / "data").symlink_to(sample_build_dir)
    monkeypatch.chdir(tmp_path)
    _, example = blocks("r")  # the other asks over HTTP: tests/test_api.py
    command = re.search(r'system2\("zaitaku", c\((.*?)\)\)', example, flags=re.DOTALL)
    assert command is not None
    assert cli.main(re.findall(r'"([^"]+)"', command[1])) == 0
    columns = set(pd.read_parquet(tmp_path / "flows.parquet").columns)
    named = set(re.findall(r"(?:flows|shown)\$(\w+)", example))
    named |= set(re.findall(r'"(\w+)"', example.partition("], 5)")[0].rpartition("c(")[2]))
    assert len(named) >= 3 and named <= columns
