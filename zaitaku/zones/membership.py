"""Who belongs to which zone, from when to when: rows as a prefecture writes them, and back.

A scheme (圏域の種類) whose membership changes has one edition per period. While a scheme is in
force, every municipality is in exactly one of its zones; rows that say otherwise are refused, each
with its place, and nothing of the table is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from zaitaku.ground import text
from zaitaku.ground.codes import municipality_codes
from zaitaku.ground.errors import ValidationError
from zaitaku.ground.states import Problem, capped
from zaitaku.zones.plan import Plan, Zone

COLUMNS = (
    "zone_scheme",
    "zone_code",
    "zone_name",
    "municipality_code",
    "valid_from",
    "valid_to",
)


@dataclass(frozen=True)
class Municipalities:
    """The municipalities there are: code → name; ``mergers``: old code → current code;
    ``wards``: 行政区 → its 政令市."""

    names: Mapping[str, str]
    mergers: Mapping[str, str] = field(default_factory=dict)
    wards: Mapping[str, str] = field(default_factory=dict)

    def current(self, code: str) -> str | None:
        """Today's municipality of a code, through mergers and wards; None when unknown."""
        seen: set[str] = set()
        while code not in self.names:
            if code in seen:
                return None
            seen.add(code)
            code = self.mergers.get(code) or self.wards.get(code) or code
        return code


@dataclass(frozen=True)
class Entry:
    """One statement: this municipality (as written) is in this zone. ``where`` is for messages.

    ``municipality_code`` empty: a zone without a municipality. Dates are the first and the last
    day; None is open.
    """

    where: str
    zone_scheme: str
    zone_code: str
    zone_name: str
    municipality_code: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Edition:
    """A scheme as it is in force from ``valid_from`` to ``valid_to`` (inclusive, None is open)."""

    plan: Plan
    valid_from: date | None
    valid_to: date | None


