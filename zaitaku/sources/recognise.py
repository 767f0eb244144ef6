"""What a sheet is: the kinds of table that can be imported, told by their header words.

A sheet that could be two kinds, or lacks one header word of a kind, is refused, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zaitaku.sources.kinds import (
    additional_demand,
    care_rates,
    facility_standards,
    home_nursing,
    homecare_demand,
    indicator_values,
    inpatient_flows,
    kdb_discharge,
    kdb_flows,
    kdb_institutions,
    kdb_patients,
    kdb_supply,
    municipalities,
    municipality_changes,
    ndb_acts,
    population_projection,
    projection_sheets,
    resident_population,
    roles,
    survey,
    targets,
    zones,
)
from zaitaku.sources.model import (
    HEADING_FIX,
    Extent,
    Key,
    Kind,
    TableRefusedError,
    refusal,
)
from zaitaku.sources.sheet import dating
from zaitaku.sources.sheet.grid import Grid

READERS: tuple[Kind, ...] = (
    municipality_changes.KIND,
    municipality_changes.WIDE,
    municipalities.KIND,
    kdb_supply.KIND,
    kdb_institutions.KIND,
    kdb_patients.KIND,
    kdb_flows.KIND,
    kdb_discharge.KIND,
    resident_population.OFFICIAL,
    resident_population.TIDY,
    zones.KIND,
    roles.KIND,
    inpatient_flows.KIND,
    survey.KIND,
    care_rates.KIND,
    additional_demand.KIND,
    indicator_values.KIND,
    targets.KIND,
    population_projection.SUMMARY,
    population_projection.FLAT,
    projection_sheets.KIND,
    homecare_demand.KIND,
    ndb_acts.KIND,
    facility_standards.KIND,
    home_nursing.KIND,
)
BOUNDARIES = "boundaries"
KINDS: dict[str, str] = {kind.name: kind.label for kind in READERS} | {
    BOUNDARIES: "行政区域の境界（国土数値情報 N03）"
}
# Every raw table that files fill, with its key; kinds that fill the same table agree.
KEYS: dict[str, Key] = {table: key for kind in READERS for table, key in kind.keys.items()} | {
    "boundary": Key(("municipality_code",))
}
EXTENTS: dict[str, Extent] = {
    table: extent for kind in READERS for table, extent in kind.extents.items()
}
_NEAR = 4  # a signature of so many words may lack one and still be told from a stranger


@dataclass
class Sheet:
    """A sheet on its way: its kind and header row, or the reason why it is not read.

    ``years`` are those it states, ``cover_years`` those that a sheet without a table bears.
    """

    grid: Grid
    kind: Kind | None = None
    top: int = 0
    years: set[int] = field(default_factory=set)
    cover_years: set[int] = field(default_factory=set)
    refused: TableRefusedError | None = None
    skipped: str = ""


def recognise(grid: Grid) -> Sheet:
    """The kind whose header words stand in the sheet."""
    if grid.is_blank:
        return Sheet(grid, skipped="空のシートです。")
    found = [
        (kind, top)
        for kind in READERS
        if (top := grid.header_top([word.regex for word in kind.signature])) is not None
        and not any(grid.find(word.regex) for word in kind.foreign)
    ]
    if len(found) == 1:
        kind, top = found[0]
        return Sheet(grid, kind, top, dating.years_of_sheet(grid, top))
    if found:
        labels = "、".join(kind.label for kind, _ in found)
        return Sheet(
            grid,
            refused=refusal(
                grid,
                None,
                f"複数の種類（{labels}）に当てはまります。",
                "1枚のシートには1つの表だけを置いてください。",
            ),
        )
    for kind in READERS:
        missing = [word.label for word in kind.signature if not grid.find(word.regex)]
        if len(missing) == 1 and len(kind.signature) >= _NEAR:
            return Sheet(
                grid,
                refused=refusal(
                    grid,
                    None,
                    f"{kind.label}の表に似ていますが、見出し「{missing[0]}」がありません。",
                    f"{HEADING_FIX}別の表ならこのシートを除いてください。",
                ),
            )
    return Sheet(
        grid,
        years=dating.years_of_sheet(grid, None),
        cover_years=dating.years_of_cover(grid),
        skipped=not_ours("見出し"),
    )


def not_ours(what: str) -> str:
    """Why nothing is read: ``what`` (headings, content) is of no kind."""
    return f"{what}がどの種類とも一致しません。取り込めるのは {'、'.join(KINDS.values())} です。"
