"""Which act of a master (医科, 歯科, 調剤) stands for which row of the tables, by section and name.

A new edition brings new codes under old names; a rule finds them, a list of codes would not. Names
are compared in one width (NFKC).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CORE, OPTIONAL = "core", "optional"
MEDICAL, DENTAL, PHARMACY = "医科", "歯科", "調剤"
_TEMPORARY = re.compile(r"臨時的取扱|特例")  # of the COVID years: optional wherever they stand
_DISCHARGE = "⑤療養病床（医療区分１）"


@dataclass(frozen=True)
class Place:
    """Where an act stands in a fee table.

    ``section``: C001, in 調剤 節 and 区分 (0215); ``branch``: 00 is the section's own.
    ``is_addition``: an add-on to another act, where the master says so (not that of 医科).
    """

    source: str
    section: str
    branch: str
    is_addition: bool = False


@dataclass(frozen=True)
class Rule:
    """``section``: of the fee table, any where empty; ``main``: whether only its 枝番 00 counts."""

    item: str
    detail: str
    section: str
    name: str
    main: bool | None = None
    status: str = CORE
    option: str = ""
    source: str = MEDICAL

    def takes(self, place: Place, name: str) -> bool:
        """``name`` in one width."""
        if place.source != self.source or place.is_addition:
            return False
        if self.section and not re.fullmatch(self.section, place.section):
            return False
        if self.main is not None and (place.branch == "00") != self.main:
            return False
        return re.fullmatch(self.name, name) is not None


@dataclass(frozen=True)
class Found:
    """What a rule says of an act."""

    item: str
    detail: str
    status: str
    option: str


def found(place: Place, name: str) -> Found | None:
    """The row an act belongs to; None for all others."""
    for rule in RULES:
        if rule.takes(place, name):
            if _TEMPORARY.search(name):
                return Found(rule.item, rule.detail, OPTIONAL, "covid_codes")
            return Found(rule.item, rule.detail, rule.status, rule.option)
    return None


def _visits() -> Iterator[Rule]:
    item = "在宅患者訪問診療料"
    for detail in ("同一建物居住者以外", "同一建物居住者"):
        yield Rule(item, detail, "C001", rf"{item}\(1\).*\({detail}\).*", True)
    yield Rule(item, "（２）C001-2", "C001", rf"{item}\(2\).*", None, OPTIONAL, "home_visit_2")


def _calls() -> Iterator[Rule]:
    yield Rule("往診料", "", "C000", "往診料|特別往診")
    for detail, name in (
        ("うち緊急加算", "緊急往診加算"),
        ("うち夜間・休日加算", "(夜間|休日)往診加算"),
        ("うち深夜加算", "深夜往診加算"),
    ):
        yield Rule("往診料", detail, "C000", rf"{name}\(.*")


def _management() -> Iterator[Rule]:
    yield Rule("在宅がん医療総合診療料", "", "C003", r"在がん医総\(.*")
    for item, short in (
        ("在宅時医学総合管理料", "在医総管"),
        ("施設入居時等医学総合管理料", "施医総管"),
    ):
        # 難病等 first: those names have 月２回 too
        yield Rule(item, "重症", "C002", rf"{short}\(.*難病等.*")
        for detail, times in (("重症以外、月２回以上", "月2回"), ("重症以外、月１回", "月1回")):
            online = rf"{short}\(.*{times}.*通信機.*"
            yield Rule(item, detail, "C002", online, option="online_management")
            yield Rule(item, detail, "C002", rf"{short}\(.*{times}.*")


def _guidance() -> Iterator[Rule]:
    for item, section in (
        ("在宅中心静脈栄養法指導管理料", "C104"),
        ("在宅自己導尿指導管理料", "C106"),
        ("在宅人工呼吸指導管理料", "C107"),
        ("在宅気管切開患者指導管理料", "C112"),
        ("在宅酸素療法指導管理料", "C103"),
    ):
        yield Rule(item, "", section, rf"{item}(\(.*)?", True)


def _other_professions() -> Iterator[Rule]:
    yield Rule("訪問看護指示料", "精神科関連以外", "C007", "訪問看護指示料")
    yield Rule("訪問看護指示料", "精神科関連", "I012", "精神科訪問看護指示料")
    nurse = "在宅患者訪問看護・指導料"
    yield Rule(nurse, "精神科関連以外", "C005", rf"{nurse}\(.*", True)
    yield Rule(nurse, "精神科関連", "I012", r"精訪看\(.*", True)
    same = "同一建物居住者訪問看護・指導料"
    yield Rule(same, "", "C005", rf"{same}\(.*", False)
    drugs = "在宅患者訪問薬剤管理指導料"
    yield Rule(drugs, "", "C008", rf"{drugs}\(.*", option="hospital_pharmacy")
    rehabilitation = "在宅患者訪問リハビリテーション指導管理料"
    yield Rule(rehabilitation, "", "C006", rf"{rehabilitation}\(.*")
    yield Rule("在宅患者訪問栄養食事指導料", "", "C009", r"在宅患者訪問栄養食事指導料[12]\(.*")


def _discharge_support() -> Iterator[Rule]:
    yield Rule("介護支援等連携指導料", "", "B005", "介護支援等連携指導料[12]?")
    yield Rule("退院時共同指導料１", "", "B004", r"退院時共同指導料1(\(.*)?")
    yield Rule("退院時共同指導料２", "", "B005", "退院時共同指導料2", True)
    for number, wide in (("1", "１"), ("2", "２"), ("3", "３")):
        yield Rule(f"入退院支援加算{wide}", "", "A246", rf"入退院支援加算{number}(\(.*)?", True)
    regional = r"入退院支援加算\(特定地域\).*"
    yield Rule(
        "入退院支援加算１", "", "A246", regional, True, OPTIONAL, "regional_discharge_support"
    )


def _last_days() -> Iterator[Rule]:
    called = "house_call_terminal"
    yield Rule("看取り加算", "", "C00[01]", r"看取り加算\(往診・.*", option=called)
    yield Rule("看取り加算", "", "C00[01]", r"看取り加算\(.*")
    yield Rule("死亡診断加算", "", "C00[01]", r"死亡診断加算\(.*")
    cancer = "cancer_death_diagnosis"
    yield Rule("死亡診断加算", "", "C003", r"死亡診断加算\(.*", option=cancer)
    item = "在宅ターミナルケア加算"
    second = "home_visit_2_terminal"
    yield Rule(item, "", "C001", rf"{item}\(2\).*", option=second)
    yield Rule(item, "", "C001", rf"{item}\([イロ]\).*", True)
    yield Rule(item, "", "C000", rf"往診・{item}\(.*", option=called)


def _long_term_beds() -> Iterator[Rule]:
    """医療区分１ until 2024-05 (G, H, I) and from 2024-06 (25, 26, 27)."""
    classes = r"\((入院料)?(G|H|I|25|26|27)\)"
    yield Rule(_DISCHARGE, "療養病棟入院料１・２", "", rf"療養病棟入院料[12]{classes}.*")
    yield Rule(
        _DISCHARGE,
        "一般病棟・療養病棟入院料１（90日超）",
        "",
        rf"一般病棟・療養病棟入院料1{classes}.*",
        None,
        OPTIONAL,
        "general_ward_over_90_days",
    )
    yield Rule(
        _DISCHARGE,
        "有床診療所療養病床 Ｄ･Ｅ",
        "",
        "有床診療所療養病床入院基本料[DE].*",
        None,
        OPTIONAL,
        "clinic_long_term_beds",
    )


def _dentists() -> Iterator[Rule]:
    """By section alone: 枝番 00 of C000 and C003 are nothing but these two."""
    yield Rule("歯科訪問診療料", "", "C000", ".*", True, source=DENTAL)
    drugs, option = "在宅患者訪問薬剤管理指導料", "dental_pharmacy"
    yield Rule(drugs, "", "C003", ".*", True, OPTIONAL, option, source=DENTAL)


def _pharmacists() -> Iterator[Rule]:
    """区分 15 and 15の2; what is done without a visit (オンライン) has names of its own."""
    planned, urgent = "在宅患者訪問薬剤管理指導料", "在宅患者緊急訪問薬剤管理指導料"
    yield Rule(planned, "", "0215", rf"{planned}\(.*", source=PHARMACY)
    infection = rf"{urgent}\(.*\(感染症\)"
    option = "infection_codes"
    yield Rule(urgent, "", "0215", infection, None, OPTIONAL, option, source=PHARMACY)
    yield Rule(urgent, "", "0215", rf"{urgent}\(.*", source=PHARMACY)


RULES: tuple[Rule, ...] = (
    *_visits(),
    *_calls(),
    *_management(),
    *_guidance(),
    *_other_professions(),
    *_discharge_support(),
    *_last_days(),
    *_long_term_beds(),
    *_dentists(),
    *_pharmacists(),
)
