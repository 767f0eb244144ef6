"""似た市町村 as 比べる相手, on every page that compares, in files, and in カルテ."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.pages.conftest import Open, said
from zaitaku.ask import queries, warehouse
from zaitaku.cards import Asking, every, made
from zaitaku.compose import pages
from zaitaku.derived import questions
from zaitaku.derived.questions import of_build
from zaitaku.exhibits.views import Scene
from zaitaku.export import materials
from zaitaku.ground.settings import Mode

TOWN = "99202"
COMPARING = [page for group in pages.PAGES.values() for page in group if "vs" in page.follows]


@pytest.fixture(autouse=True)
def sample(monkeypatch: pytest.MonkeyPatch, sample_build_dir: Path) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))


def alike(data: Path, mode: Mode) -> list[str]:
    build = warehouse.open_build(data, mode)
    answer = questions.run(build, "compare/similar", {"area_code": TOWN})
    return [str(row["area_code"]) for row in answer.records[1:]]


@pytest.mark.parametrize("mode", ["internal", "public"])
@pytest.mark.parametrize("page", COMPARING, ids=lambda page: page.address)
def test_every_page_that_compares_opens_with_it(
    open_app: Open, sample_build_dir: Path, page: pages.Page, mode: Mode
) -> None:
    app = open_app(sample_build_dir, page.file, mode=mode, vs="similar", area=TOWN)
    assert not app.exception and not app.error
    assert app.selectbox(key="vs").value == "similar"
    assert any("| 雛形市 | ― |" in text.value for text in app.markdown)  # behind 特徴


def test_the_sentence_names_it_and_its_figure_is_that_of_the_sums(
    open_app: Open, sample_build_dir: Path
) -> None:
    app = open_app(sample_build_dir, mode="internal", vs="similar", area=TOWN)
    build = warehouse.open_build(sample_build_dir, "internal")
    rows = {row["area_code"]: row for row in queries.run(build, "patients/by_area").records}
    patients, people = (
        sum(rows[code][name] for code in alike(sample_build_dir, "internal"))
        for name in ("patients", "population_65plus")
    )
    words = f"似た5市町村（{patients / people * 1000:.1f} 人/千人）"
    assert any(words in text for text in said(app))


def test_files_name_the_municipalities(sample_build_dir: Path) -> None:
    link = {"mode": ["internal"], "area": [TOWN], "vs": ["similar"]}
    build = warehouse.open_build(sample_build_dir, "internal")
    names = {row[0]: row[1] for row in questions.run(build, "area/list").rows}
    told = "似た5市町村：" + "・".join(names[code] for code in alike(sample_build_dir, "internal"))
    for page in ("supply", "compare", "patients", "indicators"):
        view = pages.view_of(page, link)
        with zipfile.ZipFile(
            io.BytesIO(materials.make([Scene(view)], "pptx", sample_build_dir))
        ) as deck:
            notes = [deck.read(n).decode() for n in deck.namelist() if "notesSlide" in n]
        assert any(told in text for text in notes), page


def test_a_card_has_the_features_side_by_side(sample_build_dir: Path) -> None:
    for mode in ("internal", "public"):
        view = pages.view_of("card", {"mode": [mode], "area": [TOWN]})
        asking = Asking(of_build(warehouse.open_build(sample_build_dir, mode)), view)
        card = made(asking, TOWN, view)
        assert card.similar.heads[0] == "雛形市" and len(card.similar.heads) == 6
        assert [row.label for row in card.similar.rows][:2] == ["距離", "人口（人）"]
        assert card.similar.rows[0].words[0] == "0.00"
        assert any(one.title.startswith(card.similar.title) for one in card.view.exhibits)
        book = openpyxl.load_workbook(io.BytesIO(every.to_bytes(card, "xlsx", sample_build_dir)))
        cells = [cell.value for row in book.active.iter_rows() for cell in row]
        assert card.similar.title in cells and set(card.similar.heads) <= set(cells)


def test_the_prefecture_and_its_card_have_none(sample_build_dir: Path) -> None:
    view = pages.view_of("card", {"mode": ["public"], "scope": ["prefecture"]})
    asking = Asking(of_build(warehouse.open_build(sample_build_dir, "public")), view)
    card = made(asking, asking.prefecture.code, view)
    assert card.similar.rows == ()
    assert not any("似た市町村" in one.title for one in card.view.exhibits)
