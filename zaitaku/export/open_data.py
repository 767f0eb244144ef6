"""One release → a folder of open data: CSV for people and programs, and what describes them.

``数表/*.csv`` (UTF-8 with BOM, Japanese headings with units), ``datapackage.json`` (Frictionless
Table Schema), ``列の説明.csv``, ``説明.txt`` and ``SHA256SUMS`` (``sha256sum -c``). Made of the
公表 edition of the released build alone: the file of 内部 is never opened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zaitaku.ask import warehouse
from zaitaku.ask.answer import Answer, Column
from zaitaku.ask.warehouse import Build
from zaitaku.build.releases import Release
from zaitaku.derived import questions
from zaitaku.export import ABSENT, csv, dictionary
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import ACTUAL

PACKAGE, SUMS, ABOUT = "datapackage.json", "SHA256SUMS", "説明.txt"
MARK = "zaitaku_release"  # by it a folder is known as one that was written here
_TYPES = {"varchar": "string", "boolean": "string", "integer": "integer", "bigint": "integer",
          "double": "number"}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A file: the question, asked of every 年度, kind of area and act that it can be asked of."""

    title: str
    question: str


TABLES = (
    Table("地域の一覧", "area/list"),
    Table("圏域の構成市町村", "zones/members"),
    Table("人口", "area/population"),
    Table("診療行為別の患者数", "supply/by_area"),
    Table("在宅医療の患者数", "patients/by_area"),
    Table("要介護度・居住形態・重症度別の患者数", "patients/by_need"),
    Table("流出入の割合", "flows/summary"),
    Table("住む地域と受ける地域", "flows/matrix"),
    Table("退院患者", "discharge/by_area"),
    Table("施設基準の届出", "standards/by_area"),
    Table("訪問看護ステーション", "home_nursing/by_area"),
    Table("認定者", "certified/by_area"),
    Table("被保険者数", "insured/by_area"),
    Table("指標値", "indicators/values"),
    Table("目標", "targets/list"),
    Table("追加的需要", "additional_demand/by_area"),
    Table("実態調査", "survey/by_area"),
)
# what a row is of, where the question itself was asked for it
_ASKED = {
    "fiscal_year": Column("fiscal_year", "integer", "key", "年度"),
    "area_unit": Column("area_unit", "varchar", "key", "地域の単位"),
    "zone_scheme": Column("zone_scheme", "varchar", "key", "圏域の区分"),
    "item": Column("item", "varchar", "key", "診療行為"),
}


def files(data_dir: Path, release: Release) -> dict[str, bytes]:
    """Every file by its path in the folder; WarehouseError where the build is gone.

    The same release gives the same bytes.
    """
    build = warehouse.open_build(data_dir, "public", release.build_id)
    found: dict[str, bytes] = {}
    resources: list[dict[str, Any]] = []
    columns: list[dictionary.Row] = []
    lacking: list[str] = []
    for table in TABLES:
        answer = _answer(build, table)
        if answer is None:
            lacking.append(table.title)
            continue
        path = f"数表/{len(found) + 1:02}_{table.title}.csv"
        found[path] = csv.to_bytes(answer, "utf-8-sig")
        resources.append(_resource(table, path, answer, found[path]))
        columns += dictionary.of_answer(path, answer)
    found[dictionary.NAME] = dictionary.to_bytes(columns)
    prefecture = prefecture_of(build)
    described = _package(prefecture, release, resources)
    found[PACKAGE] = f"{json.dumps(described, ensure_ascii=False, indent=1)}\n".encode()
    about = _about(prefecture, release, resources, lacking)
    found[ABOUT] = "\r\n".join(about).encode("utf-8-sig")
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in found.items()]
    found[SUMS] = ("\n".join(sums) + "\n").encode()
    return found


# --- a table -------------------------------------------------------------------------------------


def _answer(build: Build, table: Table) -> Answer | None:
    """All that the question answers, one way of asking below the other; None where it has no row.

    What a row was asked for stands before its own columns, unless they say it.
    """
    parts: list[tuple[dict[str, Any], Answer]] = []
    for asked in _ways(build, table):
        try:
            answer = questions.run(build, table.question, asked)
        except NotInDataError:  # this release has nothing of that year or kind of area
            continue
        if len(answer):
            parts.append((asked, answer))
    if not parts:
        return None
    first = parts[0][1]
    lead = [_ASKED[name] for name in _asked(parts) if name not in first.names]
    rows: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    for asked, answer in parts:
        before = tuple(asked.get(column.name, "") for column in lead)
        rows += [(*before, *row) for row in answer.rows]
        states += [(*(ACTUAL for _ in lead), *of_row) for of_row in answer.states]
    notes = dict.fromkeys(note for _, answer in parts for note in answer.notes)
    return replace(
        first,
        columns=(*lead, *first.columns),
        rows=rows,
        states=states,
        notes=tuple(notes),
        breaks=(),
    )


