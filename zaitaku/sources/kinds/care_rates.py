"""受療率の表: rates by sex and age that a prefecture took from NDB or elsewhere.

Grain of ``care_rates``: rate source × sex × age band; ``rate`` per person (0–1), as the table says
per how many it is written. Ages without a row have no rate and are left out of the projection.
"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from zaitaku.ground.text import label_key, squash
from zaitaku.planning.projection import BOTH_SEXES, SEXES, band_limits
from zaitaku.sources.model import Context, Key, Kind, Layout, RawTable, Reading, Template, Word
from zaitaku.sources.sheet import written
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.own import Statement, statements
from zaitaku.sources.sheet.table import Field

UNITS = ("レセプト件数/月", "患者/月")
_PER = {label_key(word): per for word, per in {
    "1": 1, "1人": 1, "千": 1000, "1000": 1000, "千人": 1000, "1,000": 1000,
    "10万": 100_000, "100000": 100_000, "10万人": 100_000, "100,000": 100_000,
}.items()}  # fmt: skip
_UNITS = {
    label_key(word): unit
    for unit, words in {
        UNITS[0]: ("レセプト件数/月", "レセプト件数", "件/月", "件"),
        UNITS[1]: ("患者/月", "患者数/月", "患者数", "人/月"),
    }.items()
    for word in words
}
_FIELDS = (
    Field("rate_source", "rate_source", "rate_source|受療率の出どころ|出どころ"),
    Field("sex", "sex", "sex|性別?"),
    Field("age_band", "age_band", "age_band|年齢階級"),
    Field("rate", "rate", "rate|受療率"),
    Field("per", "per", "per|何人当たり|人口当たり"),
    Field("unit", "unit", "unit|単位"),
    Field("reference_year", "reference_year", "reference_year|基準年度?"),
)
_KEY = ("rate_source", "sex", "age_band")
_COLUMNS = (
    "rate_source",
    "reference_year",
    "sex",
    "age_band",
    "age_from",
    "age_to",
    "rate",
    "unit",
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """Every rate of the table; a source that cannot be used is named with its reason."""
    rows, told = statements(grid, top, _FIELDS)
    texts = ("rate_source", "sex", "age_band", "unit")
    frame, problems = written.table(grid, rows, _COLUMNS, _record, texts)
    problems += written.repeats(
        grid,
        frame,
        _KEY,
        lambda row: f"「{row.rate_source}」の {row.sex} {row.age_band} ",
    )
    for name, part in frame.groupby("rate_source", sort=False):
        problems += [written.named(grid, at, f"「{name}」{text}") for at, text in _faults(part)]
    return Reading({"care_rates": frame}, len(rows), told + problems)


def _record(row: Statement) -> tuple[object, ...]:
    cells = row.cells
    source = written.text(cells["rate_source"])
    if source is None:
        raise ValueError(
            "受療率の出どころ（rate_source）が空です。「自県NDB 2019年度」のように書いてください。"
        )
    band = squash(str(cells["age_band"])).replace("歳以上", "+").replace("歳", "").replace("~", "-")
    first, last = band_limits(band)
    sex = written.one_of(cells["sex"], "性（sex）", {label_key(s): s for s in SEXES})
    per = _PER.get(label_key(str(cells["per"])))
    if per is None:
        raise ValueError(
            f"何人当たり（per）「{cells['per']}」を読めません。1・1000・100000 のどれかです。"
        )
    value = written.number(cells["rate"], "受療率（rate）")
    if value is None:
        raise ValueError("受療率（rate）が空です。率がなければ、その行を消してください。")
    if value / per > 1:
        raise ValueError(
            f"受療率（rate）{value:g} が人口 1 人当たり 1 を超えます。"
            f"何人当たりの率か（per={per}）を確かめてください。"
        )
    unit = written.one_of(cells["unit"], "単位（unit）", _UNITS)
    year = written.year(cells["reference_year"], "基準年度（reference_year）")
    return source, year, sex, band, first, last, value / per, unit


def _faults(part: pd.DataFrame) -> list[tuple[int, str]]:
    """What makes the rates of one source unusable: the row to look at, and the words."""
    first = int(part["source_row"].iloc[0])
    found: list[tuple[int, str]] = []
    for name, label in (("unit", "単位"), ("reference_year", "基準年度")):
        if part[name].nunique() > 1:
            values = "、".join(map(str, part[name].unique()))
            found.append(
                (first, f"の{label}が {values} に分かれています。1 つにそろえてください。")
            )
    sexes = set(part["sex"])
    if BOTH_SEXES in sexes and len(sexes) > 1:
        found.append((first, "に男女計と男女別が混ざっています。どちらかにしてください。"))
    elif len(sexes) == 1 and BOTH_SEXES not in sexes:
        found.append((first, f"に{sexes.pop()}の受療率しかありません。男女とも書いてください。"))
    for _, same in part.groupby("sex"):
        ordered = same.sort_values("age_from")
        bands = list(
            zip(
                ordered["age_from"],
                ordered["age_to"],
                ordered["age_band"],
                ordered["source_row"],
                strict=True,
            )
        )
        for (_, end, band, _), (start, _, later, row) in pairwise(bands):
            if start <= end:
                text = f"の年齢階級「{band}」と「{later}」が重なっています。"
                found.append((int(row), text + "重ならないように分けてください。"))
    return found


TABLE = RawTable(
    name="care_rates",
    label="受療率",
    columns="""
        rate_source varchar, reference_year integer, sex varchar, age_band varchar,
        age_from integer, age_to integer, rate double, unit varchar
    """,
    key=Key(_KEY),
    replaced_by="rate_source",
)
KIND = Kind(
    name="care_rates",
    label="受療率の表",
    layouts=(Layout(tuple(Word(field.label, field.pattern) for field in _FIELDS[:5]), read),),
    tables=(TABLE,),
    replaces="出どころ",
    order=130,
    template=Template(
        notes=(
            "※受療率の表: 性・年齢階級別の訪問診療の受療率（NDB などから県が計算したもの）。",
            "※rate_source は出どころの名前（自県NDB 2019年度 など）。いくつでも書けます。",
            "※sex は 計 か、男 と 女 の両方。age_band は 65-69 や 90+ の形（重ならないように）。",
            "※rate は per 人当たりの 1 か月の率。per は 1・1000・100000 のどれか。",
            "※1 人当たり 1 を超える率は取り込めません。行のない年齢は、将来需要に含まれません。",
            "※unit は レセプト件数/月 か 患者/月（国の推計はレセプト件数/月）。",
            "※reference_year は率を計算した年度。人口は同じ年度のものを使ってください。",
            "※取り込むと、同じ rate_source の前の表と置き換わります。",
        ),
        columns=("rate_source", "sex", "age_band", "rate", "per", "unit", "reference_year"),
        headings=(
            "受療率の出どころ",
            "性別",
            "年齢階級",
            "受療率",
            "何人当たり",
            "単位",
            "基準年度",
        ),
        choices={"sex": ("計", "男", "女"), "per": ("1", "1000", "100000")},
    ),
    is_public=True,
    is_dated=False,
    needs_master=False,
)
