"""How far an area rests on few institutions (queries/institutions/size.sql, if_stops.sql). 内部."""

from zaitaku.exhibits import measures
from zaitaku.exhibits.charts.bars import bars
from zaitaku.sentences import bridge as sentences
from zaitaku.sentences import shares as sentences_shares
from zaitaku.ui import answer, controls, download, flow_state, frame

ACTS = {
    "home": {"item": "在宅患者訪問診療料", "detail": "同一建物居住者以外"},
    "shared": {"item": "在宅患者訪問診療料", "detail": "同一建物居住者"},
    "both": {},
}
MEASURES = ("top1_share_pct", "top3_share_pct", "hhi")


def show() -> None:
    residence = flow_state.residence()
    labels = measures.menu("institutions/size", *MEASURES)
    value = controls.choice("dep", "見る数値", labels, few=True)
    act, area = ACTS[residence.code], controls.area()
    sizes = answer.ask("institutions/size", **act)
    if not frame.has_rows(sizes, value):
        return
    when = {controls.year_label(): sizes}
    frame.sentence(sentences_shares.concentration(sizes, area.code))
    column = sizes.column(value).label
    title = frame.figure_title(column, residence.label, controls.place(), controls.year_label())
    frame.figure(bars, when, value, title=title, beside="patients", highlight=area.code)
    frame.table(sizes, label="地域ごとの集中の度合い")
    download.buttons(sizes)

    here = answer.ask("supply/institutions", area_code=[area.code], **act)
    names = {row[0]: f"{row[1]}（{row[0]}）" for row in here.rows if row[4]}
    if not frame.has_rows(here) or not names:
        return
    code = controls.choice("provider", "訪問診療をやめるとした医療機関", names)
    affected = answer.ask("institutions/if_stops", institution_code=code, residence=residence.kept)
    frame.sentence(sentences.stopping(affected, institution=names[code].rpartition("（")[0]))
    about = (names[code], residence.label, controls.year_label())
    title = frame.figure_title("影響を受ける患者の住所地（推計）", *about)
    if len(affected):
        year = {controls.year_label(): affected}
        frame.figure(bars, year, "estimated_patients", title=title, highlight=area.code)
    frame.table(affected, key="if-stops", label="影響を受ける市町村を表で見る（推計）")
    frame.how_to_read(
        what="上は少数の医療機関に頼る度合い、下は1つの医療機関がやめたときの患者の住所地の推計。",
        can="どこが1つの医療機関に頼っているか、やめたときにどの市町村と話すべきか。",
        cannot="実際の患者の住所地（資料にありません）。ほかの医療機関が引き受けられる人数。",
        answer=affected,
    )
    download.buttons(affected)


frame.open_page("依存")
if frame.internal_only("医療機関ごとの数値は、公表できません。"):
    show()