def _asked(parts: Sequence[tuple[Mapping[str, Any], Answer]]) -> list[str]:
    told = {name for asked, _ in parts for name in asked}
    return [name for name in _ASKED if name in told]


def _ways(build: Build, table: Table) -> Iterator[dict[str, Any]]:
    """Each 年度, unit of areas, 圏域の区分 and act, as far as the question knows them."""
    params = {param.name: param for param in questions.load(table.question).params}
    ways: list[dict[str, Any]] = [{}]
    if "fiscal_year" in params:
        years = sorted({row[1] for row in _rows(build, "build/years")})
        ways = [{"fiscal_year": year} for year in years]
    if "area_unit" in params:
        units = params["area_unit"].choices
        assert isinstance(units, tuple)
        schemes = [row[0] for row in _rows(build, "area/schemes")]
        of_areas: list[dict[str, Any]] = []
        for unit in units:
            zoned = [{"area_unit": unit, "zone_scheme": scheme} for scheme in schemes]
            of_areas += zoned if unit == "zone" else [{"area_unit": unit}]
        ways = [{**way, **areas} for way in ways for areas in of_areas]
    if "item" in params:
        records = questions.run(build, "supply/items").records
        items = list(dict.fromkeys(one["item"] for one in records))
        ways = [{**way, "item": item} for way in ways for item in items]
    yield from ways


def _rows(build: Build, name: str) -> Sequence[tuple[Any, ...]]:
    return questions.run(build, name).rows


# --- what describes them -------------------------------------------------------------------------


def prefecture_of(build: Build) -> str:
    """岩手県; '' where the build has none."""
    rows = questions.run(build, "area/list", {"area_unit": "prefecture"}).records
    return str(rows[0]["area_name"]) if rows else ""


def _resource(table: Table, path: str, answer: Answer, content: bytes) -> dict[str, Any]:
    return {
        "name": table.question.replace("/", "-").replace("_", "-"),
        "title": table.title,
        "description": answer.question,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "sources": [{"title": answer.source}],
        "notes": list(answer.notes),
        "schema": {
            "fields": [_field(column) for column in answer.columns],
            "missingValues": ["", *(word for word, _ in ABSENT if word != "空欄")],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    """By its heading in the file; ``column``: what ``zaitaku query`` calls it."""
    described = {
        "name": column.title,
        "title": column.label,
        "type": _TYPES[column.type],
        "description": column.description or column.label,
        "column": column.name,
    }
    return described | ({"unit": column.unit} if column.unit else {})


def credit(source: str) -> str:
    """The line that who uses a figure of this source has to write."""
    return f"「{source}」を加工して作成"


def _sources(resources: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(one["sources"][0]["title"] for one in resources))


LICENCE = (
    "この一式の利用条件は、公表した県が示すものによります。もとの表（国や研究所が公表したもの）の"
    "利用条件にも従い、使うときは下の出典を書いてください。"
)


def _package(
    prefecture: str, release: Release, resources: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "zaitaku-open-data",
        "title": f"{prefecture} 在宅医療の公表データ 第{release.number}号",
        "description": release.note,
        "version": str(release.number),
        "created": release.released_on,
        MARK: {"number": release.number, "build_id": release.build_id},
        "licence_terms": LICENCE,
        "sources": [{"title": one, "credit": credit(one)} for one in _sources(resources)],
        "suppression_rules": list(release.rules),
        "resources": list(resources),
    }


def _about(
    prefecture: str,
    release: Release,
    resources: Sequence[Mapping[str, Any]],
    lacking: Sequence[str],
) -> list[str]:
    return [
        f"{prefecture} 在宅医療の公表データ 第{release.number}号",
        f"公表した日: {release.released_on}　版: {release.build_id}",
        *([f"備考: {release.note}"] if release.note else []),
        "",
        "■ 入っているもの",
        *(f"  {one['path']}　{one['description']}" for one in resources),
        f"  {dictionary.NAME}　各列の意味・単位",
        f"  {PACKAGE}　プログラムのための説明（Frictionless Data Package）",
        f"  {SUMS}　ファイルが元のままかを確かめるための SHA-256（sha256sum -c {SUMS}）",
        *([f"  この公表版に数がない表: {'、'.join(lacking)}"] if lacking else []),
        "",
        "■ 数の書かれていないマス",
        *(f"  {word}: {meaning}" for word, meaning in ABSENT),
        "",
        "■ 秘匿の規則",
        *(f"  {line}" for line in release.rules),
        "",
        "■ 留意事項",
        *(f"  {note}" for note in dict.fromkeys(n for one in resources for n in one["notes"])),
        "",
        "■ 利用条件と出典",
        f"  {LICENCE}",
        *(f"  {credit(one)}" for one in _sources(resources)),
        "",
    ]
