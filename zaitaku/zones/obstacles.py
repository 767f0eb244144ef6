"""Why no proposal keeps the conditions: what there is too little of, and what to give up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from zaitaku.zones import search
from zaitaku.zones.proposal import Limit
from zaitaku.zones.search import Task

_SECONDS = 1.0  # for each condition that is left out in turn


def scarce(limits: Sequence[Limit], zones: int) -> str:
    """The limits that cannot be kept however the prefecture is divided; '' where there is none."""
    told = []
    for limit in limits:
        total = sum(limit.amounts.values())
        if limit.minimum is not None and total < limit.minimum * zones - 1e-9:
            told.append(
                f"{limit.label}は県内に{total:,.10g}{limit.unit}で、{zones}圏域のすべてに"
                f"{limit.minimum:,.10g}{limit.unit}以上を置くには足りません。"
            )
    return "".join(told)


def to_give_up(task: Task, limits: Sequence[Limit]) -> str:
    """Which one condition would have to go for a division to be found; '' where none helps.

    ``limits`` are those of ``task.bounds``, in the same order.
    """
    fewer = [
        (f"「{limit}」", replace(task, bounds=(*task.bounds[:n], *task.bounds[n + 1 :])))
        for n, limit in enumerate(limits)
    ]
    if task.min_share:
        fewer.append((f"「完結率 {task.min_share * 100:g}%以上」", replace(task, min_share=0.0)))
    helps = [name for name, one in fewer if search.find(one, time.monotonic() + _SECONDS)]
    if helps:
        return f"{'か'.join(helps)}を外せば作れます。"
    without = replace(task, bounds=(), min_share=0.0)
    if len(fewer) > 1 and search.find(without, time.monotonic() + _SECONDS):
        return "条件を1つ外すだけでは作れませんが、すべて外せば作れます。"
    return ""
