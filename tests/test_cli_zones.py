"""``zaitaku zones``: the figures of the questions, proposals, exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import IWATE, copy_of
from tests.unit import factories as f
from zaitaku.ask import queries, warehouse
from zaitaku.cli import main as cli
from zaitaku.derived import zoning, zoning_inputs
from zaitaku.kept import plans
from zaitaku.zones.plan import move


def run(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments])


@pytest.fixture
def told(iwate_build_dir: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """``told("show", "在宅医療圏")``: the JSON that a command prints."""

    def ask(*arguments: object, code: int = 0) -> Any:
        assert run("zones", *arguments, "--json", "--data", iwate_build_dir) == code
        return json.loads(capsys.readouterr().out)

    return ask


def master() -> list[dict[str, str]]:
    text = (IWATE / "市区町村マスタ.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_list(told: Any) -> None:
    schemes = told("list")["schemes"]
    assert schemes == [
        {"zone_scheme": "在宅医療圏", "zones": 11},
        {"zone_scheme": "二次医療圏", "zones": 9},
    ]


@pytest.mark.parametrize("residence", ["both", "home", "shared"])
@pytest.mark.parametrize("scheme", ["在宅医療圏", "二次医療圏"])
def test_figures_of_a_scheme_are_those_of_the_question(
    told: Any, iwate_build_dir: Path, scheme: str, residence: str
) -> None:
    build = warehouse.open_build(iwate_build_dir, "internal")
    unit = {"二次医療圏": "medical_area"}.get(scheme, "zone")
    params = {"area_unit": unit, "residence": list(zoning_inputs.RESIDENCES[residence])}
    answer = queries.run(build, "flows/summary", params)
    shown = told("show", scheme, "--residence", residence)
    zones = {zone["zone_code"]: zone["figures"] for zone in shown["zones"]}
    assert set(zones) == {row[0] for row in answer.rows}
    for row, states in zip(answer.rows, answer.states, strict=True):
        for name, value, state in zip(answer.names[2:], row[2:], states[2:], strict=True):
            figure = zones[row[0]][name]
            assert figure["status"] == state, (row[0], name)
            assert figure["value"] == pytest.approx(value), (row[0], name)


@pytest.mark.parametrize(("scheme", "column"), [("在宅医療圏", 5), ("二次医療圏", 4)])
def test_people_and_institutions_equal_an_independent_count(
    told: Any, scheme: str, column: int
) -> None:
    zone_of = {row["municipality_code"]: list(row.values())[column] for row in master()}
    visits: dict[str, set[str]] = {}
    deaths: dict[str, set[str]] = {}
    text = (IWATE / "expected" / "institutions_2023.csv").read_text(encoding="utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        if float(row["patients"] or 0) > 0:
            zone = zone_of[row["municipality_code"]]
            if row["group"].startswith("在宅患者訪問診療料と"):
                visits.setdefault(zone, set()).add(row["institution_code"])
            elif row["group"] == "看取り":
                deaths.setdefault(zone, set()).add(row["institution_code"])
    for zone in told("show", scheme)["zones"]:
        figures, name = zone["figures"], zone["zone_name"]
        assert figures["institutions"]["value"] == len(visits.get(name, ()))
        assert figures["end_of_life_providers"]["value"] == len(deaths.get(name, ()))
        # no table of roles: unknown, not none
        assert figures["coordination_bases"] == {"value": None, "status": "欠測"}


def test_a_rule_without_its_table_is_amber(told: Any) -> None:
    findings = told("show", "在宅医療圏")["findings"]
    about = {f["rule"]: f["severity"] for f in findings}
    assert about["active_role"] == about["coordination_base"] == "amber"


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_a_file_is_evaluated_as_the_plan_it_holds(
    told: Any, iwate_build_dir: Path, tmp_path: Path, suffix: str
) -> None:
    from zaitaku.zones import planfile
    from zaitaku.zones.membership import COLUMNS, to_rows

    build = warehouse.open_build(iwate_build_dir, "internal")
    plan = move(zoning.scheme(build, "在宅医療圏"), "03206", "盛岡")
    file = tmp_path / f"案.{suffix}"
    if suffix == "json":
        file.write_text(planfile.to_json(plan), encoding="utf-8")
    else:
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS)
            writer.writeheader()
            writer.writerows(to_rows(plan))
    shown = told("evaluate", file)
    assert shown["moved"] == ["03206"]
    change = {zone["zone_code"]: zone["change"] for zone in shown["zones"]}
    moved = change["盛岡"]["resident_patients"]["value"]
    assert moved == pytest.approx(-change["岩手中部"]["resident_patients"]["value"])
    assert moved > 0
    assert change["二戸"]["resident_patients"]["value"] == 0


def test_a_saved_plan_is_shown_by_name(
    told: Any, iwate_build_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = warehouse.open_build(iwate_build_dir, "internal")
    copy_of(iwate_build_dir, tmp_path)
    plan = zoning.scheme(build, "在宅医療圏")
    plans.save(tmp_path, type(plan)("会議の案", plan.zones))
    assert run("zones", "show", "会議の案", "--data", tmp_path) == 0
    out = capsys.readouterr().out
    assert "圏域案「会議の案」" in out
    assert "内部検討用・公表不可" in out


def test_suggest_gives_the_contract_and_is_a_plan_again(told: Any, tmp_path: Path) -> None:
    found = told("suggest", "--zones", 9, "--min-self-sufficiency", 60, "--without-rules")
    assert list(found) == ["zones", "self_sufficiency_pct", "steps"]
    assert len(found["zones"]) == 9
    members = [code for zone in found["zones"] for code in zone["municipality_codes"]]
    assert sorted(members) == sorted(row["municipality_code"] for row in master())
    assert "自動で適用されることはありません" in found["steps"][-1]
    file = tmp_path / "案.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    shown = told("evaluate", file)
    pct = shown["overall"]["self_sufficiency_pct"]["value"]
    assert pct == pytest.approx(found["self_sufficiency_pct"])
    assert all(z["figures"]["self_sufficiency_pct"]["value"] >= 60 for z in shown["zones"])


def test_plurality(told: Any) -> None:
    found = told("suggest", "--zones", 9, "--method", "plurality")
    assert len(found["zones"]) <= 9


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "ない案"], 2, "zaitaku zones list"),
        (["show", "在宅医療圏", "--base", "保健所"], 2, "「保健所」はデータにありません"),
        (["show", "在宅医療圏", "--fiscal-year", "1999"], 2, "1999 年度の流出入"),
        (["evaluate", "ない.json"], 10, "読めません（ファイルがありません）"),
        (["evaluate", "ない.csv"], 10, "ない.csv"),
        (["evaluate", IWATE / "人口_年齢階級別.csv"], 10, "zone_scheme（圏域の種類）"),
        (["suggest", "--zones", "99"], 11, "33 までの整数にしてください。\n"),
        (["suggest", "--zones", "33", "--min-self-sufficiency", "99"], 11, "--without-rules"),
        (["suggest", "--zones", "x"], 2, "--zones"),
        (["suggest"], 2, "--zones"),
        ([], 2, "操作"),
    ],
)
def test_exit_codes(
    arguments: list[str],
    code: int,
    message: str,
    iwate_build_dir: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = ["--data", str(iwate_build_dir)] if arguments else []
    assert run("zones", *arguments, *data) == code
    error = capsys.readouterr().err
    assert error.startswith("エラー: ")
    assert message in error


def test_a_public_installation_refuses(
    iwate_build_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    assert run("zones", "list", "--data", iwate_build_dir) == 16
    assert "公表モードに固定" in capsys.readouterr().err


def test_without_data(tmp_path: Path) -> None:
    assert run("zones", "list", "--data", tmp_path) == 13


def test_an_imported_scheme_is_removed_and_the_earlier_build_keeps_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    zones = [["zone_scheme", "zone_name", "municipality_code"]]
    zones += [["保健所", "県保健所", town[0]] for town in f.TOWNS]
    files = [f.csv_file(tmp_path / "m.csv", f.master()), f.csv_file(tmp_path / "z.csv", zones)]
    assert run("import", *files, "--data", data) == 0
    before = warehouse.open_build(data, "internal")
    capsys.readouterr()
    assert run("zones", "remove", "医師会", "--data", data) != 0
    assert "あるのは 保健所、在宅医療圏 です" in capsys.readouterr().err
    assert run("zones", "remove", "在宅医療圏", "--data", data) == 16
    assert "published_zone_schemes）から外して" in capsys.readouterr().err
    assert warehouse.current_build_id(data) == before.build_id
    assert run("zones", "remove", "保健所", "--data", data, "--json") == 0
    after = warehouse.open_build(data, "internal")
    assert json.loads(capsys.readouterr().out)["build_id"] == after.build_id != before.build_id
    assert zoning.scheme_names(before) == ["在宅医療圏", "保健所", "二次医療圏"]
    assert zoning.scheme_names(after) == ["在宅医療圏", "二次医療圏"]
