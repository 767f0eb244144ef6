"""What can be wrong in a receipt file, in words, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from zaitaku.claims.faults import Faults


class Fault(Enum):
    """``value``: what is told of it, a fixed sentence without a value of the file."""

    # the whole file is left out, all its lines counted
    UNKNOWN = "中身がレセプト電算処理のファイルではない（ファイルを除いた）"
    ENCODING = "文字コードが Shift_JIS（CP932）ではない（ファイルを除いた）"
    CUT = "行の途中で切れている（ファイルを除いた）"
    NO_END = "終わりの印（GO または 0x1A）がなく、途中で切れたおそれがある（ファイルを除いた）"
    RECEIPTS_MISSING = "GO の総件数とレセプトの数が合わない（ファイルを除いた）"
    # the receipt is left out
    NO_INSTITUTION = "医療機関のレコード（IR・YK・HM）がないか、読めない（レセプトを除いた）"
    SERVICE_MONTH = "診療年月が読めない（レセプトを除いた）"
    KIND = "レセプト種別が読めない（レセプトを除いた）"
    INSURER = "保険者番号が読めない（レセプトを除いた）"
    NUMBER = "被保険者番号、または枝番と生年月日がない（レセプトを除いた）"
    # the line is left out
    LINE = "行の形が仕様と合わない（行を除いた）"
    COUNT = "回数が読めないか、負の数（行を除いた）"
    KI_PLACE = "KI の薬学管理料が仕様の位置にない（その薬学管理料を除いた）"
    # nothing is lost
    SAME_FILE = "同じ中身のファイルがほかにもある（1 つだけ数えた）"
    UNLIKE_DAYS = "回数と算定日の合計が合わない（回数の欄を数えた）"
    ERAS = "和暦と西暦が 1 つのファイルに混じる（桁数で読み分けた）"
    CHARACTER = "Shift_JIS にない文字がある（数えるのには使わない）"
    PUBLIC_ONLY = "公費単独のレセプト（①〜⑤に入らない）"
    OTHER_INSURER = "国保・後期以外の保険者のレセプト（①〜⑤に入らない）"
    NO_BRANCH = "枝番がない国保のレセプト（生年月日と性別で人を見分けた）"

    @property
    def loses(self) -> bool:
        """Whether something is left out that may belong to the tables."""
        return self not in _NOTES


_NOTES = (
    Fault.SAME_FILE,
    Fault.UNLIKE_DAYS,
    Fault.ERAS,
    Fault.CHARACTER,
    Fault.PUBLIC_ONLY,
    Fault.OTHER_INSURER,
    Fault.NO_BRANCH,
)


class FileFaultError(Exception):
    """The file cannot be used as a whole."""

    def __init__(self, fault: Fault, line: int | None = None) -> None:
        super().__init__(fault.name)
        self.fault = fault
        self.line = line


@dataclass
class Teller:
    """Keeps what is told of one file apart until its end: of one that is left out only that."""

    path: Path
    _told: list[tuple[Fault, int | None]] = field(default_factory=list)

    def add(self, fault: Fault, line: int | None) -> None:
        self._told.append((fault, line))

    def hand_over(self, faults: Faults) -> None:
        for fault, line in self._told:
            (faults.add if fault.loses else faults.note)(self.path, line, fault.value)
