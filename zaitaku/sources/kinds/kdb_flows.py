"""④需要（流出入）: where insured people live × where the institution is → patients. Wide.

Grain of ``flows``: residence × origin × destination (a municipality or 県外). The 合計 block, and
any 計 row or column, are in ``flows_total``. 居住形態 comes from 訪問診療料: not that of ③.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from zaitaku.ground.states import Problem, first_repeats
from zaitaku.ground.text import digits, squash
from zaitaku.sources.insurers import resolve
from zaitaku.sources.master import Master
from zaitaku.sources.model import (
    HEADING_FIX,
    Carried,
    Context,
    Extent,
    Key,
    Kind,
    Layout,
    RawTable,
    Reading,
    TableRefusedError,
    Word,
    refusal,
)
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import (
    FEW,
    Part,
    bound_warnings,
    judged,
    repeated_rows,
    sum_warnings,
)
from zaitaku.sources.sheet.frames import cycled, each, long_columns, source_rows
from zaitaku.sources.sheet.grid import HEADER_DEPTH, Grid
from zaitaku.sources.sheet.numbers import Numbers, read_numbers
from zaitaku.sources.sheet.table import (
    Field,
    Table,
    classify_rows,
    first_data_row,
    header_width,
    is_total_word,
)
from zaitaku.sources.sheet.values import DASH_IS_ZERO

OUTSIDE = "県外"
TOTAL = "計"
RESIDENCES = ("同一建物以外", "同一建物")
_RESIDENCE_WORDS = {
    "同一建物以外": "同一建物以外",
    "同一建物居住者以外": "同一建物以外",
    "同一建物": "同一建物",
    "同一建物居住者": "同一建物",
    "合計": "合計",
    "計": "合計",
}
_KEY = Field("insurer_no", "保険者番号（国保）", ".*保険者番号.*")
_NAME = "保険者名称?|市(区)?町村名称?"
_BLOCK_FIX = "居住形態の見出しを、それぞれの最初の医療機関所在地の列の上に置いてください。"
_SHOWN = 5


@dataclass(frozen=True)
class _Column:
    """One number column: its residence block and its destination code (県外, 計)."""

    column: int
    residence: str
    destination: str


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per residence × origin × destination, and checks of the 合計 block."""
    table = _open(grid, top)
    problems = table.problems
    columns = _columns(table, context.master)
    origins = resolve(
        grid, table.places("insurer_no"), table.texts("name"), context.master, problems
    )
    problems += repeated_rows(grid, table.data, origins.numbers, lambda i: origins.numbers[i])
    rows = [*table.data, *table.totals]
    codes = [*origins.municipality_codes, *[TOTAL] * len(table.totals)]
    numbers = read_numbers(grid, rows, [c.column for c in columns], DASH_IS_ZERO, problems)
    problems += misplaced(grid, table.header, rows, [c.column for c in columns])
    sums = [
        *_residence_warnings(grid, columns, numbers),
        *_margin_warnings(grid, columns, numbers, len(table.data)),
    ]
    problems += judged(grid, sums)
    whole = _frame(columns, codes, numbers, context.fiscal_year)
    is_total = np.logical_or.outer(
        [code == TOTAL for code in codes],
        [c.residence == "合計" or c.destination == TOTAL for c in columns],
    ).ravel()
    frames = {
        "flows": whole[~is_total].reset_index(drop=True),
        "flows_total": whole[is_total].reset_index(drop=True),
    }
    return Reading(frames, len(table.data), problems)


def _open(grid: Grid, top: int) -> Table:
    places = grid.find(_KEY.pattern, top, top + HEADER_DEPTH)
    key_column = min(column for _, column in places)
    columns = {"insurer_no": key_column}
    names = [place[1] for place in grid.find(_NAME, top, top + HEADER_DEPTH)]
    if names:
        columns["name"] = min(names)
    table = Table(grid, top, first_data_row(grid, top, _KEY), columns, [], [], [])
    classify_rows(table, key_column, header_width(grid, top, table.start))
    if not table.data:
        raise TableRefusedError(
            table.problems
            or [
                grid.problem(
                    "error", None, None, "見出しはありますが、データの行が1行もありません。"
                )
            ]
        )
    return table


