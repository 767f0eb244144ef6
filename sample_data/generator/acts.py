"""The 46 lines of table ①, word for word, and how often each is claimed.

``basis`` says what a line is counted from; the module ``care`` knows how:

- a part of the visits of physicians, so that ① and ② tell the same story
  (``visits``, ``calls``, ``home``, ``facility`` and their divisions), or
- persons of one insurer (``certified``, ``support``, ``later``, ``newborn``), served by the
  providers of one kind.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """One line of ①. ``rate`` is patients per unit of the basis; ``receipts`` per patient,
    ``claims`` per receipt; ``provider`` the kind of institution where the basis is persons."""

    function: str
    profession: str | None
    item: str
    detail: str | None
    basis: str
    rate: float = 1.0
    receipts: float = 1.01
    claims: float = 1.0
    provider: str = ""


DAILY, DISCHARGE, DYING = "日常の療養支援", "退院支援", "看取り"
DOCTOR, NURSE, PHARMACIST, THERAPIST = "医師", "看護師", "薬剤師", "リハビリ職"
ADVISERS = "医師・歯科医師・薬剤師・管理栄養士・歯科衛生士"
HOME, FACILITY = "在宅時医学総合管理料", "施設入居時等医学総合管理料"
TWICE, ONCE, BEFORE = "重症以外、月２回以上", "重症以外、月１回", "その他（H28年度改定以前）"

ACTS = (
    Act(DAILY, DOCTOR, "在宅患者訪問診療料", "同一建物居住者以外", "visits_apart", 1, 1.03, 1.9),
    Act(DAILY, DOCTOR, "在宅患者訪問診療料", "同一建物居住者", "visits_same", 1, 1.02, 1.9),
    Act(DAILY, DOCTOR, "往診料", None, "calls", 1, 1.03, 1.35),
    Act(DAILY, DOCTOR, "往診料", "うち緊急加算", "calls", 0.16, 1.01, 1.1),
    Act(DAILY, DOCTOR, "往診料", "うち夜間・休日加算", "calls", 0.21, 1.01, 1.15),
    Act(DAILY, DOCTOR, "往診料", "うち深夜加算", "calls", 0.07, 1.0, 1.05),
    Act(DAILY, DOCTOR, "在宅がん医療総合診療料", None, "home", 0.012, 1.02, 1.8),
    Act(DAILY, DOCTOR, HOME, "重症", "home_severe", 1, 1.01),
    Act(DAILY, DOCTOR, HOME, TWICE, "home_twice", 1, 1.01),
    Act(DAILY, DOCTOR, HOME, ONCE, "home_once", 1, 1.01),
    # Abolished in 2016: no claims in these years, but the table keeps the line.
    Act(DAILY, DOCTOR, HOME, BEFORE, "nothing"),
    Act(DAILY, DOCTOR, FACILITY, "重症", "facility_severe", 1, 1.01),
    Act(DAILY, DOCTOR, FACILITY, TWICE, "facility_twice", 1, 1.01),
    Act(DAILY, DOCTOR, FACILITY, ONCE, "facility_once", 1, 1.01),
    Act(DAILY, DOCTOR, FACILITY, BEFORE, "nothing"),
    Act(DAILY, DOCTOR, "在宅中心静脈栄養法指導管理料", None, "visits", 0.009),
    Act(DAILY, DOCTOR, "在宅自己導尿指導管理料", None, "visits", 0.022),
    Act(DAILY, DOCTOR, "在宅人工呼吸指導管理料", None, "visits", 0.016),
    Act(DAILY, DOCTOR, "在宅気管切開患者指導管理料", None, "visits", 0.008),
    Act(DAILY, DOCTOR, "在宅酸素療法指導管理料", None, "visits", 0.072),
    Act(DAILY, NURSE, "訪問看護指示料", "精神科関連", "visits", 0.035),
    Act(DAILY, NURSE, "訪問看護指示料", "精神科関連以外", "visits", 0.33),
    Act(DAILY, NURSE, "在宅患者訪問看護・指導料", "精神科関連",
        "certified", 0.0015, 1.02, 3.4, "hospital"),
    Act(DAILY, NURSE, "在宅患者訪問看護・指導料", "精神科関連以外",
        "certified", 0.0028, 1.02, 4.1, "hospital"),
    Act(DAILY, NURSE, "同一建物居住者訪問看護・指導料", None,
        "certified", 0.0009, 1.02, 3.6, "hospital"),
    Act(DAILY, NURSE, "【介護保険】訪問看護費［介護給付］", None,
        "certified", 0.118, 1.02, 6.6, "nursing"),
    Act(DAILY, NURSE, "【介護保険】訪問看護費［予防給付］", None,
        "support", 0.066, 1.02, 4.9, "nursing"),
    Act(DAILY, PHARMACIST, "在宅患者訪問薬剤管理指導料", None,
        "certified", 0.0065, 1.03, 2.2, "pharmacy"),
    Act(DAILY, PHARMACIST, "在宅患者緊急訪問薬剤管理指導料", None,
        "certified", 0.0021, 1.01, 1.3, "pharmacy"),
    Act(DAILY, "歯科医師", "歯科訪問診療料", None, "certified", 0.052, 1.02, 2.1, "dental"),
    Act(DAILY, THERAPIST, "在宅患者訪問リハビリテーション指導管理料", None,
        "certified", 0.0016, 1.01, 12.5, "rehab"),
    Act(DAILY, THERAPIST, "【介護保険】訪問リハビリテーション［介護給付］", None,
        "certified", 0.026, 1.01, 10.6, "rehab"),
    Act(DAILY, THERAPIST, "【介護保険】訪問リハビリテーション［予防給付］", None,
        "support", 0.017, 1.01, 8.4, "rehab"),
    Act(DAILY, "管理栄養士", "在宅患者訪問栄養食事指導料", None,
        "certified", 0.0004, 1.0, 1.5, "hospital"),
    Act(DAILY, ADVISERS, "【介護保険】居宅療養管理指導［介護給付］", None,
        "certified", 0.215, 1.55, 2.0, "adviser"),
    Act(DAILY, ADVISERS, "【介護保険】居宅療養管理指導［予防給付］", None,
        "support", 0.048, 1.4, 1.9, "adviser"),
    Act(DISCHARGE, None, "介護支援等連携指導料", None,
        "later", 0.0016, 1.01, 1.25, "hospital"),
    Act(DISCHARGE, None, "入退院支援加算１", None, "later", 0.0061, 1.01, 1.0, "hospital"),
    Act(DISCHARGE, None, "入退院支援加算２", None, "later", 0.0014, 1.01, 1.0, "hospital"),
    Act(DISCHARGE, None, "入退院支援加算３", None, "newborn", 0.0035, 1.0, 1.0, "centre"),
    Act(DISCHARGE, None, "退院時共同指導料１", None, "later", 0.0003, 1.0, 1.05, "hospital"),
    Act(DISCHARGE, None, "退院時共同指導料２", None, "later", 0.0009, 1.0, 1.05, "hospital"),
    Act(DYING, DOCTOR, "看取り加算", None, "visits", 0.0065, 1.0),
    Act(DYING, DOCTOR, "死亡診断加算", None, "visits", 0.0022, 1.0),
    Act(DYING, DOCTOR, "在宅ターミナルケア加算", None, "visits", 0.0078, 1.0),
    Act(DYING, NURSE, "【介護保険】ターミナルケア加算（訪問看護）", None,
        "certified", 0.0011, 1.0, 1.0, "nursing"),
)  # fmt: skip

# Institutions of each kind: one for so many residents aged 65 and over, at least one in a town
# of the second number; how many km weaken their pull by a factor e; spread of their sizes.
PROVIDERS = {
    "nursing": (2_600, 1_800, 8.0, 0.8),
    "pharmacy": (1_500, 1_500, 6.0, 0.8),
    "dental": (1_700, 1_500, 6.0, 1.0),
    "rehab": (4_500, 4_000, 9.0, 0.9),
    "hospital": (6_500, 3_000, 13.0, 0.9),
    "adviser": (750, 700, 7.0, 1.0),
    "centre": (30_000, 20_000, 40.0, 0.6),
}
