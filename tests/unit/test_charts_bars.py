"""Bars: what reaches the browser, in which order, and how absent values stand there."""

from typing import Any

import pytest

from tests.unit import specs
from tests.unit.areas import areas
from zaitaku.ask.figures import figure
from zaitaku.exhibits.charts import layout, theme
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
    return next(r for r in found["datasets"].values() if r and key in r[0])


def order(found: dict[str, Any]) -> list[str]:
    orders = {
        tuple(layer["encoding"]["y"]["sort"])
        for layer in specs.layers(found)
        if "sort" in layer["encoding"].get("y", {})
    }
    (shared,) = orders
    return list(shared)


def scales(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Of the bars of each panel."""
    return [
        layer["encoding"]["x"]
        for layer in specs.layers(found)
        if layer["mark"]["type"] == "bar" and "color" in layer["encoding"]
    ]


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
    found = spec(panels={"令和4年度": before, "令和5年度": ANSWER})
    assert [row["panel"] for row in rows(found, "panel")] == ["令和4年度"]
    domains = [x["scale"]["domain"] for x in scales(found)]
    assert domains == [[0, 40.0], [0, 40.0]]
    assert order(found) == ["03", "02", "01", "04"]


def test_panels_take_their_parts_of_any_width() -> None:
    """A width of its own would be cut on a screen of 1024 px."""
    panels = {f"令和{year}年度": ANSWER for year in (3, 4, 5)}
    found = spec(panels=panels)
    assert "width" not in found and "hconcat" not in found
    starts = [x["scale"]["range"][0]["expr"] for x in scales(found)]
    assert starts == ["width * 0.0000 + 0", "width * 0.3333 + 0", "width * 0.6667 + 0"]


def test_only_what_is_drawn_reaches_the_browser() -> None:
    found = spec(value="patients")
    drawn = {"code", "name", "value", "text", "short", "px", "short_px", "fill"}
    assert {key for row in rows(found) for key in row} == drawn
    assert "12.0" not in str(found)  # a rate, where counts are drawn


MANY = areas(
    *((f"{n:02d}", f"{n}町", float(n), float(n)) for n in range(1, 13)),
    *((f"{n:02d}", f"{n}村", None, None) for n in range(13, 34)),
)


def test_hidden_areas_fold_into_one_row_with_their_number_and_names() -> None:
    found = spec(panels={"令和5年度": MANY})
    assert order(found)[-1] == "fold 秘匿" and len(order(found)) == 13
    (fold,) = rows(found, "line")
    assert fold["count"] == "秘匿 21 地域"
    assert fold["line"].startswith("秘匿 21 地域（13村、14村") and fold["line"].endswith(" など）")
    assert fold["names"].split("、") == [f"{n}村" for n in range(13, 34)]
    assert "33村" in found["description"]


def test_the_chosen_area_keeps_its_row_where_it_is_hidden() -> None:
    found = spec(panels={"令和5年度": MANY}, highlight="20")
    assert order(found)[-2:] == ["20", "fold 秘匿"]
    assert rows(found)[-1]["text"] == "秘匿"
    assert rows(found, "line")[0]["count"] == "秘匿 ほか 20 地域"


def test_an_area_with_a_number_in_another_year_has_its_row() -> None:
    before = areas(("13", "13村", 4.0, 4.0), ("14", "14村", None, None))
    found = spec(panels={"令和4年度": before, "令和5年度": MANY})
    assert "13" in order(found) and "14" not in order(found)


@pytest.mark.parametrize("count", [1, 12, 33, 35])
def test_up_to_35_areas_are_whole_on_the_first_screen(count: int) -> None:
    several = areas(*((f"{n:02d}", f"{n}町", 1.0, 1.0) for n in range(count)))
    found = spec(panels={"令和5年度": several})
    assert found["height"] <= layout.HEIGHT
    size = layout.row(count, 62)
    assert size >= 13 and layout.font(size) >= 11


def test_more_areas_make_the_figure_higher_never_smaller() -> None:
    several = areas(*((f"{n:03d}", f"{n}町", 1.0, 1.0) for n in range(179)))
    assert spec(panels={"令和5年度": several})["height"] >= 179 * layout.LEAST_ROW


def test_every_area_hidden_says_so_in_one_row() -> None:
    hidden = areas(("04", "西村", None, None), ("05", "北村", None, None))
    found = spec(panels={"令和5年度": hidden})
    assert rows(found, "line")[0]["line"] == "秘匿 2 地域（西村、北村）"
    # 0 to 1 beside words would look like figures
    assert [x["axis"] for x in scales(found)] == [None]


def test_the_description_says_what_and_how_many() -> None:
    assert spec()["description"] == "訪問診療。横棒グラフ、4地域。"
