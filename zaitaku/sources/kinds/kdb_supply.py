"""①供給（診療行為別）: insurer × act → patients, receipts, claims (monthly means), institutions.

Grain of ``supply``: scheme × insurer × item × detail. 「-」 in a KDB count is 0.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.sources.insurers import resolve
from zaitaku.sources.model import (
    Carried,
    Context,
    Extent,
    Key,
    Kind,
    Layout,
    RawTable,
    Reading,
    Word,
)
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import (
    Part,
    judged,
    repeated_rows,
    sum_warnings,
    total_row_warnings,
)
from zaitaku.sources.sheet.frames import source_rows, text_column, value_columns
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import Numbers, known_labels, read_labels, read_numbers
from zaitaku.sources.sheet.table import Field, Table, open_table
from zaitaku.sources.sheet.values import DASH_IS_ZERO

SCHEMES = ("合計", "国保", "後期")
VALUES = ("patients", "receipts", "claims", "institutions")

_EVERYBODY = "医師・歯科医師・薬剤師・管理栄養士・歯科衛生士"
# The official table, in its order: function, profession, acts with their details.
# 2019年「見える化」集計表①の行。
_OFFICIAL: tuple[tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = (
    (
        "日常の療養支援",
        "医師",
        (
            ("在宅患者訪問診療料", ("同一建物居住者以外", "同一建物居住者")),
            ("往診料", ("", "うち緊急加算", "うち夜間・休日加算", "うち深夜加算")),
            ("在宅がん医療総合診療料", ("",)),
            (
                "在宅時医学総合管理料",
                ("重症", "重症以外、月２回以上", "重症以外、月１回", "その他（H28年度改定以前）"),
            ),
            (
                "施設入居時等医学総合管理料",
                ("重症", "重症以外、月２回以上", "重症以外、月１回", "その他（H28年度改定以前）"),
            ),
            ("在宅中心静脈栄養法指導管理料", ("",)),
            ("在宅自己導尿指導管理料", ("",)),
            ("在宅人工呼吸指導管理料", ("",)),
            ("在宅気管切開患者指導管理料", ("",)),
            ("在宅酸素療法指導管理料", ("",)),
        ),
    ),
    (
        "日常の療養支援",
        "看護師",
        (
            ("訪問看護指示料", ("精神科関連", "精神科関連以外")),
            ("在宅患者訪問看護・指導料", ("精神科関連", "精神科関連以外")),
            ("同一建物居住者訪問看護・指導料", ("",)),
            ("【介護保険】訪問看護費［介護給付］", ("",)),
            ("【介護保険】訪問看護費［予防給付］", ("",)),
        ),
    ),
    (
        "日常の療養支援",
        "薬剤師",
        (("在宅患者訪問薬剤管理指導料", ("",)), ("在宅患者緊急訪問薬剤管理指導料", ("",))),
    ),
    ("日常の療養支援", "歯科医師", (("歯科訪問診療料", ("",)),)),
    (
        "日常の療養支援",
        "リハビリ職",
        (
            ("在宅患者訪問リハビリテーション指導管理料", ("",)),
            ("【介護保険】訪問リハビリテーション［介護給付］", ("",)),
            ("【介護保険】訪問リハビリテーション［予防給付］", ("",)),
        ),
    ),
    ("日常の療養支援", "管理栄養士", (("在宅患者訪問栄養食事指導料", ("",)),)),
    (
        "日常の療養支援",
        _EVERYBODY,
        (
            ("【介護保険】居宅療養管理指導［介護給付］", ("",)),
            ("【介護保険】居宅療養管理指導［予防給付］", ("",)),
        ),
    ),
    (
        "退院支援",
        "",
        (
            ("介護支援等連携指導料", ("",)),
            ("入退院支援加算１", ("",)),
            ("入退院支援加算２", ("",)),
            ("入退院支援加算３", ("",)),
            ("退院時共同指導料１", ("",)),
            ("退院時共同指導料２", ("",)),
        ),
    ),
    (
        "看取り",
        "医師",
        (("看取り加算", ("",)), ("死亡診断加算", ("",)), ("在宅ターミナルケア加算", ("",))),
    ),
    ("看取り", "看護師", (("【介護保険】ターミナルケア加算（訪問看護）", ("",)),)),
)
ITEMS: tuple[tuple[str, str, str, str], ...] = tuple(
    (function, profession, item, detail)
    for function, profession, items in _OFFICIAL
    for item, details in items
    for detail in details
)
_ORDER = {(item, detail): order for order, (_, _, item, detail) in enumerate(ITEMS, start=1)}

_FIELDS = (
    Field("scheme", "制度", "制度(区分)?"),
    Field("insurer_no", "保険者番号", ".*保険者番号.*"),
    Field("name", "保険者名称", "保険者名称?|市(区)?町村名称?", is_required=False),
    Field("function", "医療機能", "医療機能"),
    Field("profession", "職種", "職種"),
    Field("item", "診療行為名称", "診療行為(名称?)?"),
    Field("detail", "内訳", "内訳"),
    Field("patients", "1ヶ月当り患者数（月平均）", ".*患者数.*"),
    Field("receipts", "1ヶ月当りレセプト数（月平均）", ".*レセプト(件)?数.*"),
    Field("claims", "算定回数（月平均）", ".*算定回数.*"),
    Field("institutions", "医療機関数", ".*医療機関数.*"),
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per scheme × insurer × act, and checks of 国保＋後期 against 合計."""
    table = open_table(grid, top, _FIELDS, key="insurer_no")
    problems = table.problems
    labels = _labels(table, table.data)
    insurers = resolve(
        grid, table.places("insurer_no"), table.texts("name"), context.master, problems
    )
    columns = [table.columns[name] for name in VALUES]
    numbers = read_numbers(grid, table.data, columns, DASH_IS_ZERO, problems)
    keys = list(
        zip(labels["scheme"], insurers.numbers, labels["item"], labels["detail"], strict=True)
    )
    problems += _unknown_acts(table, labels, numbers)
    problems += repeated_rows(grid, table.data, keys, lambda i: "・".join(filter(None, keys[i])))
    problems += misplaced(grid, table.header, table.data, columns)
    sums = _scheme_warnings(grid, keys, numbers)
    if table.totals:
        foot = _labels(table, table.totals)
        sums += total_row_warnings(
            table, numbers.part([0, 1, 2]), _sum_keys(labels), _sum_keys(foot), DASH_IS_ZERO
        )
    problems += judged(grid, sums)
    frame = pd.DataFrame(
        {
            "fiscal_year": np.full(len(table.data), context.fiscal_year),
            "scheme": text_column(labels["scheme"]),
            "insurer_no": text_column(insurers.numbers),
            "municipality_code": text_column(insurers.municipality_codes),
            "function": text_column(labels["function"]),
            "profession": text_column(labels["profession"]),
            "item": text_column(labels["item"]),
            "detail": text_column(labels["detail"]),
            "item_order": _item_order(labels["item"], labels["detail"]),
            **value_columns(VALUES, numbers),
            "source_row": source_rows(table.data),
        }
    )
    return Reading({"supply": frame}, len(table.data), problems)


