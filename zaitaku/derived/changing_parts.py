"""The change of patients between two years in three parts: population, age, rate (Das Gupta).

KDB tells no patient's age. So the patients are taken as those of the aged (75 and more, say): then
the count is people × share of the aged × patients per aged person, and the three parts add up to
the change. Where the aged are not known for both years there are two parts: population and rate.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from zaitaku.ask.answer import Answer
from zaitaku.comparing import parts
from zaitaku.comparing.parts import Parts
from zaitaku.derived import changing, judging
from zaitaku.derived.changing import AGED, Change, People
from zaitaku.derived.declared import Asked, Computed, Values, areas_of, declared, takes_areas
from zaitaku.derived.judging import SMALL, Cells, actual
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE

EFFECTS = ("people_effect", "age_effect", "rate_effect")
_SHARES = tuple(f"{name}_pct" for name in EFFECTS)
_OF_BOTH = ("change", "change_pct", *EFFECTS, *_SHARES)
PARTS = declared(
    "change/parts",
    f"""\
-- question: 患者数の増減は、人口・高齢化・率のどれによるか
-- grain: one row per area
-- source: 供給側 診療行為別 (KDB 集計表①)、需要側 患者数 (KDB 集計表③)、\
住民基本台帳 年齢階級別人口
{changing.YEARS}\
{takes_areas("municipality")}\
{changing.TAKES}\
-- param aged: varchar default 75plus in {"|".join(AGED)} = 高齢者の年齢
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column patients_before: double, 人/月, count = 前の年度の患者数 | 1か月当たり患者数（月平均）
-- column patients_after: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column change: double, 人/月, from patients_before, patients_after = \
patients_after - patients_before = 増減
-- column people_effect: double, 人/月, from patients_before, patients_after = \
人口の増減による分
-- column age_effect: double, 人/月, from patients_before, patients_after = \
高齢化による分 | 人口に占める高齢者の割合が変わった分
-- column rate_effect: double, 人/月, from patients_before, patients_after = \
率による分 | 高齢者1人当たりの患者数が変わった分
-- column change_pct: double, %, from patients_before, patients_after = \
(patients_after / patients_before - 1) * 100 = 増減率
-- column people_effect_pct: double, ポイント, from patients_before, patients_after = \
増減率のうち人口の増減による分
-- column age_effect_pct: double, ポイント, from patients_before, patients_after = \
増減率のうち高齢化による分
-- column rate_effect_pct: double, ポイント, from patients_before, patients_after = \
増減率のうち率による分
-- column population_before: bigint, 人, public = 前の年度の人口
-- column population_after: bigint, 人, public = 人口
-- column aged_before: bigint, 人, public = 前の年度の高齢者
-- column aged_after: bigint, 人, public = 高齢者
-- column broken: varchar, public = 比べられない理由 | 間に定義の変更があるとき
-- column is_small: boolean, from patients_before, patients_after = 参考値か | \
どちらかの年度の患者が 10 人/月に満たない
""",
)


def of(change: Change) -> Parts | None:
    """None where the counts may not be compared, or no population of both years is known."""
    if change.known is None:
        return None
    groups = [_groups(one, change) for one in change.people]
    if any(not sum(found.values()) for found in groups):
        return None
    counts: list[dict[Hashable, float]] = [
        {group: count if group == next(iter(found)) else 0.0 for group in found}
        for found, count in zip(groups, change.known, strict=True)
    ]
    return parts.of_change((groups[0], counts[0]), (groups[1], counts[1]))


def has_ages(change: Change) -> bool:
    """Whether the aged of both years are known, so that there are three parts."""
    return all(
        one.aged and one.whole is not None and one.whole >= one.aged for one in change.people
    )


def _groups(people: People, change: Change) -> dict[Hashable, float]:
    """Those whom the patients are taken to be of, first, and all others."""
    whole = float(people.whole or 0)
    if not has_ages(change):
        return {"people": whole}
    return {"aged": float(people.aged or 0), "others": whole - float(people.aged or 0)}


def _parts(asked: Asked, given: Values) -> Answer | None:
    values = changing.dated(asked, given)
    if values is None:
        return None
    found = changing.changes(asked, values, values["aged"])
    if found is None:
        return None
    base, changes = found
    wanted = {one.code for one in areas_of(asked.ask, values)}
    rows = [_cells(one) for one in changes if one.code in wanted]
    label = AGED[values["aged"]]
    before, after = changing.years_of(values)
    labels = {
        "patients_before": f"{before}年度の患者数", "patients_after": f"{after}年度の患者数",
        "population_before": f"{before}年度の人口", "population_after": f"{after}年度の人口",
        "aged_before": f"{before}年度の{label}人口", "aged_after": f"{after}年度の{label}人口",
    }  # fmt: skip
    told = notes([one for one in changes if one.code in wanted], label)
    return judging.answer(base, PARTS, {**values, "before_year": before}, rows, told, labels)


def _cells(change: Change) -> Cells:
    state = changing.state_of(change)
    before, after = change.people
    found: Cells = {
        "area_code": (change.code, ACTUAL),
        "area_name": (change.name, ACTUAL),
        "patients_before": (change.counts[0], change.states[0]),
        "patients_after": (change.counts[1], change.states[1]),
        "broken": (change.broken, ACTUAL),
        **_known("population_before", before.whole),
        **_known("population_after", after.whole),
        **_known("aged_before", before.aged),
        **_known("aged_after", after.aged),
    }
    if change.known is None:
        return found | dict.fromkeys((*_OF_BOTH, "is_small"), (None, state))
    first, last = change.known
    found |= actual(change=last - first, is_small=min(first, last) < SMALL)
    split = of(change)
    effects: dict[str, float | None] = dict.fromkeys(EFFECTS)
    if split is not None:
        age = split.age if has_ages(change) else None
        effects = dict(zip(EFFECTS, (split.population, age, split.rate), strict=True))
    shares = {"change_pct": last - first, **{f"{k}_pct": v for k, v in effects.items()}}
    found |= {k: (v, MISSING if v is None else ACTUAL) for k, v in effects.items()}
    return found | {k: _share(v, first) for k, v in shares.items()}


def _share(value: float | None, of: float) -> tuple[float | None, str]:
    """In per cent of what was before; 該当なし of nothing."""
    if not of:
        return None, NOT_APPLICABLE
    return (None, MISSING) if value is None else (value / of * 100, ACTUAL)


def _known(name: str, people: int | None) -> Cells:
    return {name: (people, MISSING if people is None else ACTUAL)}


def notes(changes: Sequence[Change], label: str) -> list[str]:
    """How the change was split, and where it was not."""
    told = [
        f"集計表には患者の年齢がないため、患者をみな{label}とみなして、人口 × {label}の割合 × "
        f"{label}1人当たりの患者数 に分けました（Das Gupta 1993。3 つの和は増減に一致します）。"
    ]
    compared = [one for one in changes if one.known is not None]
    two = [one.name for one in compared if not has_ages(one) and of(one) is not None]
    if two:
        told.append(
            f"{label}の人口がどちらかの年度にない地域（{'、'.join(two)}）は、人口と率の 2 つに"
            "分けました。高齢化による分は、率による分に入っています。"
        )
    if none := [one.name for one in compared if of(one) is None]:
        told.append(
            f"両方の年度の人口がない地域（{'、'.join(none)}）は、増減だけを示し、分けません"
            "（別の年度の人口で代えることはしません）。"
        )
    told += dict.fromkeys(one.broken for one in changes if one.broken)
    return told


QUESTIONS = (Computed(PARTS, _parts),)
