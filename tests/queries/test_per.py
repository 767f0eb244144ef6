"""Questions that ask the database once for every act (``per``), and the acts taken out of that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zaitaku.ask import queries, warehouse
from zaitaku.ask.contract import parse
from zaitaku.ask.warehouse import Build
from zaitaku.ground.settings import MODES, Mode

SUPPLY, STANDARDS = "supply/by_area", "standards/by_area"


def found(build: Build, name: str, column: str, **given: Any) -> list[tuple[Any, ...]]:
    answer = queries.run(build, name, {"fiscal_year": 2023, **given})
    place, state = answer.names.index(column), answer.names.index("area_code")
    return [
        (row[state], row[place] if states[place] == "実数" else states[place])
        for row, states in zip(answer.rows, answer.states, strict=True)
    ]


@pytest.mark.parametrize("mode", MODES)
def test_every_act_has_its_own_rows(mode: Mode, sample_build_dir: Path) -> None:
    """Beside the cells of the table itself; a 0 of an act that has ended is 該当なし."""
    build = warehouse.open_build(sample_build_dir, mode)
    cells = build.cursor().execute(
        "select c.item, c.detail, c.area_code,"
        " case when c.patients_status = '実数' then c.patients::double end"
        " from supply_cell as c inner join area using (area_unit, zone_scheme, area_code)"
        " where fiscal_year = 2023 and area_unit = 'municipality' and scheme = '合計'"
        " order by sort_key"
    )
    expected: dict[tuple[str, str], list[tuple[str, Any]]] = {}
    for item, detail, code, patients in cells.fetchall():
        expected.setdefault((item, detail), []).append((code, patients))
    assert len(expected) > 40
    for (item, detail), of_act in expected.items():
        told = found(build, SUPPLY, "patients", item=item, detail=detail)
        assert [code for code, _ in told] == [code for code, _ in of_act]
        for (_, shown), (_, cell) in zip(told, of_act, strict=True):
            ended = detail == "その他（H28年度改定以前）" and shown == "該当なし" and cell == 0
            assert ended or shown == ("秘匿" if cell is None else cell), (item, detail)


def test_a_list_of_groups_keeps_their_order(sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, "public")
    every = queries.run(build, STANDARDS)
    names = list(dict.fromkeys(row[2] for row in every.rows))
    first, last = names[0], names[-1]
    both = queries.run(build, STANDARDS, {"standard_group": [last, first]})
    wanted = [row for row in every.rows if row[2] in (first, last)]
    assert both.rows == wanted and len(wanted) == 2 * len({row[0] for row in wanted})
    assert queries.run(build, STANDARDS, {"standard_group": first}).rows == [
        row for row in wanted if row[2] == first
    ]


def test_the_database_is_asked_once_for_all_acts_of_a_place_and_year(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = warehouse.open_build(sample_build_dir, "internal")
    asked, real = [], Build.asked

    def count(self: Build, sql: str, values: Any) -> Any:
        asked.append(values)
        return real(self, sql, values)

    warehouse.forget(build.path)
    monkeypatch.setattr(Build, "asked", count)
    for act in ("往診料", "在宅患者訪問診療料", "歯科訪問診療料"):
        found(build, SUPPLY, "patients", item=act)
    assert len(asked) == 1
    found(build, SUPPLY, "patients", item="往診料", area_unit="prefecture")
    assert len(asked) == 2


def test_areas_asked_one_after_another_are_taken_out_of_all(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card of each area asks the database as often as one; each has its row of the whole."""
    build = warehouse.open_build(sample_build_dir, "public")
    warehouse.forget(build.path)
    asked, real = [], Build.asked

    def count(self: Build, sql: str, values: Any) -> Any:
        asked.append(values)
        return real(self, sql, values)

    monkeypatch.setattr(Build, "asked", count)
    for name in ("flows/summary", "patients/by_area", SUPPLY, "patients/composition"):
        whole, before = queries.run(build, name), len(asked)
        place = whole.names.index("area_code")
        codes = list(dict.fromkeys(row[place] for row in whole.rows))
        for code in codes[:4]:
            one = queries.run(build, name, {"area_code": code})
            expected = [at for at, row in enumerate(whole.rows) if row[place] == code]
            assert one.rows == [whole.rows[at] for at in expected] != []
            assert one.states == [whole.states[at] for at in expected]
        # the order is that of the whole, however they are named
        both = queries.run(build, name, {"area_code": [codes[3], codes[0]]})
        assert list(dict.fromkeys(row[place] for row in both.rows)) == [codes[0], codes[3]]
        assert len(asked) == before


def test_what_is_kept_of_one_mode_is_no_answer_of_another(sample_build_dir: Path) -> None:
    shown = {}
    for mode in MODES:
        build = warehouse.open_build(sample_build_dir, mode)
        shown[mode] = found(build, SUPPLY, "patients", item="往診料")
    hidden = [code for code, cell in shown["public"] if cell == "秘匿"]
    assert hidden and not [1 for code, cell in shown["internal"] if cell == "秘匿"]


def test_a_header_that_names_no_parameter_is_a_fault(
    sample_build_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "-- question: a\n-- grain: b\n-- source: c\n-- per: act\n-- column n: integer, key = n\n"
    question = parse("a/b", tmp_path / "b.sql", text + "select 1::integer as n")
    monkeypatch.setattr(queries, "load", lambda _: question)
    build = warehouse.open_build(sample_build_dir, "public")
    assert queries.check(build, "a/b") == ["a/b.sql: per の「act」は param にありません。"]
