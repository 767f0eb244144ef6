"""The page 変化 against the questions it shows, in both modes, and as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open, address, said
from tests.pages.tables import tables
from tests.queries.test_change import DYING, made
from tests.unit import specs
from zaitaku.ask import warehouse
from zaitaku.compose import pages, words
from zaitaku.compose.items import code_of
from zaitaku.derived import questions
from zaitaku.exhibits import office
from zaitaku.exhibits.views import Scene, View
from zaitaku.export import materials, picture
from zaitaku.ground.settings import MODES, Mode
from zaitaku.sentences import change as sentences

PAGE = "explore/change.py"


def asked(data: Path, mode: Mode, name: str = "change/parts", **params: Any) -> Any:
    return questions.run(warehouse.open_build(data, mode), name, params)


def view(data: Path, monkeypatch: pytest.MonkeyPatch, mode: str, **link: str) -> View:
    monkeypatch.setenv("ZAITAKU_DATA", str(data))
    return pages.view_of("change", {"mode": [mode], **{k: [v] for k, v in link.items()}})


@pytest.mark.parametrize("mode", MODES)
def test_the_sentence_and_the_table_are_those_of_the_question(
    mode: Mode, open_app: Open, sample_build_dir: Path
) -> None:
    app = open_app(sample_build_dir, PAGE, mode=mode, area="99202")
    assert not app.exception
    answer = asked(sample_build_dir, mode)
    sentence = sentences.parts(answer, "99202", "雛形市", "在宅患者訪問診療料")
    assert said(app)[0] == f"**{words.escape(sentence)}**"
    (table,) = tables(app)
    shown = [r for r in answer.records if r["change"] is not None]
    told = table[table.iloc[:, 3] != "秘匿"]
    hidden = len(answer) - len(shown)
    assert len(shown) == len(told) > 0 and (hidden == 0) is (mode == "internal")


def test_the_choices_stand_in_the_link(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE, mode="internal")
    before = said(app)[0]
    app = app.selectbox(key="from").set_value("2021").run()
    assert address(app)["from"] == "2021" and "令和3年度から令和5年度に" in said(app)[0] != before
    early = open_app(sample_build_dir, PAGE, mode="internal", year="2021")
    assert not early.get("vega_lite_chart")
    assert any("より前の年度のデータがない" in box.value for box in early.main.info)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "link",
    [
        {"form": "sizes"},
        {"form": "sizes", "unit": "medical_area", "counted": "home_care"},
        {"split": "pct", "counted": "home_care", "aged": "65plus", "unit": "zone"},
        {"area": "99"},
    ],
)
def test_every_form_is_drawn_and_told_with_units(
    link: dict[str, str], mode: str, sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = view(sample_build_dir, monkeypatch, mode, **link)
    assert shown.exhibits and all(shown.sentences)
    for exhibit in shown.exhibits:
        assert "令和4年度→令和5年度" in exhibit.title or "年度の推移" in exhibit.title
        assert exhibit.period == "令和4年度（2022）–令和5年度（2023）" or "推移" in exhibit.title
        assert specs.without_unit(exhibit) == []
        if exhibit.builder is not None:
            assert specs.faults(picture.spec_of(exhibit, sample_build_dir)) == []
            charts = office.charts(exhibit.builder, *exhibit.args, **exhibit.kwargs)
            assert charts and all(chart.series for chart in charts)
    assert materials.make([Scene(shown)], "pptx", sample_build_dir)


def test_bars_of_the_chart_add_up_to_their_dot(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = view(sample_build_dir, monkeypatch, "public")
    spec = picture.spec_of(shown.exhibits[0], sample_build_dir)
    rows = [row for rows in spec["datasets"].values() for row in rows]
    nets = {row["code"]: row["net"] for row in rows if "what" in row}
    assert nets and "99201" in nets
    for code, net in nets.items():
        pieces = [row["value"] for row in rows if row.get("code") == code and "part" in row]
        assert len(pieces) == 3 and sum(pieces) == pytest.approx(net)
    hidden = {r["area_code"] for r in asked(sample_build_dir, "public").records
              if r["change"] is None}  # fmt: skip
    assert hidden and not hidden & set(nets)


@pytest.mark.parametrize("form", ["parts", "sizes"])
def test_a_change_of_definition_is_told_in_place_of_the_figure(
    form: str, tmp_path: Path, open_app: Open
) -> None:
    """看取り加算 counts another thing from June 2024 on."""
    made(tmp_path, {}, {}, year=2024, act=DYING).build("internal")
    link = {"item": code_of(DYING, ""), "form": form, "mode": "internal"}
    app = open_app(tmp_path, PAGE, **link)
    assert not app.exception and not app.get("vega_lite_chart")
    assert any("2024年6月" in box.value for box in app.main.info)
    if form == "parts":
        assert "比べられない" in said(app)[0]
