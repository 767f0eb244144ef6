"""``zaitaku zones``: schemes, plans and proposals without a browser, with the page's figures.

``remove`` makes a build without a scheme; the other verbs change nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zaitaku.access import log
from zaitaku.cli.common import data_dir, data_option, print_json, progress
from zaitaku.ground import settings
from zaitaku.ground.errors import DisclosureError, UsageError

if TYPE_CHECKING:
    from zaitaku.ask.warehouse import Build
    from zaitaku.derived.zoning_figures import Evaluated
    from zaitaku.zones.inputs import Inputs
    from zaitaku.zones.plan import Plan
    from zaitaku.zones.proposal import Suggestion
    from zaitaku.zones.rules import Conditions

# the answer's columns that a terminal has room for
_COLUMNS = (
    "zone_name",
    "municipalities",
    "resident_patients",
    "self_sufficiency_pct",
    "self_sufficiency_pct_change",
    "outflow_patients",
    "inflow_patients",
    "population_65plus",
    "institutions",
    "end_of_life_providers",
    "active_role_institutions",
    "coordination_bases",
)


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Register ``zones`` and its verbs with ``command(name, run, text)`` of the main parser."""
    sub = command("zones", _list, "圏域の種類、案の評価、案の提案（内部）", data=False)
    verbs = sub.add_subparsers(dest="verb", required=True, metavar="操作")

    def verb(name: str, run: Any, text: str, *, figures: bool = True) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        data_option(made)
        made.add_argument("--json", action="store_true", help="結果を JSON で書く")
        if figures:
            made.add_argument("--fiscal-year", type=int, metavar="N", help="年度（既定は最新）")
            made.add_argument(
                "--residence",
                choices=("both", "home", "shared"),
                default="both",
                help="居住形態: 両方、同一建物以外（居宅など）、同一建物（施設など）",
            )
        return made

    verb("list", _list, "圏域の種類と、保存した案の一覧", figures=False)
    made = verb("show", _show, "圏域の種類か保存した案の、圏域ごとの数値と規則")
    made.add_argument("name", metavar="NAME", help="圏域の種類か、保存した案の名前")
    made.add_argument("--base", metavar="SCHEME", help="比べる圏域の種類（既定は先頭の種類）")
    made = verb("evaluate", _evaluate, "ファイルの案（JSON、CSV、Excel）の数値と規則")
    made.add_argument("file", type=Path, metavar="FILE", help="案のファイル（JSON・CSV・Excel）")
    made.add_argument("--base", metavar="SCHEME", help="比べる圏域の種類（既定は先頭の種類）")
    made = verb("suggest", _suggest, "流出入から圏域の案を提案する（議論のためのたたき台）")
    made.add_argument("--zones", type=int, required=True, metavar="N", help="圏域の数")
    made.add_argument(
        "--min-self-sufficiency",
        type=float,
        default=0.0,
        metavar="PCT",
        help="圏域ごとの完結率の下限（既定 0）",
    )
    made.add_argument(
        "--method",
        choices=("optimise", "plurality"),
        default="optimise",
        help="最適化（optimise、既定）か、最多受療先でまとめる方法（plurality）",
    )
    made.add_argument(
        "--without-rules",
        action="store_true",
        help="役割・機能・人口の規則を条件にしない",
    )
    made.add_argument(
        "--any-size",
        action="store_true",
        help="圏域の大きさ（市区町村の数、人口）をそろえない",
    )
    made = verb("remove", _remove, "取り込んだ圏域の種類を除いた新しい版を作る", figures=False)
    made.add_argument("name", metavar="NAME", help="圏域の種類の名前")


def _list(arguments: argparse.Namespace) -> int:
    from zaitaku.derived import zoning
    from zaitaku.kept import plans

    build = _build(arguments)
    schemes = [zoning.scheme(build, name) for name in zoning.scheme_names(build)]
    saved = plans.listed(data_dir(arguments))
    if arguments.json:
        content = {
            "build_id": build.build_id,
            "schemes": [{"zone_scheme": s.name, "zones": len(s.zones)} for s in schemes],
            "plans": [
                {"name": p.name, "plan_id": p.plan_id, "saved_on": p.saved_on} for p in saved
            ],
        }
        print_json(content)
        return 0
    for scheme in schemes:
        print(f"圏域の種類  {scheme.name}  {len(scheme.zones)}圏域")
    for plan in saved:
        print(f"保存した案  {plan.name}  {plan.saved_on}")
    if not schemes and not saved:
        print("圏域の種類も、保存した案もまだありません。")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from zaitaku.derived import zoning
    from zaitaku.kept import plans

    build = _build(arguments)
    folder = data_dir(arguments)
    if arguments.name in zoning.scheme_names(build):
        return _tell(arguments, build, zoning.scheme(build, arguments.name))
    for saved in plans.listed(folder):
        if saved.name == arguments.name:
            plan = plans.load(folder, saved.plan_id, zoning.municipalities(build))
            return _tell(arguments, build, plan)
    raise UsageError(
        f"「{arguments.name}」という圏域の種類も、保存した案もありません。"
        "一覧は zaitaku zones list で見られます。"
    )


def _evaluate(arguments: argparse.Namespace) -> int:
    from zaitaku.derived import zoning

    build = _build(arguments)
    return _tell(arguments, build, zoning.plan_of_file(arguments.file, build))


