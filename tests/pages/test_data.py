"""The page データ: builds, provenance, warnings, caveats."""

from pathlib import Path

import pytest

from tests.pages.conftest import Open, open_tab
from tests.pages.tables import tables
from zaitaku.ask import queries, warehouse
from zaitaku.ground import notes
from zaitaku.ground.settings import MODES

PAGE = "data/data.py"


def test_every_imported_table_is_listed(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE, mode="internal")
    build = warehouse.open_build(sample_build_dir, "internal")
    sources = queries.run(build, "build/sources")
    (shown,) = (table for table in tables(app) if "ファイル" in table)
    assert len(shown) == len(sources)
    assert set(shown["ファイル"]) == {row[0] for row in sources.rows}
    assert "① 供給（診療行為別）" in set(shown["種類"])


@pytest.mark.parametrize("mode", MODES)
def test_the_tables_are_beside_one_another(
    open_app: Open, sample_build_dir: Path, mode: str
) -> None:
    app = open_app(sample_build_dir, PAGE, mode=mode)
    (shown,) = (table for table in tables(app) if "つき合わせる数" in table)
    compared = list(shown["つき合わせる数"])
    assert "①と③" in compared and "④の今年度と前年度" in compared
    assert ("②と①" in compared) == (mode == "internal")
    assert all(shown["違ってよいわけ"])
    for tab in app.tabs:  # the areas that differ much have a table of their own
        if tab.label.startswith("大きく違う組"):
            (marked,) = (t for t in tables(open_tab(app, "data", tab.label)) if "確かめる" in t)
            assert set(marked["確かめる"]) == {"大きく違う"}
    said = "\n".join(part.value for part in app.markdown)
    assert ("並べていない" in said) == (mode == "public")


def test_the_five_caveats_are_all_said(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE)
    text = "\n".join(part.value for part in app.markdown)
    held = notes.held(notes.KDB, [2021, 2022, 2023])
    assert len(held) == 5
    assert all(f"{n}. {caveat}" in text for n, caveat in enumerate(held, start=1))


def test_years_are_marked_by_kind(open_app: Open, sample_build_dir: Path) -> None:
    years = open_app(sample_build_dir, PAGE).table[0].value
    assert list(years.columns) == ["データ", "令和3年度", "令和4年度", "令和5年度"]
    assert set(years.loc[years["データ"] == "③ 需要（患者数）"].iloc[0][1:]) == {"○"}


@pytest.mark.parametrize("mode", MODES)
def test_hashes_of_files_are_told_where_there_are_any(
    open_app: Open, sample_build_dir: Path, mode: str
) -> None:
    build = warehouse.open_build(sample_build_dir, mode)  # type: ignore[arg-type]
    answer = queries.run(build, "build/sources")
    hashes = {row[answer.names.index("sha256")] for row in answer.rows}
    app = open_app(sample_build_dir, PAGE, mode=mode)
    told = any("ハッシュ値" in caption.value for caption in app.caption)
    assert told == (None not in hashes) == (mode == "internal")
