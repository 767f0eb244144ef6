"""An area of a build, as every question takes it and every page and file names it."""

from __future__ import annotations

from dataclasses import dataclass

PREFECTURE = "prefecture"
MUNICIPALITY, MEDICAL_AREA, ZONE = "municipality", "medical_area", "zone"


def called(name: str, unit: str, zone_scheme: str) -> str:
    """An area as titles and sentences name it: 盛岡 is a 二次医療圏 and a 在宅医療圏."""
    kind = {MEDICAL_AREA: "二次医療圏", ZONE: zone_scheme}.get(unit, "")
    return f"{name}（{kind}）" if kind else name


@dataclass(frozen=True)
class Area:
    """``unit``: municipality, medical_area, zone or prefecture. ``zone_scheme`` is '' unless the
    unit is zone; ``code``: of the unit; ``name``: for people."""

    unit: str
    zone_scheme: str
    code: str
    name: str

    @property
    def title(self) -> str:
        """The name where no heading tells the unit."""
        return called(self.name, self.unit, self.zone_scheme)

    def params(self) -> dict[str, object]:
        """Asks any question for this area alone."""
        return {
            "area_unit": self.unit,
            "zone_scheme": self.zone_scheme or None,
            "area_code": [self.code],
        }


@dataclass(frozen=True)
class Areas:
    """Several areas of one unit looked at as one: their counts added up (``regrouped``)."""

    unit: str
    zone_scheme: str
    codes: tuple[str, ...]
    name: str

    @property
    def title(self) -> str:
        """The name where no heading tells the unit."""
        return self.name

    @property
    def parts(self) -> tuple[Area, ...]:
        """Each by itself; what it is called is not known here."""
        return tuple(Area(self.unit, self.zone_scheme, code, code) for code in self.codes)

    def each(self) -> dict[str, object]:
        """Asks any question for these areas, a row each: not yet the figures of them as one."""
        return {
            "area_unit": self.unit,
            "zone_scheme": self.zone_scheme or None,
            "area_code": list(self.codes),
        }
