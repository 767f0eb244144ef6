"""追加的需要: how much goes home and how much into 介護施設, and where the ratio comes from. Pure.

As the Ministry's notice has it: T is what 病床の機能分化 adds in the target year (人/日). STEP1
puts what moves from 療養病床 to 介護医療院 and the like (S1) on the care side, as a lower bound;
STEP2 shares the rest between other 介護施設 and 在宅医療 by a ratio r that the local council
chooses. What was not reached before is carried over on top (★ in the Ministry's figure).

    need = T + carry over     S2 = max(0, need − S1)
    home = S2 × r             facility = S2 × (1 − r) + S1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.planning.apportion import apportion, whole


@dataclass(frozen=True)
class Split:
    """The worksheet of one area and year in whole persons a day.

    ``home + facility`` is ``need``, unless STEP1 exceeds it: then it is ``step1`` and
    ``below_bound`` says by how much (下限超過).
    """

    need: int
    step1: int
    home: int
    other_facility: int
    below_bound: int

    @property
    def facility(self) -> int:
        """介護側: STEP1 and what STEP2 gives to other facilities."""
        return self.step1 + self.other_facility

    @property
    def total(self) -> int:
        return self.home + self.facility

    @property
    def warning(self) -> str:
        """「下限超過: …」, or '' where STEP1 fits into the need."""
        if not self.below_bound:
            return ""
        return (
            f"下限超過: STEP1 の移行分 {self.step1} 人/日が追加的需要 {self.need} 人/日を"
            f" {self.below_bound} 人/日上回ります。STEP2 は 0 です。"
        )


def split(total: float, step1: float, home_share: float, carry_over: float = 0) -> Split:
    """STEP1 and STEP2 in whole persons; ``home_share`` is r (0–1).

    The figures are rounded first and then shared by largest remainder, so that the parts add up.
    ValueError for a figure below zero or a share outside 0–1.
    """
    if min(total, step1, carry_over) < 0 or not 0 <= home_share <= 1:
        raise ValueError("追加的需要・移行分・持越しは 0 以上、在宅の割合は 0～1 にしてください。")
    need, bound = whole(total + carry_over), whole(step1)
    step2 = max(0, need - bound)
    home, other = apportion(step2, [home_share, 1 - home_share])
    return Split(need, bound, home, other, max(0, bound - need))


# --- where the ratio comes from ------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """A source of r: what it counts, and why it may mislead."""

    code: str
    label: str
    denominator: str
    weakness: str


PATIENT_SURVEY = Source(
    "patient_survey",
    "患者調査（H26・介護施設＝老健＋特養）",
    "平成26年患者調査。医療療養病床からの推計退院患者（全国、千人）のうち、在宅医療 1.5 と"
    "介護老人保健施設 3.1＋介護老人福祉施設 1.7",
    "全国の値で地域差がない。調査月だけの退院で、推計の丸めが大きい（在宅 1.5 千人）。"
    "介護医療院がなかったころの値",
)
PATIENT_SURVEY_ROUNDED = Source(
    "patient_survey_rounded",
    "患者調査（H26・およそ 1 : 3）",
    "上の 1.5 : 4.8（1 : 3.2）を、国の資料のように 1 : 3 に丸めたもの。"
    "この比を使った計画と比べるときに選ぶ",
    "上と同じ。丸めた分だけ在宅医療が多くなる",
)
PATIENT_SURVEY_WELFARE = Source(
    "patient_survey_welfare",
    "患者調査（H26・社会福祉施設を含む）",
    "患者調査（H26）に社会福祉施設 1.4 を加えたもの（在宅医療 1.5 : 介護施設等 6.2）",
    "患者調査（H26）と同じ。社会福祉施設には介護以外の施設も入る",
)
BED_REPORT = Source(
    "bed_report",
    "病床機能報告（退院先）",
    "療養病床からの退院先の人数。在宅医療を要する退院と、介護施設への退院（追加的需要の表に記入）",
    "在宅医療を要するかは病棟の見込み。報告月の分だけで、医療区分１に限らない",
)
KDB = Source(
    "kdb",
    "KDB ⑤（在宅医療あり : 介護施設入居）",
    "65歳以上で療養病床（医療区分１）を退院した人のうち、6か月以内に在宅医療（訪問診療・往診）の"
    "あった人と、介護施設（サービス種類 51・52・54）に入居した人",
    "両方に当てはまる人は両方に数えられ、どちらでもない人は入らない（2 区分ではない）。"
    "国保・後期だけ。再入院を考えていない。小さい地域は秘匿",
)
OWN_SURVEY = Source(
    "own_survey",
    "独自調査",
    "県・圏域の調査で、在宅医療へ移る人と介護施設へ移る人（追加的需要の表に記入）",
    "調査の対象・時期・回収率によって変わる。調査の設計を添えて示すこと",
)
AGREED = Source(
    "agreed",
    "協議の場で合意した数",
    "追加的需要の表に記入した、合意した在宅医療と介護施設の人数",
    "現在の退院先などを参考に決めた数であり、実績ではない",
)
SOURCES = (
    PATIENT_SURVEY,
    PATIENT_SURVEY_ROUNDED,
    PATIENT_SURVEY_WELFARE,
    BED_REPORT,
    KDB,
    OWN_SURVEY,
    AGREED,
)

# 平成26年患者調査, 医療療養病床からの退院先 (千人): H20, H23, H26. The totals differ from the sums
# by 0.1 in H20 and H23, because each figure is rounded.
PATIENT_SURVEY_YEARS = ("H20", "H23", "H26")
PATIENT_SURVEY_DISCHARGES: dict[str, tuple[float, float, float]] = {
    "総数": (37.7, 38.5, 44.1),
    "家庭": (19.1, 18.3, 21.2),
    "家庭のうち当院に通院": (10.1, 9.1, 9.6),
    "家庭のうち他の病院・診療所に通院": (6.2, 6.7, 8.8),
    "家庭のうち在宅医療": (1.3, 1.2, 1.5),
    "家庭のうちその他": (1.5, 1.3, 1.4),
    "他の病院・診療所に入院": (5.3, 4.7, 5.0),
    "介護老人保健施設": (2.9, 3.0, 3.1),
    "介護老人福祉施設": (1.6, 1.4, 1.7),
    "社会福祉施設": (0.8, 1.3, 1.4),
    "その他（死亡・不明等）": (8.1, 9.9, 11.7),
}
_HOME = "家庭のうち在宅医療"
_FACILITIES = ("介護老人保健施設", "介護老人福祉施設")
_WELFARE = "社会福祉施設"


def patient_survey(*, with_welfare: bool = False, year: str = "H26") -> tuple[float, float]:
    """在宅医療 and 介護施設 (千人) of a survey; 社会福祉施設 counts or not."""
    column = PATIENT_SURVEY_YEARS.index(year)
    names = (*_FACILITIES, _WELFARE) if with_welfare else _FACILITIES
    found = PATIENT_SURVEY_DISCHARGES
    return found[_HOME][column], round(sum(found[name][column] for name in names), 1)


@dataclass(frozen=True)
class Ratio:
    """r of one source for one area; ``home_share`` None unless ``status`` is 実数."""

    source: Source
    home: float | None
    facility: float | None
    status: str = ACTUAL

    @property
    def home_share(self) -> float | None:
        if self.status != ACTUAL or self.home is None or self.facility is None:
            return None
        whole_of = self.home + self.facility
        return self.home / whole_of if whole_of else None

    @property
    def words(self) -> str:
        """「1 : 3.2」: 介護施設 per person at home; a word where there is none."""
        if self.status != ACTUAL:
            return {SUPPRESSED: "秘匿", NOT_APPLICABLE: "該当なし"}.get(self.status, "データなし")
        if not self.home:
            return "0 : 1" if self.facility else "該当なし"
        return f"1 : {(self.facility or 0) / self.home:.1f}"


def national_ratios() -> list[Ratio]:
    """What the 患者調査 says, with and without 社会福祉施設: the same for every area."""
    return [
        Ratio(PATIENT_SURVEY, *patient_survey()),
        Ratio(PATIENT_SURVEY_ROUNDED, 1.0, 3.0),
        Ratio(PATIENT_SURVEY_WELFARE, *patient_survey(with_welfare=True)),
    ]


def ratio(source: Source, home: float | None, facility: float | None, *states: str) -> Ratio:
    """A ratio from two figures of an area and their states; the worst state is the ratio's."""
    status = next((s for s in (SUPPRESSED, MISSING, NOT_APPLICABLE) if s in states), ACTUAL)
    if status == ACTUAL and (home is None or facility is None):
        status = MISSING
    if status == ACTUAL and not (home or 0) + (facility or 0):
        status = NOT_APPLICABLE
    return Ratio(source, home, facility, status)


