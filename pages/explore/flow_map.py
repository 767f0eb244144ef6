"""Flows on a map, with the list of what it draws (queries/flows: matrix, largest, net)."""

from zaitaku.compose import flow_maps, residence
from zaitaku.compose.sheet import Sheet
from zaitaku.sentences import flows as sentences


def compose(sheet: Sheet) -> None:
    sheet.open("流出入の地図")
    with sheet.row():
        chosen = residence.choose(sheet)
        span = sheet.choice("span", "年度", {"one": "1年度", "all": "並べる"}, few=True)
    want = flow_maps.choose(sheet)

    kept = chosen.kept
    panels = {
        label: sheet.ask("flows/matrix", residence=kept, fiscal_year=year)
        for year, label in sheet.year_labels(every=span == "all").items()
    }
    listed = sheet.ask(want.question, residence=kept, **want.params())
    whole = sheet.ask("flows/summary", residence=kept, **sheet.prefecture.params())
    outside = sheet.ask("flows/largest", residence=kept, destination_code=["県外"], top=1000)
    when = sheet.year_label if span == "one" else "年度の推移"

    if sheet.has_rows(panels[sheet.year_label], "patients"):
        sheet.say(sentences.outside(whole, residences=kept))
        sheet.head(want.title, chosen.label, sheet.place, when)
        flow_maps.beside_list(sheet, panels, want, listed)
        sheet.table(outside, key="outside", label="県外への流出を表で見る")
        sheet.how_to_read(
            what="住所地から医療機関所在地への流れ（線）と、地域の中で受けている患者数（丸）。",
            can="どの地域へ集まり、どの地域から出ているか。数はヒートマップのほうが正確に読めます。",
            cannot="県外からの流入（元の集計の行は県内の保険者だけです）。通る道や通院の距離。",
            answer=listed,
        )
        sheet.files(listed)
