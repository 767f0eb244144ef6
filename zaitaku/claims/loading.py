"""Tidy rows → the typed tables that the SQL of the definition counts from.

receipt_line, person, care_line, institution, insurer, care_level_row, act, known_code. What is
withdrawn or cancelled is gone here, a row that came twice is one. Months and days are numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zaitaku.claims import definition, extract, lines, reading, tidy
from zaitaku.claims.extract import Extract
from zaitaku.claims.faults import SHOWN, Faults
from zaitaku.claims.readers import Part
from zaitaku.claims.reading import Rule
from zaitaku.ground.errors import SourceFileError, ValidationError

ACTS = Path(__file__).with_name("acts.csv")
TYPED = (
    "receipt_line",
    "person",
    "care_line",
    "institution",
    "insurer",
    "care_level_row",
    "act",
    "known_code",
)
_FOREVER = 99991231


@dataclass(frozen=True)
class Loaded:
    """What was read, and what was set aside on the way."""

    extract: Extract
    withdrawn: int  # receipts
    cancelled: int  # care claims
    repeated: int  # rows that came twice
    alike: int  # receipts of one visit to one place, but for their number (``_alike``)
    shared_care_ids: int
    has_care_levels: bool
    own_acts: bool  # the list of acts came with the input


def load(connection: Any, parts: Sequence[Part], faults: Faults, *, months: int) -> Loaded:
    """Fill the typed tables from all parts; ValidationError where the extract cannot be counted."""
    files = _by_table(parts)
    for name, table in tidy.TABLES.items():
        reading.create(connection, table, f"tidy_{name}")
    for name in ("extract", "insurers", "institutions", "persons", "care_levels", "known_codes"):
        _append_all(connection, name, files, faults)
    if "acts" in files:
        _append_all(connection, "acts", files, faults, rules=_act_rules())
    else:
        _append_all(connection, "acts", {"acts": [Part("acts", ACTS)]}, Faults())
    told = extract.parse(
        dict(connection.execute("select key, value from tidy_extract").fetchall()), months
    )
    _masters(connection)
    _append_all(connection, "care_lines", files, faults, rules=[_in_months(told.care)])
    _append_all(
        connection,
        "receipt_lines",
        files,
        faults,
        rules=[
            _in_months(told.medical),
            Rule(
                "insurer_no が保険者の表にない",
                "insurer_no not in (select insurer_no from tidy_insurers)",
            ),
            Rule("count が空", "act_code <> '' and count = ''"),
        ],
        needed=_NEEDED,
    )
    _persons(connection, [part.path for part in files.get("persons", [])], faults)
    cancelled = _care_lines(connection)
    withdrawn, repeated = _receipt_lines(
        connection, [part.path for part in files["receipt_lines"]], faults
    )
    alike = _alike(connection)
    (shared,) = connection.execute(
        "select count(*) from (select care_id from person where care_id <> '' "
        "group by care_id having count(distinct person_id) > 1)"
    ).fetchone()
    (levels,) = connection.execute("select count(*) from care_level_row").fetchone()
    for name in tidy.TABLES:
        connection.execute(f"drop table tidy_{name}")
    return Loaded(
        told, withdrawn, cancelled, repeated, alike, shared, bool(levels), own_acts="acts" in files
    )


def listed_codes(acts: Sequence[Path], connection: Any) -> frozenset[str]:
    """Codes that some table counts, for readers that pass over the others."""
    table = tidy.ACTS
    reading.create(connection, table, "listed")
    for path in acts or [ACTS]:
        reading.append(connection, table, "listed", path, Faults())
    rows = connection.execute("select distinct code from listed where code <> ''").fetchall()
    connection.execute("drop table listed")
    return frozenset(code for (code,) in rows)


def _by_table(parts: Sequence[Part]) -> dict[str, list[Part]]:
    files: dict[str, list[Part]] = {}
    for part in parts:
        files.setdefault(part.table, []).append(part)
    lacking = [
        table.name
        for table in tidy.TABLES.values()
        if table.is_required and table.name not in files
    ]
    if lacking:
        raise SourceFileError(
            f"入力に {'、'.join(f'{name}.csv' for name in lacking)} に当たる表がありません。"
            "必要な表は docs/集計手順書.md にあります。"
        )
    return files


def _append_all(
    connection: Any,
    name: str,
    files: Mapping[str, Sequence[Part]],
    faults: Faults,
    *,
    rules: Sequence[Rule] = (),
    needed: str = "true",
) -> None:
    is_large = name in ("receipt_lines", "care_lines")
    for file_no, part in enumerate(files.get(name, ())):
        reading.append(
            connection,
            tidy.TABLES[name],
            f"tidy_{name}",
            part.path,
            faults,
            rules=rules,
            needed=needed,
            file_no=file_no,
            numbered=not is_large,
            origins=part.origins,
        )


def _in_months(span: tuple[int, int]) -> Rule:
    first, last = map(extract.written, span)
    return Rule(
        "service_month が抽出の期間（extract.csv）の外",
        f"service_month not between '{first}' and '{last}'",
    )


def _act_rules() -> list[Rule]:
    """An act that no option lets count would be lost without a word."""
    names = "".join(f", '{name}'" for name in definition.options())
    return [
        Rule("option が選択肢の名前でない", f"option not in (''{names})"),
        Rule("status が optional なのに option が空", "status = 'optional' and option = ''"),
    ]


# rows that some table needs, and those of which that cannot be said
_NEEDED = (
    "inpatient is distinct from '0' or status <> '' or act_code in (select code from tidy_acts) "
    + "".join(f"or starts_with(act_code, '{head}') " for head in tidy.HOME_CHAPTER)
    + "or length(act_code) not in (0, 9)"
)


def _month(column: str) -> str:
    year, month = (f"cast(substr({column}, {at}) as integer)" for at in ("1, 4", "6, 2"))
    return f"{year} * 12 + {month} - 1"


def _day(column: str, empty: int) -> str:
    return (
        f"case when {column} = '' then {empty} else cast(replace({column}, '-', '') as integer) end"
    )


def _month_of_day(day: str) -> str:
    return f"({day} // 10000 * 12 + {day} // 100 % 100 - 1)"


def _masters(connection: Any) -> None:
    """insurer, institution, act, known_code, care_level_row; where two rows differ, the first."""
    start, end = _day("valid_from", 0), _day("valid_to", _FOREVER)
    opened, closed = _day('"from"', 0), _day('"to"', _FOREVER)
    connection.execute(
        f"""
        create table insurer as
        select insurer_no, first(scheme) as scheme, first(municipality_code) as municipality_code,
            first(municipality_name) as municipality_name,
            first(table_insurer_no) as table_insurer_no, first(medical_area) as medical_area
        from (select * from tidy_insurers order by file_no, record) group by insurer_no;
        create table institution as
        select institution_code, first(name) as name, first(municipality_code) as municipality_code
        from (select * from tidy_institutions order by file_no, record) group by institution_code;
        create table act as
        select distinct item, detail, source, code, name,
            {_month_of_day("valid_from")} as first_month, {_month_of_day("valid_to")} as last_month,
            status, option
        from (
            select * replace ({start} as valid_from, {end} as valid_to) from tidy_acts
        ) where code <> '';
        create table known_code as select distinct code from tidy_known_codes;
        create table care_level_row as
        select distinct care_id, care_level, {_month_of_day("opened")} as from_month,
            case when closed = {_FOREVER} then {_month_of_day("closed")}
                when day(last_day(try_strptime(closed::varchar, '%Y%m%d'))) = closed % 100
                then {_month_of_day("closed")} else {_month_of_day("closed")} - 1
            end as last_full_month
        from (select *, {opened} as opened, {closed} as closed from tidy_care_levels);
        """
    )
    towns = connection.execute(
        "select count(*) from insurer where municipality_code <> ''"
    ).fetchone()
    if not towns[0]:
        raise ValidationError("保険者の表（insurers.csv）に、市町村のある保険者が1つもありません。")


def _persons(connection: Any, paths: Sequence[Path], faults: Faults) -> None:
    """person; two enrolments of a person at once are told by line, and both are kept."""
    connection.execute(
        f"""
        create table person_row as
        select *, {_day('"from"', 0)} as from_day, {_day('"to"', _FOREVER)} as to_day
        from tidy_persons;
        create table person as
        select distinct person_id, scheme, insurer_no, from_day, to_day,
            {_month_of_day("from_day")} as from_month, {_month_of_day("to_day")} as to_month,
            {_month("birth_date")} as birth_month, sex, care_id
        from person_row;
        """
    )
    doubled = connection.execute(
        """
        select file_no, record from (
            select file_no, record, from_day, max(to_day) over (
                partition by person_id order by from_day, to_day, scheme, insurer_no
                rows between unbounded preceding and 1 preceding
            ) as before
            from (
                select person_id, scheme, insurer_no, from_day, to_day,
                    min(file_no) as file_no, min(record) as record
                from person_row
                group by person_id, scheme, insurer_no, from_day, to_day
            )
        ) where before >= from_day order by file_no, record
        """
    ).fetchall()
    what = "同じ人の加入の期間が重なっている（同時に2つの制度・保険者）"
    for file_no, path in enumerate(paths):
        records = [record for found, record in doubled if found == file_no]
        place = (
            lines.physical(path, records[:SHOWN], ())
            if path.suffix.lower() != ".parquet"
            else {record: record for record in records}
        )
        for record in records[:SHOWN]:
            faults.note(path, place.get(record), what)
        if len(records) > SHOWN:
            faults.note(path, None, what, len(records) - SHOWN)
    connection.execute("drop table person_row")


def _care_lines(connection: Any) -> int:
    """care_line without what was cancelled; how many care claims that was."""
    connection.execute(
        f"""
        create table care_line as
        select care_claim_id, care_insurer_no, care_id, {_month("service_month")} as service_month,
            {_month("claim_month")} as claim_month, office_no, care_level, service_type,
            service_item, coalesce(try_cast(count as bigint), 0) as claims
        from (
            select * from tidy_care_lines where care_claim_id not in (
                select care_claim_id from tidy_care_lines where status = '{tidy.CANCELLED}'
            )
            qualify row_number() over (
                partition by care_claim_id, service_type, service_item
                order by claim_month desc, try_cast(count as bigint) desc nulls last, care_id,
                    service_month, office_no, care_level desc
            ) = 1
        )
        """
    )
    (cancelled,) = connection.execute(
        "select count(distinct care_claim_id) from tidy_care_lines "
        f"where status = '{tidy.CANCELLED}'"
    ).fetchone()
    return int(cancelled)


def _receipt_lines(connection: Any, paths: Sequence[Path], faults: Faults) -> tuple[int, int]:
    """receipt_line without what was withdrawn: how many receipts, and rows that came twice.

    The act of an inpatient receipt that no table counts is emptied: only the stay is needed.
    """
    counted = "act_code in (select code from act)" + "".join(
        f" or starts_with(act_code, '{head}')" for head in tidy.HOME_CHAPTER
    )
    connection.execute(
        f"""
        create table receipt_row as
        select receipt_id, source, inpatient = '1' as is_inpatient,
            {_month("service_month")} as service_month, {_month("claim_month")} as claim_month,
            insurer_no, person_id, institution_code,
            case when {counted} then act_code else '' end as act_code,
            case when {counted} then coalesce(try_cast(count as bigint), 0) else 0 end as claims,
            outcome, file_no
        from tidy_receipt_lines where receipt_id not in (
            select receipt_id from tidy_receipt_lines where status = '{tidy.WITHDRAWN}'
        );
        create table receipt_line as
        select * exclude (file_no) from receipt_row
        qualify row_number() over (
            partition by receipt_id, act_code
            order by claim_month desc, claims desc, outcome desc, person_id, insurer_no,
                service_month, institution_code, source
        ) = 1
        """
    )
    (withdrawn,) = connection.execute(
        "select count(distinct receipt_id) from tidy_receipt_lines "
        f"where status = '{tidy.WITHDRAWN}'"
    ).fetchone()
    (repeated,) = connection.execute(
        "select (select count(*) from receipt_row where act_code <> '') "
        "- (select count(*) from receipt_line where act_code <> '')"
    ).fetchone()
    torn = connection.execute(
        "select min(file_no), count(*) from (select receipt_id, min(file_no) as file_no "
        "from receipt_row group by receipt_id having count(distinct person_id) > 1 "
        "or count(distinct insurer_no) > 1 or count(distinct service_month) > 1 "
        "or count(distinct institution_code) > 1 or count(distinct is_inpatient) > 1)"
    ).fetchone()
    if torn[1]:
        what = "同じ receipt_id の行で人・保険者・診療年月・医療機関・入院のどれかが食い違う"
        faults.add(paths[torn[0]], None, what, torn[1])
    connection.execute("drop table receipt_row")
    return int(withdrawn), int(repeated)


def _alike(connection: Any) -> int:
    """Receipts beyond the first of a person, place and month with the same acts, each as often.

    They are counted: two true receipts may be alike. Mostly one was claimed again and the first not
    withdrawn.
    """
    (count,) = connection.execute(
        """
        select coalesce(sum(receipts - 1), 0) from (
            select count(*) as receipts from (
                select person_id, institution_code, source, service_month, is_inpatient, receipt_id,
                    list((act_code, claims) order by act_code) as acts
                from receipt_line where act_code <> '' group by all
            ) group by person_id, institution_code, source, service_month, is_inpatient, acts
        )
        """
    ).fetchone()
    return int(count)
