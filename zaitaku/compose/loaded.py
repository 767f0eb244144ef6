"""What is loaded: kinds of data and their years, warnings. For データ."""

from __future__ import annotations

from dataclasses import replace

from zaitaku.ask.answer import Answer
from zaitaku.compose.sheet import Sheet
from zaitaku.ground import notes
from zaitaku.ground.years import japanese_year
from zaitaku.sources import known

OWN_TABLES = (
    "公表モードの「指標値」「目標」「追加的需要」「実態調査」「被保険者数」の人数・件数は、県全体の値だけです。"
    "計画などですでに公表している表は、公表規則（disclosure.toml）の published_own_tables に"
    "書くと、圏域別・市町村別の値も出ます。"
)
SEVERITIES = {"error": "誤り", "warning": "警告", "info": "お知らせ"}


def caveats(sheet: Sheet) -> str:
    """What to know of the KDB data of the years that are loaded, numbered."""
    held = notes.held(notes.KDB, sheet.years)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(held, start=1))


def years(sheet: Sheet) -> list[dict[str, str]]:
    """One row per kind, one column per 年度: ○ where there is data, － where there is none."""
    return year_rows({(row[0], row[1]) for row in sheet.ask("build/years").rows})


def year_rows(found: set[tuple[str, int]]) -> list[dict[str, str]]:
    """``years`` of what is loaded: (kind, 年度)."""
    every = sorted({year for _, year in found})
    return [
        {"データ": label} | {japanese_year(y): "○" if (kind, y) in found else "－" for y in every}
        for kind, label in kinds().items()
        if any((kind, y) in found for y in every)
    ]


def kinds() -> dict[str, str]:
    """Kind → its name on the page."""
    return known.page_labels()


def readable(result: Answer, column: str, labels: dict[str, str]) -> Answer:
    """The answer with the codes of one column written as people read them."""
    position = result.names.index(column)
    rows = [
        (*row[:position], labels.get(row[position], row[position]), *row[position + 1 :])
        for row in result.rows
    ]
    return replace(result, rows=rows)
