"""介護保険事業状況報告 年報: small sheets in the published layout, and the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku import sources
from zaitaku.ground import paths

TITLE = "第４－１－１表　保険者別　要介護（要支援）認定者数　男女計　－総数－　（年度末現在）"
LEVELS = ["要支援１", "要支援２", "要介護１", "要介護２", "要介護３", "要介護４", "要介護５"]
REAL = paths.ROOT.parent / "shared" / "data" / "awkward"


def row(prefecture: str, insurer: str, *figures: float) -> list[object]:
    return [prefecture, insurer, *map(float, figures), float(sum(figures))]


TOWN, UNION = row("架空県", "空見市", 1, 2, 3, 4, 5, 6, 7), row("架空県", "島霧広域連合", *[10] * 7)
OTHER = row("岩手県", "盛岡市", *[100] * 7)
WHOLE = row("全　 国", "", *(n + 110 for n in range(1, 8)))


def certified(
    *rows: list[object], people: str = "総数", title: str = TITLE, levels: list[str] = LEVELS
) -> f.Rows:
    head: f.Rows = [[title], [], ["※受給者台帳を基にしたものである。"], ["", "", "（単位：人）"]]
    head += [["都道府県", "保険者", people, *[""] * 7], ["", "", *levels, "合計"]]
    return [*head, *map(list, rows or (WHOLE, OTHER, TOWN, UNION))]


def insured(*rows: list[object]) -> f.Rows:
    return [
        ["第２表　保険者別　第１号被保険者数　（年度末現在）"],
        [],
        ["", "", "", "", "", "", "", "（単位：人）"],
        ["都道府県", "保険者", "計", "", "", "", "", ""],
        [
            *("", "", "", "６５歳以上７５歳未満", "７５歳以上８５歳未満", "８５歳以上"),
            *("外国人被保険者", "住所地特例被保険者"),
        ],
        ["全　国", "", 300.0, 150.0, 100.0, 50.0, 1.0, 2.0],
        *(rows or (["架空県", "空見市", 100.0, 50.0, 30.0, 20.0, 0.0, 1.0],)),
        ["架空県", "島霧広域連合", 200.0, 100.0, 70.0, 30.0, 1.0, 1.0],
    ]


def read(tmp_path: Path, year: int | None = 2023, **sheets: f.Rows) -> sources.Collected:
    return f.read(f.book(tmp_path / "年報.xlsx", sheets), fiscal_year=year)


def errors(collected: sources.Collected) -> str:
    assert not collected.tables
    return "\n".join(str(p) for p in collected.problems if p.severity == "error")


def test_sheets_of_one_book_are_the_groups_of_one_table(tmp_path: Path) -> None:
    ages = certified(people="（再掲）第１号被保険者　－65歳以上70歳未満－")
    told = read(tmp_path, 総数=certified(), 年齢=ages, 被保険者=insured())
    frames = [table.frames for table in told.tables]
    assert [set(frame) for frame in frames] == [{"certified"}, {"certified"}, {"care_insured"}]
    assert [set(x["certified"]["people"]) for x in frames[:2]] == [{"総数"}, {"65-69"}]
    frame = frames[0]["certified"]
    town = frame[frame["insurer_name"] == "空見市"]
    assert set(town["municipality_code"]) == {"99201"}
    assert dict(zip(town["care_level"], town["certified"], strict=True)) == dict(
        zip([*LEVELS, "計"], [1, 2, 3, 4, 5, 6, 7, 28], strict=True)
    )
    # every insurer of the country is kept, a name only counts in its own prefecture
    assert set(frame["prefecture_name"]) == {"全国", "架空県", "岩手県"}
    assert set(frame[frame["prefecture_name"] == "岩手県"]["municipality_code"]) == {""}
    young = frames[2]["care_insured"].query("insurer_name == '空見市' and age_band == '65-74'")
    assert young["insured"].to_list() == [50]


def test_a_union_is_kept_as_itself_and_its_towns_are_told(tmp_path: Path) -> None:
    told = read(tmp_path, a=certified())
    frame = told.tables[0].frames["certified"]
    assert set(frame[frame["insurer_name"] == "島霧広域連合"]["municipality_code"]) == {""}
    (problem,) = told.problems
    assert "島霧広域連合" in problem.message
    assert "行のない市区町村（霧川市、島影町）は欠測" in problem.message


def test_the_year_must_be_told(tmp_path: Path) -> None:
    assert "何年度の集計か" in errors(read(tmp_path, None, a=certified()))
    named = f.read(f.book(tmp_path / "令和3年度_04-1-1h.xlsx", {"a": certified()}))
    assert named.tables[0].fiscal_year == 2021


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (certified(WHOLE, TOWN, UNION), "全国の行"),  # a row was lost
        (certified(WHOLE, OTHER, [*TOWN[:9], 29.0], UNION), "全国の行"),
        (certified(OTHER), "都道府県の保険者が1つもありません"),
        (certified(people="（再掲）一号"), "誰の数か"),
        (certified(title=TITLE.replace("男女計", "男")), "男女計の認定者数の表であることを"),
        (certified(title=TITLE.replace("年度末現在", "3月分")), "年度末現在"),
        (certified(levels=[*LEVELS[:6], "要介護６"]), "見出し「要介護５」がありません"),
        (certified(WHOLE, OTHER, TOWN, UNION, ["", "", *[1.0] * 8]), "どの保険者の行か"),
        (certified(WHOLE, OTHER, TOWN, TOWN, UNION), "重なって"),
    ],
)
def test_what_cannot_be_right_is_refused(tmp_path: Path, rows: f.Rows, message: str) -> None:
    told = f.read(f.book(tmp_path / "年報.xlsx", {"a": rows}), fiscal_year=2023)
    assert not told.tables
    assert message in "\n".join(report.reason for report in told.files) + errors(told)


def test_a_moved_heading_is_followed_and_levels_are_known_by_their_words(tmp_path: Path) -> None:
    turned = certified(levels=LEVELS[::-1])
    frame = read(tmp_path, a=turned).tables[0].frames["certified"]
    town = frame[frame["insurer_name"] == "空見市"].set_index("care_level")["certified"]
    assert (town["要介護５"], town["要支援１"]) == (1, 7)


def test_without_the_whole_country_it_is_read_with_a_warning(tmp_path: Path) -> None:
    told = read(tmp_path, a=certified(TOWN, UNION))
    assert "全国の行がない" in next(p for p in told.problems if p.severity == "warning").message


def test_members_of_a_union(tmp_path: Path) -> None:
    rows: f.Rows = [["union_name", "municipality_code"], ["島霧広域連合", "99202"]]
    table = f.read(f.csv_file(tmp_path / "a.csv", [*rows, ["島霧広域連合", "993018"]]))
    assert errors(table)  # two forms of code in one column
    table = f.read(f.csv_file(tmp_path / "b.csv", [*rows, ["島霧広域連合", "99301"]]))
    assert table.tables[0].frames["care_union_member"]["municipality_code"].to_list() == [
        "99202",
        "99301",
    ]
    assert "マスタにありません" in errors(
        f.read(f.csv_file(tmp_path / "c.csv", [*rows, ["", "99999"]]))
    )
    again = f.read(f.csv_file(tmp_path / "d.csv", [*rows, ["別の連合", "99202"]]))
    assert "99202" in errors(again)


@pytest.mark.skipif(not REAL.is_dir(), reason="年報の実ファイルがこの計算機にありません")
def test_the_real_sheets_are_read() -> None:
    master = REAL.parents[1] / "examples" / "iwate" / "市区町村マスタ.csv"
    files = [REAL / "01_kaigo_nenpo_hyo2_hokensha_02h.xlsx"]
    files += [REAL / "02_kaigo_nenpo_hyo4-1-1_04-1-1h.xlsx"]
    told = sources.collect([master, *files], fiscal_year=2021)
    assert {report.status for report in told.files} == {"read"}
    every = [t.frames["certified"] for t in told.tables if "certified" in t.frames]
    assert len(every) == 9
    iwate = every[1].query("prefecture_name == '岩手県' and care_level == '計'")
    assert iwate["insurer_name"].nunique() == 24
    assert set(every[1]["people"]) == {"第1号被保険者"}
    naha = every[0].query("insurer_name == '沖縄県介護保険広域連合' and care_level == '計'")
    assert naha["certified"].to_list() == [18830]
