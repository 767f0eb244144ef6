"""The sentences of the page 体制. Pure. What is not known is never told as 「ない」."""

from __future__ import annotations

from collections.abc import Sequence

from zaitaku.ask.answer import Answer
from zaitaku.ground.states import ACTUAL

_MANY = 10
_MOST_NAMES = 8
_SUPPORT, _STATIONS = "在支診・在支病", "24時間対応の訪問看護"


def gaps(answer: Answer, unit_label: str) -> str:
    """「35 市町村のうち、在支診・在支病がないのは 8。24時間対応の訪問看護がないのは 6（…）。」"""
    rows = list(answer.records)
    told: list[str] = []
    not_told: list[str] = []
    is_sure = True
    for kind in (_SUPPORT, _STATIONS):
        none = [str(r["area_name"]) for r in rows if kind in str(r["lacking"]).split("、")]
        unknown = sum(kind in str(r["unknown"]).split("、") for r in rows)
        is_sure &= not unknown
        if unknown == len(rows):
            not_told.append(f"{kind}はデータがなく、あるか分からない")
        else:
            unsure = f"、データがなく分からないのは {unknown}" if unknown else ""
            told.append(f"{kind}がないのは {_named(none)}{unsure}")
    both = [str(r["area_name"]) for r in rows if "、" in str(r["lacking"])]
    if both or is_sure:
        told.append(f"どちらもないのは {_named(both)}")
    return f"{len(rows)} {unit_label}のうち、{'。'.join(told + not_told)}。"


def spread(answer: Answer, value: str, unit_label: str, counted: str) -> str:
    """「35 市町村のうち、訪問看護ステーションがないのは 8（…）、10 事業所以上あるのは 3。」"""
    shown = _shown(answer, value)
    none = [name for name, count in shown if count == 0]
    many = sum(count >= _MANY for _, count in shown)
    if not shown:
        return f"{counted}の数が分かる{unit_label}はない。"
    unknown = len(answer) - len(shown)
    return (
        f"{len(answer)} {unit_label}のうち、{counted}がないのは {_named(none)}、"
        f"{_MANY} {answer.column(value).unit}以上あるのは {many}"
        + (f"、データなしが {unknown}。" if unknown else "。")
    )


def notified(answer: Answer, group: str, unit_label: str) -> str:
    """「在宅療養支援診療所・病院の届出は 89 施設。ない市町村は 3（…）、10 施設以上は 2（…）。」"""
    shown = _shown(answer, "institutions")
    names = {name for name, _ in shown}
    unknown = [n for r in answer.records if (n := str(r["area_name"])) not in names]
    none = [name for name, count in shown if count == 0]
    many = [name for name, count in shown if count >= _MANY]
    total = sum(count for _, count in shown)
    told = [f"ない{unit_label}は {_named(none)}"] if none or not unknown else []
    told += [f"あるか分からない{unit_label}は {_named(unknown)}"] if unknown else []
    told.append(f"{_MANY} 施設以上は {_named(many)}")
    return f"{group}の届出は {total:,.0f} 施設。{'、'.join(told)}。"


def unplaced(answer: Answer, unit_label: str) -> str:
    """Of institutions that stand nobody knows where; '' where there is none."""
    count = answer.records[0]["unplaced_institutions"] if len(answer) else 0
    if not count:
        return ""
    return (
        f"ほかに、住所から市区町村が分からない {count:,} 施設があり、{unit_label}ごとの数は"
        "「少なくとも」の数です。"
    )


def _shown(answer: Answer, value: str) -> list[tuple[str, float]]:
    return [
        (str(row["area_name"]), float(row[value]))
        for row, states in zip(answer.records, answer.state_records, strict=True)
        if states[value] == ACTUAL
    ]


def _named(areas: Sequence[str]) -> str:
    if not areas:
        return "0"
    more = "ほか" if len(areas) > _MOST_NAMES else ""
    return f"{len(areas)}（{'、'.join(areas[:_MOST_NAMES])}{more}）"
