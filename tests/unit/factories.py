"""Small files in the official layouts, and the ways a prefecture may tell them differently.

架空県 (99) has three towns. Rows are lists of cells as a spreadsheet shows them; write them with
``book`` or ``csv_file``.
"""

import csv
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from zaitaku import sources
from zaitaku.ground import codes

Rows = list[list[Any]]

# code, name, insurer number, medical area code, medical area, zone
TOWNS = [
    ("99201", "空見市", "00990010", "9901", "空見", "空見北"),
    ("99202", "霧川市", "00990028", "9901", "空見", "空見南"),
    ("99301", "島影町", "00990036", "9902", "島影", "島影"),
]
INSURERS = [town[2] for town in TOWNS]
assert all(codes.is_insurer_no(number) for number in INSURERS)
NAME = {town[2]: town[1] for town in TOWNS}
AREA = {town[2]: town[4] for town in TOWNS}
A, B, C = INSURERS
LEVELS = [
    "未認定",
    "要支援１",
    "要支援２",
    "要介護１",
    "要介護２",
    "要介護３",
    "要介護４",
    "要介護５",
]
MASTER = sources.Master.from_rows([town[:5] for town in TOWNS])


def master() -> Rows:
    header = ["municipality_code", "municipality_name", "insurer_no", "medical_area_code"]
    return [[*header, "medical_area", "home_care_zone"], *[list(town) for town in TOWNS]]


def supply() -> Rows:
    """①: two acts; 合計 = 国保 + 後期."""
    rows: Rows = [
        ["【供給側】在宅医療を実施している医療機関数等"],
        ["集計対象：令和5年度"],
        [
            *("No.", "制度", "保険者番号", "保険者名称", "医療機能", "職種"),
            *("診療行為名称", "内訳", "1ヶ月当り患者数（月平均）"),
            *("1ヶ月当りレセプト数（月平均）", "算定回数（月平均）", "医療機関数"),
        ],
    ]
    acts = [("医師", "往診料", ""), ("医師", "在宅患者訪問診療料", "同一建物居住者")]
    counts = {"国保": [10.5, 11.0, 20.0, 3.0], "後期": [1200.5, 1210.0, 2400.5, 5.0]}
    counts["合計"] = [1211.0, 1221.0, 2420.5, 6.0]
    for scheme in ("合計", "国保", "後期"):
        for profession, item, detail in acts:
            for insurer in INSURERS:
                key = [float(len(rows) - 2), scheme, insurer, NAME[insurer], "日常の療養支援"]
                rows.append([*key, profession, item, detail, *counts[scheme]])
    return rows


def institutions() -> Rows:
    """②: two institutions × four acts under merged group headers."""
    return [
        ["【供給側】各医療機関における在宅医療の実施状況"],
        ["No.", "医療機関", "", "", "", "1ヶ月当り患者数（月平均）", "", "", ""],
        ["", "コード", "名称", "所在地", "", "在宅患者訪問診療料", "", "往診", "看取り"],
        [
            *("", "", "", "市町村番号（国保保険者番号）", "市町村名称"),
            *("同一建物居住者以外", "同一建物居住者", "", "看取り加算"),
        ],
        [1.0, "991000001", "空見診療所", A, NAME[A], 12.5, 0.0, 3.0, 0.1],
        [2.0, "991000002", "島影医院", C, NAME[C], 4.0, 1.5, 0.0, 0.0],
    ]


def patients(schemes: Sequence[str] = ("合計", "国保", "後期")) -> Rows:
    """③: one town; every cell of 国保 is 1.0, of 後期 2.0 (重症) or twice that (その他)."""
    rows: Rows = [
        ["【需要側】在宅医療を受けている患者数"],
        ["集計対象：令和5年度（2023年4月～2024年3月診療分）"],
        [
            *("No.", "制度", "保険者番号\n※合計は国保", "保険者名称", "居住形態", "重症度"),
            *("1ヶ月当り患者数（月平均）", *[""] * 7),
        ],
        [*[""] * 6, "要介護度", *[""] * 7],
        [*[""] * 6, *LEVELS],
    ]
    size = {"合計": 3.0, "国保": 1.0, "後期": 2.0}
    times = {"重症": 1.0, "その他": 2.0, "計": 3.0}
    for scheme in schemes:
        for insurer in INSURERS:
            for residence in ("在宅時", "施設入居時等"):
                for severity in ("重症", "その他", "計"):
                    key = [float(len(rows) - 4), scheme, insurer, NAME[insurer]]
                    value = size[scheme] * times[severity]
                    rows.append([*key, residence, severity, *[value] * 8])
    return [*rows, [], ["※国保・後期高齢者以外の被保険者は含まれない。"]]


def flows() -> Rows:
    """④: three towns and 県外; 同一建物以外 counts i+j, 同一建物 1."""
    blocks = ["同一建物以外", "同一建物", "合計"]
    header: Rows = [
        ["No.", "保険者所在地", "", ""],
        ["", "二次医療圏", "保険者番号（国保）", "保険者名称"],
        [""] * 4,
        [""] * 4,
        [""] * 4,
        [""] * 4,
    ]
    for block in blocks:
        header[0] += [block, "", "", ""]
        header[1] += ["医療機関所在地", "", "", ""]
        header[2] += ["二次医療圏", "", "", ""]
        header[3] += [*[AREA[number] for number in INSURERS], "－"]
        header[4] += [*INSURERS, "－"]
        header[5] += [*[NAME[number] for number in INSURERS], "県外"]
    rows: Rows = [["【需要側】市町村別流出入"], *header]
    for i, insurer in enumerate(INSURERS):
        apart = [float(i + j) for j in range(4)]
        key = [float(i + 1), AREA[insurer], insurer, NAME[insurer]]
        rows.append([*key, *apart, *[1.0] * 4, *[value + 1.0 for value in apart]])
    return rows


