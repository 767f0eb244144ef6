"""The page 供給 against the questions it shows."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open, address, open_tab, said
from tests.pages.tables import tables
from zaitaku.ask import queries, warehouse
from zaitaku.ask.figures import figure

PAGE = "explore/supply.py"
RATE = "patients_per_1000_65plus"


def spec(app: Any) -> Any:
    (chart,) = app.get("vega_lite_chart")
    return json.loads(chart.proto.spec)


def asked(data: Path, mode: Any = "internal", **params: Any) -> Any:
    return queries.run(warehouse.open_build(data, mode), "supply/by_area", params)


def controls(app: Any, key: str, value: str) -> Any:
    (group,) = [group for group in app.get("button_group") if group.key == key]
    return group.set_value(value).run()


@pytest.fixture
def town(sample_build_dir: Path) -> tuple[str, str]:
    row = asked(sample_build_dir).rows[4]
    return str(row[0]), str(row[1])


def test_the_sentence_says_the_areas_figure_beside_the_prefecture(
    open_app: Open, sample_build_dir: Path, town: tuple[str, str]
) -> None:
    app = open_app(sample_build_dir, PAGE, mode="internal", area=town[0])
    own = figure(asked(sample_build_dir), RATE, town[0])
    whole = figure(asked(sample_build_dir, area_unit="prefecture"), RATE)
    assert own is not None and whole is not None
    sentence = said(app)[0]
    assert town[1] in sentence and own.words in sentence and whole.words in sentence


def test_changing_the_act_changes_the_figure_and_the_link(
    open_app: Open, sample_build_dir: Path, town: tuple[str, str]
) -> None:
    app = open_app(sample_build_dir, PAGE, mode="internal", area=town[0])
    app = app.selectbox(key="measure").set_value("patients").run()
    before = said(app)[0]
    box = next(box for box in app.main.selectbox if box.key == "item")
    act = box.options[-1]
    app = box.select(act).run()
    assert said(app)[0] != before and act in app.header[0].value
    link = address(app)
    assert link["item"].isascii()
    assert said(open_app(sample_build_dir, PAGE, **link))[0] == said(app)[0]


def test_years_stand_side_by_side(open_app: Open, sample_build_dir: Path) -> None:
    app = controls(open_app(sample_build_dir, PAGE), "span", "all")
    drawn = spec(app)
    text = json.dumps(drawn, ensure_ascii=False)
    assert all(f"令和{year}年度（{2018 + year}）" in text for year in (3, 4, 5))
    assert "hconcat" not in drawn and "width" not in drawn  # one plot, as wide as the page


def test_public_lists_hidden_areas_as_hidden(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE)
    shown = tables(app)[0]
    column = next(c for c in shown.columns if c.startswith("患者数"))
    found = asked(sample_build_dir, "public")
    pairs = zip(found.rows, found.states, strict=True)
    hidden = [row[1] for row, states in pairs if states[2] == "秘匿"]
    assert hidden
    listed = shown.loc[shown[column] == "秘匿", "地域名"].tolist()
    # those without any figure are in one line below the table
    folded = [c.value for c in app.caption if c.value.startswith("秘匿 ")]
    names = folded[0].partition("（")[2].removesuffix("）").split("、") if folded else []
    assert sorted([*listed, *names]) == sorted(hidden)


def test_a_tab_that_nobody_opened_is_not_sent(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE)
    labels = ["表｜令和5年度（2023）", "この図の読み方", "ファイル"]
    assert [tab.label for tab in app.tabs] == labels
    assert len(tables(app)[0]) == 20 and not app.get("download_button")
    app = open_tab(app, "supply", "この図の読み方")
    assert "言えないこと" in said(app)[1]
    assert not tables(app)


def test_downloads_are_offered_in_order(open_app: Open, sample_build_dir: Path) -> None:
    app = open_tab(open_app(sample_build_dir, PAGE), "supply", "ファイル")
    assert [button.label for button in app.get("download_button")] == [
        "Excel（xlsx）",
        "CSV（UTF-8）",
        "CSV（Shift_JIS / CP932）",
        "列の説明（CSV）",
    ]
