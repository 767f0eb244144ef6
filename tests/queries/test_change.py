"""change/*: parts by hand, no comparison over a change of definition, nothing of what is hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tiny import Tiny
from zaitaku.ask import warehouse
from zaitaku.ask.answer import Answer
from zaitaku.comparing import changes, spread
from zaitaku.derived import questions
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.settings import MODES, Mode
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.sentences import change as sentences

VISIT, DYING = "在宅患者訪問診療料", "看取り加算"
TOWNS = [(f"9920{n}", f"{n}市", "9901" if n < 4 else "9902", "西", 3_000) for n in range(1, 8)]
PARTS = ("people_effect", "age_effect", "rate_effect")
AFTER = {code: 40.0 for code, *_ in TOWNS}


def made(
    folder: Path, before: dict[str, Any], after: dict[str, Any], *, year: int = 2023,
    aged: tuple[int, int] | None = (1000, 1200), act: str = VISIT,
) -> Tiny:  # fmt: skip
    """10,000 people then and 9,000 now, so many of them of 75 and more; None: no such band."""
    tiny = Tiny(folder, TOWNS, year)
    tiny.rows.pop("resident_population")
    for at, (counts, people) in enumerate(((before, 10_000), (after, 9_000))):
        tiny.year = year - 1 + at
        for code, *_ in TOWNS:
            old = 0 if aged is None else aged[at]
            bands = {"0-74": people - old, "75-": old} if aged else {"0-": people}
            for band, number in bands.items():
                tiny.add(
                    "resident_population", year=tiny.year, municipality_code=code, sex="計",
                    age_band=band, population=number,
                )  # fmt: skip
            count = counts.get(code, 40.0)
            tiny.supply(code, act, patients=count, receipts=count, claims=count)
    return tiny


def ask(tiny: Tiny, name: str = "change/parts", mode: Mode = "internal", **params: Any) -> Answer:
    return questions.run(tiny.build(mode), name, params)


def row(answer: Answer, code: str = "99201") -> tuple[dict[str, Any], dict[str, str]]:
    return next(
        (dict(r), dict(s))
        for r, s in zip(answer.records, answer.state_records, strict=True)
        if r["area_code"] == code
    )


def test_three_parts_by_hand(tmp_path: Path) -> None:
    """30 of 1,000 aged of 10,000; 60 of 1,200 of 9,000.

    N 10000→9000, share a 0.1→2/15, rate r 0.03→0.05 (Das Gupta for a product of three):
    N: −1000·[(a0r0+a1r1)/3 + (a0r1+a1r0)/6] = −1000·(0.0096667/3 + 0.009/6) = −4.72222
    a: (2/15−0.1)·[(N0r0+N1r1)/3 + (N0r1+N1r0)/6] = 0.0333333·(750/3 + 770/6) = 12.61111
    r: 0.02·[(N0a0+N1a1)/3 + (N0a1+N1a0)/6] = 0.02·(2200/3 + 2233.333/6) = 22.11111
    """
    found, _ = row(ask(made(tmp_path, {"99201": 30.0}, {"99201": 60.0})))
    assert (found["patients_before"], found["patients_after"], found["change"]) == (30, 60, 30)
    assert (found["change_pct"], found["aged_before"], found["aged_after"]) == (100, 1000, 1200)
    assert [found[part] for part in PARTS] == pytest.approx([-4.7222222, 12.6111111, 22.1111111])
    assert sum(found[part] for part in PARTS) == pytest.approx(30)
    assert sum(found[f"{part}_pct"] for part in PARTS) == pytest.approx(100)
    assert sentences.parts(ask(made(tmp_path / "2", {"99201": 30.0}, {"99201": 60.0})), "99201",
                           "1市", "訪問診療") == (
        "1市の訪問診療の患者数は、令和4年度から令和5年度に 30.0 人/月（100.0 %）増えた"
        "（内訳は人口の増減 -4.7、高齢化 +12.6、率 +22.1 人/月）。"
    )  # fmt: skip


def test_without_the_aged_there_are_two_parts_and_it_is_told(tmp_path: Path) -> None:
    """N 10000→9000, rate per head 0.003→60/9000."""
    answer = ask(made(tmp_path, {"99201": 30.0}, {"99201": 60.0}, aged=None), aged="85plus")
    found, states = row(answer)
    mean = (30 / 10_000 + 60 / 9_000) / 2
    assert found["people_effect"] == pytest.approx(-1000 * mean)
    assert found["rate_effect"] == pytest.approx(30 + 1000 * mean)
    assert (found["age_effect"], states["age_effect"]) == (None, MISSING)
    assert any("人口と率の 2 つに" in note for note in answer.notes)


def test_a_population_of_another_year_takes_no_place(tmp_path: Path) -> None:
    tiny = made(tmp_path, {"99201": 30.0}, {"99201": 60.0})
    tiny.rows["resident_population"] = [
        one for one in tiny.rows["resident_population"] if one["year"] == 2023
    ]
    answer = ask(tiny)
    found, states = row(answer)
    assert (found["change"], found["rate_effect"]) == (30, None)
    assert states["people_effect"] == MISSING
    assert any("別の年度の人口で代える" in note for note in answer.notes)


def test_a_change_of_definition_between_the_years_forbids_it(tmp_path: Path) -> None:
    answer = ask(made(tmp_path, {}, {}, year=2024, act=DYING), item=DYING)
    found, states = row(answer)
    assert (found["patients_before"], found["patients_after"], found["change"]) == (40, 40, None)
    assert states["change"] == states["rate_effect"] == NOT_APPLICABLE
    assert "2024年6月" in found["broken"] and found["broken"] in answer.notes
    assert "比べられない" in sentences.parts(answer, "99201", "1市", DYING)
    sizes = ask(made(tmp_path / "2", {}, {}, year=2024, act=DYING), "change/distribution",
                item=DYING)  # fmt: skip
    assert len(sizes) == 0 and any("2024年6月" in note for note in sizes.notes)


def test_years_in_the_wrong_order_or_not_there_are_told(tmp_path: Path) -> None:
    tiny = made(tmp_path, {}, {})
    with pytest.raises(NotInDataError, match="より前から"):
        ask(tiny, before_year=2023)
    with pytest.raises(NotInDataError, match="2019 年度のデータがありません"):
        ask(tiny, before_year=2019)


def test_nothing_before_has_no_per_cent(tmp_path: Path) -> None:
    found, states = row(ask(made(tmp_path, {"99201": 0.0}, {"99201": 12.0})))
    assert (found["change"], found["change_pct"]) == (12, None)
    assert states["change_pct"] == states["rate_effect_pct"] == NOT_APPLICABLE


def test_towns_are_counted_by_size_and_class(tmp_path: Path) -> None:
    after = {"99201": 20.0, "99202": 36.0, "99203": 39.0, "99204": 44.0, "99205": 50.0}
    answer = ask(made(tmp_path, {"99207": 0.0}, after), "change/distribution")
    counted = {r["change_class"]: r["areas"] for r in answer.records}
    # 50 % less; 10 % less is on the limit; 2.5 % less; 10 % more; 25 % more; one of no change
    assert list(counted) == list(changes.CLASSES)
    assert list(counted.values()) == [1, 1, 1, 1, 1, 1]
    assert {r["size"] for r in answer.records} == {"5万人未満"}
    assert any(note.startswith("ほかの 1 地域") for note in answer.notes)


def test_how_far_areas_lie_apart_is_that_of_the_rates(tmp_path: Path) -> None:
    after = {f"9920{n}": 12.0 * n for n in range(1, 8)}
    answer = ask(made(tmp_path, {}, after), "change/spread", aged="75plus")
    first, last = answer.records
    assert (first["year"], first["highest_to_lowest"], first["gini_pct"]) == (
        2022,
        1,
        pytest.approx(0),
    )
    expected = spread.of([10.0 * n for n in range(1, 8)], [1200.0] * 7)
    assert (last["lowest"], last["highest"]) == (10, 70)
    assert expected.variation is not None and expected.gini is not None
    assert last["p90_to_p10"] == pytest.approx(expected.p90_to_p10)
    assert last["variation_pct"] == pytest.approx(expected.variation * 100)
    assert last["gini_pct"] == pytest.approx(expected.gini * 100)
    assert sentences.spread(answer, "市町村").startswith(
        "令和5年度の地域差は、7 市町村で 10.0～70.0"
    )


# --- what is hidden ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["change/parts", "change/distribution", "change/spread"])
def test_what_is_hidden_changes_nothing_that_is_published(name: str, tmp_path: Path) -> None:
    """Two prefectures that differ by hidden figures alone (their sums are the same)."""
    answers: dict[Mode, list[Answer]] = {mode: [] for mode in MODES}
    for folder, small in (("a", (3.0, 5.0)), ("b", (5.0, 3.0))):
        tiny = made(tmp_path / folder, {}, {"99202": small[0], "99203": small[1], "99206": 90.0})
        for mode, found in answers.items():
            found.append(ask(tiny, name, mode))
    first, second = answers["public"]
    assert (first.rows, first.states, first.notes) == (second.rows, second.states, second.notes)
    if name == "change/parts":
        assert answers["internal"][0].rows != answers["internal"][1].rows
        shown = {r["area_code"]: s["change"] for r, s in
                 zip(first.records, first.state_records, strict=True)}  # fmt: skip
        assert shown["99202"] == shown["99203"] == SUPPRESSED and ACTUAL in shown.values()


@pytest.mark.parametrize("mode", MODES)
def test_parts_of_the_sample_add_up(mode: Mode, sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, mode)
    for params in ({}, {"area_unit": "medical_area"}, {"subject": "home_care", "aged": "65plus"}):
        answer = questions.run(build, "change/parts", params)
        known = [r for r in answer.records if r["change"] is not None]
        assert known and all(r["age_effect"] is not None for r in known)
        for record in known:
            assert sum(record[part] for part in PARTS) == pytest.approx(record["change"], abs=1e-9)
