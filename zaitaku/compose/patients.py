"""What 患者 lets the reader choose: by what patients are told apart, and which of them count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zaitaku.ask.answer import Answer
from zaitaku.ask.area import MUNICIPALITY
from zaitaku.compose.sheet import Sheet
from zaitaku.exhibits.charts.composition import PALETTES, areas_of
from zaitaku.ground.states import SUPPRESSED

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
    internal = sheet.is_internal  # 市町村×制度 is not published
    with sheet.row():
        dimension = sheet.choice("by", "分け方", _LABELS if internal else _DIMENSIONS, few=True)
        sort = sheet.choice("sort", "並び", _SORTS, few=True)
        scheme = sheet.choice("scheme", "制度", _SCHEMES, few=True) if internal else "all"
    with sheet.aside("絞り込み"):
        areas = sheet.choose_many("areas", f"地域（{sheet.unit_label}）", sheet.areas)
        filters = {
            name: [options[code] for code in sheet.choose_many(name, _LABELS[name], options)]
            for name, options in _FILTERS.items()
        }
    return About(dimension, sort, _SCHEMES[scheme], areas, filters)
