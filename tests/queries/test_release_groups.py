"""The release of the sample: ① never shows what ③ or ④ hides of the same patients, nor they ①'s."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zaitaku.ask import queries, warehouse

PAIRS = {
    "④ 同一建物以外": """
        from flow_cell as f join supply_cell as s on s.item = '在宅患者訪問診療料'
            and s.detail = '同一建物居住者以外' and f.residence = '同一建物以外'
            and f.destination_code = '計' and s.area_code = f.origin_code""",
    "④ 同一建物": """
        from flow_cell as f join supply_cell as s on s.item = '在宅患者訪問診療料'
            and s.detail = '同一建物居住者' and f.residence = '同一建物'
            and f.destination_code = '計' and s.area_code = f.origin_code""",
    "③ 在宅時・施設入居時等": """
        from patients_cell as f join supply_cell as s
            on s.item = f.residence || '医学総合管理料' and s.detail = '' and f.severity = '計'
            and f.care_level = '計' and s.area_code = f.area_code""",
}


@pytest.mark.parametrize("pair", PAIRS)
def test_both_or_neither(sample_build_dir: Path, pair: str) -> None:
    build = warehouse.open_build(sample_build_dir, "internal")
    public = warehouse.open_build(sample_build_dir, "public")
    where = (
        " where f.area_unit = s.area_unit and f.zone_scheme = s.zone_scheme"
        " and f.fiscal_year = s.fiscal_year and s.scheme = '合計'"
    )
    key = "f.fiscal_year, f.area_unit, f.zone_scheme, s.area_code, s.item, s.detail"
    values = f"select {key}, f.patients, s.patients {PAIRS[pair]}{where}"
    if pair.startswith("③"):
        values += " and f.scheme = '合計'"
    true = {row[:6]: row[6:] for row in build.cursor().execute(values).fetchall()}
    states = values.replace("f.patients, s.patients", "f.patients_status, s.patients_status")
    shown = {row[:6]: row[6:] for row in public.cursor().execute(states).fetchall()}
    assert len(shown) > 100
    apart = {
        key: (true[key], state)
        for key, state in shown.items()
        if len(set(state)) > 1 and None not in true[key] and 0 not in true[key]
    }
    assert apart == {}
    assert any(set(state) == {"秘匿"} for state in shown.values())


def test_the_figures_are_those_of_the_same_patients(sample_build_dir: Path) -> None:
    """Otherwise the test above would ask for nothing."""
    cursor = warehouse.open_build(sample_build_dir, "internal").cursor()
    apart = cursor.execute(
        f"select median(abs(f.patients - s.patients)) {PAIRS['④ 同一建物']}"
        " where f.area_unit = 'municipality' and s.area_unit = 'municipality'"
        " and f.fiscal_year = s.fiscal_year and s.scheme = '合計'"
    ).fetchone()
    assert apart is not None and apart[0] < 1


def test_reasons_are_written_for_a_reader(sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, "internal")
    answer = queries.run(build, "disclosure/reasons", {"kind": "補完"})
    cells, reasons = (answer.names.index(name) for name in ("cell", "reason"))
    assert len(answer.rows) > 500
    for row in answer.rows:
        assert re.search(r"分かってしまうため$|隠せません$", row[reasons]), row
        assert not re.search(r"[a-z'_(]", row[cells] + row[reasons]), row
    told = " ".join(row[reasons] for row in answer.rows)
    assert "（二次医療圏）" in told and "（在宅医療圏）" in told  # both have a 夢浜


def test_nothing_of_the_whole_prefecture_is_hidden_for_protection(sample_build_dir: Path) -> None:
    """Where others protect at hardly more, the figures that readers need most are shown."""
    cursor = warehouse.open_build(sample_build_dir, "internal").cursor()
    found = cursor.execute(
        "select table_name, fiscal_year, cell from suppression where kind = '補完' and"
        " (starts_with(cell, '架空県') or list_contains(['計・県内', '計・県外', '計・計'], cell))"
    )
    assert found.fetchall() == []
    (total,) = cursor.execute("select sum(hidden_complementary) from protection").fetchall()
    assert total[0] < 1.1 * 4_161  # 4,161 are hidden without regard to them