def _labels(table: Table, rows: Sequence[int]) -> dict[str, list[str]]:
    known = {
        name: known_labels([item[position] for item in ITEMS])
        for position, name in enumerate(("function", "profession", "item", "detail"))
    }
    labels = {"scheme": read_labels(table, "scheme", known_labels(SCHEMES), rows=rows)}
    for name, spelling in known.items():
        # Acts change with every revision of the fee schedule: an unknown one is kept as written.
        labels[name] = read_labels(table, name, spelling, is_closed=False, rows=rows)
    return labels


def _unknown_acts(table: Table, labels: dict[str, list[str]], numbers: Numbers) -> list[Problem]:
    """Acts that the table did not have when it was given out: each told once, with its count."""
    grid, found = table.grid, dict[tuple[str, str], list[int]]()
    patients = np.array([label == SCHEMES[0] for label in labels["scheme"]]) * numbers.values[:, 0]
    for place, act in enumerate(zip(labels["item"], labels["detail"], strict=True)):
        if act not in _ORDER:
            found.setdefault(act, []).append(place)
    return [
        grid.problem(
            "warning",
            table.data[places[0]],
            table.columns["item"],
            f"診療行為「{'・'.join(filter(None, act))}」は配布時の表にない名前です"
            f"（{len(places)} 行、{SCHEMES[0]}の患者数の計 {np.nansum(patients[places]):,.1f}）。",
            "書かれたとおりの名前で取り込み、ほかの診療行為とは足していません。"
            "名前の誤りか、改定で変わった名前でないか確かめてください。",
        )
        for act, places in found.items()
    ]


def _item_order(items: Sequence[str], details: Sequence[str]) -> list[int]:
    """The official order; acts the list does not know follow in order of appearance."""
    order = dict(_ORDER)
    positions = []
    for key in zip(items, details, strict=True):
        position = order.get(key)
        if position is None:
            position = order[key] = len(order) + 1
        positions.append(position)
    return positions


def _sum_keys(labels: dict[str, list[str]]) -> list[tuple[str, ...]]:
    return list(zip(labels["scheme"], labels["item"], labels["detail"], strict=True))


def _scheme_warnings(
    grid: Grid, keys: Sequence[tuple[str, ...]], numbers: Numbers
) -> list[Problem]:
    """国保＋後期 = 合計, for everything but institutions (one may serve both)."""
    position = {key: index for index, key in enumerate(keys)}
    triples = [
        (index, position.get(("国保", *key[1:])), position.get(("後期", *key[1:])))
        for key, index in position.items()
        if key[0] == "合計"
    ]
    whole = [triple for triple in triples if None not in triple]
    if not whole:
        return []
    counts = numbers.part([0, 1, 2])
    total, national, elderly = (counts.take(index) for index in zip(*whole, strict=True))
    return sum_warnings(grid, "合計", total, [Part("国保", national), Part("後期", elderly)])


TABLE = RawTable(
    name="supply",
    label="①供給",
    columns="""
        fiscal_year integer, scheme varchar, insurer_no varchar, municipality_code varchar,
        function varchar, profession varchar, item varchar, detail varchar, item_order integer,
        patients decimal(18, 6), patients_status varchar,
        receipts decimal(18, 6), receipts_status varchar,
        claims decimal(18, 6), claims_status varchar,
        institutions decimal(18, 6), institutions_status varchar
    """,
    key=Key(("fiscal_year", "scheme", "municipality_code", "item", "detail")),
    replaced_by="fiscal_year",
    year="fiscal_year",
    extent=Extent("fiscal_year", "municipality_code", (("scheme",), ("item", "detail"))),
    carried=Carried(("municipality_code",)),
)
KIND = Kind(
    name="kdb_supply",
    label="①供給（診療行為別）",
    layouts=(
        Layout(
            (
                Word("制度", "制度(区分)?"),
                Word("保険者番号", ".*保険者番号.*"),
                Word("診療行為名称", "診療行為(名称?)?"),
                Word("算定回数", ".*算定回数.*"),
            ),
            read,
        ),
    ),
    tables=(TABLE,),
    replaces="年度",
    order=30,
    page_label="① 供給（診療行為別）",
    is_public=True,
)
