"""How often what happens: shares of 第9回 NDB オープンデータ (FY2022) where there are any.

The others are chosen so that every rule of the tables meets enough cases; nothing is learnt from
them about a real prefecture.
"""

from __future__ import annotations

FIRST_YEAR = 2023
MONTHS = 17  # the fiscal year and the five months in which people discharged by February are seen
YEAR = 12

# receipts a person and year, 医科・歯科・調剤 together
RECEIPTS_A_MEMBER = {"国保": 10.1 * 1.6, "後期": 17.2 * 1.6}
LATER_STAGE = 0.44  # of all members
DISABLED = 0.02  # members of 後期 under 75

# person-months with 在医総管 or 施医総管 of all receipts of a year
MANAGED = 0.0107
FACILITY = 0.60
# 難病等, 月２回以上, 月１回
CLASSES = {False: (0.211, 0.451, 0.338), True: (0.109, 0.733, 0.158)}
EPISODE_MONTHS = 20
WITHOUT_MANAGEMENT = 0.10  # 訪問診療料 alone
CANCER = 0.02  # 在宅がん医療総合診療料 in its place
HOUSE_CALL = 0.16  # of home months; 2.37 calls a patient and year
# of house calls
URGENT, NIGHT, MIDNIGHT = 0.22, 0.14, 0.05
DIES = 0.6  # how episodes end
MOVES_TO_FACILITY = 0.15
SECOND_CLINIC = 0.03  # C001-2, not in ①

# of home months: item, detail, share, mean of what is beyond one a month
EXTRAS = (
    ("訪問看護指示料", "精神科関連以外", 0.33, 0.0),
    ("訪問看護指示料", "精神科関連", 0.01, 0.0),
    ("在宅酸素療法指導管理料", "", 0.10, 0.0),
    ("在宅中心静脈栄養法指導管理料", "", 0.010, 0.0),
    ("在宅自己導尿指導管理料", "", 0.045, 0.0),
    ("在宅人工呼吸指導管理料", "", 0.015, 0.0),
    ("在宅気管切開患者指導管理料", "", 0.008, 0.0),
    ("在宅患者訪問看護・指導料", "精神科関連以外", 0.010, 3.0),
    ("在宅患者訪問看護・指導料", "精神科関連", 0.010, 2.0),
    ("同一建物居住者訪問看護・指導料", "", 0.006, 2.0),
    ("在宅患者訪問リハビリテーション指導管理料", "", 0.010, 8.0),
    ("在宅患者訪問栄養食事指導料", "", 0.004, 0.5),
    ("退院時共同指導料１", "", 0.010, 0.0),
)
PHARMACY, PHARMACY_URGENT = 0.15, 0.01
DENTIST = 0.12

# admissions a year and person, by whether 65 or older
ACUTE = {False: 0.04, True: 0.14}
LONG_TERM = {False: 0.002, True: 0.06}  # many more than there are: ⑤ needs cases
LOWEST_CLASS = 0.55  # 医療区分１ of stays in long-term beds
STAY_MONTHS = 6
DIES_IN_HOSPITAL = 0.25
TRANSFERRED, READMITTED = 0.2, 0.15
HOME_AFTER = 0.5

MOVE, LEAVE = 0.006, 0.006  # a year: to another municipality, out of the prefecture
DEATH = (0.002, 0.015, 0.05)  # a year: under 65, under 75, from 75

CERTIFIED = (0.0, 0.04, 0.12, 0.45)  # under 65, under 75, under 85, from 85
CERTIFIED_AT_HOME = 0.9
LEVELS = ("12", "13", "21", "22", "23", "24", "25")
LEVEL_SHARES = (0.13, 0.13, 0.21, 0.17, 0.14, 0.13, 0.09)
LEVEL_SHARES_AT_HOME = (0.02, 0.03, 0.14, 0.18, 0.22, 0.25, 0.16)
LEVEL_CHANGES = 0.15  # a year
UNLINKED = 0.04  # of the certified

LATE, WITHDRAWN, CANCELLED = 0.03, 0.006, 0.006
UNKNOWN_CODE = 0.0003  # of receipts
