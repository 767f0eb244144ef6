"""公表: every button of every page writes what the page's own answer shows, and nothing it hides.

What a button is given is caught on its way; the files are then made of it as by a click.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from tests.pages.test_every_view import ADDRESSES, wrong
from tests.test_cli_export import hidden_of, numbers_of, texts_of
from zaitaku import export
from zaitaku.ask.answer import Answer
from zaitaku.compose import pages
from zaitaku.compose.sheet import Sheet
from zaitaku.export import csv as csv_file
from zaitaku.export import xlsx

# the pages that show KDB counts; the others are looked at once
HIDING = {"supply", "patients", "flows", "flow_map", "bridge", "map", "card"}
LOOKS = [(page, unit) for page in ADDRESSES for unit in ("municipality", "zone")
         if unit == "municipality" or page in HIDING]  # fmt: skip


def given(page: str, mode: str, unit: str, monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """The answers that the page's buttons would write, in their order."""
    caught: list[Answer] = []
    names: list[str] = []

    def files(sheet: Sheet, answer: Answer, key: str = "") -> None:
        caught.append(answer)
        names.append(export.file_name(answer, sheet.title_of(answer), ""))

    with monkeypatch.context() as patch:
        patch.setattr(Sheet, "files", files)
        view = pages.view_of(page, {"mode": [mode], "unit": [unit]})
    assert wrong(name.replace(view.build_id, "") for name in names) == {}
    assert len(set(names)) == len({answer.key for answer in caught}), names
    known = {answer.key for answer in caught}
    return [*caught, *(answer for answer in view.answers if answer.key not in known)]


@pytest.mark.parametrize(("page", "unit"), LOOKS)
def test_no_button_writes_what_is_hidden(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, page: str, unit: str
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    public, internal = (given(page, mode, unit, monkeypatch) for mode in ("public", "internal"))
    secret = hidden_of(public, internal)
    for answer in internal:
        texts = texts_of(xlsx.to_bytes(answer), "xlsx")
        assert wrong(texts) == {}, answer.name
        texts = texts_of(csv_file.to_bytes(answer), "csv")
        assert wrong(texts) == {}, answer.name
    assert secret or page not in HIDING or unit != "municipality"
    for answer in public:
        text = csv_file.to_bytes(answer, encoding="utf-8-sig")
        book = xlsx.to_bytes(answer)
        for content, suffix in ((text, "csv"), (book, "xlsx")):
            assert numbers_of(content, suffix) & secret == set(), (answer.name, suffix)
        # a cell is a number exactly where the answer has one
        rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))[1:]
        sheet = openpyxl.load_workbook(io.BytesIO(book), read_only=True)["数表"]
        cells = list(sheet.iter_rows(min_row=5, values_only=True))[: len(answer.rows)]
        for line, cell, row in zip(rows, cells, answer.rows, strict=True):
            for at, column in enumerate(answer.columns):
                if column.is_number and row[at] is None:
                    assert not _is_number(line[at]) and not _is_number(cell[at])


def _is_number(cell: object) -> bool:
    try:
        float(str(cell).replace(",", ""))
    except ValueError:
        return False
    return True
