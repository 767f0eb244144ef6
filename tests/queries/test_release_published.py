"""Publishing again: what an earlier release showed and hid is kept, counted and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit import factories as f
from zaitaku.ask import warehouse
from zaitaku.build import importing, release, writing
from zaitaku.build.release import published
from zaitaku.cli import main as cli
from zaitaku.disclosure.policy import Policy, Tier
from zaitaku.ground import paths
from zaitaku.ground.errors import DisclosureError, UsageError

pytestmark = pytest.mark.thorough


def below(limit: float) -> Policy:
    return Policy(tiers=(Tier(None, limit),), published_zone_schemes=())


def discharge(*factors: int) -> f.Rows:
    """⑤ of three towns, each a multiple of the same numbers."""
    rows = f.discharge()
    for row, factor in zip(rows[3:], factors, strict=True):
        row[3:] = [value * factor for value in row[3:]]
    return rows


def run(data: Path, policy: Policy, *factors: int) -> importing.ImportResult:
    files = [
        f.csv_file(data.parent / "m.csv", f.master()),
        f.csv_file(data.parent / "R05.csv", discharge(*factors)),
    ]
    result = importing.run(files, data, policy, fiscal_year=2023)
    assert result.exit_code == 0, result.problems
    return result


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    run(folder, below(10), 1, 3, 9)
    return folder


def figures(data: Path) -> dict[tuple[str, ...], float | None]:
    """Every figure of ⑤ as 公表 has it; None: hidden."""
    rows = (
        warehouse.open_build(data, "public")
        .cursor()
        .execute(
            "select area_unit, area_code, measure, patients, patients_status from discharge_cell"
        )
    )
    return {row[:3]: None if row[4] == "秘匿" else row[3] for row in rows.fetchall()}


def shown(data: Path) -> dict[tuple[str, ...], float]:
    return {key: value for key, value in figures(data).items() if value is not None}


def unprotected(data: Path, policy: Policy) -> list[str]:
    """The attack of who holds every release."""
    internal, public = (warehouse.open_build(data, mode) for mode in ("internal", "public"))
    others = importing.earlier(data, without=internal.build_id)
    reports = release.audit(internal.cursor(), public.cursor(), policy, others)
    return [text for report in reports for text in report.unprotected]


def test_a_looser_rule_shows_nothing_that_was_hidden(data: Path) -> None:
    before = shown(data)
    result = importing.publish(data, below(5))
    assert shown(data) == before
    assert sum(report.kept for report in result.reports) > 0
    assert not any(report.exposed for report in result.reports)
    assert unprotected(data, below(5)) == []


def test_a_stricter_rule_tells_what_it_cannot_protect(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown(data)
    small = {key for key, value in before.items() if 0 < value < 20}
    rules = data.parent / "disclosure.toml"
    rules.write_text("published_zone_schemes = []\n[[tiers]]\nhide_below = 20\n", encoding="utf-8")
    monkeypatch.setattr(paths, "POLICY", rules)
    assert cli.main(["publish", "--data", str(data)]) == 0
    told = capsys.readouterr().out
    assert small and not small & shown(data).keys()
    assert "⑤退院 2023年度 の" in told and "秘匿しても守れません" in told
    # named by area and figure, never with the number
    assert "⑤退院・霧川市・介護サービス利用あり" not in told or "15" not in told
    assert unprotected(data, below(20)) == []


def test_a_correction_counts_with_what_did_not_change(data: Path) -> None:
    first = shown(data)
    result = run(data, below(10), 1, 3, 2)  # the third town is small now
    assert unprotected(data, below(10)) == []
    # nothing of the towns that did not change is shown that was hidden
    towns = {key for key in figures(data) if key[1] in ("99201", "99202")}
    assert {key for key in shown(data) if key in towns} <= first.keys()
    assert not any(report.exposed for report in result.reports)


def test_what_was_published_outlives_its_build(data: Path) -> None:
    before, first = shown(data), warehouse.current_build_id(data)
    run(data, below(10), 1, 3, 8)
    assert writing.prune(data, 1) == [first]
    importing.publish(data, below(5))
    kept = {k for k in figures(data) if k not in before and k[1] in ("99201", "99202")}
    assert not kept & shown(data).keys()


def test_builds_of_earlier_software_are_counted(data: Path) -> None:
    before = shown(data)
    for path in (data / "published").iterdir():
        path.unlink()  # the software that made the build kept none
    importing.publish(data, below(5))
    assert shown(data) == before


def test_a_build_that_was_never_published_is_discarded(data: Path) -> None:
    first = warehouse.current_build_id(data)
    assert first is not None
    with pytest.raises(UsageError, match="今の版"):
        importing.discard(data, first)
    with pytest.raises(UsageError, match="ありません"):
        importing.discard(data, "none")
    importing.publish(data, below(20))
    assert cli.main(["builds", "--data", str(data), "--discard", first]) == 0
    assert not list(data.glob(f"*{first}*")) and not list((data / "published").glob(f"{first}*"))


def test_a_build_that_was_never_published_is_replaced(data: Path) -> None:
    before, first = shown(data), warehouse.current_build_id(data)
    result = importing.publish(data, below(5), replace=True)
    assert not any(report.kept for report in result.reports)
    assert shown(data).keys() - before.keys()  # not kept to
    assert [build.build_id for build in warehouse.builds(data)] == [result.build_id] != [first]
    # the same once more takes nothing away
    assert importing.publish(data, below(5), replace=True).build_id == result.build_id
    assert warehouse.current_build_id(data) == result.build_id


def test_a_record_that_cannot_be_read_stops_and_names_it(data: Path) -> None:
    (path,) = (data / "published").iterdir()
    path.write_bytes(path.read_bytes()[:200])
    current = warehouse.current_build_id(data)
    with pytest.raises(DisclosureError, match="を読めません"):
        importing.publish(data, below(5))
    assert warehouse.current_build_id(data) == current


def test_a_record_says_what_was_shown(data: Path) -> None:
    (earlier,) = published.load(data / "published")
    assert earlier.areas["prefecture", "", "99"] == ("99201", "99202", "99301")
    found = earlier.figures[2023, "⑤退院"]
    town = ("municipality", "", "99201")
    assert found[town, "discharged"].values == (20.0,)
    hidden = {key for key, figure in found.items() if figure.hidden[0]}
    assert (town, "home_care") in hidden and (town, "discharged") not in hidden
    assert published.load(data / "published", without=earlier.build_id) == []
