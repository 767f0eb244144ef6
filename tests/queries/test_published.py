"""Published figures regrouped by area: projections, notifications, stations, NDB, demand, roles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.tiny import Tiny
from tests.unit import published as p
from zaitaku import sources
from zaitaku.ask import queries
from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.ask.asker import Asker
from zaitaku.derived import measuring
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED

TOWNS = [
    ("07201", "Ａ市", "0701", "北", 60_000),
    ("07204", "Ｂ市", "0702", "浜", 30_000),
    ("07209", "Ｃ町", "0702", "浜", 9_000),
]
EDITION = "令和5年推計"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, TOWNS, fiscal_year=2025)


def ask(tiny: Tiny, name: str, mode: Mode = "internal", **params: Any) -> list[tuple[Any, ...]]:
    return list(queries.run(tiny.build(mode), name, params).rows)


# --- projection ------------------------------------------------------------------------------


def project(tiny: Tiny, code: str, population: float, **cell: Any) -> None:
    given = {"edition": EDITION, "published_table": "総人口", "sex": "計", "age_band": "計", **cell}
    tiny.add(
        "population_projection",
        area_code=code,
        area_name=code,
        year=given.pop("year", 2030),
        population=population,
        basis="人",
        **given,
    )


def unit(tiny: Tiny, *members: str) -> None:
    for member in members:
        tiny.add(
            "population_projection_unit",
            edition=EDITION,
            published_table="総人口",
            unit_code="07999",
            unit_name="浜通り地域",
            municipality_code=member,
        )


@pytest.mark.parametrize(
    ("area_unit", "expected"),
    [
        ("municipality", [("Ａ市", 50, 0), ("Ｂ市", None, 1), ("Ｃ町", None, 1)]),
        ("medical_area", [("圏0701", 50, 0), ("圏0702", 30, 0)]),
        ("prefecture", [("福島県", 80, 0)]),
    ],
)
def test_a_unit_counts_only_where_all_its_members_are(
    tiny: Tiny, area_unit: str, expected: list[tuple[Any, ...]]
) -> None:
    project(tiny, "07201", 50)
    project(tiny, "07999", 30)
    unit(tiny, "07204", "07209")
    rows = ask(tiny, "projection/by_area", area_unit=area_unit)
    assert [(row[1], row[6], row[9]) for row in rows] == expected


def test_a_unit_that_reaches_beyond_an_area_is_not_split(tiny: Tiny) -> None:
    project(tiny, "07999", 30)
    unit(tiny, "07201", "07204", "07209")
    rows = ask(tiny, "projection/by_area", area_unit="medical_area")
    assert [(row[6], row[9]) for row in rows] == [(None, 1), (None, 2)]


def test_one_missing_municipality_leaves_the_sum_out(tiny: Tiny) -> None:
    project(tiny, "07204", 20)
    ((_, name, *_, population, _, _, missing),) = ask(
        tiny, "projection/by_area", area_unit="medical_area", area_code=["0702"]
    )
    assert (name, population, missing) == ("圏0702", None, 1)


@pytest.mark.parametrize("mode", MODES)
def test_shares_become_persons_unrounded_and_bands_add_up(tiny: Tiny, mode: Mode) -> None:
    for year, total in ((2020, 80.0), (2030, 60.0)):
        project(tiny, "07201", total, year=year)
        tiny.add(
            "population_projection_share",
            edition=EDITION,
            published_table="75+ 割合",
            area_code="07201",
            area_name="Ａ市",
            age_band="75+",
            year=year,
            share_pct=20.5,
        )
    for band, people in (("60-64", 9), ("70-74", 7), ("75-79", 5), ("90+", 3)):
        project(tiny, "07201", people, edition="平成30年推計", age_band=band, year=2030)
    rows = ask(tiny, "projection/by_area", mode, area_code=["07201"], age_band=["75+"])
    assert [(r[5], r[6], r[7], r[8]) for r in rows] == [
        (2020, pytest.approx(16.4), 100, "割合から計算"),
        (2030, pytest.approx(12.3), pytest.approx(75), "割合から計算"),
    ]
    older = ask(
        tiny,
        "projection/by_area",
        mode,
        edition="平成30年推計",
        area_code=["07201"],
        age_band=["65+", "75+"],
    )
    assert [(r[4], r[6], r[8]) for r in older] == [("65+", 15, "人"), ("75+", 8, "人")]


def test_residents_by_sex_are_regrouped(tiny: Tiny) -> None:
    for code, men in (("07204", 4), ("07209", 6)):
        tiny.add(
            "resident_population",
            year=2025,
            municipality_code=code,
            sex="男",
            age_band="75-79",
            population=men,
        )
    found = (
        tiny.build()
        .cursor()
        .execute(
            "select area_unit, area_code, population from resident_population_cell"
            " where sex = '男' order by all"
        )
        .fetchall()
    )
    assert found == [
        ("medical_area", "0702", 10),
        ("municipality", "07204", 4),
        ("municipality", "07209", 6),
        ("prefecture", "07", None),  # Ａ市 has no men
        ("zone", "浜", 10),
    ]


# --- notifications ---------------------------------------------------------------------------


def notify(
    tiny: Tiny,
    number: str,
    town: str | None,
    mark: str | None,
    prefecture: str = "07",
    **more: Any,
) -> None:
    row = {
        "municipality_name_found": None,
        "division": "医科",
        "fiscal_year": 2025,
        "as_of_on": date(2025, 9, 1),
        **more,
    }
    tiny.add(
        "facility_standard",
        published_table=f"{row['fiscal_year']}年度 {row['division']}",
        prefecture_code=prefecture,
        municipality_code=town,
        institution_code=number,
        institution_name=f"架空{number}",
        kind="診療所",
        beds=0,
        address="",
        standard_name=f"{mark}の名称" if mark else None,
        standard_short=mark,
        **row,
    )


@pytest.fixture
def notified(tiny: Tiny) -> Tiny:
    for number, town, mark in (
        ("1", "07201", "支援診２"),
        ("1", "07201", "支援診３"),  # the same institution: once
        ("2", "07201", "支援診３"),
        ("3", "07204", "支援病１"),
        ("4", "07204", "支援診断"),  # no such notification
        ("5", "07209", None),
        ("6", None, "支援診１"),
    ):
        notify(tiny, number, town, mark)
    notify(tiny, "1", "07201", "歯援診１", division="歯科")
    return tiny


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


# --- stations --------------------------------------------------------------------------------


@pytest.mark.parametrize(("second", "expected"), [(True, 2), (False, 1), (None, None)])
def test_stations_round_the_clock_are_known_only_where_all_say(
    tiny: Tiny, second: bool | None, expected: int | None
) -> None:
    for town, answer in (("07204", True), ("07209", second)):
        tiny.add(
            "home_nursing_station",
            municipality_code=town,
            station_name="架空",
            latitude=37.0,
            longitude=140.0,
            round_the_clock=answer,
        )
    rows = ask(tiny, "home_nursing/by_area", area_unit="medical_area")
    assert [(row[1], row[2], row[3]) for row in rows] == [("圏0701", 0, 0), ("圏0702", 2, expected)]


# --- the whole country -----------------------------------------------------------------------


def test_masked_acts_stay_masked(tiny: Tiny) -> None:
    for area, value, status in (
        ("計", 900.0, ACTUAL),
        ("0701", 40.0, ACTUAL),
        ("0702", None, SUPPRESSED),
        ("0101", 50.0, ACTUAL),
    ):
        tiny.add(
            "ndb_act",
            fiscal_year=2022,
            fiscal_period="2022年04月～2023年03月",
            measure="患者数",
            setting="全体",
            act_code="114001110",
            act_name="訪問診療料",
            area_code=area,
            area_name=area,
            value=value,
            value_status=status,
        )
    answer = queries.run(tiny.build("public"), "ndb/by_medical_area", {})
    assert [(row[0], row[5], row[6]) for row in answer.rows] == [
        ("0701", 40, 20_000),
        ("0702", None, 13_000),
    ]
    assert [states[7] for states in answer.states] == [ACTUAL, SUPPRESSED]
    assert answer.rows[0][7] == pytest.approx(2)
    assert len(ask(tiny, "ndb/by_medical_area", scope="nation")) == 4


@pytest.mark.parametrize(
    ("scope", "areas"), [("prefecture", {"0701"}), ("nation", {"0701", "0101"})]
)
def test_official_demand_is_an_index_of_its_first_year(
    tiny: Tiny, scope: str, areas: set[str]
) -> None:
    for area in ("0701", "0101"):
        for year, basis, receipts in ((2024, "実績", 200.0), (2040, "現状投影", 250.0)):
            tiny.add(
                "homecare_demand",
                measure="訪問診療",
                area_code=area,
                area_name=area,
                prefecture_code=area[:2],
                prefecture_name="県",
                year=year,
                basis=basis,
                receipts_per_month=receipts,
                receipts_per_month_status=ACTUAL,
            )
    rows = ask(tiny, "demand/official", "public", scope=scope)
    assert {row[0] for row in rows} == areas
    assert [row[6] for row in rows[:2]] == [100, 125]


# --- roles -----------------------------------------------------------------------------------


def appoint(tiny: Tiny, name: str, town: str, role: str, **more: Any) -> None:
    row = {"functions": "", "round_the_clock": None, "zone_scheme": None, "zone_code": None, **more}
    tiny.add("roles", organisation_name=name, municipality_code=town, role=role, **row)


def test_coverage_counts_who_stands_in_the_zone(tiny: Tiny) -> None:
    four = "退院支援・日常の療養支援・急変時の対応・看取り"
    clinic = {"functions": four, "round_the_clock": True}
    appoint(tiny, "甲", "07204", "積極的役割医療機関", **clinic)
    appoint(tiny, "甲", "07209", "積極的役割医療機関", **clinic)  # at work in two towns: once
    appoint(
        tiny, "乙", "07204", "拠点", functions="退院支援", zone_scheme="在宅医療圏", zone_code="北"
    )
    rows = ask(tiny, "roles/coverage")
    assert rows == [
        ("北", "北", "どちらもない", 0, 0, 1, 0, 0, "", four, None, None),
        ("浜", "浜", "充足", 1, 1, 0, 1, 4, four, "", None, None),
    ]


def test_coverage_without_a_table_cannot_be_judged(notified: Tiny) -> None:
    rows = ask(notified, "roles/coverage")
    assert [(row[2], row[3], row[10], row[11]) for row in rows] == [
        ("判定できない", None, 2, 0),
        ("判定できない", None, None, 1),  # one 診療所 is placed nowhere
    ]


def test_round_the_clock_counts_both_tables_and_an_organisation_of_both_once(tiny: Tiny) -> None:
    """北: 甲 in both tables (written in two ways), 乙 of the roles, 丙 of the list: 3, not 4.

    丁 says no, 戊 nothing. In 浜 the list says no of 己, the roles say yes: it does.
    """
    for name, town, answer in (
        ("甲訪問看護ST", "07201", True),
        ("乙医院", "07201", True),
        ("己訪問看護", "07204", True),
    ):
        appoint(tiny, name, town, "積極的役割医療機関", round_the_clock=answer)
    for name, town, answer in (
        ("甲 訪問看護・ＳＴ", "07201", True),
        ("丙訪問看護", "07201", True),
        ("丁訪問看護", "07201", False),
        ("戊訪問看護", "07201", None),
        ("己訪問看護", "07204", False),
    ):
        tiny.add(
            "home_nursing_station",
            municipality_code=town,
            station_name=name,
            round_the_clock=answer,
        )
    answer = queries.run(tiny.build(), "roles/coverage")
    counts = {row["area_code"]: row["round_the_clock"] for row in answer.records}
    assert counts == {"北": 3, "浜": 1}
    assert "同じ市町村で名前が同じもの" in " ".join(answer.notes)
    listed = ask(tiny, "roles/round_the_clock")
    both = [row for row in listed if "・" in row[-1]]
    assert {row[0] for row in both} == {"甲訪問看護ST", "己訪問看護"}


def test_round_the_clock_is_not_known_where_nobody_says(tiny: Tiny, tmp_path: Path) -> None:
    appoint(tiny, "甲", "07201", "拠点")
    assert [row[6] for row in ask(tiny, "roles/coverage")] == [None, None]
    other = Tiny(tmp_path / "other", TOWNS, fiscal_year=2025)
    appoint(other, "甲", "07201", "拠点")
    appoint(other, "乙", "07204", "拠点", round_the_clock=False)
    named = queries.run(other.build(), "roles/coverage").records
    assert {row["area_code"]: row["round_the_clock"] for row in named} == {"北": None, "浜": 0}
