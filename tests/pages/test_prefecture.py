"""The prefecture as 注目する地域: every page says something of it that is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zaitaku.compose import pages, reference_rows, standing
from zaitaku.compose.choices import Choices
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.tables import CHOSEN, REFERENCE
from zaitaku.exhibits.views import View

WHOLE, NAME = "99", "架空県"
FOLLOWING = [p for section in pages.PAGES.values() for p in section if "area" in p.follows]
# what these say does not depend on the area: 圏域 of the prefecture, or the first of them
OF_ZONES = {"roles", "additional_demand"}


@pytest.fixture
def view(sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("ZAITAKU_DATA", str(sample_build_dir))

    def of(address: str, **link: str) -> View:
        given = {"area": WHOLE, "mode": "internal"} | link
        return pages.view_of(address, {key: [value] for key, value in given.items()})

    return of


@pytest.mark.parametrize("unit", ["municipality", "zone"])
@pytest.mark.parametrize("page", FOLLOWING, ids=[page.address for page in FOLLOWING])
def test_a_page_speaks_of_the_prefecture(view: Any, page: pages.Page, unit: str) -> None:
    shown = view(page.address, unit=unit)
    for sentence in shown.sentences:
        assert "データがありません" not in sentence and "計算できません" not in sentence
        # no rank among its own parts, and no comparison with itself
        assert "番目" not in sentence
        assert f"、{NAME}全体（" not in sentence and f"、{NAME}全体は" not in sentence
    if page.address not in OF_ZONES | {"data", "ndb", "deaths"}:  # the sample has neither
        assert NAME in shown.sentences[0]
    for exhibit in shown.exhibits:
        if exhibit.builder is not None:
            exhibit.builder(*exhibit.args, **exhibit.kwargs)
    assert ("注目する地域", f"{NAME}（県全体）") in shown.choices


def test_inside_the_prefecture_nothing_crosses_a_border(view: Any) -> None:
    """Its 完結率 counts as inside whatever stays in it: no benchmark of its municipalities."""
    flows = view("flows")
    assert "県を 1 つの地域とみなした完結率は 96.5 %" in flows.sentences[0]
    assert "県内からの流入は" not in flows.sentences[0]
    assert not any("流出先" in exhibit.title for exhibit in flows.exhibits)
    bridge = view("bridge").sentences[0]
    assert "県内のほかの地域" not in bridge and "県内からの流入" not in bridge


def test_the_list_of_indicators_marks_no_area(view: Any) -> None:
    first, *_ = view("indicators", across="all").exhibits
    assert first.builder(*first.args, **first.kwargs)


@pytest.mark.parametrize("beside", ["", "99202"])
def test_the_card_is_that_of_the_prefecture(view: Any, beside: str) -> None:
    """Set beside others it is the last column, as always."""
    shown = view("card", **({"beside": beside} if beside else {}))
    first = shown.exhibits[0]
    where = "雛形市" if beside else NAME
    assert first.title == f"おもな数値｜{where}｜{shown.year_label}"
    assert first.words[0][-1] == NAME


def test_its_trend_is_its_own(view: Any) -> None:
    (trend, *_) = view("supply", form="years", measure="patients").exhibits
    answers, value, codes = trend.args
    assert list(codes) == [WHOLE]
    for answer in answers.values():
        assert [row["area_code"] for row in answer.records] == [WHOLE]
        assert answer.records[0][value] > 0


@pytest.mark.parametrize(("area", "mark"), [(WHOLE, CHOSEN), ("99202", REFERENCE)])
@pytest.mark.parametrize("question", ["flows/summary", "bridge/by_area"])
def test_its_row_in_a_table_is_the_chosen_one(
    sample_build_dir: Path, question: str, area: str, mark: str
) -> None:
    """Above the areas, and where it is 比べる相手 without what grows with the borders."""
    sheet = Sheet("flows", Choices({"area": [area], "mode": ["internal"]}), sample_build_dir)
    standing.choose(sheet)
    rows = reference_rows.of(sheet, sheet.ask(question))
    assert rows is not None and rows.mark == mark
    assert bool(rows.not_comparable) is (mark == REFERENCE)