# --- the four groups of ⑤ ------------------------------------------------------------------------


@dataclass(frozen=True)
class FourGroups:
    """Least and most of 在宅のみ, 施設のみ, 両方 and どちらもなし that ⑤ allows (persons).

    ⑤ counts 在宅医療あり and 介護施設入居 each for itself, so the groups are known as ranges only.
    """

    home_only: tuple[float, float]
    facility_only: tuple[float, float]
    both: tuple[float, float]
    neither: tuple[float, float]

    def named(self) -> Sequence[tuple[str, tuple[float, float]]]:
        return (
            ("在宅医療のみ", self.home_only),
            ("介護施設のみ", self.facility_only),
            ("両方", self.both),
            ("どちらもなし", self.neither),
        )


def four_groups(discharged: float, home: float, facility: float) -> FourGroups:
    """What follows from the three counts of ⑤; ValueError where they contradict each other."""
    if min(discharged, home, facility) < 0 or max(home, facility) > discharged:
        raise ValueError("在宅医療あり・介護施設入居が退院患者数を超えています。")
    least, most = max(0.0, home + facility - discharged), min(home, facility)
    rest = discharged - home - facility
    return FourGroups(
        (home - most, home - least),
        (facility - most, facility - least),
        (least, most),
        (rest + least, rest + most),
    )
