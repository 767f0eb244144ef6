"""Where demand meets supply, per area (queries/bridge/by_area.sql; ② in 内部)."""

from zaitaku.compose import lacking, side_by_side
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.bridge import bridge, in_words
from zaitaku.sentences import bridge as sentences


def compose(sheet: Sheet) -> None:
    sheet.open("需要と供給")
    lacking.tell(sheet, (lacking.PATIENTS, lacking.INSTITUTIONS))
    area = sheet.area
    result = sheet.ask("bridge/by_area")
    # ② names institutions: only 内部 has it
    by_institutions = (
        sheet.figure_of("institutions/size", "patients", area) if sheet.is_internal else None
    )

    if sheet.has_rows(result, "resident_patients"):
        own = sheet.here(result)
        sheet.say(sentences.standing(own, area.code))
        sheet.head("住んでいる患者と診ている患者", *sheet.whose, sheet.year_label)
        sheet.draw(bridge, own, area.code, by_institutions)
        if sheet.beside and not sheet.is_prefecture:
            areas, left = side_by_side.columns(sheet)
            sheet.head("並べた地域", "・".join(one.name for one in areas), sheet.year_label)
            labels, figures = in_words(result, [one.code for one in areas])
            names = [one.name for one in areas]
            sheet.plain({"人/月": labels} | dict(zip(names, figures, strict=True)), names)
            if left:
                sheet.note(left)
        sheet.note(sentences.why_different(own, area.code))
        sheet.how_to_read(
            what="地域に住む患者から、出ていく患者を引き、入ってくる患者を足して、"
            "地域の医療機関の患者に至る橋渡し。灰色は数え方の違う表の値。",
            can="地域の医療機関が、住民とほかの地域のどちらをどれだけ支えているか。",
            cannot="県外からの流入。受けられていない人の数。③と④の差を、漏れや誤りとはいえません。",
            answer=result,
        )
        sheet.table(result, label="すべての地域を表で見る")
        sheet.files(result)
