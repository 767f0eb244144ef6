"""住民基本台帳 年齢階級別人口: 総務省's xlsx as published, and the tidy CSV.

Grain of ``resident_population``: year × municipality × sex × age band. A table of 令和7年1月1日 is
year 2024, the fiscal year it lies in; the tidy CSV says its years itself. Wards of a 政令市 stand
beside their city, as published. 都道府県計 and 合計 stand apart in ``population_total``: no sum of
the rows gives them, as 郡 have rows too.

Editions: since 平成27年 the bands end at 100歳以上, written 「0～4歳」「5～9」 until 令和2年 and
「0歳～4歳」「5歳～9歳」 after. Before, they end at 80歳以上, which cannot be taken apart.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.ground.text import dates_in, digits, fiscal_year_of, squash
from zaitaku.sources.kinds.population_places import PLACE, places
from zaitaku.sources.model import (
    Carried,
    Context,
    Extent,
    Key,
    Kind,
    Layout,
    NotWantedError,
    RawTable,
    Reading,
    TableRefusedError,
    Template,
    Word,
    refusal,
)
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import repeated_rows
from zaitaku.sources.sheet.codes import resolve_codes
from zaitaku.sources.sheet.frames import (
    cycled,
    each,
    long_columns,
    source_rows,
    text_column,
    value_columns,
)
from zaitaku.sources.sheet.grid import (
    HEADER_DEPTH,
    Grid,
)
from zaitaku.sources.sheet.numbers import Numbers, known_labels, read_labels, read_numbers
from zaitaku.sources.sheet.table import Field, Table, open_table
from zaitaku.sources.sheet.values import DASH_IS_SUPPRESSED

AGE_BANDS = (*(f"{age}-{age + 4}" for age in range(0, 100, 5)), "100+")
SEXES = ("計", "男", "女")
_NOTE_OF_HIDDEN = "非公表"

_OFFICIAL_FIELDS = (
    Field("municipality_code", "団体コード", "団体コード"),
    Field("prefecture", "都道府県名", "都道府県名?", is_required=False),
    Field("name", "市区町村名", "市区町村名称?"),
    Field("sex", "性別", "性別"),
    Field("all_ages", "総数", "総数", is_required=False),
    *(
        Field(band, f"{band.replace('-', '歳～')}歳", f"{low}歳?[~-]{high}歳?")
        for band in AGE_BANDS[:-1]
        for low, high in [band.split("-")]
    ),
    Field("100+", "100歳以上", "100歳?(以上|~)"),
)
_TIDY_FIELDS = (
    Field("year", "year", "year|年度?"),
    Field("municipality_code", "municipality_code", "municipality_code|市区町村コード"),
    Field("age_band", "age_band", "age_band|年齢階級"),
    Field("population", "population", "population|人口"),
    Field("sex", "sex", "sex|性別", is_required=False),
)


# --- as published --------------------------------------------------------------------------------


def read_official(grid: Grid, top: int, context: Context) -> Reading:
    """The published xlsx: municipality × 計・男・女, wide by age band."""
    _refuse_partial_edition(grid, top)
    _refuse_early_edition(grid, top)
    as_of = _as_of(grid, top)
    table = open_table(
        grid, top, _OFFICIAL_FIELDS, key="municipality_code", header_has_numbers=True
    )
    above = [row for row in table.totals if squash(grid.text(row, _name_column(table))) == "合計"]
    of_prefecture = [
        row
        for row, cell in zip(table.data, table.cells("municipality_code"), strict=True)
        if _is_prefecture(digits(cell) or "")
    ]
    rows = sorted(set(table.data) - set(of_prefecture))
    totals = _totals(table, [*above, *of_prefecture], fiscal_year_of(as_of))
    table.data, table.totals = rows, []
    problems = table.problems
    written = [digits(cell) or "" for cell in table.cells("municipality_code")]
    codes = resolve_codes(
        grid, table.places("municipality_code"), written, problems, check_digit=True
    )
    sexes = read_labels(table, "sex", known_labels(SEXES))
    keys = list(zip(codes, sexes, strict=True))
    problems += repeated_rows(grid, rows, keys, lambda i: "・".join(keys[i]))
    columns = [table.columns[band] for band in AGE_BANDS]
    numbers = read_numbers(grid, rows, columns, DASH_IS_SUPPRESSED, problems)
    problems += misplaced(grid, table.header, rows, columns)
    problems += _all_ages_warning(table, numbers)
    width, year = len(AGE_BANDS), fiscal_year_of(as_of)
    frame = pd.DataFrame(
        {
            "year": np.full(len(rows) * width, year),
            "as_of_on": np.full(len(rows) * width, np.datetime64(as_of, "s")),
            "municipality_code": each(codes, width),
            "sex": each(sexes, width),
            "age_band": cycled(AGE_BANDS, len(rows)),
            **long_columns("population", numbers),
            "source_row": np.repeat(source_rows(rows), width),
        }
    )
    frames = {
        "resident_population": frame,
        "population_total": totals,
        PLACE.name: places(table, codes, year),
    }
    return Reading(frames, len(rows), problems, year)


def _name_column(table: Table) -> int:
    """Where 合計 is written: 「-」「合計」「-」 are its code, prefecture and name."""
    return table.columns.get("prefecture", table.columns["name"])


def _totals(table: Table, rows: Sequence[int], year: int) -> pd.DataFrame:
    """The whole country ('00') and the prefectures, as published."""
    width, code = len(AGE_BANDS), table.columns["municipality_code"]
    written = [(digits(table.grid.rows[row][code]) or "").zfill(6)[:2] for row in rows]
    table.data, kept = list(rows), table.data
    sexes = read_labels(table, "sex", known_labels(SEXES)) if rows else []
    table.data = kept
    columns = [table.columns[band] for band in AGE_BANDS]
    numbers = read_numbers(table.grid, rows, columns, DASH_IS_SUPPRESSED, table.problems)
    return pd.DataFrame(
        {
            "year": np.full(len(rows) * width, year),
            "prefecture_code": each(written, width),
            "sex": each(sexes, width),
            "age_band": cycled(AGE_BANDS, len(rows)),
            **long_columns("population", numbers),
            "source_row": np.repeat(source_rows(rows), width),
        }
    )


def _refuse_partial_edition(grid: Grid, top: int) -> None:
    """総務省 publishes 【総計】【日本人】【外国人】 in one layout: only the first is everybody."""
    told = squash(" ".join([grid.file_name, grid.sheet or "", *grid.lines_above(top)]))
    for part in ("日本人", "外国人"):
        if part in told:
            raise NotWantedError(
                [
                    grid.problem(
                        "error",
                        None,
                        None,
                        f"{part}だけの人口表です。",
                        "住民全員の【総計】のファイルを取り込んでください。",
                    )
                ]
            )


def _refuse_early_edition(grid: Grid, top: int) -> None:
    """An open band below 100, where none begins at 100."""
    if grid.find(_OFFICIAL_FIELDS[-1].pattern, top, top + HEADER_DEPTH):
        return
    for row, column in grid.find(r"\d\d歳?以上", top, top + HEADER_DEPTH):
        raise refusal(
            grid,
            row,
            f"いちばん上の年齢階級が「{grid.text(row, column)}」の版です（平成26年までの形）。"
            "それより上の年齢を5歳ごとに分けられないため、取り込めません。",
            "平成27年1月1日以後の版（100歳以上まである版）を取り込んでください。",
            column,
        )


def _is_prefecture(written: str) -> bool:
    """Whether a 団体コード of six digits is a prefecture's: 030007, or 30007 without its zero."""
    return written.zfill(6)[2:5] == "000"


