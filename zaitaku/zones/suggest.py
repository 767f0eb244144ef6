"""Two ways to propose zones from the flows, explained step by step; never applied by itself.

``plurality`` follows hospital service areas: each municipality joins the one that serves most of
its patients; pieces that lie apart and areas below a minimum 完結率 join a neighbour.
``optimise`` looks for the highest overall 完結率 (patients served in their own zone ÷ all resident
patients) with a given number of zones. The same input gives the same proposal, except that a
search stopped by the clock may have come further on a faster computer; it then says so.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np

from zaitaku.ground.errors import ValidationError
from zaitaku.zones import obstacles, program, search
from zaitaku.zones.inputs import COUNTED, FUNCTIONS, MICRO, Inputs
from zaitaku.zones.proposal import Limit, Proposal, Suggestion, task_of
from zaitaku.zones.rules import DEFAULTS, Setting
from zaitaku.zones.search import Group, Task

SECONDS = 8.0  # leaves room within the ten seconds a meeting waits
# remarked upon: a zone with more of all patients than this, or with a 完結率 below this
_LARGE_SHARE = 0.5
_LOW_SHARE = 0.5


class NoProposalError(ValidationError):
    """The conditions leave no way to divide the municipalities, or none was found in time."""


def limits_from(inputs: Inputs, settings: Mapping[str, Setting] = DEFAULTS) -> tuple[Limit, ...]:
    """The rules that ask for 'at least' and have a table, as limits of ``optimise``.

    Of hidden or missing values nothing is counted. A provider at work in several municipalities is
    counted in each: exact for a threshold of 1.
    """
    metrics = {
        "active_role": ("active_role_institutions",),
        "coordination_base": ("coordination_bases",),
        "functions": tuple(f"function:{name}" for name in FUNCTIONS),
        "population_floor": ("population",),
    }
    limits = []
    for rule, names in metrics.items():
        setting = settings.get(rule, DEFAULTS[rule])
        for metric in names if setting.enabled else ():
            if inputs.has(metric):
                amounts = _amounts(metric, inputs)
                limits.append(
                    Limit(COUNTED[metric].label, COUNTED[metric].unit, amounts, setting.threshold)
                )
    return tuple(limits)


def _amounts(metric: str, inputs: Inputs) -> dict[str, float]:
    if metric in inputs.amounts:
        values = inputs.amounts[metric][0] / MICRO
    else:
        values = np.bincount(inputs.providers[metric][0], minlength=len(inputs.codes))
    return dict(zip(inputs.codes, values.tolist(), strict=True))


# --- by plurality ----------------------------------------------------------------------------


def plurality(
    inputs: Inputs,
    *,
    min_self_sufficiency_pct: float = 0.0,
    zones: int | None = None,
    limits: Sequence[Limit] = (),
) -> Suggestion:
    """Areas of those who go to the same place, made contiguous, then merged.

    Merging ends when every zone reaches ``min_self_sufficiency_pct`` and the least of ``limits``,
    and there are no more than ``zones`` (None: as many as remain); there may be fewer. What is
    larger than ``limits`` allow then gives to its neighbours what they can take. What still does
    not keep them is told. ValidationError without flows.
    """
    task = task_of(inputs, 1 if zones is None else zones, min_self_sufficiency_pct, limits)
    proposal = Proposal(task, inputs)
    proposal.begin()
    if limits:
        proposal.steps.append(f"各圏域の条件: {'、'.join(map(str, limits))}。")
    groups = _by_plurality(proposal)
    groups = _joined_pieces(proposal, groups)
    groups = _merged_areas(proposal, groups, zones)
    groups = _evened(proposal, groups)
    if zones is not None and len(groups) < zones:
        proposal.steps.append(
            f"流出入と条件からは{len(groups)}圏域になり、求められた{zones}圏域より少なくなりました。"
        )
    return proposal.finish(groups)


def _by_plurality(proposal: Proposal) -> list[Group]:
    task = proposal.task
    delivered = task.patients.sum(axis=0)
    goes_to = list(range(task.size))
    for origin, row in enumerate(task.patients):
        if row.max() > 0:
            # ties: at home, then to the place that serves more, then the lower code
            goes_to[origin] = max(
                range(task.size), key=lambda j: (row[j], j == origin, delivered[j], -j)
            )
    area = {place: {place} for place in range(task.size)}
    for origin, destination in enumerate(goes_to):
        together = area[origin] | area[destination]
        for place in together:
            area[place] = together
    groups = sorted({tuple(sorted(members)) for members in area.values()})
    for group in groups:
        moved = "、".join(
            f"{proposal.name(place)}（{_share(task, place, goes_to[place])}が"
            f"{proposal.name(goes_to[place])}へ）"
            for place in group
            if goes_to[place] != place
        )
        if moved:
            proposal.steps.append(
                f"最も多くの患者を受ける市区町村と一緒にします: "
                f"{proposal.centre_name(group)} ← {moved}。"
            )
    alone = [group[0] for group in groups if len(group) == 1]
    if alone:
        proposal.steps.append(
            "患者を最も多く受けるのが自分自身か、県内で受ける患者がいないので、"
            f"ひとまず1つの範囲とします: {proposal.names(alone)}。"
        )
    return groups


def _joined_pieces(proposal: Proposal, groups: list[Group]) -> list[Group]:
    """Pieces apart from their area's centre join the area beside that serves most of them."""
    task = proposal.task
    if task.neighbours is None:
        proposal.steps.append("境界データがないため、つながりは確かめていません。")
        return groups
    while apart := _piece_apart(proposal, groups):
        area, piece = apart
        groups = sorted([g for g in groups if g != area] + [tuple(sorted({*area} - {*piece}))])
        other = _most_served(task, piece, [g for g in groups if task.touch(piece, g)])
        names = proposal.names(piece)
        if other is None:
            groups = sorted([*groups, piece])
            proposal.steps.append(
                f"{names}は、どことも陸続き・航路でつながらないので、別の圏域にします。"
            )
            continue
        proposal.steps.append(
            f"{names}は{proposal.centre_name(area)}の範囲と離れているので、隣の"
            f"{proposal.centre_name(other)}の範囲に移します。"
        )
        groups = search.merged([*groups, piece], piece, other)
    return groups


