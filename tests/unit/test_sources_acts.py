"""Act words of ① and ② that nobody knows: kept as written, and told with what they hold."""

from __future__ import annotations

from pathlib import Path

from tests.unit import factories as f
from zaitaku.ground.states import Problem


def told(problems: list[Problem]) -> list[Problem]:
    return [one for one in problems if "配布時の表にない" in one.message]


def test_an_unknown_act_of_1_is_kept_and_told_once_with_its_count(tmp_path: Path) -> None:
    rows = [["往診料の新しい加算" if cell == "往診料" else cell for cell in r] for r in f.supply()]
    read = f.read(f.book(tmp_path / "R05.xlsx", {"①": rows}))
    frame = read.tables[0].frames["supply"]
    own = frame[frame["item"] == "往診料の新しい加算"]
    (one,) = told(read.problems)
    whole = 1211.0 * len(f.INSURERS)  # 合計 alone: 国保 and 後期 are the same people
    assert f"（{len(own)} 行、合計の患者数の計 {whole:,.1f}）" in one.message
    assert len(own) == 3 * len(f.INSURERS) and one.severity == "warning"
    assert "①" in one.where and "G4" in one.where


def test_known_acts_are_not_told(tmp_path: Path) -> None:
    tables = {"①": f.supply(), "②": f.institutions()}
    assert told(f.read(f.book(tmp_path / "R05.xlsx", tables)).problems) == []


def test_an_unknown_heading_of_2_is_kept_and_told_with_its_count(tmp_path: Path) -> None:
    """12.5 and 4.0 patients of 同一建物居住者以外, at two institutions."""
    rows = f.changed(f.institutions(), "F4", "同一建物の新しい区分")
    read = f.read(f.book(tmp_path / "R05.xlsx", {"②": [["集計対象：令和5年度"], *rows]}))
    frame = read.tables[0].frames["institutions"]
    assert frame[frame["detail"] == "同一建物の新しい区分"]["patients"].astype(float).sum() == 16.5
    (one,) = told(read.problems)
    assert "在宅患者訪問診療料・同一建物の新しい区分" in one.message
    assert "（患者のいる医療機関 2、患者数の計 16.5）" in one.message
