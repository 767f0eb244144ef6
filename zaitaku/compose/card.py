"""The page 市町村カルテ: its choices, and the card's exhibits in two columns."""

from __future__ import annotations

from contextlib import nullcontext

from zaitaku import cards
from zaitaku.ask.area import PREFECTURE
from zaitaku.cards.asking import Asking
from zaitaku.compose import lacking, words
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.views import Exhibit, View

RESTS_ON = (
    lacking.PEOPLE, lacking.SUPPLY, lacking.INSTITUTIONS, lacking.PATIENTS, lacking.FLOWS,
)  # fmt: skip
SCOPES = {"area": "注目する地域", "prefecture": "県全体"}
# exhibits (by their first words) over both columns, and in the left one; others are on the right
_WIDE = ("人口｜", "人口・年齢の似た", "年度", "数のつき合わせ")
_LEFT = ("おもな数値", "人口とこれから", "要介護度", "在宅医療の患者")


def choose(sheet: Sheet) -> tuple[cards.Card, Asking, View] | None:
    """The page's choices and the card they ask for; None (and why, on the page) without areas."""
    with sheet.row():
        scope = sheet.choice("scope", "範囲", SCOPES, few=True)
        if sheet.unit == "municipality" and scope == "area" and not sheet.is_prefecture:
            groups = {"medical_area": "二次医療圏"}
            if sheet.scheme:
                groups["zone"] = sheet.scheme
            sheet.choice("group", "並べて示す圏域", groups, few=True)
    view = sheet.view()
    asking = Asking(sheet.ask, view)
    code = sheet.area.code
    if asking.unit == PREFECTURE:
        code = asking.prefecture.code
    elif sheet.is_prefecture:  # set beside others: it is the last column
        code = next(iter(sheet.beside))
    if code not in asking.areas:
        sheet.tell("この単位の地域がありません。上の「地域の単位」を選び直してください。")
        return None
    return cards.made(asking, code, view), asking, view


def show(sheet: Sheet, card: cards.Card) -> None:
    """The card's exhibits in their order, in two columns: the main figures beside a chart."""
    left, right = sheet.columns([1, 1], gap="medium")
    wide = sheet.columns([1])[0]
    for exhibit in card.view.exhibits:
        places = ((_WIDE, wide), (_LEFT, left), ("", right))
        with next(place for start, place in places if exhibit.title.startswith(start)):
            _show(sheet, exhibit)
    with right:
        if not card.dependence.rows:
            sheet.text(f"**{words.escape(card.dependence.title)}**")
            sheet.note(card.dependence.note)


def are_beside(sheet: Sheet) -> bool:
    """Whether the reader wants 注目する地域 beside others, instead of its card alone."""
    return bool(sheet.beside) and sheet.choices.code("scope") == "area"


def side_by_side(sheet: Sheet, asking: Asking) -> None:
    """The areas beside each other, in tables of the card's figures."""
    wanted = [code for code in sheet.marked if code in asking.areas]
    codes, left = wanted[: cards.MOST], wanted[cards.MOST :]
    names = "・".join(asking.areas[code].name for code in codes)
    sheet.say(f"{names}を並べた。右端の列は{asking.prefecture.name}。")
    if left:
        sheet.tell(
            f"並べて示せるのは {cards.MOST} 地域までです。ほか {len(left)} 地域（"
            f"{'、'.join(asking.areas[code].name for code in left)}）は、"
            "「並べる」で選び直すと示せます。"
        )
    first, *others = cards.side_by_side(asking, codes, sheet.year_label)
    _show(sheet, first)
    places = sheet.columns([1, 1], gap="medium")
    for number, exhibit in enumerate(others):
        with places[number % 2]:
            _show(sheet, exhibit)


def notes(sheet: Sheet, card: cards.Card) -> None:
    """What the numbers leave out, where it must be said."""
    for block in (card.population, card.supply, card.flows, card.outgoing, card.incoming):
        if block.note:
            sheet.note(f"{block.title}: {block.note}")
        elif not block.rows:
            sheet.note(f"{block.title}: データなし")


def _show(sheet: Sheet, exhibit: Exhibit) -> None:
    sheet.headed(exhibit.title)
    title, _, about = exhibit.title.partition("｜")
    sheet.text(f"**{words.escape(title)}**　:small[{words.escape(about)}]")
    key = f"card-{title}"
    if exhibit.builder is not None:
        sheet.draw(exhibit.builder, *exhibit.args, key=key, **exhibit.kwargs)
    if exhibit.answer is not None:
        sheet.table(
            exhibit.answer,
            exhibit.columns,
            key=f"{key}-table",
            sort=False,
            expanded=exhibit.builder is None,
        )
    if exhibit.words:
        for row in exhibit.words[1:]:
            sheet.listed(exhibit.words[0], row, behind=exhibit.behind)
        with sheet.box("card_main") if title == "おもな数値" else nullcontext():
            sheet.part("card_words", exhibit.words, exhibit.title)
    sheet.tell_notes()
