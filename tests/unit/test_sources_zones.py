"""The prefecture's own tables, 圏域 and 役割: what is read, and how a wrong row is named."""

from datetime import date
from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.ground import codes
from zaitaku.sources import templates

ZONES = ["zone_scheme", "zone_code", "zone_name", "municipality_code", "valid_from", "valid_to"]
ROLES = ["role", "organisation_code", "organisation_name", "municipality_code", "functions"]
TWO_HALVES = [
    ["保健所", "H1", "北", "99201", "", ""],
    ["保健所", "H1", "北", "99202", "", ""],
    ["保健所", "H2", "南", "99301", "", ""],
]


def read(tmp_path: Path, rows: f.Rows, name: str = "a.csv") -> sources.Collected:
    file = f.csv_file(tmp_path / name, rows)
    return sources.collect([file], known=f.MASTER)


def refusals(tmp_path: Path, rows: f.Rows) -> list[str]:
    collected = read(tmp_path, rows)
    assert not collected.tables
    assert [report.status for report in collected.files] == ["refused"]
    return [str(problem) for problem in collected.problems if problem.severity == "error"]


# --- 圏域 ---


def test_zones(tmp_path: Path) -> None:
    rows = [["※県の計画による"], ZONES, *TWO_HALVES, [], ["※おわり"]]
    (table,) = read(tmp_path, rows).tables
    assert (table.kind, table.rows, table.fiscal_year) == ("zones", 3, None)
    frame = table.frames["zone_membership"]
    assert frame["zone_scheme"].to_list() == ["保健所"] * 3
    assert frame["zone_code"].to_list() == ["H1", "H1", "H2"]
    assert frame["municipality_code"].to_list() == ["99201", "99202", "99301"]
    assert frame["source_row"].to_list() == [3, 4, 5]


def test_zones_with_japanese_headers_dates_and_check_digits_in_a_book(tmp_path: Path) -> None:
    header = ["圏域の種類", "圏域名", "市区町村コード", "適用開始日", "適用終了日"]
    rows = [
        [scheme, name, code + codes.municipality_check_digit(code), start, end]
        for scheme, _, name, code, *_ in TWO_HALVES
        for start, end in (("", "令和6年3月31日"), ("2024/4/1", ""))
    ]
    book = f.book(tmp_path / "a.xlsx", {"圏域": [header, *rows]})
    (table,) = sources.collect([book], known=f.MASTER).tables
    frame = table.frames["zone_membership"]
    assert len(frame) == 6
    assert frame["zone_code"].unique().tolist() == ["北", "南"]
    assert set(frame["valid_to"].dropna()) == {date(2024, 3, 31)}
    assert set(frame["valid_from"].dropna()) == {date(2024, 4, 1)}


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        ({1: ["保健所", "H1", "北", "99999", "", ""]}, "a.csv 3行目", "マスタにありません"),
        ({1: ["保健所", "H1", "北", "", "", ""]}, "a.csv 3行目", "市区町村がありません"),
        ({1: ["", "H1", "北", "99202", "", ""]}, "a.csv 3行目", "種類（zone_scheme）が空"),
        ({1: ["保健所", "H2", "南", "99201", "", ""]}, "a.csv 3行目", "「北」です"),
        ({1: ["保健所", "H1", "西", "99202", "", ""]}, "a.csv 3行目", "名前が「西」で"),
        ({1: None}, "保健所", "入っていない市区町村があります: 霧川市（99202）"),
        (
            {1: ["保健所", "H1", "北", "99202", "2024-04-01", "2023-04-01"]},
            "a.csv 3行目",
            "後です",
        ),
        ({1: ["保健所", "H1", "北", "99202", "来年", ""]}, "a.csv 3行目", "日付ではありません"),
        (
            {3: ["保健所", "H2", "南", "99201", "2024-04-01", ""]},
            "a.csv 5行目",
            "適用期間",
        ),
    ],
)
def test_a_wrong_zone_row_is_named_and_nothing_is_taken(
    tmp_path: Path, change: dict[int, list[str] | None], place: str, message: str
) -> None:
    rows = dict(enumerate(TWO_HALVES)) | change
    told = refusals(tmp_path, [ZONES, *(rows[i] for i in sorted(rows) if rows[i])])
    assert any(place in text and message in text for text in told), told


