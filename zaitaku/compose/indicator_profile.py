"""What 指標 shows first: the profile of one area, or all areas by all indicators."""

from __future__ import annotations

from dataclasses import dataclass

from zaitaku.ask.answer import Answer
from zaitaku.compose import one_area, words
from zaitaku.compose.sheet import Sheet
from zaitaku.derived import measuring_profile
from zaitaku.exhibits.charts.profile import profile
from zaitaku.exhibits.charts.tartan import left_out, tartan
from zaitaku.sentences import profile as sentences

FORMS = {"one": "一つの地域", "all": "地域の一覧", "logic": "ロジックモデル"}
TABLE = (
    "function", "spo", "indicator_name", "value_words", "compared_words", "reference_words",
    "ratio", "judgement", "interval_words", "unjudged", "wanted", "range_words", "rank", "of",
    "hidden", "trend", "year", "basis", "gap",
)  # fmt: skip
EVERY = (
    "indicator_name", "area_name", "value_words", "compared_words", "reference_words", "judgement",
    "interval_words", "unjudged", "rank", "of",
)  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """``own``: of 注目する地域, None for the prefecture; ``every``: of all areas; ``marked``: of
    those shown apart."""

    own: Answer | None
    every: Answer
    marked: Answer
    names: dict[str, str]
    reference: str


def choose(sheet: Sheet) -> str:
    """One area, or the list of all."""
    return sheet.choice("across", "形", FORMS, few=True)


def measured(sheet: Sheet, computed: bool) -> Profile:
    """Every indicator over the areas of the chosen unit, in the chosen year."""
    areas = [sheet.area_of(sheet.unit, code, name) for code, name in sheet.areas.items()]
    other = sheet.reference
    # the prefecture has no place among its own areas
    place = None if sheet.is_prefecture else sheet.area
    own, every = sheet.computed(
        measuring_profile.profiles, areas, place, other, sheet.year, computed=computed
    )
    names = {sheet.area.code: sheet.area.name, **sheet.beside}
    marked = measuring_profile.only(every, list(names))
    return Profile(own, every, marked, names, other.title)


def sentence(sheet: Sheet, found: Profile) -> str:
    """How many indicators 注目する地域 has, and where it lies at an end."""
    if found.own is None:
        return f"{sheet.area.title}の指標（県全体には、地域の中での順位はない）。"
    return sentences.profile(found.own, sheet.area.title, sheet.unit_label, found.reference)


def draw(sheet: Sheet, found: Profile) -> None:
    """The profile, what every row is and what has no figure, then what to look at first."""
    own, counted = found.own, sheet.unit_label
    if own is None:
        one_area.offer(sheet, "指標のプロフィールは、地域の中での位置を示す図です。")
        return
    title = sheet.head("指標のプロフィール", sheet.area.name, sheet.unit_label, sheet.year_label)
    if not sentences.shown(own):
        sheet.tell(f"{counted}別の値がある指標がありません。下の一覧で、取り込むものが分かります。")
    else:
        sheet.draw(profile, own, found.marked, found.names, found.reference, title=title)
        sheet.table(own, TABLE, sort=False, label="指標を表で見る", key="profile")
        sheet.how_to_read(
            what="指標ごとの値と、同じ単位の地域の中での位置。線は最も低い地域から最も高い地域まで、"
            "灰色の箱は中央の半分の地域、縦の印は比べる相手、丸が注目する地域、"
            "丸を通る太い線は95 % 区間。＊は定義の一部だけの数。",
            can="どの指標が、比べる相手より高い（橙）・同程度（灰）・低い（青）か。判定は、偶然と地域"
            "どうしのふだんのばらつきでは説明しにくい差だけを高い・低いとします（99.8 % の限界）。"
            "線の端は指標ごとに違います。順位は、値を示せる地域の中で高いほうから数えます。",
            cannot="高いことがよいか悪いか（目標に望ましい向きがある指標だけ、表に書きます）。"
            "「比べられない」数は大きな地域ほど多く、判定しません。秘匿の地域は、順位にも線の端にも"
            "判定にも入りません。",
            answer=own,
        )
        sheet.files(own, key="profile")
    lacking = sentences.lacking(own)
    if lacking:
        with sheet.fold(f"値なし {len(lacking)}（一覧）"):
            sheet.text("\n".join(f"- {words.escape(line)}" for line in lacking))
    first = sentences.first(own, counted)
    if first:
        sheet.headed(f"まず見る指標｜{sheet.area.title}｜{sheet.year_label}")
        sheet.text("**まず見る指標**")
        sheet.bullets(first, "まず見る指標")
        sheet.note(
            f"比べる相手より高い・低いと判定した指標を差の大きい順に、次に{counted}の中で端の5分の1に"
            "入る指標を端に近い順に、合わせて5つまで並べました。よい・悪いの判断ではありません。"
            "同程度と判定した指標は、偶然に端になっていることがあります。"
        )


def draw_all(sheet: Sheet, found: Profile) -> None:
    """Areas by indicators."""
    sheet.head("指標の一覧", sheet.place, sheet.year_label)
    if not len(found.every):
        sheet.tell(f"{sheet.unit_label}別の値がある指標がありません。")
        return
    sheet.draw(tartan, found.every, sheet.marked)
    if gone := left_out(found.every):
        sheet.note(
            f"{sheet.unit_label}では該当なしの指標 {len(gone)}（{'、'.join(gone.values())}）"
        )
    sheet.table(found.every, EVERY, label="指標を表で見る", key="tartan")
    sheet.how_to_read(
        what="列が地域、行が指標。橙（角に▲）は比べる相手より高い、青（角に▼）は低い、灰は同程度。"
        "数は65歳以上人口あたり（行の名前の右に単位）。",
        can="指標ごとに、どの地域が、偶然とふだんのばらつきを超えて高いか低いか（99.8 % の限界）。",
        cannot="高いことがよいか悪いか。違う指標どうしの大小。白い行は、大きさの違う地域と比べられない"
        "数か、何人・何施設のうちかが分からない数です。秘匿の地域は判定にも順位にも入りません。",
        answer=found.every,
    )
    sheet.files(found.every, key="tartan")
