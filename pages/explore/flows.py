"""Who is visited from where (queries/flows/matrix.sql, summary.sql, top.sql)."""

from zaitaku.compose import flows, residence
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts.heatmap import od_heatmap

MEASURES = ("patients", "share_of_origin", "share_of_destination")


def compose(sheet: Sheet) -> None:
    sheet.open("流出入")
    blocks, labels = flows.blocks(sheet), measures.menu("flows/matrix", *MEASURES)
    with sheet.row():
        chosen = residence.choose(sheet)
        measure = sheet.choice("measure", "見る数値", labels, few=True)
        group = sheet.choice("blocks", "並べる圏域", blocks, few=True) if blocks else None
        least = flows.minimum(sheet)

    kept = chosen.kept
    matrix = sheet.ask("flows/matrix", residence=kept, group_unit=group)
    summary = sheet.ask("flows/summary", residence=kept)
    title = f"{chosen.label}｜{sheet.place}｜{sheet.year_label}"

    if sheet.has_rows(matrix, "patients"):
        sheet.say(flows.sentence(sheet, chosen, summary))
        sheet.head(f"訪問診療の流出入　{labels[measure]}｜{title}")
        sheet.draw(od_heatmap, matrix, measure, sheet.marked, least)
        sheet.table(matrix, label="流出入を表で見る")
        sheet.how_to_read(
            what="行の地域に住む患者が、列の地域の医療機関から訪問診療を受けている数や割合。",
            can="濃い対角線は地域の中で受けている患者。横に濃いマスは流出先、縦に濃いマスは流入元。",
            cannot="県外からの流入（元の集計の行は県内の保険者だけです）。受けられていない人の数。",
            answer=matrix,
        )
        sheet.files(matrix)
        if group:
            zones = sheet.ask("flows/matrix", residence=kept, area_unit=group)
            place = f"{sheet.prefecture_name} {blocks[group]}別"
            sheet.head("圏域ごとの合計", chosen.label, place, sheet.year_label)
            sheet.draw(od_heatmap, zones, measure)
        sheet.head(f"完結率・流出・県内からの流入｜{title}")
        sheet.table(summary, label="地域ごとのまとめ")
        sheet.files(summary)
        flows.partners(sheet, chosen, title)
