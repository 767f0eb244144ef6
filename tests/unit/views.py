"""Views small enough to read, for what makes files of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.unit.areas import areas
from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import figure
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.views import Exhibit, Reading, View
from zaitaku.ground.settings import Mode

TITLE = "訪問診療｜千人当たり患者数｜架空県 市町村別｜令和5年度（2023）"
SENTENCE = "甲市の訪問診療の患者は 14.2 人/千人で、県全体を上回る。"
FORMULA = "=1+1村"  # a name that a spreadsheet would run


def towns(mode: Mode = "public") -> Answer:
    """Three towns: one shown, one hidden, one whose name looks like a formula."""
    found = areas(("01100", "甲市", 123.4, 14.2), ("01202", "乙町", None, None),
                  ("01303", FORMULA, 5.0, 2.5))  # fmt: skip
    return replace(
        found, source="KDB 集計表①", notes=("国保・後期だけの数です。",), mode=mode,
        params={"fiscal_year": 2023, "area_unit": "municipality"},
        param_labels={"fiscal_year": "年度", "area_unit": "地域の単位"},
    )  # fmt: skip


def compared(answer: Answer) -> Exhibit:
    """Bars of the rate with the first town dark and the second as what it is compared with."""
    options = {
        "title": TITLE,
        "highlight": "01100",
        "beside": "patients",
        "references": {"令和5年度": figure(answer, "rate", "01303", "県全体")},
    }
    return Exhibit(TITLE, bars, ({"令和5年度": answer}, "rate"), options, answer)


def view(*exhibits: Exhibit, mode: Mode = "public", **changes: Any) -> View:
    """A page with the exhibits given (default: the bars of three towns)."""
    made = View(
        page="supply",
        title="供給",
        link={"mode": (mode,), "year": ("2023",)},
        choices=(("モード", "公表"), ("年度", "令和5年度（2023）"), ("地域の単位", "市町村")),
        mode=mode,
        build_id="b",
        year_label="令和5年度（2023）",
        sentences=(SENTENCE,),
        exhibits=exhibits or (compared(towns(mode)),),
        reading=Reading("患者の数", "多い少ない", "足りているか"),
    )
    return replace(made, **changes)
