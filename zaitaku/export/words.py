"""What every figure and file says of itself: title, where it comes from, how it may be read.

One place, so that a slide, a page, a picture and a workbook of one view say the same.
"""

from __future__ import annotations

from zaitaku.ask.periods import fiscal_years
from zaitaku.exhibits.views import Exhibit, Reading, Scene, View
from zaitaku.export import MODE_STAMPS, chosen
from zaitaku.ground import notes
from zaitaku.ground.reasons import HIDDEN_IN_FILES
from zaitaku.ground.states import SUPPRESSED

# where a table counts a patient: ① too by the insurer's municipality, though it tells of supply; a
# flow (④) by both places, its title says which
_PLACES = {"①": "住所地", "②": "医療機関所在地", "③": "住所地"}
LONGEST_NOTE = 80  # characters of 注記 in a footer
LONGEST_CHOICE = 40  # characters of one choice in a footer; the notes have all of it


def stamp(view: View) -> str:
    """内部検討用・公表不可, or what 公表 means."""
    return MODE_STAMPS[view.mode]


def conditions(view: View) -> str:
    """The choices that any figure rests on, in one line: 「年度 令和5年度（2023）、…」."""
    return "、".join(f"{label} {words}" for label, words in chosen.of(view))


def sources(view: View, exhibit: Exhibit | None = None) -> str:
    """出典 of one exhibit or of the whole view."""
    found = exhibit.sources if exhibit is not None and exhibit.answers else view.sources
    return "、".join(dict.fromkeys(one for source in found for one in source.split("、")))


def period(view: View, exhibit: Exhibit | None = None) -> str:
    """The time of one exhibit's figures, or of all; '' where they have none."""
    return exhibit.period if exhibit is not None and exhibit.answers else view.period


def footer(view: View, exhibit: Exhibit | None = None, *, choices: bool = True) -> str:
    """The line under a figure: 出典, its time, 条件, モード, 版ID.

    A picture or a printed slide has no notes, so the choices stand here too; without them
    (``choices``) where the page itself says them all, as a card does.
    """
    parts = [
        f"出典 {sources(view, exhibit)}",
        period(view, exhibit),
        _briefly(view, exhibit) if choices else "",
        _noted(exhibit),
        stamp(view),
        f"版ID {view.id}",
    ]
    return "　｜　".join(part for part in parts if part.strip() not in ("", "出典"))


def headline(scene: Scene) -> str:
    """The one sentence of a scene; of the page's own sentences the first, notes have them all."""
    if scene.message or not scene.headline:
        return scene.message or scene.view.title
    first, mark, _ = scene.headline.partition("。")
    return first + mark


def basis(exhibit: Exhibit) -> str:
    """Where and of whom its figures count, as far as its sources say: 「住所地・国保と後期」."""
    found = [source for name in exhibit.sources for source in name.split("、")]
    if not found or not all("KDB" in source for source in found):
        return ""
    places = {_place(source) for source in found}
    place = places.pop() if len(places) == 1 else ""
    return "・".join(filter(None, (place, "国保と後期")))


def _place(source: str) -> str:
    return next((place for table, place in _PLACES.items() if f"集計表{table}" in source), "")


def about(view: View, exhibit: Exhibit) -> str:
    """Where the figures of one sheet come from and of when they are."""
    parts = [f"出典 {sources(view, exhibit)}", period(view, exhibit)]
    return "　｜　".join(part for part in parts if part not in ("", "出典 "))


def _noted(exhibit: Exhibit | None) -> str:
    """注記 of a figure for its footer; the notes of the file have all of a long one."""
    text = "／".join(exhibit.notes) if exhibit is not None else ""
    if not text:
        return ""
    return f"注記 {text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1] + '…'}"


def _briefly(view: View, exhibit: Exhibit | None) -> str:
    """``conditions`` for a footer: no year twice, and of a long choice its beginning."""
    kept = [
        f"{label} {words if len(words) <= LONGEST_CHOICE else words[: LONGEST_CHOICE - 1] + '…'}"
        for label, words in chosen.of(view, exhibit)
        if words != view.year_label
    ]
    return f"条件 {'、'.join(kept)}" if kept else ""


def definitions(view: View) -> list[tuple[str, str]]:
    """Label and definition of every number shown, once each."""
    found: dict[str, str] = {}
    for exhibit in view.exhibits:
        if exhibit.answer is None:
            continue
        shown = exhibit.columns or tuple(exhibit.answer.names)
        for column in exhibit.answer.columns:
            if column.name in shown and column.description and column.role != "key":
                found.setdefault(column.title, column.description)
    return list(found.items())


def caveats(view: View) -> list[str]:
    """留意事項 that hold in the years shown: of the questions, of 秘匿, of KDB data."""
    found = [f"注記: {text}" for exhibit in view.exhibits for text in exhibit.notes]
    found += view.notes
    if any(SUPPRESSED in states for answer in view.answers for states in answer.states):
        found.append(HIDDEN_IN_FILES)
    if any("KDB" in source for source in view.sources):
        found += notes.held(notes.KDB, fiscal_years(view.answers))
    return list(dict.fromkeys(found))


def file_stem(view: View) -> str:
    """Name of a file without its ending: page, 年度 where its figures have one, mode, 版ID."""
    has_year = ("年度", view.year_label) in chosen.of(view)
    year = view.link.get("year", ("",))[0] if has_year else ""
    mode = {"internal": "内部", "public": "公表"}[view.mode]
    return "_".join(part for part in (view.title, year, mode, view.id) if part)


def reading(found: Reading) -> list[tuple[str, str]]:
    """この図の読み方 as label and text."""
    return [
        ("何を表すか", found.what),
        ("言えること", found.can),
        ("言えないこと", found.cannot),
    ]


def is_told_again(view: View, exhibit: Exhibit) -> bool:
    """Whether a table of its own, further down the page, has the numbers of this figure."""
    return exhibit.builder is not None and any(
        other.builder is None
        and other.answer is not None
        and exhibit.answer is not None
        and other.answer.key == exhibit.answer.key
        for other in view.exhibits
    )
