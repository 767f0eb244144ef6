"""Answers small enough to read: a count, a rate derived from it, one row per area."""

from zaitaku.ask.answer import Answer, Column

COLUMNS = (
    Column("area_code", "varchar", "key", "地域コード"),
    Column("area_name", "varchar", "key", "地域名"),
    Column("patients", "double", "count", "患者数", "人/月"),
    Column("rate", "double", "from", "千人当たり患者数", "人/千人", parts=("patients",)),
)
ACTUAL, HIDDEN = "実数", "秘匿"
# code, name, patients, rate; None is 秘匿, a text is a state
Row = tuple[str, str, float | str | None, float | str | None]


def areas(*rows: Row) -> Answer:
    """An answer of the rows as written."""
    return Answer(
        name="supply/by_area",
        question="",
        grain="",
        source="",
        columns=COLUMNS,
        rows=[tuple(_value(cell, i) for i, cell in enumerate(row)) for row in rows],
        states=[tuple(_state(cell, i) for i, cell in enumerate(row)) for row in rows],
        notes=(),
        params={},
        param_labels={},
        build_id="b",
        mode="public",
    )


def _value(cell: object, position: int) -> object:
    return cell if position < 2 or isinstance(cell, float) else None


def _state(cell: object, position: int) -> str:
    if position < 2 or isinstance(cell, float):
        return ACTUAL
    return HIDDEN if cell is None else str(cell)
