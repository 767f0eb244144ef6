"""The protected release: what 公表 may show of a build, written to a file of its own.

Knows which cells of the model add up to which, and hands them to ``disclosure`` table by table;
whatever comes back hidden leaves the file as 秘匿 without a number. Areas above the municipality,
margins, flows with rows, columns and 県外 are protected together, so that no sum gives one away.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import duckdb

from zaitaku import paths, warehouse
from zaitaku.disclosure import audit as auditing
from zaitaku.disclosure.complementary import Protection, protect
from zaitaku.disclosure.policy import Policy, Threshold, strictest
from zaitaku.disclosure.rounding import rounded
from zaitaku.disclosure.table import Cell, Rule, Sum, Table, build, cube_sums
from zaitaku.errors import DisclosureError
from zaitaku.validate import ACTUAL, SUPPRESSED

Area = tuple[str, str, str]  # unit, scheme, code
TOTAL = "計"
OUTSIDE_PREFECTURE = "県外"
WITHIN_PREFECTURE = "県内"
ELSEWHERE = "地域外"
# Tables that hold no figure to protect, and the condition under which a row is published.
SUPPORT = {
    "prefecture_name": "true",
    "area": "area_unit <> 'zone' or list_contains($schemes, zone_scheme)",
    "area_member": "area_unit <> 'zone' or list_contains($schemes, zone_scheme)",
    "area_population": "area_unit <> 'zone' or list_contains($schemes, zone_scheme)",
    "area_point": "area_unit <> 'zone' or list_contains($schemes, zone_scheme)",
    "municipality_group": "group_unit <> 'zone' or list_contains($schemes, zone_scheme)",
    "zone_scheme": "list_contains($schemes, zone_scheme)",
    "adjacency": "true",
    "supply_item": "true",
    "care_level": "true",
    "source": "kind <> 'kdb_institutions'",
    "data_year": "kind <> 'kdb_institutions'",
    "build_info": "true",
}
SUPPLY_MEASURES = ("patients", "receipts", "claims")
DISCHARGE_SUMS = (
    ("care_service", ("home_type", "residential_type", "facility_type")),
    (
        "care_service",
        ("要支援１", "要支援２", "要介護１", "要介護２", "要介護３", "要介護４", "要介護５"),
    ),
)


@dataclass(frozen=True)
class TableReport:
    """What was hidden in one table of one fiscal year, and what an attacker could bound."""

    table_name: str
    fiscal_year: int
    cells: int
    hidden_primary: int
    hidden_complementary: int
    unprotected: int
    narrowest_share: float | None


def write(
    internal: duckdb.DuckDBPyConnection,
    published: duckdb.DuckDBPyConnection,
    policy: Policy,
    progress: Callable[[str], None],
) -> list[TableReport]:
    """Fill an empty release file from the model tables of a build.

    Why each cell is hidden goes to ``suppression`` of the internal file only. Raises
    DisclosureError when a cell cannot be protected or the policy names an unknown scheme.
    """
    schemes = _published_schemes(internal, policy)
    published.execute((paths.MODEL / "000_macros.sql").read_text(encoding="utf-8"))
    for table, condition in SUPPORT.items():
        params = {"schemes": schemes} if "$schemes" in condition else {}
        _copy(internal, published, table, f"select * from {table} where {condition}", params)
    _copy(internal, published, "problem", _PUBLIC_PROBLEMS, {})
    internal.execute(
        "create or replace table suppression (table_name varchar, fiscal_year integer,"
        " cell varchar, kind varchar, reason varchar)"
    )
    release = _Release(internal, published, policy, schemes, progress)
    reports = [
        *release.supply(),
        *release.patients(),
        *release.flows(),
        *release.discharge(),
    ]
    for connection in (internal, published):
        _write_reports(connection, reports, policy)
    failed = [report for report in reports if report.unprotected]
    if failed:
        raise DisclosureError(
            "公表用データに、他の数から計算できてしまう秘匿のマスが残りました: "
            + "、".join(f"{r.table_name} {r.fiscal_year}年度 {r.unprotected} 件" for r in failed)
            + "。版は切り替えていません。公表規則（disclosure.toml）の"
            "公表する圏域を減らしてください。"
        )
    return reports


def write_support(internal: duckdb.DuckDBPyConnection) -> None:
    """The tables an import fills from boundaries and its own record, empty; for checking SQL."""
    internal.execute(
        "create table area_point (area_unit varchar, zone_scheme varchar, area_code varchar,"
        " x double, y double, lon double, lat double)"
    )
    internal.execute(
        "create table adjacency (municipality_code varchar, neighbour_code varchar,"
        " shared_border_km double)"
    )
    internal.execute(
        "create table build_info as select '' as build_id, '' as created_on,"
        " '' as software_version, null::varchar as geo_hash, 0::bigint as problems,"
        " 0::bigint as sources, null::double as geo_aspect"
    )


# Warnings quote figures, so the release only says how many there are.
_PUBLIC_PROBLEMS = """
select null::integer as source_id, severity, '取り込んだ表' as place,
    count(*) || ' 件（内容は内部モードで見られます）' as message, '' as fix