def _columns(table: Table, master: Master) -> list[_Column]:
    """What each number column is, from the five header rows; merged cells reach to the right."""
    grid = table.grid
    header = range(table.top, table.start)
    places = [
        (row, column)
        for text, found in grid.words.items()
        if text in _RESIDENCE_WORDS
        for row, column in found
        if row in header and column > max(table.columns.values())
    ]
    if not places:
        raise refusal(
            grid,
            table.top,
            "保険者名称の右に「同一建物以外」「同一建物」「合計」の見出しがありません。",
            HEADING_FIX,
        )
    residence_row = min(row for row, _ in places)
    first = min(column for row, column in places if row == residence_row)
    wanted = range(first, header_width(grid, table.top, table.start))
    code_row = max(
        header,
        key=lambda row: sum(
            digits(cell) is not None for cell in grid.rows[row][first:] if cell != ""
        ),
    )
    insurer_columns = [
        column for column in wanted if digits(_cell(grid, code_row, column)) is not None
    ]
    names = [grid.text(min(code_row + 1, table.start - 1), column) for column in insurer_columns]
    resolved = resolve(
        grid, [(code_row, column) for column in insurer_columns], names, master, table.problems
    )
    codes = dict(zip(insurer_columns, resolved.municipality_codes, strict=True))
    columns: list[_Column] = []
    residence = ""
    for column in wanted:
        residence = _RESIDENCE_WORDS.get(squash(grid.text(residence_row, column)), residence)
        below = [squash(grid.text(row, column)) for row in header if row > residence_row]
        if column in codes:
            destination = codes[column]
        elif OUTSIDE in below:
            destination = OUTSIDE
        elif any(map(is_total_word, below)):
            destination = TOTAL
        elif _is_blank(grid, column, table):
            continue
        else:
            table.problems.append(_unknown_column(grid, code_row, column))
            continue
        columns.append(_Column(column, residence, destination))
    if not columns:
        raise TableRefusedError(table.problems or [_unknown_column(grid, code_row, first)])
    _refuse_repeats(grid, code_row, columns)
    _refuse_uneven(table, code_row, columns)
    return columns


def _cell(grid: Grid, row: int, column: int) -> object:
    cells = grid.rows[row]
    return cells[column] if column < len(cells) else ""


def _is_blank(grid: Grid, column: int, table: Table) -> bool:
    return all(_cell(grid, row, column) == "" for row in table.data)


def _unknown_column(grid: Grid, row: int, column: int) -> Problem:
    return grid.problem(
        "error",
        row,
        column,
        f"医療機関所在地の保険者番号が「{grid.text(row, column)}」で読み取れません。",
        "保険者番号を入れるか、県外なら名称を「県外」にしてください。",
    )


def _refuse_repeats(grid: Grid, row: int, columns: Sequence[_Column]) -> None:
    repeats = first_repeats((column.residence, column.destination) for column in columns)
    # '' is an unknown insurer, already told.
    repeats = [pair for pair in repeats if columns[pair[1]].destination]
    if repeats:
        raise TableRefusedError(
            grid.problem(
                "error",
                row,
                columns[again].column,
                f"「{columns[again].residence}」の所在地 {columns[again].destination} の列が "
                f"{grid.cell_name(row, columns[first].column)} と重なっています。",
                "どちらが正しいか確かめ、一方を削除してください。",
            )
            for first, again in repeats
        )


def _refuse_uneven(table: Table, code_row: int, columns: Sequence[_Column]) -> None:
    """Block headings that lie beside their columns give a destination to the block before.

    All blocks of the official table have the same destinations.
    """
    grid = table.grid
    problems: list[Problem] = []
    left = range(max(table.columns.values()) + 1, columns[0].column)
    problems += [
        grid.problem(
            "error",
            code_row,
            column,
            f"「{grid.text(code_row, column)}」の列の上に「同一建物以外」「同一建物」「合計」の"
            f"どれもありません（最初の見出しは {grid.cell_name(table.top, columns[0].column)}）。",
            _BLOCK_FIX,
        )
        for column in left
        if grid.text(code_row, column)
    ]
    blocks: dict[str, list[_Column]] = {}
    for place in columns:
        blocks.setdefault(place.residence, []).append(place)
    whole = {place.destination: place for place in columns}
    for residence, block in blocks.items():
        lacking = [whole[code] for code in whole.keys() - {place.destination for place in block}]
        if lacking:
            shown = "、".join(
                sorted({grid.text(code_row + 1, place.column) for place in lacking})[:_SHOWN]
            )
            problems.append(
                grid.problem(
                    "error",
                    code_row,
                    block[0].column,
                    f"「{residence}」の列は {len(block)} 列で、ほかの見出しの下にある所在地のうち"
                    f" {len(lacking)} 件（{shown}）がありません。"
                    "居住形態の見出しが列からずれているおそれがあります。",
                    _BLOCK_FIX,
                )
            )
    if problems:
        raise TableRefusedError([*table.problems, *problems])


