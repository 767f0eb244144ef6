"""What 比べる shows: a figure of all areas judged beside 比べる相手, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Areas
from zaitaku.ask.figures import number
from zaitaku.comparing import spread
from zaitaku.compose import items, maps, residence
from zaitaku.compose import words as said
from zaitaku.compose.items import Item
from zaitaku.compose.residence import Residence
from zaitaku.compose.sheet import Sheet
from zaitaku.derived.judging_rates import DENOMINATORS
from zaitaku.derived.planner import asked as answered
from zaitaku.exhibits.charts.funnel import funnel, unnamed
from zaitaku.exhibits.charts.judged import intervals
from zaitaku.ground.errors import NotInDataError
from zaitaku.ground.states import ACTUAL
from zaitaku.sentences import judging as sentences

ACT, HOME_CARE, ADJUSTED, COMPLETION = "act", "home_care", "adjusted", "completion"
_FIGURES = {
    ACT: "診療行為の患者数",
    HOME_CARE: "在宅医療の患者数",
    ADJUSTED: "年齢・性をそろえた比",
    COMPLETION: "完結率",
}
_QUESTIONS = {ADJUSTED: "compare/standardised", COMPLETION: "compare/completion"}
# what an area is large by in the funnel, and what is counted of it
_BASES = {ADJUSTED: "expected", COMPLETION: "resident_patients"}
_COUNTS = {COMPLETION: "within_patients"}
_BESIDE = {ACT: ("shrunken",), HOME_CARE: ("shrunken",), ADJUSTED: ("crude", "within_pct")}
_REASONS = "違いの理由、良し悪し。"
_NOT_ADJUSTED = f"{_REASONS}年齢や住まい方の違いは、分母を選ぶ以外には調整していない。"
CANNOT = {
    ACT: _NOT_ADJUSTED,
    HOME_CARE: _NOT_ADJUSTED,
    ADJUSTED: f"{_REASONS}要介護度、施設に住む人の数、医療機関の数の違いは調整していない。",
    COMPLETION: f"{_REASONS}地域の広さや、隣の地域の医療機関の近さは調整していない。",
}
_NOBODY = (
    "人口などの分母になる表がないため、人口当たりの患者数を比べられません。総務省「住民基本台帳年齢階級別"
    "人口（市区町村別）」の Excel を取り込んでください。完結率は、人口がなくても比べられます。"
)
INTERVALS, FUNNEL, MAP = "intervals", "funnel", "map"
_FORMS = {INTERVALS: "区間つきの値", FUNNEL: "ファンネル", MAP: "地図"}
_SHRUNKEN = {"value": "そのままの値", "shrunken": "ならした値"}


@dataclass(frozen=True)
class Chosen:
    """``item`` for an act, ``residence`` for 完結率; ``denominator`` '' for a share."""

    figure: str
    form: str
    sort: str
    item: Item | None = None
    residence: Residence | None = None
    denominator: str = ""
    drawn: str = "value"  # what a map is coloured by

    @property
    def question(self) -> str:
        return _QUESTIONS.get(self.figure, "compare/rates")

    @property
    def label(self) -> str:
        """What is compared, as titles and sentences name it."""
        if self.item is not None:
            return self.item.label
        if self.residence is not None:
            return "訪問診療の完結率"
        return "在宅医療"

    @property
    def base(self) -> str:
        """What an area is large by in the funnel."""
        return _BASES.get(self.figure, "population")

    @property
    def counted(self) -> str:
        return _COUNTS.get(self.figure, "patients")


def choose(sheet: Sheet) -> Chosen:
    """Figure, what it is of, per whom, and its form."""
    figure = sheet.choice("figure", "比べる数値", _FIGURES, few=True)
    item = items.choose(sheet) if figure in (ACT, ADJUSTED) else None
    lives = residence.choose(sheet) if figure == COMPLETION else None
    per = _denominator(sheet) if figure in (ACT, HOME_CARE) else ""
    form = sheet.choice("form", "見せ方", _FORMS, few=True)
    sort = "value"
    if form == INTERVALS:
        with sheet.aside("並び"):
            sort = sheet.choice("sort", "並び", {"value": "多い順", "code": "コード順"}, few=True)
    drawn = "value"
    if form == MAP and figure in (ACT, HOME_CARE):
        with sheet.aside("色分け"):
            drawn = sheet.choice("smooth", "色分けする値", _SHRUNKEN, few=True)
    return Chosen(figure, form, sort, item, lives, per, drawn)


def _denominator(sheet: Sheet) -> str:
    """Whom a rate is per: those the data have, each under its own name."""
    people = answered(sheet.ask, "area/denominators")
    there = {
        name: label
        for name, (label, column) in DENOMINATORS.items()
        if people is not None and column in people.names and _is_known(people, column)
    }
    if answered(sheet.ask, "certified/by_area", fiscal_year=sheet.year, care_level=["計"]):
        there["certified"] = "認定者"
    if answered(sheet.ask, "insured/by_area", fiscal_year=sheet.year):
        there["insured"] = "被保険者（国保・後期）"
    return sheet.choice("per", "分母", there, empty="人口の表がありません")


def _is_known(answer: Answer, column: str) -> bool:
    position = answer.names.index(column)
    return any(states[position] == ACTUAL for states in answer.states)


def ask(sheet: Sheet, chosen: Chosen) -> Answer | None:
    """The judged figures; None, told, where the data have no such population."""
    if chosen.item is not None and not chosen.item.item:
        sheet.tell(said.lacking(["supply_cell"], sheet.year, sheet.years))
        return None
    if chosen.figure in (ACT, HOME_CARE) and not chosen.denominator:
        sheet.tell(_NOBODY)
        return None
    other = sheet.reference
    codes = list(other.codes) if isinstance(other, Areas) else [other.code]
    where: dict[str, Any] = {"reference_unit": other.unit, "reference_code": codes}
    try:
        found = sheet.ask(chosen.question, **where, **_about(chosen))
    except NotInDataError as error:
        sheet.tell(str(error))
        return None
    return _called(found, other.name) if isinstance(other, Areas) else found


def _called(answer: Answer, name: str) -> Answer:
    """Several areas as the page calls them; the question knows only that they are several."""
    at = answer.names.index("reference_name")
    rows = [(*row[:at], name, *row[at + 1 :]) for row in answer.rows]
    return replace(answer, rows=rows)


def _about(chosen: Chosen) -> Mapping[str, Any]:
    if chosen.residence is not None:
        return {"residence": chosen.residence.kept}
    about: dict[str, Any] = {}
    if chosen.denominator:
        about = {"subject": chosen.figure, "denominator": chosen.denominator}
    if chosen.item is not None:
        about |= {"item": chosen.item.item, "detail": chosen.item.detail}
    return about


def say(sheet: Sheet, chosen: Chosen, result: Answer) -> None:
    """Where the chosen area stands and how sure that is; how many areas stand out."""
    sheet.say(
        sentences.judged(
            result, None if sheet.is_prefecture else sheet.area.code,
            subject=chosen.label, unit_label=sheet.unit_label, place=sheet.prefecture_name,
        )
    )  # fmt: skip


def draw(sheet: Sheet, chosen: Chosen, result: Answer) -> None:
    """The figure, its table, and how far areas lie apart."""
    label = result.column(chosen.drawn).label
    of = chosen.residence.label if chosen.residence else label
    title = sheet.head(chosen.label, of, sheet.place, sheet.year_label)
    shown: dict[str, Any] = {"title": title, "highlight": sheet.marked}
    if chosen.form == MAP:
        maps.draw(sheet, result, chosen.drawn, maps.quantiles(result, chosen.drawn))
    elif chosen.form == FUNNEL:
        sheet.draw(funnel, result, base=chosen.base, **shown)
        _tell_of_funnel(sheet, chosen, result)
    else:
        sheet.draw(intervals, result, sort=chosen.sort, **shown)
    if chosen.figure == ADJUSTED:
        sheet.note(
            "標準化比は、全国の性・年齢階級別の率を住民に当てはめた期待数に対する、患者数の比です。"
            "率は全保険者・医療機関所在地の NDB から、患者数は国保・後期だけから取っています。"
            "在宅医療の患者数（集計③）には、同じ数え方の全国の率がないため、標準化比はありません。"
        )
    if chosen.drawn != "value":
        sheet.note(
            "ならした値は、人口の少ない地域ほど、値を示せる地域ぜんたいの率に近づけた率です。"
            "偶然の大小を抑えて見るためのもので、地域の実際の率ではありません。"
        )
    sheet.table(result, _columns(chosen), label="表")
    if rows := _apart(chosen, result):
        sheet.plain_table(rows, "地域どうしの差")


def _tell_of_funnel(sheet: Sheet, chosen: Chosen, result: Answer) -> None:
    """How its limits were widened, and which areas outside them it could not name."""
    for note in result.notes:
        if note.startswith("限界は"):
            sheet.note(note)
    if left := unnamed(result, base=chosen.base, highlight=sheet.marked):
        sheet.note(
            f"99.8 % の限界の外にあり、図に名前を書ききれなかった {len(left)} 地域: "
            f"{'・'.join(left)}。"
        )


def _columns(chosen: Chosen) -> tuple[str, ...]:
    return (
        "area_name", chosen.counted, chosen.base, "value", "lower", "upper", "reference", "ratio",
        "judgement", "rank", *_BESIDE.get(chosen.figure, ()),
    )  # fmt: skip


def _apart(chosen: Chosen, result: Answer) -> list[Mapping[str, str]]:
    """How far the areas that are shown lie apart; none for few of them."""
    column = result.column("value")
    known = [
        (float(row["value"]), float(row[chosen.base]), str(row["area_name"]))
        for row, states in zip(result.records, result.state_records, strict=True)
        if states["value"] == ACTUAL and states[chosen.base] == ACTUAL
    ]
    # as for an end of a profile: where more areas are hidden than seen, it is that of few
    if len(known) < 2 or 2 * len(known) <= len(result):
        return []
    found = spread.of([value for value, _, _ in known], [people for _, people, _ in known])
    highest = max(known, key=lambda one: one[0])[2]
    lowest = min(known, key=lambda one: one[0])[2]

    def words(value: float | None, decimals: int) -> str:
        return "－" if value is None else number(value, decimals)

    return [
        {
            "値を示せる地域": f"{found.areas}",
            "最も高い": f"{number(found.highest, column.decimals)}（{highest}）",
            "最も低い": f"{number(found.lowest, column.decimals)}（{lowest}）",
            "最大÷最小": words(found.highest_to_lowest, 1),
            "上位10%÷下位10%": words(found.p90_to_p10, 1),
            "変動係数": words(found.variation, 2),
            "ジニ係数": words(found.gini, 2),
        }
    ]
