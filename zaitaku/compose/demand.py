"""What the pages 将来需要 and 二つの計画 let the reader choose, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area
from zaitaku.compose import loaded, words
from zaitaku.compose.choices import short_code
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import planner, planner_demand, planner_plans
from zaitaku.exhibits.charts.projection import lines
from zaitaku.ground.states import ACTUAL

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
_NO_POPULATION = (
    "将来推計人口が取り込まれていません。社人研「地域別将来推計人口」の Excel を、"
    "公表されたまま取り込むと表示されます"
    "（性・5歳階級の表があれば、受療率の表と組み合わせられます）。"
)


# --- 将来需要 ------------------------------------------------------------------------------------

_NO_RATES = (
    "受療率の表（zaitaku template care_rates 受療率.csv）がないか、"
    "将来推計人口と年齢階級が合わないため、75歳以上人口当たりの件数で計算しています。"
)


@dataclass(frozen=True)
class Wanted:
    """How to project: a question with its parameters, and the words for it."""

    question: str
    label: str
    scenario: str
    params: dict[str, Any] = field(hash=False)
    base_year: int = _BASE
    years: tuple[int, ...] = ()
    told: str = ""  # why rates are not what one would wish

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

    def ask(self, sheet: Sheet, **params: Any) -> Answer:
        return sheet.ask(self.question, **self.params | params)


def projection(sheet: Sheet, *, quiet: bool = False) -> Wanted | None:
    """How the reader wants demand projected; None without a population.

    The reader is told what is missing, unless ``quiet``.
    """
    editions = sheet.ask("projection/editions").rows
    if not editions:
        if not quiet:
            sheet.tell(_NO_POPULATION)
        return None
    fits = [row for row in sheet.ask("demand/rates").rows if row[4]]
    methods = {short_code(f"{row[0]}|{row[1]}"): row for row in fits}
    several = len({row[0] for row in fits}) > 1
    labels = {code: f"{row[1]}{f'・{row[0]}' if several else ''}" for code, row in methods.items()}
    labels[BY_75PLUS] = "KDB の件数 ÷ 75歳以上人口"
    with sheet.row():
        method = sheet.choice("method", "受療率", labels)
        edition = str(methods[method][0]) if method in methods else str(editions[0][0])
        years = _years(editions, edition)
        words, changing = _scenario(sheet, methods, method, years)
    params = {"edition": edition, "base_year": _base(years), **changing}
    if method in methods:
        params["rate_source"] = methods[method][1]
    question = "demand/projected" if method in methods else "demand/by_75plus"
    told = "" if fits else _NO_RATES
    return Wanted(question, labels[method], words, params, _base(years), years, told)


def draw(sheet: Sheet, wanted: Wanted, demand: Answer, value: str) -> None:
    """The lines of all areas; under them why rates are what they are."""
    sheet.draw(lines, demand, value, sheet.marked)
    if wanted.told:
        sheet.note(wanted.told)


def _scenario(
    sheet: Sheet, methods: Mapping[str, Any], method: str, years: Sequence[int]
) -> tuple[str, dict[str, Any]]:
    """How rates change: in words, and as parameters of the question."""
    others = {
        code: row[1]
        for code, row in methods.items()
        if method in methods and row[0] == methods[method][0] and code != method
        and row[2] == methods[method][2]
    }  # fmt: skip
    level = sheet.ask("demand/levels").rows
    offered = {
        code: text
        for code, text in SCENARIOS.items()
        if (code != "median" or method == BY_75PLUS)
        and (code != "other" or others)
        and (code != "nation" or (level and level[0][8]))
    }
    scenario = sheet.choice("scenario", "率の変わり方", offered)
    if scenario == "fixed":
        return offered[scenario], {}
    words, params = offered[scenario], {}
    if scenario == "other":
        other = others[sheet.choice("to", "行き先の受療率", others)]
        words, params = f"{other}へ", {"to_source": other}
    elif scenario == "own":
        factor = sheet.choice("factor", "倍率", FACTORS, "120")
        words, params = f"{FACTORS[factor]}へ", {"factor": int(factor) / 100}
    elif scenario == "nation":
        words = f"全国の中央値（県の {level[0][8]:.2f} 倍）へ"
        params = {"factor": float(level[0][8])}
    elif scenario == "median":
        params = {"target": "median"}
    later = {str(y): f"{y}年" for y in years if y > _base(years)}
    reach = sheet.choice("reach", "到達する年", later, "2040")
    return f"{words}（{reach}年まで）", {**params, "reach_year": int(reach)}


def _years(editions: Any, edition: str) -> tuple[int, ...]:
    first, last = next((row[1], row[2]) for row in editions if row[0] == edition)
    return tuple(range(first, last + 1, 5))


def _base(years: Sequence[int]) -> int:
    return _BASE if _BASE in years else years[0]


def horizon(sheet: Sheet, years: Sequence[int]) -> int:
    """The year that changes are counted to: 2040 as the Ministry's figure, or the reader's."""
    later = {str(y): f"{y}年" for y in years if y > _base(years)}
    return int(sheet.choice("horizon", "変化を見る年", later, "2040"))


def gaps(sheet: Sheet, demand: Answer) -> Answer:
    """What is missing of today's supply in the peak year of each area."""
    return planner_demand.gaps(sheet.ask, demand, fiscal_year=sheet.year)


def is_known(gap: Answer) -> bool:
    """Whether any area has a gap to show."""
    place = gap.names.index("gap_cases")
    return any(states[place] == ACTUAL for states in gap.states)


def medical_area(sheet: Sheet) -> Area:
    """The 二次医療圏 that 注目する地域 is or stands in; the first of the prefecture otherwise."""
    area = sheet.area
    if area.unit == "medical_area":
        return area
    found = sheet.group_of(area, "medical_area") if area.unit == "municipality" else None
    names = sheet.areas_of("medical_area")
    code = next(iter(names), "")
    return found or sheet.area_of("medical_area", code, names.get(code, code))


# --- 二つの計画 ----------------------------------------------------------------------------------


def two_plans(
    sheet: Sheet, area: Area, choice: planner.Choice | None, wanted: Wanted | None
) -> Answer:
    """Everything there is about the area's two plans, by year."""
    demand = wanted.ask(sheet, **area.params()) if wanted else None
    return planner_plans.two_plans(sheet.asker, area, choice, demand)


def has_panels(result: Answer) -> bool:
    """Whether any figure can be drawn."""
    place = result.names.index("value")
    return any(states[place] == ACTUAL for states in result.states)


def tell_missing(sheet: Sheet, result: Answer, area: Area) -> None:
    """Which panels are not there, and what file would give each."""
    told = planner_plans.missing(result, area)
    if told:
        lines = "\n".join(f"- {words.escape(text)}" for text in told)
        if sheet.is_internal:
            sheet.tell(f"次のものは、取り込むと表示されます。\n{lines}")
        else:
            sheet.tell(
                "次のものは、公表用データにありません（取り込んだ表は、内部モードで見られます）。"
                f"\n{lines}"
            )
            sheet.note(loaded.OWN_TABLES)
