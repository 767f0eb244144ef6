"""②供給（医療機関別）: institution × act → patients (monthly mean). Names are for 内部 only.

Grain of ``institutions``: institution × item × detail. The sheet is wide, with act groups above
their details.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.ground.text import digits, label_key, numeral, squash, tidy
from zaitaku.sources.insurers import resolve
from zaitaku.sources.model import (
    HEADING_FIX,
    Carried,
    Context,
    Key,
    Kind,
    Layout,
    RawTable,
    Reading,
    TableRefusedError,
    Word,
)
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import (
    Part,
    bound_warnings,
    judged,
    repeated_rows,
    total_row_warnings,
)
from zaitaku.sources.sheet.frames import cycled, each, long_columns, source_rows
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.numbers import Numbers, read_numbers
from zaitaku.sources.sheet.table import Field, Table, open_table
from zaitaku.sources.sheet.values import DASH_IS_ZERO

_MANAGEMENT = ("重症", "重症以外・月２回以上", "重症以外・月１回", "その他（H28年度改定以前）")
_OFFICIAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("在宅患者訪問診療料と在宅がん医療総合診療料の合計", ("",)),
    ("在宅患者訪問診療料", ("同一建物居住者以外", "同一建物居住者")),
    ("在宅がん医療総合診療料", ("",)),
    ("往診", ("",)),
    ("在宅時医学総合管理料", _MANAGEMENT),
    ("施設入居時等医学総合管理料", _MANAGEMENT),
    ("看取り", ("看取り加算", "死亡診断加算", "在宅ターミナルケア加算")),
    (
        "指導管理料",
        ("在宅酸素療法", "在宅中心静脈栄養法", "在宅自己導尿", "在宅人工呼吸", "在宅気管切開患者"),
    ),
)
ITEMS = tuple((item, detail) for item, details in _OFFICIAL for detail in details)
_BY_KEY = {label_key(item + detail): (item, detail) for item, detail in ITEMS}
_GROUPS = {label_key(item) for item, _ in ITEMS}
_DETAILS = {label_key(detail) for _, detail in ITEMS if detail}

_FIELDS = (
    Field("institution_code", "医療機関コード", "(医療機関)?コード"),
    Field("institution_name", "医療機関名称", "(医療機関)?名称"),
    Field("insurer_no", "市町村番号（国保保険者番号）", ".*(市(区)?町村番号|保険者番号).*"),
    Field("name", "市町村名称", "市(区)?町村名称?|保険者名称?", is_required=False),
)
_NOT_AN_ACT = ("1[かヶヵケカ]月当.*", "No\\.?", "番号", "医療機関", "所在地", "備考")


class _Act(NamedTuple):
    column: int
    item: str
    detail: str
    order: int


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per institution and act."""
    table = open_table(grid, top, _FIELDS, key="insurer_no")
    problems = table.problems
    acts = _acts(table)
    insurers = resolve(
        grid, table.places("insurer_no"), table.texts("name"), context.master, problems
    )
    institutions = _institution_codes(table, insurers.municipality_codes)
    names = table.texts("institution_name") or []
    problems += repeated_rows(
        grid, table.data, institutions, lambda i: f"医療機関「{institutions[i]}」（{names[i]}）"
    )
    columns = [act.column for act in acts]
    numbers = read_numbers(grid, table.data, columns, DASH_IS_ZERO, problems)
    problems += misplaced(grid, table.header, table.data, columns)
    problems += _unknown_acts(table, acts, numbers)
    sums = _whole_warnings(grid, acts, numbers)
    if table.totals:
        same = [""] * len(table.data)
        sums += total_row_warnings(table, numbers, same, [""] * len(table.totals), DASH_IS_ZERO)
    problems += judged(grid, sums)
    rows, width = len(table.data), len(acts)

    frame = pd.DataFrame(
        {
            "fiscal_year": np.full(rows * width, context.fiscal_year),
            "institution_code": each(institutions, width),
            "institution_name": each(names, width),
            "insurer_no": each(insurers.numbers, width),
            "municipality_code": each(insurers.municipality_codes, width),
            "item": cycled([act.item for act in acts], rows),
            "detail": cycled([act.detail for act in acts], rows),
            "item_order": [act.order for act in acts] * rows,
            **long_columns("patients", numbers),
            "source_row": np.repeat(source_rows(table.data), width),
        }
    )
    return Reading({"institutions": frame}, rows, problems)


