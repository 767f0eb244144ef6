"""The manual's table of kinds (docs/データ仕様書.md), from the kinds themselves. Pure.

``tests/test_docs.py`` fails when the page and the kinds differ, and says how to renew it.
"""

from __future__ import annotations

from zaitaku.sources import known

BEGIN = "<!-- ここから種類の宣言による自動生成（手で直さない） -->"
END = "<!-- ここまで自動生成 -->"


def markdown() -> str:
    """A row per kind: its name in programs, what it is, what a new file replaces."""
    rows = [f"| `{kind.name}` | {kind.label} | {kind.replaces} |" for kind in known.kinds()]
    return "\n".join(["| 種類 | 内容 | 置き換えの単位 |", "|---|---|---|", *rows])


def page(current: str) -> str:
    """The page with its generated part renewed; what stands around it is kept as it is.

    ValueError when the page has no generated part.
    """
    head, begin, rest = current.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"「{BEGIN}」と「{END}」の行がありません。")
    return f"{head}{BEGIN}\n\n{markdown()}\n\n{END}{tail}"