from problem
group by severity
"""


def _published_schemes(internal: duckdb.DuckDBPyConnection, policy: Policy) -> list[str]:
    known = [row[0] for row in internal.execute("select zone_scheme from zone_scheme").fetchall()]
    for scheme in policy.published_zone_schemes:
        if known and scheme not in known:
            raise DisclosureError(
                f"公表規則（disclosure.toml）の published_zone_schemes にある「{scheme}」は"
                f"データにありません。使えるのは {'、'.join(known)} です。"
                "直して取り込み直してください。"
            )
    return [scheme for scheme in known if scheme in policy.published_zone_schemes]


def _copy(
    source: duckdb.DuckDBPyConnection,
    target: duckdb.DuckDBPyConnection,
    table: str,
    sql: str,
    params: dict[str, Any],
) -> None:
    warehouse.load(target, table, source.sql(sql, params=params).to_arrow_table(), create=True)


def _write_reports(
    connection: duckdb.DuckDBPyConnection, reports: Sequence[TableReport], policy: Policy
) -> None:
    connection.execute(
        "create or replace table protection (table_name varchar, fiscal_year integer,"
        " cells bigint, hidden_primary bigint, hidden_complementary bigint, unprotected bigint,"
        " narrowest_share double)"
    )
    for r in reports:
        connection.execute(
            "insert into protection values (?, ?, ?, ?, ?, ?, ?)",
            [
                r.table_name,
                r.fiscal_year,
                r.cells,
                r.hidden_primary,
                r.hidden_complementary,
                r.unprotected,
                r.narrowest_share,
            ],
        )
    connection.execute("create or replace table policy_line (line_no integer, line varchar)")
    for number, line in enumerate(policy.describe(), start=1):
        connection.execute("insert into policy_line values (?, ?)", [number, line])


class _Release:
    """One pass over the model: reads rows, builds tables of cells, writes what may be shown."""

    def __init__(
        self,
        internal: duckdb.DuckDBPyConnection,
        published: duckdb.DuckDBPyConnection,
        policy: Policy,
        schemes: list[str],
        progress: Callable[[str], None],
    ) -> None:
        self.internal = internal
        self.published = published
        self.policy = policy
        self.schemes = schemes
        self.progress = progress
        self.names = {
            (unit, scheme, code): name
            for unit, scheme, code, name in internal.execute(
                "select area_unit, zone_scheme, area_code, area_name from area"
            ).fetchall()
        }
        self.population: dict[tuple[int, Area], float | None] = {
            (year, (unit, scheme, code)): population
            for year, unit, scheme, code, population in internal.execute(
                "select fiscal_year, area_unit, zone_scheme, area_code, population"
                " from area_population"
            ).fetchall()
        }
        self.area_rules = self._area_rules()
        self.prefecture = next((area for area in self.names if area[0] == "prefecture"), None)

    def _area_rules(self) -> list[Rule]:
        """県 = Σ 市町村, 圏域 = Σ 市町村: overlapping hierarchies share their municipalities."""
        members: dict[Area, list[Hashable]] = {}
        for unit, scheme, code, municipality in self.internal.execute(
            "select area_unit, zone_scheme, area_code, municipality_code from area_member"
            " where area_unit <> 'municipality' order by all"
        ).fetchall():
            if unit != "zone" or scheme in self.schemes:
                members.setdefault((unit, scheme, code), []).append(
                    ("municipality", "", municipality)
                )
        return list(members.items())

    def _threshold(self, year: int, *areas: Area) -> Threshold:
        """The strictest of the areas a figure is about; the prefecture where it names none."""
        about = areas or ((self.prefecture,) if self.prefecture else ())
        found = [self.policy.threshold(self.population.get((year, area))) for area in about]
        return strictest(*(found or [self.policy.threshold(None)]))

    def _rows(self, table: str, columns: str, condition: str = "true") -> list[tuple[Any, ...]]:
        return self.internal.execute(
            f"select fiscal_year, area_unit, zone_scheme, {columns} from {table}"
            f" where (area_unit <> 'zone' or list_contains($schemes, zone_scheme))"
            f" and {condition} order by all",
            {"schemes": self.schemes},
        ).fetchall()

    def _protect(self, table: Table, year: int, name: str) -> Protection:
        protection = protect(table, self.policy)
        warehouse.load_rows(
            self.internal,
            "suppression",
            [
                (name, year, self._cell_text(table.keys[index]), kind, reason)
                for index, kind, reason in _reasons(table, protection)
            ],
        )
        return protection

    def _cell_text(self, key: Any) -> str:
        parts = [self.names.get(part, part) if isinstance(part, tuple) else part for part in key]
        return "・".join(str(part) for part in parts if part != "")

    def _report(
        self, name: str, year: int, parts: Sequence[tuple[Table, Protection]]
    ) -> TableReport:
        primary = sum(int(p.primary.sum()) for _, p in parts)
        hidden = sum(int(p.hidden.sum()) for _, p in parts)
        audits = [auditing.audit(table, p.hidden, self.policy) for table, p in parts]
        shares = [a.narrowest_share for a in audits if a.narrowest_share is not None]
        return TableReport(
            name,
            year,
            sum(len(table) for table, _ in parts),
            primary,
            hidden - primary,
            sum(len(a.unprotected) for a in audits),
            min(shares, default=None),
        )

    def _shown(self, value: Any, status: str, hidden: bool, *, is_total: bool) -> tuple[Any, str]:
        if hidden:
            return None, SUPPRESSED
        if status == ACTUAL and self.policy.rounding != "none":
            return rounded(float(value), self.policy.rounding, is_total=is_total), status
        return value, status

    # --- ① ---------------------------------------------------------------------------------------

    def supply(self) -> Iterator[TableReport]:
        """Per act: areas × details; receipts and claims are hidden wherever patients are."""
        self.published.execute(
            "create table supply_cell (fiscal_year integer, area_unit varchar,"
            " zone_scheme varchar, area_code varchar, scheme varchar, item varchar,"
            " detail varchar, patients decimal(18, 6), patients_status varchar,"
            " receipts decimal(18, 6), receipts_status varchar, claims decimal(18, 6),"
            " claims_status varchar, institutions decimal(18, 6), institutions_status varchar)"
        )
        summed = {
            row[0]
            for row in self.internal.execute(
                "select item from supply_item where is_sum_of_details"
            ).fetchall()
        }
        rows = self._rows(
            "supply_cell",
            "area_code, item, detail, patients, patients_status, receipts, receipts_status,"
            " claims, claims_status, institutions, institutions_status",
            "scheme = '合計'",
        )
        rows.sort(key=lambda row: (row[0], row[4]))
        for year, of_year in groupby(rows, key=lambda row: row[0]):
            self.progress(f"公表用: ①供給 {year}年度")
            parts: list[tuple[Table, Protection]] = []
            written: list[list[Any]] = []
            for item, group in groupby(of_year, key=lambda row: row[4]):
                cells = {((u, s, a), d): rest for _, u, s, a, _, d, *rest in group}
                rules: list[Rule] = []
                if item in summed:
                    details = sorted({d for _, d in cells if d})
                    rules = [("", details)]
                hidden: dict[Any, tuple[bool, ...]] = {key: () for key in cells}
                for number, measure in enumerate(SUPPLY_MEASURES):
                    table = self._supply_table(
                        year, f"①{item} {measure}", cells, hidden, rules, number
                    )
                    protection = self._protect(table, year, f"①供給 {item} {measure}")
                    parts.append((table, protection))
                    for key, is_hidden in zip(table.keys, protection.hidden, strict=True):
                        hidden[key] = (*hidden[key], bool(is_hidden))
                written += [
                    [
                        year,
                        *key[0],
                        "合計",
                        item,
                        key[1],
                        *self._supply_values(year, key, rest, hidden[key]),
                    ]
                    for key, rest in cells.items()
                ]
            warehouse.load_rows(self.published, "supply_cell", written)
            yield self._report("①供給", year, parts)

    def _supply_table(
        self,
        year: int,
        name: str,
        cells: dict[Any, list[Any]],
        hidden: dict[Any, tuple[bool, ...]],
        detail_rules: list[Rule],
        measure: int,
    ) -> Table:
        made = {
            key: Cell(
                _number(rest[2 * measure]),
                self._threshold(year, key[0]),
                secret=rest[2 * measure + 1] == SUPPRESSED,
                forced=any(hidden[key]),
            )
            for key, rest in cells.items()
        }
        return build(name, made, cube_sums([self.area_rules, detail_rules], made))

    def _supply_values(
        self, year: int, key: Any, rest: list[Any], hidden: tuple[bool, ...]
    ) -> list[Any]:
        is_total = key[0][0] != "municipality" or key[1] == ""
        values: list[Any] = []
        for number, is_hidden in enumerate(hidden):
            value, status = rest[2 * number], rest[2 * number + 1]
            values += self._shown(value, status, is_hidden, is_total=is_total)
        institutions, status = rest[6], rest[7]
        threshold = self._threshold(year, key[0])
        limit = self.policy.institution_threshold
        few = limit is not None and institutions is not None and 0 < institutions < limit
        hide = (threshold.nothing_shown and status == ACTUAL) or few
        values += [None, SUPPRESSED] if hide else [institutions, status]
        return values

    # --- ③ ---------------------------------------------------------------------------------------

    def patients(self) -> Iterator[TableReport]:
        """Areas × 居住形態 × 重症度 × 要介護度 with every margin, 制度 together."""
        self.published.execute(
            "create table patients_cell (fiscal_year integer, area_unit varchar,"
            " zone_scheme varchar, area_code varchar, scheme varchar, residence varchar,"
            " severity varchar, care_level varchar, patients decimal(18, 6),"
            " patients_status varchar)"
        )
        rows = self._rows(
            "patients_cell",
            "area_code, residence, severity, care_level, patients, patients_status",
            "scheme = '合計'",
        )
        for year, group in groupby(rows, key=lambda row: row[0]):
            self.progress(f"公表用: ③患者数 {year}年度")
            source = {
                ((u, s, a), *dimensions): (value, status)
                for _, u, s, a, *dimensions, value, status in group
            }
            cells = {
                key: Cell(_number(value), self._threshold(year, key[0]), status == SUPPRESSED)
                for key, (value, status) in source.items()
            }
            rules = [self.area_rules, *(_margin_rules(cells, axis) for axis in (1, 2, 3))]
            table = build(f"③患者数 {year}年度", cells, cube_sums(rules, cells))
            protection = self._protect(table, year, "③患者数")
            warehouse.load_rows(
                self.published,
                "patients_cell",
                [
                    [
                        year,
                        *key[0],
                        "合計",
                        *key[1:],
                        *self._shown(
                            *source[key],
                            bool(is_hidden),
                            is_total=key[0][0] != "municipality" or TOTAL in key,
                        ),
                    ]
                    for key, is_hidden in zip(table.keys, protection.hidden, strict=True)
                ],
            )
            yield self._report("③患者数", year, [(table, protection)])

    # --- ④ ---------------------------------------------------------------------------------------

    def flows(self) -> Iterator[TableReport]:
        """Origins × destinations × 居住形態 at all area units at once."""
        self.published.execute(
            "create table flow_cell (fiscal_year integer, area_unit varchar, zone_scheme varchar,"
            " residence varchar, origin_code varchar, destination_code varchar,"
            " patients decimal(18, 6), patients_status varchar)"
        )
        rows = self._rows(
            "flow_cell", "residence, origin_code, destination_code, patients, patients_status"
        )
        for year, group in groupby(rows, key=lambda row: row[0]):
            self.progress(f"公表用: ④流出入 {year}年度")
            of_year = list(group)
            cells: dict[Any, Cell] = {}
            for _, unit, scheme, residence, origin, destination, value, status in of_year:
                key = _flow_key(unit, scheme, origin, destination, residence)
                areas = [part for part in key[:2] if isinstance(part, tuple)]
                cells[key] = Cell(
                    _number(value), self._threshold(year, *areas), status == SUPPRESSED
                )
            table = build(f"④流出入 {year}年度", cells, self._flow_sums(cells))
            protection = self._protect(table, year, "④流出入")
            hidden = dict(zip(table.keys, protection.hidden, strict=True))
            warehouse.load_rows(
                self.published,
                "flow_cell",
                [
                    [
                        *row[:6],
                        *self._shown(
                            row[6],
                            row[7],
                            bool(hidden[_flow_key(row[1], row[2], row[4], row[5], row[3])]),
                            is_total=row[1] != "municipality" or TOTAL in row[3:6],
                        ),
                    ]
                    for row in of_year
                ],
            )
            yield self._report("④流出入", year, [(table, protection)])

    def _flow_sums(self, cells: dict[Any, Cell]) -> Iterator[tuple[Hashable, Sequence[Hashable]]]:
        municipalities = [area for area in self.names if area[0] == "municipality"]
        upper = [
            rule
            for rule in self.area_rules
            if isinstance(rule[0], tuple) and rule[0][0] != "prefecture"
        ]
        origins: list[Rule] = [*upper, (TOTAL, municipalities)]
        destinations: list[Rule] = [
            *upper,
            (WITHIN_PREFECTURE, municipalities),
            (TOTAL, [*municipalities, OUTSIDE_PREFECTURE]),
            (TOTAL, [WITHIN_PREFECTURE, OUTSIDE_PREFECTURE]),
        ]
        yield from cube_sums([origins, destinations, _margin_rules(cells, 2)], cells)
        for origin, destination, residence in cells:
            if destination == ELSEWHERE:
                yield (
                    (origin, TOTAL, residence),
                    [
                        (origin, origin, residence),
                        (origin, ELSEWHERE, residence),
                    ],
                )
            if origin == ELSEWHERE:
                yield (
                    (TOTAL, destination, residence),
                    [
                        (destination, destination, residence),
                        (ELSEWHERE, destination, residence),
                    ],
                )

    # --- ⑤ ---------------------------------------------------------------------------------------

    def discharge(self) -> Iterator[TableReport]:
        """Areas × measures; the kinds of service and of 要介護度 add up to 介護サービス利用."""
        self.published.execute(
            "create table discharge_cell (fiscal_year integer, area_unit varchar,"
            " zone_scheme varchar, area_code varchar, measure varchar,"
            " patients decimal(18, 6), patients_status varchar)"
        )
        rows = self._rows("discharge_cell", "area_code, measure, patients, patients_status")
        for year, group in groupby(rows, key=lambda row: row[0]):
            self.progress(f"公表用: ⑤退院 {year}年度")
            source = {((u, s, a), measure): (v, st) for _, u, s, a, measure, v, st in group}
            cells = {
                key: Cell(_number(value), self._threshold(year, key[0]), status == SUPPRESSED)
                for key, (value, status) in source.items()
            }
            # real files may break an identity by a case or two; only exact sums give cells away
            measure_rules: list[Rule] = [
                (total, parts) for total, parts in DISCHARGE_SUMS if _adds_up(cells, total, parts)
            ]
            sums = cube_sums([self.area_rules, measure_rules], cells)
            table = build(f"⑤退院 {year}年度", cells, sums)
            protection = self._protect(table, year, "⑤退院")
            warehouse.load_rows(
                self.published,
                "discharge_cell",
                [
                    [
                        year,
                        *key[0],
                        key[1],
                        *self._shown(
                            *source[key], bool(is_hidden), is_total=key[0][0] != "municipality"
                        ),
                    ]
                    for key, is_hidden in zip(table.keys, protection.hidden, strict=True)
                ],
            )
            yield self._report("⑤退院", year, [(table, protection)])


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _margin_rules(cells: dict[Any, Cell], axis: int) -> list[Rule]:
    members = list(dict.fromkeys(key[axis] for key in cells if key[axis] != TOTAL))
    return [(TOTAL, members)]


def _adds_up(cells: dict[Any, Cell], total: str, parts: Sequence[str]) -> bool:
    for area in {key[0] for key in cells}:
        values = [cells[area, measure].value for measure in (total, *parts)]
        if None not in values and abs(values[0] - sum(values[1:])) > 1e-6:  # type: ignore
            return False
    return True


def _flow_key(unit: str, scheme: str, origin: str, destination: str, residence: str) -> Any:
    """One name per figure: the prefecture as origin is 計, as destination it is 県内."""
    whole = unit == "prefecture"

    def member(code: str, in_prefecture: str) -> Any:
        if code in (TOTAL, OUTSIDE_PREFECTURE):
            return code
        if code == ELSEWHERE:  # it differs by the unit it is seen from, so it adds up to nothing
            return OUTSIDE_PREFECTURE if whole else f"{ELSEWHERE}（{scheme or unit}）"
        return in_prefecture if whole else (unit, scheme, code)

    return member(origin, TOTAL), member(destination, WITHIN_PREFECTURE), residence


def _reasons(table: Table, protection: Protection) -> Iterator[tuple[int, str, str]]:
    for index in range(len(table)):
        if protection.primary[index]:
            yield index, "一次", "しきい値より小さい数、または数を表示しない地域"
        elif protection.hidden[index]:
            yield index, "補完", protection.reasons.get(index, "")


__all__ = ["Sum", "TableReport", "write", "write_support"]
