"""What 都道府県を並べる shows: a figure of every prefecture of the installation, each from its own
build, and which of them it is silent about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zaitaku.ask.answer import Answer
from zaitaku.compose import nation_map, words
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import each_prefecture, nation
from zaitaku.derived.each_prefecture import Prefecture
from zaitaku.derived.nation import LATEST, MEASURES, Measure
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.prefectures import heat, strips
from zaitaku.ground import settings
from zaitaku.ground.years import fiscal_year_label
from zaitaku.sentences import nation as sentences

MAP, HEAT, LAST = "map", "heat", "それぞれの最後の年度"
FORMS = {"figure": "一つの数値", MAP: "二次医療圏の地図", HEAT: "数値の一覧"}
TABLE = ("area_name", "value", "rank", "of", "fiscal_year", "basis", "remark", "build_id")
EVERY = (
    "prefecture_name", "measure", "value", "unit", "rank", "of", "fiscal_year", "remark",
    "build_id",
)  # fmt: skip
_ONE = (
    "この設置にあるのは 1 つの都道府県のデータなので、並べられません。都道府県ごとのデータの置き場"
    "所を 1 つのフォルダに集めると、ここに並びます"
    "（運用手順書「いくつもの都道府県を 1 つの設置で見る」）。"
)


@dataclass(frozen=True)
class Chosen:
    """``measures``: one, or those of the list; ``year``: LATEST for the last of each."""

    measures: tuple[Measure, ...]
    unit: str
    year: int
    is_map: bool = False

    @property
    def is_list(self) -> bool:
        return len(self.measures) > 1

    @property
    def when(self) -> str:
        return fiscal_year_label(self.year) if self.year else LAST


def prefectures(sheet: Sheet) -> list[Prefecture]:
    """All of the installation, in the reader's mode; told where there is one alone, and by name
    which of them cannot be read."""
    found = each_prefecture.opened(settings.root_dir(), sheet.mode, sheet.asking_of)
    if len(found) < 2:
        sheet.tell(_ONE)
        return []
    sheet.rests_on(each_prefecture.builds_of(found))
    for one in found:
        if one.fault:
            told = f"{one.name}のデータを読めないので、値のない行にしています。{one.fault}"
            sheet.tell(words.escape(told), "warning")
    return found


def choose(sheet: Sheet, there: Sequence[Prefecture]) -> Chosen:
    """Which figure, of what areas and of which 年度: at first that which most of them have."""
    form = sheet.choice("across", "形", FORMS, few=True)
    known, unit = nation.measures(), "prefecture"
    chosen = tuple(MEASURES.values())
    if form != HEAT:
        labels = {code: one.label for code, one in known.items()}
        chosen = (known[sheet.choice("figure", "並べる数値", labels)],)
        unit = "medical_area"
        if form != MAP:
            unit = sheet.choice("each", "並べる単位", nation.UNITS, few=True)
    held = sheet.remembered(
        ("nation.years", each_prefecture.builds_of(there)), lambda: nation.years(there)
    )
    labels = {str(y): f"{fiscal_year_label(y)} {n}/{len(there)}" for y, n in held.items()}
    labels[str(LATEST)] = LAST
    # an indicator is of the years of its own files
    is_kdb = chosen[0].code in MEASURES
    most = max(held, key=lambda y: (held[y], y), default=LATEST) if is_kdb else LATEST
    year = int(sheet.choice("when", "年度（ある都道府県の数）", labels, str(most)))
    if year:
        sheet.named("when", fiscal_year_label(year))
    return Chosen(chosen, unit, year, form == MAP)


def ask(sheet: Sheet, there: Sequence[Prefecture], chosen: Chosen) -> Answer:
    """The figures, as each build shows them in the reader's mode."""
    codes = tuple(one.code for one in chosen.measures)
    what = ("nation", each_prefecture.builds_of(there), codes, chosen.unit, chosen.year)
    return sheet.remembered(
        what,
        lambda: nation.side_by_side(there, chosen.measures, sheet.mode, chosen.unit, chosen.year),
    )


def draw(sheet: Sheet, there: Sequence[Prefecture], chosen: Chosen, answer: Answer) -> None:
    """The figure and its table; the prefecture that is looked at is dark."""
    own = settings.prefecture()
    if chosen.is_list:
        sheet.head("都道府県を並べる", "数値の一覧", chosen.when)
        sheet.draw(heat, answer, own)
        sheet.table(answer, EVERY, sort=False)
        return
    label = chosen.measures[0].label
    title = sheet.head(label, f"{nation.UNITS[chosen.unit]}別", chosen.when)
    if not sheet.has_rows(answer, "value"):
        return
    figure, left = nation.comparable(answer)
    if left and not chosen.is_map:
        sheet.note(f"年度か基準が違うため、図に入れていません（値は表）: {sentences.named(left)}。")
    if left and not sentences.has_ranks(figure):
        sheet.tell("年度と基準のそろう値がないため、図にしません。値は表にあります。")
    elif chosen.is_map:
        nation_map.draw(sheet, there, answer, figure)
    elif chosen.unit == "prefecture":
        sheet.draw(bars, {chosen.when: figure}, "value", title=title, highlight=own)
    else:
        sheet.draw(strips, figure, own, title=title)
    sheet.table(answer, TABLE)


def say(sheet: Sheet, chosen: Chosen, answer: Answer) -> None:
    """What lies highest and lowest, and whom nothing is known of."""
    if not chosen.is_list:
        sheet.say(sentences.ends(answer, chosen.measures[0].label, nation.UNITS[chosen.unit]))
    for line in sentences.lacking(answer):
        sheet.note(line)


def lead_on(sheet: Sheet, there: Sequence[Prefecture]) -> None:
    """To the pages of the prefecture that is chosen on top."""
    own = next((one for one in there if one.code == settings.prefecture()), None)
    if own is not None and not own.fault:
        sheet.link("overview/overview.py", f"{own.name}の概況を開く")
    sheet.note("上の「都道府県」で選ぶと、図で濃く示し、ほかの画面もその都道府県のものになります。")
