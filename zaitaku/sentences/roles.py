"""The sentences of the page 役割. Pure.

Judged is where an organisation stands, not which zone it serves: a zone that is served from
outside is still short, and the sentence says both.
"""

from __future__ import annotations

from zaitaku.ask.answer import Answer

MET = "充足"
_NOT_ALL = {"医療機関でない": "医療機関でないもの", "分からない": "医療機関か分からないもの"}


def coverage(answer: Answer, unit_label: str) -> str:
    """「12 在宅医療圏のうち 9 が充足。足りないのは例川流域（拠点がない）、…。」"""
    rows = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
    short = [row for row in rows if row["judgement"] != MET]
    start = f"{len(rows)} {unit_label}のうち {len(rows) - len(short)} が充足"
    if not short:
        return f"{start}（積極的役割を担う医療機関、連携を担う拠点、4 つの機能）。"
    return f"{start}。足りないのは{'、'.join(map(_short, short))}。"


def _short(row: dict[str, object]) -> str:
    reason = str(row["judgement"])
    if row["active_organisations"] and row["coordination_bases"]:
        reason = f"{row['functions_missing']}の担い手がない"
    if row["serving_organisations"]:
        reason += f"。圏域外の {row['serving_organisations']} か所が担当"
    return f"{row['area_name']}（{reason}）"


def kinds(answer: Answer) -> str:
    """「積極的役割医療機関は 17（病院 1、診療所 16）。すべて医療機関。」 for each role.

    ``answer``: roles/kinds of the prefecture as one area, which counts an organisation once.
    """
    told = []
    for role in dict.fromkeys(str(row["role"]) for row in answer.records):
        rows = [row for row in answer.records if row["role"] == role]
        each = "、".join(f"{row['kind']} {row['organisations']}" for row in rows)
        count = dict.fromkeys(_NOT_ALL, 0)
        for row in rows:
            if row["is_institution"] in count:
                count[str(row["is_institution"])] += row["organisations"]
        judged = [f"{words} {count[what]}" for what, words in _NOT_ALL.items() if count[what]]
        total = sum(row["organisations"] for row in rows)
        told.append(f"{role}は {total}（{each}）。{'、'.join(judged) or 'すべて医療機関'}。")
    return "".join(told)


def notified(
    group: str, total: int, unit_label: str, without: list[str], unknown: list[str], unplaced: int
) -> str:
    """「在宅療養支援診療所・病院の届出は 62 施設。届出のない在宅医療圏は 1（幻島）。」

    ``unplaced`` institutions stand in none of the areas: no count is more than the least it can
    be, and which areas have none (``unknown``) is not known.
    """
    start = f"{group}の届出は {total:,} 施設。"
    if unplaced:
        start += (
            f"ほかに、住所から市区町村が分からない {unplaced:,} 施設があり、"
            f"{unit_label}ごとの数は「少なくとも」の数。"
        )
    if unknown:
        return f"{start}届出があるか分からない{unit_label}は {_names(unknown)}。"
    if without:
        return f"{start}届出のない{unit_label}は {_names(without)}。"
    return f"{start}すべての{unit_label}にある。"


def _names(areas: list[str]) -> str:
    return f"{len(areas)}（{'、'.join(areas)}）"