def _residence_warnings(
    grid: Grid, columns: Sequence[_Column], numbers: Numbers
) -> Iterable[Problem]:
    """同一建物以外＋同一建物 = 合計, cell by cell; or a 合計 in which everybody counts once."""
    place = {(c.residence, c.destination): i for i, c in enumerate(columns)}
    shared = [
        destination
        for residence, destination in place
        if residence == "合計" and all((name, destination) in place for name in RESIDENCES)
    ]
    if not shared:
        return []
    total, apart, same = (
        numbers.part([place[name, destination] for destination in shared])
        for name in ("合計", *RESIDENCES)
    )
    parts = [Part(name, part) for name, part in zip(RESIDENCES, (apart, same), strict=True)]
    found = sum_warnings(grid, "合計", total, parts)
    if len(found) > FEW and not bound_warnings(grid, "合計", total, parts):
        return [_each_once(grid, len(found))]
    return found


def _each_once(grid: Grid, count: int) -> Problem:
    """A table moved by a column breaks the bounds somewhere; one that counts otherwise nowhere."""
    return grid.problem(
        "warning",
        None,
        None,
        f"合計が「同一建物以外」と「同一建物」の和より小さいマスが {count:,} か所あり、どれも"
        "大きい方の居住形態以上です。両方で診療を受けた人を、合計で1人と数えた表とみられます。",
        "そのまま取り込みました。画面の合計は、2つの居住形態の和です。",
    )


def _margin_warnings(
    grid: Grid, columns: Sequence[_Column], numbers: Numbers, origins: int
) -> list[Problem]:
    """計 columns over destinations, 計 rows over origins."""
    problems: list[Problem] = []
    for position, column in enumerate(columns):
        if column.destination == TOTAL:
            parts = [
                Part(other.destination, numbers.part([i]))
                for i, other in enumerate(columns)
                if other.residence == column.residence and other.destination != TOTAL
            ]
            problems += sum_warnings(grid, TOTAL, numbers.part([position]), parts)
    for row in range(origins, len(numbers.rows)):
        rows = [Part("", numbers.take([origin])) for origin in range(origins)]
        problems += sum_warnings(grid, TOTAL, numbers.take([row]), rows)
    return problems


def _frame(
    columns: Sequence[_Column], codes: Sequence[str], numbers: Numbers, fiscal_year: int
) -> pd.DataFrame:
    width = len(columns)
    return pd.DataFrame(
        {
            "fiscal_year": np.full(len(codes) * width, fiscal_year),
            "residence": cycled([c.residence for c in columns], len(codes)),
            "origin_code": each(codes, width),
            "destination_code": cycled([c.destination for c in columns], len(codes)),
            **long_columns("patients", numbers),
            "source_row": np.repeat(source_rows(numbers.rows), width),
        }
    )


TABLE = RawTable(
    name="flows",
    label="④流出入",
    columns="""
        fiscal_year integer, residence varchar, origin_code varchar, destination_code varchar,
        patients decimal(18, 6), patients_status varchar
    """,
    key=Key(("fiscal_year", "residence", "origin_code", "destination_code")),
    replaced_by="fiscal_year",
    year="fiscal_year",
    extent=Extent("fiscal_year", "origin_code", (("residence", "destination_code"),)),
    carried=Carried(("origin_code", "destination_code")),
)
TOTALS = replace(TABLE, name="flows_total", label="④流出入（合計）", is_check=True, extent=None)
KIND = Kind(
    name="kdb_flows",
    label="④需要（流出入）",
    layouts=(
        Layout(
            (
                Word("同一建物以外", "同一建物(居住者)?(以外)?|合計"),
                Word("医療機関所在地"),
                Word("保険者番号", ".*保険者番号.*"),
            ),
            read,
        ),
    ),
    tables=(TABLE, TOTALS),
    replaces="年度",
    order=60,
    page_label="④ 需要（流出入）",
    is_public=True,
    covers_together=True,
)