def _as_of(grid: Grid, top: int) -> date:
    days = {day for line in grid.lines_above(top) for day in dates_in(line)}
    if len(days) != 1:
        found = "、".join(sorted(day.isoformat() for day in days)) or "なし"
        raise TableRefusedError(
            [
                grid.problem(
                    "error",
                    None,
                    None,
                    f"いつ現在の人口かを決められません（表題にある日付: {found}）。",
                    "表題に「令和7年1月1日」のように基準日を1つ書いてください。",
                )
            ]
        )
    return days.pop()


def _all_ages_warning(table: Table, numbers: Numbers) -> list[Problem]:
    """One warning when bands do not add up to 総数: the published table has many such rows."""
    if "all_ages" not in table.columns:
        return []
    ignored: list[Problem] = []
    grid, column = table.grid, table.columns["all_ages"]
    total = read_numbers(grid, table.data, [column], DASH_IS_SUPPRESSED, ignored)
    differences = np.nan_to_num(np.abs(total.values[:, 0] - numbers.values.sum(axis=1)))
    count = int((differences > 0).sum())
    if not count:
        return ignored
    worst = int(differences.argmax())
    notes = [row[0] for row in grid.rows[table.data[-1] :] if row and isinstance(row[0], str)]
    is_explained = any(_NOTE_OF_HIDDEN in note for note in notes)
    reason = "表の注のとおり、外国人住民の年齢別が非公表のためです。" if is_explained else ""
    return [
        *ignored,
        grid.problem(
            "info" if is_explained else "warning",
            table.data[worst],
            column,
            f"年齢階級の和が総数と一致しない行が {count:,} 行あります"
            f"（最大はこの行で差 {differences[worst]:,.0f} 人）。{reason}",
            "年齢階級の値をそのまま取り込みました。",
        ),
    ]


# --- tidy CSV ------------------------------------------------------------------------------------


