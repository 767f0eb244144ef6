"""What is hidden of a group of blocks: found by the search, or read from a release."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, field

from zaitaku.disclosure.complementary import Protection
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.table import Bools, Table
from zaitaku.release.groups import Group, Key

Keys = dict[int, set[Key]]  # by the number of the measure
Hide = Callable[[Table, int], Bools]  # the mask of a table and measure


@dataclass
class Decision:
    """What is hidden of a group, and why.

    ``hidden`` of each measure includes ``small``, what is hidden by itself. ``systems`` are the
    tables with their masks: all that an attacker can add and subtract. ``reasons`` are of figures
    that are hidden for protection.
    """

    group: Group
    hidden: Keys = field(default_factory=dict)
    small: Keys = field(default_factory=dict)
    systems: list[tuple[Table, Bools]] = field(default_factory=list)
    reasons: dict[Key, str] = field(default_factory=dict)

    def count(self, keys: Keys, names: Set[str]) -> int:
        """How many figures of the named blocks are among ``keys``."""
        return sum(key[0] in names for of_measure in keys.values() for key in of_measure)


def decide(group: Group, policy: Policy, hide: Hide) -> Decision:
    """Take the masks of all measures of a group from ``hide``, in the order they rest on."""
    decision = Decision(group)
    hidden = _add(decision, group.table(), 0, policy, hide)
    for block in group.blocks:
        alone = Group((block,))
        forced = {key for key in hidden if key[0] == block.name}
        for measure in range(1, len(block.measures)):
            forced |= _add(decision, alone.table(measure, forced), measure, policy, hide)
    return decision


def search(group: Group, policy: Policy, protect: Callable[[Table], Protection]) -> Decision:
    """Find what must be hidden; ``protect`` is the search, or what remembers it."""
    reasons: dict[Key, str] = {}

    def found(table: Table, measure: int) -> Bools:
        protection = protect(table)
        if measure == 0:  # later measures are hidden where the first one is
            reasons.update((table.keys[cell], text) for cell, text in protection.reasons.items())  # type: ignore[misc]
        return protection.hidden

    decision = decide(group, policy, found)
    decision.reasons = reasons
    return decision


def _add(decision: Decision, table: Table, measure: int, policy: Policy, hide: Hide) -> set[Key]:
    mask = hide(table, measure)
    decision.systems.append((table, mask))
    hidden = _keys(table, mask & table.released)
    small = _keys(table, primary(table, policy) & mask & table.released)
    decision.hidden.setdefault(measure, set()).update(hidden)
    decision.small.setdefault(measure, set()).update(small)
    return hidden


def _keys(table: Table, mask: Bools) -> set[Key]:
    return {key for key, inside in zip(table.keys, mask, strict=True) if inside}  # type: ignore[misc]
