"""From a table entered in the app to the figures, and through later imports, on a real build."""

from __future__ import annotations

from pathlib import Path

import pytest

from zaitaku.ask import warehouse
from zaitaku.build import entered, entering, importing, release, writing
from zaitaku.build.entered import KINDS, Rows
from zaitaku.derived import questions, zoning_rules
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths
from zaitaku.ground.errors import ValidationError, WarehouseError
from zaitaku.ground.settings import Mode
from zaitaku.kept import plans
from zaitaku.sources import templates
from zaitaku.ui import entry_rules

COLUMNS = templates.of("targets").columns
INPUTS = (
    "市区町村マスタ.csv",
    "人口_年齢階級別.csv",
    "目標.csv",
    "指標値.csv",
    "役割.csv",
    "実態調査.csv",
    "追加的需要.csv",
)
NOTES: Rows = (
    ("目標", "令和8年度に見直す。", "公表", "", "", ""),
    ("NS1", "診療所が 1 つ閉院した。<b>http://example.org</b>", "内部", "99201", "", "2023"),
)


RULES: Rows = (("人口の下限", "はい", "20000", "黄", "協議会で決めた"),)


def run(folder: Path, *files: Path, **options: bool) -> importing.ImportResult:
    return importing.run(files, folder, load_policy(paths.POLICY), **options)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    notes = tmp_path / "注記.csv"
    notes.write_bytes(entered.as_csv("figure_notes", NOTES))
    rules = tmp_path / "規則.csv"
    rules.write_bytes(entered.as_csv("zone_rules", RULES))
    inputs = (paths.SAMPLE_DATA / name for name in INPUTS)
    assert run(folder, *inputs, notes, rules).exit_code == 0
    return folder


def changed(rows: Rows, value: str) -> Rows:
    """The table with another 目標値 in its first row, and without its last."""
    place = COLUMNS.index("target_value")
    first = (*rows[0][:place], value, *rows[0][place + 1 :])
    return (first, *rows[1:-1])


def goals(folder: Path) -> list[float | None]:
    cursor = warehouse.open_build(folder, "public").cursor()
    found = cursor.execute("select target_value from target order by all").fetchall()
    return [row[0] for row in found]


def approve(folder: Path, rows: Rows) -> Path:
    """The approved version as the file that the import is given."""
    base = len(entered.versions(folder, "targets"))
    made = entered.save(folder, "targets", rows, why="中間見直し", base=base)
    entering.submit(folder, "targets", made.number)
    entered.move(folder, "targets", made.number, "approved")
    path = folder.parent / entered.file_name("targets", made.number)
    path.write_bytes(entered.as_csv("targets", rows))
    return path


def test_an_approved_target_is_in_the_figures_after_adoption_and_stays(data: Path) -> None:
    rows = entering.begun(data, "targets")
    file = approve(data, changed(rows, "4321"))
    before = goals(data)
    assert 4321 not in before
    held = run(data, file, is_held=True).build_id
    assert held is not None and goals(data) == before  # nobody sees it yet
    writing.use(data, held)
    assert 4321 in goals(data)
    assert entering.begun(data, "targets") == changed(rows, "4321")  # and no row of the file
    assert [one.number for one in entering.in_use(data, "targets")] == [1]
    # an import of another file keeps it
    assert run(data, paths.SAMPLE_DATA / "訪問看護ステーション.csv").exit_code == 0
    assert 4321 in goals(data)
    assert [one.number for one in entering.in_use(data, "targets")] == [1]


