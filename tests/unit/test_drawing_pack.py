"""How the rows of a chart are sent: few of them in the specification, many as Arrow."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import pytest

from zaitaku.ui import drawing


def chart(rows: int) -> Any:
    frame = pd.DataFrame({"a": range(rows), "b": ["架空市"] * rows})
    few = pd.DataFrame({"a": [1], "b": ["仮"]})
    bars = alt.Chart(frame).mark_bar().encode(x="a:Q", y="b:N")
    return bars + alt.Chart(few).mark_rule().encode(x="a:Q")


@pytest.mark.parametrize(("rows", "packed"), [(3, 0), (500, 1)])
def test_few_rows_stand_in_the_specification_and_none_is_lost(rows: int, packed: int) -> None:
    drawing._spec.clear()
    spec, _ = drawing.spec(chart, (rows,), {})
    assert len(spec["datasets"]) == packed
    seen = []
    for layer in spec["layer"]:
        data = layer["data"]
        if "values" in data:
            seen.append(data["values"])
        else:
            seen.append(pa.ipc.open_stream(spec["datasets"][data["name"]]).read_all().to_pylist())
    assert [len(found) for found in seen] == [rows, 1]
    assert seen[0][0] == {"a": 0, "b": "架空市"} and seen[1] == [{"a": 1, "b": "仮"}]


def test_the_data_of_the_whole_stay_packed() -> None:
    """Streamlit takes them out of the specification and packs them at every rerun."""

    def alone() -> Any:
        return alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q")

    drawing._spec.clear()
    spec, _ = drawing.spec(alone, (), {})
    assert list(spec["datasets"]) == [spec["data"]["name"]]
