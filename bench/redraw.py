"""One move on 圏域案 beside an empty page, for a prefecture of 35 and one of 180 municipalities.

``python -m bench.redraw`` prints it. The inputs are generated (see ``bench.zones``) and put in
place of those of the sample's build, so that the page is timed and not an import; the map is the
sample's.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest

from bench.pages import EMPTY, compile_once
from bench.timing import seconds
from bench.zones import prefecture
from zaitaku.build import importing
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths
from zaitaku.zones.inputs import Inputs
from zaitaku.zones.suggest import plurality

ROUNDS = 11


def report(data_dir: Path) -> None:
    """Print the times, one line a size."""
    from zaitaku.compose import redraw

    compile_once()
    os.environ["ZAITAKU_DATA"] = str(data_dir)
    real_inputs, real_scheme, real_ground = (
        redraw._inputs,
        redraw._scheme,
        redraw._ground,
    )
    try:
        for size, zones in ((35, 9), (180, 21)):
            inputs = prefecture(size)
            base = plurality(inputs, zones=zones).plan("在宅医療圏")
            redraw._inputs = lambda *_, inputs=inputs: inputs  # type: ignore[assignment]
            redraw._scheme = lambda *_, base=base: base  # type: ignore[assignment]
            redraw._ground = _ground_of(inputs)
            _print(size, len(base.zones))
    finally:
        redraw._inputs = real_inputs
        redraw._scheme = real_scheme
        redraw._ground = real_ground


def _ground_of(inputs: Inputs) -> Any:
    """Places on a grid, and between neighbours a line of 20 points as real borders have."""
    from zaitaku.compose.redraw import Ground
    from zaitaku.exhibits.maps import Place

    places = {
        code: Place(inputs.names[code], number % 14 * 20.0, number // 14 * 20.0)
        for number, code in enumerate(inputs.codes)
    }
    assert inputs.borders is not None
    line = json.dumps([[x + 0.5, x % 3 + 0.5] for x in range(20)])
    pairs = {(a, b): line for a, b in inputs.borders.adjacency if a < b}
    ground = Ground("/geo/none.topojson", 1.0, places, pairs)
    return lambda *_: ground


def _print(size: int, zones: int) -> None:
    empty = AppTest.from_string(EMPTY, default_timeout=120)
    empty.query_params["mode"] = "internal"
    empty.run()
    st.cache_resource.clear()
    app = AppTest.from_file(str(paths.ROUTER), default_timeout=120)
    app.query_params["mode"] = "internal"
    app = app.switch_page(str(paths.PAGES / "plan" / "redraw.py")).run()
    assert not app.exception
    pairs: list[tuple[float, float]] = []
    for number in range(ROUNDS):
        towns = app.multiselect(key="towns")
        towns.set_value([towns.options[number * 3]]).run()
        button = app.button(key="redraw_move").click()
        pairs.append((seconds(empty.run), seconds(button.run)))
    ratios = sorted(move / nothing for nothing, move in pairs)
    moves = sorted(move for _, move in pairs)
    middle = ROUNDS // 2
    print(
        f"  {size}市区町村・{zones}圏域 1市区町村を移す: {moves[middle] * 1000:.0f} ms、"
        f"空のページの {ratios[middle]:.1f} 倍"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        importing.run(paths.sample_inputs(), Path(folder), load_policy(paths.POLICY))
        report(Path(folder))


if __name__ == "__main__":
    main()
