"""Answer → pandas, for analysts: what is not there is NA, and why stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zaitaku.ask.answer import Answer, Column
from zaitaku.export import kdb_caveats

if TYPE_CHECKING:
    import pandas as pd

STATE_SUFFIX = "_state"
# types that know of NA: with NumPy's own a count would turn into a float, and NA into NaN
_TYPES = {
    "integer": "Int64",
    "bigint": "Int64",
    "double": "Float64",
    "boolean": "boolean",
    "varchar": "string",
}


def of(answer: Answer) -> pd.DataFrame:
    """The rows by column name, each value with ``<column>_state``; what they are in ``attrs``."""
    import pandas as pd

    made: dict[str, list[Any]] = {}
    types: dict[str, str] = {}
    for place, column in enumerate(answer.columns):
        made[column.name] = [row[place] for row in answer.rows]
        types[column.name] = _TYPES[column.type]
        if has_state(answer, column):
            made[column.name + STATE_SUFFIX] = [row[place] for row in answer.states]
            types[column.name + STATE_SUFFIX] = "string"
    # by way of objects: pandas would take whole numbers beside None for floats
    frame = pd.DataFrame(made, dtype=object).astype(types)
    frame.attrs.update(about(answer))
    return frame


def has_state(answer: Answer, column: Column) -> bool:
    """Whether a column's states stand beside it: of all that may lack a value, so also of a year.

    A question whose files tell the state themselves has that column already.
    """
    may_lack = column.role != "key" or column.is_number
    return may_lack and column.name + STATE_SUFFIX not in answer.names


def about(answer: Answer) -> dict[str, Any]:
    """What the figures are, in plain types: question, source, caveats, build, units."""
    return {
        "name": answer.name,
        "question": answer.question,
        "grain": answer.grain,
        "source": answer.source,
        "notes": [*answer.notes, *kdb_caveats(answer)],
        "build_id": answer.build_id,
        "mode": answer.mode,
        "params": dict(answer.params),
        "units": {column.name: column.unit for column in answer.columns if column.unit},
        "labels": {column.name: column.label for column in answer.columns},
        "descriptions": {c.name: c.description for c in answer.columns if c.description},
    }