def _whole_warnings(grid: Grid, acts: Sequence[_Act], numbers: Numbers) -> list[Problem]:
    """The first column counts the patients of 訪問診療料 and がん医療総合診療料 together."""
    place = {(act.item, act.detail): i for i, act in enumerate(acts)}
    whole, *parts = ITEMS[:4]
    if not all(item in place for item in (whole, *parts)):
        return []
    return bound_warnings(
        grid,
        "合計の患者数",
        numbers.part([place[whole]]),
        [Part(detail or item, numbers.part([place[item, detail]])) for item, detail in parts],
    )


def _acts(table: Table) -> list[_Act]:
    """Every act column: its group (blank cells carry the group to their left) and its detail."""
    grid, taken = table.grid, set(table.columns.values())
    width = max(len(row) for row in grid.rows[table.top : table.start])
    acts: list[_Act] = []
    group = ""
    for column in range(width):
        texts = _act_texts(grid, column, table)
        if column in taken or not texts:
            group = ""
            continue
        head, *rest = texts
        if head:
            group = head
        parts = [text for text in (group, *(text for text in rest if text != group)) if text]
        known = _BY_KEY.get(label_key("".join(parts)))
        item, detail = known or (parts[0], "・".join(parts[1:]))
        if known is None and _is_misplaced(parts):
            table.problems.append(_misplaced_detail(grid, table.start - 1, column, parts))
        order = ITEMS.index(known) + 1 if known else len(ITEMS) + 1 + len(acts)
        acts.append(_Act(column, item, detail, order))
    _refuse_unusable(table, acts)
    return acts


def _is_misplaced(parts: Sequence[str]) -> bool:
    """A known detail under a known act that is not its own, or under none; new acts may have it."""
    *groups, detail = map(label_key, parts)
    return detail in _DETAILS and all(group in _GROUPS for group in groups)


def _misplaced_detail(grid: Grid, row: int, column: int, parts: Sequence[str]) -> Problem:
    """A detail of the official table that stands under another group, or under none."""
    wanted = "、".join(item for item, details in _OFFICIAL if _is_among(parts[-1], details))
    found = f"「{parts[0]}」の下" if len(parts) > 1 else "診療行為の見出しのない列"
    return grid.problem(
        "error",
        row,
        column,
        f"内訳「{parts[-1]}」が{found}にあります（配布時の表では {wanted} の下）。"
        "診療行為の見出しと内訳の列がずれているおそれがあります。",
        "診療行為の見出しを、その内訳の最初の列の上に置いてください。",
    )


def _is_among(detail: str, details: Sequence[str]) -> bool:
    return label_key(detail) in map(label_key, details)


def _unknown_acts(table: Table, acts: Sequence[_Act], numbers: Numbers) -> list[Problem]:
    """Columns that the table did not have when it was given out: each told with its count."""
    sums = np.nansum(numbers.values, axis=0)
    counts = np.count_nonzero(np.nan_to_num(numbers.values), axis=0)
    return [
        table.grid.problem(
            "warning",
            table.start - 1,
            act.column,
            f"診療行為「{'・'.join(filter(None, (act.item, act.detail)))}」は配布時の表にない列です"
            f"（患者のいる医療機関 {count:,}、患者数の計 {total:,.1f}）。",
            "見出しのとおりに取り込み、ほかの診療行為とは足していません。"
            "見出しの誤りか、改定で変わった名前でないか確かめてください。",
        )
        for act, total, count in zip(acts, sums, counts, strict=True)
        if (act.item, act.detail) not in ITEMS
    ]


