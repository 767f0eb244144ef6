"""Caveats and the years in which they are true; what is shown is asked by the years shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tiny import Tiny
from zaitaku.ask import contract, queries
from zaitaku.export import xlsx
from zaitaku.ground import notes
from zaitaku.ground.errors import QueryError
from zaitaku.ground.notes import Note, spanned

OLD = "2023年度までは電子化されていなかった"
MIXED, NEW = "12月に義務になりました", "電子化されています"


@pytest.mark.parametrize(
    ("written", "true_in", "false_in"),
    [
        ("2018..2023", (2018, 2023), (2017, 2024)),
        ("..2023", (1999, 2023), (2024,)),
        ("2024..", (2024, 2050), (2023,)),
        ("2024", (2024,), (2023, 2025)),
    ],
)
def test_a_span(written: str, true_in: tuple[int, ...], false_in: tuple[int, ...]) -> None:
    note = spanned(written, "文")
    assert all(note.holds(year) for year in true_in)
    assert not any(note.holds(year) for year in false_in)


@pytest.mark.parametrize("wrong", ["", "..", "20182023", "2023..2018", "令和5年度", "2018-2023"])
def test_no_span(wrong: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(wrong)}$"):
        spanned(wrong, "文")


def test_a_header_with_a_wrong_span_is_refused() -> None:
    header = "-- question: 問い\n-- grain: g\n-- source: s\n-- note 2018-2023: 文\nselect 1\n"
    with pytest.raises(QueryError, match=r"4 行目.*2018-2023"):
        contract.parse("a/b", Path("b.sql"), header)


def test_what_holds_in_any_of_the_years() -> None:
    given = (Note("いつも"), Note("前", last=2023), Note("後", first=2024))
    assert notes.held(given, [2023]) == ("いつも", "前")
    assert notes.held(given, [2023, 2025]) == ("いつも", "前", "後")
    assert notes.held(given, []) == ("いつも", "（～2023年度）前", "（2024～年度）後")


@pytest.mark.parametrize(
    ("year", "said"), [(2019, OLD), (2023, OLD), (2024, MIXED), (2025, NEW), (2030, NEW)]
)
def test_one_thing_is_said_of_the_stations_claims_in_each_year(year: int, said: str) -> None:
    (told,) = [text for text in notes.held(notes.KDB, [year]) if "電子化" in text]
    assert said in told
    assert len(notes.held(notes.KDB, [year])) == 5


def test_an_answer_and_its_workbook_have_the_caveats_of_their_year(tmp_path: Path) -> None:
    """2023: the claims were on paper. 2025: they are not, and nobody says that they are."""
    import io
    import zipfile

    made = Tiny(tmp_path, [("99201", "Ａ市", "9901", "西", 60_000)])
    for year in (2023, 2025):
        made.year = year
        made.supply("99201", "在宅患者訪問診療料", patients=100)
    build = made.build()
    for year, said, other in ((2023, OLD, NEW), (2025, NEW, OLD)):
        answer = queries.run(build, "supply/by_area", {"fiscal_year": year})
        assert said in " ".join(answer.notes) and other not in " ".join(answer.notes)
        with zipfile.ZipFile(io.BytesIO(xlsx.to_bytes(answer))) as book:
            texts = book.read("xl/sharedStrings.xml").decode()
        assert said in texts and other not in texts
