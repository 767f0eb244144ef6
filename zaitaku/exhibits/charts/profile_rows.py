"""The rows of a profile as people read them: figures in words, and where they lie on a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import number
from zaitaku.derived.measuring import decimals_of
from zaitaku.derived.measuring_profile import DOWN, SAME, UP
from zaitaku.ground.states import ACTUAL
from zaitaku.indicators.catalogue import FUNCTIONS

PART = "＊"  # of an indicator of which only a part is counted
ARROWS = {UP: "↑", DOWN: "↓", SAME: "→"}  # none over a change of definition


@dataclass(frozen=True)
class Row:
    """An indicator as people read it. ``places``: area code → where on the line, 0 to 1."""

    code: str
    function: str
    spo: str
    name: str
    value: str
    compared: str
    reference: str
    lowest: str
    highest: str
    rank: str
    judgement: str
    trend: str
    quarters: tuple[float, float] | None
    mark: float | None
    interval: tuple[float, float] | None
    places: Mapping[str, float]
    told: Mapping[str, str]

    @property
    def has_number(self) -> bool:
        return self.told["state"] == ACTUAL


def rows_of(answer: Answer, beside: Answer) -> list[Row]:
    """The indicators that have a row, by their first function: the others say what is lacking."""
    others: dict[str, dict[str, float]] = {}
    for record in beside.records:
        if record["compared"] is not None:
            others.setdefault(record["indicator_id"], {})[record["area_code"]] = record["compared"]
    rows = [
        _row(record, states, others.get(record["indicator_id"], {}))
        for record, states in zip(answer.records, answer.state_records, strict=True)
        if not record["words"]
    ]
    order = list(dict.fromkeys(row.function for row in rows))
    known = [f for f in FUNCTIONS if f in order] + [f for f in order if f not in FUNCTIONS]
    return sorted(rows, key=lambda row: known.index(row.function))


def _row(record: Mapping[str, Any], states: Mapping[str, str], others: Mapping[str, float]) -> Row:
    low, high = record["lowest"], record["highest"]

    def place(value: float | None) -> float | None:
        if value is None or low is None or low == high:
            return None
        at = float((value - low) / (high - low))
        # 比べる相手 may lie beside the line where the small areas are hidden
        return at if 0 <= at <= 1 else None

    quarters = (place(record["lower_quarter"]), place(record["upper_quarter"]))
    lowest, _, highest = record["range_words"].partition("–")
    hidden = f" 秘匿{record['hidden']}" if record["hidden"] else ""
    rank = f"{record['rank']}/{record['of']}" if record["rank"] is not None else "―"
    before = number(record["previous"], decimals_of(record["unit"]))
    return Row(
        code=record["indicator_id"],
        function=record["function"].split("・")[0],
        spo=record["spo"],
        name=record["short_name"] + (PART if record["gap"].startswith("一部") else ""),
        value=record["value_words"],
        compared=_short(record["compared_words"]),
        reference=record["reference_words"],
        lowest=lowest,
        highest=highest,
        rank=rank + hidden,
        judgement=record["judgement"] or "―",
        trend=ARROWS.get(record["trend"], "―"),
        quarters=None if None in quarters else (float(quarters[0] or 0), float(quarters[1] or 0)),
        mark=place(record["reference"]),
        interval=_interval(record),
        places={code: at for code, value in others.items() if (at := place(value)) is not None},
        told={
            "state": record["state"],
            "full": record["indicator_name"],
            "figure": record["value_words"],
            "per": record["compared_words"] or "―",
            "before": f"{record['trend']}（前年度 {before}）"
            if record["trend"]
            else "比べる値なし",
            "judged": _judged(record),
            "year": f"{record['year']}年度" if record["year"] else "年の記載なし",
            "basis": record["basis"],
            "gap": record["gap"] or "―",
        },
    )


def _interval(record: Mapping[str, Any]) -> tuple[float, float] | None:
    """The 95 % interval on the line; an end beyond the line is drawn as far as the line goes."""
    low, high = record["lowest"], record["highest"]
    if record["lower"] is None or low is None or low == high:
        return None
    lower, upper = (
        min(max(float(record[name] - low) / (high - low), 0.0), 1.0) for name in ("lower", "upper")
    )
    return lower, upper


def _judged(record: Mapping[str, Any]) -> str:
    """The judgement with its interval, or why there is none."""
    if not record["judgement"]:
        return f"しない（{record['unjudged']}）" if record["unjudged"] else "―"
    wanted = f"、望ましい向き: {record['wanted']}" if record["wanted"] else ""
    return f"{record['judgement']}（95 % 区間 {record['interval_words']}{wanted}）"


def _short(words: str) -> str:
    """「31.7/千人」 of 31.7 人/65歳以上千人: the heading says of whom."""
    figure, _, unit = words.partition(" ")
    return f"{figure}/{unit.rpartition('65歳以上')[2]}" if unit else "―"


def unit_of(record: Mapping[str, Any]) -> str:
    """「人/千人」 of 人/65歳以上千人, or the unit of what is compared as it is."""
    return str(record["compared_unit"]).replace("65歳以上", "")
