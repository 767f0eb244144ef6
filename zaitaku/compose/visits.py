"""Visits of a patient in a month, and the mean from which 訪問診療料 is paid less."""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure
from zaitaku.compose.maps import Subject
from zaitaku.compose.sheet import Sheet
from zaitaku.ground.states import ACTUAL

COLUMN, VISITS = "claims_per_receipt", "在宅患者訪問診療料"
# 個別改定項目 (2024-02-14): a mean of 12 visits in three months
_A_MONTH, _SINCE = 4.0, "2024年6月から"


def limit(result: Answer, about: Subject) -> Figure | None:
    """The line of a figure of visits to a patient; None for any other figure."""
    if about.value != COLUMN or about.params.get("item") != VISITS:
        return None
    return Figure(f"算定の境目（{_SINCE}）", _A_MONTH, ACTUAL, result.column(COLUMN))


def tell(sheet: Sheet, line: Figure | None) -> None:
    """What the line is, under the figure."""
    if line is not None:
        sheet.note(
            f"{_SINCE}、患者1人当たりの訪問診療が直近3か月の平均で12回（月4.0回）以上の医療機関は、"
            "同じ月の5回目からの訪問診療料が下がります。医療機関ごとに決まるため、地域の平均が線より"
            "低くても、線を超える医療機関がないとはいえません。"
        )
