"""Which of the reader's choices a figure rests on: a file names no others.

The sidebar has the same choices on every page, whether a figure follows them or not: a projection
has no 年度, a table of roles no 地域の単位.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zaitaku.ask.answer import Answer
from zaitaku.ask.periods import fiscal_years
from zaitaku.exhibits.views import Exhibit, View
from zaitaku.ground.codes_words import words_of
from zaitaku.ground.years import fiscal_year_label

Choice = tuple[str, str]  # label and words
_NEVER = ("モード",)  # said by the stamp
_COMPARED = ("比べる相手", "相手の単位", "相手の地域")


def of(view: View, exhibit: Exhibit | None = None) -> list[Choice]:
    """The choices behind one exhibit, or behind any of the view, in their order."""
    exhibits = view.exhibits if exhibit is None else (exhibit,)
    # words alone do not tell what they rest on: they are taken to rest on what the page asked
    answers = [a for e in exhibits for a in (e.answers or view.answers)]
    return [
        (label, words)
        for label, words in view.choices
        if label not in _NEVER and _is_used(view, label, words, exhibits, answers)
    ]


def _is_used(
    view: View, label: str, words: str, exhibits: Iterable[Exhibit], answers: list[Answer]
) -> bool:
    if not answers:
        return True
    if label == "年度" and words == view.year_label:
        return words in map(fiscal_year_label, fiscal_years(answers))
    if label == "地域の単位":
        return words in {words_of(a.params.get("area_unit")) for a in answers}
    if label == "圏域の種類":
        units = {a.params.get(name) for a in answers for name in ("area_unit", "group_unit")}
        return "zone" in units
    if label == "注目する地域":
        return any(_is_about(e, words, view.link.get("area", ("",))[0]) for e in exhibits)
    if label == "並べて示す地域":
        return any(_has_beside(view, exhibit) for exhibit in exhibits)
    if label in _COMPARED:
        return any(_compares(exhibit, words) for exhibit in exhibits)
    return True


def _is_about(exhibit: Exhibit, name: str, code: str) -> bool:
    """Whether the area is named in the title or the words, drawn apart, or asked for alone."""
    asked = [a.params.get("area_code") for a in exhibit.answers]
    return (
        name in exhibit.title
        or _is_said(exhibit, name)
        or code in _codes(exhibit)
        or any(one in (code, [code]) for one in asked)
    )  # fmt: skip


def _has_beside(view: View, exhibit: Exhibit) -> bool:
    """Whether areas beside 注目する地域 are marked in it, or stand in its words."""
    own, wanted = view.link.get("area", ("",))[0], view.link.get("beside", ())
    given = (*exhibit.args, *exhibit.kwargs.values())
    marked = any(isinstance(one, tuple) and len(one) > 1 and own in one for one in given)
    return bool(wanted) and (marked or bool(exhibit.words))


def _codes(exhibit: Exhibit) -> Iterator[str]:
    """The texts a figure is drawn with, also those of a list of areas."""
    for given in (*exhibit.args, *exhibit.kwargs.values()):
        if isinstance(given, str):
            yield given
        elif isinstance(given, tuple):
            yield from (one for one in given if isinstance(one, str))


def _is_said(exhibit: Exhibit, text: str) -> bool:
    return any(text in cell for row in exhibit.words for cell in row)


def _compares(exhibit: Exhibit, words: str) -> bool:
    return (
        # of several areas as one a figure says how many, the choice also which
        _is_said(exhibit, words.partition("：")[0])
        or bool(exhibit.kwargs.get("references"))
        or exhibit.kwargs.get("reference") is not None
        or any({"other", "reference_code"} & set(a.params) for a in exhibit.answers)
    )
