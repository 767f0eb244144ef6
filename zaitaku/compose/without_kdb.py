"""What a page of KDB figures shows where no KDB table was imported: what is missing, and what the
public tables that were say of the same areas.
"""

from __future__ import annotations

from zaitaku.compose import maps
from zaitaku.compose.sheet import Sheet

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
    "explore/ndb.py": "NDB（すべての保険者の診療行為、二次医療圏別）",
    "explore/inpatient.py": "全国の入院",
    "plan/targets.py": "目標",
    "data/data.py": "データ（何が取り込まれているか）",
}
_WITH_STATIONS = frozenset({"overview", "map", "card", "supply"})
_VALUE = "per_100000_65plus"


def compose(sheet: Sheet, title: str, address: str) -> None:
    """In place of the page's own figures, which would all be without a number."""
    sheet.open(title, lead="")
    tables, counted = NEEDS[address]
    sheet.tell(
        f"KDB の集計表（{tables}）が取り込まれていないため、{counted}は出せません。"
        "0 ではなく、データがありません。集計表を取り込むと、この画面に表示されます"
        "（`zaitaku import フォルダ`）。"
    )
    if address in _WITH_STATIONS:
        _stations(sheet)
        _population(sheet)
    if address == "demand":
        _official(sheet)
    sheet.text("**取り込んだ公表データで見られる画面**")
    for page, label in _OTHERS.items():
        sheet.link(page, label)


def _stations(sheet: Sheet) -> None:
    result = sheet.ask("home_nursing/by_area")
    if not len(result):
        return
    sheet.head("訪問看護ステーション", result.column(_VALUE).label, sheet.place)
    if any(row[_VALUE] is not None for row in result.records):
        maps.draw(sheet, result, _VALUE, maps.quantiles(result, _VALUE))
    sheet.table(result, key="stations")
    sheet.files(result, key="stations")
    sheet.how_to_read(
        what="訪問看護ステーションの数を、65歳以上10万人当たりで塗り分けた地図。太い枠が注目する地域。",
        can="ステーションの多い地域と少ない地域（事業所の所在地による）。",
        cannot="利用者が住む地域で受けているか、事業所の大きさ、訪問の回数。",
        answer=result,
    )


def _population(sheet: Sheet) -> None:
    kinds = {(row[0], row[1]) for row in sheet.ask("build/years").rows}
    if ("resident_population", sheet.year) not in kinds:
        sheet.note("この年度の住民基本台帳人口がないため、人口を出せません。")
        return
    result = sheet.ask("area/population")
    sheet.head("人口", sheet.place, sheet.year_label)
    sheet.table(result, key="population", label="人口を表で見る", expanded=True)
    sheet.files(result, key="population")


def _official(sheet: Sheet) -> None:
    result = sheet.ask("demand/official")
    if not len(result):
        return
    sheet.head("国の需要推計（訪問診療）", "構想区域別")
    sheet.table(result, key="official", label="国の推計を表で見る", expanded=True)
    sheet.files(result, key="official")
