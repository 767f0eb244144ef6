"""The values of a question's parameters: as given, or by default, checked against the build."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from typing import Any

from zaitaku.ask.contract import Param, Question
from zaitaku.ask.warehouse import Build
from zaitaku.ground.errors import NotInDataError, QueryError


def resolve(build: Build, question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter of a question with its value: the one given, checked, or its default.

    QueryError for a parameter that the question lacks and for a value that no build has,
    NotInDataError for one that this build alone lacks.
    """
    known = question.takes
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"「{near[0]}」ではありませんか。" if near else ""
            raise QueryError(
                f"質問「{question.name}」にパラメータ「{key}」はありません。{hint}"
                f"使えるもの: {'、'.join(sorted(known))}"
            )
    values: dict[str, Any] = {}
    for param in question.params:
        if given.get(param.name) is None:
            values[param.name] = _default(build, question, param)
        else:
            values[param.name] = _checked(build, param, given[param.name])
    return values


def values_in(cursor: Any, param: Param, area_unit: str | None = None) -> list[Any]:
    """What the build has of a parameter whose values only data tell; areas of one unit alone."""
    table, column = str(param.choices).split(".")
    is_of_unit = area_unit is not None and table == "area"
    found = cursor.execute(
        f"select distinct {column} from {table}"
        f" where {'area_unit = $unit' if is_of_unit else 'true'} order by {column}",
        {"unit": area_unit} if is_of_unit else {},
    )
    return [row[0] for row in found.fetchall()]


def _default(build: Build, question: Question, param: Param) -> Any:
    if param.is_list:
        return []
    if param.default is None:
        raise QueryError(
            f"質問「{question.name}」にはパラメータ「{param.name}」（{param.label}）が必要です。"
        )
    if param.default in ("latest", "in_force"):
        table, column = str(param.choices).split(".")
        # equal keys in one order, so that the same question has the same answer each time
        order = f"{column} desc" if param.default == "latest" else f"sort_key, {column}"
        rows = build.listed(f"select {column} from {table} order by {order} limit 1")
        return rows[0][0] if rows else None
    return _convert(param, "" if param.default == "''" else param.default)


# what the database takes of each type; a larger number would be its error, not ours
_LARGEST = {"integer": 2**31 - 1, "bigint": 2**63 - 1}
_YES_OR_NO = {"true": True, "1": True, "false": False, "0": False}


def _convert(param: Param, value: Any) -> Any:
    """The value as its type; QueryError for one that cannot be, named without repeating much."""
    try:
        if param.type in _LARGEST:
            if isinstance(value, float) and not value.is_integer():
                raise ValueError  # half a year is no year
            number = int(value)
            if abs(number) > _LARGEST[param.type]:
                raise ValueError
            return number
        if param.type == "double":
            return _finite(value)
        if param.type == "boolean":
            return _YES_OR_NO[str(value).lower()]
        str(value).encode("utf-8")  # an argument that was no text has signs that none can hold
    except (KeyError, OverflowError, TypeError, ValueError):
        expected = _EXPECTED.get(param.type, "文字（UTF-8）")
        raise QueryError(
            f"パラメータ「{param.name}」（{param.label}）の値「{str(value)[:40]}」は使えません。"
            f"{expected}で書いてください。"
        ) from None
    return str(value)


_EXPECTED = {
    "integer": "整数",
    "bigint": "整数",
    "double": "数",
    "boolean": "true か false ",
}


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _checked(build: Build, param: Param, value: Any) -> Any:
    choices = _choices(build, param)
    if param.is_list:
        items = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
        return [_known(param, choices, _convert(param, item)) for item in items]
    if isinstance(value, (list, tuple)):
        if len(value) != 1:
            raise QueryError(f"パラメータ「{param.name}」（{param.label}）の値は 1 つだけです。")
        value = value[0]
    return _known(param, choices, _convert(param, value))


def _choices(build: Build, param: Param) -> Sequence[Any] | None:
    """The values there are, in their order; None where any will do."""
    if param.choices is None or isinstance(param.choices, tuple):
        return param.choices
    table, column = param.choices.split(".")
    rows = build.listed(f"select distinct {column} from {table} order by {column}")
    return [row[0] for row in rows]


def _known(param: Param, choices: Sequence[Any] | None, value: Any) -> Any:
    if choices is None or value in choices:
        return value
    shown = "、".join(str(choice) for choice in choices[:12])
    more = f" ほか {len(choices) - 12} 件" if len(choices) > 12 else ""
    message = (
        f"パラメータ「{param.name}」（{param.label}）の値「{value}」はこのデータにありません。"
        f"使える値: {shown or 'なし'}{more}"
    )
    if isinstance(param.choices, str):
        raise NotInDataError(message, param.name, param.choices.partition(".")[0])
    raise QueryError(message)
