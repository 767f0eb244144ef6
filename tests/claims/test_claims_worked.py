"""The worked example: every cell as typed by hand, in the SQL, in the workbook, after an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.claims import made
from zaitaku.ask import warehouse
from zaitaku.build import importing
from zaitaku.claims import comparing, tables
from zaitaku.claims.engines import Rows
from zaitaku.derived import questions
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths
from zaitaku.sources.kinds import kdb_discharge

TOWNS = [
    tables.Town("03201", "盛岡市", "00030015", "盛岡"),
    tables.Town("03202", "宮古市", "00030023", "宮古"),
]
LEVELS = kdb_discharge.LEVELS
# table of the SQL → file by hand, its keys, its figures
SUMS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "supply": ("t1_supply_sums", 4, ("patients_m", "receipts", "claims", "institutions")),
    "institutions": ("t2_institutions_sums", 4, ("patients_m",)),
    "patients": ("t3_patients_sums", 5, ("patients_m",)),
    "flows": ("t4_flows_sums", 3, ("patients_m", "distinct_m")),
    "discharge": ("t5_discharge", 1, (*kdb_discharge.VALUES,)),
}


@pytest.fixture(scope="module")
def counted() -> dict[str, Rows]:
    return made.counted([made.INPUT])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("worked") / "out"
    (book, *_) = made.run([made.INPUT], out).files
    return book


@pytest.mark.parametrize("table", SUMS)
def test_sums_are_those_by_hand(table: str, counted: dict[str, Rows]) -> None:
    file, width, figures = SUMS[table]
    wanted = Counter(
        (*list(row.values())[:width], *(int(row[figure]) for figure in figures))
        for row in made.expected(file)
    )
    assert Counter(row[: width + len(figures)] for row in counted[table].rows) == wanted


def test_published_figures_are_those_by_hand(book: Path) -> None:
    """Read back as the product reads official tables; every other cell of the layout is 0."""
    cells = comparing.delivered(book, TOWNS, 2023)
    wanted: dict[tuple[str, ...], str] = {}
    for row in made.expected("t1_supply_published"):
        for figure in tables.MEASURES:
            key = ("①", row["scheme"], row["municipality_code"], row["item"], row["detail"])
            wanted[*key, figure] = row[figure]
    for row in made.expected("t2_institutions_published"):
        wanted["②", row["institution_code"], row["group"], row["detail"]] = row["patients"]
    for row in made.expected("t3_patients_published"):
        wanted["③", *list(row.values())[:5]] = row["patients"]
    for row in made.expected("t4_flows_published"):
        wanted["④", row["residence"], row["origin_code"], row["destination_code"]] = row["patients"]
    for row in made.expected("t5_discharge"):
        for figure in kdb_discharge.VALUES:
            wanted["⑤", row["municipality_code"], figure] = row[figure]
    assert wanted.keys() <= cells.keys()
    for key, cell in cells.items():
        assert cell is not None
        assert float(cell) == float(wanted.get(key, "0")), key


def test_headings_are_those_of_the_official_book(book: Path) -> None:
    """Cell by cell down to the data, but for the towns that the columns of ④ name."""
    openpyxl = pytest.importorskip("openpyxl")
    official = paths.ROOT.parent / "shared/examples/iwate/R05_在宅医療_集計データ.xlsx"
    if not official.is_file():
        pytest.skip("実データの見本（../shared/examples/iwate）がこの計算機にありません")
    theirs, ours = openpyxl.load_workbook(official), openpyxl.load_workbook(book)
    assert ours.sheetnames == [*theirs.sheetnames[:5], "options"]
    for name in theirs.sheetnames[:5]:
        if name.startswith("④"):
            continue
        above, below = _head(theirs[name]), _head(ours[name])
        skip = 1 if above[0][1] is None else 0  # the line 集計対象 is a sheet's own
        assert [row for row in below if not _is_target(row)][skip:] == [
            row for row in above if not _is_target(row)
        ][skip:], name


def _head(sheet: Any) -> list[list[object]]:
    rows = []
    for row in sheet.iter_rows(values_only=True):
        if row[0] == 1:
            return rows
        rows.append(list(row))
    raise AssertionError(sheet.title)


def _is_target(row: list[object]) -> bool:
    return str(row[0]).startswith("集計対象")


def test_the_import_takes_it_and_a_question_gives_the_same_figures(
    book: Path, tmp_path: Path
) -> None:
    master = tmp_path / "市区町村マスタ.csv"
    master.write_text(
        "municipality_code,municipality_name,insurer_no,medical_area_code,medical_area\n"
        "03201,盛岡市,00030015,0301,盛岡\n03202,宮古市,00030023,0307,宮古\n",
        encoding="utf-8",
    )
    data = tmp_path / "data"
    result = importing.run([book, master], data, load_policy(paths.POLICY))
    assert result.build_id and not result.exit_code
    build = warehouse.open_build(data, "internal")

    def asked(name: str, column: str, **params: Any) -> dict[str, Any]:
        answer = questions.run(build, name, params)
        place = answer.names.index(column)
        return {row[0]: row[place] for row in answer.rows}

    item = {"item": "在宅患者訪問診療料", "detail": "同一建物居住者以外", "scheme": "国保"}
    assert asked("supply/by_area", "patients", **item) == {"03201": 0.3, "03202": 0.1}
    assert asked("supply/by_area", "institutions", **item) == {"03201": 1, "03202": 1}
    assert asked("discharge/by_area", "discharged") == {"03201": 1, "03202": 0}


def test_the_options_sheet_names_every_choice(book: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from zaitaku.claims import definition

    told = {row[0]: row for row in openpyxl.load_workbook(book)["options"].values}
    for name, value in definition.defaults().items():
        assert told[name][2] == told[name][3] == definition.told(value)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (made.run([made.INPUT], tmp_path / name).files for name in ("a", "b"))
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in other]


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    import pandas as pd

    for file in made.INPUT.iterdir():
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        frame.to_parquet(tmp_path / f"{file.stem}.parquet")
    assert made.counted([tmp_path]) == made.counted([made.INPUT])


OPTIONS: dict[str, Callable[[dict[str, Rows]], object]] = {
    # R11: C001-2 of a member of 03201 by a clinic there
    "home_visit_2=apart": lambda r: _cell(r, "supply", "合計", "03201", *_APART)[0],
    "home_visit_2=same": lambda r: _cell(r, "supply", "合計", "03201", *_SAME)[0],
    "member=person": lambda r: _cell(r, "supply", "合計", "03201", *_APART)[0],
    "flow_total=distinct": lambda r: _cell(r, "flows", "03202", "03201", "合計")[0],
    "flow_residence=management": lambda r: _cell(r, "flows", "03201", "03201", "同一建物以外")[0],
    "care_level_ties=lowest": lambda r: _cell(
        r, "patients", "合計", "03201", "在宅時", "その他", "要介護３"
    )[0],
    "discharge_age=60": lambda r: _cell(r, "discharge", "03201")[0],
    "discharge_age=90": lambda r: _cell(r, "discharge", "03201")[0],
}
_APART = ("在宅患者訪問診療料", "同一建物居住者以外")
_SAME = ("在宅患者訪問診療料", "同一建物居住者")
WANTED = dict(zip(OPTIONS, (7, 2, 5, 1, 4, 1, 2, 0), strict=True))


def _cell(rows: dict[str, Rows], table: str, *key: str) -> tuple[Any, ...]:
    return next(row[len(key) :] for row in rows[table].rows if row[: len(key)] == key)


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_changes_what_it_says(option: str) -> None:
    assert OPTIONS[option](made.counted([made.INPUT], option)) == WANTED[option]
