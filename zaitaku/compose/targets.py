"""What the page 目標 shows and lets the reader choose: whose targets, and one of them."""

from __future__ import annotations

from dataclasses import replace

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import PREFECTURE, Area
from zaitaku.compose import demand, loaded
from zaitaku.compose.reader import UNITS
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import measuring_targets as judging
from zaitaku.derived import measuring_targets_areas as targets_areas
from zaitaku.derived.measuring_targets import Judged
from zaitaku.derived.measuring_targets_areas import Across
from zaitaku.exhibits.charts.bars import bars
from zaitaku.exhibits.charts.progress import progress
from zaitaku.ground.states import ACTUAL
from zaitaku.indicators import KINDS
from zaitaku.indicators.catalogue import OBLIGATORY
from zaitaku.indicators.targets import ENOUGH
from zaitaku.sentences import plan as sentences

RULES = f"""
- **達成**: 最新の実績値が、目標の水準に達しているか超えている。
- **順調**: いまの傾向（実績値のある全部の年度に引いた最小二乗法の直線）が、目標年度に目標に届く。
- **遅れ**: 傾向が目標に届かない。または目標年度を過ぎて達していない。
- **判定できない**: 同じ基準の実績値がないか {ENOUGH} 年分に足りない、秘匿、言葉の向きが不明。
  基準年度・実績・目標年度の間に定義の変更（診療報酬の改定、合併）があり、比べられない。
- **幅**: どれか 2 つの年度を結んだ直線のうち、いちばん急なものと緩いもの（実績の平均の点を通す）。
- **文字の目標**: 「増加」「減少」「維持」の向きを基準値と比べる。達成とするのは目標年度から。
- **増加率の目標**: 基準値 ×（1 ＋ 増加率）を目標の水準とする。
- 実績値は、指標値の表の同じ基準の値だけ。basis に KDB と書いた目標だけ、KDB の集計を使う。
"""
HISTORY = (
    "indicator_id", "indicator_name", "revision", "revised_on", "is_in_force", "kind",
    "baseline_year", "baseline_value", "target_year", "target_value", "unit", "target_words",
    "note",
)  # fmt: skip
FORMS = {"one": "一つの地域", "all": "すべての地域", "demand": "将来需要から逆算"}
CAPACITIES = {"100": "いまのまま", "110": "1.1 倍", "120": "1.2 倍", "150": "1.5 倍", "200": "2 倍"}
LAST_OF_PLAN = 2029  # 第8次医療計画（2024–2029年度）
NEEDED = (
    "area_name", "latest", "growth_pct", "needed", "more", "goal_words", "goal", "short", "basis",
    "reason",
)  # fmt: skip
AREAS = (
    "area_name", "earlier_words", "earlier_value", "unreached", "goal_words", "latest_words",
    "left", "unit", "state", "reason", "basis", "revision", "revised_on",
)  # fmt: skip
TABLE = (
    "indicator", "goal_words", "latest_words", "state", "reason", "progress_pct", "needed_pace",
    "pace", "forecast", "low", "high", "unit", "basis", "revision", "revised_on",
)  # fmt: skip


def choose(sheet: Sheet) -> str | None:
    """One area, all of the unit, or what the demand takes, which needs no target; None where there
    is no target at all to show, and the reader is told what to fill in."""
    form = sheet.choice("across", "見せ方", FORMS, few=True)
    if form == "demand" or len(sheet.ask("targets/list")):
        return form
    sheet.tell(sentences.NO_TARGET, "warning")
    sheet.tell(
        "目標の表が取り込まれていません。画面「入力」で書いて決裁を受けるか、ひな形に計画の目標を"
        "書いて取り込むと表示されます。実績値は指標値の表に書きます。"
        "上の「将来需要から逆算」は、目標がなくても見られます。"
    )
    sheet.commands(
        "zaitaku template targets 目標.csv\nzaitaku template indicator_values 指標値.csv\n"
        "zaitaku import 目標.csv 指標値.csv",
    )
    return None


def choose_area(sheet: Sheet) -> Area:
    """Whose targets."""
    areas: dict[str, Area] = {}
    for row in sheet.ask("targets/list").rows:
        unit, scheme, code, name = (str(cell) for cell in row[:4])
        areas[":".join((unit, scheme, code))] = Area(unit, scheme, code, name)
    own = sheet.area
    scheme = own.zone_scheme if own.unit == "zone" else ""
    default = ":".join((own.unit, scheme, own.code))
    labels = {key: f"{_unit(where)}　{where.name}" for key, where in areas.items()}
    return areas[sheet.choice("of", "目標を見る地域", labels, default)]


def choose_indicator(sheet: Sheet) -> str:
    """Which indicator's targets: of those that any area has one of."""
    listed = sheet.ask("targets/list")
    names = {row["indicator_id"]: row["indicator_name"] for row in listed.records}
    labels = {code: f"{code}　{name}" for code, name in names.items()}
    default = OBLIGATORY if OBLIGATORY in labels else next(iter(labels))
    return sheet.choice("ind", "指標", labels, default)


def across(sheet: Sheet, indicator_id: str) -> list[Across]:
    """The prefecture, then the areas of the unit, with the indicator's targets."""
    places = targets_areas.places(sheet.ask, sheet.unit, sheet.scheme)
    return sheet.computed(targets_areas.across, places, indicator_id)


