"""The sentences of the pages 患者 and 医療機関: what is the largest share, from the data. Pure.

A sentence says only what its answer shows; where a part is hidden no part is singled out, because
the largest of those shown need not be the largest.
"""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure, figure
from zaitaku.ground.reasons import HIDDEN
from zaitaku.ground.states import ACTUAL, SUPPRESSED


def composition(
    answer: Answer, code: str, *, subject: str, reference: Answer | None = None, other: str = ""
) -> str:
    """「盛岡市の在宅医療の患者 1,328.3 人/月のうち最も多いのは要介護２（21.2 %、岩手県全体は…）…」

    ``answer`` is patients/composition with at least the area ``code``; ``reference`` the same
    question for the area to compare with, called ``other``.
    """
    total = figure(answer, "total_patients", code)
    if total is None:
        return f"この条件では、選んだ地域の{subject}のデータがありません。"
    if total.state == SUPPRESSED:
        return f"{total.area}の{subject}の数は{HIDDEN}。"
    if not total.value:
        return f"{total.area}には、この条件に合う{subject}がいません。"
    parts = _parts(answer, code)
    start = f"{total.area}の{subject} {total.words}"
    if any(part.state != ACTUAL for part in parts):
        return f"{start}。構成比は{HIDDEN}。"
    first, *others = sorted(parts, key=lambda part: -(part.value or 0))
    against = next((p for p in _parts(reference) if p.area == first.area), None)
    compared = f"、{other}は {against.words}" if against else ""
    second = f"、次いで{others[0].area}（{others[0].words}）" if others else ""
    return f"{start}のうち最も多いのは{first.area}（{first.words}{compared}）{second}。"


def _parts(answer: Answer | None, code: str | None = None) -> list[Figure]:
    """The shares of one area (the only one if None), called by their category."""
    if answer is None:
        return []
    share, area, category = (
        answer.names.index(name) for name in ("share_pct", "area_code", "category")
    )
    return [
        Figure(str(row[category]), row[share], states[share], answer.column("share_pct"))
        for row, states in zip(answer.rows, answer.states, strict=True)
        if code in (None, row[area])
    ]


def concentration(sizes: Answer, code: str | None = None, *, area: str = "") -> str:
    """「盛岡市では 60 施設が 700.1 人/月を診ており、上位 1 割の医療機関が患者の 55.0 % を…」

    ``sizes`` is institutions/size; ``code`` None takes its only row, ``area`` is a better name.
    """
    count = figure(sizes, "institutions", code, area)
    if count is None or not count.value:
        return "選んだ地域には、この診療行為の患者がいる医療機関がありません。"
    patients, tenth, one, three, hhi = (
        found.words if (found := figure(sizes, name, code)) else ""
        for name in (
            "patients",
            "top10pct_share_pct",
            "top1_share_pct",
            "top3_share_pct",
            "hhi",
        )
    )
    if count.value == 1:
        return f"{count.area}では 1 施設だけが {patients}を診ている。"
    return (
        f"{count.area}では {count.words}が {patients}を診ており、"
        f"上位 1 割の医療機関が患者の {tenth} を診ている。"
        f"最も多い 1 施設は {one}、上位 3 施設は {three}、集中度（HHI）は {hhi}。"
    )
