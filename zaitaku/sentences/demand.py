"""The sentences of the pages 追加的需要, 将来需要 and 二つの計画, from their answers. Pure."""

from __future__ import annotations

from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.figures import Figure, area_name, figure, number
from zaitaku.ground.reasons import HIDDEN
from zaitaku.ground.states import ACTUAL, SUPPRESSED


def _record(answer: Answer, code: str) -> tuple[dict[str, Any], dict[str, str]] | None:
    place = answer.names.index("area_code")
    for row, states in zip(answer.rows, answer.states, strict=True):
        if row[place] == code:
            return (
                dict(zip(answer.names, row, strict=True)),
                dict(zip(answer.names, states, strict=True)),
            )
    return None


def split(plan: Answer, code: str) -> str:
    """「盛岡の2026年度の追加的需要 269 人/日は、在宅医療 56 人/日、介護施設 212 人/日…」"""
    found = _record(plan, code)
    if found is None:
        return "この地域は、追加的需要の表にありません。"
    record, states = found
    unit = str(plan.params.get("area_unit") or "")  # in words: what the table is written in
    kind = "" if unit in ("", "市町村", "県") else f"（{unit}）"
    start = f"{record['zone_name']}{kind}の{record['year']}年度の追加的需要"
    if states["home"] == SUPPRESSED:
        return f"{start}の按分は{HIDDEN}。"
    if states["home"] != ACTUAL:
        return f"{start}は、選んだ根拠の数がないため分けられません。"
    how = (
        f"{record['agreed_by']}で合意（{record['agreed_on']}）"
        if record["status"] == "合意"
        else "まだ合意していない試算"
    )
    return (
        f"{start} {record['need']:,} 人/日は、在宅医療 {record['home']:,} 人/日、"
        f"介護施設 {record['facility']:,} 人/日（うち移行分 {record['step1']:,} 人/日）に"
        f"分ける（{how}）。" + str(record["remark"])
    )


def projected(answer: Answer, code: str, base_year: int) -> str:
    """「盛岡市の訪問診療の需要は 2045年以降（2020年の 159.8 %）に最も多くなる見込み…」"""
    own = [
        (record, states)
        for record, states in (
            (dict(zip(answer.names, r, strict=True)), dict(zip(answer.names, s, strict=True)))
            for r, s in zip(answer.rows, answer.states, strict=True)
        )
        if record["area_code"] == code
    ]
    if not own:
        return "この条件では、選んだ地域の将来需要を計算できません。"
    record, states = own[0]
    name = area_name(answer, record["area_name"])
    if states["demand"] == SUPPRESSED:
        return f"{name}の将来需要は{HIDDEN}。"
    peak = next((r for r, _ in own if r["year"] == r["peak_year"]), None)
    if peak is None or peak["demand"] is None:
        return f"{name}には、将来推計人口か受療率のない年齢があり、需要を計算できません。"
    when = f"{peak['year']}年{'以降' if peak['is_peak_last'] else ''}"
    unit = "人/月" if str(peak["unit"]).startswith("患者") else "件/月"
    index = (
        "" if peak["index_pct"] is None
        else f"、{base_year}年の {number(peak['index_pct'], 1)} %"
    )  # fmt: skip
    return (
        f"{name}の訪問診療の需要が最も多くなるのは {when}"
        f"（{number(peak['demand'], 1)} {unit}{index}）。"
    )


def gap(answer: Answer, code: str) -> str:
    """「そのとき 543.9 件/月（訪問 1,035.9 回/月）足りず、いまの規模の担い手で 13.4 施設分…」"""
    missing = figure(answer, "gap_cases", code)
    if missing is None:
        return ""
    if missing.state == SUPPRESSED:
        return f"担い手との差は{HIDDEN}。"
    if missing.state != ACTUAL:
        return (
            "担い手との差は、実態調査の表を取り込むと計算できます"
            "（内部モードでは②の医療機関でも計算します）。"
        )
    record = _record(answer, code)
    assert record is not None
    basis, year = record[0]["basis"], record[0]["year"]
    start = f"いまの担い手（{basis}）と比べると、{year}年に"
    if (missing.value or 0) <= 0:
        return f"{start}実施可能な件数が需要を {number(-(missing.value or 0), 1)} 件/月上回る。"
    visits, providers = (figure(answer, name, code) for name in ("gap_visits", "gap_institutions"))
    return (
        f"{start} {missing.words}{_also('訪問 ', visits)}足りず、"
        f"いまの規模の医療機関で {providers.words if providers else 'データなし'}分にあたる。"
    )


def _also(label: str, found: Figure | None) -> str:
    return f"（{label}{found.words}）" if found and found.state == ACTUAL else ""


def beside_official(answer: Answer, code: str, own_label: str) -> str:
    """How far our growth is from the Ministry's in the last year that both have."""
    place = answer.names.index("area_code")
    own = [row for row in answer.rows if row[place] == code]
    if not own:
        return "国の推計（厚生労働省 在宅医療需要推計）は取り込まれていません。"
    record = dict(zip(answer.names, own[-1], strict=True))
    name = area_name(answer, record["area_name"])
    if record["difference_points"] is None:
        return f"{name}は、この計算か国の推計に値がありません。"
    points = round(record["difference_points"], 1)
    word = "高い" if points > 0 else "低い"
    compared = (
        f"この計算のほうが {number(abs(points), 1)} ポイント{word}" if points else "差はありません"
    )
    return (
        f"{name}の{record['year']}年の伸びは、{own_label}で"
        f" {number(record['own_index_pct'], 1)}、"
        f"国の推計で {number(record['official_index_pct'], 1)}"
        f"（{answer.params['base_year']}年度=100）。"
        f"{compared}。"
    )


def two_plans(answer: Answer, name: str) -> str:
    """Which target years there are, and when demand is highest."""
    records = [
        dict(zip(answer.names, row, strict=True))
        for row, states in zip(answer.rows, answer.states, strict=True)
        if states[answer.names.index("value")] == ACTUAL
    ]
    goals = sorted({r["year"] for r in records if r["series"] == "目標"})
    shares = sorted({r["year"] for r in records if r["panel"] == "追加的需要"})
    demand = [r for r in records if r["series"] == "将来需要"]
    parts = []
    if goals:
        parts.append(f"医療計画の目標は {_years(goals)}年度")
    if shares:
        parts.append(f"追加的需要の按分は {_years(shares)}年度")
    if demand:
        peak = max(demand, key=lambda r: (r["value"], -r["year"]))
        later = "以降" if peak["year"] == demand[-1]["year"] else ""
        parts.append(f"将来需要が最も多いのは {peak['year']}年{later}")
    return f"{name}の" + "、".join(parts) + "。" if parts else f"{name}の計画の数はまだありません。"


def _years(years: list[int]) -> str:
    return "・".join(map(str, years))
