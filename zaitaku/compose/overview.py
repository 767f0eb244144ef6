"""The first lines of 概況: what is loaded, and the headline figures of the chosen area."""

from __future__ import annotations

from zaitaku.compose.sheet import Sheet
from zaitaku.ground.years import japanese_year

# Label, question, column: each is a column of a question that another page shows in full.
_HEADLINES = [
    ("65歳以上人口", "area/population", "population_65plus"),
    ("在宅医療の患者数", "patients/by_area", "patients"),
    ("65歳以上千人当たりの在宅医療の患者数", "patients/by_area", "patients_per_1000_65plus"),
    ("訪問診療を受けた患者数", "supply/by_area", "patients"),
    ("65歳以上千人当たりの訪問診療の患者数", "supply/by_area", "patients_per_1000_65plus"),
    ("地域の中で訪問診療を受ける割合（完結率）", "flows/summary", "self_sufficiency_pct"),
]


def loaded(sheet: Sheet) -> None:
    """One line: which years there are, how many warnings, and the way to the details."""
    years = "、".join(map(japanese_year, sorted(sheet.years)))
    warnings = len(sheet.ask("build/problems"))
    with sheet.row(align="center"):
        sheet.text(
            f"KDB の集計がある年度　**{years}**　　取込時の注意　**{warnings} 件**",
            width="content",
        )
        sheet.link("data/data.py", "くわしくはデータのページへ →")


def headlines(sheet: Sheet) -> None:
    """Figures of the chosen area, each with that of 比べる相手 under it."""
    sheet.head(f"{sheet.area.name}のおもな数値", sheet.year_label)
    sheet.note(
        f"下の小さい数値は、比べる相手（{sheet.reference.name}）のものです。完結率は地域の広さで"
        "変わるので、その中の同じ単位の地域を患者数で重みづけた値と比べます。"
    )
    cards = [*sheet.columns([1, 1, 1]), *sheet.columns([1, 1, 1])]
    for card, (label, question, column) in zip(cards, _HEADLINES, strict=True):
        own = sheet.figure_of(question, column, sheet.area)
        with card:
            sheet.headline(label, own, sheet.against(question, column))
