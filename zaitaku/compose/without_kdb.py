"""What a page of KDB figures shows where no KDB table was imported: what is missing, and what the
public tables that were say of the same areas.
"""

from __future__ import annotations

from zaitaku.compose import public_data
from zaitaku.compose.sheet import Sheet
from zaitaku.derived.planner import asked
from zaitaku.exhibits.charts import projection
from zaitaku.sentences import demand as sentences

# page → the KDB tables that its figures are made of, and what these count
NEEDS = {
    "overview": ("①～④", "在宅医療の患者数・完結率"),
    "supply": ("①", "訪問診療・往診などの患者数、算定回数"),
    "institutions": ("②", "医療機関ごとの患者数"),
    "patients": ("③", "在宅医療の患者数（要介護度・居住形態・重症度別）"),
    "flows": ("④", "流出・流入と完結率"),
    "flow_map": ("④", "流出・流入の地図"),
    "bridge": ("③④", "住んでいる患者と診ている患者の橋渡し"),
    "dependence": ("②④", "医療機関への依存"),
    "discharge": ("⑤", "退院患者の在宅医療・介護施設の利用"),
    "change": ("①か③", "年度による患者数の変化"),
    "compare": ("①③④", "人口当たりの患者数と完結率の比べ"),
    "map": ("①～④", "在宅医療の数値の地図"),
    "card": ("①～④", "市町村の在宅医療の数値"),
    "demand": ("①か③", "いまの患者数をもとにした将来需要"),
    "both": ("①③④", "二つの計画の需要と担い手"),
}
_OTHERS = {
    "plan/indicators.py": "指標（施設基準の届出・訪問看護などから）",
    "explore/capacity.py": "体制（在支診などの届出、訪問看護、24時間）",
    "explore/deaths.py": "死亡場所（厚生労働省の地域別データ集）",
    "explore/ndb.py": "NDB（すべての保険者の診療行為、二次医療圏別）",
    "explore/inpatient.py": "全国の入院",
    "plan/targets.py": "目標",
    "data/data.py": "データ（何が取り込まれているか）",
}
_NO_RATES = (
    "独自の将来需要は出せません。県の性・年齢階級別の受療率の表（care_rates）と、年齢階級の合う将来推計人口を"
    "取り込むと表示されます。NDBオープンデータの性年齢別の数は全国のもので、国の式が使う県の受療率では"
    "ないため、代わりに使いません。"
)
_AS_MAP = frozenset({"overview", "map"})
_AS_BARS = frozenset({"supply"})
_IN_WORDS = frozenset({"overview", "card"})
_WITH_CERTIFIED = frozenset({"overview", "card", "patients"})


def compose(sheet: Sheet, title: str, address: str) -> None:
    """In place of the page's own figures, which would all be without a number."""
    sheet.open(title, lead="")
    tables, counted = NEEDS[address]
    sheet.tell(
        f"KDB の集計表（{tables}）が取り込まれていないため、{counted}は出せません。"
        "0 ではなく、データがありません。集計表を取り込むと、この画面に表示されます"
        "（`zaitaku import フォルダ`）。"
    )
    _published(sheet, address)
    if address == "demand":
        _projected(sheet)
        _official(sheet)
    sheet.text("**取り込んだ公表データで見られる画面**")
    for page, label in _OTHERS.items():
        sheet.link(page, label)


def _published(sheet: Sheet, address: str) -> None:
    """What the public tables say of what the page is about."""
    measures = public_data.loaded(sheet)
    if address == "patients":
        measures = {code: one for code, one in measures.items() if code == "certified"}
    if measures and address in _IN_WORDS:
        public_data.headlines(sheet, measures)
    if measures and address in _AS_MAP | _AS_BARS | {"patients"}:
        public_data.by_area(sheet, measures, as_map=address in _AS_MAP)
    if address in _WITH_CERTIFIED:
        public_data.certified(sheet, own=address == "card")
    if address in _AS_MAP | _AS_BARS | _IN_WORDS:
        _population(sheet)


def _population(sheet: Sheet) -> None:
    kinds = {(row[0], row[1]) for row in sheet.ask("build/years").rows}
    if ("resident_population", sheet.year) not in kinds:
        sheet.note("この年度の住民基本台帳人口がないため、人口を出せません。")
        return
    result = sheet.ask("area/population")
    sheet.head("人口", sheet.place, sheet.year_label)
    sheet.table(result, key="population", label="人口を表で見る", expanded=True)
    sheet.files(result, key="population")


def _projected(sheet: Sheet) -> None:
    """Demand by the rates of the prefecture's own table; else why there is none."""
    result = asked(sheet.ask, "demand/projected")
    if not result:
        sheet.note(_NO_RATES)
        return
    params = result.params
    base = int(params["base_year"])
    own = sheet.here(result)
    sheet.say(sentences.projected(own, sheet.area.code, base))
    how = f"{params['rate_source']}｜いまの率のまま｜{params['edition']}"
    sheet.head("訪問診療の将来需要（指数）", sheet.place, how)
    sheet.draw(projection.lines, result, "index_pct", sheet.marked)
    sheet.table(result, key="projected")
    sheet.files(result, key="projected")
    sheet.how_to_read(
        what="将来推計人口 × 取り込んだ受療率の和（5年おき）。太い線は注目する地域。",
        can="人口の変わり方だけで、需要がいつ最も多くなるか。",
        cannot="いまの患者数や担い手との差（KDB の集計表が要る）、受療率の変化。",
        answer=result,
    )


def _official(sheet: Sheet) -> None:
    result = sheet.ask("demand/official")
    if not len(result):
        return
    sheet.head("国の需要推計（訪問診療）", "構想区域別")
    sheet.table(result, key="official", label="国の推計を表で見る", expanded=True)
    sheet.files(result, key="official")
