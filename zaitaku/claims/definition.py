"""The definition as SQL: the files of ``queries/aggregate/`` in their order, and their options.

A file is a table: ``NNN_name.sql`` is one ``select`` whose header says what it is and which options
it depends on. An option is a parameter with a default; where two files have one, both say the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from zaitaku.ask import contract
from zaitaku.ask.contract import Param, Question
from zaitaku.ground import paths
from zaitaku.ground.errors import QueryError, UsageError

Value = str | int | float | bool
# what a run has to say itself; every other parameter is an option
GIVEN = ("prefecture", "first_month", "last_month", "data_from", "data_until")


@dataclass(frozen=True)
class Step:
    """One table: ``name`` as later steps and the engine know it."""

    name: str
    number: int
    question: Question

    @property
    def is_result(self) -> bool:
        """①–⑤, a table of the report, or a further one; the others are steps on the way."""
        return self.number > 100

    @property
    def is_official(self) -> bool:
        return 100 < self.number < 200

    @property
    def is_variant(self) -> bool:
        """A table beside ①–⑤, made only where it is asked for."""
        return self.number > 300

    def rests_on(self, options: Collection[str], tables: Collection[str]) -> bool:
        """Whether it has one of the options, or reads one of the tables."""
        return any(param.name in options for param in self.question.params) or any(
            re.search(rf"\b{table}\b", self.select) for table in tables
        )

    @property
    def select(self) -> str:
        """The SQL without its header."""
        lines = self.question.sql.splitlines()
        return "\n".join(line for line in lines if not line.startswith("-- "))


@cache
def steps() -> tuple[Step, ...]:
    """Every step in the order in which they run; QueryError where the folder is not whole."""
    found = []
    for path in sorted(paths.AGGREGATE.glob("*.sql")):
        number, _, name = path.stem.partition("_")
        question = contract.parse(path.stem, path, path.read_text(encoding="utf-8"))
        found.append(Step(name, int(number), question))
    if not found:
        raise QueryError(
            f"集計の定義（{paths.AGGREGATE}）がありません。もう一度入れ直してください。"
        )
    return tuple(found)


# Choices that are no matter of SQL: how the numbers are made and when the run refuses.
RUN_OPTIONS = (
    Param(
        "months", "integer", False, "12", None, "月平均を何で割るか",
        "抽出に年度の12か月がそろわないときだけ、ある月数を書く",
    ),
    Param(
        "min_linked_share", "double", False, "0.5", None,
        "介護による数を出す、医療と介護がつながった割合の下限",
        "これより低い保険者と、1人もつながらない保険者は、①の介護サービス、③の要介護度別、⑤の介護を欠測にする",
    ),
    Param(
        "all_members", "boolean", False, "false", None,
        "被保険者の表に、受診しなかった人も含む加入者の全員がいる",
        "true のときだけ、性・年齢階級別の追加の表から標準化比を書く",
    ),
    Param(
        "max_bad_share", "double", False, "0.01", None, "使えない行の割合の上限",
        "これを超えると何も出さずに止まる",
    ),
)  # fmt: skip


@cache
def options() -> dict[str, Param]:
    """Every option by name; QueryError where two files tell one differently."""
    found: dict[str, Param] = {}
    for step in steps():
        for param in step.question.params:
            if param.name in GIVEN:
                continue
            if param.default is None or found.setdefault(param.name, param) != param:
                raise QueryError(
                    f"{step.question.file}: 選択肢 {param.name} に既定がないか、"
                    "書き方がほかのファイルと違います。"
                )
    return found | {param.name: param for param in RUN_OPTIONS}


def defaults() -> dict[str, Value]:
    """What is chosen where nobody chooses."""
    return {name: _value(param, param.default or "") for name, param in options().items()}


def chosen(pairs: Sequence[str]) -> dict[str, Value]:
    """``name=value`` as typed, over the defaults; UsageError names what there is."""
    values = defaults()
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign:
            raise UsageError(f"--option は 名前=値 の形で書いてください: {pair}")
        if name not in options():
            raise UsageError(
                f"選択肢「{name}」はありません。使えるのは {'、'.join(options())} です。"
            )
        values[name] = _value(options()[name], text)
    return values


def others(name: str) -> tuple[Value, ...]:
    """The other values of an option that has a few; () for a number."""
    param = options()[name]
    if param.type == "boolean":
        return (param.default != "true",)
    if isinstance(param.choices, tuple):
        return tuple(choice for choice in param.choices if choice != param.default)
    return ()


def depending_on(name: str) -> frozenset[str]:
    """Steps whose answer may change with an option: those that have it and those after them."""
    touched: set[str] = set()
    for step in steps():
        if step.rests_on({name}, touched):
            touched.add(step.name)
    return frozenset(touched)


def values_for(step: Step, values: Mapping[str, Value]) -> dict[str, Value]:
    """Only what a step asks for."""
    return {param.name: values[param.name] for param in step.question.params}


def told(value: Value) -> str:
    """A value as it is typed."""
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def _value(param: Param, text: str) -> Value:
    if param.type == "boolean" and text in ("true", "false"):
        return text == "true"
    if param.type == "varchar" and isinstance(param.choices, tuple) and text in param.choices:
        return text
    if param.type == "integer" and re.fullmatch(r"\d{1,3}", text):
        return int(text)
    if param.type == "double" and re.fullmatch(r"0(\.\d+)?|1(\.0+)?", text):
        return float(text)
    kinds = {"boolean": "true か false", "integer": "整数", "double": "0 から 1 までの数"}
    wanted = "・".join(param.choices) if isinstance(param.choices, tuple) else kinds[param.type]
    raise UsageError(f"選択肢 {param.name} の「{text}」は使えません。{wanted} で書いてください。")