def _piece_apart(proposal: Proposal, groups: list[Group]) -> tuple[Group, Group] | None:
    for group in groups:
        found = proposal.task.parts(group)
        if len(found) > 1:
            centre = proposal.centre(group)
            for piece in reversed(found):  # smallest first
                if centre not in piece:
                    return group, piece
    return None


def _most_served(task: Task, piece: Group, beside: Sequence[Group]) -> Group | None:
    if not beside:
        return None
    served = [float(task.patients[np.ix_(piece, other)].sum()) for other in beside]
    return beside[int(np.argmax(served))]


def _merged_areas(proposal: Proposal, groups: list[Group], zones: int | None) -> list[Group]:
    task = proposal.task
    alone: set[Group] = set()
    while True:
        short = [g for g in groups if not task.reaches_minimum(g) and g not in alone]
        many = zones is not None and len(groups) > zones
        open_groups = short or ([g for g in groups if g not in alone] if many else [])
        if not open_groups:
            return groups
        lowest = min(open_groups, key=lambda g: (task.share(g), g))
        other = search.best_neighbour(task, groups, lowest)
        name, share = proposal.centre_name(lowest), f"{task.share(lowest) * 100:.1f}%"
        if other is None:
            alone.add(lowest)
            proposal.steps.append(
                f"{name}の範囲（完結率 {share}）には隣の圏域がないので、そのまま残します。"
            )
            continue
        why = f"{zones}圏域より多い"
        if short:
            is_low = task.share(lowest) < task.min_share
            why = f"下限の{task.min_share * 100:g}%に" if is_low else "条件の大きさに"
            why += "足りない"
        gain = float(task.exchange[np.ix_(lowest, other)].sum()) / MICRO
        proposal.steps.append(
            f"{name}の範囲（完結率 {share}）は{why}ので、隣り合う中で患者の行き来が最も多い"
            f"（{gain:,.1f}人/月）{proposal.centre_name(other)}の範囲と1つにします。"
        )
        groups = search.merged(groups, lowest, other)


def _evened(proposal: Proposal, groups: list[Group]) -> list[Group]:
    """Municipalities move only as far as a group is beyond the bounds."""
    task = proposal.task
    if not any(map(task.excess, groups)):
        return groups
    evened = search.improve(task, groups, time.monotonic() + SECONDS / 2, only_faults=True)
    before = {place: group for group in groups for place in group}
    moved = [
        f"{proposal.name(place)}（{proposal.centre_name(before[place])}の範囲から"
        f"{proposal.centre_name(group)}の範囲へ）"
        for group in evened
        for place in group
        if proposal.centre(before[place]) != proposal.centre(group)
    ]
    if moved:
        proposal.steps.append(f"大きさをそろえるため、隣の範囲に移します: {'、'.join(moved)}。")
    beyond = [proposal.centre_name(group) for group in evened if task.excess(group)]
    if beyond:
        proposal.steps.append(
            f"{'・'.join(beyond)}の範囲は、隣に移せる市区町村がないため、条件の大きさになりません。"
        )
    return evened


# --- the best for a number of zones ----------------------------------------------------------


