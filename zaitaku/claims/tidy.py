"""The tidy contract: the tables that everything else of this room is counted from. Pure.

Whatever is read (tidy files, receipts as claimed, masters) becomes rows of these tables, all of
them text, before any SQL runs. UTF-8, codes with their zeros, months ``YYYY-MM``, dates ISO.
A column that is not here is not read: names, addresses and free text never enter.
"""

from __future__ import annotations

from dataclasses import dataclass

_MONTH = r"\d{4}-(0[1-9]|1[0-2])"
_DAY = rf"{_MONTH}-(0[1-9]|[12]\d|3[01])"
_WRITTEN = r"[^\s].*"


@dataclass(frozen=True)
class Column:
    """``pattern``: what a value looks like as a whole (regular expression of RE2 and Python)."""

    name: str
    pattern: str
    is_optional: bool = False  # a file may lack the column; it is read as ''


@dataclass(frozen=True)
class Table:
    """``key``: the columns that tell one row from another; a row that comes twice counts once."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_required: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if not column.is_optional)


SOURCES = ("医科", "DPC", "歯科", "調剤", "訪問看護")
WITHDRAWN = "取下"  # of a receipt
CANCELLED = "取消"  # of a care claim

# One row per receipt × act code. An inpatient receipt with no listed act still has one row, its
# act_code empty. An act that stands on several lines of a receipt is one row, its counts summed.
RECEIPT_LINES = Table(
    "receipt_lines",
    (
        Column("receipt_id", _WRITTEN),
        Column("source", "|".join(SOURCES)),
        Column("inpatient", "[01]"),
        Column("service_month", _MONTH),
        Column("claim_month", _MONTH),
        Column("insurer_no", r"\d{8}"),
        Column("person_id", _WRITTEN),
        Column("institution_code", r"\d{9}"),
        Column("admission_date", rf"({_DAY})?", is_optional=True),
        Column("act_code", r"(\d{9})?"),
        Column("count", r"\d{0,9}"),
        Column("outcome", "死亡|治ゆ|中止|", is_optional=True),
        Column("status", f"{WITHDRAWN}|", is_optional=True),
    ),
    ("receipt_id", "act_code"),
)
PERSONS = Table(
    "persons",
    (
        Column("person_id", _WRITTEN),
        Column("scheme", "国保|後期"),
        Column("insurer_no", r"\d{8}"),
        Column("from", _DAY),
        Column("to", rf"({_DAY})?"),
        Column("birth_date", rf"{_MONTH}(-\d\d)?"),
        Column("sex", "[12]?", is_optional=True),
        Column("care_id", ".*"),
    ),
    ("person_id", "scheme", "insurer_no", "from", "care_id"),
)
CARE_LINES = Table(
    "care_lines",
    (
        Column("care_claim_id", _WRITTEN),
        Column("care_insurer_no", r"\d{6}"),
        Column("care_id", _WRITTEN),
        Column("service_month", _MONTH),
        Column("claim_month", _MONTH),
        Column("office_no", r"[0-9A-Z]{10}"),
        Column("care_level", r"(\d\d)?"),
        Column("service_type", r"[0-9A-Z]{2}"),
        Column("service_item", r"([0-9A-Z]{4})?"),
        Column("count", r"\d{0,9}"),
        Column("status", f"{CANCELLED}|", is_optional=True),
    ),
    ("care_claim_id", "service_type", "service_item"),
)
INSTITUTIONS = Table(
    "institutions",
    (
        Column("institution_code", r"\d{9}"),
        Column("source", "|".join(SOURCES), is_optional=True),
        Column("name", ".*"),
        Column("municipality_code", r"\d{5}"),
    ),
    ("institution_code",),
)
# scheme × number of the receipt → municipality. ``table_insurer_no``: the number (国保) that the
# tables print. Empty municipality: known, but of none (国保組合).
INSURERS = Table(
    "insurers",
    (
        Column("insurer_no", r"\d{8}"),
        Column("scheme", "国保|後期"),
        Column("municipality_code", r"(\d{5})?"),
        Column("municipality_name", ".*"),
        Column("table_insurer_no", r"(\d{8})?"),
        Column("medical_area", ".*", is_optional=True),  # 二次医療圏, printed in ④
    ),
    ("insurer_no",),
)
# key,value: prefecture (2 digits), months_medical and months_care (2023-04..2024-05),
# fiscal_year, frozen_on, note
EXTRACT = Table("extract", (Column("key", r"\w+"), Column("value", ".*")), ("key",))
CARE_LEVELS = Table(
    "care_levels",
    (
        Column("care_id", _WRITTEN),
        Column("from", _DAY),
        Column("to", rf"({_DAY})?"),
        Column("care_level", r"\d\d"),
    ),
    ("care_id", "from", "care_level"),
    is_required=False,
)
# What is counted where; as in zaitaku/claims/acts.csv, which is taken where no input has it.
# Empty dates: open; ``option``: the option that lets the row count, '' always.
ACTS = Table(
    "acts",
    (
        Column("item", _WRITTEN),
        Column("detail", ".*"),
        Column("source", "|".join((*SOURCES, "介護"))),
        Column("code", r"[0-9A-Z*]*"),  # * stands for any sign; empty: a gap
        Column("name", ".*"),
        Column("valid_from", rf"({_DAY})?"),
        Column("valid_to", rf"({_DAY})?"),
        Column("edition", ".*"),
        Column("status", "core|optional|rule|gap"),
        Column("option", r"\w*"),
        Column("note", ".*", is_optional=True),
    ),
    ("item", "detail", "source", "code", "valid_from"),
    is_required=False,
)
# Codes that a master names though no table counts them: those are not told as unknown.
KNOWN_CODES = Table(
    "known_codes", (Column("code", r"\d{9}"), Column("name", ".*")), ("code",), is_required=False
)
TABLES = {
    table.name: table
    for table in (
        RECEIPT_LINES,
        PERSONS,
        CARE_LINES,
        INSTITUTIONS,
        INSURERS,
        EXTRACT,
        CARE_LEVELS,
        ACTS,
        KNOWN_CODES,
    )
}

# A code that begins so belongs to 在宅医療 (chapter C, 歯科 C, 訪問の薬学管理): where no list knows
# it, it is told with its count. Readers keep lines with such a code, listed or not.
HOME_CHAPTER = ("114", "303", "4400")


def is_kept(act_code: str, listed: frozenset[str]) -> bool:
    """Whether a line is needed at all; readers of large files leave the others out."""
    return act_code in listed or act_code.startswith(HOME_CHAPTER)
