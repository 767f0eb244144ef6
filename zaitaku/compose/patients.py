"""What 患者 lets the reader choose: by what patients are told apart, and which of them count; and
how many they are, as a map or over the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import MUNICIPALITY
from zaitaku.compose import forms
from zaitaku.compose.forms import Form
from zaitaku.compose.maps import Subject
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.composition import PALETTES, areas_of
from zaitaku.ground.states import SUPPRESSED

PARTS = {"parts": "構成"}
BY_AREA = "patients/by_area"
_MEASURES = ("patients_per_1000_65plus", "patients")
_DIMENSIONS = {"care_level": "要介護度", "residence": "居住形態", "severity": "重症度"}
_SCHEMES = {"all": "合計", "kokuho": "国保", "kouki": "後期"}
_FILTERS = {
    dimension: {f"{dimension[0]}{place}": name for place, name in enumerate(names)}
    for dimension, names in {
        "residence": ["在宅時", "施設入居時等"],
        "severity": ["重症", "その他"],
        "care_level": list(PALETTES["care_level"]),
    }.items()
}
_LABELS = {**_DIMENSIONS, "scheme": "制度"}
_SORTS = {"code": "コード順", "value": "多い順"}


@dataclass(frozen=True)
class About:
    """``scheme``: 合計 unless 内部 asks for one. ``areas`` and ``filters``: empty keeps all."""

    dimension: str
    sort: str
    scheme: str
    areas: list[str]
    filters: dict[str, list[str]]

    @property
    def label(self) -> str:
        """By what the patients are told apart."""
        return _LABELS[self.dimension]

    @property
    def kept(self) -> dict[str, Any]:
        """As questions take it."""
        return {"dimension": self.dimension, "scheme": self.scheme, **self.filters}


def tell_hidden(sheet: Sheet, result: Answer) -> None:
    """Where most areas have no shares to show, why, and what would show more."""
    areas = areas_of(result)
    hidden = sum(reason == SUPPRESSED for reason in areas["reason"])
    if hidden * 2 > len(areas) and sheet.unit == MUNICIPALITY:
        sheet.note(
            "1つでも秘匿の区分がある地域の構成比は示しません。"
            "地域の単位を二次医療圏などの広い区域にすると、示せる地域が増えます。"
        )


def choose(sheet: Sheet) -> About:
    """By what, in which order, and who of them."""
    # 市町村×制度 is not published
    labels = _LABELS if sheet.is_internal else _DIMENSIONS
    dimension = sheet.choice("by", "分け方", labels, few=True)
    sort = sheet.choice("sort", "並び", _SORTS, few=True)
    scheme = _scheme(sheet)
    with sheet.aside("絞り込み"):
        areas = sheet.choose_many("areas", f"地域（{sheet.unit_label}）", sheet.areas)
        filters = _filters(sheet)
    return About(dimension, sort, _SCHEMES[scheme], areas, filters)


def figure(sheet: Sheet, form: Form) -> None:
    """How many patients each area has, or those that the reader keeps of them."""
    value, scheme = forms.measure(sheet, BY_AREA, _MEASURES), _scheme(sheet)
    with sheet.aside("絞り込み"):
        filters = _filters(sheet)
    kept = [word for words in filters.values() for word in words]
    who = [_SCHEMES[scheme]] * (scheme != "all") + kept
    label = "在宅医療" + (f"（{'・'.join(who)}）" if who else "")
    about = Subject(BY_AREA, value, label, {"scheme": _SCHEMES[scheme], **filters})
    result = sheet.ask(BY_AREA, **about.params)
    if sheet.has_rows(result, value):
        forms.say(sheet, result, about)
        forms.draw(sheet, about, form)
        sheet.how_to_read(
            what="その地域の住民（保険者の加入者）のうち、在宅医療を受けている患者。",
            can="地域どうしの多い少ないと年度による変化。",
            cannot="必要なのに受けていない人の数、どこの医療機関から受けているか（流出入を見る）。",
            answer=result,
        )
        sheet.files(result)


def _scheme(sheet: Sheet) -> str:
    """合計 where 制度 is not published."""
    return sheet.choice("scheme", "制度", _SCHEMES, few=True) if sheet.is_internal else "all"


def _filters(sheet: Sheet) -> dict[str, list[str]]:
    return {
        name: [options[code] for code in sheet.choose_many(name, _LABELS[name], options)]
        for name, options in _FILTERS.items()
    }
