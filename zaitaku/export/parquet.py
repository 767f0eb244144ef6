"""Answer → Parquet: the analysts' table (``frame``) with what its columns are in the schema."""

from __future__ import annotations

import io
import json

from zaitaku.ask.answer import Answer
from zaitaku.export import frame

KEY = "zaitaku"  # of the file's own metadata: JSON of ``frame.about``


def to_bytes(answer: Answer) -> bytes:
    """Read by pandas it is the frame again; the same answer gives the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pandas(frame.of(answer), preserve_index=False)
    told = _comments(answer)
    schema = pa.schema(
        [field.with_metadata(told[field.name]) for field in table.schema],
        metadata={
            **table.schema.metadata,
            KEY: json.dumps(frame.about(answer), ensure_ascii=False),
        },
    )
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(table.columns, schema=schema), out)
    return out.getvalue()


def _comments(answer: Answer) -> dict[str, dict[str, str]]:
    """Label, unit and meaning of every column of the frame."""
    told: dict[str, dict[str, str]] = {}
    for column in answer.columns:
        said = {"label": column.label, "unit": column.unit, "comment": column.description}
        told[column.name] = {key: text for key, text in said.items() if text}
        if frame.has_state(answer, column):
            label = f"{column.label}の状態"
            comment = "実数・秘匿・該当なし・欠測"
            told[column.name + frame.STATE_SUFFIX] = {"label": label, "comment": comment}
    return told
