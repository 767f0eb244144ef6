"""Bars: what reaches the browser, in which order, and how absent values stand there."""

from typing import Any

import pytest

from tests.unit.areas import areas
from zaitaku.ask.figures import figure
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.charts.bars import bars

ANSWER = areas(
    ("01", "府中市", 30.0, 4.0),
    ("02", "府中市", 90.0, 9.0),
    ("03", "東町", 5.0, 12.0),
    ("04", "西村", None, None),
)


def spec(**options: Any) -> dict[str, Any]:
    given = {"title": "訪問診療", **options}
    panels = given.pop("panels", {"令和5年度": ANSWER})
    result: dict[str, Any] = bars(panels, given.pop("value", "rate"), **given).to_dict()
    return result


def rows(found: dict[str, Any], key: str = "code") -> list[dict[str, Any]]:
    return next(r for r in found["datasets"].values() if key in r[0])


def order(found: dict[str, Any]) -> list[str]:
    result: list[str] = found["encoding"]["y"]["sort"]
    return result


@pytest.mark.parametrize(
    ("sort", "codes"), [("value", ["03", "02", "01", "04"]), ("code", ["01", "02", "03", "04"])]
)
def test_two_areas_of_one_name_keep_their_own_bars(sort: str, codes: list[str]) -> None:
    assert order(spec(sort=sort)) == codes


def test_a_hidden_area_is_listed_as_hidden_and_has_no_number() -> None:
    hidden = rows(spec())[3]
    assert (hidden["name"], hidden["text"], hidden["value"]) == ("西村", "秘匿", None)
    assert 0 not in hidden.values()


def test_a_rate_has_its_count_beside_it_and_few_patients_are_marked() -> None:
    texts = [row["text"] for row in rows(spec(beside="patients"))]
    assert texts == [
        "4.0（30.0 人/月）",
        "9.0（90.0 人/月）",
        "12.0（5.0 人/月・参考値）",
        "秘匿",
    ]


def test_the_chosen_area_is_dark() -> None:
    fills = [row["fill"] for row in rows(spec(highlight="02"))]
    assert fills == [theme.PLAIN, theme.HIGHLIGHT, theme.PLAIN, theme.PLAIN]


def test_the_reference_is_a_labelled_line_only_where_it_may_be_shown() -> None:
    shown = figure(areas(("99", "架空県", 125.0, 6.5)), "rate", name="架空県全体")
    line = rows(spec(references={"令和5年度": shown}), "label")
    assert line == [{"value": 6.5, "label": "架空県全体 6.5 人/千人"}]
    hidden = figure(areas(("99", "架空県", None, None)), "rate", name="架空県全体")
    drawn = spec(references={"令和5年度": hidden})
    assert not any("label" in data[0] for data in drawn["datasets"].values())


def test_years_share_scale_and_order_and_bars_start_at_zero() -> None:
    before = areas(("01", "府中市", 30.0, 40.0), ("03", "東町", 5.0, 1.0))
    panels = spec(panels={"令和4年度": before, "令和5年度": ANSWER})["hconcat"]
    assert [panel["title"] for panel in panels] == ["令和4年度", "令和5年度"]
    domains = [panel["encoding"]["x"]["scale"]["domain"] for panel in panels]
    assert domains[0] == domains[1] and domains[0][0] == 0 and domains[0][1] > 40.0
    assert len({tuple(panel["encoding"]["y"]["sort"]) for panel in panels}) == 1


def test_only_what_is_drawn_reaches_the_browser() -> None:
    found = spec(value="patients")
    assert {key for row in rows(found) for key in row} == {"code", "name", "value", "text", "fill"}
    assert "12.0" not in str(found)  # a rate, where counts are drawn


def test_every_area_hidden_still_lists_them() -> None:
    found = spec(panels={"令和5年度": areas(("04", "西村", None, None))})
    assert [row["text"] for row in rows(found)] == ["秘匿"]
    # 0 to 1 beside words would look like figures
    assert found["encoding"]["x"]["axis"] is None


def test_the_description_says_what_and_how_many() -> None:
    assert spec()["description"] == "訪問診療。横棒グラフ、4地域。"
