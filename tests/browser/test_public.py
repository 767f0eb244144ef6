"""公表 mode as an attacker meets it: no hidden figure reaches the browser or a file, in any form.

Every byte the server sends on every page and in every download is searched for the hidden figures
of the build: as binary numbers (as tables and charts carry them) and as text.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from tests.browser.conftest import Visit
from tests.browser.test_pages import ADDRESSES, path_of
from tests.unit.areas import areas
from zaitaku.ask import queries, warehouse
from zaitaku.compose import pages
from zaitaku.exhibits.tables import board
from zaitaku.ui import boards

pytestmark = pytest.mark.browser

COUNTS = (
    ("supply_cell", ("patients", "receipts", "claims")),
    ("patients_cell", ("patients",)),
    ("flow_cell", ("patients",)),
    ("discharge_cell", ("patients",)),
)


def numbers(build: warehouse.Build) -> Iterator[float]:
    cursor = build.cursor()
    for table, columns in COUNTS:
        for column in columns:
            found = cursor.execute(
                f"select distinct {column}::double from {table} where {column} is not null"
                + (" and scheme = '合計'" if table in ("supply_cell", "patients_cell") else "")
            ).fetchall()
            yield from (row[0] for row in found)


@pytest.fixture(scope="module")
def hidden(sample_build_dir: Path) -> set[float]:
    """Figures of the warehouse that are nowhere in the release.

    Halves and numbers below 1 are left out: charts place their marks with such numbers.
    """
    internal, public = (warehouse.open_build(sample_build_dir, m) for m in ("internal", "public"))
    secret = set(numbers(internal)) - set(numbers(public))
    return {value for value in secret if value > 1 and value * 2 != int(value * 2)}


# No KDB counts: trends and paces of numbers of institutions pass these on their way, and national
# surveys count people in facilities so. 365.9 a year is how the prefecture's published patients
# grew: (8,242.5 - 7,510.7) / 2. 変化 shows differences of published figures: 338.3 - 335.7,
# 126.3 - 121.2, 144.7 - 136.5, 157.8 - 147.9.
BY_CHANCE = {
    "targets": {151.6, 186.4, 5.8, 115.4, 365.9},
    "additional_demand": {4.8, 6.2},
    "change": {2.6, 5.1, 8.2, 9.9},
}


_TABLE = re.compile(rb"<table class='([^']*)'>.*?(<tbody>.*?)</table>", re.DOTALL)
_CELL = re.compile(rb"<td(?: class=\w+)?(?: data-by=([0-9.e+-]+))?>([^<]*)")
_NUMBER = re.compile(rb"-?[0-9,]+([.][0-9]+)?")


def leaks(raw: bytes, hidden: set[float]) -> list[float]:
    """Hidden numbers among the doubles that begin at any byte."""
    found = set(in_tables(raw))
    for start in range(8):
        count = (len(raw) - start) // 8
        found.update(np.frombuffer(raw, "<f8", max(count, 0), start).tolist())
    return sorted(hidden & found)


def in_tables(raw: bytes) -> list[float]:
    """The numbers by which the browser sorts tables of HTML: those of the columns that are of
    numbers, told where their text is rounded. Not 比べる相手 nor カルテ, which are words: a rate of
    one digit is some hidden count by chance (``in_words``)."""
    found = []
    for kinds, body in _TABLE.findall(raw):
        if b"words" in kinds.split():
            continue
        numbers = {int(kind[1:]) for kind in kinds.split() if kind.startswith(b"n")}
        for row in body.split(b"<tr")[1:]:
            cells = [told or text for told, text in _CELL.findall(row)]
            found += [
                float(cell.replace(b",", b""))
                for at, cell in enumerate(cells, 1)
                if at in numbers and (b"e" in cell or _NUMBER.fullmatch(cell))
            ]
    return found


def in_words(raw: bytes) -> set[str]:
    """The cells of tables whose figures are words."""
    tables = (body for kinds, body in _TABLE.findall(raw) if b"words" in kinds.split())
    return {unescape(text.decode()) for body in tables for _, text in _CELL.findall(body)}


def test_a_number_is_found_in_a_table_of_html() -> None:
    near = areas(("01", "甲", 1234.5, 4.0), ("02", "乙", None, 2.34))
    html = boards.html(board(near), "表", sorts=True).encode()
    assert in_tables(html) == [1234.5, 4.0, 2.34]


def test_a_number_is_found_wherever_it_begins() -> None:
    raw = b"".join((b"abc", struct.pack("<d", 12.3), b"xy", struct.pack("<d", 4.7), b"z"))
    assert leaks(raw, {12.3, 4.7, 9.9}) == [4.7, 12.3]
    assert leaks(b"<table class='n1'><tbody><tr><td>5.6</table>", {5.6, 6.5}) == [5.6]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_first_visit_is_public_and_no_hidden_figure_reaches_the_browser(
    address: str, visit: Visit, hidden: set[float]
) -> None:
    assert len(hidden) > 100
    frames: list[bytes] = []
    visit.page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived",
            lambda data: frames.append(data if isinstance(data, bytes) else data.encode()),
        ),
    )
    visit.open(path_of(address))
    visit.check_page("public")
    for closed in visit.page.locator("[data-testid=stExpander] summary, [role=tab]").all():
        closed.click()
        visit.settled()
    raw = b"".join(frames)
    assert len(raw) > 1000
    hidden = hidden - BY_CHANCE.get(address, set())
    assert leaks(raw, hidden) == []
    assert sorted(hidden & set(in_tables(raw))) == []


def test_the_card_sends_the_words_of_the_public_card_alone(
    visit: Visit, sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What these are: ``tests/pages/test_card.py`` sets every cell beside that of 内部."""
    frames: list[bytes] = []
    visit.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(data))
    )
    visit.open("card?mode=public")
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    view = pages.view_of("card", {"mode": ["public"]})
    known = {cell for exhibit in view.exhibits for row in exhibit.words or () for cell in row}
    sent = in_words(b"".join(frames))
    assert len(sent) > 40 and sent <= known


