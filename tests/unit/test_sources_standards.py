"""届出受理医療機関名簿: towns from addresses, hospitals from beds, and a count made by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.unit import factories as f
from tests.unit import published as p
from zaitaku import sources
from zaitaku.build import model, writing
from zaitaku.build import raw as importing_raw
from zaitaku.sources import Master

TOCHIGI = p.DATA / "facility_standards" / "09届出受理医療機関名簿（医科）栃木r0710.xlsx"
FUKUI = p.DATA / "facility_standards" / "2025.10_sisetukijun_fukui_ika.xlsx"
MARKS = ("支援診１", "支援診２", "支援診３", "支援病１", "支援病２", "支援病３", "在医総管１")


def read(folder: Path, rows: f.Rows, known: Master = f.MASTER) -> sources.Collected:
    return sources.collect([f.book(folder / "a.xlsx", {"Sheet1": rows})], known=known)


def refusal(told: sources.Collected) -> str:
    assert not told.tables
    return "\n".join(str(problem) for problem in told.problems if problem.severity == "error")


def test_every_notification_with_its_town(tmp_path: Path) -> None:
    told = read(tmp_path, p.notices())
    frame = told.tables[0].frames["facility_standard"]
    columns = ["municipality_code", "institution_code", "kind", "beds", "standard_short"]
    found = frame[columns].astype(object).where(frame[columns].notna(), None)
    assert found.values.tolist() == [
        ["99201", "0100001", "診療所", 0, "支援診３"],
        ["99201", "0100001", "診療所", 0, "在医総管１"],
        ["99201", "0100002", "病院", 186, "支援病２"],
        ["99202", "0100003", "診療所", 15, "支援診１"],
        ["99202", "0100003", "診療所", 15, "支援診３"],
        ["99301", "0100004", "診療所", 0, None],
        [None, "0100005", "診療所", 0, "支援診２"],
    ]
    assert set(frame.as_of_on.astype(str)) == {"2025-09-01"}
    assert frame.effective_on.dropna().astype(str).unique().tolist() == ["2024-06-01"]
    assert told.tables[0].fiscal_year == 2025
    (lost,) = [x for x in told.problems if x.severity == "warning"]
    assert "どこか医院（港湾合同庁舎内）" in str(lost)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            p.notices(prefecture=("09", "栃木県")),
            "この県のファイルではありません（栃木県の名簿です）",
        ),
        (p.notices(as_of="令和７年１０月１日作成"), "いつ現在の名簿か"),
        (p.notices(division="訪問看護"), "区分「訪問看護」を読めません"),
        (f.changed(p.notices(), "Q5", "昨年の春"), "算定開始年月日「昨年の春」を読めません"),
        (f.changed(p.notices(), "E5", "宇医269"), "医療機関番号「宇医269」が 7 桁"),
        (f.changed(p.notices(), "O4", "記号"), "見出し「受理記号」がありません"),
    ],
)
def test_a_list_that_cannot_be_right_is_refused(rows: f.Rows, message: str, tmp_path: Path) -> None:
    assert message in refusal(read(tmp_path, rows))


def test_a_list_of_several_prefectures_gives_its_own_rows(tmp_path: Path) -> None:
    """Strangers are counted; what is wrong in their rows is not ours to refuse."""
    others = [*p.notices(prefecture=("98", "隣県"))[4:], *p.notices(prefecture=("97", "遠県"))[4:6]]
    others[0][4] = "番号なし"
    told = read(tmp_path, [*p.notices(), *others])
    frame = told.tables[0].frames["facility_standard"]
    assert set(frame.prefecture_code) == {"99"}
    assert len(frame) == told.tables[0].rows == len(p.NOTICES)
    (note,) = [str(x) for x in told.problems if x.severity == "info"]
    assert "隣県 7 行、遠県 2 行" in note


def test_each_row_of_a_list_of_several_divisions_is_what_it_is(tmp_path: Path) -> None:
    dental = p.notices([("0300001", "空見歯科", "空見市本町１", "", "歯援診２")], division="歯科")
    pharmacy = p.notices([("0400001", "空見薬局", "空見市本町１", "", "訪薬")], division="調剤")
    nursing = p.notices([("0500001", "空見訪看", "空見市本町１", "", "訪看")], division="訪看")
    told = read(tmp_path, [*p.notices(), *dental[4:], *pharmacy[4:], *nursing[4:]])
    frame = told.tables[0].frames["facility_standard"]
    columns = ["published_table", "division", "kind"]
    assert frame[columns].iloc[-3:].values.tolist() == [
        ["2025年度 医科", "医科", "診療所"],
        ["2025年度 歯科", "歯科", "診療所"],
        ["2025年度 薬局", "薬局", "薬局"],
    ]
    assert any("区分「訪看」の 1 行は" in str(x) for x in told.problems if x.severity == "warning")


def test_a_later_list_replaces_only_its_own_divisions(tmp_path: Path) -> None:
    dental = p.notices([("0300001", "空見歯科", "空見市本町１", "", "歯援診２")], division="歯科")
    later = p.notices(
        [("0100009", "新医院", "空見市本町１", "", "支援診１")], as_of="令和８年２月１日 現在"
    )
    (tmp_path / "later").mkdir()
    with writing.writing(tmp_path / "build.duckdb") as connection:
        model.make_raw(connection)
        importing_raw.store(connection, read(tmp_path, [*p.notices(), *dental[4:]]))
        importing_raw.store(connection, read(tmp_path / "later", later))
        left = connection.execute(
            "select division, institution_code from raw.facility_standard order by all"
        ).fetchall()
    assert left == [("医科", "0100009"), ("歯科", "0300001")]


def test_an_address_of_several_towns_is_told_apart_from_one_of_none(tmp_path: Path) -> None:
    twins = [("99301", "泊村"), ("99302", "泊村")]
    known = Master.from_rows([(c, n, f"000{c}", None, None) for c, n in twins])
    rows = p.notices(
        [("1", "甲医院", "北郡泊村１", "", "支援診１"), ("2", "乙医院", "某市１", "", None)]
    )
    told = read(tmp_path, rows, known)
    frame = told.tables[0].frames["facility_standard"]
    assert frame.municipality_code.isna().all()
    assert frame.municipality_name_found.fillna("").tolist() == ["泊村", ""]
    warnings = "".join(str(x) for x in told.problems if x.severity == "warning")
    assert "（住所の先頭にマスタの市区町村名がない）: 乙医院" in warnings
    assert "（同じ名称の市区町村が複数ある）: 甲医院" in warnings


def test_lists_of_two_kinds_stand_beside_each_other(tmp_path: Path) -> None:
    dental = p.notices([("0300001", "空見歯科", "空見市本町１", "", "歯援診１")], division="歯科")
    pharmacy = p.notices([("0400001", "空見薬局", "空見市本町１", "", "訪薬")], division="薬局")
    told = sources.collect(
        [
            f.book(tmp_path / "a.xlsx", {"a": dental}),
            f.book(tmp_path / "b.xlsx", {"a": pharmacy}),
        ],
        known=f.MASTER,
    )
    frame = pd.concat([table.frames["facility_standard"] for table in told.tables])
    assert frame[["division", "kind"]].values.tolist() == [["歯科", "診療所"], ["薬局", "薬局"]]


# Counted by hand in the published workbooks (institutions per 受理記号 in MARKS).
BY_HAND = [
    (TOCHIGI, "09", "09201", (1, 18, 20, 0, 1, 1, 73)),  # 宇都宮市
    (TOCHIGI, "09", "09361", (0, 3, 3, 0, 0, 0, 10)),  # 壬生町
    (TOCHIGI, "09", "09213", (0, 2, 8, 0, 0, 1, 12)),  # 那須塩原市
    (TOCHIGI, "09", "09407", (0, 0, 2, 0, 0, 0, 3)),  # 那須町
    (TOCHIGI, "09", "09344", (0, 0, 0, 0, 0, 1, 1)),  # 市貝町
    (FUKUI, "18", "18201", (0, 7, 18, 0, 2, 5, 45)),  # 福井市
    (FUKUI, "18", "18322", (0, 0, 1, 0, 0, 0, 1)),  # 永平寺町
    (FUKUI, "18", "18210", (0, 0, 9, 0, 0, 2, 11)),  # 坂井市
    (FUKUI, "18", "18382", (0, 0, 0, 0, 0, 0, 0)),  # 池田町
]


@pytest.fixture(scope="module")
def lists() -> dict[str, pd.DataFrame]:
    return {
        prefecture: sources.collect([path], known=p.real_master(prefecture))
        .tables[0]
        .frames["facility_standard"]
        for path, prefecture in ((TOCHIGI, "09"), (FUKUI, "18"))
    }


@pytest.mark.thorough
@p.needs_data
@pytest.mark.parametrize(("path", "prefecture", "code", "expected"), BY_HAND)
def test_counts_of_real_towns(
    path: Path,
    prefecture: str,
    code: str,
    expected: tuple[int, ...],
    lists: dict[str, pd.DataFrame],
) -> None:
    here = lists[prefecture].query("municipality_code == @code")
    counted = here.groupby("standard_short").institution_code.nunique()
    assert tuple(counted.reindex(MARKS, fill_value=0)) == expected


@p.needs_data
def test_every_real_address_names_its_town(lists: dict[str, pd.DataFrame]) -> None:
    for frame, institutions in ((lists["09"], 1286), (lists["18"], 506)):
        assert frame.municipality_code.notna().all()
        assert frame.institution_code.nunique() == institutions
