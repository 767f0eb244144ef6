"""Every area of a unit judged by one figure: interval, rank, whether it lies outside the funnel.

What ``judging_rates`` and ``judging_completion`` share. All is made from the figures that the build
shows in its mode: what is hidden has no interval, ratio, rank or judgement, and takes no part in
how far areas usually lie apart, so that nothing here depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area as Place
from zaitaku.ask.area import Areas
from zaitaku.ask.contract import Question
from zaitaku.ask.figures import Figure
from zaitaku.comparing import funnels, intervals
from zaitaku.comparing.funnels import Dispersion, Funnel, Kind, Widening
from zaitaku.comparing.intervals import STRICT, USUAL, Interval
from zaitaku.ground.states import ACTUAL, MISSING, NOT_APPLICABLE, SUPPRESSED

SMALL = 10.0  # 人/月: below it one patient more or fewer changes much
_WORST = (SUPPRESSED, MISSING, NOT_APPLICABLE, ACTUAL)
WIDENING = {"multiplicative": "掛け算", "additive": "足し算", "none": "なし"}
_UNITS = "municipality|medical_area|zone|prefecture"
# what every judging question takes besides its subject
TAKES_REFERENCE = f"""\
-- param reference_unit: varchar default prefecture in {_UNITS} = 比べる相手の単位
-- param reference_code: varchar[] in area.area_code = 比べる相手 | \
空のときは、その単位の最初の地域（prefecture なら県全体）。\
いくつかのときは、数を足し合わせて 1 つとみる
-- param widening: varchar default multiplicative in {"|".join(WIDENING)} = \
限界の広げ方 | multiplicative: √φ 倍、additive: τ² を足す、none: 偶然だけ
"""


def judged_columns(unit: str, parts: str) -> str:
    """The columns from the value on; ``parts`` is what the value is made of."""
    limits = "\n".join(
        f"-- column {name}_{side}_{code}: double, {unit}, from value, reference = "
        f"{label}の{'下' if side == 'lower' else '上'}（{percent} %）"
        for name, label in (("chance", "偶然だけの限界"), ("limit", "広げた限界"))
        for code, percent in (("95", "95"), ("998", "99.8"))
        for side in ("lower", "upper")
    )
    return f"""\
-- column lower: double, {unit}, from {parts}, value = 95 % 区間の下
-- column upper: double, {unit}, from {parts}, value = 95 % 区間の上
-- column reference_name: varchar, key = 比べる相手
-- column reference: double, {unit}, count = 比べる相手の値
-- column ratio: double, from value, reference = 比（相手を 100 として）
-- column judgement: varchar, from value, reference = 判定 | 広げた 99.8 % の限界の外なら高い・低い
-- column rank: integer, from value = 順位 | 値を示せる地域のうち、高い方から
-- column of: integer, from value = 値を示せる地域の数
-- column state: varchar, key = 値の状態
-- column is_small: boolean, from {parts} = 参考値か | 患者が 10 人/月に満たない
{limits}
"""


@dataclass(frozen=True)
class Area:
    """What is counted of an area, and over what; None where ``state`` is not 実数."""

    code: str
    name: str
    count: float | None
    count_state: str
    base: float | None
    base_state: str

    @property
    def state(self) -> str:
        """Of its value."""
        found = min((self.count_state, self.base_state), key=_WORST.index)
        return NOT_APPLICABLE if found == ACTUAL and not self.base else found

    @property
    def known(self) -> tuple[float, float] | None:
        """Count and base where both may be shown."""
        if self.state != ACTUAL or self.count is None or self.base is None:
            return None
        return float(self.count), float(self.base)


def as_one(areas: Sequence[Area], place: Place | Areas) -> Area:
    """Those of ``areas`` that are ``place``, their counts and bases added up.

    In the worst of their states: with one of them hidden nothing of the others is added up.
    """
    codes = place.codes if isinstance(place, Areas) else (place.code,)
    found = [one for one in areas if one.code in codes]
    if len(found) < len(codes):
        return Area("", place.title, None, MISSING, None, MISSING)

    def added(figures: Sequence[tuple[float | None, str]]) -> tuple[float | None, str]:
        state = min((state for _, state in figures), key=_WORST.index)
        return (sum(value or 0 for value, _ in figures) if state == ACTUAL else None), state

    return Area(
        "", place.title, *added([(one.count, one.count_state) for one in found]),
        *added([(one.base, one.base_state) for one in found]),
    )  # fmt: skip


@dataclass(frozen=True)
class Judging:
    """``per``: the value is count ÷ base × per (1000 people, 100 %); ``columns``: of the two."""

    kind: Kind
    per: float
    columns: tuple[str, str]
    areas: Sequence[Area]
    reference: Figure
    widening: Widening

    @property
    def dispersion(self) -> Dispersion | None:
        """How far the areas that are shown lie apart; None for fewer than five."""
        known = [one.known for one in self.areas if one.known is not None]
        if not known or not any(count for count, _ in known):
            return None
        return funnels.dispersion(self.kind, [one for one, _ in known], [n for _, n in known])

    @property
    def funnel(self) -> Funnel | None:
        """Around the reference; None where it is not known, or how far areas lie apart is not."""
        centre, found = self.reference.value, self.dispersion
        if self.reference.state != ACTUAL or centre is None or centre <= 0:
            return None
        if found is None and self.widening != "none":
            return None
        return Funnel(self.kind, centre / self.per, found or Dispersion(), self.widening)


Cells = dict[str, tuple[Any, str]]  # column → (value, state)


def cells(judging: Judging) -> list[Cells]:
    """Every area's row."""
    rates = [None if one.known is None else one.known[0] / one.known[1] for one in judging.areas]
    shown = [rate for rate in rates if rate is not None]
    funnel = judging.funnel
    return [
        _of_area(judging, area, rate, shown, funnel)
        for area, rate in zip(judging.areas, rates, strict=True)
    ]


