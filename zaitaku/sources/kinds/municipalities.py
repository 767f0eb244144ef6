"""市区町村マスタ: municipality code ⇔ insurer number, 二次医療圏 and 在宅医療圏.

Grain of ``municipality``: municipality. ``zone_membership``: scheme × zone × municipality.
A blank 二次医療圏 is None; a blank 在宅医療圏 is no membership, a blank reading none.
"""

from collections.abc import Callable, Sequence

import pandas as pd

from zaitaku.ground import codes
from zaitaku.ground.states import Problem
from zaitaku.ground.text import digits
from zaitaku.sources.changes import Changes
from zaitaku.sources.kinds import municipality_readings, zones
from zaitaku.sources.master import Master
from zaitaku.sources.model import Context, Key, Kind, Layout, RawTable, Reading, Template, Word
from zaitaku.sources.sheet.checks import repeated_rows
from zaitaku.sources.sheet.codes import resolve_codes
from zaitaku.sources.sheet.frames import source_rows, text_column
from zaitaku.sources.sheet.grid import Cell, Grid
from zaitaku.sources.sheet.table import Field, Table, open_table

ZONE_SCHEME = "在宅医療圏"

_FIELDS = (
    Field("municipality_code", "municipality_code", "municipality_code|(市区?町村|団体)コード"),
    Field("name", "municipality_name", "municipality_name|市区?町村名称?"),
    Field("insurer_no", "insurer_no", "insurer_no|(国保)?保険者番号(\\(国保\\))?"),
    Field("area_code", "medical_area_code", "medical_area_code|二次医療圏コード"),
    Field("area_name", "medical_area", "medical_area(_name)?|二次医療圏(名称?)?"),
    Field(
        "reading",
        "municipality_reading",
        "municipality_reading|市区?町村名?の?\\(?((読み|よみ)(がな)?|かな|カナ|ふりがな|フリガナ)\\)?",
        False,
    ),
    Field("zone_code", "home_care_zone_code", "home_care_zone_code|在宅医療圏コード", False),
    Field("zone_name", "home_care_zone", "home_care_zone(_name)?|在宅医療圏(名称?)?", False),
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per municipality. Wrong check digits warn; repeats and unreadable codes refuse."""
    table = open_table(grid, top, _FIELDS, key="municipality_code")
    problems = table.problems
    municipality_codes = _municipality_codes(table)
    names = table.texts("name") or []
    insurers = _insurer_numbers(table, municipality_codes)
    area_codes = [_area_code(cell) for cell in table.cells("area_code")]
    area_names = [name or None for name in table.texts("area_name") or []]
    for label, keys in (("市区町村コード", municipality_codes), ("保険者番号", insurers)):
        problems += repeated_rows(grid, table.data, keys, _describe(label, keys))
    problems += _unread_area_codes(table, area_codes)
    problems += _gaps(table, names, area_codes, area_names)
    frame = pd.DataFrame(
        {
            "municipality_code": text_column(municipality_codes),
            "municipality_name": text_column(names),
            "insurer_no": text_column(insurers),
            "medical_area_code": text_column(area_codes),
            "medical_area_name": text_column(area_names),
            "source_row": source_rows(table.data),
        }
    )
    frames = {"municipality": frame}
    if "zone_name" in table.columns:
        frames["zone_membership"] = _zones(table, municipality_codes)
    frames = _without_former(grid, frames, context.master.changes, problems)
    if "reading" in table.columns:
        # by the code as written: one that became another municipality is no longer read so
        read_as, told = municipality_readings.readings(table, municipality_codes)
        frames[municipality_readings.TABLE.name] = read_as
        problems += told
    return Reading(frames, len(table.data), problems)


def _without_former(
    grid: Grid, frames: dict[str, pd.DataFrame], changes: Changes, problems: list[Problem]
) -> dict[str, pd.DataFrame]:
    """The master without municipalities that are no more; their insurers stay known.

    One whose successor has no row of its own becomes the successor.
    """
    frame = frames["municipality"]
    there = set(frame["municipality_code"])
    insurers: list[tuple[str, str, int]] = []
    renamed: dict[str, str] = {}
    dropped: set[str] = set()
    for row in frame.itertuples(index=False):
        old, now = str(row.municipality_code), changes.last(str(row.municipality_code))
        if now == old:
            continue
        if now in there:
            dropped.add(old)
            insurers.append((str(row.insurer_no), old, int(str(row.source_row))))
        else:
            renamed[old] = now
            there.add(now)
        problems.append(
            grid.problem(
                "warning",
                int(str(row.source_row)) - 1,
                None,
                f"{row.municipality_name}（{old}）は、市区町村の変更の表では"
                f"{changes.new_name(now)}（{now}）になっています。",
                "いまの市区町村として扱いました。マスタをいまの市区町村に直してください。",
            )
        )
    for name in frames:
        codes_of = frames[name]["municipality_code"]
        kept = frames[name][~codes_of.isin(dropped)].reset_index(drop=True)
        for old, now in renamed.items():
            which = kept["municipality_code"] == old
            if name == "municipality" and changes.new_name(now):
                kept.loc[which, "municipality_name"] = changes.new_name(now)
            kept.loc[which, "municipality_code"] = now
        frames[name] = kept
    former = pd.DataFrame(insurers, columns=["insurer_no", "old_code", "source_row"])
    for name in ("insurer_no", "old_code"):
        former[name] = text_column(former[name].to_list())
    return {**frames, "former_insurer": former}


def _describe(label: str, keys: Sequence[str]) -> Callable[[int], str]:
    return lambda position: f"{label} {keys[position]}"


def _municipality_codes(table: Table) -> list[str]:
    written = [digits(cell) or "" for cell in table.cells("municipality_code")]
    return resolve_codes(table.grid, table.places("municipality_code"), written, table.problems)


def _insurer_numbers(table: Table, municipality_codes: Sequence[str]) -> list[str]:
    """Eight-digit insurer numbers; a number that looks like another kind is a warning."""
    problems, grid, column = table.problems, table.grid, table.columns["insurer_no"]
    numbers: list[str] = []
    restored: list[str] = []
    for row, cell, code in zip(
        table.data, table.cells("insurer_no"), municipality_codes, strict=True
    ):
        written = digits(cell)
        if written is None or len(written) > codes.INSURER_DIGITS:
            problems.append(
                grid.problem(
                    "error",
                    row,
                    column,
                    f"国保保険者番号「{grid.text(row, column)}」が6桁・8桁の数字ではありません。",
                    "国保保険者番号を入れてください。",
                )
            )
            numbers.append("")
            continue
        number = codes.insurer_no(written)
        if number != written:
            restored.append(f"{written} → {number}")
        numbers.append(number)
        if number[2:7] == code:
            problems.append(
                grid.problem(
                    "warning",
                    row,
                    column,
                    f"「{number}」は団体コードか介護保険者番号のようです。",
                    "KDB の表の保険者番号と突き合わせるため、国保保険者番号にしてください。",
                )
            )
        elif not codes.is_insurer_no(number):
            problems.append(
                grid.problem(
                    "warning",
                    row,
                    column,
                    f"国保保険者番号「{number}」の検証番号が合いません。",
                    "番号の誤りがないか確かめてください。",
                )
            )
    if restored:
        problems.append(
            grid.problem(
                "info",
                None,
                None,
                f"保険者番号 {len(restored)} 件の先頭の0を補いました（例: {restored[0]}）。",
            )
        )
    return numbers


def _area_code(cell: Cell) -> str | None:
    written = digits(cell)
    return written.zfill(4) if written and len(written) <= 4 else None


def _unread_area_codes(table: Table, area_codes: Sequence[str | None]) -> list[Problem]:
    """An error for what stands in the column and is no code of a 二次医療圏."""
    return [
        table.grid.problem(
            "error",
            *place,
            f"二次医療圏コード「{table.grid.text(*place)}」が4桁の数字ではありません。",
            "コードを直すか、なければ空欄にしてください。",
        )
        for place, code in zip(table.places("area_code"), area_codes, strict=True)
        if code is None and table.grid.text(*place)
    ]


def _gaps(
    table: Table,
    names: Sequence[str],
    area_codes: Sequence[str | None],
    area_names: Sequence[str | None],
) -> list[Problem]:
    problems: list[Problem] = []
    area_of: dict[str, str] = {}
    for row, name, code, area in zip(table.data, names, area_codes, area_names, strict=True):
        if not name:
            problems.append(
                table.grid.problem(
                    "error",
                    row,
                    table.columns["name"],
                    "市区町村名が空です。",
                    "名称を入れてください。",
                )
            )
        if not code or not area:
            problems.append(
                table.grid.problem(
                    "warning",
                    row,
                    table.columns["area_code"],
                    f"{name}の二次医療圏が空です。",
                    "圏域別の集計に入りません。コードと名称を入れてください。",
                )
            )
        elif area_of.setdefault(code, area) != area:
            problems.append(
                table.grid.problem(
                    "error",
                    row,
                    table.columns["area_name"],
                    f"二次医療圏コード {code} に「{area_of[code]}」と「{area}」の"
                    "二つの名称があります。",
                    "どちらかに揃えてください。",
                )
            )
    return problems


def _zones(table: Table, municipality_codes: Sequence[str]) -> pd.DataFrame:
    """Memberships; the zone's name stands for its code where the master gives none."""
    names = table.texts("zone_name") or []
    zone_codes = table.texts("zone_code") or [""] * len(names)
    rows = [
        (ZONE_SCHEME, code or name, name, municipality, None, None, row + 1)
        for row, code, name, municipality in zip(
            table.data, zone_codes, names, municipality_codes, strict=True
        )
        if name
    ]
    columns = [
        "zone_scheme",
        "zone_code",
        "zone_name",
        "municipality_code",
        "valid_from",
        "valid_to",
        "source_row",
    ]
    return pd.DataFrame(rows, columns=columns)


def master_of(frame: pd.DataFrame, former: pd.DataFrame, known: Master) -> Master:
    """The lookup of the frames; ``known`` fills in what they do not have."""
    names = [
        "municipality_code",
        "municipality_name",
        "insurer_no",
        "medical_area_code",
        "medical_area_name",
    ]
    own = Master.from_rows(frame[names].itertuples(index=False, name=None))
    insurers = dict(former[["insurer_no", "old_code"]].itertuples(index=False, name=None))
    return Master(
        known.by_insurer | own.by_insurer,
        known.by_code | own.by_code,
        known.changes,
        {**known.former_insurers, **insurers},
    )


TABLE = RawTable(
    name="municipality",
    label="市区町村マスタ",
    columns="""
        municipality_code varchar, municipality_name varchar, insurer_no varchar,
        medical_area_code varchar, medical_area_name varchar
    """,
    key=Key(("municipality_code",)),
)
# 国保 insurer number of a municipality that is no more
FORMER = RawTable(
    name="former_insurer",
    label="合併前の保険者番号",
    columns="""
        insurer_no varchar, old_code varchar
    """,
    key=Key(("insurer_no",)),
)
KIND = Kind(
    name="municipalities",
    label="市区町村マスタ",
    layouts=(Layout(tuple(Word(field.label, field.pattern) for field in _FIELDS[:4]), read),),
    tables=(TABLE, FORMER, zones.TABLE, municipality_readings.TABLE),
    replaces="全体",
    order=20,
    template=Template(
        notes=(
            "※市区町村マスタ: 県内の全市区町村を 1 行ずつ書いてください。",
            "※municipality_code は検査数字を除く 5 桁。",
            "※insurer_no は国保の保険者番号（8 桁、左ゼロ埋め）。",
            "※municipality_reading は名称の読み（ひらがな）。地域を読みで探すため。空欄でもよい。",
            "※home_care_zone は在宅医療圏の名前。決めていなければ空欄。",
        ),
        columns=(
            "municipality_code",
            "municipality_name",
            "municipality_reading",
            "insurer_no",
            "medical_area_code",
            "medical_area",
            "home_care_zone",
        ),
        headings=(
            "市区町村コード",
            "市区町村名",
            "市区町村名の読み",
            "保険者番号",
            "二次医療圏コード",
            "二次医療圏",
            "在宅医療圏",
        ),
    ),
    is_public=True,
    is_dated=False,
    needs_master=False,
)
