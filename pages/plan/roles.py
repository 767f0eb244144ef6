"""Who has a role in which zone, and is there at least one (queries/roles, queries/standards)."""

from zaitaku.exhibits.charts.bars import bars
from zaitaku.sentences import roles as sentences
from zaitaku.ui import controls, download, frame, roles_state

LEAD = (
    "在宅医療の圏域ごとに、積極的役割を担う医療機関と連携を担う拠点が少なくとも 1 つあるかを"
    "確かめます。左の地域の単位には従わず、圏域で示します。"
)

frame.open_page("役割", lead=LEAD)
place, label = roles_state.place(), roles_state.unit_label()

if frame.internal_only("役割を担う医療機関の名前と充足は"):
    result = roles_state.coverage()
    if result is not None:
        frame.sentence(sentences.coverage(result, label))
        frame.figure_title("役割の充足", place, "取込日に適用されている役割")
        roles_state.draw_map(result)
        frame.table(result, roles_state.TABLE, label="圏域ごとの充足を表で見る", expanded=True)
        download.buttons(result)
        listed = roles_state.organisations()
        frame.figure_title("役割を担う機関", place)
        frame.table(listed, roles_state.ORGANISATIONS, label="機関を表で見る")
        download.buttons(listed, key="organisations")
        frame.link("plan/redraw.py", "圏域案のページで、案が規則に合うかを確かめる →")

notices = roles_state.notifications()
if notices is not None:
    noticed, group, value = notices
    frame.sentence(roles_state.notified(noticed, group))
    measure, when = roles_state.MEASURES[value], roles_state.as_of(noticed)
    title = frame.figure_title(f"届出｜{group}", measure, place, when)
    highlight = controls.area().code
    frame.figure(bars, {when: noticed}, value, title=title, highlight=highlight)
    frame.table(noticed, roles_state.NOTICES, key="notices", label="届出を表で見る")
    roles_state.unplaced(noticed, group)
    frame.how_to_read(
        what="圏域にある機関の数。役割は県の表に書かれた機関、届出は地方厚生局の名簿の医療機関。",
        can="どの圏域に、積極的役割を担う医療機関、拠点、機能の担い手、届出がないか。",
        cannot="訪問診療をどれだけ行っているか（医療機関のページ）、受入れの余力。所在地で数えます。",
        answer=noticed,
    )
    download.buttons(noticed, key="notices")
