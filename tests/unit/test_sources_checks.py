"""Parts beside totals: a difference beyond rounding names the cells; more than a few refuse."""

from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku.ground.states import capped, first_repeats, rounding_tolerance


def warnings(path: Path) -> list[str]:
    told = f.read(path)
    assert {report.status for report in told.files} == {"read"}
    return [str(p) for p in told.problems if p.severity == "warning"]


@pytest.mark.parametrize(
    ("kind", "cell", "value", "message"),
    [
        (
            "kdb_supply",
            "I4",
            1211.2,
            "I4: 合計 1,211.2 が 国保 10.5（I10）＋後期 1,200.5（I16）の和 1,211.0 と"
            "一致しません（差 0.2、四捨五入で許される差 0.15）。"
            "値は直さずそのまま取り込みました。元の表を確かめてください。",
        ),
        ("kdb_patients", "G8", 9.2, "G8: 計 9.2 が 重症 3.0（G6）＋その他 6.0（G7）の和 9.0 と"),
        ("kdb_patients", "H6", 3.3, "H6: 合計 3.3 が 国保 1.0（H24）＋後期 2.0（H42）の和 3.0 と"),
        (
            "kdb_flows",
            "M8",
            1.3,
            "M8: 合計 1.3 が 同一建物以外 0.0（E8）＋同一建物 1.0（I8）の和 1.0 と",
        ),
        ("kdb_discharge", "I4", 2.0, "G4: 介護サービス利用あり 10.0 が 住宅系 6.0（H4）＋居住系"),
        ("kdb_discharge", "K4", 1.0, "G4: 介護サービス利用あり 10.0 が 7個の内訳（K4～Q4）の和"),
    ],
)
def test_a_total_that_is_not_its_parts(
    kind: str, cell: str, value: float, message: str, tmp_path: Path
) -> None:
    rows = f.changed(f.TABLES[kind](), cell, value)
    told = warnings(f.book(tmp_path / "R05.xlsx", {"a": rows}))
    assert any(line.startswith(f"R05.xlsx「a」{message}") for line in told), told


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("I4", 1211.1),  # within what rounding allows: 0.05 × 3
        ("I4", "*"),  # nothing to compare
        ("I10", "*"),  # a hidden part
        ("L4", 99.0),  # an institution may serve both schemes: never added up
    ],
)
def test_what_is_no_difference(cell: str, value: object, tmp_path: Path) -> None:
    rows = f.changed(f.supply(), cell, value)
    assert warnings(f.book(tmp_path / "R05.xlsx", {"a": rows})) == []


def test_the_value_is_not_mended(tmp_path: Path) -> None:
    rows = f.changed(f.discharge(), "G4", 99.0)
    told = f.read(f.book(tmp_path / "R05.xlsx", {"a": rows}))
    assert told.tables[0].frames["discharge"]["care_service"].iloc[0] == 99.0


def test_total_rows_at_the_foot_are_checked_and_left_out(tmp_path: Path) -> None:
    foot = ["", "", "県計", *[value * 3 for value in f.discharge()[3][3:]]]
    good = f.read(f.book(tmp_path / "R05.xlsx", {"⑤": [*f.discharge(), foot]}))
    assert [str(p) for p in good.problems] == [
        "R05.xlsx「⑤」7行目: 合計の行 1 行は内訳と照らし合わせ、取り込みませんでした。"
    ]
    assert len(good.tables[0].frames["discharge"]) == 3
    foot[3] = 70.0
    (message,) = warnings(f.book(tmp_path / "R05_2.xlsx", {"⑤": [*f.discharge(), foot]}))
    assert message.startswith(
        "R05_2.xlsx「⑤」D7: 合計の行 70.0 が 20.0（D4）＋20.0（D5）＋20.0（D6）の和"
    )
    assert "と一致しません（差 10.0、四捨五入で許される差 0.20）" in message


def test_margins_of_the_flow_table_are_kept_apart(tmp_path: Path) -> None:
    rows = [row[:8] for row in f.flows()]  # 同一建物以外 only
    for number, row in enumerate(rows[1:7]):
        row.append(["同一建物以外", "医療機関所在地", "二次医療圏", "", "", "計"][number])
    for row in rows[7:]:
        row.append(sum(row[4:8]))
    sums = [sum(row[j] for row in rows[7:]) for j in range(4, 9)]
    rows.append(["", "", "", "合計", *sums])
    told = f.read(f.book(tmp_path / "R05.xlsx", {"④": rows}))
    frames = told.tables[0].frames
    assert [p for p in told.problems if p.severity != "info"] == []
    assert len(frames["flows"]) == 3 * 4
    margins = frames["flows_total"].set_index(["origin_code", "destination_code"])["patients"]
    assert margins["99201", "計"] == 0 + 1 + 2 + 3
    assert margins["計", "99202"] == 1 + 2 + 3
    assert margins["計", "計"] == 6 + 10 + 14
    wrong = f.changed(rows, "I8", 7.0)
    assert any(
        message.startswith("R05_2.xlsx「④」I8: 計 7.0 が")
        for message in warnings(f.book(tmp_path / "R05_2.xlsx", {"④": wrong}))
    )