def discharge() -> Rows:
    """⑤: 介護サービス 10 = 6 + 1 + 3 = 0 + 1 + 2 + 3 + 2 + 1 + 1."""
    rows: Rows = [
        ["医療療養病床（医療区分１）を退院した高齢者（65歳以上）の退院後６ヶ月間の状況"],
        [
            *("No.", "保険者番号", "保険者名称", "退院患者数", "在宅医療あり", "介護施設入居"),
            *("介護サービス利用あり", "利用している介護サービス", "", ""),
            *("要介護度分布（介護サービス利用者）", *[""] * 6),
        ],
        [
            *[""] * 7,
            *("住宅系（訪問・通所等）", "居住系（有料・ＧＨ等）", "施設系（老健・特養等）"),
            *LEVELS[1:],
        ],
    ]
    counts = [20.0, 4.0, 5.0, 10.0, 6.0, 1.0, 3.0, 0.0, 1.0, 2.0, 3.0, 2.0, 1.0, 1.0]
    for number, insurer in enumerate(INSURERS, start=1):
        rows.append([float(number), insurer, NAME[insurer], *counts])
    return rows


TABLES: dict[str, Callable[[], Rows]] = {
    "kdb_supply": supply,
    "kdb_institutions": institutions,
    "kdb_patients": patients,
    "kdb_flows": flows,
    "kdb_discharge": discharge,
}
# Rows of each table above its data, counted from 0.
DATA_FROM = {
    "kdb_supply": 3,
    "kdb_institutions": 4,
    "kdb_patients": 5,
    "kdb_flows": 7,
    "kdb_discharge": 3,
}


# --- told differently ----------------------------------------------------------------------------

_WIDE = str.maketrans("0123456789.,-*", "０１２３４５６７８９．，－＊")


def number_text(value: float) -> str:
    """A number as a person types it: 1211.0 → 「1,211」."""
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def thousands(rows: Rows) -> Rows:
    """Every number as text with thousands separators."""
    return [[number_text(c) if isinstance(c, float) else c for c in row] for row in rows]


def full_width(rows: Rows) -> Rows:
    """Every digit of every number and code in full width."""
    return [
        [c.translate(_WIDE) if isinstance(c, str) and is_number_text(c) else c for c in row]
        for row in thousands(rows)
    ]


def half_width_labels(rows: Rows) -> Rows:
    """Labels as a person retypes them: 要支援1, 月2回以上."""
    narrow = str.maketrans("０１２３４５６７８９（）［］", "0123456789()[]")
    return [[c.translate(narrow) if isinstance(c, str) else c for c in row] for row in rows]


def is_number_text(text: str) -> bool:
    return bool(text) and text.replace(",", "").replace(".", "", 1).isdigit()


def codes_as_numbers(rows: Rows) -> Rows:
    """What a spreadsheet makes of a code typed into it: 00990010 → 990010."""
    return [[float(c) if isinstance(c, str) and c.isdigit() else c for c in row] for row in rows]


def shifted(rows: Rows, down: int = 2, right: int = 1) -> Rows:
    """Blank first rows and columns."""
    return [*[[] for _ in range(down)], *[[*[""] * right, *row] for row in rows]]


def spread_header(rows: Rows, data_from: int, top: int) -> Rows:
    """Group headers repeated in every column they span, as needed before columns move."""
    width = max(map(len, rows))
    spread = [[*row, *[""] * (width - len(row))] for row in rows]
    for row in range(top, data_from - 1):
        for column in range(1, width):
            if spread[row][column] == "" and any(spread[r][column] for r in range(row, data_from)):
                spread[row][column] = spread[row][column - 1]
    return spread


def shuffled_columns(rows: Rows, seed: int = 7, keep: int = 0) -> Rows:
    """Columns in another order; the first ``keep`` stay."""
    width = max(map(len, rows))
    order = list(range(keep, width))
    random.Random(seed).shuffle(order)
    order = [*range(keep), *order]
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return [row if len(set(row[1:])) <= 1 else [row[i] for i in order] for row in padded]


# --- files ---------------------------------------------------------------------------------------


def book(path: Path, sheets: dict[str, Rows], hidden: Sequence[str] = ()) -> Path:
    """A workbook; '' and missing cells are blank."""
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, str) and cell:
                        sheet.write_string(i, j, cell)
                    elif isinstance(cell, (float, int)):
                        sheet.write_number(i, j, cell)
            if name in hidden:
                sheet.hide()
    return path


def csv_file(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    """A CSV whose rows all have as many cells as the widest."""
    width = max(map(len, rows))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        for row in thousands(rows) if any(isinstance(c, float) for r in rows for c in r) else rows:
            writer.writerow([*row, *[""] * (width - len(row))])
    return path


def read(*paths: Path, fiscal_year: int | None = None) -> sources.Collected:
    """Collect with the three towns' master already stored."""
    return sources.collect(paths, fiscal_year=fiscal_year, known=MASTER)


def whole_book(folder: Path, name: str = "R05.xlsx", **changed: Rows) -> Path:
    """All five tables in one book; ``changed`` replaces tables by kind."""
    tables = {kind: make() for kind, make in TABLES.items()} | changed
    return book(folder / name, tables)


def changed(rows: Rows, place: str, value: Any) -> Rows:
    """A copy with one cell (「G17」) set to another value."""
    column = 0
    letters = place.rstrip("0123456789")
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    copy = [list(row) for row in rows]
    row = copy[int(place[len(letters) :]) - 1]
    row.extend([""] * (column - len(row)))
    row[column - 1] = value
    return copy
