"""What can be wrong with an input, and how it is reported. Pure: knows no file format.

A value that was read is a number and a status; the status says why there is no number.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]

ACTUAL = "実数"
SUPPRESSED = "秘匿"
NOT_APPLICABLE = "該当なし"
MISSING = "欠測"
STATUSES = (ACTUAL, SUPPRESSED, NOT_APPLICABLE, MISSING)


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
