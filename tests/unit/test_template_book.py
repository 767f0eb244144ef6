"""Templates as workbooks: what they hand out is read back by the same readers as any file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.ask.area import Area
from zaitaku.export import template_book
from zaitaku.sources import templates
from zaitaku.sources.sheet.own import AREA_NAME

AREAS = [
    Area("prefecture", "", "99", "見本県"),
    Area("medical_area", "", "9901", "北"),
    *(
        Area("municipality", "", town.municipality_code, town.municipality_name)
        for town in f.MASTER.by_code.values()
    ),
]
TOWN = AREAS[2]
# one row of each kind, as people write it under the headings of the workbook
ROWS = {
    "figure_notes": {"figure": "供給", "note_text": "閉院があった。", "shown_in": "公表"},
    "zone_rules": {"rule": "完結率の下限", "is_on": "はい", "threshold": "60", "level": "赤"},
    "targets": {
        "indicator_id": "NS1",
        "kind": "割合",
        "baseline_year": "令和4年度",
        "baseline_value": "12.5",
        "target_year": "2029",
        "target_value": "20",
        "polarity": "多いほどよい",
        "revision": "中間見直し",
        "revised_on": "2026-10-01",
    },
    "indicator_values": {"indicator_id": "NS1", "year": "2023", "value": "12", "kind": "数"},
    "roles": {"role": "拠点", "organisation_name": "連携室", "round_the_clock": "はい"},
    "survey": {"survey_year": "2025", "possible_cases": "40", "respondents": "9", "willing": "3"},
    "additional_demand": {
        "year": "2026",
        "total": "30",
        "step1": "10",
        "bed_report_home": "5",
        "bed_report_facility": "6",
        "agreed_home": "12",
        "agreed_facility": "8",
        "agreed_by": "協議の場",
        "agreed_on": "2026-02-01",
        "care_plan_facility": "7",
    },
    "zones": {"zone_scheme": "保健所", "zone_name": "北"},
    "care_unions": {"union_name": "北広域連合"},
    "insured_persons": {"fiscal_year": "2024", "national_health": "900", "late_elderly": "800"},
    "care_rates": {
        "rate_source": "自県NDB",
        "sex": "計",
        "age_band": "65-69",
        "rate": "5",
        "per": "1000",
        "unit": "患者/月",
        "reference_year": "2019",
    },
    "municipality_changes": {
        "old_municipality_code": "99301",
        "new_municipality_code": TOWN.code,
        "changed_on": "2020-04-01",
    },
    "resident_population": {
        "year": "2024",
        "municipality_code": TOWN.code,
        "age_band": "65-69",
        "population": "100",
    },
    "municipalities": {
        "insurer_no": "00990010",
        "medical_area_code": "9901",
        "medical_area": "北",
        "municipality_reading": "きた",
    },
}


def filled(tmp_path: Path, kind: str) -> Path:
    """The workbook with one row written in, where its area stands (else in the first row)."""
    path = tmp_path / template_book.file_name(kind)
    path.write_bytes(template_book.to_bytes(kind, AREAS))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    titles = templates.of(kind).titles
    codes = [str(row[0].value) if row else "" for row in sheet.iter_rows(min_row=2)]
    line = 2
    for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2):
        if TOWN.code in row:
            line = number
    assert len(codes) <= len(AREAS)
    for name, text in ROWS[kind].items():
        sheet.cell(line, heads.index(titles[name]) + 1).value = text
    book.save(path)
    return path


@pytest.mark.parametrize("kind", sorted(templates.every()))
def test_a_filled_workbook_is_read_as_its_kind(tmp_path: Path, kind: str) -> None:
    path = filled(tmp_path, kind)
    collected = sources.collect([path], known=f.MASTER)
    assert {report.kind for report in collected.files if report.kind} == {kind}
    if kind in ("municipalities", "insured_persons", "zones"):  # want the other towns, too
        return
    assert [str(p) for p in collected.problems if p.severity == "error"] == []
    (table,) = collected.tables
    assert (table.kind, table.rows) == (kind, 1)
    # 説明, 地域 and 指標 are passed over
    assert {report.status for report in collected.files} <= {"read", "skipped"}


def test_what_was_written_under_japanese_headings_is_what_is_stored(tmp_path: Path) -> None:
    (table,) = sources.collect([filled(tmp_path, "targets")], known=f.MASTER).tables
    (row,) = table.frames["targets"].to_dict("records")
    assert (row["indicator_id"], row["area_code"], row["kind"]) == ("NS1", TOWN.code, "share")
    assert (row["baseline_value"], row["target_value"]) == (12.5, 20.0)
    assert (row["revision"], str(row["revised_on"])[:10]) == ("中間見直し", "2026-10-01")
    (table,) = sources.collect([filled(tmp_path, "additional_demand")], known=f.MASTER).tables
    (row,) = table.frames["additional_demand"].to_dict("records")
    assert (row["agreed_home"], row["agreed_by"]) == (12, "協議の場")
    assert (row["bed_report_home"], row["care_plan_facility"]) == (5, 7)


def test_rows_of_areas_that_nobody_wrote_in_are_passed_over_and_told(tmp_path: Path) -> None:
    collected = sources.collect([filled(tmp_path, "targets")], known=f.MASTER)
    told = [str(p) for p in collected.problems if "地域だけがあって" in str(p)]
    assert told and f"{len(AREAS) - 1} 行" in told[0]


def test_only_an_area_in_a_table_of_ones_own_is_a_row_without_its_figures(tmp_path: Path) -> None:
    """Without the column of names nobody can tell that a row was handed out: it stays an error."""
    head = list(templates.of("targets").columns)
    row = ["", "", TOWN.code, *[""] * (len(head) - 3)]
    file = f.csv_file(tmp_path / "目標.csv", [head, row])
    assert sources.collect([file], known=f.MASTER).tables == []


def test_lists_and_areas_stand_in_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "目標.xlsx"
    path.write_bytes(template_book.to_bytes("targets", AREAS))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["目標の表", "説明", "地域", "指標"]
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert AREA_NAME in heads and not any(str(head).isascii() for head in heads)
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert '"策定,中間見直し,改定"' in lists.values()
    assert "'地域'!$A$2:$A$" in "".join(map(str, lists.values()))
    names = [row[heads.index(AREA_NAME)] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert names == [area.name for area in AREAS]
    assert template_book.to_bytes("targets", AREAS) == path.read_bytes()


def test_every_template_speaks_japanese() -> None:
    for kind, template in templates.every().items():
        assert not [head for head in template.titles.values() if head.isascii()], kind
        assert set(template.choices) <= set(template.columns), kind
