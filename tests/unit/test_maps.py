"""Maps: what the browser is sent, and what it is not."""

import json
from typing import Any

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.exhibits import classes, legends, map_names, maps, zooming
from zaitaku.exhibits.charts import theme
from zaitaku.exhibits.maps import Place
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

RATE = "patients_per_1000_65plus"
COLUMNS = (
    Column("area_code", "varchar", "key", "地域コード"),
    Column("area_name", "varchar", "key", "地域名"),
    Column(RATE, "double", "from", "65歳以上千人当たり患者数", "人/千人"),
)
AREAS = [
    ("99201", "青市", 4.0, ACTUAL),
    ("99202", "赤市", 12.5, ACTUAL),
    ("99301", "白町", None, SUPPRESSED),
    ("99302", "黒町", None, NOT_APPLICABLE),
    ("99401", "島村", None, MISSING),
]
LIMITS = classes.make([], "manual", limits=[5, 10])
GIVEN: dict[str, Any] = {
    "geo_url": "/geo/abc.topojson",
    "layer": "municipality",
    "classes": LIMITS,
}


def answer(areas: list[tuple[str, str, float | None, str]]) -> Answer:
    return Answer(
        name="patients/by_area",
        question="市町村ごとに何人か",
        grain="one row per area",
        source="KDB",
        columns=COLUMNS,
        rows=[area[:3] for area in areas],
        states=[(ACTUAL, ACTUAL, area[3]) for area in areas],
        notes=(),
        params={},
        param_labels={},
        build_id="b",
        mode="internal",
    )


def spec(areas: list[tuple[str, str, float | None, str]] = AREAS, **options: Any) -> dict[str, Any]:
    """The map of the screen; the file has the same layers (see below)."""
    return whole(areas, on_screen=True, **options)


def whole(
    areas: list[tuple[str, str, float | None, str]] = AREAS, **options: Any
) -> dict[str, Any]:
    chart = maps.choropleth(answer(areas), RATE, **{**GIVEN, "aspect": 0.7, **options})
    drawn: dict[str, Any] = chart.to_dict()
    return drawn


def beside(
    areas: list[tuple[str, str, float | None, str]] = AREAS, **options: Any
) -> list[tuple[legends.Patch | legends.Stroke | legends.Disc, str]]:
    """Symbol and words of every entry of the legend."""
    groups = maps.legend(answer(areas), RATE, **{**GIVEN, **options})
    return [(entry.symbol, entry.words) for group in groups for entry in group.entries]


