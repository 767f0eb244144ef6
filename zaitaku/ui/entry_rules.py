"""入力 of 圏域の規則: the rules as they stand on 圏域案, to begin with where none was decided."""

from __future__ import annotations

from pathlib import Path

from zaitaku.build.entered import Rows
from zaitaku.kept import plans
from zaitaku.zones.rules import LEVELS, RULES

KIND = "zone_rules"


def begun(folder: Path, kind: str) -> Rows:
    """A row for each rule; nothing for other tables."""
    if kind != KIND:
        return ()
    settings = plans.conditions(folder).settings
    return tuple(
        (
            rule.label,
            "はい" if settings[name].enabled else "いいえ",
            "" if (floor := settings[name].threshold) is None else f"{floor:.10g}",
            LEVELS[settings[name].severity],
            "",
        )
        for name, rule in RULES.items()
    )
