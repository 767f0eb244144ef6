"""The sentences of the page 流出入, from the data. Pure.

A sentence says only what its answer shows. Where the figure it is about is hidden it says 秘匿;
where some partners are hidden, the largest is called the largest of those shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure, figure
from zaitaku.ground.reasons import HIDDEN
from zaitaku.ground.states import ACTUAL, SUPPRESSED

# A municipality speaks of itself by the last character of its name.
UNSEEN = "県外からの流入は、このデータにはない。"
AS_ONE = (
    "県の完結率は、県を 1 つの地域とみなした値です（県内のどこで受けても完結）。"
    "市町村や圏域の完結率と比べるものではありません。"
)
_INSIDE = {"市": "市内", "町": "町内", "村": "村内", "区": "区内"}


def self_sufficiency(
    summary: Answer, outgoing: Answer, code: str, *, residences: Sequence[str], unit_label: str
) -> str:
    """「盛岡市に住む訪問診療患者の 94.2 % は市内で受けている（完結率）。…」

    ``summary`` is flows/summary, ``outgoing`` flows/top of the same area and 居住形態 (all if
    ``residences`` is empty). ``unit_label`` is what areas other than municipalities are called.
    """
    subject = f"訪問診療患者（{'・'.join(residences)}）" if residences else "訪問診療患者"
    own = figure(summary, "self_sufficiency_pct", code)
    if own is None:
        return "この条件では、選んだ地域の流出入のデータがありません。"
    if own.state == SUPPRESSED:
        return f"{own.area}の完結率は{HIDDEN}。{_largest_outflow(outgoing)}"
    if own.state != ACTUAL:
        return f"{own.area}に住む{subject}は、この条件ではいません。"
    inside = _INSIDE.get(own.area[-1], f"{unit_label}内")
    return (
        f"{own.area}に住む{subject}の {own.words} は{inside}で受けている（完結率）。"
        f"{_largest_outflow(outgoing)}"
    )


def inflow(summary: Answer, code: str) -> str:
    """「県内からの流入は 12.1 人/月。」, or why it cannot be said; stands behind
    ``self_sufficiency``."""
    patients = figure(summary, "inflow_patients", code)
    if patients is None or patients.state not in (ACTUAL, SUPPRESSED):
        return ""
    if patients.state == SUPPRESSED:
        completed = figure(summary, "self_sufficiency_pct", code)
        if completed and completed.state == SUPPRESSED:  # the sentence before has told why
            return "県内からの流入も秘匿。"
        return f"県内からの流入は{HIDDEN}。"
    return f"県内からの流入は {patients.words}。" if patients.value else "県内からの流入はない。"


def of_prefecture(summary: Answer, *, residences: Sequence[str]) -> str:
    """「…県外の医療機関から受けているのは 422.7 人/月。県を 1 つの地域とみなした完結率は 94.4 %。」

    ``summary`` is flows/summary of the whole prefecture.
    """
    own = figure(summary, "self_sufficiency_pct")
    said = outside(summary, residences=residences).removesuffix(UNSEEN)
    if own is None or own.state != ACTUAL:
        return said
    return f"{said}県を 1 つの地域とみなした完結率は {own.words}。"


def outside(summary: Answer, *, residences: Sequence[str]) -> str:
    """「岩手県に住む訪問診療患者（…）のうち県外の医療機関から受けているのは 12.3 人/月。…」

    ``summary`` is flows/summary of the whole prefecture.
    """
    subject = f"訪問診療患者（{'・'.join(residences)}）" if residences else "訪問診療患者"
    own = figure(summary, "outflow_outside_prefecture_patients")
    share = figure(summary, "outflow_pct")
    if own is None or share is None:
        return "この条件では、県全体の流出入のデータがありません。"
    if SUPPRESSED in (own.state, share.state):
        return f"{own.area}から県外への流出は{HIDDEN}。{UNSEEN}"
    if share.state != ACTUAL:
        return f"{own.area}に住む{subject}は、この条件ではいない。"
    return (
        f"{own.area}に住む{subject}のうち、県外の医療機関から受けているのは"
        f" {own.words}（{share.words}）。{UNSEEN}"
    )


def _largest_outflow(outgoing: Answer) -> str:
    patients = _partners(outgoing)
    shown = [partner for partner in patients if partner.state == ACTUAL]
    if not patients:
        return "流出はない。"
    if not shown:
        return "流出先ごとの人数は秘匿。"
    first = max(shown, key=lambda partner: partner.value or 0)
    among = "" if len(shown) == len(patients) else "値を示せる"
    return f"{among}流出先の最多は{first.area}（{first.words}）。"


def _partners(outgoing: Answer) -> list[Figure]:
    column = outgoing.column("patients")
    name, patients = outgoing.names.index("partner_name"), outgoing.names.index("patients")
    return [
        Figure(str(row[name]), row[patients], states[patients], column)
        for row, states in zip(outgoing.rows, outgoing.states, strict=True)
    ]