def rows(drawn: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Code → legend entry and text of what is joined in the browser."""
    entries = legend(drawn)
    (data,) = (d for d in drawn["datasets"].values() if "entry" in d[0])
    return {row["code"]: (entries[row["entry"]], row["shown"]) for row in data}


def legend(drawn: dict[str, Any]) -> list[str]:
    (scale,) = (e["scale"] for e in _colors(drawn))
    domain: list[str] = scale["domain"]
    return domain


def _colors(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    encodings = [layer.get("encoding", {}) for layer in drawn["layer"]]
    return [e["color"] for e in encodings if "scale" in e.get("color", {})]


def names(drawn: dict[str, Any]) -> list[str]:
    return [row["name"] for d in drawn["datasets"].values() if "from" in d[0] for row in d]


def test_every_area_has_a_class_or_a_state() -> None:
    assert rows(spec()) == {
        "99201": ("5 未満", "4.0"),
        "99202": ("10 以上", "12.5"),
        "99301": ("秘匿", "秘匿"),
        "99302": ("該当なし", "該当なし"),
        "99401": ("データなし", "データなし"),
    }


def test_legend_lists_all_classes_and_only_states_that_occur() -> None:
    assert legend(spec()) == [
        "5 未満",
        "5 以上 10 未満",
        "10 以上",
        "秘匿",
        "該当なし",
        "データなし",
    ]
    assert legend(spec(AREAS[:2])) == ["5 未満", "5 以上 10 未満", "10 以上"]
    (group, _) = maps.legend(answer(AREAS), RATE, **GIVEN)
    assert group.title == "65歳以上千人当たり患者数（人/千人）"


def test_legend_names_what_is_drawn_and_how_many_areas_have_it() -> None:
    places = {code: Place(name, i, i) for i, (code, name, *_) in enumerate(AREAS)}
    options = {"places": places | {"99999": Place("新村", 50, 50)}, "highlight": "99202"}
    found = beside(outlines=["medical_area", "zone:在宅医療圏"], **options)
    assert [words for _, words in found] == [
        "5 未満　1 地域",
        "5 以上 10 未満　0 地域",
        "10 以上　1 地域",
        "秘匿　1 地域",
        "該当なし　1 地域",
        "データなし　2 地域",
        "市町村の境界",
        "二次医療圏の境界",
        "在宅医療圏の境界",
        "注目する地域（赤市）",
    ]
    assert [s.striped for s, _ in found if isinstance(s, legends.Patch)] == [False] * 3 + [
        True,
        False,
        False,
    ]


def test_legend_has_the_colours_and_lines_of_the_map() -> None:
    options = {"outlines": ["medical_area"], "highlight": "99201"}
    drawn, found = spec(**options), [symbol for symbol, _ in beside(**options)]
    (color,) = _colors(drawn)
    assert [s.fill for s in found if isinstance(s, legends.Patch)] == color["scale"]["range"]
    lines = {(layer["mark"]["stroke"], layer["mark"]["strokeWidth"]) for layer in drawn["layer"]}
    assert {(s.color, s.width) for s in found if isinstance(s, legends.Stroke)} <= lines


def test_legend_tells_no_frame_where_none_is_drawn() -> None:
    places = {"99201": Place("青市", 0, 0)}
    for options in ({}, {"highlight": "0307"}):
        assert not [words for _, words in beside(places=places, **options) if "注目" in words]


def test_a_file_has_map_and_legend_in_one_picture() -> None:
    options = {"outlines": ["medical_area"], "highlight": "99201"}
    shown, filed = spec(**options), whole(**options)
    drawn, panel = filed["hconcat"]
    assert [layer["mark"]["type"] for layer in drawn["layer"]] == [
        layer["mark"]["type"] for layer in shown["layer"]
    ]
    assert "look_zoom" not in json.dumps(filed)
    said = [
        row["words"]
        for layer in panel["layer"]
        for row in filed["datasets"].get(layer["data"].get("name"), layer["data"].get("values", []))
        if "words" in row
    ]
    assert {words for _, words in beside(**options)} <= set(said)


def test_the_wheel_means_nothing_and_the_look_is_a_field_of_the_page() -> None:
    drawn = spec(places={"99201": Place("青市", 0, 0)})
    looks = {param["name"]: param for param in drawn["params"] if param["name"] != "area"}
    assert set(looks) == {"look", "look_zoom", "look_x", "look_y"}
    assert looks["look"]["value"] == zooming.WHOLE
    assert looks["look"]["bind"]["input"] == "text"
    assert "wheel" not in json.dumps(drawn)
    assert all(layer["mark"]["clip"] for layer in drawn["layer"])


def test_names_that_do_not_fit_come_when_the_map_is_larger() -> None:
    places = {
        "99201": Place("青市", 0, 0),
        "99202": Place("赤市", 8, 0),
        "99301": Place("白町", 100, 100),
    }
    drawn = spec(places=places)
    rows = [row for d in drawn["datasets"].values() if "from" in d[0] for row in d]
    size = {row["name"]: row["from"] for row in rows}
    assert size["青市"] == min(zooming.STEPS) and size["赤市"] > size["青市"]
    texts = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "text"]
    assert len(texts) == 2
    assert all("datum.from <= look_zoom" in json.dumps(layer["transform"]) for layer in texts)


def test_absent_values_never_have_a_class_colour() -> None:
    (color,) = _colors(spec())
    shade = dict(zip(color["scale"]["domain"], color["scale"]["range"], strict=True))
    assert [shade["秘匿"], shade["該当なし"], shade["データなし"]] == list(
        theme.STATE_FILL.values()
    )
    assert len(set(shade.values())) == 6


def test_an_area_without_a_row_is_drawn_and_in_the_legend() -> None:
    places = {"99201": Place("青市", 0, 0), "99999": Place("新村", 50, 50)}
    drawn = spec(AREAS[:2], places=places)
    assert legend(drawn)[-1] == "データなし"
    ground = drawn["layer"][0]
    assert ground["mark"]["fill"] == theme.STATE_FILL[MISSING]
    assert "filter" not in json.dumps(ground["transform"])
    assert names(drawn) == ["青市", "新村"]


def test_no_number_of_an_area_is_sent() -> None:
    """Only texts, codes and the number of the legend entry: 4.0 is a text, 秘匿 has none."""
    (data,) = (d for d in spec()["datasets"].values() if "entry" in d[0])
    assert {key for row in data for key in row} == {"code", "name", "entry", "shown"}
    assert all(isinstance(row["shown"], str) for row in data)


def test_hidden_areas_are_striped_and_only_they() -> None:
    striped = [
        layer
        for layer in spec()["layer"]
        if isinstance(layer["mark"].get("fill"), dict) and "gradient" in layer["mark"]["fill"]
    ]
    assert [layer["transform"][-1] for layer in striped] == [{"filter": "datum.entry === 3"}]
    assert "gradient" not in json.dumps(spec(AREAS[:2]))


def test_shapes_travel_by_address_and_the_spec_is_small() -> None:
    many = [(f"99{i:03}", f"第{i}町", i / 10, ACTUAL) for i in range(33)]
    places = {code: Place(name, i, i) for i, (code, name, *_) in enumerate(many)}
    text = json.dumps(spec(many, places=places, outlines=["medical_area"]), ensure_ascii=False)
    assert "coordinates" not in text and "arcs" not in text
    assert len(text.encode()) < 12_000
    assert text.count('"url": "/geo/abc.topojson"') == 3


def test_click_returns_the_code() -> None:
    (param,) = whole()["params"]
    (same,) = (one for one in spec()["params"] if one["name"] == "area")
    assert same["select"] == param["select"]
    assert (param["name"], param["select"]["fields"], param["select"]["on"]) == (
        "area",
        ["code"],
        "click",
    )


def test_the_pointer_promises_a_click_only_where_it_chooses() -> None:
    for picks in (True, False):
        drawn = spec(picks=picks)
        pointers = {
            layer["mark"]["cursor"] for layer in drawn["layer"] if "cursor" in layer["mark"]
        }
        assert pointers == ({"pointer"} if picks else {"default"})
        assert any(one["name"] == "area" for one in drawn["params"]) is picks


def test_lines_let_clicks_through() -> None:
    """A geoshape that is merely not filled is transparent, and catches the click itself."""
    drawn = spec(outlines=["medical_area", "zone:在宅医療圏"], highlight="99201")
    lines = [layer["mark"] for layer in drawn["layer"] if layer["mark"].get("filled") is False]
    assert len(lines) == 5  # two outlines, the frame and its edge, 該当なし
    assert all(mark["fill"] is None for mark in lines)
    assert [
        layer["data"]["format"]["feature"]
        for layer in drawn["layer"]
        if "data" in layer
        and "format" in layer["data"]
        and layer["mark"].get("tooltip", "") is None
    ] == ["medical_area", "zone:在宅医療圏"]


def test_every_shape_is_projected_as_it_is() -> None:
    options = {"outlines": ["medical_area"], "places": {"99201": Place("青市", 0, 0)}}
    filed, shown = whole(**options)["hconcat"][0], spec(**options)
    assert {json.dumps(layer["projection"], sort_keys=True) for layer in filed["layer"]} == {
        '{"reflectY": true, "type": "identity"}'
    }
    projections = [layer["projection"] for layer in shown["layer"]]
    assert all(one == projections[0] for one in projections)
    assert projections[0]["type"] == "identity" and "look_zoom" in projections[0]["extent"]["expr"]


@pytest.mark.parametrize(
    ("aspect", "size"), [(0.5, (250, 500)), (1.0, (500, 500)), (4.0, (600, 150))]
)
def test_size_follows_the_shape_of_the_prefecture(aspect: float, size: tuple[int, int]) -> None:
    drawn = whole(aspect=aspect)["hconcat"][0]
    assert (drawn["width"], drawn["height"]) == size
    assert spec(aspect=aspect)["height"] == size[1] and "width" not in spec(aspect=aspect)


def test_names_do_not_run_into_each_other_and_the_chosen_one_is_written() -> None:
    places = {
        "99201": Place("青市", 0, 0),
        "99202": Place("赤市", 1, 0),  # a few pixels beside 青市
        "99301": Place("白町", 100, 100),
    }
    assert names(whole(places=places)) == ["青市", "白町"]
    assert names(whole(places=places, highlight="99202")) == ["赤市", "白町"]


def test_alternative_text_tells_what_is_seen() -> None:
    assert spec(place_name="架空県 市町村別")["description"] == (
        "架空県 市町村別の65歳以上千人当たり患者数（人/千人）を色分けした地図。"
        "5 未満は1地域、10 以上は1地域、秘匿は1地域、該当なしは1地域、データなしは1地域。"
        "数値は表で示す。"
    )


def test_shades() -> None:
    assert tuple(maps.shades(5)) == theme.SEQUENTIAL
    for count in range(1, 8):
        made = maps.shades(count)
        lightness = [sum(int(color[i : i + 2], 16) for i in (1, 3, 5)) for color in made]
        assert len(made) == count and lightness == sorted(lightness, reverse=True)
    (color,) = _colors(spec(palette=["#111111", "#222222", "#333333", "#444444"]))
    assert color["scale"]["range"][:3] == ["#111111", "#222222", "#333333"]


def test_nothing_to_classify() -> None:
    drawn = spec(AREAS[2:3], classes=classes.make([None]))
    assert legend(drawn) == ["秘匿"]
    drawn = spec([("99201", "青市", 4.0, ACTUAL)], classes=classes.make([4.0]))
    assert legend(drawn) == ["4: すべて同じ値"]


def test_what_may_not_be_compared_has_no_class() -> None:
    """Its figure is told; a hidden one stays hidden, whichever list names it."""
    drawn = spec(apart=("99202", "99301"))
    found = rows(drawn)
    assert found["99202"] == (maps.APART, "12.5") and found["99301"] == ("秘匿", "秘匿")
    (scale,) = (encoding["scale"] for encoding in _colors(drawn))
    colour = dict(zip(scale["domain"], scale["range"], strict=True))
    assert list(colour.values()).count(colour[maps.APART]) == 1
    told = {words: symbol for symbol, words in beside(apart=("99202", "99301"))}
    assert told[f"{maps.APART}　1 地域"] == legends.Patch(colour[maps.APART])
    assert maps.APART not in legend(spec())


def test_an_area_of_another_layer_is_framed() -> None:
    given: dict[str, Any] = {"framed": ("prefecture", "99", "架空県"), "weight": 0.5}
    frames = [
        layer
        for layer in spec(**given)["layer"]
        if {"filter": {"field": "code", "equal": "99"}} in layer.get("transform", [])
    ]
    assert [one["data"]["format"]["feature"] for one in frames] == ["prefecture"] * 2
    (told,) = (symbol for symbol, words in beside(**given) if "架空県" in words)
    assert isinstance(told, legends.Stroke) and told.width == frames[1]["mark"]["strokeWidth"]


def test_a_name_waits_for_the_size_that_it_is_for() -> None:
    there = {"1": Place("県", 0, 0, 1.4), "2": Place("圏", 50, 50, 2.8), "3": Place("町", 90, 0)}
    found = {name["name"]: name["from"] for name in map_names.fitting(there, None, 400, 400)}
    assert found == {"県": 1.4, "圏": 2.8, "町": 0.5}