def test_flows_far_from_patients_are_told_as_normal(tmp_path: Path) -> None:
    told = f.read(f.whole_book(tmp_path))
    (problem,) = [p for p in told.problems if "④の行の和" in p.message]
    assert problem.severity == "info"
    # ③: 2 residences × (1+2) × 3 × 8 levels = 144; ④ of 空見市: 0+1+2+3 and 4 × 1
    assert "99201: ④ 10.0・③ 144.0" in problem.message
    assert "定義が違うため一致しないのが普通です" in problem.message


def test_a_name_that_contradicts_its_number(tmp_path: Path) -> None:
    (message,) = warnings(
        f.book(tmp_path / "R05.xlsx", {"⑤": f.changed(f.discharge(), "C5", "空見市")})
    )
    assert "名称が「空見市」ですが、市区町村マスタでは「霧川市」です" in message


@pytest.mark.parametrize(
    ("whole", "is_told"),
    [(14.0, False), (12.5, False), (16.5, False), (12.0, True), (17.0, True), ("*", False)],
)
def test_a_whole_in_which_a_patient_counts_once(
    whole: float | str, is_told: bool, tmp_path: Path
) -> None:
    """②: 12.5 + 1.5 + 2.5 = 16.5 at most, and not less than the 12.5 of one act."""
    acts = [
        "在宅患者訪問診療料と在宅がん医療総合診療料の合計",
        *("在宅患者訪問診療料", "", "在宅がん医療総合診療料"),
    ]
    details = ["", "同一建物居住者以外", "同一建物居住者", ""]
    added = [[], [], acts, details, [whole, 12.5, 1.5, 2.5], [4.0, 4.0, 0.0, 0.0]]
    rows = [
        [*row[:5], *(new or [""] * 4), *row[7:]]
        for row, new in zip(f.institutions(), added, strict=True)
    ]
    told = warnings(f.book(tmp_path / "R05.xlsx", {"②": rows}))
    assert [line.startswith("R05.xlsx「②」F5: 合計の患者数 ") for line in told] == [True] * is_told


@pytest.mark.parametrize(("count", "status"), [(5, "read"), (6, "refused")])
def test_more_than_a_few_differences_refuse(count: int, status: str, tmp_path: Path) -> None:
    rows = f.patients(["国保"])
    for column in "GHIJKL"[:count]:
        rows = f.changed(rows, f"{column}8", 99.0)
    told = f.read(f.book(tmp_path / "R05.xlsx", {"③": rows}))
    assert [report.status for report in told.files] == [status]
    if status == "refused":
        assert str(told.problems[0]).startswith(
            "R05.xlsx「③」: 合計が内訳の和と合わないマスが 6 か所あります"
        )
        assert str(told.problems[1]).startswith(
            "R05.xlsx「③」G8: 計 99.0 が 重症 1.0（G6）＋その他 2.0（G7）の和 3.0 と一致しません"
        )


def test_a_total_of_flows_in_which_everybody_counts_once(tmp_path: Path) -> None:
    """More than a few lower totals: read with one warning, while every one keeps its bounds."""
    rows = f.flows()
    for row in rows[7:]:
        row[12:16] = [max(float(cell) - 0.5, 1.0) for cell in row[12:16]]
    told = f.read(f.book(tmp_path / "R05.xlsx", {"④": rows}))
    assert [report.status for report in told.files] == ["read"]
    (problem,) = [p for p in told.problems if p.severity == "warning"]
    assert "合計で1人と数えた表とみられます" in problem.message
    assert "2つの居住形態の和です" in problem.fix
    one_lower = f.changed(rows, "M8", 0.0)
    refused = f.read(f.book(tmp_path / "R05_2.xlsx", {"④": one_lower}))
    assert [report.status for report in refused.files] == ["refused"]


def test_totals_of_flows_moved_by_a_column_are_refused(tmp_path: Path) -> None:
    rows = f.flows()
    for row in rows[7:]:
        row[12:16] = [*row[13:16], row[12]]
    told = f.read(f.book(tmp_path / "R05.xlsx", {"④": rows}))
    assert [report.status for report in told.files] == ["refused"]


def test_problems_are_capped(tmp_path: Path) -> None:
    rows = f.patients()
    for row in (8, 11, 14):
        for column in "GHIJKLMN":
            rows = f.changed(rows, f"{column}{row}", 99.0)
    told = f.read(f.book(tmp_path / "R05.xlsx", {"③": rows}))
    lines = [str(problem) for problem in told.problems]
    assert len(lines) == 21
    assert lines[0].startswith("R05.xlsx「③」: 合計が内訳の和と合わないマスが 48 か所あります")
    assert lines[-1] == "R05.xlsx「③」: ほか29件あります。"


def test_pure_checks() -> None:
    assert rounding_tolerance(2) == pytest.approx(0.15, abs=1e-5)
    assert first_repeats("abcab") == [(0, 3), (1, 4)]
    assert capped([], "x") == []
