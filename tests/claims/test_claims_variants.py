"""The tables beside ①–⑤: the worked example counted by hand, files of their own, the ratio."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.claims import made
from zaitaku.build import importing
from zaitaku.claims import definition, variants
from zaitaku.claims.engines import Rows
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths

APART = ("在宅患者訪問診療料", "同一建物居住者以外")


@pytest.fixture(scope="module")
def counted() -> dict[str, Rows]:
    return made.counted([made.INPUT], variants=True)


def under(rows: Rows, *key: Any) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Rows whose first cells are ``key``: the other words → the figures."""
    figures = {"patients", "persons", "receipts", "claims", "institutions", "members"}
    words = [n for n, name in enumerate(rows.columns) if name not in figures]
    return {
        tuple(row[n] for n in words)[len(key) :]: tuple(
            row[n] for n in range(len(row)) if n not in words
        )
        for row in rows.rows
        if tuple(row[n] for n in words)[: len(key)] == key
    }


def test_months_by_hand(counted: dict[str, Rows]) -> None:
    """R01 · R03 and R04, one person of two schemes · R09 and R10, one member of two clinics."""
    rows = counted["monthly"]
    assert under(rows, "2023-04", "国保", "03201", *APART) == {(): (1, 1, 2, 1)}
    assert under(rows, "2023-06", "合計", "03201", *APART) == {(): (2, 2, 2, 1)}
    assert under(rows, "2023-06", "後期", "03201", *APART) == {(): (1, 1, 1, 1)}
    assert under(rows, "2023-08", "合計", "03201", *APART) == {(): (1, 2, 2, 2)}
    assert under(rows, "2023-05", "合計", "03201", *APART) == {(): (1, 1, 1, 1)}  # not R12


def test_months_make_the_year(counted: dict[str, Rows]) -> None:
    """Patients, receipts and acts of ① are sums over its months and over its halves."""
    year = {
        row[:4]: row[4:7] for row in counted["supply"].rows if not row[2].startswith("【介護保険】")
    }
    for name, first, columns in (("monthly", 1, (5, 6, 7)), ("half_year", 2, (6, 8, 9))):
        sums: dict[tuple[str, ...], list[int]] = {}
        for row in counted[name].rows:
            cell = sums.setdefault(row[first : first + 4], [0, 0, 0])
            for place, column in enumerate(columns):
                cell[place] += row[column]
        assert {key: tuple(values) for key, values in sums.items()} == year, name


def test_halves_by_hand(counted: dict[str, Rows]) -> None:
    """P01 in two months, P02 in one as two members, P06; then P09. 国保: P01 and P02."""
    rows = counted["half_year"]
    assert under(rows, "上期", 6, "合計", "03201", *APART) == {(): (5, 3, 6, 7, 2)}
    assert under(rows, "上期", 6, "国保", "03201", *APART) == {(): (3, 2, 3, 4, 1)}
    assert under(rows, "下期", 6, "合計", "03201", *APART) == {(): (1, 1, 1, 3, 1)}


