"""Choices that the worked example does not reach by itself, each with the input that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.claims import made
from zaitaku.claims import loading, tables
from zaitaku.claims.engines import Rows
from zaitaku.ground.errors import UsageError

VISIT, HOUSE_CALL = "114001110", "114000110"


def receipt(number: str, person: str, month: str, code: str, **other: str) -> made.Row:
    inpatient = "1" if code.startswith("190") or not code else "0"
    base = {
        "receipt_id": number, "source": "医科", "inpatient": inpatient, "service_month": month,
        "claim_month": month, "insurer_no": "39032016", "person_id": person,
        "institution_code": "031100012", "admission_date": "", "act_code": code,
        "count": "1" if code else "", "outcome": "", "status": "",
    }  # fmt: skip
    return base | other


def care(number: str, month: str, level: str, kind: str, care_id: str = "K10") -> made.Row:
    return {
        "care_claim_id": number, "care_insurer_no": "032011", "care_id": care_id,
        "service_month": month, "claim_month": month, "office_no": "0370500044",
        "care_level": level, "service_type": kind, "service_item": "1111", "count": "1",
        "status": "",
    }  # fmt: skip


def counted(
    folder: Path,
    receipts: Sequence[made.Row],
    care_lines: Sequence[made.Row],
    *options: str,
    **tables_: Sequence[made.Row],
) -> dict[str, Rows]:
    """The worked example's people with these receipts and care claims only."""
    place = folder / "input"
    if not place.exists():
        made.copy(folder)
    for name, rows in {"receipt_lines": receipts, "care_lines": care_lines, **tables_}.items():
        made.write(place / f"{name}.csv", rows)
    return made.counted([place], *options)


def level_cells(found: dict[str, Rows], scheme: str = "合計") -> dict[tuple[str, ...], int]:
    return {row[2:5]: row[5] for row in found["patients"].rows if row[0] == scheme}


def discharge(found: dict[str, Rows], town: str = "03201") -> dict[str, Any]:
    return next(r for r in found["discharge"].records() if r["municipality_code"] == town)


# --- ③ -------------------------------------------------------------------------------------------

BOTH = [
    receipt("A", "P10", "2023-05", "114030710"),  # 在宅時 重症
    receipt("B", "P10", "2023-05", "114031010"),  # 在宅時 その他
    receipt("C", "P10", "2023-05", "114035810"),  # 施設入居時等 その他
]
LEVEL = [care("L", "2023-05", "23", "13")]


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (
            (),
            {
                ("在宅時", "重症"),
                ("在宅時", "計"),
                ("施設入居時等", "その他"),
                ("施設入居時等", "計"),
            },
        ),
        (
            ("severity_both=each", "residence_both=home"),
            {("在宅時", "重症"), ("在宅時", "その他"), ("在宅時", "計")},
        ),
        (("residence_both=facility",), {("施設入居時等", "その他"), ("施設入居時等", "計")}),
    ],
)
def test_both_severities_and_both_residences(
    options: tuple[str, ...], wanted: set[tuple[str, str]], tmp_path: Path
) -> None:
    found = level_cells(counted(tmp_path, BOTH, LEVEL, *options))
    assert found == {(*key, "要介護３"): 1 for key in wanted}


def test_the_register_tells_the_level_on_the_last_day(tmp_path: Path) -> None:
    """Level 2 ends on 30 May: on the last day it is level 4. In June nothing is in force."""
    register = [
        {"care_id": "K10", "from": "2023-01-01", "to": "2023-05-30", "care_level": "22"},
        {"care_id": "K10", "from": "2023-05-31", "to": "2023-05-31", "care_level": "24"},
    ]
    months = [receipt(m, "P10", f"2023-0{m}", "114031010") for m in "456"]
    found = counted(tmp_path, months, LEVEL, "care_level=register", care_levels=register)
    told = {key[2]: n for key, n in level_cells(found).items() if key[1] == "計"}
    assert told == {"要介護２": 1, "要介護４": 1, "未認定": 1}


def test_the_register_is_needed_where_it_is_chosen(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="care_levels"):
        made.run([made.INPUT], tmp_path / "out", "care_level=register")