def check_rows(
    rows: Sequence[Mapping[str, object]],
    municipalities: Municipalities,
    *,
    file: str = "",
    numbers: Sequence[int] | None = None,
) -> tuple[list[Edition], list[Problem]]:
    """The editions of every scheme in a table with ``COLUMNS``, none when a row is wrong; and why.

    ``numbers``: the spreadsheet's row of each, where they do not follow the header one by one.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    written = column_codes([row.get("municipality_code") for row in rows])
    counted = numbers or range(2, 2 + len(rows))
    for number, row in zip(counted, rows, strict=True):
        where = f"{file} {number}行目".strip()
        try:
            entries.append(_entry(row, where, written))
        except ValueError as error:
            message, _, fix = str(error).partition("。")
            problems.append(Problem("error", where, f"{message}。", fix))
    if not rows:
        problems.append(
            Problem(
                "error", file or "圏域の表", "行がありません。", "1行に1市区町村を書いてください。"
            )
        )
    found, more = assemble(entries, municipalities, complete=not problems)
    problems += more
    return ([] if problems else found), problems


def refuse(problems: Sequence[Problem], where: str) -> None:
    """ValidationError with the problems, one a line; nothing when there are none."""
    if problems:
        raise ValidationError("\n".join(str(problem) for problem in capped(problems, where)))


def to_rows(
    plan: Plan, valid_from: date | None = None, valid_to: date | None = None
) -> list[dict[str, str]]:
    """The plan as rows with ``COLUMNS``; dates are ISO, empty when open."""
    start, end = ("" if day is None else day.isoformat() for day in (valid_from, valid_to))
    return [
        dict(zip(COLUMNS, (plan.name, z.zone_code, z.zone_name, code, start, end), strict=True))
        for z in plan.zones
        for code in z.municipality_codes
    ]


def assemble(
    entries: Sequence[Entry], municipalities: Municipalities, *, complete: bool = True
) -> tuple[list[Edition], list[Problem]]:
    """Statements → editions, schemes and zones in the order they are written; and what is wrong.

    ``complete`` False: entries were lost before, so absent municipalities are not complained of.
    """
    problems = [p for e in entries if (p := _unknown(e, municipalities))]
    problems += _zone_names(entries)
    editions: list[Edition] = []
    complete = complete and not problems
    for scheme in dict.fromkeys(entry.zone_scheme for entry in entries):
        placed: list[tuple[str, Entry]] = [
            (code, entry)
            for entry in entries
            if entry.zone_scheme == scheme
            and (code := municipalities.current(entry.municipality_code))
        ]
        problems += _overlaps(placed, municipalities)
        for start, end in _periods([entry for _, entry in placed]):
            valid = [(code, entry) for code, entry in placed if _covers(entry, start)]
            absent = sorted(set(municipalities.names) - {code for code, _ in valid})
            if absent and complete:
                problems.append(_absent(scheme, start, end, absent, municipalities))
            editions.append(Edition(_plan(scheme, valid), start, end))
    return ([] if problems else editions), problems


# --- reading a row ---------------------------------------------------------------------------


def column_codes(cells: Iterable[object]) -> Mapping[str, str]:
    """Written municipality code → 5 digits; the column as a whole tells about check digits."""
    return municipality_codes(filter(None, map(text.digits, cells))).codes


def _entry(row: Mapping[str, object], where: str, written: Mapping[str, str]) -> Entry:
    scheme, code, name = (_text(row.get(column)) for column in COLUMNS[:3])
    if not scheme:
        raise ValueError("圏域の種類（zone_scheme）が空です。「在宅医療圏」などと書いてください。")
    if not (code or name):
        raise ValueError("圏域（zone_code か zone_name）が空です。どちらかを書いてください。")
    start, end = (written_date(row.get(column), column) for column in COLUMNS[4:])
    if start and end and start > end:
        raise ValueError(f"適用開始 {start} が適用終了 {end} より後です。日付を直してください。")
    cell = _text(row.get("municipality_code"))
    municipality = written.get(text.digits(cell) or "", cell)
    return Entry(where, scheme, code or name, name or code, municipality, start, end)


def _text(cell: object) -> str:
    if cell is None or cell != cell:  # None, NaN, NaT
        return ""
    return text.tidy(str(cell))


def written_date(cell: object, column: str) -> date | None:
    """A day as people write it (2024-04-01, R6.4.1 …); None when empty, else ValueError."""
    day = text.day_of(cell)
    if day is None and (written := _text(cell)):
        raise ValueError(
            f"{column}「{written}」は日付ではありません（暦にない日も読めません）。"
            "2024-04-01 のように書いてください。"
        )
    return day


# --- what can be wrong -----------------------------------------------------------------------


def _unknown(entry: Entry, municipalities: Municipalities) -> Problem | None:
    if not entry.municipality_code:
        return Problem(
            "error",
            entry.where,
            f"圏域「{entry.zone_name}」に市区町村がありません。",
            "市区町村コードを書くか、この圏域を消してください。",
        )
    if municipalities.current(entry.municipality_code) is None:
        return Problem(
            "error",
            entry.where,
            f"市区町村コード「{entry.municipality_code}」は市区町村マスタにありません。",
            "5桁のコードを確かめてください。合併前のコードなら新しいコードに直してください。",
        )
    return None


def _zone_names(entries: Sequence[Entry]) -> list[Problem]:
    """A zone code has one name and a name one code, within a scheme."""
    problems: list[Problem] = []
    names: dict[tuple[str, str], Entry] = {}
    codes: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        first = names.setdefault((entry.zone_scheme, entry.zone_code), entry)
        if first.zone_name != entry.zone_name:
            message = (
                f"圏域コード「{entry.zone_code}」の名前が「{entry.zone_name}」で、"
                f"{first.where}の「{first.zone_name}」と違います。"
            )
            problems.append(Problem("error", entry.where, message, "どちらかに揃えてください。"))
            continue
        first = codes.setdefault((entry.zone_scheme, entry.zone_name), entry)
        if first.zone_code != entry.zone_code:
            message = (
                f"圏域「{entry.zone_name}」のコードが「{entry.zone_code}」で、"
                f"{first.where}の「{first.zone_code}」と違います。"
            )
            problems.append(Problem("error", entry.where, message, "どちらかに揃えてください。"))
    return problems


def _overlaps(placed: Sequence[tuple[str, Entry]], municipalities: Municipalities) -> list[Problem]:
    """Rows that put a municipality into a second zone, or twice into one, at the same time."""
    problems: list[Problem] = []
    seen: dict[str, list[Entry]] = {}
    for code, entry in placed:
        earlier = seen.setdefault(code, [])
        clash = next(
            (
                other
                for other in earlier
                if _meets(other, entry)
                and (
                    other.zone_code != entry.zone_code
                    or other.municipality_code == entry.municipality_code
                )
            ),
            None,
        )
        if clash is not None:
            problems.append(_clash(clash, entry, municipalities.names[code]))
        earlier.append(entry)
    return problems


def _clash(first: Entry, second: Entry, name: str) -> Problem:
    if first.zone_code == second.zone_code:
        message = (
            f"{name}（{second.municipality_code}）は{first.where}と同じ圏域に2度書かれています。"
        )
    else:
        message = (
            f"{name}（{second.municipality_code}）を「{second.zone_name}」に入れていますが、"
            f"{first.where}では「{first.zone_name}」です。"
        )
    if first.municipality_code != second.municipality_code:
        message += (
            f"{first.municipality_code} と {second.municipality_code} は、"
            f"合併または政令市へのまとめで同じ{name}になります。"
        )
    if (first.valid_from, first.valid_to) != (second.valid_from, second.valid_to):
        message += (
            f"適用期間（{_span(first.valid_from, first.valid_to)} と "
            f"{_span(second.valid_from, second.valid_to)}）が重なっています。"
        )
    return Problem("error", second.where, message, "どちらか1つの圏域・期間にしてください。")


def _absent(
    scheme: str,
    start: date | None,
    end: date | None,
    absent: Iterable[str],
    municipalities: Municipalities,
) -> Problem:
    names = "、".join(f"{municipalities.names[code]}（{code}）" for code in absent)
    period = "" if start is None and end is None else f"（{_span(start, end)}）"
    return Problem(
        "error",
        f"圏域の種類「{scheme}」{period}",
        f"どの圏域にも入っていない市区町村があります: {names}。",
        "すべての市区町村を1つの圏域に入れてください。",
    )


# --- time ------------------------------------------------------------------------------------


def _start(entry: Entry) -> date:
    return entry.valid_from or date.min


def _end(entry: Entry) -> date:
    return entry.valid_to or date.max


def _meets(one: Entry, other: Entry) -> bool:
    return max(_start(one), _start(other)) <= min(_end(one), _end(other))


def _covers(entry: Entry, start: date | None) -> bool:
    return _start(entry) <= (start or date.min) <= _end(entry)


def _periods(entries: Sequence[Entry]) -> list[tuple[date | None, date | None]]:
    """Spans within which membership does not change and at least one entry holds, in order."""
    edges = {_start(entry) for entry in entries}
    edges |= {end + timedelta(1) for entry in entries if (end := _end(entry)) < date.max}
    starts = sorted(edges)
    ends = [*(later - timedelta(1) for later in starts[1:]), date.max][: len(starts)]
    return [
        (None if start == date.min else start, None if end == date.max else end)
        for start, end in zip(starts, ends, strict=True)
        if any(_covers(entry, start) for entry in entries)
    ]


def _span(start: date | None, end: date | None) -> str:
    return f"{start or ''}〜{end or ''}"


def _plan(scheme: str, valid: Sequence[tuple[str, Entry]]) -> Plan:
    zones: dict[str, tuple[str, list[str]]] = {}
    for code, entry in valid:
        zones.setdefault(entry.zone_code, (entry.zone_name, []))[1].append(code)
    return Plan(scheme, tuple(Zone(code, name, tuple(c)) for code, (name, c) in zones.items()))
