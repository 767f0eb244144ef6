"""Right tables that are not wanted: another prefecture's, or of a part of the people.

Beside the wanted ones in a folder they are set aside with one notice; named, they are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit import factories as f
from tests.unit import published as p
from tests.unit.test_sources_masters import published
from zaitaku.sources import Collected

JAPANESE = "令和7年1月1日住民基本台帳年齢階級別人口（市区町村別）（日本人住民）"
STRANGERS: dict[str, tuple[Callable[[], f.Rows], str]] = {
    "日本人の人口": (lambda: f.changed(published(), "A1", JAPANESE), "日本人だけの人口表です。"),
    "ほかの県の届出": (
        lambda: p.notices(prefecture=("09", "栃木県")),
        "この県のファイルではありません（栃木県の名簿です）。",
    ),
    "ほかの県の訪問看護": (
        lambda: p.stations()[:2],
        "この県のファイルではありません。",
    ),
    "ほかの県の推計": (
        lambda: p.summary("総人口（人）", {1100: (1, 2, 3)}),
        "この県のファイルではない",
    ),
}


def told(collected: Collected) -> dict[str, tuple[str, list[str]]]:
    """By file: what became of it, and every word about it."""
    return {r.name: (r.status, [str(x) for x in r.problems]) for r in collected.files}


@pytest.mark.parametrize("kind", STRANGERS)
def test_set_aside_in_a_folder_refused_when_named(kind: str, tmp_path: Path) -> None:
    make, words = STRANGERS[kind]
    stranger = f.book(tmp_path / "よそ.xlsx", {"表": make()})
    f.book(tmp_path / "R05.xlsx", {"⑤": f.discharge()})

    collected = f.read(tmp_path)
    status, (notice,) = told(collected)["よそ.xlsx"]
    assert (status, words in notice) == ("skipped", True)
    assert told(collected)["R05.xlsx"][0] == "read"
    assert (collected.unread, [table.kind for table in collected.tables]) == ([], ["kdb_discharge"])

    named = f.read(tmp_path / "R05.xlsx", stranger)
    assert told(named)["よそ.xlsx"][0] == "refused"
    assert [r.exit_code for r in named.files if r.status == "refused"] == [10]
    assert named.unread == [stranger]


def test_a_folder_with_nothing_else_is_refused(tmp_path: Path) -> None:
    f.book(tmp_path / "よそ.xlsx", {"表": STRANGERS["ほかの県の届出"][0]()})
    collected = f.read(tmp_path)
    assert collected.unread == [tmp_path]
    assert "この取り込みに要らない表のファイルが 1 個" in "\n".join(map(str, collected.problems))


def test_beside_the_wanted_sheet_of_a_book(tmp_path: Path) -> None:
    whole = published()
    part = f.changed(published(), "A1", JAPANESE)
    collected = f.read(f.book(tmp_path / "juki.xlsx", {"総計": whole, "日本人": part}))
    assert [(r.sheet, r.status) for r in collected.files] == [
        ("総計", "read"),
        ("日本人", "skipped"),
    ]
