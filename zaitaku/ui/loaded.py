"""What is loaded: kinds of data and their years, warnings. For データ."""

from __future__ import annotations

from dataclasses import replace

from zaitaku.ask.answer import Answer
from zaitaku.ground import notes
from zaitaku.ground.years import japanese_year
from zaitaku.ui import answer, controls

KINDS = {
    "kdb_supply": "① 供給（診療行為別）",
    "kdb_institutions": "② 供給（医療機関別）",
    "kdb_patients": "③ 需要（患者数）",
    "kdb_flows": "④ 需要（流出入）",
    "kdb_discharge": "⑤ 退院患者",
    "resident_population": "住民基本台帳人口",
    "population_projection": "将来推計人口（社人研）",
    "homecare_demand": "国の需要推計",
    "inpatient_flows": "全国の入院の流入・流出",
    "ndb_acts": "NDBオープンデータ",
    "facility_standards": "施設基準の届出",
    "home_nursing": "訪問看護ステーション",
    "municipalities": "市区町村マスタ",
    "municipality_changes": "市区町村の変更",
    "zones": "圏域の表",
    "roles": "役割の表",
    "indicator_values": "指標値の表",
    "targets": "目標の表",
    "boundaries": "行政区域の境界",
    "survey": "実態調査の表",
    "care_rates": "受療率の表",
    "additional_demand": "追加的需要の表",
}
OWN_TABLES = (
    "公表モードの「指標値」「目標」「追加的需要」「実態調査」の人数・件数は、県全体の値だけです。"
    "計画などですでに公表している表は、公表規則（disclosure.toml）の published_own_tables に"
    "書くと、圏域別・市町村別の値も出ます。"
)
SEVERITIES = {"error": "誤り", "warning": "警告", "info": "お知らせ"}


def caveats() -> str:
    """What to know of the KDB data of the years that are loaded, numbered."""
    held = notes.held(notes.KDB, controls.years())
    return "\n".join(f"{number}. {text}" for number, text in enumerate(held, start=1))


def years() -> list[dict[str, str]]:
    """One row per kind, one column per 年度: ○ where there is data, － where there is none."""
    found = {(row[0], row[1]) for row in answer.ask("build/years").rows}
    every = sorted({year for _, year in found})
    return [
        {"データ": label} | {japanese_year(y): "○" if (kind, y) in found else "－" for y in every}
        for kind, label in KINDS.items()
        if any((kind, y) in found for y in every)
    ]


def readable(result: Answer, column: str, labels: dict[str, str]) -> Answer:
    """The answer with the codes of one column written as people read them."""
    position = result.names.index(column)
    rows = [
        (*row[:position], labels.get(row[position], row[position]), *row[position + 1 :])
        for row in result.rows
    ]
    return replace(result, rows=rows)
