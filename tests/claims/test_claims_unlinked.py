"""Where the care of a town's people is not known: told as such, never as 0; others unchanged."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.claims import made
from zaitaku.ask import warehouse
from zaitaku.build import importing
from zaitaku.claims import aggregate, comparing, report, tables
from zaitaku.claims.engines import Rows
from zaitaku.claims.tables import Cell, Key
from zaitaku.derived import questions
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths

TOWNS = [
    tables.Town("03201", "盛岡市", "00030015", "盛岡"),
    tables.Town("03202", "宮古市", "00030023", "宮古"),
]
MIYAKO, TOTAL = "03202", "計"
VISITING = ("【介護保険】訪問看護費［予防給付］", "")


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example: 宮古市 has one care user of two linked."""
    return _run(made.INPUT, tmp_path_factory.mktemp("linked"))


@pytest.fixture(scope="module")
def unlinked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, but P08 of 宮古市 has no care number; P04 there was discharged and visited."""
    folder = made.copy(tmp_path_factory.mktemp("spoilt"))
    people = made.rows_of(folder / "persons.csv")
    made.write(
        folder / "persons.csv",
        [row | ({"care_id": ""} if row["person_id"] == "P08" else {}) for row in people],
    )
    return _run(folder, tmp_path_factory.mktemp("unlinked"))


def _run(source: Path, folder: Path) -> Path:
    return made.run([source], folder / "out").files[0]


def _cells(book: Path) -> dict[Key, Cell]:
    return comparing.delivered(book, TOWNS, 2023)


def _is_of_care(key: Key) -> bool:
    """Does a cell rest on care claims, by the official layout?"""
    medical = ("discharged", "home_care")
    return (
        (key[0] == "①" and key[3].startswith("【介護保険】"))
        or (key[0] == "③" and key[-1] != TOTAL)
        or (key[0] == "⑤" and key[-1] not in medical)
    )


def _town(key: Key) -> str:
    return key[1] if key[0] == "⑤" else key[2]


def test_what_rests_on_care_is_not_told(linked: Path, unlinked: Path) -> None:
    before, after = _cells(linked), _cells(unlinked)
    assert before["①", "後期", MIYAKO, *VISITING, "claims"] is not None
    lacking = {key for key, cell in after.items() if cell is None}
    assert lacking == {key for key in before if _is_of_care(key) and _town(key) == MIYAKO}
    assert len(lacking) == 3 * 7 * 4 + 3 * 2 * 3 * 8 + 12
    # all else as it was, and 計 of ③ besides
    for key in before.keys() - lacking:
        assert after[key] == before[key], key
    assert {key[-1] for key in after.keys() - before.keys()} == {TOTAL}


def test_the_total_over_care_levels_is_known(linked: Path, unlinked: Path) -> None:
    """By hand: one person-month at home in 宮古市, three months' levels apart in 盛岡市."""
    totals = {key: cell for key, cell in _cells(unlinked).items() if key[-1] == TOTAL}
    assert len(totals) == 3 * 2 * 2 * 3
    assert totals["③", "後期", MIYAKO, "在宅時", "その他", TOTAL] == Decimal("0.1")
    assert totals["③", "国保", MIYAKO, "在宅時", "その他", TOTAL] == 0
    # four person-months, each of another level: 0.1 each, but 4 / 12 together
    assert totals["③", "合計", "03201", "在宅時", "計", TOTAL] == Decimal("0.3")
    assert not [key for key in _cells(linked) if key[0] == "③" and key[-1] == TOTAL]