def draw_areas(sheet: Sheet) -> None:
    """The targets of one indicator in every area of the unit, beside the prefecture's and beside
    those of the plan before."""
    indicator_id = choose_indicator(sheet)
    found = across(sheet, indicator_id)
    answer = sheet.ask("targets/by_area", indicator_id=indicator_id, area_unit=sheet.unit)
    sheet.say(sentences.across(found, targets_areas.summed(found), sheet.unit_label))
    judged = tuple(one.now for one in found if one.now is not None)
    if judged:
        title = judged[0].indicator
        sheet.head(f"目標の進みぐあい｜{title}", sheet.place)
        sheet.draw(progress, judged, by_area=True)
    sheet.table(
        answer, AREAS, sort=False, label="前の計画の目標と並べる", key="areas", expanded=True
    )
    rules(sheet)
    sheet.how_to_read(
        what="棒は基準値から目標までの道のりのうち進んだ割合。橙の線は、均等に進んだ場合のいまの位置。"
        "表は、前の計画の目標に届かなかった分と、いまの目標までの差。",
        can="どの地域の目標が遅れているか。地域の目標の合計が、県の目標に足りるか。",
        cannot="届かなかった分をどの地域が担うか。前の目標と実績値の基準が違うか、あいだに定義の変更が"
        "あるときは、届かなかった分を示しません（空欄ではなくデータなし）。",
        answer=answer,
    )
    sheet.files(answer, key="areas")


def draw_needed(sheet: Sheet) -> None:
    """How many places of the obligatory indicator the demand of the target's year takes."""
    if (wanted := demand.projection(sheet)) is None:
        return
    later = {str(year): f"{year}年度" for year in range(sheet.year + 1, wanted.years[-1] + 1)}
    if not later:
        sheet.tell(
            f"将来推計人口「{wanted.edition}」に、{sheet.year}年度より先の年がありません。"
            "先の年のある版を取り込むと計算できます。"
        )
        return
    with sheet.row():
        year = sheet.choice("by", "目標年度", later, str(LAST_OF_PLAN))
        capacity = sheet.choice("capacity", "1施設が診る件数", CAPACITIES, "100")
    how = wanted.params | {"demand": wanted.question.removeprefix("demand/")}
    answer = sheet.ask(
        "targets/from_demand", **how, area_unit=sheet.unit, target_year=int(year),
        capacity=int(capacity) / 100,
    )  # fmt: skip
    sheet.say(sentences.needed(answer, sheet.unit_label))
    if is_known(answer):
        title = f"{year}年度に要る訪問診療の診療所・病院"
        sheet.head(title, sheet.place, f"{wanted.words}｜1施設が診る件数 {CAPACITIES[capacity]}")
        inner = without_prefecture(answer)
        if is_known(inner):
            sheet.draw(bars, {sheet.place: inner}, "needed", title=title, highlight=sheet.marked)
        elif len(inner):
            sheet.tell(
                f"{sheet.unit_label}には、同じ基準のいまの数がありません。"
                "上の「地域の単位」を変えると計算できることがあります。"
            )
    sheet.table(answer, NEEDED, sort=False, label="いまの数・目標と並べる", key="needed",
                expanded=True)  # fmt: skip
    sheet.how_to_read(
        what="いまの数に、目標年度までの訪問診療の需要の伸びを掛け、1施設が診る件数の倍率で割って"
        "切り上げた数。",
        can="いまの目標が、需要の伸びに足りるか。1施設が診る件数が増えると、要る数がどれだけ減るか。",
        cannot="必要な数の予測。流出入、施設の大きさ、受療率がいまのまま続くとした計算で、"
        "国が示した方法ではありません。",
        answer=answer,
    )
    sheet.files(answer, key="needed")


def is_known(answer: Answer) -> bool:
    """Whether any area has a number of what is needed."""
    return any(states["needed"] == ACTUAL for states in answer.state_records)


def without_prefecture(answer: Answer) -> Answer:
    """The areas alone: beside the prefecture's number no other can be seen."""
    kept = [i for i, row in enumerate(answer.records) if row["area_unit"] != PREFECTURE]
    return replace(
        answer,
        rows=[answer.rows[i] for i in kept],
        states=[answer.states[i] for i in kept],
    )


def judged(sheet: Sheet, area: Area) -> list[Judged]:
    """The targets of the area with their judgements, and the notice on the obligatory one."""
    listed = sheet.ask("targets/list")
    has_own, has_any = (judging.has_obligatory(listed, where) for where in (area, None))
    if notice := sentences.notice(listed, area.title, has_own, has_any):
        sheet.tell(notice, "warning")
    return sheet.computed(judging.judged, area)


def table(sheet: Sheet, area: Area, found: list[Judged]) -> Answer:
    return judging.judged_answer(sheet.asker, area, found)


def choose_target(sheet: Sheet, found: list[Judged]) -> Judged:
    """One target of the area."""
    labels = {
        str(number): f"{one.label}（{one.target.target_year}年度まで）"
        for number, one in enumerate(found)
    }
    first = next(
        (str(n) for n, one in enumerate(found) if one.judgement.trend and one.judgement.goal), "0"
    )
    return found[int(sheet.choice("target", "くわしく見る目標", labels, first))]


def history(sheet: Sheet, area: Area) -> Answer:
    """Every revision of the area's targets."""
    found = sheet.ask("targets/history", unit=[area.unit], area_code=[area.code])
    return loaded.readable(found, "kind", KINDS)


def rules(sheet: Sheet) -> None:
    """How the judgements are made."""
    with sheet.fold("判定の決まり", expanded=False):
        sheet.text(RULES)
    if not sheet.is_internal:
        sheet.note(loaded.OWN_TABLES)


def _unit(area: Area) -> str:
    names = {**UNITS, "prefecture": "県"}
    return area.zone_scheme or names[area.unit]