def test_wards_fold_to_their_city(tmp_path: Path) -> None:
    master = sources.Master.from_rows(
        [
            ("14130", "川崎市", "00140103", "1405", "川崎"),
            ("14201", "横須賀市", "00140020", "1406", "横須賀"),
        ]
    )
    rows = [ZONES, ["医師会", "", "川崎", "14131"], ["医師会", "", "川崎", "14132"]]
    rows.append(["医師会", "", "横須賀", "14201"])
    collected = sources.collect([f.csv_file(tmp_path / "a.csv", rows)], known=master)
    frame = collected.tables[0].frames["zone_membership"]
    assert frame["municipality_code"].to_list() == ["14130", "14201"]


def test_a_zone_table_goes_before_the_masters_column(tmp_path: Path) -> None:
    zones = [ZONES, *([("在宅医療圏"), *row[1:]] for row in TWO_HALVES)]
    files = [f.csv_file(tmp_path / "m.csv", f.master()), f.csv_file(tmp_path / "z.csv", zones)]
    collected = sources.collect(files)
    kept = {t.kind: len(t.frames["zone_membership"]) for t in collected.tables}
    assert kept == {"municipalities": 0, "zones": 3}
    assert any("列は使わず" in problem.message for problem in collected.problems)


# --- 役割 ---


def test_roles(tmp_path: Path) -> None:
    rows = [
        [*ROLES, "round_the_clock", "zone_scheme", "zone_code"],
        ["積極的役割医療機関", "991000001", "空見診療所", "99201", "看取り・退院支援", "はい"],
        ["連携を担う拠点", "", "島影町役場", "99301", "", "", "保健所", "H2"],
    ]
    (table,) = read(tmp_path, [[*row, "", "", ""][:8] for row in rows]).tables
    frame = table.frames["roles"]
    assert table.kind == "roles"
    assert frame["role"].to_list() == ["積極的役割医療機関", "拠点"]
    assert frame["functions"].to_list() == ["退院支援・看取り", ""]
    assert frame["round_the_clock"].to_list() == [True, None]
    assert frame["zone_code"].to_list()[1] == "H2"
    assert frame["source_row"].to_list() == [2, 3]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["まとめ役", "", "空見診療所", "99201", ""], "「まとめ役」は決められた語ではありません"),
        (["拠点", "", "", "99201", ""], "名称（organisation_name）が空です"),
        (["拠点", "", "空見診療所", "99999", ""], "「99999」は市区町村マスタにありません"),
        (["拠点", "", "空見診療所", "99201", "往診"], "「往診」は決められた語ではありません"),
        (["拠点", "", "空見市役所", "99201", ""], "2行目と重なっています"),
    ],
)
def test_a_wrong_role_row_is_named(tmp_path: Path, row: list[str], message: str) -> None:
    told = refusals(tmp_path, [ROLES, ["拠点", "", "空見市役所", "99201", ""], row])
    assert len(told) == 1
    assert "3行目" in told[0] and message in told[0]


@pytest.mark.parametrize("kind", ["zones", "roles"])
def test_the_template_is_read_as_its_kind_once_filled(tmp_path: Path, kind: str) -> None:
    empty = templates.to_bytes(kind).decode("utf-8-sig")
    file = tmp_path / "t.csv"
    file.write_text(empty, encoding="utf-8")
    report = sources.collect([file], known=f.MASTER).files[0]
    assert (report.kind, report.status) == (kind, "refused")
    assert "1行もありません" in report.reason
    rows = {
        "zones": [",".join(row) for row in TWO_HALVES],
        "roles": ["拠点,,空見市役所,99201,,,,,,"],
    }
    file.write_text(empty + "\n".join(rows[kind]), encoding="utf-8")
    report = sources.collect([file], known=f.MASTER).files[0]
    assert (report.kind, report.status, report.rows) == (kind, "read", len(rows[kind]))
