"""市町村カルテ on the screen: it says what its files say, and all of them are made beside it."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
import streamlit as st

from tests.pages.conftest import Open
from zaitaku.access.policy import Person
from zaitaku.ask import warehouse
from zaitaku.cards import Asking, apart, every, made
from zaitaku.cli import main as cli
from zaitaku.compose import pages
from zaitaku.derived.questions import of_build
from zaitaku.ground.errors import ZaitakuError
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ui import answer

PAGE = "explore/card.py"
VILLAGE = "99461"


def view_and_asking(data: Path, mode: Mode, **link: str) -> tuple[Any, Asking]:
    view = pages.view_of("card", {"mode": [mode], **{k: [v] for k, v in link.items()}})
    return view, Asking(of_build(warehouse.open_build(data, mode)), view)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("scope", ["area", "prefecture"])
def test_the_page_opens(open_app: Open, sample_build_dir: Path, mode: Mode, scope: str) -> None:
    app = open_app(sample_build_dir, PAGE, mode=mode, area=VILLAGE, scope=scope)
    assert not app.exception and not app.error
    shown = " ".join(element.value for element in [*app.markdown, *app.caption])
    assert "機能ごとの提供" in shown
    if mode == "public":
        assert "公表できません（内部モードでだけ表示します）" in shown
        assert scope == "prefecture" or "秘匿" in shown


def test_what_the_page_records_is_what_the_files_hold(
    monkeypatch: pytest.MonkeyPatch, sample_build_dir: Path
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    view, asking = view_and_asking(sample_build_dir, "public", area=VILLAGE)
    card = made(asking, VILLAGE, view)
    assert card.view.id == view.id
    assert card.view.sentences == view.sentences
    assert card.view.reading == view.reading
    for own, recorded in zip(card.view.exhibits, view.exhibits, strict=True):
        assert (own.title, own.words, own.builder) == (
            recorded.title, recorded.words, recorded.builder
        )  # fmt: skip
        assert (own.answer and own.answer.key) == (recorded.answer and recorded.answer.key)


def figures(data: Path, mode: Mode, code: str) -> dict[tuple[str, str, str, str], str]:
    """(block, group, line, head) → the cell, of every block of a card in words."""
    view, asking = view_and_asking(data, mode, area=code)
    found = {}
    for exhibit in made(asking, code, view).view.exhibits:
        if not exhibit.words:
            continue
        head, *rows = exhibit.words
        first = 2 if head[0] == "区分" else 1
        for row in rows:
            label = row[:first] if first == 2 else ("", row[0])
            for name, cell in zip(head[first:], row[first:], strict=True):
                found[exhibit.title.partition("｜")[0], *label, name] = cell
    return found


def test_a_cell_of_a_public_card_is_that_of_内部_or_says_that_it_is_hidden(
    monkeypatch: pytest.MonkeyPatch, sample_build_dir: Path
) -> None:
    """By its line; 主な流出先 are of those that are shown, so their lines may be others."""
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    hidden = same = 0
    for code in (VILLAGE, "99201", "99203"):
        public, internal = (
            figures(sample_build_dir, mode, code) for mode in ("public", "internal")
        )
        for key, cell in public.items():
            if cell == "秘匿":
                hidden += 1
            elif key in internal and not key[0].startswith("主な流"):
                assert cell == internal[key], key
                same += 1
    assert hidden > 20 and same > 60, (hidden, same)


def test_every_municipality_has_one_page(
    monkeypatch: pytest.MonkeyPatch, sample_build_dir: Path
) -> None:
    """公表 and 内部 in turn, which takes half of the time."""
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    both = [view_and_asking(sample_build_dir, mode) for mode in MODES]
    codes = list(both[0][1].areas)
    assert len(codes) == 35
    for number, code in enumerate(codes):
        view, asking = both[number % 2]
        content = every.to_bytes(made(asking, code, view), "pdf", sample_build_dir)
        assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1, code


def test_the_command_writes_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch, sample_build_dir: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    out = tmp_path / "card.pdf"
    assert cli.main(["export", "card", "--area", VILLAGE, "--out", str(out)]) == 0
    view, asking = view_and_asking(sample_build_dir, "public", area=VILLAGE)
    card = made(asking, VILLAGE, view)
    assert out.read_bytes() == every.to_bytes(card, "pdf", sample_build_dir)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["--out", "a.pdf"], 2),
        (["--area", "00000", "--out", "a.pdf"], 2),
        (["--area", VILLAGE, "--out", "a.doc"], 2),
        (["--all", "--out", "a.pdf"], 2),
        (["--all", "--area", VILLAGE, "--out", "a.zip"], 2),
        (["--area", VILLAGE, "--year", "1999", "--out", "a.pdf"], 2),
    ],
)
def test_the_command_says_what_is_wrong(
    given: list[str], code: int, monkeypatch: pytest.MonkeyPatch, sample_build_dir: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["export", "card", *given]) == code
    assert list(tmp_path.iterdir()) == []


def started(app: Any, form: str = "xlsx") -> Any:
    app.segmented_control(key="card:form").set_value(form)
    app.button(key="card:start").click().run()
    return app.session_state["_card_job"]


def test_all_cards_are_made_beside_the_page(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE, mode="public", unit="medical_area")
    job = started(app)
    job.thread.join(60)
    assert not app.run().exception
    assert "カルテを作りました" in " ".join(element.value for element in app.success)
    with zipfile.ZipFile(job.path) as archive:
        assert len(archive.namelist()) == job.total + 1


def test_a_cancelled_or_failed_run_says_so_and_loses_nothing(
    open_app: Open, sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(sample_build_dir, PAGE, mode="public", unit="municipality")

    job = started(app)
    deadline = time.monotonic() + 120
    while not job.done and job.thread.is_alive():  # in the middle of it
        assert time.monotonic() < deadline
        time.sleep(0.01)
    job.cancel()
    job.thread.join(60)
    assert "中止しました" in " ".join(element.value for element in app.run().info)
    assert list(job.path.parent.iterdir()) == []

    # a process that ends without a word, then one that says what is wrong
    for said, told in (("1/0", "受付番号"), ('print(\'{"error": "空きが足りません"}\')', "空き")):
        monkeypatch.setattr(apart, "_COMMAND", (sys.executable, "-c", said))
        job = started(app)
        job.thread.join(60)
        assert told in " ".join(element.value for element in app.run().error)
        assert not job.path.exists()


def test_all_cards_are_those_of_who_wants_them(
    open_app: Open, sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process beside the server opens what the person may see: 公表 for who has no more."""
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    view = pages.view_of("card", {"unit": ["medical_area"]})
    build = warehouse.open_build(sample_build_dir, "public")
    here, there = tmp_path / "here.zip", tmp_path / "there.zip"
    every.write(Asking(of_build(build), view), view, "xlsx", here, sample_build_dir)
    seen: list[int] = []
    apart.write(
        view, "xlsx", there, sample_build_dir, Person("koh", "public"),
        lambda done, total, name: seen.append(done),
    )  # fmt: skip
    assert there.read_bytes() == here.read_bytes() and seen == list(range(max(seen) + 1))
    internal = replace(view, mode="internal")
    with pytest.raises(ZaitakuError, match="権限"):
        apart.write(
            internal, "xlsx", tmp_path / "no.zip", sample_build_dir, Person("koh", "public"),
            lambda done, total, name: None,
        )  # fmt: skip
    assert not (tmp_path / "no.zip").exists()


def test_without_data_there_is_no_card(open_app: Open, empty_build_dir: Path) -> None:
    st.cache_data.clear()
    answer.forget()
    app = open_app(empty_build_dir, PAGE)
    assert not app.exception
    assert not any("カルテ" in title.value for title in app.title)
