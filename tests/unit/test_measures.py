"""The file of measures: what it says, what it leaves to questions, and that nobody else says it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.areas import areas
from zaitaku.derived import questions
from zaitaku.exhibits import classes, maps, measures
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.views import Exhibit
from zaitaku.ground import paths

ROOMS = ("pages", "zaitaku/ui", "zaitaku/compose", "zaitaku/cards")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def test_what_is_blank_is_said_by_the_question() -> None:
    rate, people = measures.load()["self_sufficiency"], measures.load()["population_65plus"]
    assert (rate.brief, rate.short) == ("完結率", "訪問診療の完結率")
    assert rate.label == "地域の中で訪問診療を受ける割合（完結率）"
    assert people.label == people.short == people.brief == "65歳以上人口"
    assert people.titled(people.short) == "65歳以上人口（人）"
    counted = measures.load()["visiting_institutions"]
    assert counted.titled(counted.short) == "訪問診療の医療機関（②所在地、施設）"
    index = measures.load()["concentration"]
    assert index.titled(index.short) == "集中度（HHI）"


def test_a_list_is_given_to_a_parameter_that_takes_one() -> None:
    act = "在宅患者訪問診療料"
    assert measures.load()["visited"].params == {"item": act}
    assert measures.load()["visited_in_profile"].params == {"item": [act]}


def test_a_unit_only_says_more_exactly_what_the_question_says() -> None:
    for one in measures.load().values():
        (column,) = (c for c in questions.load(one.question).columns if c.name == one.column)
        assert one.unit.replace("65歳以上千人", "千人") == column.unit


def test_a_menu_takes_names_of_the_file_and_else_of_the_header() -> None:
    assert measures.menu("institutions/size", "hhi", "top1_share_pct", "patients") == {
        "hhi": "集中度（HHI）",
        "top1_share_pct": "最も多い1施設",
        "patients": "患者数",
    }
    # those of one act do not name the column for all acts
    assert measures.menu("supply/by_area", "patients") == {"patients": "患者数"}


HEAD = "measure,question,column,params,label,short,brief,basis,unit,palette\n"
ROW = "p,patients/by_area,patients,,,,,,,\n"


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of measures in place of ours."""
    file = tmp_path / "measures.csv"
    monkeypatch.setattr(measures, "FILE", file)
    measures.load.cache_clear()
    yield file
    measures.load.cache_clear()


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("p,patients/by_aera,patients,,,,,,,\n", "質問「patients/by_aera」はありません"),
        ("p,patients/by_area,patient,,,,,,,\n", "patients/by_area に patient がありません"),
        ("p,patients/by_area,patients,itme=x,,,,,,\n", "patients/by_area に itme がありません"),
        ("p,patients/by_area,patients,,,,,,,#ff0000\n", "5 つの色"),
        (ROW + ROW, "同じ名前の行が 2 つ"),
    ],
)
def test_a_row_that_cannot_be_is_refused(written: Path, rows: str, fault: str) -> None:
    written.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(Exception, match=fault):
        measures.load()


def test_a_colour_is_changed_in_the_file_alone(written: Path) -> None:
    """On the map, on the bars of the screen and on those of Office; other measures keep theirs."""
    greens = ("#e5f5e0", "#a1d99b", "#74c476", "#31a354", "#006d2c")
    written.write_text(
        HEAD + f"r,supply/by_area,patients,,,,,,,{' '.join(greens)}\n", encoding="utf-8"
    )
    answer = areas(("1", "甲市", 12.0, 3.0), ("2", "乙町", 11.0, 2.0))
    drawn = Exhibit("", bars, ({"": answer}, "patients"), {"title": "", "highlight": "1"})
    (rows,) = drawn.chart().to_dict()["datasets"].values()
    assert [row["fill"] for row in rows] == [greens[4], greens[2]]
    ((series,),) = (chart.series for chart in drawn.office_charts())
    assert (series.colour, series.points) == (greens[2], {0: greens[4]})
    found = classes.make([11.0, 12.0], "equal", 2)
    shown = maps.choropleth(
        answer, "patients", geo_url="/geo/a.topojson", layer="m", classes=found, aspect=1.0
    )
    assert {greens[0], greens[4]} <= set(re.findall("#[0-9a-f]{6}", shown.to_json()))
    assert measures.palette(answer, "rate") == theme.BLUES


def own_labels(tree: ast.AST) -> Iterator[str]:
    """Texts beside a column of a question that the file has measures of.

    A dictionary of such columns with Japanese words, or a tuple of a question, a column and words.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            keys: set[str] = set().union(*map(texts, node.keys))
            if keys and any(keys <= COLUMNS[name] for name in QUESTIONS):
                yield from filter(JAPANESE.search, set().union(*map(texts, node.values)))
        elif isinstance(node, ast.Tuple) and not any(isinstance(e, ast.Name) for e in node.elts):
            said: set[str] = set().union(*map(texts, node.elts))
            if any(name in said and said & COLUMNS[name] for name in QUESTIONS):
                yield from filter(JAPANESE.search, said)


QUESTIONS = sorted({one.question for one in measures.load().values()})
COLUMNS = {name: {c.name for c in questions.load(name).columns} for name in QUESTIONS}


def texts(node: ast.AST | None) -> set[str]:
    """The text of a constant; none of anything else."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return {str(node.value)} if is_text and isinstance(node, ast.Constant) else set()


@pytest.mark.parametrize(
    "path", [p for room in ROOMS for p in sorted((paths.ROOT / room).rglob("*.py"))], ids=str
)
def test_nobody_else_names_a_measure(path: Path) -> None:
    assert list(own_labels(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        'M = {"hhi": "集中度", "top1_share_pct": "1施設"}',
        'M = {RATE: "千人当たり", "receipts": "件数"}',
        'L = [("流出率", "flows/summary", "outflow_pct", {})]',
    ],
)
def test_a_label_in_code_is_found(code: str) -> None:
    assert list(own_labels(ast.parse(code)))
