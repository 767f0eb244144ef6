"""What is hidden of a group of blocks: found by the search, or read from a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace

import numpy as np

from zaitaku.build.release.groups import Group
from zaitaku.build.release.history import History, within_reach
from zaitaku.build.release.orders import Key
from zaitaku.disclosure import audit as auditing
from zaitaku.disclosure.complementary import Protection
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.table import Bools, Table


@dataclass(frozen=True)
class Decision:
    """What is hidden of a group, and why.

    ``hidden`` includes ``small``, what is hidden by itself. ``table`` with ``mask`` is all that an
    attacker can add, subtract and compare. ``reasons`` are of figures hidden for protection.
    ``kept``: hidden only because an earlier release hides them; ``exposed``: small, but
    earlier releases show them or bound them too closely (which of the two).
    """

    group: Group
    table: Table
    mask: Bools
    hidden: Set[Key]
    small: Set[Key]
    reasons: Mapping[Key, str] = field(default_factory=dict)
    kept: Set[Key] = frozenset()
    exposed: Mapping[Key, str] = field(default_factory=dict)


_SEEN = "前の公表で表示"
_BOUNDED = "前の公表と合わせると、しきい値の半分より狭く絞り込める"
_KEPT = "前に公表した版で秘匿した数なので、秘匿のままにします"


def decide(group: Group, table: Table, mask: Bools, policy: Policy) -> Decision:
    """The decision that a mask of the group's table is."""
    shown = mask & table.released
    free = replace(table, forced=np.zeros_like(table.forced))
    small = primary(free, policy)
    secret = small & ~table.rests
    exposed = dict.fromkeys(_keys(table, secret & np.isfinite(table.within)), _BOUNDED)
    exposed |= dict.fromkeys(_keys(table, secret & table.seen), _SEEN)
    return Decision(
        group,
        table,
        mask,
        _keys(table, shown),
        _keys(table, small & shown),
        exposed=exposed,
    )


def search(
    group: Group,
    policy: Policy,
    protect: Callable[[Table], Protection],
    history: History | None = None,
) -> Decision:
    """Find what must be hidden; ``protect`` is the search, or what remembers it.

    What would be hidden without earlier releases stands where it protects with them as well.
    """
    alone = _found(group, group.table(), protect, policy)
    if history is None:
        return alone
    table = history.table(group)
    held, seen = _keys(table, table.forced), _keys(table, table.seen)
    if held <= alone.hidden and not seen & alone.hidden:
        mask = auditing.mask(table, alone.hidden)
        is_as_before = len(table) == len(alone.table) and np.array_equal(
            table.limits, alone.table.limits
        )
        if is_as_before or auditing.audit(table, mask, policy).ok:
            return replace(alone, table=table, mask=mask)
    found = _found(group, within_reach(table, policy), protect, policy)
    kept = (held & found.hidden) - alone.hidden
    return replace(found, reasons={**dict.fromkeys(kept, _KEPT), **found.reasons}, kept=kept)


def _found(
    group: Group, table: Table, protect: Callable[[Table], Protection], policy: Policy
) -> Decision:
    protection = protect(table)
    found = decide(group, table, protection.hidden, policy)
    reasons = {table.keys[cell]: text for cell, text in protection.reasons.items()}
    return replace(found, reasons=reasons)  # type: ignore[arg-type]


def _keys(table: Table, mask: Bools) -> set[Key]:
    return {key for key, inside in zip(table.keys, mask, strict=True) if inside}  # type: ignore[misc]
