"""Lines that are no row of the table: named and refused, or passed over and told; none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from tests.unit import published
from zaitaku import sources
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.own import statements
from zaitaku.sources.sheet.table import Field

PEOPLE = [
    ["year", "municipality_code", "age_band", "population"],
    ["2023", "99201", "0-4", "10"],
    ["2023", "99202", "0-4", "20"],
    ["2023", "99301", "0-4", "30"],
]
ZONES = [
    ["zone_scheme", "zone_name", "municipality_code", "valid_from"],
    ["保健所", "北", "99201", ""],
    ["保健所", "北", "99202", ""],
    ["保健所", "南", "99301", ""],
]


def text_file(path: Path, rows: f.Rows) -> Path:
    """Lines as they are, none filled up to the width of the widest."""
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return path


def errors(*paths: Path) -> list[str]:
    told = f.read(*paths)
    assert told.tables == []
    return [str(problem) for problem in told.problems if problem.severity == "error"]


def warnings(told: sources.Collected) -> list[str]:
    return [str(problem) for problem in told.problems if problem.severity == "warning"]


@pytest.mark.parametrize(("rows", "cell"), [(PEOPLE, "E3"), (ZONES, "F3")])
def test_two_rows_in_one_line(rows: f.Rows, cell: str, tmp_path: Path) -> None:
    joined = [*rows[:2], [*rows[2], *(["a"] if rows is ZONES else []), "2023", "99301"]]
    (message, *_) = errors(text_file(tmp_path / "a.csv", joined))
    assert message.startswith(f"a.csv {cell}: 見出しのない列に値「2023」があります。")


def test_a_calculation_beside_the_table_is_none_of_its_rows(tmp_path: Path) -> None:
    beside = [PEOPLE[0], [*PEOPLE[1], "", "60"], *PEOPLE[2:]]
    assert f.read(f.book(tmp_path / "a.xlsx", {"人口": beside})).tables[0].rows == 3


@pytest.mark.parametrize("rows", [PEOPLE, ZONES])
def test_a_text_beyond_the_header_is_told(rows: f.Rows, tmp_path: Path) -> None:
    remarked = [*rows[:2], [*rows[2], "速報値"], rows[3]]
    (message,) = warnings(f.read(text_file(tmp_path / "a.csv", remarked)))
    assert message.startswith(f"a.csv {'ABCDE'[len(rows[0])]}3: 見出しのない列に値のある行が 1 行")


@pytest.mark.parametrize("rows", [PEOPLE, ZONES])
@pytest.mark.parametrize("sign", [";", "\t", "|"])
@pytest.mark.parametrize("row", [1, 2, 3])
def test_a_line_with_another_delimiter(rows: f.Rows, sign: str, row: int, tmp_path: Path) -> None:
    damaged = [*rows[:row], [sign.join(rows[row])], *rows[row + 1 :]]
    assert any(
        f"a.csv A{row + 1}: 1つのセルに1行分の値" in message
        for message in errors(text_file(tmp_path / "a.csv", damaged))
    )


@pytest.mark.parametrize("rows", [PEOPLE, ZONES])
def test_a_note_between_rows_is_told_and_one_below_is_not(rows: f.Rows, tmp_path: Path) -> None:
    between = [*rows[:2], ["※ここから速報"], *rows[2:]]
    (message,) = warnings(f.read(text_file(tmp_path / "a.csv", between)))
    assert message.startswith("a.csv 3行目: 表の中の 1 行を、注とみて読みとばしました（「※ここから")
    assert warnings(f.read(text_file(tmp_path / "b.csv", [*rows, ["※おわり"]]))) == []


def test_a_row_struck_out_with_a_sign_is_told_wherever_it_stands(tmp_path: Path) -> None:
    rows = [*ZONES, ["#保健所", "南", "99301", "2024-04-01"]]
    assert warnings(f.read(text_file(tmp_path / "a.csv", rows))) == [
        "a.csv 5行目: 表の中の 1 行を、注とみて読みとばしました（「#保健所」など）。"
        "データの行なら、番号と数値を入れ、行の頭の記号（※・#）を消してください。"
    ]


def test_a_line_that_ends_early(tmp_path: Path) -> None:
    """Without a column that is needed it is cut; without one that may be empty it is told."""
    cut = [*ZONES[:3], ["保健所", "南"]]
    assert errors(text_file(tmp_path / "a.csv", cut)) == [
        "a.csv 4行目: 列が 4 列必要なところ 2 列しかありません。"
        "ファイルが途中で切れていないか確かめてください。"
    ]
    assert errors(text_file(tmp_path / "b.csv", [*ZONES, ["99301"]]))[0].startswith("b.csv 5行目: ")
    told = f.read(text_file(tmp_path / "c.csv", [*ZONES[:3], ["保健所", "南", "99301"]]))
    assert warnings(told) == [
        "c.csv 4行目: 列が 4 列必要なところ 3 列しかありません。"
        "ファイルが途中で切れていないか確かめてください。足りない欄は空欄として読みました。"
    ]


@pytest.mark.parametrize("kind", ["結果表1", "結果表3", "男女5歳", "需要推計", "NDB"])
@pytest.mark.parametrize("written", ["", "不明"])
def test_a_first_row_without_its_key_is_no_header(kind: str, written: str, tmp_path: Path) -> None:
    """Their headers have years and codes, so a row of figures may look like a part of them."""
    rows = [list(row) for row in published.TABLES[kind]()]
    row, column = {
        "結果表1": (4, 0),
        "結果表3": (4, 0),
        "男女5歳": (1, 0),
        "需要推計": (5, 1),
        "NDB": (6, 2),
    }[kind]
    rows[row][column] = written
    (message, *_) = errors(f.book(tmp_path / "R05.xlsx", {"表": rows}))
    assert message.startswith(f"R05.xlsx「表」{'ABC'[column]}{row + 1}: ")
    assert "番号の欄が" in message


@pytest.mark.parametrize("kind", ["結果表1", "男女5歳", "需要推計"])
def test_a_blank_row_below_the_header(kind: str, tmp_path: Path) -> None:
    rows = published.TABLES[kind]()
    start = {"結果表1": 4, "男女5歳": 1, "需要推計": 5}[kind]
    frames = [
        f.read(f.book(tmp_path / f"{n}.xlsx", {"表": table})).tables[0].frames
        for n, table in enumerate([rows, [*rows[:start], [], *rows[start:]]])
    ]
    for name, frame in frames[0].items():
        other = frames[1][name].drop(columns="source_row")
        assert other.equals(frame.drop(columns="source_row"))


def test_an_age_band_that_lost_its_label(tmp_path: Path) -> None:
    """The last but one: what is left still begins at 0 and ends open."""
    rows = published.sheets()["99201_空見市"]
    place = next(n for n, row in enumerate(rows) if row[:1] == ["90～94歳"])
    rows[place] = ["※" if cell == "90～94歳" else cell for cell in rows[place]]
    (message,) = errors(f.book(tmp_path / "a.xlsx", {"99201_空見市": rows}))
    assert "最高齢までの年齢階級が揃っていません" in message


@pytest.mark.parametrize("code", ["12\n34", "1 2", "①", "12345"])
def test_a_code_that_is_none_is_not_left_blank(code: str, tmp_path: Path) -> None:
    rows = f.changed(f.master(), "D3", code)
    (message,) = errors(f.csv_file(tmp_path / "m.csv", rows))
    assert message.startswith("m.csv D3: 二次医療圏コード「")


@pytest.mark.parametrize("code", ["991000001\n991000009", "None", "NaN", "null"])
def test_an_institution_of_two_codes_or_none(code: str, tmp_path: Path) -> None:
    rows = f.changed(f.institutions(), "B5", code)
    (message,) = errors(f.book(tmp_path / "R05.xlsx", {"②": rows}))
    shown = code.replace("\n", " ")
    assert message.startswith(f"R05.xlsx「②」B5: 医療機関コード「{shown}」が空か、")


def test_a_prefecture_that_is_none(tmp_path: Path) -> None:
    rows = f.changed(published.notices(), "B6", "999")
    (message,) = errors(f.book(tmp_path / "a.xlsx", {"名簿": rows}))
    assert message.startswith(
        "a.xlsx「名簿」B6: 都道府県コード「999」が 2 桁の数字ではありません。"
    )


def test_a_target_with_the_sign_of_a_note(tmp_path: Path) -> None:
    header = ["indicator_id", "area_code", "baseline_year", "target_year", "target_value"]
    row = ["NS1", "99", "2023", "2029", "12²"]
    (message,) = errors(f.csv_file(tmp_path / "t.csv", [header, row]))
    assert message.startswith("t.csv 2行目: target_value「12²」は数値ではありません。")


def test_a_station_written_twice_is_told(tmp_path: Path) -> None:
    rows = published.stations()
    told = f.read(f.csv_file(tmp_path / "s.csv", [*rows, rows[2]]))
    (message,) = warnings(told)
    assert message.startswith(
        "s.csv 5行目: 同じ名称・場所の事業所が2行以上あります（空見ステーション"
    )


def test_a_text_that_ends_within_a_line(tmp_path: Path) -> None:
    """「30」 may be all that is left of 「305」; nothing else tells."""
    path = text_file(tmp_path / "a.csv", PEOPLE)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    assert warnings(f.read(path)) == [
        "a.csv 4行目: 最後の行が改行で終わっていません。"
        "最後の値が途中で切れていないか確かめてください。"
    ]


@pytest.mark.parametrize("heading", ["", "列", "Unnamed: 4", "#REF!"])
def test_values_under_a_heading_that_nobody_wrote_are_told(heading: str) -> None:
    """An optional column whose heading was lost; a column of the user's own is passed over."""
    fields = (Field("code", "コード", "code"), Field("since", "開始日", "since", is_required=False))
    rows = [["code", heading, "備考"], ["99201", "2024-04-01", ""], ["99202", "2024-04-01", ""]]
    _, (one,) = statements(Grid("役割.csv", None, rows), 0, fields)
    assert one.severity == "warning" and one.where == "役割.csv B1"
    assert f"見出し「{heading}」" in one.message and "B2" in one.message
    for own in ("担当課", "since"):
        rows[0][1] = own
        assert statements(Grid("役割.csv", None, rows), 0, fields)[1] == []
