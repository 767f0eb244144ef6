"""What can be wrong with an input, and how it is reported. Pure: knows no file format.

A value that was read is a number and a status; the status says why there is no number.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

ACTUAL = "実数"
SUPPRESSED = "秘匿"
NOT_APPLICABLE = "該当なし"
MISSING = "欠測"
STATES = (ACTUAL, SUPPRESSED, NOT_APPLICABLE, MISSING)


@dataclass(frozen=True)
class Problem:
    """One thing to tell the user about an input.

    ``where`` names file, sheet and cell as the spreadsheet shows them; ``message`` says what is
    wrong and what was expected; ``fix`` says what to do. An ``error`` refuses the file,
    a ``warning`` is stored with the build, ``info`` is told once.
    """

    severity: Severity
    where: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}{self.fix}"


# --- checks --------------------------------------------------------------------------------------

LIMIT = 20
_FLOAT_NOISE = 1e-6


def rounding_tolerance(parts: int, unit: float = 0.1) -> float:
    """How far a total may be from the sum of its ``parts`` when all were rounded to ``unit``."""
    return unit / 2 * (parts + 1) + _FLOAT_NOISE


def capped(problems: Sequence[Problem], where: str, limit: int = LIMIT) -> list[Problem]:
    """The first ``limit`` problems of each severity and, for the rest, how many there are."""
    kept: list[Problem] = []
    for severity in SEVERITIES:
        same = [problem for problem in problems if problem.severity == severity]
        kept += same[:limit]
        if len(same) > limit:
            kept.append(Problem(severity, where, f"ほか{len(same) - limit}件あります。"))
    return kept


def first_repeats(keys: Iterable[Hashable]) -> list[tuple[int, int]]:
    """Positions (first, again) of every key that occurs more than once, in order."""
    seen: dict[Hashable, int] = {}
    repeats = []
    for position, key in enumerate(keys):
        first = seen.setdefault(key, position)
        if first != position:
            repeats.append((first, position))
    return repeats
