"""概況: the headline figures of the chosen area, and what is loaded."""

from __future__ import annotations

from zaitaku.ask import figures
from zaitaku.ask.area import Areas
from zaitaku.ask.figures import Figure
from zaitaku.compose import lacking
from zaitaku.compose import side_by_side as chosen
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.ground.years import japanese_year
from zaitaku.sentences.flows import AS_ONE

# Measures: each is a column of a question that another page shows in full.
HEADLINES = (
    "population_65plus",
    "patients",
    "patients_rate",
    "visited",
    "visited_rate",
    "self_sufficiency",
)

RESTS_ON = (lacking.PEOPLE, lacking.SUPPLY, lacking.PATIENTS, lacking.FLOWS)


def loaded(sheet: Sheet) -> None:
    """One line: which years there are, how many warnings, and the way to the details."""
    years = "、".join(map(japanese_year, sorted(sheet.years)))
    warnings = len(sheet.ask("build/problems"))
    with sheet.row(align="center"):
        sheet.text(
            f"KDB の集計がある年度　**{years}**　　取込時の注意　**{warnings} 件**",
            width="content",
        )
        sheet.link("data/data.py", "くわしくは画面「データ」へ →")


def headlines(sheet: Sheet) -> None:
    """Figures of the chosen area, each with that of 比べる相手 under it."""
    sheet.head(f"{sheet.area.title}のおもな数値", sheet.year_label)
    cards = [place for _ in range(3) for place in sheet.columns([1, 1])]
    for card, name in zip(cards, HEADLINES, strict=True):
        one = measures.load()[name]
        own = sheet.figure_of(one.question, one.column, sheet.area, **one.params)
        with card:
            against = sheet.against(one.question, one.column, **one.params)
            sheet.headline(one.label, own, against)
    sheet.note(_told(sheet, "下の小さい数値"))


def side_by_side(sheet: Sheet) -> None:
    """The same figures of the chosen area and of those set beside it, a column each."""
    areas, left = chosen.columns(sheet)
    sheet.head("おもな数値", "・".join(area.title for area in areas), sheet.year_label)
    told = [measures.load()[name] for name in HEADLINES]
    columns = {"項目": [f"{one.short}（{one.unit}）" for one in told]}
    for area in areas:
        columns[area.title] = [
            _words(sheet.figure_of(one.question, one.column, area, **one.params)) for one in told
        ]
    if other := sheet.compared:
        columns.pop(other.title, None)  # it stands at the end, also where it was set beside
        columns[other.title] = [
            _words(sheet.against(one.question, one.column, **one.params)) for one in told
        ]
    sheet.plain(columns, numbers=[name for name in columns if name != "項目"])
    if left:
        sheet.note(left)
    sheet.note(_told(sheet, "右端の列"))


def _words(figure: Figure | None) -> str:
    return figures.words(figure.value, figure.state, figure.column) if figure else "データなし"


def _told(sheet: Sheet, where: str) -> str:
    """Where the figures of 比べる相手 stand, and what 完結率 may be set beside."""
    other = sheet.compared
    beside = f"{where}は、比べる相手（{other.title}）のものです。" if other else ""
    if isinstance(other, Areas):
        beside += "人数は、その市町村の合計です。"
    if sheet.is_prefecture:
        return beside + AS_ONE
    return beside + (
        "完結率は地域の広さで変わるので、その中の同じ単位の地域を患者数で重みづけた値と比べます。"
    )
