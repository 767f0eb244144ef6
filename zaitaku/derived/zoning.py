"""A build as the zones core wants it: its schemes, and files, as plans.

内部 only: the figures of a plan that was not published must not leave. The core (``zones``) knows
no build; pages and commands take everything about plans from here, ``zoning_inputs`` (what is known
of each municipality) and ``zoning_figures``, so that both say the same.
"""

from __future__ import annotations

from pathlib import Path

from zaitaku.ask import queries
from zaitaku.ask.warehouse import Build
from zaitaku.ground.errors import DisclosureError, SourceFileError, UsageError
from zaitaku.zones import planfile
from zaitaku.zones.membership import Municipalities
from zaitaku.zones.plan import Plan, Zone

MEDICAL_AREA = "二次医療圏"
# --- schemes as plans ------------------------------------------------------------------------


def scheme_names(build: Build) -> list[str]:
    """The schemes of a build, the one in force first, 二次医療圏 last.

    A table of zones may hold 二次医療圏 itself, with its periods: it stands before the master's.
    """
    _internal(build)
    found = [str(row[0]) for row in queries.run(build, "zones/schemes").rows]
    if MEDICAL_AREA in found:
        return found
    areas = queries.run(build, "zones/members", {"area_unit": "medical_area"}).rows
    return found + ([MEDICAL_AREA] if areas else [])


def scheme(build: Build, name: str) -> Plan:
    """A scheme of the build as a plan; UsageError when there is none of that name."""
    known = scheme_names(build)
    if name not in known:
        raise UsageError(
            f"圏域の種類「{name}」はデータにありません。"
            f"あるのは {'、'.join(known) or 'なし'} です。"
        )
    tables = {str(row[0]) for row in queries.run(build, "zones/schemes").rows}
    params = {"zone_scheme": name} if name in tables else {"area_unit": "medical_area"}
    zones: dict[str, tuple[str, list[str]]] = {}
    for code, label, municipality, _ in queries.run(build, "zones/members", params).rows:
        zones.setdefault(code, (label, []))[1].append(municipality)
    return Plan(name, tuple(Zone(c, label, tuple(m)) for c, (label, m) in zones.items()))


def municipalities(build: Build) -> Municipalities:
    """Every municipality of the build, and what old codes became."""
    _internal(build)
    rows = queries.run(build, "area/list", {"area_unit": "municipality"}).rows
    former = {str(row[0]): str(row[2]) for row in queries.run(build, "area/former").rows}
    return Municipalities({str(row[0]): str(row[1]) for row in rows}, former)


def plan_of_file(path: Path, build: Build) -> Plan:
    """A plan from a file: JSON as exported, or a table of zones (CSV, Excel).

    SourceFileError when it cannot be read or is no plan; ValidationError names what is wrong in
    it. A table must hold one scheme in one edition, or one that is in force today.
    """
    if path.suffix.lower() == ".json":
        try:
            content = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            why = {
                FileNotFoundError: "ファイルがありません",
                UnicodeDecodeError: "UTF-8 ではありません",
            }
            raise SourceFileError(
                f"{path}: 読めません（{why.get(type(error), '読む権限を確かめてください')}）。"
                "「案を書き出す（JSON）」で作ったファイルを指定してください。"
            ) from None
        return planfile.from_json(content, municipalities(build), file=path.name, name=path.stem)
    from zaitaku.derived import zoning_tables  # brings pandas, which a plan as JSON does not need

    return zoning_tables.plan_of(path, municipalities(build))


def years(build: Build) -> list[int]:
    """Every 年度 with flows (④), earliest first."""
    rows = queries.run(build, "build/years").rows
    return sorted(int(row[1]) for row in rows if row[0] == "kdb_flows")


def _internal(build: Build) -> None:
    if build.open_mode != "internal":
        raise DisclosureError(
            "圏域の案は内部モードでだけ使えます。公表した圏域の数値は flows/summary にあります。"
        )
