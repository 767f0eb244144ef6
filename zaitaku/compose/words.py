"""What every page says in the same words: coverage, nothing to show, everything hidden."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from zaitaku.access import asking
from zaitaku.ask.answer import Answer
from zaitaku.ground import reasons, settings
from zaitaku.ground.states import MISSING, NOT_APPLICABLE, SUPPRESSED
from zaitaku.ground.years import fiscal_year_label

COVERAGE = (
    "「患者数」は国保・後期高齢者医療の加入者だけの数です（被用者保険・医療扶助は含みません）。"
)
EMPTY = "この条件に合うデータがありません。絞り込みを減らすか、年度や地域の単位を変えてください。"


_KDB = "{}を含む KDB の集計表（厚生労働省が都道府県に配付する Excel）"
_LIST = "地方厚生局「届出受理医療機関名簿」の Excel"
_CARE = "厚生労働省「介護保険事業状況報告（年報）」の Excel"
_NDB = "厚生労働省「NDBオープンデータ」の Excel（C 在宅医療）"
# table of a build → what its figures are, and the file that brings them
FILES = {
    "supply_cell": ("診療行為別の患者数（KDB 集計表①）", _KDB.format("①")),
    "institution_cell": ("医療機関ごとの患者数（KDB 集計表②）", _KDB.format("②")),
    "patients_cell": ("在宅医療の患者数（KDB 集計表③）", _KDB.format("③")),
    "flow_cell": ("流出・流入（KDB 集計表④）", _KDB.format("④")),
    "discharge_cell": ("退院患者（KDB 集計表⑤）", _KDB.format("⑤")),
    "area_population": (
        "人口（住民基本台帳年齢階級別人口）",
        "総務省「住民基本台帳年齢階級別人口（市区町村別）」の Excel",
    ),
    "facility_standard": ("医療機関の届出", _LIST),
    "standard_cell": ("医療機関の届出", _LIST),
    "certified_cell": ("認定者数", _CARE),
    "certified_insurer": ("認定者数", _CARE),
    "insured_cell": ("被保険者数", "市町村別の被保険者数の表（データ仕様書の insured_persons）"),
    "ndb_cell": ("NDB の診療行為", _NDB),
    "ndb_sex_age_cell": ("NDB の性・年齢別の診療行為", _NDB),
}


def lacking(tables: Collection[str], year: int, years: Sequence[int]) -> str:
    """That the build has nothing of some tables for a 年度, and which files bring them.

    Another of ``years`` may have them; people are those of the nearest, so that none has.
    """
    others = len(years) > 1 and set(tables) != {"area_population"}
    way = "取り込むか、「年度」で別の年度を選んでください。" if others else "取り込んでください。"
    whats, files = zip(*(FILES[table] for table in tables), strict=True)
    return (
        f"{fiscal_year_label(year)}の{'、'.join(dict.fromkeys(whats))}は取り込まれていません"
        f"（0 ではありません）。{'、'.join(dict.fromkeys(files))}を{way}"
    )


def nothing(answer: Answer, years: Sequence[int], empty: str) -> str:
    """Why an answer has no row, with the nearest step."""
    wanted = answer.params.get("fiscal_year")
    if answer.lacking:
        return lacking([answer.lacking], int(answer.params["fiscal_year"]), years)
    if wanted is not None and wanted not in years:
        return f"{wanted} 年度のデータは取り込まれていません。年度を選び直してください。"
    return empty


def none_of(answer: Answer, value: str) -> str:
    """Why no cell of a column can be shown; '' where one can."""
    position = answer.names.index(value)
    states = {state[position] for state in answer.states}
    if states == {SUPPRESSED}:
        return (
            f"{reasons.ALL_HIDDEN}"
            "地域の単位を二次医療圏などの広い区域にすると、表示できる数値が増えます。"
        )
    if states == {NOT_APPLICABLE}:
        return (
            "この数値は、元の集計に足し合わせた値がありません。"
            "診療行為の内訳か、ほかの数値、ほかの地域の単位を選んでください。"
        )
    if states == {MISSING}:
        people = "population_65plus" in answer.column(value).parts
        counted = "この数値の分母になる人口" if people else "この数値"
        return f"{counted}は、取り込んだ表にありません（0 ではありません）。"
    return ""


def way_to_internal() -> str:
    """How to see what is shown in 内部 only."""
    if asking.scope():
        return "県全体の内部の数値を見られる役割にだけ表示します。"
    way = (
        "上の「モード」で「内部」を選んでください。"
        if asking.held_mode() is None
        else "この設置は公表モードに固定されています。"
        if settings.pinned_mode()
        else "あなたの権限で見られるのは、公表してよい数値だけです。"
    )
    return f"内部モードでだけ表示します。{way}"


def population(used: int | None, year: int) -> str:
    """Which year's population rates rest on, where it is not the figures' own; '' otherwise."""
    if used is None or used == year:
        return ""
    return (
        f"人口と「千人当たり」の人口は、{fiscal_year_label(used)}のものです"
        f"（{fiscal_year_label(year)}の人口の表がないため）。"
    )


# what begins an address of the web or parts one of mail: U+2060 (word joiner) is put behind it
_LINKED = re.compile(r"https?:|www(?=\.)|@", re.IGNORECASE)


def escape(text: str) -> str:
    """Text as text: nothing in a file's name or an area's name is taken for Markdown or a link.

    An address is made a link after escapes were undone, so it is broken by a sign nobody sees.
    """
    text = _LINKED.sub("\\g<0>\u2060", text)
    for mark in "\\`*_{}[]()#+-!|$~:<>":
        text = text.replace(mark, "\\" + mark)
    return text