def test_without_any_link_every_town_is_not_told(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    people = made.rows_of(folder / "persons.csv")
    made.write(folder / "persons.csv", [row | {"care_id": ""} for row in people])
    made.run([folder], tmp_path / "out", "min_linked_share=0")
    (book,) = (tmp_path / "out").glob("*.xlsx")
    for key, cell in _cells(book).items():
        assert (cell is None) == _is_of_care(key), key


def test_files_without_identities_tell_nothing_of_care(tmp_path: Path) -> None:
    """Care is linked to persons here, but their receipts bear other pseudonyms."""
    folder = made.copy(tmp_path)
    (folder / "receipt_lines.csv").unlink()
    made.run([folder, made.WORKED / "uke"], tmp_path / "out", "min_linked_share=0")
    (book,) = (tmp_path / "out").glob("*.xlsx")
    cells = _cells(book)
    assert cells["③", "合計", "03201", "在宅時", "計", "未認定"] is None
    assert cells["③", "合計", "03201", "在宅時", "計", TOTAL] is not None
    assert {key for key, cell in cells.items() if cell is None} == set(filter(_is_of_care, cells))


def test_the_share_of_receipts_of_known_people() -> None:
    names = ("insurer_no", "municipality_code", "receipts", "unknown_person", "no_interval")
    rows = (
        *(("1", "03201", 10, 4, 0, 1), ("2", "03201", 10, 8, 0, 0)),
        *(("3", "03202", 10, 5, 0, 1), ("4", "03203", 10, 0, 0, 0)),
    )
    found = Rows((*names, "linked"), rows)
    assert tables.unknown_towns(found, 0.5) == {"03201", "03203"}
    assert tables.unknown_towns(found, 0.0) == {"03203"}


def test_it_is_told_beside_the_tables(linked: Path, unlinked: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    wanted = {linked: "なし", unlinked: "宮古市"}
    for book, names in wanted.items():
        told = {row[1]: row[2] for row in openpyxl.load_workbook(book)["options"].values}
        assert told["介護による数を欠測にした市町村"] == names
        page = (book.parent / aggregate.REPORT).read_text(encoding="utf-8")
        assert ("- 宮古市" in page) == (names == "宮古市") and "- 盛岡市" not in page


def test_the_import_takes_it_as_not_known(unlinked: Path, tmp_path: Path) -> None:
    master = tmp_path / "市区町村マスタ.csv"
    master.write_text(
        "municipality_code,municipality_name,insurer_no,medical_area_code,medical_area\n"
        "03201,盛岡市,00030015,0301,盛岡\n03202,宮古市,00030023,0307,宮古\n",
        encoding="utf-8",
    )
    result = importing.run([unlinked, master], tmp_path / "data", load_policy(paths.POLICY))
    assert result.build_id and not result.exit_code
    build = warehouse.open_build(tmp_path / "data", "internal")

    def state(name: str, area: str, column: str, **params: Any) -> tuple[object, object]:
        answer = questions.run(build, name, params)
        at, place = next((i, r) for i, r in enumerate(answer.records) if r["area_code"] == area)
        return place[column], answer.state_records[at][column]

    item = {"item": VISITING[0], "detail": VISITING[1], "scheme": "後期"}
    assert state("supply/by_area", MIYAKO, "patients", **item) == (None, "欠測")
    assert state("supply/by_area", "03201", "patients", **item)[1] == "実数"
    assert state("discharge/by_area", MIYAKO, "discharged") == (0, "実数")
    assert state("discharge/by_area", MIYAKO, "care_service") == (None, "欠測")


# --- small counts of people in the report ---------------------------------------------------------


def test_the_report_tells_no_small_count_of_people(unlinked: Path) -> None:
    """By hand: 盛岡市 has 5 care users of whom 5 are linked, 宮古市 2 of whom none is."""
    page = (unlinked.parent / aggregate.REPORT).read_text(encoding="utf-8")
    assert "| 032011 | 03201 | 10 未満 | 10 未満 | － |" in page
    assert "| 032029 | 03202 | 10 未満 | 0 | － |" in page
    assert "| 数えた人 | 10 未満 |" in page
    assert "| 介護の番号がない（認定なし、またはつながらない） | 10 未満 |" in page
    # receipts are told as they are
    assert "取り下げられたレセプト 1 件" in page


@pytest.mark.parametrize(
    ("persons", "linked", "wanted"),
    [
        (100, 60, "100 | 60 | 60.0 %"),
        (20, 10, "20 | 10 | 50.0 %"),
        (12, 12, "12 | 12 | 100.0 %"),
        (100, 0, "100 | 0 | 0.0 %"),
        (100, 9, "100 | 10 未満 | －"),
        (100, 91, "100 | 10 未満を除く全員 | －"),
        (9, 9, "10 未満 | 10 未満 | －"),
        (9, 0, "10 未満 | 0 | －"),
        (15, 6, "15 | 10 未満 | －"),
    ],
)
def test_the_share_gives_no_small_count_away(persons: int, linked: int, wanted: str) -> None:
    names = ("care_insurer_no", "municipality_code", "persons", "linked", "share")
    rows = Rows(names, (("032011", "03201", persons, linked, linked / persons),))
    assert report.section("linked_share", rows).endswith(f"| 032011 | 03201 | {wanted} |")


def test_ten_people_are_told() -> None:
    rows = Rows(("reason", "persons"), (("数えた人", 10), ("ほか", 9)))
    assert report.section("left_out", rows).endswith("| 数えた人 | 10 |\n| ほか | 10 未満 |")