def test_a_care_number_of_two_persons_links_to_neither(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    people = made.rows_of(folder / "persons.csv")
    shared = [row | {"care_id": "K10"} if row["person_id"] == "P11" else row for row in people]
    found = counted(tmp_path, BOTH[:1], LEVEL, persons=shared)
    assert level_cells(found) == {("在宅時", "重症", "未認定"): 1, ("在宅時", "計", "未認定"): 1}
    assert found["uncertified"].rows == (("介護の番号が2人に付いている", 1),)


# --- ⑤ -------------------------------------------------------------------------------------------

LONG, LATER = "190132210", "2023-08"
STAY = [receipt("S1", "P10", "2023-05", LONG), receipt("S2", "P10", "2023-06", LONG)]


def test_the_window_begins_after_the_discharge_or_with_it(tmp_path: Path) -> None:
    lines = [*STAY, receipt("V", "P10", "2023-06", VISIT)]
    assert discharge(counted(tmp_path, lines, []))["home_care"] == 0
    assert discharge(counted(tmp_path, lines, [], "discharge_window=including"))["home_care"] == 1
    last = [*STAY, receipt("V", "P10", "2023-12", HOUSE_CALL)]
    assert discharge(counted(tmp_path, last, []))["home_care"] == 1
    beyond = [*STAY, receipt("V", "P10", "2024-01", HOUSE_CALL)]
    assert discharge(counted(tmp_path, beyond, []))["home_care"] == 0


def test_another_ward_goes_on_or_is_a_discharge(tmp_path: Path) -> None:
    """An acute ward from July on, to the end of the data."""
    months = ["2023-07", "2023-08", "2023-09", "2023-10", "2023-11", "2023-12"]
    acute = [receipt(f"Q{m}", "P10", m, "") for m in [*months, "2024-01", "2024-02", "2024-03"]]
    assert discharge(counted(tmp_path, [*STAY, *acute], []))["discharged"] == 0
    found = counted(tmp_path, [*STAY, *acute], [], "discharge_gap=long_term")
    assert discharge(found)["discharged"] == 1


def test_kinds_of_care_and_levels(tmp_path: Path) -> None:
    """At home first (level 2), then 介護医療院 (level 4)."""
    used = [care("1", LATER, "22", "13"), care("2", "2023-10", "24", "55")]
    plain = discharge(counted(tmp_path, STAY, used))
    assert (plain["care_service"], plain["facility"], plain["integrated"]) == (1, 0, 1)
    assert (plain["home_type"], plain["facility_type"]) == (0, 1)
    assert (plain["care_2"], plain["care_4"]) == (1, 0)
    options = ("integrated_facility=true", "care_classes=each", "discharge_level=highest")
    other = discharge(counted(tmp_path, STAY, used, *options))
    assert (other["facility"], other["home_type"], other["facility_type"]) == (1, 1, 1)
    assert (other["care_2"], other["care_4"]) == (0, 1)


def test_care_management_alone(tmp_path: Path) -> None:
    used = [care("1", LATER, "22", "43")]
    assert discharge(counted(tmp_path, STAY, used))["care_service"] == 1
    without = counted(tmp_path, STAY, used, "care_management_alone=false")
    assert discharge(without)["care_service"] == 0


def test_those_who_died_or_left_the_insurer(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    people = made.rows_of(folder / "persons.csv")
    ended = [row | {"to": "2023-09-10"} if row["person_id"] == "P10" else row for row in people]
    found = counted(tmp_path, STAY, [], persons=ended)
    assert discharge(found)["discharged"] == 0
    assert found["left_out"].rows == (("6か月のうちに加入が終わった", 1),)
    kept = counted(tmp_path, STAY, [], "ended_membership=kept", persons=ended)
    assert discharge(kept)["discharged"] == 1
    died = [STAY[0], STAY[1] | {"outcome": "死亡"}]
    found = counted(tmp_path, died, [], persons=ended)
    assert discharge(found)["discharged"] == 1  # as the published tables, told in the report
    assert found["left_out"].rows == (("数えた人のうち退院月に死亡", 1),)
    assert discharge(counted(tmp_path, died, [], "hospital_deaths=left_out"))["discharged"] == 0


def test_a_stay_goes_on_over_the_75th_birthday(tmp_path: Path) -> None:
    """P02 turns 75 in June: 国保 in May and June, 後期 from June on. One discharge, in August."""
    national = {"insurer_no": "00030015"}
    lines = [
        receipt("1", "P02", "2023-05", LONG, **national),
        receipt("2", "P02", "2023-06", LONG, **national),
        receipt("3", "P02", "2023-07", LONG),
        receipt("4", "P02", "2023-08", LONG),
    ]
    found = counted(tmp_path, lines, [])
    assert discharge(found)["discharged"] == 1
    late = counted(tmp_path, [*lines, receipt("V", "P02", "2023-09", VISIT)], [])
    assert discharge(late)["home_care"] == 1


def test_a_discharge_that_cannot_be_followed_is_not_counted(tmp_path: Path) -> None:
    """Data end in 2024-05: a discharge in December is not followed to the sixth month."""
    lines = [receipt("1", "P10", "2023-12", LONG)]
    found = counted(tmp_path, lines, [])
    assert discharge(found)["discharged"] == 0
    assert found["left_out"].rows == (("6か月後までデータがない", 1),)


def test_the_age_is_that_of_the_month_chosen(tmp_path: Path) -> None:
    """P11 (June 1959) is 65 at the end of June 2024; asked for 64, it turns on the month."""
    national = {"insurer_no": "00030015"}
    lines = [receipt(m, "P11", f"2023-0{m}", LONG, **national) for m in "56"]
    assert discharge(counted(tmp_path, lines, [], "discharge_age=64"))["discharged"] == 1
    at_first = counted(tmp_path, lines, [], "discharge_age=64", "discharge_age_at=first_stay")
    assert discharge(at_first)["discharged"] == 0


# --- places --------------------------------------------------------------------------------------


def test_a_ward_is_its_city(tmp_path: Path) -> None:
    """Two cities of the prefecture have wards; each ward goes to its own."""
    folder = made.copy(tmp_path)
    towns = {"03201": "03100", "03202": "03130"}
    insurers = [
        row | {"municipality_code": towns[row["municipality_code"]]}
        for row in made.rows_of(folder / "insurers.csv")
    ]
    wards = {"031100012": "03104", "031100020": "03131"}
    institutions = [
        row | {"municipality_code": wards.get(row["institution_code"], row["municipality_code"])}
        for row in made.rows_of(folder / "institutions.csv")
    ]
    lines = made.rows_of(folder / "receipt_lines.csv")
    cares = made.rows_of(folder / "care_lines.csv")
    found = counted(tmp_path, lines, cares, insurers=insurers, institutions=institutions)
    flows = {row[:3]: row[3] for row in found["flows"].rows}
    assert flows["03100", "03100", "合計"] == 7 and flows["03100", "03130", "合計"] == 1


def test_a_town_without_an_insurer_of_its_own_takes_the_share_of_the_unions() -> None:
    linked = Rows(
        ("care_insurer_no", "municipality_code", "persons", "linked", "share"),
        (("032011", "03201", 10, 9, 0.9), ("039990", "", 10, 2, 0.2)),
    )
    towns = [tables.Town(code, code, code, "") for code in ("03201", "03202")]
    assert tables.unlinked_towns(linked, towns, 0.5) == {"03202"}
    assert tables.unlinked_towns(linked, towns, 0.1) == frozenset()


@pytest.mark.parametrize("rows", [(), (("032011", "03201", 10, 0, 0.0),)])
def test_where_nobody_is_linked_nothing_is_known(rows: tuple[tuple[Any, ...], ...]) -> None:
    """Neither where no care claim is there at all; whatever share is asked for."""
    linked = Rows(("care_insurer_no", "municipality_code", "persons", "linked", "share"), rows)
    towns = [tables.Town("03201", "盛岡市", "00030015", "")]
    assert tables.unlinked_towns(linked, towns, 0.0) == {"03201"}


@pytest.mark.parametrize(("total", "wanted"), [(3, "0.3"), (1, "0.1"), (9, "0.8"), (0, "0.0")])
def test_means_are_rounded_half_up(total: int, wanted: str) -> None:
    assert str(tables.mean(total, 12)) == wanted


# --- a list of acts of one's own -----------------------------------------------------------------


def acts() -> list[made.Row]:
    return made.rows_of(loading.ACTS)


def test_a_period_that_ends_within_a_month_and_begins_anew_counts_once(tmp_path: Path) -> None:
    """Of a code of receipts and of one of care; out of both periods a code is told."""
    made.copy(tmp_path)
    split: list[made.Row] = []
    for row in acts():
        if row["code"] in (VISIT, "131***"):
            split += [row | {"valid_to": "2023-05-07"}]
            split += [row | {"valid_from": "2023-05-08", "valid_to": "2023-06-30"}]
        else:
            split.append(row)
    lines = [receipt(m, "P10", f"2023-0{m}", VISIT, count="2") for m in "567"]
    found = counted(tmp_path, lines, LEVEL, acts=split)
    supply = {row[2:4]: row[4:] for row in found["supply"].rows if row[0] == "合計"}
    assert supply["在宅患者訪問診療料", "同一建物居住者以外"] == (2, 2, 4, 1)
    assert supply["【介護保険】訪問看護費［介護給付］", ""] == (1, 1, 1, 1)
    assert found["unknown_code"].rows == (("医科", VISIT, "算定できる期間の外", 1, 2),)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"option": "nothing"}, "option が選択肢の名前でない"),
        ({"status": "optional", "option": ""}, "status が optional なのに option が空"),
    ],
)
def test_an_act_that_no_choice_lets_count_is_told(
    change: made.Row, what: str, tmp_path: Path
) -> None:
    folder = made.copy(tmp_path)
    rows = acts()
    made.write(folder / "acts.csv", [rows[0] | change, *rows[1:]])
    result = made.run([folder], tmp_path / "out")
    assert f"acts.csv: {what} 1 行（2 行目）" in result.faults
