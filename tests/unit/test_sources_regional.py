"""在宅医療にかかる地域別データ集: found by content, editions apart, bad editions named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit import factories as f
from tests.unit import regional
from zaitaku import sources
from zaitaku.ground.states import ACTUAL, MISSING, SUPPRESSED

Item = tuple[int, Any, tuple[str, str, str], str]


def read(tmp_path: Path, **sheets: f.Rows) -> sources.Collected:
    return f.read(f.book(tmp_path / "地域別データ集.xlsx", sheets))


def errors(collected: sources.Collected) -> str:
    assert not collected.tables
    return "\n".join(str(p) for p in collected.problems if p.severity == "error")


def told(collected: sources.Collected) -> str:
    return "\n".join(map(str, collected.problems))


def items(**changed: Item | None) -> list[Item]:
    """The items, some of them changed (``item_13``) or left out."""
    found = [changed.get(f"item_{item[0]}", item) for item in regional.ITEMS]
    return [item for item in found if item is not None]


def test_editions_stay_apart_and_every_item_keeps_its_own_day(tmp_path: Path) -> None:
    fewer = items(item_58=None)
    collected = read(tmp_path, R５年=regional.sheet(), R6年=regional.sheet(items=fewer))
    assert [set(table.frames["regional_data"]["edition"]) for table in collected.tables] == [
        {"R5年"},
        {"R6年"},
    ]
    frame = collected.tables[0].frames["regional_data"]
    assert set(frame["edition_year"]) == {2023}
    assert set(frame["municipality_code"]) == {town[0] for town in f.TOWNS}
    one = frame[frame["municipality_code"] == "99202"].set_index("item_number")
    assert one["value"].to_dict() == {number: 2.0 * number for number, *_ in regional.ITEMS}
    assert one["as_of"][1] == "2024/1/1"
    assert one["as_of"][2] == "令和６年１月１日"
    assert one["as_of"][58] == "R6.10.1"
    assert one["item_name"][20] == "訪問診療の実施件数（診療所）"
    assert one["headings"][20] == "訪問診療・診療所・実施件数"
    assert one["unit"][14] == "件"
    later = collected.tables[1].frames["regional_data"]
    assert 58 not in set(later["item_number"])


def test_the_whole_country_is_kept_beside(tmp_path: Path) -> None:
    frame = read(tmp_path, R5年=regional.sheet()).tables[0].frames["regional_total"]
    assert frame.set_index("item_number")["value"][19] == 19_000.0


def test_places_of_death_are_told_by_their_headings_and_others_stay_as_they_stand(
    tmp_path: Path,
) -> None:
    collected = read(tmp_path, R5年=regional.sheet())
    names = collected.tables[0].frames["regional_data"].set_index("item_number")["item_name"]
    of_number = names[~names.index.duplicated()]
    assert list(of_number[[60, 61, 62]]) == [
        "死亡者数",
        "自宅での死亡者数",
        "老人ホームでの死亡者数",
    ]
    assert of_number[70] == "新しい項目・何かの数（項目70）"
    assert "見出しのまま持つ項目が 1 つか" not in told(collected)
    assert "見出しのまま持つ項目が 1 あります" in told(collected)


def test_a_share_of_deaths_is_not_taken_for_their_number(tmp_path: Path) -> None:
    shares = items(
        item_61=(61, "令和５年", ("死亡の場所", "", "自宅の割合"), "％"),
        item_62=(62, "令和５年", ("", "", "老人ホームの割合"), "％"),
    )
    frame = read(tmp_path, R5年=regional.sheet(items=shares)).tables[0].frames["regional_data"]
    one = frame.drop_duplicates("item_number").set_index("item_number")
    assert one["item_name"][61] == "自宅死の割合"
    assert not one["adds_up"][61]
    assert one["adds_up"][60]


def test_deaths_in_other_places_are_not_taken_for_all_deaths(tmp_path: Path) -> None:
    hospital = items(item_62=(62, "令和５年", ("死亡者数", "", "病院"), "人"))
    frame = read(tmp_path, R5年=regional.sheet(items=hospital)).tables[0].frames["regional_data"]
    one = frame.drop_duplicates("item_number").set_index("item_number")
    assert one["item_name"][62] == "死亡者数・病院（項目62）"


def test_rows_are_found_by_what_stands_in_them(tmp_path: Path) -> None:
    moved = [["表の名前"], [], *f.shifted(regional.sheet(), down=0, right=2)]
    frame = read(tmp_path, R5年=moved).tables[0].frames["regional_data"]
    one = frame[frame["municipality_code"] == "99201"].set_index("item_number")
    assert one["value"][19] == 19.0


def test_a_sign_without_a_meaning_is_not_zero(tmp_path: Path) -> None:
    rows = regional.sheet(
        changed={("99201", 13): "-", ("99202", 13): "…", ("99301", 13): "*", ("99301", 14): ""}
    )
    collected = read(tmp_path, R5年=rows)
    frame = collected.tables[0].frames["regional_data"]
    one = frame[frame["item_number"] == 13].set_index("municipality_code")
    assert one["value_status"].to_dict() == {
        "99201": MISSING,
        "99202": MISSING,
        "99301": SUPPRESSED,
    }
    assert one["value"].isna().all()
    other = frame[(frame["item_number"] == 14) & (frame["municipality_code"] == "99301")]
    assert set(other["value_status"]) == {MISSING}
    assert "「-」が 1 か所あります" in told(collected)
    assert ACTUAL in set(frame["value_status"])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            regional.sheet(
                items=[(n + 1 if n == 13 else n, *rest) for n, *rest in items(item_14=None)]  # type: ignore[misc]
            ),
            "項目番号 14 は「訪問診療の実施件数（病院）」のはず",
        ),
        (
            regional.sheet(items=items(item_13=(13, "R5.9", ("往診", "病院", "施設数"), "施設"))),
            "「訪問診療を実施する病院数」のはずですが、下の見出しは「往診・病院・施設数」",
        ),
        (
            regional.sheet(items=[*regional.ITEMS, regional.ITEMS[4]]),
            "項目番号 13 が L1 と重なっています",
        ),
        (regional.sheet()[1:], "項目番号の行（見出しの上に 1、2、3… と並ぶ行）がありません"),
        (
            [regional.sheet()[0], *regional.sheet()[2:]],
            "データの時点の行（「令和６年10月１日」などが並ぶ行）がありません",
        ),
        (
            regional.sheet(items=[(*item[:3], "") for item in regional.ITEMS]),
            "単位の行（市区町村コードの見出しと同じ行）に、単位がありません",
        ),
        (
            regional.sheet(towns=[*regional.TOWNS, regional.TOWNS[0]]),
            "市区町村コード 99201 の行が 9 行目と重なっています",
        ),
        (
            regional.sheet(changed={("99201", 13): "約3"}),
            "数値でも秘匿記号でもない値「約3」",
        ),
        (
            [row for row in regional.sheet() if "全国計" not in row],
            "見出し「全国計」がありません",
        ),
    ],
)
def test_a_bad_edition_is_named_and_nothing_of_the_book_is_read(
    tmp_path: Path, rows: f.Rows, message: str
) -> None:
    assert message in errors(read(tmp_path, R5年=regional.sheet(), R6年=rows))


def test_an_edition_without_the_prefecture_is_refused(tmp_path: Path) -> None:
    assert "この県の行がない表です" in errors(
        read(tmp_path, R5年=regional.sheet(towns=regional.TOWNS[-1:]))
    )


def test_a_sheet_without_its_year_is_refused(tmp_path: Path) -> None:
    message = "シートの名前「データ」から、何年の版かが読めません"
    assert message in errors(read(tmp_path, データ=regional.sheet()))


def test_a_town_that_is_lacking_is_named(tmp_path: Path) -> None:
    collected = read(tmp_path, R5年=regional.sheet(towns=regional.TOWNS[1:]))
    assert any("空見市" in str(problem) for problem in collected.incomplete)
