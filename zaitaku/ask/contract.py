"""A question as its header declares it: parameters, columns, notes and modes.

It stands on top of the SQL that answers the question, or beside the function that computes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from zaitaku.ask.answer import Column
from zaitaku.ground import notes as caveats
from zaitaku.ground.errors import QueryError
from zaitaku.ground.notes import Note
from zaitaku.ground.settings import MODES, Mode

TYPES = ("varchar", "integer", "bigint", "double", "boolean")


_PARAM = re.compile(
    r"(?P<name>\w+): (?P<type>\w+)(?P<list>\[\])?(?: default (?P<default>\S+))?"
    r"(?: in (?P<choices>\S+))? = (?P<label>[^|]+)(?:\| (?P<text>.*))?"
)


_COLUMN = re.compile(
    r"(?P<name>\w+): (?P<type>\w+)(?:, (?P<unit>[^,=]+))??"
    r", (?P<role>key|public|count|from (?P<parts>[\w, ]+?))(?: = (?P<formula>[^=|]+))?"
    r" = (?P<label>[^=|]+)(?:\| (?P<text>.*))?"
)


@dataclass(frozen=True)
class Param:
    """A parameter as declared; ``choices`` is a tuple of values or the column that lists them."""

    name: str
    type: str
    is_list: bool
    default: str | None
    choices: tuple[str, ...] | str | None
    label: str
    description: str

    @property
    def sql_type(self) -> str:
        return self.type + ("[]" if self.is_list else "")


@dataclass(frozen=True)
class Question:
    """What is asked, what it takes and what it gives; ``sql`` is '' where it is computed."""

    name: str
    path: Path
    sql: str
    question: str
    grain: str
    source: str
    modes: tuple[Mode, ...]
    params: tuple[Param, ...]
    columns: tuple[Column, ...]
    notes: tuple[Note, ...]
    per: tuple[str, ...] = ()  # parameters of which the SQL answers every value at once

    @cached_property
    def takes(self) -> frozenset[str]:
        """The names of its parameters."""
        return frozenset(param.name for param in self.params)

    @property
    def file(self) -> str:
        """Where the header is written, as a fault of it tells."""
        return f"{self.name}{self.path.suffix}"

    @property
    def output_columns(self) -> list[str]:
        """The SQL's own columns: those of ``per`` that are not declared, then the declared ones,
        each count followed by its status."""
        declared = {column.name for column in self.columns}
        names = [name for name in self.per if name not in declared]
        for column in self.columns:
            names.append(column.name)
            if column.role == "count":
                names.append(f"{column.name}_status")
        return names


def parse(name: str, path: Path, text: str) -> Question:
    """A header and the SQL below it, if any; QueryError names the line that is not understood."""
    file = f"{name}{path.suffix}"
    single: dict[str, str] = {}
    params: list[Param] = []
    columns: list[Column] = []
    notes: list[Note] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("-- "):
            break
        keyword, _, rest = line[3:].partition(" ")
        where = f"{file} {number} 行目"
        if keyword == "param":
            params.append(_parse_param(rest, where))
        elif keyword == "column":
            columns.append(_parse_column(rest, where))
        elif keyword.rstrip(":") == "note":
            notes.append(_parse_note(keyword, rest, where))
        elif keyword.rstrip(":") in ("question", "grain", "source", "modes", "per"):
            single[keyword.rstrip(":")] = rest
        else:
            raise QueryError(f"{where}: ヘッダーの「{keyword}」は決められた語ではありません。")
    for required in ("question", "grain", "source"):
        if required not in single:
            raise QueryError(f"{file}: ヘッダーに {required} がありません。")
    modes = MODES if "modes" not in single else tuple(m for m in MODES if m in single["modes"])
    return Question(
        name=name,
        path=path,
        sql=text if path.suffix == ".sql" else "",
        question=single["question"],
        grain=single["grain"],
        source=single["source"],
        modes=modes,
        params=tuple(params),
        columns=tuple(columns),
        notes=tuple(notes),
        per=tuple(re.findall(r"\w+", single.get("per", ""))),
    )


def _parse_note(keyword: str, rest: str, where: str) -> Note:
    """「note: text」, or 「note 2018..2023: text」 for a caveat of some fiscal years."""
    if keyword.endswith(":"):
        return Note(rest)
    span, _, text = rest.partition(": ")
    try:
        return caveats.spanned(span, text)
    except ValueError:
        raise QueryError(
            f"{where}: 留意事項の年度の書き方が違います（2018..2023、..2023、2024..、2024）: {rest}"
        ) from None


def _parse_param(text: str, where: str) -> Param:
    match = _PARAM.fullmatch(text)
    if match is None or match["type"] not in TYPES:
        raise QueryError(f"{where}: パラメータの書き方が違います: {text}")
    choices: tuple[str, ...] | str | None = match["choices"]
    if isinstance(choices, str) and "." not in choices:
        choices = tuple(choices.split("|"))
    return Param(
        name=match["name"],
        type=match["type"],
        is_list=match["list"] is not None,
        default=match["default"],
        choices=choices,
        label=match["label"].strip(),
        description=(match["text"] or "").strip(),
    )


def _parse_column(text: str, where: str) -> Column:
    match = _COLUMN.fullmatch(text)
    if match is None or match["type"] not in TYPES:
        raise QueryError(f"{where}: 列の書き方が違います（役割 key・public・count・from）: {text}")
    parts = tuple(part.strip() for part in (match["parts"] or "").split(",") if part.strip())
    return Column(
        name=match["name"],
        type=match["type"],
        role="from" if parts else match["role"],
        label=match["label"].strip(),
        unit=(match["unit"] or "").strip(),
        description=(match["text"] or "").strip(),
        parts=parts,
        formula=(match["formula"] or "").strip(),
    )