def read_tidy(grid: Grid, top: int, context: Context) -> Reading:
    """The tidy CSV: year, municipality_code, age_band, population and, if wanted, sex."""
    table = open_table(grid, top, _TIDY_FIELDS, key="municipality_code")
    problems = table.problems
    years = _years(table)
    written = [digits(cell) or "" for cell in table.cells("municipality_code")]
    codes = resolve_codes(grid, table.places("municipality_code"), written, problems)
    problems += _strangers(table, codes, context)
    bands = read_labels(table, "age_band", _tidy_bands())
    if "sex" in table.columns:
        sexes = read_labels(table, "sex", known_labels(SEXES) | {"総数": "計", "男女計": "計"})
    else:
        sexes = ["計"] * len(codes)
    numbers = read_numbers(
        grid, table.data, [table.columns["population"]], DASH_IS_SUPPRESSED, problems
    )
    keys = list(zip(years, codes, sexes, bands, strict=True))
    problems += repeated_rows(grid, table.data, keys, lambda i: "・".join(map(str, keys[i])))
    frame = pd.DataFrame(
        {
            "year": years,
            "as_of_on": pd.Series([pd.NaT] * len(years), dtype="datetime64[s]"),
            "municipality_code": text_column(codes),
            "sex": text_column(sexes),
            "age_band": text_column(bands),
            **value_columns(["population"], numbers),
            "source_row": source_rows(table.data),
        }
    )
    frame = frame[frame["age_band"] != "総数"].reset_index(drop=True)
    distinct = set(years)
    return Reading(
        {"resident_population": frame},
        len(table.data),
        problems,
        distinct.pop() if len(distinct) == 1 else None,
    )


def _tidy_bands() -> dict[str, str]:
    known = {"総数": "総数", "100歳以上": "100+", "100+": "100+", "100": "100+"}
    for band in AGE_BANDS[:-1]:
        low, high = band.split("-")
        # label_key drops signs: 「0-4」「0～4歳」「0歳～4歳」 become 04, 04歳, 0歳4歳.
        for form in (f"{low}{high}", f"{low}{high}歳", f"{low}歳{high}歳"):
            known[form] = band
    return known


def _years(table: Table) -> list[int]:
    years: list[int] = []
    for row, cell in zip(table.data, table.cells("year"), strict=True):
        written = digits(cell)
        if written is None or len(written) != 4:
            shown = table.grid.text(row, table.columns["year"])
            table.problems.append(
                table.grid.problem(
                    "error",
                    row,
                    table.columns["year"],
                    f"年「{shown}」が西暦4桁ではありません。",
                    "2023 のように直してください。",
                )
            )
        years.append(int(written) if written else 0)
    return years


def _strangers(table: Table, codes: Sequence[str], context: Context) -> list[Problem]:
    """Codes of the master's prefectures that the master lacks; wards are known by their city."""
    prefectures = {code[:2] for code in context.master.by_code}
    told: dict[str, Problem] = {}
    for place, code in zip(table.places("municipality_code"), codes, strict=True):
        is_ward = code[2:3] == "1" and code[2:] != "100"
        if (
            code
            and code not in told
            and code[:2] in prefectures
            and context.master.current(code) is None
            and not is_ward
        ):
            told[code] = table.grid.problem(
                "error",
                *place,
                f"市区町村コード「{code}」は市区町村マスタにありません。",
                "マスタに加えるか、コードを直してください。",
            )
    return list(told.values())


TABLE = RawTable(
    name="resident_population",
    label="人口",
    columns="""
        year integer, as_of_on date, municipality_code varchar, sex varchar, age_band varchar,
        population decimal(18, 6), population_status varchar
    """,
    key=Key(("year", "municipality_code", "sex", "age_band")),
    replaced_by="year",
    year="year",
    extent=Extent("year", "municipality_code", (("sex",), ("age_band",))),
    carried=Carried(("municipality_code",), has_wards_beside=True),
)
# prefecture_code 00 is the whole country
TOTAL = RawTable(
    name="population_total",
    label="全国・都道府県の人口",
    columns="""
        year integer, prefecture_code varchar, sex varchar, age_band varchar,
        population decimal(18, 6), population_status varchar
    """,
    key=Key(("year", "prefecture_code", "sex", "age_band")),
    replaced_by="year",
)
KIND = Kind(
    name="resident_population",
    label="住民基本台帳 年齢階級別人口",
    layouts=(
        Layout(
            (
                Word("団体コード"),
                Word("市区町村名", "市区町村名称?"),
                Word("性別"),
                Word("0歳～4歳", "0歳?[~-]4歳?"),
            ),
            read_official,
        ),
        Layout(tuple(Word(field.label, field.pattern) for field in _TIDY_FIELDS[:4]), read_tidy),
    ),
    tables=(TABLE, TOTAL, PLACE),
    replaces="年",
    order=80,
    page_label="住民基本台帳人口",
    template=Template(
        notes=(
            "※年齢階級別人口: 総務省の表（xlsx）があればそのまま取り込めます。この表は不要です。",
            "※year は年度（西暦）、age_band は 0-4、5-9、…、95-99、100+。",
        ),
        columns=("year", "municipality_code", "age_band", "population"),
        headings=(
            "年度",
            "市区町村コード",
            "年齢階級",
            "人口",
        ),
        lists_areas=False,
    ),
    is_public=True,
    is_dated=False,
    needs_master=False,
)
