"""Where people die, by area, as published: bars or a map beside 比べる相手."""

from __future__ import annotations

from zaitaku.ask.answer import Answer
from zaitaku.compose import forms, maps
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.bars import bars
from zaitaku.sentences import standing as sentences

QUESTION = "regional/places_of_death"
MEASURES = ("at_home_pct", "in_nursing_homes_pct", "deaths_per_1000_65plus")
_TABLE = (
    "area_code", "area_name", "deaths", "at_home", "at_home_pct", "in_nursing_homes",
    "in_nursing_homes_pct", "deaths_per_1000_65plus", "as_of",
)  # fmt: skip
_WITHOUT = (
    "死亡の場所のある表が取り込まれていません。厚生労働省「在宅医療にかかる地域別データ集」の"
    " Excel をそのまま取り込むと、表示されます（死亡の場所の項目がある版に限ります）。"
)


def show(sheet: Sheet) -> None:
    """The chosen share of all deaths."""
    value = forms.measure(sheet, QUESTION, MEASURES)
    form = forms.choose(sheet, among=(forms.BARS, forms.MAP))
    result, marked = sheet.ask(QUESTION), sheet.marked
    against = sheet.against(QUESTION, value)
    if not len(result):
        sheet.tell(_WITHOUT)
        return
    sheet.say(
        sentences.standing(
            sheet.here(result), value, sheet.area.code, subject="亡くなった人",
            unit_label=sheet.unit_label, reference=against,
        )
    )  # fmt: skip
    when = _when(result)
    title = sheet.head("死亡場所", result.column(value).label, sheet.place, when)
    if sheet.has_rows(result, value):
        if form.form == forms.MAP:
            maps.draw(sheet, result, value, maps.quantiles(result, value))
        else:
            sheet.draw(
                bars, {when: result}, value, title=title, beside="deaths",
                highlight=marked, references={when: against},
            )  # fmt: skip
    sheet.table(result, _TABLE)
    sheet.how_to_read(
        what="亡くなった人のうち、自宅・老人ホームで亡くなった人の割合。住所地の公表された数です。",
        can="地域による違い。人数の少ない市町村は、年によって大きく動きます。",
        cannot="在宅医療を受けていたか、望んだ場所か。自宅には、医療を受けずに亡くなった人も含みます。",
        answer=result,
    )
    sheet.files(result)


def _when(result: Answer) -> str:
    """The time of the figures as published, else the edition."""
    told = {str(row["as_of"] or row["edition"] or "") for row in result.records} - {""}
    return "・".join(sorted(told)) or "時点の記載なし"
