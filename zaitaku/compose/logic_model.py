"""What 指標 shows as a logic model: a function's indicators from 体制 over 受けた人 to 成果."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import measuring
from zaitaku.exhibits.charts.logic import Node, is_told, logic
from zaitaku.indicators import FUNCTIONS
from zaitaku.indicators.arrows import arrows

CODES = {"daily": 1, "discharge": 0, "sudden": 2, "end": 3}  # in the address → place in FUNCTIONS
TABLE = (
    "spo",
    "indicator_name",
    "value_words",
    "reference_words",
    "judgement",
    "rank",
    "of",
    "basis",
    "gap",
)
BOARD = ("spo", "indicator_name", "value_words", "other_words", "basis", "gap")


def draw(sheet: Sheet, found: Answer, reference: str) -> None:
    """``found``: profile/indicators of 注目する地域, or indicators/board of the prefecture;
    ``reference``: what it is set beside, '' for nothing."""
    names = {code: FUNCTIONS[place] for code, place in CODES.items()}
    function = names[sheet.choice("function", "医療機能", names, few=True)]
    shorts = {code: one.short for code, one in measuring.indicators(sheet.ask).items()}
    nodes = [
        _node(row, states, shorts[str(row["indicator_id"])], reference)
        for row, states in _rows(found, function)
    ]
    known = sum(node.is_known for node in nodes)
    sheet.say(
        f"{function}の {len(nodes)} の指標のうち、{sheet.area.name}の値を示せるのは {known}。"
    )
    title = sheet.head(f"ロジックモデル｜{function}", *sheet.whose, sheet.year_label)
    pairs = [pair for pair in arrows() if {code for code in pair} <= {n.code for n in nodes}]
    sheet.draw(logic, found, nodes, pairs, title=title)
    sheet.table(
        found, BOARD if "other_words" in found.names else TABLE, sort=False,
        label="すべての指標を表で見る", key="logic",
    )  # fmt: skip
    sheet.how_to_read(
        what="左から、体制（どれだけの施設があるか）、受けた人、成果。矢印は、同じ行為の施設と受けた人。"
        "左の端の色は、比べる相手より高い（橙）・同程度（灰）・低い（青）。灰色の枠は、値がないか秘匿。",
        can="どの体制と取組の指標に値があり、比べる相手より高いか低いか。成果の指標を県が置いているか。",
        cannot="体制を増やせば成果が上がるか。成果への矢印は国の指標例になく、県の計画で決めるものです。"
        "成果の指標は、県独自の指標として指標値の表に書くと、右の列に入ります。",
        answer=found,
    )
    sheet.files(found, key="logic")


def _rows(found: Answer, function: str) -> list[tuple[Mapping[str, Any], Mapping[str, str]]]:
    pairs = zip(found.records, found.state_records, strict=True)
    return [pair for pair in pairs if function in str(pair[0]["function"]).split("・")]


def _node(row: Mapping[str, Any], states: Mapping[str, str], name: str, reference: str) -> Node:
    other = str(row.get("reference_words") or row.get("other_words") or "")
    own = str(row.get("compared_words") or "")
    beside = f"{reference} {other}" if reference and other[:1].isdecimal() else ""
    return Node(
        code=str(row["indicator_id"]),
        spo=str(row["spo"]),
        name=name,
        value=str(row["value_words"]),
        beside=f"{own}（{beside}）" if own and beside else own or beside,
        rank=f"{row['of']}地域中{row['rank']}番目" if row.get("rank") else "",
        is_known=is_told(states["value"]),
        judgement=str(row.get("judgement") or ""),
    )
