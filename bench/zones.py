"""Time to redraw: one moved municipality evaluated again, and zones proposed.

``python -m bench.zones`` prints it. The municipalities are generated: points at random, borders
between nearest ones, flows that fall with distance towards larger towns; always the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.spatial import Delaunay

from zaitaku.ground.errors import ValidationError
from zaitaku.zones.evaluate import compare, evaluate
from zaitaku.zones.inputs import Borders, Flow, Inputs, prepare
from zaitaku.zones.plan import Plan, Zone, move
from zaitaku.zones.rules import check
from zaitaku.zones.suggest import optimise, plurality

REPEATS = 20


def prefecture(size: int) -> Inputs:
    """A prefecture of ``size`` municipalities with flows in two residences, and borders."""
    chance = np.random.default_rng(size)
    places = chance.random((size, 2))
    people = chance.lognormal(9.5, 1.2, size)
    distance = np.linalg.norm(places[:, None] - places[None], axis=2) * np.sqrt(size)
    pull = people[None] * np.exp(-1.5 * distance) * (1 + 2 * np.eye(size))
    served = pull / pull.sum(axis=1, keepdims=True) * people[:, None] / 200
    served = np.round(np.where(served < 0.3, 0, served), 1)
    codes = [f"99{number:03}" for number in range(size)]
    flows: list[Flow] = []
    for residence in ("同一建物以外", "同一建物"):
        for origin, row, outside in zip(codes, served, people / 2000, strict=True):
            flows += [
                (origin, d, residence, float(v), "実数") for d, v in zip(codes, row, strict=True)
            ]
            flows.append((origin, "県外", residence, round(float(outside), 1), "実数"))
    triangles = Delaunay(places).simplices.tolist()
    return prepare(
        {code: f"町{code}" for code in codes},
        flows,
        amounts={"population": {c: (round(n), "実数") for c, n in zip(codes, people, strict=True)}},
        providers={
            "institutions": [(f"機関{number}", codes[number % size]) for number in range(9 * size)]
        },
        borders=Borders(
            frozenset(
                (codes[a], codes[b])
                for corners in triangles
                for a in corners
                for b in corners
                if a != b
            )
        ),
    )


def report() -> None:
    """Print the times, one line each."""
    for size, zones in ((35, 9), (180, 21)):
        inputs = prefecture(size)
        base = Plan(
            "現行",
            tuple(Zone(f"{z}", f"圏{z}", inputs.codes[z::zones]) for z in range(zones)),
        )
        moved = move(base, inputs.codes[0], "1")
        figures = evaluate(moved, inputs)
        steps: dict[str, Callable[[], object]] = {
            "指標": partial(evaluate, moved, inputs),
            "現行との比較": partial(compare, moved, base, inputs),
            "規則": partial(check, moved, figures, inputs),
        }
        for label, step in steps.items():
            print(
                f"{size}市区町村・{zones}圏域 1市区町村を移した後の{label}: {_millis(step):.1f} ms"
            )
    _proposals(33, (9, 12))
    _proposals(60, (12,))
    _proposals(180, (21,))


def _proposals(size: int, numbers: tuple[int, ...]) -> None:
    inputs = prefecture(size)
    for zones in numbers:
        for floor in (0, 60):
            began = time.perf_counter()
            asked = f"{size}市区町村 → {zones}圏域（完結率の下限 {floor}%）"
            try:
                found = optimise(inputs, zones=zones, min_self_sufficiency_pct=floor)
            except ValidationError as error:
                print(f"{asked}: {time.perf_counter() - began:.2f} 秒、{error}")
                continue
            seconds = time.perf_counter() - began
            bound = "" if found.bound_pct is None else f"、上限 {found.bound_pct:.2f}%"
            proof = "最適" if found.proven_optimal else f"最適とは限らない{bound}"
            print(f"{asked}: {seconds:.2f} 秒、完結率 {found.self_sufficiency_pct:.2f}%（{proof}）")
    began = time.perf_counter()
    plurality(inputs, min_self_sufficiency_pct=60)
    print(f"{size}市区町村 最多受療先による案: {time.perf_counter() - began:.2f} 秒")


def _millis(step: Callable[[], object]) -> float:
    """The median of ``REPEATS`` runs."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        step()
        times.append(time.perf_counter() - began)
    return float(np.median(times)) * 1000


if __name__ == "__main__":
    report()
