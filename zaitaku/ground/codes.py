"""Numbers of municipalities and insurers: their kinds, check digits and lost leading zeros.

A municipality code and an insurer number are different numbers even when they look alike; they
meet only through the master. Pure text functions.

Municipality: JIS X 0402 (全国地方公共団体コード), 5 digits, a sixth is the check digit (weights
6,5,4,3,2, modulus 11). Insurers: the last digit is a check digit (weights 2,1,2,1… from the right,
digit sums, modulus 10). KDB writes the six digits of a 国保 insurer with two zeros in front.
"""

from collections.abc import Iterable
from dataclasses import dataclass

INSURER_DIGITS = 8
_ENOUGH_TO_TELL = 3


def municipality_check_digit(code: str) -> str:
    """The sixth digit of a five-digit municipality code."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def is_municipality_code_6(code: str) -> bool:
    """Whether six digits are a municipality code with its check digit."""
    return len(code) == 6 and code.isdigit() and municipality_check_digit(code[:5]) == code[5]


def insurer_check_digit(head: str) -> str:
    """The check digit that belongs to an insurer number without it."""
    total = 0
    for position, digit in enumerate(reversed(head)):
        product = int(digit) * (2 if position % 2 == 0 else 1)
        total += product // 10 + product % 10
    return str(-total % 10)


def is_insurer_no(number: str) -> bool:
    """Whether the last digit of an insurer number is its check digit."""
    return len(number) >= 2 and number.isdigit() and insurer_check_digit(number[:-1]) == number[-1]


def insurer_no(number: str) -> str:
    """An insurer number as KDB writes it: 8 digits, the zeros in front restored.

    Longer numbers are returned as they are: they are no insurer number and match none.
    """
    return number.zfill(INSURER_DIGITS)


def insurer_kind(number: str) -> str:
    """What a number in an insurer column seems to be, in words for a message; 「」 when unclear."""
    full = insurer_no(number)
    if full.startswith("39") and is_insurer_no(full):
        return "後期高齢者医療の保険者番号"
    six = full[2:]
    if full.startswith("00") and is_insurer_no(six):
        return "国保組合の保険者番号" if six[2] == "3" else "国保保険者番号"
    if full.startswith("00") and is_municipality_code_6(six):
        return "団体コード（6桁）"
    return ""


def municipality_readings(number: str) -> list[str]:
    """The five-digit codes that one written number may be, the likelier first; [] for none.

    For a cell by itself: five digits, or six with their check digit, either with a lost zero. Only
    a master can tell which: 「32018」 is 32018, or 032018 without its zero.
    """
    plain = number.zfill(5)
    found = [plain] if len(number) in (4, 5) and not plain.startswith("00") else []
    six = number.zfill(6)
    if len(number) in (5, 6) and not six.startswith("00") and is_municipality_code_6(six):
        found.append(six[:5])
    return found


@dataclass(frozen=True)
class CodeColumn:
    """What a column of municipality codes turned out to hold.

    ``codes`` maps each written form to the 5-digit code; ``restored`` are written forms that had
    lost a leading zero; ``wrong`` are forms that are no code (length or check digit).
    """

    codes: dict[str, str]
    restored: tuple[str, ...]
    wrong: tuple[str, ...]
    has_check_digit: bool


def municipality_codes(numbers: Iterable[str], check_digit: bool | None = None) -> CodeColumn:
    """Five-digit codes of a column; the column as a whole tells whether a check digit is there.

    ``check_digit`` says so beforehand; None decides: six digits anywhere, or a column of five
    digits that all pass as six with a lost zero (by chance: 1 in 11 each, so at least three).
    """
    written = list(dict.fromkeys(numbers))
    if check_digit is None:
        check_digit = any(len(number) == 6 for number in written) or (
            len(written) >= _ENOUGH_TO_TELL
            and all(is_municipality_code_6(number.zfill(6)) for number in written)
        )
    width = 6 if check_digit else 5
    codes: dict[str, str] = {}
    restored: list[str] = []
    wrong: list[str] = []
    for number in written:
        full = number.zfill(width)
        # Only one zero can be lost: prefectures run from 01 to 47 (and 99 in invented data).
        if (
            len(full) != width
            or full.startswith("00")
            or (check_digit and not is_municipality_code_6(full))
        ):
            wrong.append(number)
            continue
        codes[number] = full[:5]
        if len(number) < width:
            restored.append(number)
    return CodeColumn(codes, tuple(restored), tuple(wrong), check_digit)