def test_a_part_of_a_half_says_how_many_months_it_has(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    told = (folder / "extract.csv").read_text(encoding="utf-8")
    (folder / "extract.csv").write_text(told.replace("2024-05", "2023-11"), encoding="utf-8")
    late = {"2023-12", "2024-01", "2024-02", "2024-03", "2024-04", "2024-05"}
    for name in ("receipt_lines", "care_lines"):
        rows = [r for r in made.rows_of(folder / f"{name}.csv") if r["service_month"] not in late]
        made.write(folder / f"{name}.csv", rows)
    rows = made.counted([folder], "months=8", variants=True)["half_year"].rows
    assert {row[:2] for row in rows} == {("上期", 6), ("下期", 2)}


def test_visits_by_hand(counted: dict[str, Rows]) -> None:
    """A: P01 May, P02 twice · P01 Apr, P06 · P09 · P03. B: P04 in both buildings, P05."""
    rows = counted["visits"]
    assert under(rows, "合計", "03201") == {
        ("同一建物居住者以外", "1回"): (3, 3),
        ("同一建物居住者以外", "2回"): (2, 4),
        ("同一建物居住者以外", "3回"): (1, 3),
        ("同一建物居住者", "2回"): (1, 2),
    }
    assert under(rows, "合計", "03202") == {
        ("両方", "2回"): (1, 2),
        ("同一建物居住者以外", "2回"): (1, 2),
    }
    both = made.counted([made.INPUT], "visit_kinds=visit_and_call", variants=True)["visits"]
    found = under(both, "合計", "03201")
    # P03 has R06 too; P07 (R11) and P10 (R18) were called to and had no visit
    assert found["同一建物居住者", "3回"] == (1, 3)
    assert found["往診だけ", "1回"] == (2, 2)


def test_ages_by_hand(counted: dict[str, Rows]) -> None:
    """P01 is 70 and then 71, P02 turns 75 in June, P06 is 86, P09 90."""
    ages = {
        ("男", 70): (2, 2, 3),
        ("女", 75): (1, 2, 2),
        ("女", 85): (1, 2, 2),
        ("男", 90): (1, 1, 3),
    }
    assert under(counted["age"], "03201", *APART) == ages
    first = made.counted([made.INPUT], "age_at=first", variants=True)
    ages[("女", 70)] = ages.pop(("女", 75))
    assert under(first["age"], "03201", *APART) == ages
    # P01 and P07 (from 73 to 74) · P11 (63, 64 from June) · P09 · P02 · P10 · P03 and P06
    assert under(counted["member_age"], "03201") == {
        ("男", 70): (24,),
        ("男", 60): (12,),
        ("男", 90): (12,),
        ("女", 70): (2,),
        ("女", 75): (10,),
        ("女", 80): (12,),
        ("女", 85): (24,),
    }


def test_ages_add_up_to_the_year_counted_by_person() -> None:
    rows = made.counted([made.INPUT], "member=person", variants=True)
    sums: dict[tuple[str, ...], int] = {}
    for row in rows["age"].rows:
        sums[row[:3]] = sums.get(row[:3], 0) + row[5]
    year = {
        row[1:4]: row[4]
        for row in rows["supply"].rows
        if row[0] == "合計" and not row[2].startswith("【介護保険】")
    }
    assert sums == year


def test_who_has_no_known_age_is_counted_as_such(tmp_path: Path) -> None:
    folder = made.copy(tmp_path)
    people = made.rows_of(folder / "persons.csv")
    made.write(folder / "persons.csv", [row for row in people if row["person_id"] != "P09"])
    rows = made.counted([folder], variants=True)["age"]
    assert under(rows, "03201", *APART)["不明", variants.UNKNOWN] == (1, 1, 3)


@pytest.mark.parametrize(
    ("option", "added", "wanted"),
    [
        ("months_before=1", (), (1, 1, 1, 0, 0, 1)),
        ("months_before=1", ("114001110",), (1, 1, 1, 1, 0, 0)),
        ("months_before=1", ("114000110",), (1, 1, 1, 0, 1, 0)),
        ("months_before=1", ("114000110", "114030310"), (1, 1, 1, 1, 0, 0)),
        ("months_before=9", (), (1, 1, 1, 0, 0, 1)),
        ("months_before=10", (), (1, 1, 0, 0, 0, 0)),  # the data begin in April
        ("home_death=terminal", (), (1, 1, 1, 0, 0, 1)),
        ("home_death=outcome", (), (0, 0, 0, 0, 0, 0)),
    ],
)
def test_deaths_by_hand(
    option: str, added: tuple[str, ...], wanted: tuple[int, ...], tmp_path: Path
) -> None:
    """P09 dies in January (R15, three visits); ``added``: what was claimed in December."""
    folder = made.copy(tmp_path)
    lines = made.rows_of(folder / "receipt_lines.csv")
    (one, *_) = [line for line in lines if line["receipt_id"] == "R15"]
    for code in added:
        month = {"service_month": "2023-12", "claim_month": "2024-01", "act_code": code}
        lines.append({**one, **month, "receipt_id": "N1", "count": "1"})
    made.write(folder / "receipt_lines.csv", lines)
    rows = made.counted([folder], option, variants=True)["home_death"].rows
    assert rows == (("03201", *wanted), ("03202", 0, 0, 0, 0, 0, 0))


@pytest.mark.parametrize(("hospital", "deaths"), [("", 1), ("死亡", 0)])
def test_a_death_by_outcome_is_at_home_unless_a_hospital_tells_it_too(
    hospital: str, deaths: int, tmp_path: Path
) -> None:
    folder = made.copy(tmp_path)
    lines = made.rows_of(folder / "receipt_lines.csv")
    for line in lines:
        line["outcome"] = {"R18": "死亡"}.get(line["receipt_id"], "")
    (stay, *_) = [line for line in lines if line["receipt_id"] == "R20"]
    month = {"service_month": "2024-02", "claim_month": "2024-03", "receipt_id": "N1"}
    lines.append({**stay, **month, "outcome": hospital})
    made.write(folder / "receipt_lines.csv", lines)
    rows = made.counted([folder], "home_death=outcome", variants=True)["home_death"].rows
    assert rows[0][1] == deaths


def test_the_ratio_by_hand() -> None:
    """Rates of both towns together: 30 of 300 young, 60 of 200 old, months of unknown age out."""
    head = ("municipality_code", "item", "detail", "sex", "age_from", "patients")
    patients = [
        ("A", "往診料", "", "女", 70, 10),
        ("A", "往診料", "", "女", 80, 50),
        ("A", "往診料", "", "女", -1, 7),
        ("A", "往診料", "", "不明", 80, 7),
        ("B", "往診料", "", "女", 70, 20),
        ("B", "往診料", "", "女", 80, 10),
        ("B", "往診料", "", "男", 80, 3),  # nobody of that class is a member
    ]
    members = [
        ("A", "女", 70, 100),
        ("A", "女", 80, 100),
        ("A", "女", -1, 9),
        ("B", "女", 70, 200),
        ("B", "女", 80, 100),
    ]
    found = variants.ratios(
        Rows(head, tuple(patients)),
        Rows(("municipality_code", "sex", "age_from", "members"), tuple(members)),
    )
    # A: 100 × 0.1 + 100 × 0.3 = 40; B: 200 × 0.1 + 100 × 0.3 = 50
    assert list(found) == [
        ("A", "往診料", "", 200, 60, 40.0, 150.0),
        ("B", "往診料", "", 300, 30, 50.0, 60.0),
    ]


def test_each_is_a_file_of_its_own_and_the_official_book_is_as_without(tmp_path: Path) -> None:
    plain = made.run([made.INPUT], tmp_path / "plain").files
    more = made.run([made.INPUT], tmp_path / "more", variants=True).files
    assert plain[0].read_bytes() == more[0].read_bytes()
    steps = [step for step in definition.steps() if step.is_variant]
    assert {path.name for path in more[2:]} == {variants.FILES[step.name] for step in steps}
    report = more[1].read_text(encoding="utf-8")
    assert all(path.name in report for path in more[2:]) and "all_members=true" in report
    with more[2].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["市町村コード"] == "03201" and rows[0]["市町村名"] == "盛岡市"
    whole = made.run([made.INPUT], tmp_path / "all", "all_members=true", variants=True).files
    assert whole[-1].name == variants.RATIO


def test_the_folder_is_imported_with_them_in_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made.run([made.INPUT], out, variants=True)
    master = tmp_path / "市区町村マスタ.csv"
    master.write_text(
        "municipality_code,municipality_name,insurer_no,medical_area_code,medical_area\n"
        "03201,盛岡市,00030015,0301,盛岡\n03202,宮古市,00030023,0307,宮古\n",
        encoding="utf-8",
    )
    result = importing.run([out, master], tmp_path / "data", load_policy(paths.POLICY))
    assert result.build_id
