"""Who has a role in which zone, and is there at least one (queries/roles, queries/standards)."""

from zaitaku.compose import roles
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.bars import bars
from zaitaku.sentences import roles as sentences

LEAD = (
    "在宅医療の圏域ごとに、積極的役割を担う医療機関と連携を担う拠点が少なくとも 1 つあるかを"
    "確かめます。地域の単位の選択にかかわらず、圏域で示します。"
)


def _coverage(sheet: Sheet, place: str) -> None:
    result = roles.coverage(sheet)
    if result is None:
        return
    sheet.say(sentences.coverage(result, roles.unit_label(sheet)))
    sheet.head("役割の充足", place, "取込日に適用されている役割")
    roles.draw_map(sheet, result)
    sheet.table(result, roles.TABLE, label="圏域ごとの充足を表で見る", expanded=True)
    sheet.files(result)
    listed = roles.organisations(sheet)
    sheet.head("役割を担う機関", place)
    sheet.table(listed, roles.ORGANISATIONS, label="機関を表で見る")
    sheet.files(listed, key="organisations")
    roles.kinds(sheet, place)
    sheet.link("plan/redraw.py", "画面「圏域案」で、案が規則に合うかを確かめる →")


def compose(sheet: Sheet) -> None:
    sheet.open("役割", lead=LEAD)
    place = roles.place(sheet)
    if sheet.is_internal:
        _coverage(sheet, place)
    notices = roles.notifications(sheet)
    if notices is not None:
        noticed, group, value = notices
        sheet.say(roles.notified(sheet, noticed, group))
        measure, when = roles.counts()[value], roles.as_of(noticed)
        title = sheet.head(f"届出｜{group}", measure, place, when)
        highlight = sheet.area.code
        sheet.draw(bars, {when: noticed}, value, title=title, highlight=highlight)
        sheet.table(noticed, roles.NOTICES, key="notices", label="届出を表で見る")
        roles.unplaced(sheet, noticed, group)
        sheet.how_to_read(
            what="圏域にある機関の数。役割は県の表に書かれた機関、届出は地方厚生局の名簿の医療機関。",
            can="どの圏域に、積極的役割を担う医療機関、拠点、機能の担い手、届出がないか。",
            cannot="訪問診療をどれだけ行っているか（画面「医療機関」）、受入れの余力。所在地で数えます。",
            answer=noticed,
        )
        sheet.files(noticed, key="notices")
    sheet.internal_only("役割を担う医療機関の名前と充足は")