def _of_area(
    judging: Judging, area: Area, rate: float | None, shown: Sequence[float], funnel: Funnel | None
) -> Cells:
    reference, by = judging.reference, judging.per
    counted, over = judging.columns
    found: Cells = {
        "area_code": (area.code, ACTUAL),
        "area_name": (area.name, ACTUAL),
        counted: (area.count, area.count_state),
        over: (area.base, area.base_state),
        "reference_name": (reference.area, ACTUAL),
        "reference": (reference.value, reference.state),
        "state": (area.state, ACTUAL),
    }
    known = area.known
    if known is None or rate is None:
        return found | _absent(("value", *_BY_AREA, *_BESIDE), area.state)
    count, base = known
    own = {
        "rate": lambda: intervals.rate(count, base),
        "proportion": lambda: intervals.wilson(min(count, base), base),
    }[judging.kind]().times(by)
    found |= actual(
        value=rate * by, lower=own.lower, upper=own.upper,
        rank=1 + sum(other > rate for other in shown), of=len(shown),
        is_small=(base if judging.kind == "proportion" else count) < SMALL,
    )  # fmt: skip
    if reference.state != ACTUAL or not reference.value:
        return found | _absent(_BESIDE, _beside_state(reference))
    found |= actual(ratio=rate * by / reference.value * 100)
    if funnel is None:
        return found | _absent((*_LIMITS, "judgement"), NOT_APPLICABLE)
    found |= actual(judgement=funnel.judged(rate, base))
    for name, limits in (("chance", funnel.chance), ("limit", funnel.widened)):
        for code, confidence in _CONFIDENCES.items():
            at: Interval = limits(base, confidence).times(by)
            found |= actual(**{f"{name}_lower_{code}": at.lower, f"{name}_upper_{code}": at.upper})
    return found


_CONFIDENCES = {"95": USUAL, "998": STRICT}
_LIMITS = tuple(
    f"{name}_{side}_{code}"
    for name in ("chance", "limit")
    for code in _CONFIDENCES
    for side in ("lower", "upper")
)
_BY_AREA = ("lower", "upper", "rank", "of", "is_small")
_BESIDE = ("ratio", "judgement", *_LIMITS)


def actual(**values: Any) -> Cells:
    return {name: (value, ACTUAL) for name, value in values.items()}


def _absent(names: Sequence[str], state: str) -> Cells:
    return dict.fromkeys(names, (None, state))


def _beside_state(reference: Figure) -> str:
    return NOT_APPLICABLE if reference.state == ACTUAL else reference.state


def answer(
    base: Answer,
    question: Question,
    values: Mapping[str, Any],
    rows: Sequence[Cells],
    told: Sequence[str],
    labels: Mapping[str, str] | None = None,
) -> Answer:
    """What was judged as the answer to ``question``; sources and breaks are those of ``base``.

    ``labels``: what a column is called here, where that depends on what was asked.
    """
    names = [column.name for column in question.columns]
    labels = labels or {}
    return replace(
        base,
        name=question.name,
        question=question.question,
        grain=question.grain,
        columns=tuple(replace(c, label=labels.get(c.name, c.label)) for c in question.columns),
        rows=[tuple(row[name][0] for name in names) for row in rows],
        states=[tuple(row[name][1] for name in names) for row in rows],
        notes=tuple(dict.fromkeys((*told, *base.notes))),
        params=dict(values),
        param_labels={param.name: param.label for param in question.params},
    )


def difference(row: Cells) -> tuple[float | None, str]:
    """The value less the reference; its state where there is no ratio either."""
    state = row["ratio"][1]
    return (row["value"][0] - row["reference"][0], ACTUAL) if state == ACTUAL else (None, state)


def notes(judging: Judging, interval: str) -> tuple[str, ...]:
    """How the figures were judged, in the words of the reader."""
    found = judging.dispersion
    shown = sum(one.known is not None for one in judging.areas)
    told = [
        f"95 % 区間は、患者数（1か月平均）を数として {interval} で求めました。"
        "12か月分を足した数は使いません（同じ患者を何度も数え、区間が狭くなりすぎるため）。",
        "判定（高い・同程度・低い）は 99.8 % の限界によります。多くの地域を一度に比べると、"
        "95 % では 20 地域に 1 つほどが偶然だけで外に出るためです。",
    ]
    if found is None:
        told.append(
            f"値を示せる地域が {shown} で、{funnels.LEAST_AREAS} に満たないか、患者がいないため、"
            "地域どうしのふだんのばらつきが分からず、判定しません。"
        )
    elif judging.widening == "none":
        told.append("限界は偶然のばらつきだけによるもので、広げていません。")
    else:
        told.append(
            "限界は、偶然のばらつきに地域どうしのふだんのばらつきを加えて広げました"
            f"（Spiegelhalter 2005、{WIDENING[judging.widening]}、φ = {found.phi:.2f}、"
            f"値を示せる {shown} 地域から）。施設の患者はまとまって増減するためです。"
        )
    told.append("比べる相手の値そのもののばらつきは、考えに入れていません。")
    return tuple(told)
