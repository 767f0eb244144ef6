"""Our tables beside delivered ones: what differs and which choice explains it."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.claims import made
from zaitaku.claims import aggregate, comparing, definition, engines, inputs, loading
from zaitaku.claims.faults import Faults
from zaitaku.cli import main as cli
from zaitaku.ground.errors import SourceFileError, ValidationError


def book(folder: Path, *options: str) -> Path:
    return made.run([made.INPUT], folder, *options).files[0]


def test_what_was_counted_alike_does_not_differ(tmp_path: Path) -> None:
    result = made.run([made.INPUT], tmp_path / "out", compare=book(tmp_path / "theirs"))
    assert result.comparison is not None
    assert result.comparison.compared > 500
    assert result.comparison.differences == () and result.comparison.trials == ()


def test_the_choices_that_explain_a_difference_are_found_together(tmp_path: Path) -> None:
    """Delivered with two other choices; each alone explains a part, both together all."""
    theirs = book(tmp_path / "theirs", "home_visit_2=apart", "flow_total=distinct")
    out = tmp_path / "out"
    found = made.run([made.INPUT], out, compare=theirs).comparison
    assert found is not None and found.differences
    sizes = [one.size for one in found.differences]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] > comparing.TOLERANCE
    helping = {trial.told: trial.cells for trial in found.trials}
    assert {"home_visit_2=apart", "flow_total=distinct"} <= helping.keys()
    assert dict(found.best.changed) == {"home_visit_2": "apart", "flow_total": "distinct"}
    assert found.best.cells == 0
    with (out / aggregate.DIFFERENCES).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found.differences)
    for row in rows:
        gap = Decimal(row["集計した値"]) - Decimal(row["提供された値"])
        assert Decimal(row["差"]) == gap != 0
    report = (out / aggregate.REPORT).read_text(encoding="utf-8")
    assert "| home_visit_2=apart |" in report and "違うマス 0" in report


def test_trying_choices_leaves_the_tables_as_chosen(tmp_path: Path) -> None:
    theirs = book(tmp_path / "theirs", "home_visit_2=apart")
    compared = made.run([made.INPUT], tmp_path / "out", compare=theirs).files[0]
    assert compared.read_bytes() == book(tmp_path / "alone").read_bytes()


def test_only_what_a_choice_touches_is_counted_again(tmp_path: Path) -> None:
    """No code of the example hangs on ``covid_codes``; ``flow_total`` is asked by ④ alone."""
    values = definition.defaults()
    with engines.connected(tmp_path, threads=1) as connection:
        parts = inputs.parts(inputs.find([made.INPUT]), tmp_path, Faults(), connection)
        values |= aggregate.given(loading.load(connection, parts, Faults(), months=12))
        engine = engines.DuckDB(connection)
        first = engines.run(engine, values)
        official = {step.name for step in definition.steps() if step.is_official}

        def again(name: str, value: definition.Value) -> dict[str, engines.Rows]:
            return engines.again(engine, values | {name: value}, {name}, official)

        assert again("covid_codes", True) == {}
        assert again("flow_total", "distinct").keys() == {"flows"}
        assert again("visit_kinds", "visit_and_call") == {}
        touched = again("home_visit_2", "apart")
        assert touched.keys() == {"supply", "institutions", "patients", "flows", "discharge"}
        assert touched["supply"] != first["supply"] and touched["patients"] == first["patients"]
        # afterwards all of it is there as it was
        for step in definition.steps():
            if step.is_official:
                assert engine.rows(step) == first[step.name]


def test_a_cell_that_is_not_told_is_no_difference(tmp_path: Path) -> None:
    """宮古市's care is 欠測 on their side: 7 rows of ①, all levels of ③, 12 columns of ⑤."""
    theirs = book(tmp_path / "theirs", "min_linked_share=0.6")
    found = made.run([made.INPUT], tmp_path / "out", compare=theirs).comparison
    assert found is not None
    assert found.differences == ()
    assert found.untold == 3 * 7 * 4 + 3 * 2 * 3 * 8 + 12
    # their ③ has a 計 for that reason, and it is compared
    official = made.run([made.INPUT], tmp_path / "o", compare=book(tmp_path / "t")).comparison
    assert official is not None and official.untold == 0
    assert found.compared + found.untold == official.compared + 3 * 2 * 2 * 3


def test_another_year_and_no_table_at_all_are_refused(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    with pytest.raises(SourceFileError, match="①～⑤の表がありません"):
        made.run([made.INPUT], tmp_path / "out", compare=folder / "insurers.csv")
    openpyxl = pytest.importorskip("openpyxl")
    theirs = book(tmp_path / "theirs")
    other = openpyxl.load_workbook(theirs)
    for sheet in other.worksheets[:5]:
        sheet["A2"] = "集計対象：令和4年度（2022年4月～2023年3月診療分）"
    other.save(tmp_path / "r4.xlsx")
    with pytest.raises(ValidationError, match="令和5年度"):
        made.run([made.INPUT], tmp_path / "out", compare=tmp_path / "r4.xlsx")
    assert not (tmp_path / "out").exists()


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = book(tmp_path / "theirs", "home_visit_2=same")
    code = cli.main(
        [
            *("aggregate", str(made.INPUT), "--out", str(tmp_path / "out")),
            *("--option", "discharge_age=60", "--compare", str(theirs), "--threads", "1"),
            *("--memory", "1GB"),
        ]
    )
    told = capsys.readouterr()
    assert code == 0
    assert "home_visit_2=same" in told.out and "書きました" in told.out
    # no figure of a table and no code of a person on the screen
    assert "P01" not in told.out + told.err and "盛岡" not in told.out + told.err
    assert cli.main(["aggregate", str(made.INPUT), "--out", str(tmp_path / "out")]) == 2
    assert "空のフォルダではありません" in capsys.readouterr().err
    out = str(tmp_path / "other")
    assert cli.main(["aggregate", str(made.INPUT), "--out", out, "--memory", "much"]) == 2
    assert "6GB" in capsys.readouterr().err
    assert cli.main(["aggregate", str(made.INPUT), "--out", out, "--option", "x=1"]) == 2
    assert "使えるのは" in capsys.readouterr().err
