"""Any measure on a map (queries/supply/by_area.sql, patients/by_area.sql, flows/summary.sql)."""

from zaitaku.sentences import standing as sentences
from zaitaku.ui import controls, download, frame, map_state

frame.open_page("地図")
about = map_state.subject()
limits, lines = map_state.settings(about)

result, value = about.answer(), about.value
area, against = controls.area(), controls.against(about.question, value, **about.params)

if frame.has_rows(result, value):
    words = {"subject": about.label, "unit_label": controls.unit_label(), "reference": against}
    frame.sentence(sentences.standing(result, value, area.code, **words))
    frame.figure_title(
        about.label, result.column(value).label, controls.place(), controls.year_label()
    )
    map_state.draw(result, value, limits, lines)
    frame.table(result)
    frame.how_to_read(
        what="地域ごとの値を階級に分けて塗った地図。濃いほど値が大きく、太い線は重ねた圏域の境界。",
        can="値の高い地域・低い地域がどこに集まっているか。境界を共通にすると年度を比べられます。",
        cannot="面積の広い地域ほど目立ちますが、患者が多いわけではありません。階級の境目の小さな差。",
        answer=result,
    )
    download.buttons(result)
