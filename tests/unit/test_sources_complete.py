"""A file cut at the end of a line: what it lacks is told by municipality."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from tests.unit import published as p
from zaitaku import sources

BANDS = ("65-69", "70-74", "75-79", "80-84")
Files = dict[str, f.Rows]


def population(years: tuple[int, ...] = (2022, 2023), sexes: tuple[str, ...] = ("計",)) -> f.Rows:
    """Three towns × four bands; by year, town, sex and band."""
    header = ["year", "municipality_code", "sex", "age_band", "population"]
    return [
        header,
        *[
            [str(year), town[0], sex, band, "100"]
            for year in years
            for town in f.TOWNS
            for sex in sexes
            for band in BANDS
        ],
    ]


def lacking(folder: Path, files: Files) -> list[str]:
    paths = [f.book(folder / f"{name}.xlsx", {"表": rows}) for name, rows in files.items()]
    collected = sources.collect(paths, fiscal_year=2023, known=f.MASTER)
    assert {report.status for report in collected.files} == {"read"}
    told = [str(problem) for problem in collected.incomplete]
    assert [str(x) for x in collected.problems if str(x) in told] == told
    return told


def test_a_whole_table_lacks_nothing(tmp_path: Path) -> None:
    whole = {"人口": population(), "推計": p.flat(), "結果表": p.total()}
    assert lacking(tmp_path, whole | {kind: make() for kind, make in f.TABLES.items()}) == []


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (1, " 1 市区町村の行がそろっていません。ないのは 島影町：「80-84歳」 です。"),
        (
            2,
            " 1 市区町村の行がそろっていません。ないのは 島影町：「75-79歳」から後の 2 行 です。",
        ),
        (4, " 1 市区町村の行がそろっていません。ないのは 島影町：すべての行 です。"),
        (
            # the last year has one town with one band: the other year and the master know the rest
            11,
            " 3 市区町村の行がそろっていません。ないのは 霧川市、島影町：すべての行／"
            "空見市：「70-74歳」から後の 3 行 です。",
        ),
    ],
)
def test_a_population_cut_at_a_line(lines: int, what: str, tmp_path: Path) -> None:
    (told,) = lacking(tmp_path, {"人口": population()[:-lines]})
    assert told == (
        "人口.xlsx「表」: 住民基本台帳 年齢階級別人口（2023年度）で、マスタの 3 市区町村のうち"
        f"{what}ファイルが途中で切れていないか、元の表を確かめてください。"
    )


def test_a_hole_in_the_middle_is_named(tmp_path: Path) -> None:
    rows = population((2023,), ("男", "女"))
    del rows[2], rows[12]
    (told,) = lacking(tmp_path, {"人口": rows})
    assert "ないのは 空見市：「男・70-74歳」／霧川市：「女・65-69歳」 です" in told


def test_a_projection_cut_at_a_line(tmp_path: Path) -> None:
    rows = [row for row in p.flat() if str(row[0]) not in ("99301", "99301.0")]
    (told,) = lacking(tmp_path, {"推計": rows})
    assert "男女5歳階級」）で" in told and "ないのは 島影町：すべての行 です" in told


@pytest.mark.parametrize(
    ("kind", "lines", "what"),
    [
        ("kdb_supply", 1, "島影町：「後期・在宅患者訪問診療料・同一建物居住者」 です"),
        ("kdb_supply", 3, "空見市：「後期・在宅患者訪問診療料・同一建物居住者」／霧川市："),
        ("kdb_patients", 3 + 2, "島影町：「後期・施設入居時等・重症・未認定」から後の 16 行"),
        ("kdb_flows", 1, "島影町：すべての行"),
        ("kdb_discharge", 2, "霧川市、島影町：すべての行"),
    ],
)
def test_a_table_of_kdb_cut_at_a_line(kind: str, lines: int, what: str, tmp_path: Path) -> None:
    told = lacking(tmp_path, {kind: f.TABLES[kind]()[:-lines]})
    assert what in told[0]


def test_pieces_that_make_a_whole_lack_nothing(tmp_path: Path) -> None:
    rows = population(sexes=("男", "女"))
    by_town = {code: [r for r in rows[1:] if r[1] == code] for code in ("99201", "99202", "99301")}
    pieces = {code: [rows[0], *own] for code, own in by_town.items()}
    assert lacking(tmp_path, pieces) == []
    schemes = {scheme: f.patients([scheme]) for scheme in ("合計", "国保", "後期")}
    assert lacking(tmp_path, schemes) == []


def test_another_prefectures_population_has_none_of_ours(tmp_path: Path) -> None:
    rows = [[cell.replace("99", "98", 1) for cell in row] for row in population((2023,))]
    (told,) = lacking(tmp_path, {"人口": rows})
    assert "ないのは 空見市、霧川市、島影町：すべての行" in told


def test_a_unit_stands_for_its_members(tmp_path: Path) -> None:
    """福島県 浜通り is one area; no table has a row for any of its 13 municipalities."""
    master = sources.Master.from_rows(
        [("07201", "福島市", "00070011", None, None), ("07204", "いわき市", "00070045", None, None)]
    )
    rows = p.summary("総人口（人）", {7201: (9, 8, 7), 7999: (5, 4, 3)})
    path = f.book(tmp_path / "推計.xlsx", {"表": rows})
    collected = sources.collect([path], known=master)
    assert [report.status for report in collected.files] == ["read"]
    assert collected.incomplete == []


def test_kinds_that_tell_of_some_are_not_asked(tmp_path: Path) -> None:
    survey = [["survey_year", "municipality_code", "possible_cases"], ["2023", "99201", "3"]]
    roles = [
        ["role", "organisation_name", "municipality_code", "functions"],
        ["拠点", "役場", "99201", "看取り"],
    ]
    assert lacking(tmp_path, {"実態調査": survey, "役割": roles}) == []
