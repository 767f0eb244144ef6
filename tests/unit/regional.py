"""在宅医療にかかる地域別データ集 in the published layout, with invented figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.unit import factories as f

JANUARY, MARCH, SURVEY = "令和６年１月１日", "R6.3.31", "令和５年９月"
# number, 時点, headings from top to bottom, unit
ITEMS: tuple[tuple[int, Any, tuple[str, str, str], str], ...] = (
    (1, "2024/1/1", ("人口", "", "総数"), "人"),
    (2, JANUARY, ("", "", "65歳以上人口"), "人"),
    (5, MARCH, ("在宅療養支援病院", "", "届出数"), "施設"),
    (9, MARCH, ("在宅療養支援診療所", "", "届出数"), "施設"),
    (13, SURVEY, ("訪問診療", "病院", "実施施設数"), "施設"),
    (14, SURVEY, ("", "", "実施件数"), "件"),
    (19, SURVEY, ("", "診療所", "実施施設数"), "施設"),
    (20, SURVEY, ("", "", "実施件数"), "件"),
    (37, SURVEY, ("在宅看取り", "病院", "実施施設数"), "施設"),
    (43, SURVEY, ("", "診療所", "実施施設数"), "施設"),
    (58, "R6.10.1", ("訪問看護ステーション", "", "事業所数"), "か所"),
    (60, "令和５年", ("死亡者数", "", "総数"), "人"),
    (61, "令和５年", ("", "", "自宅"), "人"),
    (62, "令和５年", ("", "", "老人ホーム"), "人"),
    (70, "令和５年", ("新しい項目", "", "何かの数"), "件"),
)
TOWNS: tuple[tuple[str, str, str], ...] = (
    *((code, area, name) for code, name, _, area, *_ in f.TOWNS),
    ("01100", "0104", "札幌市"),
)
NAMES = {"99": "架空県", "01": "北海道"}


def values(code: str) -> list[Any]:
    """Invented: different for every town and item."""
    size = 1.0 + TOWNS_IN_ORDER.index(code) if code in TOWNS_IN_ORDER else 1.0
    return [size * number for number, *_ in ITEMS]


TOWNS_IN_ORDER = [code for code, *_ in TOWNS]


def sheet(
    *,
    towns: Sequence[tuple[str, str, str]] = TOWNS,
    items: Sequence[tuple[int, Any, tuple[str, str, str], str]] = ITEMS,
    changed: dict[tuple[str, int], Any] | None = None,
) -> f.Rows:
    """``changed``: (code, item number) → what stands there instead."""
    left: f.Rows = [[""] * 7 for _ in range(8)]
    left[6][5] = "全国計"
    left[7] = ["", "都道府県コード", "二次医療圏コード", "市区町村コード", "県", "市区町村", "区分"]
    rows: f.Rows = [
        [*left[0], *(float(number) for number, *_ in items)],
        [*left[1], *(as_of for _, as_of, *_ in items)],
        *([*left[2 + n], *(above[n] for _, _, above, _ in items)] for n in range(3)),
        [*left[5], *([""] * len(items))],
        [*left[6], *(1000.0 * number for number, *_ in items)],
        [*left[7], *(unit for *_, unit in items)],
    ]
    for code, area, name in towns:
        place = [float(code[:2]), float(area), float(code), NAMES[code[:2]], name, "市"]
        told = dict(zip([number for number, *_ in ITEMS], values(code), strict=True))
        cells = [(changed or {}).get((code, n), told.get(n, 5.0)) for n, *_ in items]
        rows.append(["", *place, *cells])
    return [*rows, [], ["※医療機関の所在地による。"]]