@pytest.mark.parametrize("address", ["supply", "patients", "flows", "map"])
def test_no_hidden_figure_is_in_a_download(
    address: str, visit: Visit, sample_build_dir: Path, tmp_path: Path
) -> None:
    """Cell by cell: a downloaded number is a number of the release's own answer."""
    visit.open(address)
    visit.page.get_by_role("tab", name="ファイル").first.click()
    visit.settled()
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Excel（xlsx）").first.click()
    file = tmp_path / "public.xlsx"
    waiting.value.save_as(file)
    sheet = openpyxl.load_workbook(file)["数表"]
    found = [value for row in sheet.iter_rows(min_row=5, values_only=True) for value in row]
    allowed = set(numbers(warehouse.open_build(sample_build_dir, "public")))
    counts = [value for value in found if isinstance(value, float)]
    internal = set(numbers(warehouse.open_build(sample_build_dir, "internal")))
    assert "秘匿" in found
    assert not [value for value in counts if value in internal - allowed]


def test_pinned_public_has_no_way_to_internal(browser: object, sample_build_dir: Path) -> None:
    from tests.browser.conftest import serve

    running = serve(sample_build_dir, ZAITAKU_MODE="public")
    address = next(running)
    try:
        context = browser.new_context(locale="ja-JP")  # type: ignore[attr-defined]
        visit = Visit(context.new_page(), address)
        visit.open("supply?mode=internal")
        text = visit.page.inner_text("body")
        assert "内部検討用・公表不可" not in text
        assert "この設置では固定" in text
        context.close()
    finally:
        running.close()


def test_every_public_answer_is_made_of_released_cells(sample_build_dir: Path) -> None:
    """Without a browser, for every question and area unit: what is not 実数 has no number."""
    build = warehouse.open_build(sample_build_dir, "public")
    for name in queries.names():
        question = queries.load(name)
        if "public" not in question.modes or name == "flows/top":
            continue
        units = [p for p in question.params if p.name == "area_unit"]
        for unit in units and ("municipality", "medical_area", "zone"):
            if isinstance(units[0].choices, tuple) and unit not in units[0].choices:
                continue
            answer = queries.run(build, name, {"area_unit": unit})
            for row, states in zip(answer.rows, answer.states, strict=True):
                for value, state in zip(row, states, strict=True):
                    assert (value is None) or state == "実数"


def test_text_of_the_page_says_hidden_in_words(visit: Visit) -> None:
    visit.open("supply")
    text = visit.page.locator("[data-testid=stMain]").inner_text()
    assert re.search(r"秘匿 \d+ 市町村（", text)
    assert not re.search(r"\bNaN\b|\bnull\b|\bNone\b", text)
