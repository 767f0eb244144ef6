"""Every chart of every page, built with our quicker copies and as Altair builds it: the same."""

from __future__ import annotations

import functools
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from altair.utils import schemapi

from zaitaku.ask import warehouse
from zaitaku.compose import pages
from zaitaku.exhibits.charts import copying, rows_of_frames

pytestmark = pytest.mark.thorough
NOT_VIEWS = {"packs", "show", "intake", "entry", "publish", "log", "guide", "figures", "redraw"}
VIEWS = sorted({one.address for listed in pages.PAGES.values() for one in listed} - NOT_VIEWS)


@pytest.mark.parametrize("address", VIEWS)
def test_the_charts_of_a_page(address: str, sample_build_dir: Path) -> None:
    assert warehouse.current_build_id(sample_build_dir)
    view = pages.view_of(address, {"mode": ["internal"]}, data_dir=sample_build_dir)
    for exhibit in view.exhibits:
        if exhibit.builder is not None:
            make = functools.partial(_specification, exhibit)
            quick = make()
            copying.uninstall()
            alt.data_transformers.enable("default")
            try:
                slow = make()
            finally:
                copying.install()
                rows_of_frames.install()
            assert quick == slow, exhibit.title


def _specification(exhibit: object) -> object:
    with schemapi.debug_mode(False):
        chart = exhibit.builder(*exhibit.args, **exhibit.kwargs)  # type: ignore[attr-defined]
        return chart.to_dict(validate=False)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [0.5, float("nan")], "d": [True, False]}),
        pd.DataFrame({"a": [float("inf"), 1.0]}),
        pd.DataFrame({"a": [["two", "lines"], ["one"]], "b": [1, 2]}),
        pd.DataFrame({"a": pd.to_datetime(["2026-03-31", None])}),
        pd.DataFrame({"a": pd.Series([1, None], dtype="Int64")}),
        pd.DataFrame({"a": pd.Categorical(["x", "y"])}),
        pd.DataFrame({"a": []}),
        pd.DataFrame(),
    ],
)
def test_the_rows_of_a_frame(frame: pd.DataFrame) -> None:
    assert rows_of_frames.values(frame) == alt.to_values(frame)


def test_a_condition_that_is_not_ended_is_copied() -> None:
    """It copies itself in its own way."""
    colour = alt.when("datum.a > 1").then(alt.value("red"))
    chart = alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q", color=colour)
    assert chart.copy(deep=True).to_dict() == chart.to_dict()


def test_a_frame_is_taken_to_pieces_once_and_another_is_another() -> None:
    frame = pd.DataFrame({"a": [1]})
    assert rows_of_frames.values(frame) is rows_of_frames.values(frame)
    assert rows_of_frames.values(pd.DataFrame({"a": [2]})) == {"values": [{"a": 2}]}


def test_too_many_rows_are_refused_as_before() -> None:
    with pytest.raises(alt.MaxRowsError):
        rows_of_frames.values(pd.DataFrame({"a": range(5001)}))