def test_a_file_of_the_same_kind_is_told_and_takes_its_place_only_when_asked(data: Path) -> None:
    file = approve(data, changed(entering.begun(data, "targets"), "4321"))
    assert run(data, file).exit_code == 0
    build = warehouse.current_build_id(data)
    result = run(data, paths.SAMPLE_DATA / "目標.csv", is_held=True)
    assert (result.exit_code, result.build_id, result.replaces_entered) == (11, None, True)
    told = "\n".join(map(str, result.warnings))
    assert "入力_目標の表_第1版.csv" in told and "--replace-entered" in told
    assert warehouse.current_build_id(data) == build
    # files that touch nothing of it need no such word
    assert run(data, paths.SAMPLE_DATA / "実態調査.csv").exit_code == 0
    asked = run(data, paths.SAMPLE_DATA / "目標.csv", replace_entered=True)
    assert asked.exit_code == 0 and 4321 not in goals(data)
    assert [one.number for one in entering.in_use(data, "targets")] == [None]
    # the version is still there, and can be put in again
    assert run(data, file).exit_code == 0 and 4321 in goals(data)


def test_a_later_version_takes_the_place_of_the_earlier_without_a_word(data: Path) -> None:
    rows = entering.begun(data, "targets")
    assert run(data, approve(data, changed(rows, "4321"))).exit_code == 0
    assert run(data, approve(data, changed(rows, "8765"))).exit_code == 0
    assert 8765 in goals(data) and 4321 not in goals(data)
    assert [one.number for one in entering.in_use(data, "targets")] == [2]


def test_an_entered_table_is_the_whole_of_its_kind(data: Path) -> None:
    """Files of a survey replace their year alone; what is entered has every year or it is gone."""
    rows = entering.begun(data, "survey")
    years = sorted({row[0] for row in rows})
    kept = tuple(row for row in rows if row[0] == years[0])[:5]
    made = entered.save(data, "survey", kept, why="整理", base=0)
    entering.submit(data, "survey", made.number)
    entered.move(data, "survey", made.number, "approved")
    file = data.parent / "実態.csv"
    file.write_bytes(entered.as_csv("survey", kept))
    assert run(data, file).exit_code == 0
    assert entering.begun(data, "survey") == kept


def test_what_the_build_has_is_taken_back_as_it_was(data: Path) -> None:
    for kind in KINDS:
        rows = entering.begun(data, kind)
        assert rows, kind
        assert [f for f in entering.check(data, kind, rows) if f.severity == "error"] == []


def test_entering_what_is_there_changes_no_figure(data: Path) -> None:
    before = goals(data)
    assert run(data, approve(data, entering.begun(data, "targets"))).exit_code == 0
    assert goals(data) == before


def test_a_table_with_faults_is_told_by_row_and_cannot_be_submitted(data: Path) -> None:
    rows = changed(entering.begun(data, "targets"), "多い")
    (fault,) = [f for f in entering.check(data, "targets", rows) if f.severity == "error"]
    assert fault.row == 1 and "目標値「多い」" in fault.message and fault.fix
    made = entered.save(data, "targets", rows, why="途中", base=0)
    with pytest.raises(ValidationError, match="誤りが 1 件"):
        entering.submit(data, "targets", made.number)
    assert entered.version(data, "targets", 1).state == "draft"


def test_a_place_that_the_data_lack_is_told_before_anybody_decides(data: Path) -> None:
    """The import would refuse the build, when the table is approved already."""
    begun = entering.begun(data, "targets")
    place = {name: at for at, name in enumerate(templates.of("targets").columns)}
    strange = list(begun[0])
    strange[place["zone_scheme"]], strange[place["area_code"]] = "在宅医療圏", "9901"
    rows = (*begun, tuple(strange))
    (fault,) = [f for f in entering.check(data, "targets", rows) if f.severity == "error"]
    assert fault.row == len(rows) and "圏域の表にない" in fault.message and fault.fix
    assert f"目標の表 {len(rows)}行目 在宅医療圏 9901" in fault.message
    made = entered.save(data, "targets", rows, why="途中", base=0)
    with pytest.raises(ValidationError, match="誤りが 1 件"):
        entering.submit(data, "targets", made.number)
    # and where the import does refuse it, it says the same
    file = data.parent / "目標.csv"
    file.write_bytes(entered.as_csv("targets", rows))
    with pytest.raises(WarehouseError, match=f"{len(rows) + 1}行目 在宅医療圏 9901"):
        run(data, file)


