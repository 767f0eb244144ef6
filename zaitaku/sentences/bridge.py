"""The sentences of the pages 需要と供給 and 依存, from the data. Pure.

A part that is hidden is said to be, and is never worked out from the others.
"""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import PREFECTURE
from zaitaku.ask.figures import Figure, figure
from zaitaku.ground.reasons import HIDDEN
from zaitaku.ground.states import ACTUAL, NOT_APPLICABLE, SUPPRESSED


def standing(answer: Answer, code: str) -> str:
    """「盛岡市に住む訪問診療患者 1,501.2 人/月（④）のうち、地域内で受けるのは 88.5 %、…」

    ``answer`` is bridge/by_area with at least the area ``code``.
    """
    resident = figure(answer, "resident_patients", code)
    if resident is None:
        return "この条件では、選んだ地域の流出入のデータがありません。"
    if resident.state == SUPPRESSED:
        return f"{resident.area}に住む訪問診療患者の数は{HIDDEN}。"
    if not resident.value:
        return f"{resident.area}に住む訪問診療患者は、この条件ではいません。"
    is_prefecture = answer.params.get("area_unit") == PREFECTURE
    parts = [
        f"{label} {share.words}"
        for label, name in (
            ("県内で受けるのは" if is_prefecture else "地域内で受けるのは", "within_pct"),
            ("県内のほかの地域は", "elsewhere_pct"),
            ("県外は", "outside_pct"),
        )
        if (share := figure(answer, name, code)) is not None
        and share.state != NOT_APPLICABLE
        and not (is_prefecture and name == "elsewhere_pct")
    ]
    start = f"{resident.area}に住む訪問診療患者 {resident.words}（④）のうち、"
    return f"{start}{'、'.join(parts)}。{_delivered(answer, code)}"


def _delivered(answer: Answer, code: str) -> str:
    delivered = figure(answer, "delivered_patients", code)
    inflow = figure(answer, "inflow_patients", code)
    if delivered is None or delivered.state != ACTUAL:
        return ""
    has_inflow = inflow is not None and inflow.state == ACTUAL
    if answer.params.get("area_unit") == PREFECTURE:
        has_inflow = False  # all of the prefecture's patients live in it
    coming = f"（うち県内からの流入 {inflow.words}）" if inflow and has_inflow else ""
    return f"ここの医療機関が診ているのは {delivered.words}{coming}。"


def why_different(answer: Answer, code: str) -> str:
    """Why ③ and ④ differ, with both figures; '' where one of them may not be shown."""
    managed = figure(answer, "managed_patients", code)
    resident = figure(answer, "resident_patients", code)
    reason = (
        "③は医学総合管理料、④は訪問診療料から数えています。管理料を算定しない訪問診療は④だけに、"
        "複数の医療機関にかかる人は④で重ねて数えられるので、一致しません。"
    )
    if not (_is_shown(managed) and _is_shown(resident)):
        return reason
    assert managed is not None and resident is not None
    return f"住んでいる患者は、③では {managed.words}、④では {resident.words}です。{reason}"


def _is_shown(one: Figure | None) -> bool:
    return one is not None and one.state == ACTUAL


def stopping(answer: Answer, *, institution: str) -> str:
    """「○○医院が訪問診療をやめると、1か月に 40.0 人が影響を受ける。住所地は…（推計）。」

    ``answer`` is institutions/if_stops.
    """
    if not len(answer):
        return f"{institution}には、この条件の訪問診療の患者がいません。"
    whole, first = figure(answer, "institution_patients"), figure(answer, "estimated_patients")
    places = len(answer)
    if whole is None or first is None or whole.state != ACTUAL:
        return f"{institution}の患者数は{HIDDEN}。"
    if not whole.value:
        return f"{institution}には、この条件の訪問診療の患者がいません。"
    return (
        f"{institution}が訪問診療をやめると、{whole.words}の患者が影響を受ける。"
        f"住所地は {places} 市町村に広がり、最多は{first.area}（{first.words}）と推計される。"
    )
