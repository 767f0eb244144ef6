"""市町村カルテ: its figures are those of the questions, and every file of it says the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from pptx import Presentation

from tests.tiny import Tiny
from zaitaku.ask import queries, warehouse
from zaitaku.ask.area import PREFECTURE
from zaitaku.cards import Asking, Card, every, made, side_by_side
from zaitaku.derived.questions import of_build
from zaitaku.exhibits.views import View
from zaitaku.ground.errors import SourceFileError
from zaitaku.ground.settings import MODES, Mode

BIG, SMALL, LONG = "99201", "99202", "99203"
NAMES = {BIG: "Ａ市", SMALL: "Ｂ村", LONG: "とても名前の長いほうの架空のみなみ中央町"}
TOWNS = [
    (BIG, NAMES[BIG], "9901", "西", 90_000),
    (SMALL, NAMES[SMALL], "9901", "西", 900),
    (LONG, NAMES[LONG], "9902", "東", 30_000),
]
# patients of the small town: below any threshold, and found nowhere else in the data
SECRETS = {"supply": 3.7, "flow": 6.9}
VISIT = "在宅患者訪問診療料"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tiny = Tiny(tmp_path_factory.mktemp("cards"), TOWNS)
    for town, scale in ((BIG, 40.0), (LONG, 20.0)):
        tiny.supply(town, VISIT, "", patients=5 * scale, institutions=9)
        tiny.supply(town, "往診料", "", patients=2 * scale, institutions=9)
        tiny.flow(town, town, 5 * scale)
        for level in ("要介護１", "要介護４"):
            tiny.patients(town, "合計", 3 * scale, care_level=level)
    tiny.supply(SMALL, VISIT, "", patients=SECRETS["supply"], institutions=1)
    tiny.supply(SMALL, "往診料", "", patients=0, institutions=0)
    tiny.flow(SMALL, BIG, SECRETS["flow"])
    tiny.flow(LONG, BIG, 55.5)
    for number in range(12):
        tiny.institution(f"99000000{number:02}", BIG, 10.0 + number)
    tiny.build("public")
    return tiny.folder


def asked(folder: Path, mode: Mode, **link: str) -> tuple[Asking, View]:
    build = warehouse.open_build(folder, mode)
    chosen = {"year": "2023", "unit": "municipality", "zones": "在宅医療圏", "area": BIG}
    chosen |= {"group": "medical_area", "mode": mode, **link}
    view = View(
        page="card",
        title="市町村カルテ",
        link={key: (value,) for key, value in chosen.items()},
        choices=(("注目する地域", "Ａ市"),),
        mode=mode,
        build_id=build.build_id,
        year_label="令和5年度（2023）",
        sentences=(),
        exhibits=(),
        reading=None,
    )
    return Asking(of_build(build), view), view


def card_of(folder: Path, mode: Mode, code: str, **link: str) -> Card:
    asking, view = asked(folder, mode, **link)
    return made(asking, code, view)


# --- figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "name",
    ["patients/by_area", "patients/composition", "supply/profile", "flows/summary",
     "flows/partners", "area/population"],
)  # fmt: skip
def test_a_part_of_the_whole_is_the_questions_own_answer(
    folder: Path, mode: Mode, name: str
) -> None:
    asking, _ = asked(folder, mode)
    build = warehouse.open_build(folder, mode)
    for code, place in asking.areas.items():
        part = asking.of(place, name)
        alone = queries.run(
            build, name,
            {"area_code": [code], "fiscal_year": 2023, "area_unit": "municipality",
             "zone_scheme": "在宅医療圏"},
        )  # fmt: skip
        assert (part.rows, part.states) == (list(alone.rows), list(alone.states))
        assert part.key == alone.key


def test_the_figures_stand_beside_圏域_and_prefecture(folder: Path) -> None:
    card = card_of(folder, "internal", LONG)
    assert card.names == (NAMES[LONG], "圏9902（二次医療圏）", "架空県")
    rows = {row.label: row.words for row in card.main.rows}
    assert rows["65歳以上人口（人）"] == ("10,000", "10,000", "40,300")
    assert rows["訪問診療の患者数（人/月）"] == ("100.0", "100.0", "303.7")
    assert rows["訪問診療（人/65歳以上千人）"] == ("10.0", "10.0", "7.5")
    visits = next(row for row in card.supply.rows if row.label == VISIT)
    assert (visits.group, visits.words) == ("日常の療養支援", ("100.0", "10.0", "10.0", "7.5"))
    assert [row.label for row in card.outgoing.rows] == [NAMES[BIG]]
    assert card.outgoing.rows[0].words == ("55.5", "35.7")


def test_what_is_hidden_is_a_word_and_no_bar(folder: Path) -> None:
    card = card_of(folder, "public", SMALL)
    visits = next(row for row in card.supply.rows if row.label == VISIT)
    assert visits.words[:2] == ("秘匿", "秘匿")
    assert card.outgoing.rows == () and "秘匿" in card.outgoing.note
    assert card.dependence.rows == () and "内部モード" in card.dependence.note


def test_without_a_projection_the_card_says_which_file_gives_it(folder: Path) -> None:
    card = card_of(folder, "public", BIG)
    assert card.population.heads == ("2023年度",)
    assert "地域別将来推計人口" in card.population.note


@pytest.mark.parametrize(
    ("link", "code", "names"),
    [
        ({"group": "zone"}, BIG, ("Ａ市", "西（在宅医療圏）", "架空県")),
        ({"unit": "medical_area"}, "9901", ("圏9901（二次医療圏）", "架空県")),
        ({"unit": "zone"}, "西", ("西（在宅医療圏）", "架空県")),
        ({"scope": PREFECTURE}, "99", ("架空県",)),
    ],
)
def test_cards_of_圏域_and_of_the_prefecture(
    folder: Path, link: dict[str, str], code: str, names: tuple[str, ...]
) -> None:
    card = card_of(folder, "internal", code, **link)
    assert card.names == names
    assert all(len(row.figures) == len(names) for row in card.main.rows)
    assert pages_of(every.to_bytes(card, "pdf", folder)) == 1


def test_every_card_has_its_own_id_and_its_area_in_the_link(folder: Path) -> None:
    asking, view = asked(folder, "public")
    cards = [made(asking, code, view) for code in asking.areas]
    assert len({card.view.id for card in cards}) == len(cards)
    assert [card.view.link["area"] for card in cards] == [(code,) for code in asking.areas]
    assert cards[0].view.id == view.id


# --- files ---------------------------------------------------------------------------------------


def pages_of(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def packed_text(content: bytes) -> str:
    """Every part of an Office file, workbooks inside charts included."""

    def parts(archive: bytes) -> Iterator[str]:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            for name in opened.namelist():
                part = opened.read(name)
                if name.endswith(".xlsx"):
                    yield from parts(part)
                else:
                    yield part.decode("utf-8", "ignore")

    return "\n".join(parts(content))


READERS: dict[str, Callable[[bytes], str]] = {
    "pdf": pdf_text,
    "pptx": packed_text,
    "xlsx": packed_text,
}


@pytest.mark.thorough
@pytest.mark.parametrize("suffix", every.FORMS)
def test_no_file_of_公表_holds_what_is_hidden(folder: Path, suffix: str) -> None:
    def texts(mode: Mode) -> str:
        asking, view = asked(folder, mode)
        cards = (made(asking, code, view) for code in asking.areas)
        return "\n".join(READERS[suffix](every.to_bytes(c, suffix, folder)) for c in cards)

    def holds(text: str, value: float) -> bool:
        return re.search(rf"(?<![\d.,]){re.escape(str(value))}0*(?![\d])", text) is not None

    internal, public = texts("internal"), texts("public")
    for value in SECRETS.values():
        assert holds(internal, value)
        assert not holds(public, value)
    assert "秘匿" in public and "公表用" in public
    assert "公表不可" in internal


@pytest.mark.thorough
@pytest.mark.parametrize("mode", MODES)
def test_a_card_is_one_page_however_long_a_name_is(folder: Path, mode: Mode) -> None:
    for code in NAMES:
        content = every.to_bytes(card_of(folder, mode, code), "pdf", folder)
        assert pages_of(content) == 1
        assert NAMES[code] in pdf_text(content).replace("\n", "")


def test_the_sheet_holds_numbers_as_numbers(folder: Path) -> None:
    content = every.to_bytes(card_of(folder, "internal", LONG), "xlsx", folder)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["カルテ"]
    sheet = book["カルテ"]
    found: dict[Any, list[Any]] = {}
    for row in sheet.iter_rows(max_col=5):
        found.setdefault(row[1].value, [cell.value for cell in row[2:]])
    assert found["65歳以上人口（人）"] == [10_000, 10_000, 40_300]
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_slide_holds_charts_and_tables_that_can_be_edited(folder: Path) -> None:
    content = every.to_bytes(card_of(folder, "internal", BIG), "pptx", folder)
    (slide,) = Presentation(io.BytesIO(content)).slides
    charts = [shape.chart for shape in slide.shapes if shape.has_chart]
    assert not any(shape.shape_type == 13 for shape in slide.shapes)  # no picture
    assert all(shape._element.xpath(".//p:cNvPr/@descr") for shape in slide.shapes
               if shape.has_chart or shape.has_table)  # fmt: skip
    rates = charts[1].plots[0]
    assert [series.name for series in rates.series] == ["Ａ市", "圏9901（二次医療圏）", "架空県"]
    own = dict(zip(rates.categories, rates.series[0].values, strict=True))
    assert own[VISIT] == pytest.approx(200 / 30_000 * 1000)
    assert "留意事項" in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("suffix", every.FORMS)
def test_the_same_card_gives_the_same_bytes(folder: Path, suffix: str) -> None:
    first, second = (
        every.to_bytes(card_of(folder, "public", BIG), suffix, folder) for _ in range(2)
    )
    assert first == second


# --- all of them ---------------------------------------------------------------------------------


def test_all_cards_go_into_one_zip(folder: Path, tmp_path: Path) -> None:
    asking, view = asked(folder, "public")
    told: list[Any] = []
    for name in ("a.zip", "b.zip"):
        count = every.write(
            asking, view, "xlsx", tmp_path / name, folder, lambda *step: told.append(step)
        )
    assert count == 3
    assert told[:4] == [(0, 3, NAMES[BIG]), (1, 3, NAMES[SMALL]), (2, 3, NAMES[LONG]), (3, 3, "")]
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        assert [NAMES[code] in name for code, name in zip(NAMES, names, strict=False)] == [True] * 3
        card = card_of(folder, "public", SMALL)
        assert archive.read(names[1]) == every.to_bytes(card, "xlsx", folder)
        assert "公表用" in archive.read(every.README).decode("utf-8-sig")


def test_a_run_that_is_broken_off_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    asking, view = asked(folder, "public")

    def until_the_second(done: int, total: int, name: str) -> None:
        if done == 1:
            raise BrokenPipeError

    with pytest.raises(SourceFileError):
        every.write(asking, view, "xlsx", tmp_path / "all.zip", folder, until_the_second)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_run_says_so_and_leaves_the_old_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    asking, view = asked(folder, "public")
    target = tmp_path / "all.zip"
    target.write_bytes(b"old")
    monkeypatch.setattr(every, "to_bytes", full)
    with pytest.raises(SourceFileError, match="空きが足りません"):
        every.write(asking, view, "pdf", target, folder)
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]
    assert target.read_bytes() == b"old"


def test_areas_side_by_side_have_a_column_each_and_the_prefecture_s_last(folder: Path) -> None:
    """Cell by cell what the card of each area says of itself."""
    asking, view = asked(folder, "internal")
    codes = list(asking.areas)[:3]
    first, *others = side_by_side(asking, codes, "令和5年度（2023）")
    cards = [made(asking, code, view) for code in codes]
    assert first.words[0][1:] == (*(card.name for card in cards), "架空県")
    for row, *own in zip(first.words[1:], *(card.main.rows for card in cards), strict=True):
        assert row[1:-1] == tuple(line.words[0] for line in own)
    assert [answer.params["area_code"] for answer in first.behind][:3] == [[c] for c in codes]
    needs = next(one for one in others if one.title.startswith("在宅医療の患者"))
    # a number of the first area alone would pass for one of all
    assert not any("患者数" in head for head in needs.words[0])


def test_the_certified_stand_in_every_file_of_a_card(tmp_path: Path) -> None:
    """By 要介護度 with the share of the insured; of a town without a number it is said."""
    tiny = Tiny(tmp_path, TOWNS)
    tiny.patients(BIG, "合計", 120.0)
    tiny.supply(BIG, VISIT, patients=90)
    tiny.flow(BIG, BIG, 90)
    tiny.institution("9900000001", BIG, 90)
    where = {"fiscal_year": 2022, "prefecture_name": "架空県", "insurer_name": NAMES[BIG],
             "municipality_code": BIG}  # fmt: skip
    for level, people in (("計", 5_432), ("要支援１", 321), ("要介護５", 765)):
        tiny.add("certified", **where, people="第1号被保険者", care_level=level, certified=people,
                 certified_status="実数")  # fmt: skip
    tiny.add("care_insured", **where, age_band="計", insured=30_000, insured_status="実数")
    tiny.build("internal")
    asking, view = asked(tmp_path, "internal")
    card = made(asking, BIG, view)
    assert card.certified.heads == ("計", "要支援１", "要介護５")
    assert card.certified_line.startswith(
        "介護保険の認定者（第1号被保険者） 令和4年度末: 計 5,432（18.1 %）、要支援１ 321"
    )
    for suffix in ("pdf", "pptx", "xlsx"):
        text = READERS[suffix](every.to_bytes(card, suffix, tmp_path))
        text = re.sub(r"\s", "", text)
        assert "介護保険の認定者" in text and "令和4年度末" in text, suffix
        assert ("5432" if suffix == "xlsx" else "5,432") in text, suffix
    assert made(asking, SMALL, view).certified_line.endswith("令和4年度末: データなし。")
