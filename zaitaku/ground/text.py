"""Japanese text as official tables write it: widths, line breaks, years of an era, codes. Pure."""

import math
import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

# NFKC leaves these apart although readers see one sign: hyphens, minus, dashes, box drawing.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘─━"), "-")
_WAVES = dict.fromkeys(map(ord, "〜∼～"), "~")
# Copied out of a PDF: signs of radicals (NFKC knows ⼭ but not ⻑), and what nobody sees at all:
# zero-width characters, marks of direction, selectors of a variant of a character.
_RADICALS = str.maketrans(
    "⺠⺩⺬⺼⻁⻃⻄⻆⻑⻕⻗⻘⻝⻡⻣⻤⻨⻩⻫⻭⻯⻱⻲",
    "民王示肉虎西西角長阜雨青食首骨鬼麦黄斉歯竜亀亀",
)
_INVISIBLE = dict.fromkeys(
    code
    for first, last in (
        (0x00AD, 0x00AD),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)
_SIGNS = _DASHES | _WAVES | _RADICALS | _INVISIBLE | {ord("’"): "'"}
_SPACES = re.compile(r"\s+")
_LINE_BETWEEN_NUMBERS = re.compile(r"(?<=\d)[\r\n]+(?=\d)")
_PUNCTUATION = re.compile(r"[\s、。・,.()\[\]【】「」『』<>/_\-~:;*※]+")


@lru_cache(maxsize=65536)
def squash(text: str) -> str:
    """The text for comparing: NFKC, one kind of dash and wave, nothing blank or invisible."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text).translate(_SIGNS))


@lru_cache(maxsize=65536)
def label_key(text: str) -> str:
    """``squash`` without punctuation: 「重症以外、月２回」 and 「重症以外・月2回」 are one."""
    return _PUNCTUATION.sub("", squash(text))


@lru_cache(maxsize=65536)
def tidy(text: str) -> str:
    """The text for showing: the writer's own widths, without line breaks and outer blanks.

    Two numbers on two lines stay two: a word may be broken over lines, a number is not.
    """
    text = _LINE_BETWEEN_NUMBERS.sub(" ", text)
    return _SPACES.sub(" ", text.replace("\r", "").replace("\n", "")).strip()


# --- years ---------------------------------------------------------------------------------------

_ERAS = {"令": 2018, "R": 2018, "平": 1988, "H": 1988, "昭": 1925, "S": 1925}
_ERA = r"(?P<era>令和|平成|昭和|(?<![A-Za-z])[RHS])(?P<year>元|\d{1,2})"
_WESTERN = r"(?<!\d)(?P<western>(?:19|20)\d\d)"
_NENDO = re.compile(rf"(?:{_ERA}|{_WESTERN})年度")
_MONTH = re.compile(rf"(?:{_ERA}|{_WESTERN})年(?P<month>\d{{1,2}})月")
_PERIOD = re.compile(r"月(?:診療分|分)?(?:から|~|-)")
_DAY_ERA = r"(?P<era>令和?|平成?|昭和?|(?<![A-Za-z])[RHSrhs]) ?(?P<year>元|\d{1,2})"
_DAY = re.compile(
    rf"(?:{_DAY_ERA}|{_WESTERN})"
    r"(?: ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日"
    r"|(?P<sign>[./-]) ?(?P<m>\d{1,2})(?P=sign) ?(?P<d>\d{1,2})(?![\dA-Za-z./-]))"
)
_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00)?$")  # what programs add to a day
_FILE_YEAR = re.compile(
    r"(?<![A-Za-z0-9])(?P<era>[RHrh])(?P<year>\d{1,2})(?:年度)?(?![\dA-Za-z])(?![.\-/]\d)"
    r"|(?<![A-Za-z])FY(?P<western>20\d\d)(?!\d)"
)


def fiscal_years_in(text: str) -> set[int]:
    """Every fiscal year a line names: 「令和5年度」「2023年度」「2023年4月～2024年3月」 → {2023}.

    A lone date (「令和6年5月1日作成」) names none.
    """
    line = squash(text)
    years = {_western(match) for match in _NENDO.finditer(line)}
    if _PERIOD.search(line):
        months = [(_western(match), int(match["month"])) for match in _MONTH.finditer(line)]
        years |= {year if month >= 4 else year - 1 for year, month in months}
    return years


def fiscal_years_in_name(stem: str) -> set[int]:
    """Fiscal years a file name tells: R05, 令和5年度, 2023年度, H30. 「R7.10」 is a date."""
    name = squash(stem)
    return fiscal_years_in(name) | {_western(match) for match in _FILE_YEAR.finditer(name)}


def dates_in(text: str) -> list[date]:
    """Full dates in order of appearance: 「令和7年1月1日」「R7.1.1」 → date(2025, 1, 1)."""
    found = [_day(match) for match in _DAY.finditer(_spaced(text))]
    return [day for day in found if day is not None]


def day_of(cell: object) -> date | None:
    """The day a cell holds: a spreadsheet's date, or one as people type it.

    「2024-04-01」「2024/4/1」「2024.4.1」「20240401」「R6.4.1」「令和６年４月１日」. None for
    anything else: an empty cell, a day that no calendar has, two days.
    """
    if isinstance(cell, datetime):
        return None if cell != cell else cell.date()  # pandas' NaT is a datetime
    if isinstance(cell, date):
        return cell
    written = digits(cell) or (cell if isinstance(cell, str) else "")
    if re.fullmatch(r"(19|20)\d{6}", written):
        written = f"{written[:4]}-{written[4:6]}-{written[6:]}"
    days = dates_in(_MIDNIGHT.sub("", _spaced(written)))
    return days[0] if len(days) == 1 else None


def _spaced(text: str) -> str:
    """``squash`` word by word: 「2024/4/1 5件」 is not the 15th."""
    return " ".join(squash(word) for word in text.split())


def _day(match: re.Match[str]) -> date | None:
    month, day = match["month"] or match["m"], match["day"] or match["d"]
    try:
        return date(_western(match), int(month), int(day))
    except ValueError:
        return None


def fiscal_year_of(day: date) -> int:
    """The fiscal year (April to March) that contains a day."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_told(text: str) -> int | None:
    """The fiscal year of the one day or month that a text tells: 「令和5年9月」 → 2023."""
    days = {fiscal_year_of(day) for day in dates_in(text)}
    if not days:
        months = [(_western(match), int(match["month"])) for match in _MONTH.finditer(squash(text))]
        days = {year if month >= 4 else year - 1 for year, month in months}
    return days.pop() if len(days) == 1 else None


def _western(match: re.Match[str]) -> int:
    if match["western"]:
        return int(match["western"])
    year = 1 if match["year"] == "元" else int(match["year"])
    return _ERAS[match["era"][0].upper()] + year


# --- numbers and codes ---------------------------------------------------------------------------

TOO_LARGE = 1e15  # beyond it a spreadsheet's number no longer tells its last digits


@lru_cache(maxsize=65536)
def numeral(text: str) -> str | None:
    """``squash`` for what is to be read as one number; None where it would make one.

    「1 234」, or 12 and 34 on two lines, may be two numbers. 「12²」 has the sign of a note, 「①」
    is a label: NFKC would read 122 and 1.
    """
    if len(text.split()) > 1 or any(unicodedata.category(sign) == "No" for sign in text):
        return None
    return squash(text)


def digits(cell: object) -> str | None:
    """A cell that holds a code, as its digits; None when it is anything else.

    A spreadsheet may have made a number of it (30015.0 → 「30015」), losing leading zeros.
    """
    if isinstance(cell, str):
        text = (numeral(cell) or "").lstrip("'")
        if text.endswith(".0"):
            text = text[:-2]
        return text if text.isascii() and text.isdigit() else None
    if isinstance(cell, (bool, date, datetime)) or not isinstance(cell, (float, int)):
        return None
    if not math.isfinite(cell) or not 0 <= cell < TOO_LARGE:
        return None
    return str(int(cell)) if cell == int(cell) else None
