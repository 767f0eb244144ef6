"""Which areas are like 注目する地域, and by what: their features beside its own."""

from __future__ import annotations

from collections.abc import Sequence

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import MUNICIPALITY
from zaitaku.ask.figures import column_words
from zaitaku.compose import words
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import likeness, likeness_country
from zaitaku.derived.planner import asked as answered
from zaitaku.ground.years import fiscal_year_label

PREFECTURE, COUNTRY = "prefecture", "country"
WITHIN = {PREFECTURE: "県内", COUNTRY: "全国"}


def show(sheet: Sheet) -> None:
    """Behind a button beside 比べる相手, and by name in files."""
    answer, similar = sheet.likeness, sheet.similar
    if answer is None or similar is None:
        return
    names = "・".join(str(row["area_name"]) for row in answer.records[1:])
    sheet.named("vs", f"{similar.name}：{names}")
    with sheet.aside("特徴"):
        sheet.text(f"**{words.escape(similar.name)}**　{words.escape(names)}")
        with sheet.box("similar"):
            sheet.text(_table(answer))
        sheet.note(answer.notes[0])
        sheet.note(
            "距離は、特徴の違いを地域どうしのばらつきで割ってまとめたもので、小さいほど似ています。"
            f"{similar.name}の値は、数を足し合わせて求めます（割合の平均ではありません）。"
            "1 つでも秘匿の市町村があれば、値も秘匿です。"
        )


def alike(sheet: Sheet) -> None:
    """The areas most like 注目する地域, by what they are alike: of the prefecture, or of the
    country where the build has its people."""
    if sheet.is_prefecture:
        return
    own = answered(sheet.ask, "compare/similar", area_code=sheet.area.code)
    country = _of_the_country(sheet)
    title = f"{sheet.area.title}と人口・年齢の似た"
    if country is not None:
        within = sheet.choice("within", "似た地域を探す範囲", WITHIN, few=True)
        if within == COUNTRY:
            year = country.records[0]["population_year"]
            sheet.head(f"{title}全国の市区町村", f"{fiscal_year_label(year)}の人口")
            sheet.note(likeness_country.CANNOT_COMPARE)
            shown = ("place", "prefecture_name", "area_name", "distance")
            _table_of(sheet, country, (*shown, *likeness_country.FEATURES))
            return
    if own is not None and len(own) > 1:
        sheet.head(f"{title}{sheet.unit_label}", sheet.year_label)
        _table_of(sheet, own, ("place", "area_name", "distance", *likeness.used(own)))


def _of_the_country(sheet: Sheet) -> Answer | None:
    """None where the build has no municipality but its own prefecture's, or the unit is another."""
    if sheet.unit != MUNICIPALITY:
        return None
    found = answered(sheet.ask, "compare/similar_country", area_code=sheet.area.code)
    return found if found is not None and len(found) > 1 else None


def _table_of(sheet: Sheet, answer: Answer, shown: Sequence[str]) -> None:
    """As a table of the page and of its files, nearest first."""
    sheet.table(answer, shown, label="似た地域", sort=False)


def _table(answer: Answer) -> str:
    """Features side by side, an area a row."""
    used = likeness.used(answer)
    distances = column_words(answer, "distance")
    told = [column_words(answer, name) for name in used]
    head = ["地域", "距離", *(answer.column(name).title for name in used)]
    lines = [head, ["---", *("---:" for _ in head[1:])]]
    for at, row in enumerate(answer.records):
        far = "―" if at == 0 else distances[at]
        lines.append([words.escape(str(row["area_name"])), far, *(one[at] for one in told)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