def optimise(
    inputs: Inputs,
    *,
    zones: int,
    min_self_sufficiency_pct: float = 0.0,
    limits: Sequence[Limit] = (),
    seconds: float = SECONDS,
) -> Suggestion:
    """The highest overall 完結率 with exactly ``zones`` zones that keep every condition.

    Each zone hangs together (where borders are known), reaches ``min_self_sufficiency_pct`` and
    keeps ``limits``. ValidationError when that cannot be asked, NoProposalError when nothing keeps
    the conditions or nothing was found in ``seconds``.
    """
    began = time.monotonic()
    task = task_of(inputs, zones, min_self_sufficiency_pct, limits)
    proposal = Proposal(task, inputs)
    _check_parts(proposal)
    if told := obstacles.scarce(limits, zones):
        raise NoProposalError(
            f"条件に合う分け方はありません。{told}圏域の数を減らすか、条件を外してください。"
        )
    conditions = [f"{zones}圏域"]
    conditions += ["1つにつながっている"] if task.neighbours is not None else []
    conditions += [f"完結率 {min_self_sufficiency_pct:g}%以上"] if min_self_sufficiency_pct else []
    conditions += map(str, limits)
    proposal.begin()
    proposal.steps.append(f"各圏域の条件: {'、'.join(conditions)}。")
    if task.neighbours is None:
        proposal.steps.append("境界データがないため、つながりは条件にしていません。")
    start = search.find(task, began + seconds / 2)
    proposal.steps.append(
        "患者の行き来が最も多い隣どうしを順にまとめ、1市区町村ずつ移して良くします: "
        + (f"完結率 {proposal.pct(task.value(start))}" if start else "条件に合う案は見つからず")
        + "。"
    )
    if program.too_large(task):
        if start is None:
            told = obstacles.to_give_up(task, limits)
            raise NoProposalError(_not_found(conditions, "は見つかりませんでした", told))
        proposal.steps.append(
            "市区町村が多く、最適かどうかの計算は時間内にできないため行っていません。"
        )
        return proposal.finish(start)
    solution = program.solve(task, began + seconds - time.monotonic(), start)
    found = [g for g in (solution.groups, start) if g and all(map(task.allowed, g))]
    if not found:
        how = "はありません" if solution.infeasible else f"は{seconds:g}秒では見つかりませんでした"
        raise NoProposalError(_not_found(conditions, how, obstacles.to_give_up(task, limits)))
    best = max(found, key=task.value)
    optimal = solution.optimal and solution.groups in found
    bound = task.value(best) if optimal else solution.bound
    proposal.steps.append(_proof(proposal, best, optimal, bound, seconds))
    proposal.steps += _remarks(proposal, best)
    return proposal.finish(best, optimal, bound)


def _check_parts(proposal: Proposal) -> None:
    task = proposal.task
    apart = task.parts(range(task.size))
    if len(apart) > task.zones:
        islands = "、".join(f"（{proposal.names(piece)}）" for piece in apart[1:])
        raise ValidationError(
            f"陸続き・航路でつながらない地域が{len(apart)}あり、{task.zones}圏域にはできません: "
            f"{islands}。航路でつながる市区町村の組か、離れていてよい市区町村を登録してください。"
        )


def _not_found(conditions: Sequence[str], how: str, told: str) -> str:
    return (
        f"条件に合う分け方{how}（{'、'.join(conditions)}）。{told}"
        "圏域の数を変えるか、条件を緩めてください。"
    )


def _proof(
    proposal: Proposal, groups: list[Group], optimal: bool, bound: float | None, seconds: float
) -> str:
    value = proposal.task.value(groups)
    if optimal:
        return (
            f"混合整数計画（HiGHS）で、完結率 {proposal.pct(value)} より高い分け方が"
            "ないことを確かめました。"
        )
    if bound is None:
        return f"{seconds:g}秒で計算を打ち切りました。最適かどうかは分かりません。"
    return (
        f"{seconds:g}秒で計算を打ち切りました。見つけた案の完結率は {proposal.pct(value)}、"
        f"どう分けても {proposal.pct(bound)} を超えません。"
    )


def _remarks(proposal: Proposal, groups: list[Group]) -> list[str]:
    """What the measure alone brings about, so that nobody takes it for a recommendation."""
    task = proposal.task
    residents = [float(task.residents[list(group)].sum()) for group in groups]
    remarks = []
    for group, patients in zip(groups, residents, strict=True):
        if patients > _LARGE_SHARE * sum(residents) and len(groups) > 1:
            remarks.append(
                f"{proposal.centre_name(group)}圏域に患者の{patients / sum(residents) * 100:.0f}%が"
                "集まります。"
            )
        if task.share(group) < _LOW_SHARE:
            remarks.append(
                f"{proposal.centre_name(group)}圏域の完結率は{task.share(group) * 100:.1f}%です。"
            )
    if remarks:
        remarks.append(
            "全体の完結率だけを高くすると、大きな圏域と小さな圏域に分かれやすくなります。"
            "圏域ごとの完結率や人口の下限・上限を条件に加えて比べてください。"
        )
    return remarks


def _share(task: Task, origin: int, destination: int) -> str:
    return f"{task.patients[origin, destination] / task.residents[origin] * 100:.1f}%"
