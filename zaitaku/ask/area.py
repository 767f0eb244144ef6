"""An area of a build, as every question takes it and every page and file names it."""

from __future__ import annotations

from dataclasses import dataclass

PREFECTURE = "prefecture"
MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class Area:
    """``unit``: municipality, medical_area, zone or prefecture. ``zone_scheme`` is '' unless the
    unit is zone; ``code``: of the unit; ``name``: for people."""

    unit: str
    zone_scheme: str
    code: str
    name: str

    def params(self) -> dict[str, object]:
        """Asks any question for this area alone."""
        return {
            "area_unit": self.unit,
            "zone_scheme": self.zone_scheme or None,
            "area_code": [self.code],
        }
