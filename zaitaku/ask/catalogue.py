"""The catalogue of questions as Markdown, from the headers themselves (docs/質問一覧.md). Pure.

A reader who scripts ``zaitaku query`` finds here every question with its parameters and columns.
``tests/test_docs.py`` fails when the page and the headers differ, and says how to renew it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from zaitaku.ask.answer import Column
from zaitaku.ask.contract import Param, Question

BEGIN = "<!-- ここから質問のヘッダーによる自動生成（手で直さない） -->"
END = "<!-- ここまで自動生成 -->"
SUBJECTS = {
    "additional_demand": "追加的需要",
    "area": "地域",
    "bridge": "需要と供給",
    "capacity": "24時間の体制",
    "plausibility": "数のつき合わせ",
    "build": "版と取込の記録",
    "certified": "介護保険の認定者",
    "change": "年度による変化",
    "compare": "比べて判定する",
    "demand": "将来需要",
    "discharge": "退院患者",
    "disclosure": "公表規則と秘匿",
    "flows": "流出入",
    "geo": "地図",
    "home_nursing": "訪問看護ステーション",
    "indicators": "医療計画の指標",
    "inpatient": "入院（全国・NDB）",
    "insured": "被保険者数（国保・後期）",
    "institutions": "医療機関への集中（内部）",
    "ndb": "NDBオープンデータ",
    "patients": "患者",
    "plans": "二つの計画",
    "population": "人口（性・年齢階級別）",
    "profile": "地域のプロフィール",
    "projection": "将来推計人口",
    "regional": "地域別データ集（公表）",
    "roles": "役割（内部）",
    "standards": "施設基準の届出",
    "supply": "供給",
    "survey": "実態調査",
    "targets": "医療計画の目標",
    "zones": "圏域",
}
_ROLES = {"key": "区分・コード", "public": "公表できる数", "count": "人数・件数（秘匿の対象）"}
_DEFAULTS = {"latest": "最新", "in_force": "先頭の種類", "''": "空", None: "必須"}


def markdown(questions: Sequence[Question]) -> str:
    """The part of the page between ``BEGIN`` and ``END``: a section per subject, a table each."""
    parts: list[str] = []
    for subject, group in groupby(questions, key=lambda q: q.name.partition("/")[0]):
        together = list(group)
        parts.append(f"## {SUBJECTS.get(subject) or _source(together[0])}")
        parts += [_question(question) for question in together]
    return "\n\n".join(parts)


def _source(question: Question) -> str:
    """What a subject is called that has no name of its own: its source, without the publisher."""
    return re.split(r"\s*[（(]", question.source)[0]


def page(current: str, questions: Sequence[Question]) -> str:
    """The page with its generated part renewed; what stands around it is kept as it is.

    ValueError when the page has no generated part.
    """
    head, begin, rest = current.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"「{BEGIN}」と「{END}」の行がありません。")
    return f"{head}{BEGIN}\n\n{markdown(questions)}\n\n{END}{tail}"


def _question(question: Question) -> str:
    only = "" if "public" in question.modes else "（内部のみ）"
    made = "" if question.sql else "　／　ほかの質問の答えからの計算"
    facts = f"出典: {question.source}　／　1 行の単位: {question.grain}{made}"
    blocks = [f"### `{question.name}`{only}", f"**{question.question}**", facts]
    if question.params:
        rows = [_param(param) for param in question.params]
        blocks.append(_table(("引数", "意味", "既定", "使える値"), rows))
    columns = [_column(column) for column in question.columns]
    blocks.append(_table(("列", "意味", "単位", "扱い"), columns))
    if question.notes:
        blocks.append("\n".join(f"- {_cell(note.told)}" for note in question.notes))
    return "\n\n".join(blocks)


def _param(param: Param) -> tuple[str, ...]:
    default = "空（すべて）" if param.is_list else _DEFAULTS.get(param.default, param.default or "")
    if isinstance(param.choices, tuple):
        choices = "・".join(f"`{choice}`" for choice in param.choices)
    else:
        choices = "データにある値" if param.choices else ""
    name = f"`{param.name}`" + ("（繰り返し可）" if param.is_list else "")
    return name, _meaning(param.label, param.description), default, choices


def _column(column: Column) -> tuple[str, ...]:
    if column.parts:
        role = "導出（" + "、".join(f"`{part}`" for part in column.parts) + " から）"
    else:
        role = _ROLES[column.role]
    return f"`{column.name}`", _meaning(column.label, column.description), column.unit, role


def _meaning(label: str, description: str) -> str:
    return f"{label}: {description}" if description else label


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
