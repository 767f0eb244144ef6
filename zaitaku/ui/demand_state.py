"""What the pages 将来需要 and 二つの計画 let the reader choose, and what is missing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.compose import words
from zaitaku.derived import planner, planner_demand, planner_plans
from zaitaku.ground.states import ACTUAL
from zaitaku.ui import answer, controls, loaded, plan_asker

BY_75PLUS = "kdb"
FACTORS = {f"{percent}": f"{percent / 100:.1f} 倍" for percent in range(70, 210, 10)}
SCENARIOS = {
    "fixed": "いまの率のまま",
    "median": "県内の中央値へ",
    "other": "ほかの受療率へ",
    "nation": "全国の中央値へ",
    "own": "倍率を決める",
}
_BASE = 2020


# --- 将来需要 ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """How to project: a question with its parameters, and the words for it."""

    question: str
    label: str
    scenario: str
    params: dict[str, Any] = field(hash=False)
    base_year: int = _BASE
    years: tuple[int, ...] = ()

    @property
    def rate_source(self) -> str:
        return str(self.params.get("rate_source", ""))

    @property
    def words(self) -> str:
        """Rates, scenario and edition, as a title says how it was calculated."""
        return f"{self.label}｜{self.scenario}｜{self.edition}"

    @property
    def edition(self) -> str:
        return str(self.params["edition"])

    def ask(self, **params: Any) -> Answer:
        return answer.ask(self.question, **self.params | params)


def projection(*, quiet: bool = False) -> Wanted | None:
    """Draw the controls of the projection; None without a population.

    The reader is told what is missing, unless ``quiet``.
    """
    editions = answer.ask("projection/editions").rows
    if not editions:
        if quiet:
            return None
        st.info(
            "将来推計人口が取り込まれていません。社人研「地域別将来推計人口」の Excel を、"
            "公表されたまま取り込むと表示されます"
            "（性・5歳階級の表があれば、受療率の表と組み合わせられます）。"
        )
        return None
    fits = [row for row in answer.ask("demand/rates").rows if row[4]]
    methods = {_short(f"{row[0]}|{row[1]}"): row for row in fits}
    several = len({row[0] for row in fits}) > 1
    labels = {code: f"{row[1]}{f'・{row[0]}' if several else ''}" for code, row in methods.items()}
    labels[BY_75PLUS] = "KDB の件数 ÷ 75歳以上人口"
    if not fits and not quiet:
        st.caption(
            "受療率の表（`zaitaku template care_rates 受療率.csv`）がないか、"
            "将来推計人口と年齢階級が合わないため、75歳以上人口当たりの件数で計算しています。"
        )
    with st.container(horizontal=True):
        method = controls.choice("method", "受療率", labels)
        others = {
            code: row[1]
            for code, row in methods.items()
            if method in methods and row[0] == methods[method][0] and code != method
            and row[2] == methods[method][2]
        }  # fmt: skip
        level = answer.ask("demand/levels").rows
        offered = {
            code: text
            for code, text in SCENARIOS.items()
            if (code != "median" or method == BY_75PLUS)
            and (code != "other" or others)
            and (code != "nation" or (level and level[0][8]))
        }
        scenario = controls.choice("scenario", "率の変わり方", offered)
        edition = str(methods[method][0]) if method in methods else str(editions[0][0])
        years = _years(editions, edition)
        params: dict[str, Any] = {"edition": edition, "base_year": _base(years)}
        words = offered[scenario]
        if scenario == "other":
            other = controls.choice("to", "行き先の受療率", others)
            params["to_source"] = others[other]
            words = f"{others[other]}へ"
        if scenario == "own":
            factor = controls.choice("factor", "倍率", FACTORS, "120")
            params["factor"] = int(factor) / 100
            words = f"{FACTORS[factor]}へ"
        if scenario == "nation":
            params["factor"] = float(level[0][8])
            words = f"全国の中央値（県の {level[0][8]:.2f} 倍）へ"
        if scenario == "median":
            params["target"] = "median"
        if scenario != "fixed":
            later = {str(y): f"{y}年" for y in years if y > _base(years)}
            reach = controls.choice("reach", "到達する年", later, "2040")
            params["reach_year"] = int(reach)
            words += f"（{reach}年まで）"
    if method in methods:
        params["rate_source"] = methods[method][1]
        return Wanted("demand/projected", labels[method], words, params, _base(years), years)
    return Wanted("demand/by_75plus", labels[method], words, params, _base(years), years)


def _years(editions: Any, edition: str) -> tuple[int, ...]:
    first, last = next((row[1], row[2]) for row in editions if row[0] == edition)
    return tuple(range(first, last + 1, 5))


def _base(years: tuple[int, ...]) -> int:
    return _BASE if _BASE in years else years[0]


def horizon(years: tuple[int, ...]) -> int:
    """The year that changes are counted to: 2040 as the Ministry's figure, or the reader's."""
    later = {str(y): f"{y}年" for y in years if y > _base(years)}
    return int(controls.choice("horizon", "変化を見る年", later, "2040"))


def gaps(demand: Answer) -> Answer:
    """What is missing of today's supply in the peak year of each area."""
    return planner_demand.gaps(answer.ask, demand, fiscal_year=controls.year())


def is_known(gap: Answer) -> bool:
    """Whether any area has a gap to show."""
    place = gap.names.index("gap_cases")
    return any(states[place] == ACTUAL for states in gap.states)


def medical_area() -> Area:
    """The 二次医療圏 that 注目する地域 is or stands in; the first of the prefecture otherwise."""
    area = controls.area()
    listed = answer.ask("area/list", area_unit="medical_area", zone_scheme=None).rows
    names = {str(row[0]): str(row[1]) for row in listed}
    code = area.code if area.unit == "medical_area" else ""
    if area.unit == "municipality":
        groups = answer.ask("area/groups", group_unit="medical_area", zone_scheme=None).rows
        code = next((str(row[1]) for row in groups if row[0] == area.code), "")
    code = code or next(iter(names), "")
    return Area("medical_area", "", code, names.get(code, code))


# --- 二つの計画 ----------------------------------------------------------------------------------


def two_plans(area: Area, choice: planner.Choice | None, wanted: Wanted | None) -> Answer:
    """Everything there is about the area's two plans, by year."""
    demand = wanted.ask(**area.params()) if wanted else None
    return planner_plans.two_plans(plan_asker.asker(), area, choice, demand)


def has_panels(result: Answer) -> bool:
    """Whether any figure can be drawn."""
    place = result.names.index("value")
    return any(states[place] == ACTUAL for states in result.states)


def tell_missing(result: Answer, area: Area) -> None:
    """Which panels are not there, and what file would give each."""
    told = planner_plans.missing(result, area)
    if told:
        lines = "\n".join(f"- {words.escape(text)}" for text in told)
        if controls.mode() == "internal":
            st.info(f"次のものは、取り込むと表示されます。\n{lines}")
        else:
            st.info(
                "次のものは、公表用データにありません（取り込んだ表は、内部モードで見られます）。"
                f"\n{lines}"
            )
            st.caption(loaded.OWN_TABLES)


def _short(text: str) -> str:
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()
