"""What published tables say of the areas, with or without KDB; never a patient of KDB.

Each figure says its own 時点 and by what its place is meant; several are of different days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import Area, Areas
from zaitaku.ask.figures import Figure, column_words, figure
from zaitaku.compose import maps
from zaitaku.compose.sheet import Sheet
from zaitaku.derived.planner import asked
from zaitaku.exhibits.charts.bars import bars
from zaitaku.ground.years import japanese_year
from zaitaku.sentences import standing as sentences

_REGIONAL, _DEATHS = "regional/by_area", "regional/places_of_death"
_CERTIFIED, _INSURERS = "certified/by_area", "certified/insurers"
_PER_HEAD = "per_100000_65plus"
_TOLD = ("area_code", "area_name", "value", "unit", _PER_HEAD, "population_65plus", "as_of")
_AT_PLACE = "所在地"
_TIMES = "所在地・延べ"
_LIVING = "住所地"
_OF_INSURER = "介護保険の保険者"
_COUNTRY = "全国"


@dataclass(frozen=True)
class Measure:
    """A figure of a published table: how it is asked, and by what it counts."""

    label: str
    question: str
    column: str
    counted_by: str
    params: dict[str, Any] = field(default_factory=dict)


def _item(label: str, item: str, counted_by: str = _AT_PLACE) -> Measure:
    return Measure(label, _REGIONAL, _PER_HEAD, counted_by, {"item": item})


# code in links → the measure; the first that the build has is shown first
MEASURES = {
    "visiting": _item("訪問診療を行う病院・診療所", "訪問診療を実施する病院・診療所数"),
    "visits": _item("訪問診療の実施件数（1か月の延べ）", "訪問診療の実施件数", _TIMES),
    "support": _item("在宅療養支援診療所・病院", "在宅療養支援診療所・病院数"),
    "dying": _item("看取りを行う病院・診療所", "看取りを実施する病院・診療所数"),
    "stations": Measure("訪問看護ステーション", "home_nursing/by_area", _PER_HEAD, _AT_PLACE),
    "certified": Measure(
        "介護保険の認定者", _CERTIFIED, "certified_pct", _OF_INSURER, {"care_level": ["計"]}
    ),
    "at_home": Measure("自宅で亡くなった人", _DEATHS, "at_home_pct", _LIVING),
    "in_homes": Measure("老人ホームで亡くなった人", _DEATHS, "in_nursing_homes_pct", _LIVING),
}


def of(sheet: Sheet, one: Measure, area: Area | Areas | None = None) -> Answer | None:
    """The measure's answer by areas (of one area alone, or several as one); None where the build
    has none.

    A published table is of its own year, whichever is chosen on top.
    """
    year = {"fiscal_year": None} if one.question == _CERTIFIED else {}
    ask = sheet.ask if area is None else partial(sheet.of, area)
    answer = asked(ask, one.question, **one.params, **year)
    return answer if answer else None


def loaded(sheet: Sheet) -> dict[str, Measure]:
    """The measures that some area has."""
    return {
        code: one
        for code, one in MEASURES.items()
        if (answer := of(sheet, one)) and any(r[one.column] is not None for r in answer.records)
    }


def dated(answer: Answer) -> str:
    """When the figures of an answer are of, as its table says; '' where it does not."""
    if "as_of" in answer.names or "as_of_on" in answer.names:
        position = answer.names.index("as_of" if "as_of" in answer.names else "as_of_on")
        return "、".join(sorted({str(row[position]) for row in answer.rows} - {""}))
    year = answer.params.get("fiscal_year")
    return f"{japanese_year(int(year))}末" if year else ""


def headlines(sheet: Sheet, measures: dict[str, Measure]) -> None:
    """The measures of 注目する地域 beside 比べる相手, each with its 時点, as a table of words."""
    other = sheet.compared
    columns: dict[str, list[str]] = {"項目": [], sheet.area.title: []}
    if other:
        columns[other.title] = []
    columns |= {"時点": [], "数え方": []}
    for one in measures.values():
        answer = of(sheet, one, sheet.area)
        column = answer.column(one.column) if answer else None
        if answer is None or column is None:
            continue
        columns["項目"].append(f"{one.label}（{column.label}）")
        columns[sheet.area.title].append(_words(figure(answer, one.column)))
        if other:
            beside = of(sheet, one, other)
            columns[other.title].append(_words(figure(beside, one.column) if beside else None))
        columns["時点"].append(dated(answer) or "記載なし")
        columns["数え方"].append(one.counted_by)
    sheet.head("公表データのおもな数値", sheet.area.title)
    sheet.plain(columns, numbers=[sheet.area.title, *([other.title] if other else [])])
    sheet.note(
        "所在地は、医療機関・事業所のある地域で数えた数です。延べは、同じ人に 2 回行けば 2 件です。"
        "どれも KDB の患者数とは数え方が違い、足したり比べたりできません。"
    )


def by_area(sheet: Sheet, measures: dict[str, Measure], *, as_map: bool) -> None:
    """One measure, chosen by the reader, as a map or bars."""
    labels = {code: one.label for code, one in measures.items()}
    one = measures[sheet.choice("public_measure", "見る数値", labels)]
    result = of(sheet, one)
    assert result is not None
    column = result.column(one.column)
    against = of(sheet, one, sheet.compared) if sheet.compared else None
    reference = figure(against, one.column, name=sheet.reference.title) if against else None
    own = of(sheet, one, sheet.area) if sheet.is_prefecture else result
    if own:
        sheet.say(
            sentences.standing(
                own,
                one.column,
                sheet.area.code,
                subject=one.label,
                unit_label=sheet.unit_label,
                reference=reference,
            )
        )
    when = dated(result)
    title = sheet.head(one.label, column.title, sheet.place, *([when] if when else []))
    if as_map:
        maps.draw(sheet, result, one.column, maps.quantiles(result, one.column))
    else:
        shown = {when or "公表データ": result}
        marked: dict[str, Any] = {
            "highlight": sheet.marked,
            "references": dict.fromkeys(shown, reference),
        }
        sheet.draw(bars, shown, one.column, title=title, **marked)
    sheet.table(result, _TOLD if one.question == _REGIONAL else None, key=f"public-{one.question}")
    sheet.files(result, key=f"public-{one.question}")
    sheet.how_to_read(
        what=f"公表された表の「{one.label}」を、{one.counted_by}で数えたもの。",
        can="地域どうしの多い少ない。値のない地域は、元の表に数がない地域。",
        cannot="KDB の患者数との比較、患者が住む地域で受けているか、必要な人に足りているか。",
        answer=result,
    )


def certified(sheet: Sheet, *, own: bool = False) -> None:
    """認定者 by 要介護度 of the areas (``own``: of 注目する地域 alone), and of insurers that are no
    municipality; nothing where the tables were not imported."""
    where = sheet.area.params() if own else {}
    result = asked(sheet.ask, _CERTIFIED, fiscal_year=None, **where)
    if not result:
        return
    when = dated(result)
    place = sheet.area.title if own else sheet.place
    sheet.head("介護保険の認定者（第1号被保険者）", place, when)
    shown = ("area_name", "care_level", "certified", "certified_pct")
    sheet.table(result, shown, key="certified", label="認定者を要介護度別に見る")
    sheet.files(result, key="certified")
    _insurers(sheet, when)


def _insurers(sheet: Sheet, when: str) -> None:
    """Insurers that are several municipalities together: theirs are told nowhere else."""
    insurers = asked(sheet.ask, _INSURERS, fiscal_year=None)
    told: dict[str, dict[str, str]] = {}
    for row, words in zip(
        insurers.records if insurers else (),
        column_words(insurers, "certified") if insurers else (),
        strict=True,
    ):
        if not row["municipality_code"] and row["prefecture_name"] != _COUNTRY:
            told.setdefault(str(row["insurer_name"]), {})[str(row["care_level"])] = words
    if not insurers or not told:
        return
    levels = list(dict.fromkeys(level for one in told.values() for level in one))
    columns = {"保険者": list(told)} | {
        f"{level}（人）": [one.get(level, "データなし") for one in told.values()]
        for level in levels
    }
    sheet.head("広域連合など、市町村でない保険者の認定者", when)
    sheet.plain(columns, numbers=list(columns)[1:])
    sheet.note(
        "いくつかの市町村が一緒につくる保険者です。その数は市町村に分けられないため、"
        "構成市町村は「データなし」です（0 ではありません）。"
    )
    sheet.files(insurers, key="insurers")


def _words(found: Figure | None) -> str:
    return found.words if found else "データなし"
