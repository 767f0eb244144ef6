"""Codes of municipalities as columns hold them: with or without a check digit, zeros lost."""

from __future__ import annotations

from collections.abc import Sequence

from zaitaku.ground import codes
from zaitaku.ground.states import Problem
from zaitaku.sources.sheet.grid import Grid


def resolve_codes(
    grid: Grid,
    places: Sequence[tuple[int, int]],
    written: Sequence[str],
    problems: list[Problem],
    check_digit: bool | None = None,
) -> list[str]:
    """Five-digit codes of a column ('' when wrong); lost zeros restored and told once."""
    column = codes.municipality_codes(written, check_digit)
    if column.restored:
        first = column.restored[0]
        problems.append(
            grid.problem(
                "info",
                None,
                None,
                f"市区町村コード {len(column.restored)} 種類の先頭の0を補いました"
                f"（例: {first} → {column.codes[first]}）。",
            )
        )
    wrong = dict.fromkeys(column.wrong)
    for place, code in zip(places, written, strict=True):
        if code in wrong:
            del wrong[code]
            reason = "検証番号が合いません" if column.has_check_digit else "5桁ではありません"
            problems.append(
                grid.problem(
                    "error",
                    *place,
                    f"市区町村コード「{code}」の{reason}。"
                    if column.has_check_digit
                    else f"市区町村コード「{code}」が{reason}。",
                    "全国地方公共団体コードの5桁（または検証番号つき6桁）に直してください。",
                )
            )
    return [column.codes.get(code, "") for code in written]
