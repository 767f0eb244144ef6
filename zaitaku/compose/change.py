"""What 変化 lets the reader choose, and its figures: the change in parts, and how areas changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zaitaku.ask.area import MUNICIPALITY
from zaitaku.comparing.changes import SHRUNK
from zaitaku.compose import items
from zaitaku.compose.sheet import Sheet
from zaitaku.derived.changing import AGED
from zaitaku.exhibits.charts import change_parts, changes
from zaitaku.ground.years import fiscal_year_label, japanese_year
from zaitaku.sentences import change as sentences

PARTS, SIZES = "parts", "sizes"
_FORMS = {PARTS: "内訳", SIZES: "分布"}
_SUBJECTS = {"act": "診療行為（①）", "home_care": "在宅医療（③）"}
_SPLIT = {"count": "人数", "pct": "増減率"}
_TABLE = (
    "area_name", "patients_before", "patients_after", "change", "change_pct", "people_effect",
    "age_effect", "rate_effect", "population_before", "population_after", "aged_before",
    "aged_after", "is_small", "broken",
)  # fmt: skip


@dataclass(frozen=True)
class About:
    """``params``: what is counted, as questions take it; ``before``: the year compared with."""

    form: str
    label: str
    before: int
    params: dict[str, Any]


def choose(sheet: Sheet) -> About | None:
    """None (and the reader is told) where there is no earlier year."""
    form = sheet.choice("form", "見せ方", _FORMS, few=True)
    subject = sheet.choice("counted", "数えるもの", _SUBJECTS, few=True)
    label, params = "在宅医療", {"subject": subject}
    if subject == "act":
        item = items.choose(sheet)
        label, params = item.label, {**params, "item": item.item, "detail": item.detail}
    earlier = {str(y): fiscal_year_label(y) for y in sheet.years if y < sheet.year}
    if not earlier:
        sheet.tell(
            f"{sheet.year_label}より前の年度のデータがないため、変化を示せません。上の欄で後の年度を"
            "選ぶか、前の年度の集計表を取り込んでください。"
        )
        return None
    before = sheet.choice("from", "前の年度", earlier)
    return About(form, label, int(before), {**params, "before_year": int(before)})


def draw_parts(sheet: Sheet, about: About) -> None:
    """A bar an area in three parts, and what they are."""
    with sheet.aside("分け方"):
        aged = sheet.choice("aged", "高齢者", AGED, "75plus", few=True)
        split = sheet.choice("split", "増減の単位", _SPLIT, few=True)
    value = change_parts.SHARE if split == "pct" else change_parts.COUNT
    found = sheet.ask("change/parts", **about.params, aged=aged)
    if not sheet.has_rows(found):
        return
    own = sheet.here(found)
    sheet.say(sentences.parts(own, sheet.area.code, sheet.area.title, about.label))
    title = sheet.head(about.label, f"患者数の増減（{found.column(value).unit}）", sheet.place,
                       _years(sheet, about))  # fmt: skip
    broken = next((row["broken"] for row in found.records if row["broken"]), "")
    if broken and all(row["broken"] for row in found.records):
        sheet.tell(broken + "「前の年度」か上の「年度」を、変更の同じ側から選び直してください。")
    else:
        if broken:
            sheet.note(broken)
        sheet.draw(change_parts.change_parts, found, value, title=title, highlight=sheet.marked)
    sheet.table(found, _TABLE, key="parts")
    sheet.how_to_read(
        what=f"2 つの年度の患者数の差を 3 つに分けたもの。人口の増減、高齢化（人口に占める"
        f"{AGED[aged]}の割合）、率（{AGED[aged]}1人当たりの患者数）。丸が増減の合計で、"
        "右の棒は増やした分、左の棒は減らした分。",
        can="増減が、人口や高齢化によるものか、受ける割合が変わったためか。3 つの和が増減です。",
        cannot="率が変わった理由。患者の年齢は集計表にないため、患者をみな"
        f"{AGED[aged]}とみなしています。患者の少ない地域の増減は偶然で動きます（参考値）。",
        answer=found,
    )
    sheet.files(found, key="parts")


def draw_sizes(sheet: Sheet, about: About) -> None:
    """How many municipalities changed by how much, and how far areas lie apart each year."""
    found = sheet.ask(
        "change/distribution", **about.params, area_unit=MUNICIPALITY, zone_scheme=None
    )
    sheet.say(sentences.distribution(found, about.label, SHRUNK))
    title = sheet.head(
        about.label, "増減の階級ごとの市町村の数（人口規模別）", _years(sheet, about)
    )
    if len(found):
        sheet.draw(changes.distribution, found, title=title, key="sizes")
        sheet.table(found, key="sizes")
    else:
        why = next((note for note in found.notes if note.startswith("間に")), "")
        sheet.tell(why or "増減を示せる市町村がありません。")
    sheet.how_to_read(
        what="市町村を、患者数の増減率の階級と人口規模で数えたもの。灰色が減った市町村。",
        can="増えた市町村と減った市町村がどれだけあり、人口規模で違うか。",
        cannot="どの市町村か（内訳を見る）。人口の少ない市町村の増減率は、わずかな人数で大きく動きます。"
        "値を示せない市町村は数えていません。",
        answer=found,
    )
    sheet.files(found, key="sizes")
    counted = {key: about.params[key] for key in about.params if key != "before_year"}
    spread = sheet.ask("change/spread", **counted)
    sheet.head(about.label, "地域差（65歳以上千人当たり患者数）", sheet.place, "年度の推移")
    sheet.say(sentences.spread(spread, sheet.unit_label))
    sheet.table(spread, key="spread", label="地域差を表で見る", expanded=True, sort=False)
    sheet.files(spread, key="spread")


def _years(sheet: Sheet, about: About) -> str:
    return f"{japanese_year(about.before)}→{sheet.year_label}"
