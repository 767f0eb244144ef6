"""``zaitaku export view`` on the sample prefecture: what is written, and what never is."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from pypdf import PdfReader

from zaitaku.ask import figures, warehouse
from zaitaku.ask.answer import Answer
from zaitaku.cli import main as cli
from zaitaku.compose import pages
from zaitaku.exhibits.views import Scene, View
from zaitaku.export import materials
from zaitaku.ground.states import ACTUAL, SUPPRESSED
from zaitaku.kept import views as kept_views

Run = Callable[..., int]
LINK = "supply?area=99201"


@pytest.fixture
def run(sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))
    return lambda *words: cli.main(["export", "view", *map(str, words)])


def view(page: str, mode: str, **link: str) -> View:
    return pages.view_of(page, {"mode": [mode], **{k: [v] for k, v in link.items()}})


def test_the_file_is_the_one_of_the_screen_byte_for_byte(
    run: Run, sample_build_dir: Path, tmp_path: Path
) -> None:
    for suffix in ("pptx", "xlsx"):
        assert run(LINK, "--out", tmp_path / f"資料.{suffix}") == 0
        shown = materials.make(
            [Scene(view("supply", "public", area="99201"))], suffix, sample_build_dir
        )
        assert (tmp_path / f"資料.{suffix}").read_bytes() == shown


def test_an_address_a_page_and_an_id_lead_to_the_same_view(
    run: Run, sample_build_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.xlsx"
    assert run("http://127.0.0.1:8501/" + LINK, "--out", out) == 0
    first = out.read_bytes()
    view_id = re.findall(r"版ID (\w{5}-\w{5})", capsys.readouterr().out)[0]
    for way in (view_id, view_id.lower().replace("-", ""), f"http://x/v/{view_id}", f"/{LINK}"):
        assert run(way, "--out", out) == 0
        assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nosuch"], 2, "画面「nosuch」はありません"),
        (["ZZZZZ-ZZZZZ"], 2, "版ID ZZZZZ-ZZZZZ の画面は、この設置では見つかりません"),
        ([f"{LINK}&build=0123456789ab"], 13, "もう保存されていません"),
        (["supply?mode=internal"], 16, "--mode internal"),
        (["institutions"], 2, "書き出す図や表がありません"),
        (["supply?year=1999&area=99999"], 2, "「year=1999」、「area=99999」 は、今のデータ"),
        ([LINK, "--ppi", "7"], 2, "--ppi は 72 から 600"),
    ],
)
def test_what_cannot_be_exported_is_told(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    words: list[str], code: int, said: str,
) -> None:  # fmt: skip
    assert run(*words, "--out", tmp_path / "a.xlsx") == code
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_pinned_public_deployment_never_exports_what_is_internal(
    run: Run, sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    inside = view("supply", "internal", area="99201")
    kept_views.keep(sample_build_dir, inside.id, kept_views.of(inside, "0"))
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    assert run(LINK, "--mode", "internal", "--out", tmp_path / "a.xlsx") == 16
    assert "公表モードに固定" in capsys.readouterr().err
    for way in ("supply?mode=internal", inside.id):
        assert run(way, "--out", tmp_path / "a.xlsx") == 0
        assert "公表" in capsys.readouterr().out
        book = openpyxl.load_workbook(tmp_path / "a.xlsx")
        assert str(book["数表"]["A2"].value).startswith("公表用")


def test_an_id_of_a_build_that_is_gone_is_told_with_the_link_that_still_works(
    run: Run, sample_build_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = kept_views.Kept("supply", {"year": ["2023"]}, "public", "0123456789ab")
    kept_views.keep(sample_build_dir, "ABCDE-01234", gone)
    assert run("ABCDE-01234", "--out", tmp_path / "a.xlsx") == 13
    assert "/supply?year=2023" in capsys.readouterr().err


def test_without_tables_of_kdb_there_is_nothing_to_write(
    empty_build_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ZAITAKU_DATA", str(empty_build_dir))
    assert cli.main(["export", "view", "supply", "--out", str(tmp_path / "a.xlsx")]) == 13
    assert "KDB の集計表" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


# --- 公表: no hidden figure in any form --------------------------------------------------------


def numbers_of(content: bytes, suffix: str) -> set[str]:
    """Every number in a file, as it is written there without separators."""
    found: set[str] = set()
    for text in texts_of(content, suffix):
        found |= {n.replace(",", "") for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    return found


def texts_of(content: bytes, suffix: str) -> Iterator[str]:
    if suffix == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        yield from (str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    elif suffix == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        yield from (cell for row in rows for cell in row)
    elif suffix == "svg":
        for element in ElementTree.fromstring(content).iter():
            yield from (element.text or "", element.get("aria-label", ""))
    elif suffix == "pdf":
        yield from (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif suffix in ("zip", "pptx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                inner = name.rpartition(".")[2]
                if inner == "xml" and "Layout" not in name and "Master" not in name:
                    yield from (
                        e.text or "" for e in ElementTree.fromstring(archive.read(name)).iter()
                    )
                elif inner in ("xlsx", "csv", "svg"):
                    yield from texts_of(archive.read(name), inner)


def written(answer: Answer, state: str) -> Iterator[tuple[tuple[Any, ...], str]]:
    """(row's keys and column, number as a file may write it) of the cells in a state."""
    keys = [at for at, column in enumerate(answer.columns) if column.role == "key"]
    for row, states in zip(answer.rows, answer.states, strict=True):
        for at, column in enumerate(answer.columns):
            if column.is_number and column.role != "key" and states[at] == state:
                place = (*(row[key] for key in keys), column.name)
                yield place, "" if row[at] is None else repr(float(row[at]))
                rounded = figures.number(row[at], column.decimals).replace(",", "")
                yield place, rounded


def hidden_numbers(public: View, internal: View) -> set[str]:
    return hidden_of(public.answers, internal.answers)


def hidden_of(public: Iterable[Answer], internal: Iterable[Answer]) -> set[str]:
    """What 内部 knows of the cells that 公表 hides, unless 公表 shows the same number elsewhere."""
    shown: set[str] = set()
    secret: set[str] = set()
    inside = {asked(answer): answer for answer in internal}
    for answer in public:
        shown |= {number for _, number in written(answer, ACTUAL)}
        places = {place for place, _ in written(answer, SUPPRESSED)}
        known = written(inside[asked(answer)], ACTUAL) if asked(answer) in inside else ()
        secret |= {number for place, number in known if place in places}
    # whole numbers are also page numbers, years and marks of an axis, and halves widths of lines
    return {number for number in secret - shown if not re.fullmatch(r"\d*(?:\.[05]0*)?", number)}


def asked(answer: Answer) -> str:
    """A question with its parameters: the same in both modes."""
    return f"{answer.name} {sorted(answer.params.items())}"


@pytest.mark.parametrize(
    ("page", "link", "suffixes"),
    [
        ("supply", {"area": "99201"}, ("xlsx", "pptx", "zip", "pdf")),
        ("patients", {"by": "residence"}, ("xlsx", "pptx")),
        ("flows", {"unit": "medical_area"}, ("xlsx", "pptx", "zip")),
        ("bridge", {}, ("xlsx", "pptx")),
    ],
)
def test_no_form_holds_a_hidden_figure(
    run: Run, sample_build_dir: Path, page: str, link: dict[str, str], suffixes: tuple[str, ...]
) -> None:
    public, internal = (view(page, mode, **link) for mode in ("public", "internal"))
    secret = hidden_numbers(public, internal)
    assert len(secret) > 3
    for suffix in suffixes:
        found = numbers_of(materials.make([Scene(public)], suffix, sample_build_dir), suffix)
        assert len(found) > 30, suffix
        assert found & secret == set(), suffix
    # the same search finds them where they may be
    inside = numbers_of(materials.make([Scene(internal)], "xlsx", sample_build_dir), "xlsx")
    assert secret & inside


def test_only_the_release_is_opened(
    run: Run, sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    whole = warehouse.open_build

    def watched(data_dir: Path, mode: Any, build_id: str | None = None) -> Any:
        opened.append(mode)
        return whole(data_dir, mode, build_id)

    monkeypatch.setattr(warehouse, "open_build", watched)
    assert run("supply?area=99202", "--out", tmp_path / "a.pptx") == 0
    assert set(opened) <= {"public"}
