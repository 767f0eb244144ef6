"""Demand to come (queries/demand/projected.sql, by_75plus.sql, beside_official.sql)."""

from zaitaku.compose import demand as demands
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits import measures
from zaitaku.exhibits.charts import beside_official, changes
from zaitaku.sentences import demand as sentences

LEAD = "受療率を将来の人口に当てはめた計算です（予測ではありません）。"
SHOWN = ("area_name", "year", "demand", "index_pct", "population_75plus", "peak_year",
         "is_peak_last")  # fmt: skip
GAP = ("area_name", "basis", "current_cases", "year", "need_cases", "possible_cases",
       "gap_cases", "gap_visits", "gap_institutions")  # fmt: skip


def _show(sheet: Sheet, wanted: demands.Wanted) -> None:
    area, labels = sheet.area, measures.menu("demand/projected", "index_pct", "demand")
    value, demand = sheet.choice("measure", "見る数値", labels, few=True), wanted.ask(sheet)
    if not sheet.has_rows(demand, "demand"):
        return
    gap, own = demands.gaps(sheet, demand), sheet.here(demand)
    sheet.say(sentences.projected(own, area.code, wanted.base_year))
    sheet.say(sentences.gap(demands.gaps(sheet, own), area.code))
    sheet.head(f"訪問診療の将来需要（{labels[value]}）", sheet.place, wanted.words)
    demands.draw(sheet, wanted, demand, value)
    sheet.table(demand, SHOWN, key="demand")
    sheet.files(demand)

    sheet.head("最も多い年の需要と、いまの担い手の差", sheet.place)
    sheet.table(gap, GAP, label="地域ごとの差", expanded=demands.is_known(gap))
    sheet.files(gap, key="gap")

    until = demands.horizon(sheet, wanted.years)
    towns = wanted.ask(sheet, area_unit="municipality", zone_scheme=None)
    sheet.head(f"{wanted.base_year}年から{until}年の変化別の市町村の数", wanted.words)
    sheet.draw(changes.changes, towns, wanted.base_year, until, key="changes")

    place = demands.medical_area(sheet)
    rates = {"edition": wanted.edition, "rate_source": wanted.rate_source}
    beside = sheet.ask("demand/beside_official", **rates, area_code=[place.code])
    own = wanted.label if wanted.rate_source else "75歳以上人口の伸び"
    sheet.head(f"国の推計と並べる｜{place.name}（構想区域）", f"{own}｜{wanted.edition}")
    sheet.note(sentences.beside_official(beside, place.code, own))
    if len(beside):
        sheet.draw(beside_official.beside_official, beside, own, key="beside")
        every = sheet.ask("demand/beside_official", **rates)
        sheet.table(every, key="beside", label="すべての構想区域の差")
        sheet.files(every)
    sheet.how_to_read(
        what="将来推計人口 × 受療率の和（5年おき）。太い線は注目する地域、灰色はほかの地域。",
        can="需要がいつ最も多くなり、いまの担い手でどれだけ足りないか（流出入がいまのままなら）。",
        cannot="実際に訪問診療を受ける人の数。受療率の変化、施設の増減、担い手の高齢化。",
        answer=demand,
    )


def compose(sheet: Sheet) -> None:
    sheet.open("将来需要", lead=LEAD)
    if (chosen := demands.projection(sheet)) is not None:
        _show(sheet, chosen)
