"""Choosing 居住形態, as ④ tells it apart; the same on every page of flows."""

from __future__ import annotations

from dataclasses import dataclass

from zaitaku.compose.sheet import Sheet

_RESIDENCES = {"home": "同一建物以外（居宅など）", "shared": "同一建物（施設など）", "both": "両方"}
_KEPT = {"home": ["同一建物以外"], "shared": ["同一建物"], "both": []}
_VISITS = {
    "home": "訪問診療（同一建物以外）",
    "shared": "訪問診療（同一建物）",
    "both": "訪問診療",
}
_BOTH = "同一建物以外と同一建物の計"  # in a title nobody knows which two 「両方」 are


@dataclass(frozen=True)
class Residence:
    """居住形態 chosen: home, shared or both; ``kept`` as questions take it (empty: both)."""

    code: str
    label: str
    kept: list[str]

    @property
    def visits(self) -> str:
        """What is counted."""
        return _VISITS[self.code]


def choose(sheet: Sheet) -> Residence:
    """居宅 and 施設 flow differently: one of them is shown unless the reader asks for both."""
    chosen = sheet.choice("residence", "居住形態", _RESIDENCES, few=True)
    label = _BOTH if chosen == "both" else _RESIDENCES[chosen]
    return Residence(chosen, label, _KEPT[chosen])
