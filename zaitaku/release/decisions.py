"""What is hidden of a group of blocks: found by the search, or read from a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace

from zaitaku.disclosure.complementary import Protection
from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.primary import primary
from zaitaku.disclosure.table import Bools, Table
from zaitaku.release.groups import Group
from zaitaku.release.orders import Key


@dataclass(frozen=True)
class Decision:
    """What is hidden of a group, and why.

    ``hidden`` includes ``small``, what is hidden by itself. ``table`` with ``mask`` is all that an
    attacker can add, subtract and compare. ``reasons`` are of figures hidden for protection.
    """

    group: Group
    table: Table
    mask: Bools
    hidden: Set[Key]
    small: Set[Key]
    reasons: Mapping[Key, str] = field(default_factory=dict)


def decide(group: Group, table: Table, mask: Bools, policy: Policy) -> Decision:
    """The decision that a mask of the group's table is."""
    shown = mask & table.released
    return Decision(
        group, table, mask, _keys(table, shown), _keys(table, primary(table, policy) & shown)
    )


def search(group: Group, policy: Policy, protect: Callable[[Table], Protection]) -> Decision:
    """Find what must be hidden; ``protect`` is the search, or what remembers it."""
    table = group.table()
    protection = protect(table)
    found = decide(group, table, protection.hidden, policy)
    reasons = {table.keys[cell]: text for cell, text in protection.reasons.items()}
    return replace(found, reasons=reasons)  # type: ignore[arg-type]


def _keys(table: Table, mask: Bools) -> set[Key]:
    return {key for key, inside in zip(table.keys, mask, strict=True) if inside}  # type: ignore[misc]