def _remove(arguments: argparse.Namespace) -> int:
    from zaitaku.build import choice, importing

    _build(arguments)  # says so where 公表 is pinned or there is nothing yet
    log.write("import", what=f"圏域の種類「{arguments.name}」を除く", data_dir=data_dir(arguments))
    result = importing.remove_scheme(
        data_dir(arguments),
        choice.policy(data_dir(arguments)),
        arguments.name,
        progress,
    )
    if arguments.json:
        print(json.dumps({"build_id": result.build_id, "removed": arguments.name}))
        return 0
    print(f"「{arguments.name}」を除きました。新しい版 {result.build_id} に切り替えました。")
    return 0


def _suggest(arguments: argparse.Namespace) -> int:
    from zaitaku.derived import zoning_rules
    from zaitaku.kept import plans
    from zaitaku.zones import sizes, suggest

    build = _build(arguments)
    _, inputs = _inputs(arguments, build)
    conditions = zoning_rules.in_force(build, plans.conditions(data_dir(arguments)))
    floor = arguments.min_self_sufficiency
    limits = () if arguments.any_size else sizes.even(inputs, arguments.zones)
    propose: Callable[..., Suggestion] = suggest.plurality
    if arguments.method == "optimise":
        propose = suggest.optimise
        if not arguments.without_rules:
            limits += suggest.limits_from(inputs, conditions.settings)
    try:
        found = propose(
            inputs, zones=arguments.zones, min_self_sufficiency_pct=floor, limits=limits
        )
    except suggest.NoProposalError as error:
        raise suggest.NoProposalError(
            f"{error}規則を条件から外すには --without-rules、大きさをそろえないには --any-size を"
            "付けてください。"
        ) from None
    if arguments.json:
        content = {
            "zones": [
                {
                    "zone_code": zone.zone_code,
                    "zone_name": zone.zone_name,
                    "municipality_codes": list(zone.municipality_codes),
                }
                for zone in found.zones
            ],
            "self_sufficiency_pct": found.self_sufficiency_pct,
            "steps": list(found.steps),
        }
        print_json(content)
        return 0
    print("\n".join(f"{number}. {step}" for number, step in enumerate(found.steps, start=1)))
    return 0


# --- figures ---------------------------------------------------------------------------------


def _tell(arguments: argparse.Namespace, build: Build, plan: Plan) -> int:
    from zaitaku import export
    from zaitaku.derived import zoning, zoning_figures, zoning_rules
    from zaitaku.kept import plans
    from zaitaku.zones.rules import LEVELS

    year, inputs = _inputs(arguments, build)
    conditions = zoning_rules.in_force(build, plans.conditions(data_dir(arguments)))
    names = zoning.scheme_names(build)
    if not names:
        raise UsageError(
            "比べる圏域の種類がありません。圏域の表か市区町村マスタを取り込んでください。"
        )
    base = zoning.scheme(build, arguments.base or names[0])
    result = zoning_figures.evaluated(plan, base, inputs, conditions)
    answer = zoning_figures.as_answer(result, inputs, build, year, arguments.residence)
    if arguments.json:
        print_json(_as_json(result, build, year))
        return 0
    print("\n".join(export.as_lines(zoning_figures.only(answer, _COLUMNS))))
    for finding in result.findings:
        print(f"{LEVELS[finding.severity]}: {finding.reason}")
    return 0


def _as_json(result: Evaluated, build: Build, year: int) -> dict[str, Any]:
    def figures(found: Any) -> dict[str, Any]:
        return {name: {"value": f.value, "status": f.status} for name, f in found.items()}

    from zaitaku.zones.evaluate import overall

    changes = {change.zone_code: change for change in result.comparison.zones}
    return {
        "build_id": build.build_id,
        "mode": build.mode,
        "fiscal_year": year,
        "name": result.plan.name,
        "base": result.base.name,
        "overall": figures(overall(result.figures)),
        "overall_change": figures(result.comparison.overall),
        "zones": [
            {
                "zone_code": zone.zone_code,
                "zone_name": zone.zone_name,
                "municipality_codes": list(zone.municipality_codes),
                "figures": figures(zone.figures),
                "change": figures(changes[zone.zone_code].change),
                "destinations": [place._asdict() for place in zone.destinations],
            }
            for zone in result.figures
        ],
        "moved": result.moved,
        "findings": [
            {
                "severity": finding.severity,
                "rule": finding.rule,
                "zone_code": finding.zone_code,
                "municipality_codes": list(finding.municipality_codes),
                "reason": finding.reason,
            }
            for finding in result.findings
        ],
    }


def _build(arguments: argparse.Namespace) -> Build:
    from zaitaku.ask import warehouse

    if settings.pinned_mode() == "public":
        raise DisclosureError(
            "この設置は公表モードに固定されているため、圏域の案は使えません。"
            "内部モードの設置で実行してください。"
        )
    build = warehouse.open_build(data_dir(arguments), "internal")
    log.write(
        "export",
        what=f"zaitaku zones {arguments.verb}",
        mode="internal",
        build_id=build.build_id,
        data_dir=data_dir(arguments),
    )
    return build


def _inputs(arguments: argparse.Namespace, build: Build) -> tuple[int, Inputs]:
    from zaitaku.derived import zoning, zoning_inputs, zoning_rules
    from zaitaku.kept import plans

    years = zoning.years(build)
    if not years:
        raise UsageError(
            "圏域ごとの数値の元になる流出入（④）がまだありません。④の表を取り込んでください。"
        )
    year = max(years) if arguments.fiscal_year is None else arguments.fiscal_year
    if year not in years:
        raise UsageError(
            f"{year} 年度の流出入（④）は取り込まれていません。"
            f"あるのは {'、'.join(map(str, years))} です。"
        )
    conditions: Conditions = zoning_rules.in_force(build, plans.conditions(data_dir(arguments)))
    inputs = zoning_inputs.read_inputs(build, year, arguments.residence)
    return year, zoning_inputs.with_conditions(inputs, conditions)