def test_the_audit_covers_what_was_entered(data: Path) -> None:
    file = approve(data, changed(entering.begun(data, "targets"), "4321"))
    assert run(data, file).exit_code == 0
    internal, published = (warehouse.open_build(data, mode) for mode in ("internal", "public"))
    reports = release.audit(
        internal.cursor(),
        published.cursor(),
        load_policy(paths.POLICY),
        importing.earlier(data, without=internal.build_id),
    )
    assert not [one for one in reports if one.unprotected]
    # the same tables, by the same rules, as of a file: the release has it where it may
    row = published.cursor().execute("select count(*) from target where target_value = 4321")
    assert row.fetchone() == (1,)


def test_a_note_is_public_only_where_it_is_marked_for_it(data: Path) -> None:
    def told(mode: Mode) -> list[str]:
        build = warehouse.open_build(data, mode)
        return [row["note_text"] for row in questions.run(build, "build/figure_notes").records]

    assert told("public") == [NOTES[0][1]] and told("internal") == [note[1] for note in NOTES]
    # also in what analysts and open data take, the file of 公表 holds no other
    rows = warehouse.open_build(data, "public").cursor().execute("select * from figure_note")
    assert "閉院" not in str(rows.fetchall())
    # entered anew, it takes the place of the file and stays through later imports
    more = (*NOTES, ("体制", "届出は 5 月のもの。", "", "", "", ""))
    made = entered.save(data, "figure_notes", more, why="追記", base=0)
    entering.submit(data, "figure_notes", made.number)
    entered.move(data, "figure_notes", made.number, "approved")
    file = data.parent / entered.file_name("figure_notes", 1)
    file.write_bytes(entered.as_csv("figure_notes", more))
    assert run(data, file).exit_code == 0
    assert run(data, paths.SAMPLE_DATA / "訪問看護ステーション.csv").exit_code == 0
    assert told("public") == [NOTES[0][1]]  # without the word it stays 内部
    assert told("internal") == [note[1] for note in more]


def test_rules_of_zones_are_decided_and_kept_through_an_import(data: Path) -> None:
    def in_force() -> dict[str, tuple[bool, float | None, str]]:
        build = warehouse.open_build(data, "internal")
        found = zoning_rules.in_force(build, plans.conditions(data)).settings
        return {name: (s.enabled, s.threshold, s.severity) for name, s in found.items()}

    before = in_force()
    assert before["population_floor"] == (True, 20_000, "amber")
    begun = entry_rules.begun(data, "zone_rules")  # where none was decided yet
    assert entering.check(data, "zone_rules", begun) == [] and len(begun) == len(before)
    rows = (*entering.begun(data, "zone_rules"), ("完結率の下限", "はい", "62.5", "赤", ""))
    made = entered.save(data, "zone_rules", rows, why="第8次計画", base=0)
    entering.submit(data, "zone_rules", made.number)
    entered.move(data, "zone_rules", made.number, "approved")
    assert in_force() == before  # decided, and not yet in the data
    file = data.parent / entered.file_name("zone_rules", 1)
    file.write_bytes(entered.as_csv("zone_rules", rows))
    assert run(data, file).exit_code == 0
    decided = {**before, "self_sufficiency_floor": (True, 62.5, "red")}
    assert in_force() == decided  # the others as they are set beside the build
    assert run(data, paths.SAMPLE_DATA / "役割.csv").exit_code == 0
    assert in_force() == decided
    assert entering.begun(data, "zone_rules") == rows
    assert "zone_rules" not in release_tables(data)


def release_tables(folder: Path) -> set[str]:
    cursor = warehouse.open_build(folder, "public").cursor()
    return {row[0] for row in cursor.execute("select table_name from duckdb_tables()").fetchall()}
