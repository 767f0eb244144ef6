"""流出入の地図: what is drawn, and the list that says the same without a map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pages.conftest import Open, open_tab, said
from tests.pages.tables import tables
from zaitaku.ask import queries, warehouse
from zaitaku.ground.settings import MODES

PAGE = "explore/flow_map.py"


def layers(app: Any) -> dict[str, Any]:
    (chart,) = app.get("deck_gl_json_chart")
    return {layer["id"]: layer["data"] for layer in json.loads(chart.proto.json)["layers"]}


def largest(folder: Path, mode: Any, **params: Any) -> list[tuple[Any, ...]]:
    build = warehouse.open_build(folder, mode)
    kept = {"residence": ["同一建物以外"], **params}
    return list(queries.run(build, "flows/largest", kept).rows)


@pytest.mark.parametrize("mode", MODES)
def test_arcs_are_the_flows_of_the_list(open_app: Open, sample_build_dir: Path, mode: str) -> None:
    app = open_app(sample_build_dir, PAGE, mode=mode, top="20")
    assert not app.exception
    rows = [row for row in largest(sample_build_dir, mode, top=20) if row[4] is not None]
    drawn = {arc["text"] for arc in layers(app)["flows"]}
    assert len(drawn) == len(rows) > 0
    assert all(any(text.startswith(f"{row[1]} → {row[3]}:") for text in drawn) for row in rows)
    listed = tables(app)[0]
    assert list(zip(listed["住所地"], listed["医療機関所在地"], strict=True))[: len(rows)] == [
        (row[1], row[3]) for row in rows
    ]


@pytest.mark.parametrize(
    ("flow", "end"), [("outgoing", 0), ("incoming", 1)], ids=["出ていく", "入ってくる"]
)
def test_one_direction(open_app: Open, sample_build_dir: Path, flow: str, end: int) -> None:
    app = open_app(sample_build_dir, PAGE, mode="internal", area="99201", flow=flow)
    ends = {arc["text"].split(":")[0].split(" → ")[end] for arc in layers(app)["flows"]}
    assert ends == {"架空市"}


def test_between_two_areas_both_ways(open_app: Open, sample_build_dir: Path) -> None:
    link = {"mode": "internal", "area": "99201", "flow": "between", "with": "99202"}
    app = open_app(sample_build_dir, PAGE, **link)
    assert not app.exception
    assert len(layers(app)["flows"]) <= 2
    assert len(layers(app)["within"]) == 2


def test_outside_the_prefecture_is_always_said(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE, mode="internal", least="20", top="20")
    assert "県外の医療機関から受けているのは" in said(app)[0]
    assert "県外からの流入は、このデータにはない。" in said(app)[0]
    (shown,) = tables(open_tab(app, "flow_map", "県外への流出"))
    assert set(shown["医療機関所在地"]) == {"県外"}
    assert len(shown) == len(largest(sample_build_dir, "internal", destination_code=["県外"]))


def test_years_stand_side_by_side(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE, mode="internal", span="all")
    assert not app.exception
    assert len(app.get("deck_gl_json_chart")) == 3


def test_what_is_not_drawn_is_counted(open_app: Open, sample_build_dir: Path) -> None:
    app = open_app(sample_build_dir, PAGE, top="20")
    (said,) = [c.value for c in app.caption if c.value.startswith("線 ")]
    assert "秘匿" in said and "描いていない流れ" in said


@pytest.mark.parametrize("mode", MODES)
def test_net_arcs_are_the_net_flows_of_the_list(
    open_app: Open, sample_build_dir: Path, mode: str
) -> None:
    app = open_app(sample_build_dir, PAGE, mode=mode, sums="net", top="40")
    assert not app.exception
    listed = tables(app)[0].to_dict("records")
    net, way, back = (f"{word}（人/月）" for word in ("差引", "行き", "帰り"))
    shown = [row for row in listed if row[net] != "秘匿" and row[way] != "秘匿"]
    arcs = {arc["text"] for arc in layers(app)["flows"]}
    assert arcs == {
        f"{row['住所地']} → {row['医療機関所在地']}: "
        + (f"{row[way]} 人/月" if row["医療機関所在地"] == "県外" else f"差引 {row[net]} 人/月")
        for row in shown
    }
    assert len(arcs) == len(shown) > 0
    # 秘匿 on one side alone hides the difference
    assert all(row[net] == "秘匿" for row in listed if "秘匿" in (row[way], row[back]))
