"""Notifications by area: who counts, in which group, and where a count is not known."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.queries import three_towns
from tests.queries.three_towns import ask, notify
from tests.tiny import Tiny
from tests.unit import published as p
from zaitaku import sources
from zaitaku.ask import queries
from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker
from zaitaku.derived import measuring
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, MISSING


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return three_towns.tiny_in(tmp_path)


@pytest.fixture
def notified(tiny: Tiny) -> Tiny:
    return three_towns.notified(tiny)


def counts(tiny: Tiny, group: str, **params: Any) -> list[tuple[str, int | None]]:
    rows = ask(tiny, "standards/by_area", standard_group=[group], **params)
    return [(row[1], row[3]) for row in rows]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        # institution 6 stands nowhere: where there is none it is not known whether there is one
        ("在宅療養支援診療所", [2, None, None]),
        ("機能強化型在宅療養支援診療所", [1, None, None]),
        ("在宅療養支援診療所・病院", [2, 1, None]),
        # of these it has notified none
        ("在宅療養支援病院", [0, 1, 0]),
        ("在宅療養支援歯科診療所", [1, 0, 0]),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_an_institution_counts_once_and_no_zero_is_said_while_one_is_not_placed(
    notified: Tiny, group: str, expected: list[int | None], mode: Mode
) -> None:
    answer = queries.run(notified.build(mode), "standards/by_area", {"standard_group": [group]})
    assert [row["institutions"] for row in answer.records] == expected
    for row, states in zip(answer.records, answer.state_records, strict=True):
        assert row["unplaced_institutions"] == (1 if None in expected else 0)
        for column in ("institutions", "per_100000", "per_100000_65plus"):
            assert states[column] == (MISSING if row["institutions"] is None else ACTUAL)


def test_who_has_no_town_counts_in_the_prefecture_and_is_listed(notified: Tiny) -> None:
    notify(notified, "7", None, None, municipality_name_found="泊村")
    notify(notified, "8", "07999", "訪薬", division="薬局")
    group = "在宅療養支援診療所"
    assert counts(notified, group, area_unit="zone") == [("北", 2), ("浜", None)]
    assert counts(notified, group, area_unit="medical_area") == [("圏0701", 2), ("圏0702", None)]
    assert counts(notified, group, area_unit="prefecture") == [("福島県", 3)]
    (whole,) = queries.run(
        notified.build(),
        "standards/by_area",
        {"standard_group": [group], "area_unit": "prefecture"},
    ).records
    assert whole["unplaced_institutions"] == 0
    assert counts(notified, "在宅患者訪問薬剤管理指導料") == [
        ("Ａ市", None),
        ("Ｂ市", None),
        ("Ｃ町", None),
    ]
    listed = [(row[0], *row[3:]) for row in ask(notified, "standards/unplaced")]
    groups = "在宅療養支援診療所、在宅療養支援診療所・病院、機能強化型在宅療養支援診療所、"
    assert listed == [
        (
            "6",
            1,
            "医科",
            "住所の先頭に市区町村マスタの名称がない",
            groups + "機能強化型在宅療養支援診療所・病院",
        ),
        ("7", 0, "医科", "同じ名称の市区町村が複数ある", ""),
        ("8", 1, "薬局", "市区町村マスタにない市区町村", "在宅患者訪問薬剤管理指導料"),
    ]
    assert [row[0] for row in ask(notified, "standards/unplaced", standard_group=[group])] == ["6"]


@pytest.mark.parametrize("mode", MODES)
def test_an_indicator_of_notifications_is_not_known_where_its_count_is_not(
    notified: Tiny, mode: Mode
) -> None:
    build = notified.build(mode)

    def asked(name: str, **params: Any) -> Answer:
        return queries.run(build, name, {k: v for k, v in params.items() if v is not None})

    asker = Asker(asked, mode, (2025,))
    item = measuring.indicators(asked)["XS1"]
    found = {}
    for code in ("07201", "07204", "07209"):
        (one,) = measuring.series(asker, item, Area("municipality", "", code, code))
        (point,) = one.points
        found[code] = (point.value, point.state)
        assert "住所の分からない施設は県だけに数え" in one.gap
    assert found == {"07201": (2, ACTUAL), "07204": (1, ACTUAL), "07209": (None, MISSING)}


def test_rows_of_a_town_that_the_master_no_longer_has_are_told(notified: Tiny) -> None:
    notify(notified, "7", "07999", "支援診１")
    (told,) = [row for row in ask(notified, "build/problems") if "07999" in str(row)]
    assert "届出受理医療機関名簿" in str(told)


CLINICS = ("在宅療養支援診療所", "在宅療養支援診療所・病院")
STRONG = (*CLINICS, "機能強化型在宅療養支援診療所", "機能強化型在宅療養支援診療所・病院")
PALLIATIVE = ("在宅緩和ケア充実診療所・病院加算",)
BEFORE, AFTER = date(2026, 5, 31), date(2026, 6, 1)


# day of the list, mark, groups it counts in, severity of what is told
MARKS = [
    (BEFORE, "支援診２", STRONG, None),
    (AFTER, "支援診２ア", STRONG, None),
    (AFTER, "支援診2イ", STRONG, None),  # in the other width
    (AFTER, "支援診３", CLINICS, None),
    (BEFORE, "在緩病実", PALLIATIVE, None),
    (AFTER, "在充病", PALLIATIVE, None),
    # a mark of another time is counted and told
    (AFTER, "支援診２", STRONG, "info"),
    (BEFORE, "支援診２ア", STRONG, "info"),
    (AFTER, "在緩診実", PALLIATIVE, "info"),
    (BEFORE, "在医総管", ("在宅時・施設入居時等医学総合管理料",), "info"),
    # known, and counted nowhere
    (BEFORE, "在データ提", (), None),
    # nobody's: told, where it is of 在宅
    (AFTER, "支援診４", (), "warning"),
    (AFTER, "訪薬特", (), "warning"),
    (AFTER, "外後発１", (), None),
]


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Two lists, of the day before the change and of the day itself; a town for each mark."""
    towns = [(f"07{i:03}", f"{i}市", "0701", "北", 1) for i in range(len(MARKS))]
    tiny = Tiny(tmp_path_factory.mktemp("marks"), towns)
    for (as_of, mark, *_), (town, *_) in zip(MARKS, towns, strict=True):
        for number in ("1", "2"):
            year = 2025 if as_of == BEFORE else 2026
            notify(tiny, town + number, town, mark, as_of_on=as_of, fiscal_year=year)
    return tiny


