"""compare/standardised: by hand, by identity, and what it says where a rate is not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from tests.tiny import Tiny
from zaitaku.ask import warehouse
from zaitaku.ask.answer import Answer
from zaitaku.comparing import intervals
from zaitaku.derived import judging_standardised, questions
from zaitaku.derived.declared import Asked
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED

VISIT, OTHER = "在宅患者訪問診療料", "往診料"
NAME = "在宅患者訪問診療料（１）１（同一建物居住者以外の場合）"
# men and women of 65-84 and 85 and over: three old towns, then three young ones
PEOPLE = {
    "99201": (400, 600, 100, 300), "99202": (400, 600, 100, 300), "99203": (400, 600, 100, 300),
    "99204": (800, 900, 50, 100), "99205": (800, 900, 50, 100), "99206": (800, 900, 50, 100),
}  # fmt: skip
RATES = {("男", "65-84"): 10.0, ("女", "65-84"): 20.0, ("男", "85+"): 100.0, ("女", "85+"): 200.0}
COUNTS = {"99201": 40, "99202": 50, "99203": 60, "99204": 20, "99205": 25, "99206": 30}


def made(
    folder: Path,
    counts: dict[str, Any] = COUNTS,
    rates: dict[tuple[str, str], float | None] | None = None,
    name: str = NAME,
) -> Tiny:
    tiny = Tiny(folder, [])
    for number, (code, people) in enumerate(PEOPLE.items()):
        area = "9901" if number < 3 else "9902"
        tiny.add("municipality", municipality_code=code, municipality_name=f"{number + 1}市",
                 insurer_no=f"000{code}", medical_area_code=area,
                 medical_area_name=f"圏{area}")  # fmt: skip
        young, old = people[:2], people[2:]
        for band, of_band in (("65-69", young), ("85-89", old), ("100+", (0, 0))):
            for sex, here in zip(("男", "女"), of_band, strict=True):
                tiny.add("resident_population", year=2023, municipality_code=code, sex=sex,
                         age_band=band, population=here)  # fmt: skip
        tiny.supply(code, VISIT, patients=counts[code], receipts=9, claims=9)
        tiny.flow(code, code, counts[code])
    for (sex, band), per_1000 in (rates or RATES).items():  # type: ignore[union-attr]
        tiny.add("ndb_sex_age", fiscal_year=2022, fiscal_period="2022年04月～2023年03月",
                 published_table="", measure="患者数", setting="全体", act_code="114001110",
                 act_name=name, sex=sex, age_band=band,
                 value=None if per_1000 is None else per_1000 * 1000,
                 value_status=SUPPRESSED if per_1000 is None else ACTUAL)  # fmt: skip
        residents = {"65-84": "65-69", "85+": "85-89"}[band]
        tiny.add("population_total", year=2022, prefecture_code="00", sex=sex,
                 age_band=residents, population=1_000_000)  # fmt: skip
    return tiny


def ask(tiny: Tiny, mode: Mode = "internal", **params: Any) -> Answer:
    return questions.run(tiny.build(mode), "compare/standardised", params)


def by_code(answer: Answer) -> dict[str, dict[str, Any]]:
    return {row["area_code"]: dict(row) for row in answer.records}


def raw(people: tuple[int, int, int, int]) -> float:
    """By the rates of the table above, per head."""
    return sum(n * rate / 1000 for n, rate in zip(people, RATES.values(), strict=True))


def test_a_ratio_by_hand(tmp_path: Path) -> None:
    """Old: 4 + 12 + 10 + 60 = 86 a town; young: 8 + 18 + 5 + 20 = 51. Together 411 for 225."""
    assert [raw(PEOPLE["99201"]), raw(PEOPLE["99206"])] == pytest.approx([86, 51])
    answer = ask(made(tmp_path))
    assert questions.breaches(answer, questions.load("compare/standardised")) == []
    rows, scale = by_code(answer), 225 / 411
    own = rows["99203"]
    assert own["expected"] == pytest.approx(86 * scale)
    assert own["value"] == pytest.approx(60 / (86 * scale) * 100)
    assert (own["reference"], own["reference_name"]) == (100, "架空県全体")
    # the exact interval of a count of 60, as SciPy has it; Byar's is within one in a hundred
    exact = [stats.chi2.ppf(0.025, 120) / 2, stats.chi2.ppf(0.975, 122) / 2]
    assert [own["lower"], own["upper"]] == pytest.approx(
        [end / (86 * scale) * 100 for end in exact], rel=0.01
    )
    assert (own["lower"], own["upper"]) == pytest.approx(
        intervals.byar(60).times(100 / (86 * scale))
    )
    # beside it stand the rate that is not adjusted, and how many stay in their town
    assert own["crude"] == pytest.approx(60 / 1400 * 1000)
    assert own["within_pct"] == 100
    crude, adjusted = (
        sorted(rows, key=lambda code: rows[code][name], reverse=True) for name in ("crude", "value")
    )
    assert crude[:3] == ["99203", "99202", "99201"] and adjusted != crude


@pytest.mark.parametrize(
    ("unit", "mode"),
    [("municipality", "internal"), ("medical_area", "public"), ("prefecture", "public")],
)
def test_as_many_are_expected_as_there_are(tmp_path: Path, unit: str, mode: Mode) -> None:
    """In the prefecture; an area of a larger unit is its parts together, never their mean."""
    tiny = made(tmp_path)
    rows = by_code(ask(tiny, mode, area_unit=unit))
    assert sum(row["expected"] for row in rows.values()) == pytest.approx(225)
    assert sum(row["patients"] for row in rows.values()) == pytest.approx(225)
    if unit == "medical_area":
        assert rows["9901"]["value"] == pytest.approx(150 / (3 * 86 * 225 / 411) * 100)


def test_as_old_as_the_country_and_as_often_visited_everywhere_is_100(tmp_path: Path) -> None:
    counts = {code: raw(people) for code, people in PEOPLE.items()}
    rows = by_code(ask(made(tmp_path, counts)))
    assert [row["value"] for row in rows.values()] == pytest.approx([100] * 6)
    assert {row["judgement"] for row in rows.values()} == {"同程度"}


def test_the_level_of_the_national_rates_does_not_matter(tmp_path: Path) -> None:
    twelve = {group: rate * 12 for group, rate in RATES.items()}
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = (by_code(ask(made(tmp_path / name, rates=rates))) for name, rates in
                  (("a", RATES), ("b", twelve)))  # fmt: skip
    for code in one:
        assert one[code]["value"] == pytest.approx(other[code]["value"])


def test_a_rate_that_is_hidden_is_named_and_is_not_0(tmp_path: Path) -> None:
    tiny = made(tmp_path, rates={**RATES, ("女", "85+"): None})
    with pytest.raises(NotInDataError, match=r"女 85\+歳.*0 とはみなしません"):
        ask(tiny)


SMALL = f"{VISIT}２（同一建物居住者の場合）"


def with_another(folder: Path, total: float | None) -> Tiny:
    """A second row of visits that hides an age; the first has 965 patients of the country."""
    tiny = made(folder)
    row = {"fiscal_year": 2022, "fiscal_period": "2022年04月～2023年03月", "published_table": "",
           "measure": "患者数", "setting": "全体"}  # fmt: skip
    for code, name, band, value in (
        ("114001110", NAME, "計", 965), ("1140422", SMALL, "計", total),
        ("1140422", SMALL, "65-84", None), ("1140422", SMALL, "85+", 20),
    ):  # fmt: skip
        if value is None and band == "計":
            continue
        state = SUPPRESSED if value is None else ACTUAL
        tiny.add("ndb_sex_age", **row, act_code=code, act_name=name, age_band=band, value=value,
                 sex="計" if band == "計" else "男", value_status=state)  # fmt: skip
    return tiny


def test_a_small_row_that_hides_an_age_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    answer, plain = ask(with_another(tmp_path / "a", 35)), ask(made(tmp_path / "b"))
    assert answer.rows == plain.rows
    (told,) = [note for note in answer.notes if "率に入れていません" in note]
    assert SMALL in told and "全国の患者数の 96.5 % です" in told
    assert not [note for note in plain.notes if "率に入れていません" in note]


@pytest.mark.parametrize("total", [100, None], ids=["one in ten", "not known"])
def test_a_row_that_hides_an_age_is_not_left_out_where_it_holds_many(
    total: float | None, tmp_path: Path
) -> None:
    with pytest.raises(NotInDataError, match=r"２（同一建物居住者の場合） 男 65-84歳.*0 とは"):
        ask(with_another(tmp_path, total))


def test_an_act_that_the_table_lacks_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotInDataError, match="「在宅患者訪問診療料」に当たる行がありません"):
        ask(made(tmp_path, name="往診料"))
    tiny = Tiny(tmp_path / "none", [("99201", "Ａ市", "9901", "西", 3_000)])
    (tmp_path / "none").mkdir()
    tiny.supply("99201", VISIT, patients=3, receipts=3, claims=3)
    with pytest.raises(NotInDataError, match="性年齢別の表が、この版にありません"):
        ask(tiny)


def test_a_build_without_the_national_rates_has_no_fault(tmp_path: Path) -> None:
    tiny = made(tmp_path)
    del tiny.rows["ndb_sex_age"]
    build = tiny.build("public")
    with pytest.raises(NotInDataError):
        questions.run(build, "compare/standardised")
    assert [told for told in questions.faults(build) if "standardised" in told] == []


def test_a_reduction_of_two_acts_is_not_added_to_one_of_them(tmp_path: Path) -> None:
    """NDB lists 「Ａ・Ｂ（…）減算」 beside Ａ: its patients are those of Ａ already."""
    pattern = list(_named(made(tmp_path, name=f"{VISIT}２（同一建物）"), VISIT))
    assert pattern == [f"{VISIT}２（同一建物）"]
    (tmp_path / "b").mkdir()
    with pytest.raises(NotInDataError, match="当たる行がありません"):
        ask(made(tmp_path / "b", name=f"{VISIT}・{OTHER}（１００分の８０）減算"))


def _named(tiny: Tiny, item: str) -> tuple[str, ...]:
    values = {"ndb_year": 2022, "item": item, "detail": ""}
    return judging_standardised.pattern(Asked(tiny.build()), values).acts


@pytest.mark.parametrize("mode", MODES)
def test_the_sample_shows_it_with_its_intervals(sample_build_dir: Path, mode: Mode) -> None:
    build = warehouse.open_build(sample_build_dir, mode)
    for item in (VISIT, OTHER, "訪問看護指示料", "在宅酸素療法指導管理料"):
        answer = questions.run(build, "compare/standardised", {"item": item})
        rows = [row for row in answer.records if row["value"] is not None]
        assert len(rows) > 3
        assert all(row["lower"] < row["value"] < row["upper"] for row in rows)
    if mode == "internal":
        whole = questions.run(build, "compare/standardised", {"area_unit": "prefecture"})
        assert [row["value"] for row in whole.records] == [pytest.approx(100)]
    with pytest.raises(NotInDataError, match=r"男 0-4歳.*秘匿"):
        questions.run(build, "compare/standardised", {"item": "在宅気管切開患者指導管理料"})


def test_an_area_without_its_residents_has_no_ratio(tmp_path: Path) -> None:
    tiny = made(tmp_path)
    tiny.rows["resident_population"] = [
        row for row in tiny.rows["resident_population"]
        if not (row["municipality_code"] == "99206" and row["sex"] == "男")
    ]  # fmt: skip
    rows = by_code(ask(tiny))
    assert (rows["99206"]["value"], rows["99206"]["state"]) == (None, MISSING)


def test_nothing_hidden_is_in_what_is_published(tmp_path: Path) -> None:
    """Two prefectures that differ in a hidden figure only give the same answers."""
    answers = []
    for folder, one, other in (("a", 3, 7), ("b", 7, 3)):
        (tmp_path / folder).mkdir()
        tiny = made(tmp_path / folder, {**COUNTS, "99204": one, "99205": other})
        answers.append(ask(tiny, "public"))
    first, second = answers
    assert first.rows == second.rows and first.states == second.states
    assert first.notes == second.notes
    hidden = {row["area_code"] for row in first.records if row["state"] == SUPPRESSED}
    assert {"99204", "99205"} <= hidden
    for row in first.records:
        if row["area_code"] in hidden:
            told = {name for name, value in row.items() if value is not None}
            assert told == {"area_code", "area_name", "expected", "reference", "reference_name",
                            "state"}  # fmt: skip