def _act_texts(grid: Grid, column: int, table: Table) -> list[str]:
    """The header of one column from the act groups down; [] for a column that is no act."""
    group_row = _group_row(grid, table)
    texts = [tidy(grid.text(row, column)) for row in range(group_row, table.start)]
    if any(_is_frame_word(text) for text in texts):
        return []
    return texts if any(texts) else []


def _is_frame_word(text: str) -> bool:
    """Whether a header text belongs to the frame of the table, not to an act."""
    return any(re.fullmatch(pattern, squash(text)) for pattern in _NOT_AN_ACT)


def _group_row(grid: Grid, table: Table) -> int:
    """The header row that names act groups: where 往診 stands."""
    places = grid.find("往診(料)?", table.top, table.start)
    return places[0][0] if places else table.top


def _refuse_unusable(table: Table, acts: Sequence[_Act]) -> None:
    seen: dict[tuple[str, str], int] = {}
    problems: list[Problem] = []
    for act in acts:
        first = seen.setdefault((act.item, act.detail), act.column)
        if first != act.column:
            problems.append(
                table.grid.problem(
                    "error",
                    table.start - 1,
                    act.column,
                    f"診療行為「{act.item} {act.detail}」の列が2つ以上あります。",
                    "一方を削除するか、見出しを直してください。",
                )
            )
    if not acts:
        problems.append(
            table.grid.problem(
                "error",
                table.top,
                None,
                "診療行為の列が見つかりません。",
                HEADING_FIX,
            )
        )
    if problems:
        raise TableRefusedError(problems)


def _institution_codes(table: Table, municipality_codes: Sequence[str]) -> list[str]:
    """Codes as text; one leading zero restored where the prefecture in front shows it is lost."""
    restored: list[str] = []
    found: list[str] = []
    column = table.columns["institution_code"]
    for row, cell, municipality in zip(
        table.data, table.cells("institution_code"), municipality_codes, strict=True
    ):
        code = _code(cell)
        if not code:
            table.problems.append(
                table.grid.problem(
                    "error",
                    row,
                    column,
                    f"医療機関コード「{table.grid.text(row, column)}」が空か、1つのコードでは"
                    "ありません。",
                    "コードを入れてください。",
                )
            )
        if len(code) in (8, 9) and code.isdigit() and municipality.startswith(f"0{code[0]}"):
            restored.append(f"{code} → 0{code}")
            code = f"0{code}"
        found.append(code)
    if restored:
        table.problems.append(
            table.grid.problem(
                "info",
                None,
                None,
                f"医療機関コード {len(restored)} 件の先頭の0を補いました（例: {restored[0]}）。",
            )
        )
    return found


def _code(cell: Cell) -> str:
    """'' for what is no code: also a word that a program left for a blank (「NaN」「None」)."""
    code = digits(cell) or (numeral(cell) or "" if isinstance(cell, str) else "")
    return code if any(map(str.isdigit, code)) else ""


TABLE = RawTable(
    name="institutions",
    label="②医療機関別",
    columns="""
        fiscal_year integer, institution_code varchar, institution_name varchar, insurer_no varchar,
        municipality_code varchar, item varchar, detail varchar, item_order integer,
        patients decimal(18, 6), patients_status varchar
    """,
    key=Key(("fiscal_year", "institution_code", "item", "detail")),
    replaced_by="fiscal_year",
    year="fiscal_year",
    carried=Carried(("municipality_code",), may_lack_parts=True),
)
KIND = Kind(
    name="kdb_institutions",
    label="②供給（医療機関別）",
    layouts=(
        Layout(
            (
                Word("コード", "(医療機関)?コード"),
                Word("名称", "(医療機関)?名称"),
                Word("市町村番号（国保保険者番号）", ".*(市区?町村番号|保険者番号).*"),
                Word("往診", "往診料?"),
            ),
            read,
        ),
    ),
    tables=(TABLE,),
    replaces="年度",
    order=40,
    page_label="② 供給（医療機関別）",
)
