"""The catalogue of the definition (docs/集計手順書.md): its SQL, its options, from headers. Pure.

``tests/claims/test_claims_docs.py`` fails when the page and the headers differ, and says how to
renew it.
"""

from __future__ import annotations

from zaitaku.claims import definition

BEGIN = "<!-- ここから集計の定義のヘッダーによる自動生成（手で直さない） -->"
END = "<!-- ここまで自動生成 -->"


def markdown() -> str:
    """The options, then the files."""
    options = [
        f"| `{name}` | {param.label} | `{param.default}` | {_values(name)} |"
        for name, param in definition.options().items()
    ]
    files = [
        f"| `{step.question.path.name}` | {step.question.question} | {step.question.grain} |"
        for step in definition.steps()
    ]
    notes = [
        f"- `{step.question.path.name}`: {note.text}"
        for step in definition.steps()
        for note in step.question.notes
    ]
    return "\n".join(
        [
            "### 選択肢",
            "",
            *("| 名前 | 内容 | 既定 | 値と意味 |", "|---|---|---|---|", *options, ""),
            "### SQL のファイル",
            "",
            *("| ファイル | 問い | 1行 |", "|---|---|---|", *files, ""),
            "### 留意事項",
            "",
            *notes,
        ]
    )


def page(current: str) -> str:
    """The page with its generated part renewed; ValueError when it has none."""
    head, begin, rest = current.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"「{BEGIN}」と「{END}」の行がありません。")
    return f"{head}{BEGIN}\n\n{markdown()}\n\n{END}{tail}"


def _values(name: str) -> str:
    param = definition.options()[name]
    choices = "・".join(param.choices) if isinstance(param.choices, tuple) else ""
    kinds = {"boolean": "true・false", "integer": "整数", "double": "0 から 1 までの数"}
    return param.description or choices or kinds[param.type]
