"""The rules of zones that the prefecture has decided on, as a build holds them. 内部 only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from zaitaku.ask import queries
from zaitaku.ask.warehouse import Build
from zaitaku.ground.errors import WarehouseError
from zaitaku.zones.rules import LEVELS, RULES, Conditions, Setting

_NAMES = {rule.label: name for name, rule in RULES.items()}
_SEVERITIES = {word: level for level, word in LEVELS.items()}


def decided(build: Build) -> Mapping[str, Setting]:
    """Name of a rule → as it was decided; none where the build has no such table."""
    try:
        rows = queries.run(build, "zones/rules").records
    except WarehouseError:  # a build of before there was the table: nothing was decided
        return {}
    return {
        _NAMES[row["rule"]]: Setting(row["is_on"], row["threshold"], _SEVERITIES[row["level"]])
        for row in rows
        if row["rule"] in _NAMES
    }


def in_force(build: Build, kept: Conditions) -> Conditions:
    """The conditions that are kept beside the build, with the rules that were decided."""
    return replace(kept, settings={**kept.settings, **decided(build)})
