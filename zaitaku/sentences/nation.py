"""What 都道府県を並べる says: what lies highest and lowest, who has no figure. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import number
from zaitaku.ground.states import ACTUAL, SUPPRESSED

_MOST = 8  # names in a sentence


def ends(answer: Answer, label: str, unit: str) -> str:
    """「値を比べられる 3 都道府県のうち、在宅医療の患者は岩手県（12.3 人/千人）が最も高く…」

    Of those alone that were ranked together; where there are several such groups, of the largest.
    """
    ranked = [record for record in answer.records if record["rank"] is not None]
    most = max((record["of"] for record in ranked), default=0)
    ranked = [record for record in ranked if record["of"] == most]
    if most < 2:
        return f"{label}は、年度と基準をそろえて比べられる{unit}が 2 つに満たない。"
    ordered = sorted(ranked, key=lambda record: -record["value"])
    column = answer.column("value")
    hidden = sum(states["value"] == SUPPRESSED for states in answer.state_records)
    without = f"（秘匿の {hidden} {unit}を除く）" if hidden else ""

    def told(record: Mapping[str, Any]) -> str:
        return (
            f"{record['area_name']}（{number(record['value'], column.decimals)} {record['unit']}）"
        )

    return (
        f"値を比べられる {most} {unit}のうち{without}、{label}は{told(ordered[0])}が最も高く、"
        f"{told(ordered[-1])}が最も低い。"
    )


def lacking(answer: Answer) -> list[str]:
    """Whom there is no figure of, by what is lacking; 秘匿 and 該当なし stand in the figure."""
    found: dict[str, dict[str, None]] = {}
    for record, states in zip(answer.records, answer.state_records, strict=True):
        if states["value"] != ACTUAL and record["remark"]:
            found.setdefault(record["remark"], {})[record["prefecture_name"]] = None
    return [f"{named(list(names))}: {why.removesuffix('。')}。" for why, names in found.items()]


def has_ranks(answer: Answer) -> bool:
    """Whether any of its figures was ranked."""
    return any(record["rank"] is not None for record in answer.records)


def named(names: Sequence[str]) -> str:
    """Names in a sentence, the first of many."""
    told = "・".join(names[:_MOST])
    return told if len(names) <= _MOST else f"{told}など {len(names)}"
