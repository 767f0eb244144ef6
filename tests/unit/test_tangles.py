"""How often outlines meet and cross: known numbers of small ones, and limits that are kept."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from zaitaku import sources
from zaitaku.sources.sheet import tangles


def star(points: int) -> np.ndarray:
    """A star whose every side crosses nearly all others: points × (points - 3) / 2 times."""
    turn = 2 * np.pi * np.arange(points) * (points // 2) / points
    ring = np.stack([141 + 0.1 * np.cos(turn), 39 + 0.1 * np.sin(turn)], axis=1)
    return np.concatenate([ring, ring[:1]])


def comb(teeth: int) -> np.ndarray:
    """It does not cross itself, and the boxes of all its long sides meet."""
    places = np.repeat(np.arange(teeth), 2) * 1e-4
    far = np.tile([False, True, True, False], teeth // 2)
    x = np.where(far, 141.1, 141.0) + places
    y = np.where(far, 39.1, 39.0) - places
    ring = np.stack([x, y], axis=1)
    return np.concatenate([ring, [[141.3, 38.5], [140.5, 38.5]], ring[:1]])


def shapes(*rings: np.ndarray) -> np.ndarray:
    return np.array([shapely.polygons(ring) for ring in rings])


def test_every_crossing_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    crossings = 21 * 18 // 2
    # the first side and the last one meet in a point, which is none of them but is counted
    monkeypatch.setattr(tangles, "MOST_CROSSINGS", crossings + 1)
    assert tangles.crossed(shapes(star(21))) is None
    monkeypatch.setattr(tangles, "MOST_CROSSINGS", crossings)
    found = tangles.crossed(shapes(star(5), star(21)))
    assert found is not None and found.at == 1 and "交差" in found.reason
    monkeypatch.setattr(tangles, "_AT_ONCE", 30)  # a few sides at a time: the same
    assert tangles.crossed(shapes(star(21))) is not None
    monkeypatch.setattr(tangles, "MOST_CROSSINGS", crossings + 1)
    assert tangles.crossed(shapes(star(21))) is None


def test_sides_beside_each_other_are_counted_without_crossing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tangles, "_FEW", 10)
    whole = shapes(star(5), comb(100))
    assert shapely.is_valid(whole[1])
    assert tangles.dense(whole) is None
    monkeypatch.setattr(tangles, "MOST_PAIRS", 100 * 99 // 2)  # its long sides alone
    found = tangles.dense(whole)
    assert found is not None and found.at == 1 and "込み入り" in found.reason


def test_the_count_is_of_spans_that_share_a_point() -> None:
    spans = np.array([[0.0, 2.0], [3.0, 1.0], [4.0, 5.0], [3.0, 3.5]])  # 0-1, 1-3
    assert tangles._sharing(spans) == 2


@pytest.mark.parametrize("name", ["dense", "crossed"])
def test_a_tangled_map_is_refused_in_words(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tangles, "_FEW", 2)
    if name == "dense":
        monkeypatch.setattr(tangles, "MOST_PAIRS", 1)
    else:
        monkeypatch.setattr(tangles, "MOST_CROSSINGS", 10)
    geometry = {"type": "Polygon", "coordinates": [star(21).tolist()]}
    feature = {
        "type": "Feature",
        "properties": {"N03_007": "03201", "N03_004": "盛岡市"},
        "geometry": geometry,
    }
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    told = sources.collect([path])
    (problem,) = told.problems
    assert not told.tables and problem.severity == "error"
    assert "a.geojson 1件目（盛岡市）" in str(problem) and "GIS ソフト" in str(problem)
