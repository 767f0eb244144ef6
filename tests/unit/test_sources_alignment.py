"""Headings beside their data: read right or refused, never another figure under a heading."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit import factories as f
from tests.unit import published as p
from tests.unit.test_sources_certified import certified
from tests.unit.test_sources_certified import insured as care_insured
from tests.unit.test_sources_masters import published
from tests.unit.test_sources_ndb_sex_age import sheet as by_sex_and_age
from zaitaku.sources.model import Context, TableRefusedError
from zaitaku.sources.recognise import recognise
from zaitaku.sources.sheet.grid import Grid

pytestmark = pytest.mark.thorough

Tables = dict[str, list[str]]


def read(rows: f.Rows) -> Tables | None:
    """What is read, row by row as text; None when the sheet is refused or passed over."""
    width = max(map(len, rows))
    grid = Grid("R05.xlsx", "表", [[*row, *[""] * (width - len(row))] for row in rows])
    sheet = recognise(grid)
    if sheet.layout is None:
        return None
    try:
        reading = sheet.layout.read(grid, sheet.top, Context(2023, f.MASTER))
    except TableRefusedError:
        return None
    if any(problem.severity == "error" for problem in reading.problems):
        return None
    return {
        name: sorted(map(repr, frame.drop(columns="source_row").to_numpy().tolist()))
        for name, frame in reading.frames.items()
    }


def shifted(rows: f.Rows, lines: range, column: int, by: int) -> f.Rows:
    """Some lines moved from a column on: to the right by a blank cell, or left over a cell."""
    moved = [
        [*row[:column], *([""] if by > 0 else []), *row[column - min(by, 0) :]] for row in rows
    ]
    return [moved[i] if i in lines else rows[i] for i in range(len(rows))]


def shifts(rows: f.Rows, top: int, start: int) -> Iterator[tuple[str, f.Rows]]:
    parts = {"data": range(start, len(rows)), "headings": range(top, start)}
    parts |= {f"line {line + 1}": range(line, line + 1) for line in range(top, start)}
    for part, lines in parts.items():
        for column in range(max(map(len, rows))):
            for by in (1, -1):
                # a heading that is gone is another fault
                is_lost = by < 0 and part != "data" and any(rows[i][column] for i in lines)
                if not is_lost:
                    yield f"{part} from column {column} by {by}", shifted(rows, lines, column, by)


@pytest.mark.parametrize("kind", f.TABLES)
def test_a_shift_is_refused_or_read_right(kind: str) -> None:
    rows = f.TABLES[kind]()
    width = max(map(len, rows))
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    right = read(rows)
    assert right is not None
    start = f.DATA_FROM[kind]
    top = next(number for number, row in enumerate(rows) if "No." in row)
    told = {name: read(moved) for name, moved in shifts(rows, top, start)}
    assert [name for name, found in told.items() if found not in (None, right)] == []
    assert sum(found is None for found in told.values()) > len(told) / 4


def whole_shifts(rows: f.Rows, header: range, first: int, data: int) -> Iterator[f.Rows]:
    """All data, or all headings, one column to the right from each column of figures on."""
    for column in range(first, max(map(len, rows))):
        yield shifted(rows, range(data, len(rows)), column, 1)
        yield shifted(rows, header, column, 1)


@pytest.mark.parametrize(
    ("rows", "header", "first", "data"),
    [
        (published(), range(1, 3), 4, 3),
        (p.total(), range(2, 4), 4, 4),
        (p.share(), range(2, 4), 4, 4),
        (p.flat(), range(1), 5, 1),
        (p.TABLES["需要推計"](), range(3, 5), 3, 5),
        (p.TABLES["NDB"](), range(3, 6), 4, 6),
        (by_sex_and_age(), range(2, 4), 4, 4),
        (certified(), range(4, 6), 2, 6),
        (care_insured(), range(3, 5), 2, 5),
    ],
    ids=[
        "住基",
        "結果表1",
        "結果表3",
        "男女5歳",
        "需要推計",
        "NDB",
        "NDB（性年齢別）",
        "認定者",
        "第1号被保険者",
    ],
)
def test_a_shift_in_a_published_table_is_refused_or_read_right(
    rows: f.Rows, header: range, first: int, data: int
) -> None:
    right = read(rows)
    assert right is not None
    told = [read(moved) for moved in whole_shifts(rows, header, first, data)]
    assert [found for found in told if found not in (None, right)] == []
    assert None in told


def errors(kind: str, rows: f.Rows, tmp_path: Path) -> list[str]:
    told = f.read(f.book(tmp_path / "R05.xlsx", {"表": rows}))
    assert [report.status for report in told.files] == ["refused"], kind
    return [str(problem) for problem in told.problems if problem.severity == "error"]


def test_block_headings_one_column_beside_their_data(tmp_path: Path) -> None:
    rows = shifted(f.flows(), range(1, 2), 4, 1)
    messages = errors("④", rows, tmp_path)
    assert messages[0].startswith(
        "R05.xlsx「表」E6: 「00990010」の列の上に「同一建物以外」「同一建物」「合計」の"
        "どれもありません（最初の見出しは F2）。"
    )
    assert any(
        message.startswith(
            "R05.xlsx「表」N6: 「合計」の列は 3 列で、"
            "ほかの見出しの下にある所在地のうち 1 件（空見市）がありません。"
        )
        for message in messages
    )


def test_an_empty_column_in_the_data_alone(tmp_path: Path) -> None:
    rows = f.supply()
    messages = errors("①", shifted(rows, range(3, len(rows)), 8, 1), tmp_path)
    assert messages[0].startswith(
        "R05.xlsx「表」M4: 見出しのない列に数値があります"
        "（M4 の 6、M5 の 6、M6 の 6、M7 の 6、M8 の 6 ほか13個）。"
        "数値の見出しは I列から L列までにあります。"
    )
    assert messages[1].startswith(
        "R05.xlsx「表」I3: 見出しはありますが、データの 18 行のどこにも値がありません。"
    )


def test_two_headings_over_one_column(tmp_path: Path) -> None:
    rows = shifted(f.discharge(), range(2, 3), 6, -1)
    messages = errors("⑤", rows, tmp_path)
    assert messages[0].startswith(
        "R05.xlsx「表」G2: 1つの列に2つの見出し"
        "（「介護サービス利用あり」「住宅系(訪問・通所等)」）が"
    )


def test_a_detail_under_another_act(tmp_path: Path) -> None:
    rows = shifted(f.institutions(), range(3, 4), 7, -1)
    messages = errors("②", rows, tmp_path)
    assert messages[0].startswith(
        "R05.xlsx「表」H4: 内訳「看取り加算」が「往診」の下にあります"
        "（配布時の表では 看取り の下）。"
    )


def test_a_known_detail_under_a_new_act_is_kept(tmp_path: Path) -> None:
    rows = f.changed(f.institutions(), "F3", "在宅新設訪問料")
    told = f.read(f.book(tmp_path / "R05.xlsx", {"表": rows}))
    assert [report.status for report in told.files] == ["read"]
    assert "在宅新設訪問料" in set(told.tables[0].frames["institutions"]["item"])


def test_a_calculation_beside_the_table_is_none_of_it(tmp_path: Path) -> None:
    rows = f.discharge()
    aside = [*rows[:3], *[[*row, "", sum(row[3:])] for row in rows[3:]]]
    told = f.read(f.book(tmp_path / "R05.xlsx", {"表": aside}))
    assert [report.status for report in told.files] == ["read"]
