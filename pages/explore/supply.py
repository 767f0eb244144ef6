"""Supply of one act or service by area (queries/supply/by_area.sql): bars, map or years."""

from zaitaku.compose import items, maps
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.trend import trend
from zaitaku.sentences import standing as sentences

RATE = "patients_per_1000_65plus"
MEASURES = (RATE, "patients", "receipts", "claims", "institutions")
FORMS = {"bars": "棒", "map": "地図", "years": "推移"}


def compose(sheet: Sheet) -> None:
    sheet.open("供給")
    item, labels = items.choose(sheet), measures.menu("supply/by_area", *MEASURES)
    value = sheet.choice("measure", "見る数値", labels, few=True)
    form, sort, span = sheet.choice("form", "見せ方", FORMS, few=True), "value", "one"
    if form == "bars":
        with sheet.aside("並びと年度"):
            sort = sheet.choice("sort", "並び", {"value": "多い順", "code": "コード順"}, few=True)
            span = sheet.choice("span", "年度", {"one": "1年度", "all": "並べる"}, few=True)

    act = {"item": item.item, "detail": item.detail}
    result = sheet.ask("supply/by_area", **act)
    area, other = sheet.area, sheet.reference
    against = sheet.figure_of("supply/by_area", value, other, **act)

    if sheet.has_rows(result, value):
        words = {"subject": item.label, "unit_label": sheet.unit_label, "reference": against}
        sheet.say(sentences.standing(result, value, area.code, **words))
        panels, lines = {}, {}
        every = span == "all" or form == "years"
        for year, label in sheet.year_labels(every=every).items():
            dated = {"fiscal_year": year, **act}
            panels[label] = sheet.ask("supply/by_area", **dated)
            lines[label] = sheet.figure_of("supply/by_area", value, other, **dated)
        when = sheet.year_label if len(panels) == 1 else "年度の推移"
        title = sheet.head(item.label, labels[value], sheet.place, when)
        rate = {"references": lines} if value == RATE else {}
        if form == "map":
            maps.draw(sheet, result, value, maps.quantiles(result, value))
        elif form == "years":
            sheet.draw(trend, panels, value, sheet.marked, **rate)
        else:
            beside = {"beside": "patients"} if value == RATE else {}
            sheet.draw(
                bars,
                panels,
                value,
                title=title,
                sort=sort,
                highlight=sheet.marked,
                **beside,
                **rate,
            )
        for label, panel in panels.items():
            sheet.table(panel, key=f"supply-{label}", label=f"表で見る｜{label}")
        sheet.how_to_read(
            what="選んだ診療行為・サービスを、その地域の住民（保険者の加入者）がどれだけ受けたか。",
            can="地域どうしの多い少ないと年度による変化。濃い棒が注目する地域、破線が比べる相手。",
            cannot="地域の医療機関がどれだけ提供したか（流出入を見る）、需要が足りているか。",
            answer=result,
        )
        sheet.files(result)
