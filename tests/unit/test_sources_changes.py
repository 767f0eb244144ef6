"""Old codes and wards: which municipality they are today, and what becomes of their figures."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.unit import factories as f
from tests.unit import regional
from zaitaku import sources
from zaitaku.ask import warehouse
from zaitaku.build import importing
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths
from zaitaku.sources import carry, changes_of, known

SHARED = paths.ROOT.parent / "shared" / "data" / "codes"
DAY = date(2024, 4, 1)
# 空見市 was taken in by 霧川市, which went on under its own code.
TAKEN_IN = changes_of(
    [
        ("99201", "空見市", f.A, "99202", "霧川市", DAY),
        ("99202", "霧川市", "", "99202", "霧川市", DAY),
    ]
)
OWN = ["old_municipality_code", "new_municipality_code", "changed_on", "old_insurer_no"]
TODAY = sources.Master.from_rows([town[:5] for town in f.TOWNS[1:]])
MERGED = sources.Master(TODAY.by_insurer, TODAY.by_code, TAKEN_IN)


def collect(tmp_path: Path, rows: f.Rows, known: sources.Master = MERGED) -> sources.Collected:
    return sources.collect([f.csv_file(tmp_path / "R05.csv", rows)], known=known, fiscal_year=2023)


def warnings(collected: sources.Collected) -> str:
    return "\n".join(str(p) for p in collected.problems if p.severity == "warning")


# --- the table ---


def test_steps_end_at_a_code_of_today_and_a_divided_one_nowhere() -> None:
    rows = [("1", "2"), ("2", "3"), ("4", "5"), ("4", "6"), ("7", "8"), ("8", "7")]
    changes = changes_of((old, "", "", new, "", None) for old, new in rows)
    expected = {"1": "3", "2": "3", "3": "3", "4": None, "7": None, "9": None}
    assert {code: changes.successor(code, {"3", "5"}) for code in expected} == expected


def test_a_table_lacks_the_parts_of_a_merger_that_it_has_others_of() -> None:
    rows = [("1", "3", 2005), ("2", "3", 2005), ("3", "3", 2014), ("4", "3", 2014)]
    changes = changes_of((a, "", "", b, "", date(year, 1, 1)) for a, b, year in rows)
    present = {"3": [], "1 2": [], "1": ["2"], "1 2 4": [], "4": ["3"], "3 4": [], "1 4": ["2"]}
    assert {p: changes.lacking("3", set(p.split())) for p in present} == present


def test_the_published_table_by_five_years(tmp_path: Path) -> None:
    years = (2005, 2010, 2015)
    header = [*(f"id_muni{year}" for year in years), *(f"name_muni{year}" for year in years)]
    note = "2010年3月29日、栃木市(09203)、大平町(09365)が合併し、栃木市を新設"
    rows: f.Rows = [
        [*header, "note_merge_consol"],
        ["9203", "9203", "9203", *["栃木県 栃木市"] * 3, note],
        ["9365", "9203", "9203", "栃木県 下都賀郡 大平町", *["栃木県 栃木市"] * 2, ""],
        ["9367", "9367", "9203", *["栃木県 下都賀郡 岩舟町"] * 2, "栃木県 栃木市", ""],
    ]
    (table,) = collect(tmp_path, rows).tables
    frame = table.frames["municipality_change"]
    assert table.kind == "municipality_changes"
    rows_found = list(zip(*(frame[c] for c in ("old_code", "old_name", "new_code")), strict=True))
    assert rows_found == [
        ("09203", "栃木市", "09203"),
        ("09367", "岩舟町", "09203"),
        ("09203", "栃木市", "09203"),
        ("09365", "大平町", "09203"),
    ]
    assert frame["changed_on"].dropna().to_list() == [date(2010, 3, 29)] * 2
    # 栃木市 goes on twice, in two mergers: these are two rows, not one told twice
    assert not frame.duplicated(list(known.tables()["municipality_change"].key.columns)).any()


@pytest.mark.skipif(not SHARED.is_dir(), reason="公開ファイル（../shared/data）がありません")
def test_the_real_published_table() -> None:
    (table,) = sources.collect([SHARED / "municipality_converter_jp.csv"]).tables
    changes = changes_of(
        (*row[:5], row[5])
        for row in table.frames["municipality_change"].itertuples(index=False, name=None)
    )
    known = {"09203": "09367", "03216": "03305", "04216": "04423", "40231": "40305"}
    assert {now: changes.successor(old, {now}) for now, old in known.items()} == {
        now: now for now in known
    }
    change = changes.of("09367")
    assert change is not None
    assert (change.old_name, change.changed_on) == ("岩舟町", date(2014, 4, 5))
    assert changes.lacking("09203", {"09367"}) == ["09203"]


def test_ones_own_table(tmp_path: Path) -> None:
    header = ["旧コード", "旧市区町村名", "旧保険者番号", "新コード", "変更日"]
    rows = [header, ["99201", "空見市", "990010", "992020", "令和6年4月1日"]]
    rows[1][3] = "99202"
    (table,) = collect(tmp_path, [["※県で作成"], *rows]).tables
    row = table.frames["municipality_change"].iloc[0].to_dict()
    assert row["old_insurer_no"] == f.A
    assert (row["old_code"], row["new_code"], row["changed_on"]) == ("99201", "99202", DAY)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["空見", "99202", "", ""]], "旧コード「空見」が市区町村コードではありません"),
        ([["99201", "99202", "春", ""]], "changed_on「春」は日付ではありません"),
        ([["99201", "99202", "", ""]] * 2, "旧コード 99201 が2度書かれています（2行目）"),
        (
            [["99201", "99202", "", ""], ["99201", "99301", "", ""]],
            "旧コード 99201 が2つの市区町村になっています（2行目）",
        ),
        (
            [["99201", "99202", "", ""], ["99202", "99201", "", ""]],
            "旧コード 99201 をたどると 99201 に戻ります",
        ),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: f.Rows, message: str) -> None:
    collected = collect(tmp_path, [OWN, *rows])
    assert not collected.tables
    assert message in "\n".join(map(str, collected.problems))


# --- figures of old codes ---


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((3.0, "実数"), (4.5, "実数"), (7.5, "実数")),
        ((3.0, "実数"), (None, "秘匿"), (None, "秘匿")),
        ((None, "秘匿"), (None, "秘匿"), (None, "秘匿")),
        ((3.0, "実数"), (None, "欠測"), (None, "欠測")),
        ((None, "欠測"), (None, "秘匿"), (None, "秘匿")),
        ((3.0, "実数"), (None, "該当なし"), (3.0, "実数")),
    ],
)
def test_a_sum_is_known_where_every_part_is(one: Any, other: Any, expected: Any) -> None:
    frame = pd.DataFrame(
        {
            "fiscal_year": 2023,
            "insurer_no": [f.A, f.B],
            "municipality_code": ["99201", "99202"],
            "discharged": [one[0], other[0]],
            "discharged_status": [one[1], other[1]],
            "source_row": [2, 3],
        }
    )
    frames, told = carry({"discharge": frame}, MERGED, "⑤", known.tables())
    (row,) = frames["discharge"].astype(object).where(lambda x: x.notna(), None).to_dict("records")
    assert (row["discharged"], row["discharged_status"]) == expected
    assert (row["insurer_no"], row["municipality_code"]) == (f.B, "99202")
    assert "空見市 99201 → 霧川市 99202、2024-04-01" in told[0].message


def test_flows_of_a_merged_municipality(tmp_path: Path) -> None:
    """3 × (3 towns + 県外) becomes 2 × (2 + 県外): the same patients in fewer cells."""
    collected = collect(tmp_path, f.flows())
    before = collect(tmp_path, f.flows(), f.MASTER).tables[0].frames["flows"]
    after = collected.tables[0].frames["flows"]
    assert len(before) == 24 and len(after) == 12
    now = {"99201": "99202"}
    expected = before.replace({"origin_code": now, "destination_code": now}).groupby(
        ["residence", "origin_code", "destination_code"]
    )["patients"]
    keys = ["residence", "origin_code", "destination_code"]
    assert after.set_index(keys)["patients"].to_dict() == expected.sum().to_dict()
    assert "空見市 99201 → 霧川市 99202" in warnings(collected)


def test_institutions_are_not_added_up(tmp_path: Path) -> None:
    frame = collect(tmp_path, f.supply()).tables[0].frames["supply"]
    merged = frame[frame["municipality_code"] == "99202"]
    assert set(merged["patients_status"]) == {"実数"}
    assert set(merged["institutions_status"]) == {"該当なし"}
    assert merged["patients"].to_list() == [2422.0, 2422.0, 21.0, 21.0, 2401.0, 2401.0]
    apart = frame[frame["municipality_code"] == "99301"]
    assert set(apart["institutions_status"]) == {"実数"}


def test_half_of_a_merger_is_missing_and_not_the_whole(tmp_path: Path) -> None:
    rows = [row for row in f.patients() if f.B not in row]
    collected = collect(tmp_path, rows)
    frame = collected.tables[0].frames["patients"]
    assert set(frame.loc[frame["municipality_code"] == "99202", "patients_status"]) == {"欠測"}
    assert "合併前の 霧川市（99202） の行がないため" in warnings(collected)


def test_an_old_insurer_is_known_by_its_name(tmp_path: Path) -> None:
    changes = changes_of([("99201", "空見市", "", "99202", "霧川市", DAY)])
    master = sources.Master(TODAY.by_insurer, TODAY.by_code, changes)
    frame = collect(tmp_path, f.discharge(), master).tables[0].frames["discharge"]
    assert frame["municipality_code"].to_list() == ["99301", "99202"]


def test_without_the_table_an_old_insurer_is_refused(tmp_path: Path) -> None:
    collected = collect(tmp_path, f.discharge(), TODAY)
    assert not collected.tables
    assert "市区町村マスタにありません" in "\n".join(map(str, collected.problems))


def test_a_master_with_old_rows_becomes_todays(tmp_path: Path) -> None:
    files = [
        f.csv_file(tmp_path / "m.csv", f.master()),
        f.csv_file(tmp_path / "c.csv", [OWN, ["99201", "99202", "2024-04-01", ""]]),
        f.csv_file(tmp_path / "R05.csv", f.discharge()),
    ]
    tables = {t.kind: t for t in sources.collect(files, fiscal_year=2023).tables}
    master = tables["municipalities"].frames
    assert master["municipality"]["municipality_code"].to_list() == ["99202", "99301"]
    assert master["zone_membership"]["municipality_code"].to_list() == ["99202", "99301"]
    assert master["former_insurer"]["insurer_no"].to_list() == [f.A]
    assert "いまの市区町村として扱いました" in str(tables["municipalities"].problems)
    # its insurer number stays known, although the table of changes does not have it
    frame = tables["kdb_discharge"].frames["discharge"]
    assert sorted(frame["municipality_code"]) == ["99202", "99301"]


def test_a_renamed_municipality_keeps_its_row(tmp_path: Path) -> None:
    files = [
        f.csv_file(tmp_path / "m.csv", f.master()),
        f.csv_file(
            tmp_path / "c.csv",
            [["旧コード", "新コード", "新市区町村名"], ["99301", "99203", "島影市"]],
        ),
    ]
    tables = {t.kind: t for t in sources.collect(files).tables}
    row = tables["municipalities"].frames["municipality"].iloc[2]
    assert (row["municipality_code"], row["municipality_name"]) == ("99203", "島影市")
    assert row["insurer_no"] == f.C


def test_zones_and_roles_of_old_codes(tmp_path: Path) -> None:
    zones = [
        ["zone_scheme", "zone_name", "municipality_code"],
        *(["保健所", "北", code] for code in ("99201", "99202")),
        ["保健所", "南", "99301"],
    ]
    collected = collect(tmp_path, zones)
    frame = collected.tables[0].frames["zone_membership"]
    assert frame["municipality_code"].to_list() == ["99202", "99301"]
    assert "空見市 99201 → 霧川市 99202" in warnings(collected)
    zones[2][1] = "南"
    assert "合併または政令市へのまとめ" in str(collect(tmp_path, zones).problems)
    roles = [["role", "organisation_name", "municipality_code"], ["拠点", "空見市役所", "99201"]]
    collected = collect(tmp_path, roles)
    assert collected.tables[0].frames["roles"]["municipality_code"].to_list() == ["99202"]
    assert "空見市 99201 → 霧川市 99202" in warnings(collected)


# --- wards ---

CITY = sources.Master.from_rows(
    [
        ("14130", "川崎市", "00140103", "1405", "川崎"),
        ("14201", "横須賀市", "00140020", "1406", "横須賀"),
    ]
)


def population(*codes: str) -> f.Rows:
    rows = [["2023", code, "65-69", str(1000 + number)] for number, code in enumerate(codes)]
    return [["year", "municipality_code", "age_band", "population"], *rows]


def test_wards_without_their_city_are_added_up(tmp_path: Path) -> None:
    collected = collect(tmp_path, population("14131", "14132", "14201"), CITY)
    frame = collected.tables[0].frames["resident_population"]
    assert frame.set_index("municipality_code")["population"].to_dict() == {
        "14201": 1002,
        "14130": 2001,
    }
    assert "行政区 2 区を川崎市にまとめました" in warnings(collected)


def test_wards_beside_their_city_stay_as_published(tmp_path: Path) -> None:
    collected = collect(tmp_path, population("14130", "14131", "14132", "14201"), CITY)
    frame = collected.tables[0].frames["resident_population"]
    assert frame["municipality_code"].to_list() == ["14130", "14131", "14132", "14201"]
    assert warnings(collected) == ""


def wards_in_flows(*numbers: str) -> f.Rows:
    """④ of 川崎区 (141313), 幸区 (141321) and 横須賀市: i+j as in the factory, 県外 last."""
    rows = f.flows()
    names = {"141313": "川崎区", "141321": "幸区", "00140020": "横須賀市", "00140103": "川崎市"}
    for row in rows:
        for old, new in zip(f.INSURERS, numbers, strict=True):
            row[:] = [new if c == old else names[new] if c == f.NAME[old] else c for c in row]
    return rows


def test_flows_by_ward_fold_to_their_city(tmp_path: Path) -> None:
    collected = collect(tmp_path, wards_in_flows("141313", "141321", "00140020"), CITY)
    frame = collected.tables[0].frames["flows"]
    apart = frame[frame["residence"] == "同一建物以外"].set_index(
        ["origin_code", "destination_code"]
    )
    assert apart["patients"].to_dict() == {
        ("14130", "14130"): 0 + 1 + 1 + 2,
        ("14130", "14201"): 2 + 3,
        ("14130", "県外"): 3 + 4,
        ("14201", "14130"): 2 + 3,
        ("14201", "14201"): 4,
        ("14201", "県外"): 5,
    }
    assert "行政区 2 区を川崎市にまとめました" in warnings(collected)


def test_a_city_beside_its_ward_is_refused(tmp_path: Path) -> None:
    collected = collect(tmp_path, wards_in_flows("141313", "00140103", "00140020"), CITY)
    assert not collected.tables
    assert "川崎市の行と、その行政区（14131）の行の両方" in str(collected.problems)


# --- what was stored before the merger ---


@pytest.mark.thorough
def test_stored_figures_follow_a_new_master(tmp_path: Path) -> None:
    data = tmp_path / "data"
    policy = load_policy(paths.POLICY)
    before = [
        f.csv_file(tmp_path / "m.csv", f.master()),
        f.csv_file(tmp_path / "R05.csv", f.discharge()),
        f.csv_file(tmp_path / "p.csv", population("99201", "99202", "99301")),
    ]
    first = importing.run(before, data, policy, fiscal_year=2023)
    assert first.exit_code == 0
    master = [row for row in f.master() if row[0] != "99201"]
    after = [
        f.csv_file(tmp_path / "m2.csv", master),
        f.csv_file(tmp_path / "c.csv", [OWN, ["99201", "99202", "2024-04-01", ""]]),
    ]
    assert importing.run(after, data, policy).exit_code == 0
    build = warehouse.open_build(data, "internal").cursor()
    found = build.execute(
        "select area_code, population from area_population"
        " where area_unit = 'municipality' and fiscal_year = 2023 order by 1"
    ).fetchall()
    assert found == [("99202", 2001), ("99301", 1002)]
    told = build.execute("select place, message from problem where message like '%99201%'")
    assert {row[0] for row in told.fetchall()} == {"⑤退院", "人口"}
    former = build.execute("select former_code, municipality_code from former_municipality")
    assert former.fetchall() == [("99201", "99202")]


def test_shares_of_towns_that_merged_are_not_added_up(tmp_path: Path) -> None:
    """20 % and 30 % of two towns are not 50 % of the one they became; counts are added up."""
    items = (
        *regional.ITEMS[:1],
        (80, "令和５年", ("死亡場所", "", "自宅死の割合"), "%"),
    )
    given = {("99201", 80): 20.0, ("99202", 80): 30.0, ("99301", 80): 12.5}
    given |= {("99201", 1): 700.0, ("99202", 1): 300.0}
    rows = regional.sheet(items=items, changed=given)
    collected = sources.collect([f.book(tmp_path / "a.xlsx", {"R6年": rows})], known=MERGED)
    (table,) = collected.tables
    frame = table.frames["regional_data"].set_index(["municipality_code", "item_number"])
    found = {
        at: (None if pd.isna(row["value"]) else row["value"], row["value_status"])
        for at, row in frame.iterrows()
    }
    assert found["99202", 1] == (1000, "実数")
    assert found["99202", 80] == (None, "該当なし")
    assert found["99301", 80] == (12.5, "実数")
    assert "割合・率・平均は足さず" in warnings(collected)


def test_a_share_of_a_town_that_changed_its_code_alone_stays(tmp_path: Path) -> None:
    renamed = changes_of([("99201", "空見町", "", "99202", "霧川市", DAY)])
    known_as = sources.Master(TODAY.by_insurer, TODAY.by_code, renamed)
    towns = [town for town in regional.TOWNS if town[0] in ("99201", "99301")]
    items = (*regional.ITEMS[:1], (80, "令和５年", ("死亡場所", "", "自宅死の割合"), "%"))
    rows = regional.sheet(towns=towns, items=items, changed={("99201", 80): 20.0})
    (table,) = sources.collect([f.book(tmp_path / "a.xlsx", {"R6年": rows})], known=known_as).tables
    frame = table.frames["regional_data"]
    share = frame[(frame["municipality_code"] == "99202") & (frame["item_number"] == 80)]
    assert list(share["value"]) == [20]
