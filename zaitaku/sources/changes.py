"""Which municipality an old code became: mergers, renamings and new codes, as a codes table says.

A code that the master has is today's, whatever a table says of it. Pure.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from zaitaku.sources.sheet.names import place_key


class Change(NamedTuple):
    """``old_code`` became (part of) ``new_code``; equal codes: it went on under its own code.

    Changes of one ``new_code`` on one day are the parts of one merger. Names and the old 国保
    insurer number may be unknown ('').
    """

    old_code: str
    old_name: str
    old_insurer_no: str
    new_code: str
    new_name: str
    changed_on: date | None


@dataclass(frozen=True)
class Changes:
    """Every change known, in any order."""

    rows: tuple[Change, ...] = field(default=())

    @cached_property
    def _next(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in self.rows:
            if change.old_code != change.new_code:
                found.setdefault(change.old_code, []).append(change)
        return found

    @cached_property
    def _parts(self) -> dict[str, dict[date | None, list[str]]]:
        found: dict[str, dict[date | None, list[str]]] = {}
        for change in self.rows:
            found.setdefault(change.new_code, {}).setdefault(change.changed_on, []).append(
                change.old_code
            )
        return found

    def of(self, code: str) -> Change | None:
        """The change that ended a code; None when there is none, or it was divided."""
        found = self._next.get(code, [])
        return found[0] if len({change.new_code for change in found}) == 1 else None

    def successor(self, code: str, current: Container[str]) -> str | None:
        """The code among ``current`` that a code became, step by step; None when there is none."""
        seen: set[str] = set()
        while code not in current:
            change = self.of(code)
            if change is None or code in seen:
                return None
            seen.add(code)
            code = change.new_code
        return code

    def last(self, code: str) -> str:
        """Where the steps from a code end: itself when nothing is known of it."""
        seen: set[str] = set()
        while code not in seen and (change := self.of(code)) is not None:
            seen.add(code)
            code = change.new_code
        return code

    def name(self, code: str) -> str:
        """The name of an old code ('' when unknown)."""
        change = self.of(code)
        return change.old_name if change else ""

    def new_name(self, code: str) -> str:
        """What a successor is called ('' when unknown)."""
        return next((c.new_name for c in self.rows if c.new_code == code and c.new_name), "")

    def former(self, insurer_no: str, name: str) -> str | None:
        """The old code of an insurer that is no more: by its number, else by its name.

        A name decides only where one old municipality of the prefecture had it: KDB's numbers
        (8 digits, 国保) tell the prefecture, codes tables rarely tell the number.
        """
        by_number = {c.old_code for c in self.rows if c.old_insurer_no == insurer_no}
        if len(by_number) == 1:
            return by_number.pop()
        if not name or len(insurer_no) != 8:
            return None
        key = place_key(name)
        by_name = {
            change.old_code
            for changes in self._next.values()
            for change in changes
            if change.old_code[:2] == insurer_no[2:4] and place_key(change.old_name) == key
        }
        return by_name.pop() if len(by_name) == 1 else None

    def lacking(self, code: str, present: Container[str]) -> list[str]:
        """Old codes that a table lacks although it has others that became ``code`` with them."""
        missing: list[str] = []
        for day, parts in self._parts.get(code, {}).items():
            others = [part for part in parts if part != code]
            if any(self._is_told(part, present) for part in others):
                missing += [part for part in others if not self._is_told(part, present)]
                if code in parts and not self._is_told(code, present, before=day or date.min):
                    missing.append(code)
                for part in others:
                    missing += self.lacking(part, present)
        return list(dict.fromkeys(missing))

    def _is_told(self, code: str, present: Container[str], before: date = date.max) -> bool:
        """Whether a table has a code, or one that had become it before a day."""
        return code in present or any(
            self._is_told(part, present)
            for day, parts in self._parts.get(code, {}).items()
            if (day or date.min) < before
            for part in parts
            if part != code
        )


def changes_of(rows: Iterable[tuple[str, str, str, str, str, date | None]]) -> Changes:
    """From (old_code, old_name, old_insurer_no, new_code, new_name, changed_on)."""
    return Changes(tuple(Change(*row) for row in rows))