@pytest.mark.parametrize("number", range(len(MARKS)))
def test_marks_count_by_the_day_of_the_list(marked: Tiny, number: int) -> None:
    as_of, mark, groups, told = MARKS[number]
    params = {"area_code": [f"07{number:03}"], "fiscal_year": 2025 if as_of == BEFORE else 2026}
    answer = queries.run(marked.build(), "standards/by_area", params)
    counted = {r["standard_group"]: r["institutions"] for r in answer.records if r["institutions"]}
    assert counted == dict.fromkeys(groups, 2)
    names = {r["standard_name"] for r in answer.records if r["standard_group"] in PALLIATIVE}
    assert names == {"在宅医療充実体制加算" if as_of == AFTER else PALLIATIVE[0]}
    place = f"（{params['fiscal_year']}年度 医科）"
    found = [
        row["severity"]
        for row in queries.run(marked.build(), "build/problems", {}).records
        if f"{mark}（2 施設）" in row["message"] and place in row["place"]
    ]
    assert found == ([told] if told else [])


TOCHIGI = p.DATA / "facility_standards" / "09届出受理医療機関名簿（医科）栃木r0710.xlsx"
FUKUI = p.DATA / "facility_standards" / "2025.10_sisetukijun_fukui_ika.xlsx"
COUNTED = {
    "在宅療養支援診療所": 159,
    "機能強化型在宅療養支援診療所": 53,
    "在宅療養支援診療所・病院": 174,
    "機能強化型在宅療養支援診療所・病院": 54,
    "在宅緩和ケア充実診療所・病院加算": 24,
}


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    return {
        code: sources.collect([path], known=p.real_master(code))
        .tables[0]
        .frames["facility_standard"]
        for path, code in ((TOCHIGI, "09"), (FUKUI, "18"))
    }


@pytest.mark.thorough
@p.needs_data
def test_a_real_list_counts_the_same_under_the_marks_of_2026(
    tmp_path: Path, real: dict[str, Any]
) -> None:
    tiny = Tiny(tmp_path, [("09201", "宇都宮市", "0901", "甲", 1)])
    marks = real["09"][["institution_code", "standard_short"]].dropna().drop_duplicates()
    lists: dict[int, dict[str, str]] = {
        2025: {},
        2026: {"支援診２": "支援診２ア", "在緩診実": "在充診"},
        2027: {},  # a publisher who has not followed
    }
    for year, renamed in lists.items():
        for number, mark in marks.itertuples(index=False):
            if mark.startswith(("支援", "在緩")):
                told = {"fiscal_year": year, "as_of_on": date(year, 10, 1)}
                notify(tiny, number, None, renamed.get(mark, mark), prefecture="09", **told)
    for year in lists:
        params = {"area_unit": "prefecture", "fiscal_year": year}
        answer = queries.run(tiny.build(), "standards/by_area", params)
        found = {row["standard_group"]: row["institutions"] for row in answer.records}
        assert {group: found[group] for group in COUNTED} == COUNTED


@p.needs_data
def test_no_mark_of_the_real_lists_is_unknown(tmp_path: Path, real: dict[str, Any]) -> None:
    tiny = Tiny(tmp_path, [("09201", "宇都宮市", "0901", "甲", 1)])
    for code, frame in real.items():
        for mark in frame.standard_short.dropna().unique():
            if mark.startswith(("支援", "在", "歯援", "訪薬")):
                notify(tiny, "1", "09201", mark, prefecture=code)
    told = [row for row in ask(tiny, "build/problems") if "受理記号" in str(row)]
    assert told == []


@pytest.mark.parametrize("mode", MODES)
def test_rates_of_institutions(notified: Tiny, mode: Mode) -> None:
    (row,) = ask(
        notified,
        "standards/by_area",
        mode,
        area_code=["07201"],
        standard_group=["在宅療養支援診療所"],
    )
    # 2 of 60,000 residents, a third of them 65 and over
    assert row[6:10] == (pytest.approx(10 / 3), pytest.approx(10), "2025-09-01", 2025)


def test_the_list_of_a_group(notified: Tiny) -> None:
    rows = ask(notified, "standards/list", standard_group=["在宅療養支援診療所"])
    assert [(row[1], row[4], row[6]) for row in rows] == [
        ("架空1", "Ａ市", "支援診２"),
        ("架空1", "Ａ市", "支援診３"),
        ("架空2", "Ａ市", "支援診３"),
    ]
