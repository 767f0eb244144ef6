"""The five tables as sheets ①–⑤ of one book, in the layout of the official tables."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from generator.acts import ACTS
from generator.care import LEVELS, LIVINGS, SCHEMES, SEVERITIES, Care, Counts
from generator.institutions import Clinic
from generator.places import MEDICAL_AREAS, PLACES

CREATED = datetime.datetime(2025, 4, 1)  # fixed, so that the same seed gives the same file
NOTES = (
    "※国保・後期高齢者以外の被保険者（被用者保険、医療扶助等）は含まれない。",
    "※居住形態・重症度は医学総合管理料の算定により判定。要介護度は介護レセプトによる。",
)
AVERAGE = "1ヶ月当り患者数（月平均）"
NO_CODE = "－"

# Columns of ② after the first (visits and cancer care together): group, detail, line of ①.
CLINIC_COLUMNS = (
    ("在宅患者訪問診療料", "同一建物居住者以外", 0),
    ("在宅患者訪問診療料", "同一建物居住者", 1),
    ("在宅がん医療総合診療料", "", 6),
    ("往診", "", 2),
    *(
        (fee, detail, first + i)
        for fee, first in (("在宅時医学総合管理料", 7), ("施設入居時等医学総合管理料", 11))
        for i, detail in enumerate(
            ("重症", "重症以外・月２回以上", "重症以外・月１回", "その他（H28年度改定以前）")
        )
    ),
    ("看取り", "看取り加算", 42),
    ("看取り", "死亡診断加算", 43),
    ("看取り", "在宅ターミナルケア加算", 44),
    ("指導管理料", "在宅酸素療法", 19),
    ("指導管理料", "在宅中心静脈栄養法", 15),
    ("指導管理料", "在宅自己導尿", 16),
    ("指導管理料", "在宅人工呼吸", 17),
    ("指導管理料", "在宅気管切開患者", 18),
)
VISITS_AND_CANCER = (0, 1, 6)


class Sheet:
    """A worksheet written row by row."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self.sheet = book.add_worksheet(name)
        self.format = book.add_format({"text_wrap": True, "valign": "vcenter"})
        self.head = book.add_format({"text_wrap": True, "valign": "vcenter", "align": "center"})
        self.next = 0

    def row(self, cells: Sequence[Any]) -> None:
        for column, cell in enumerate(cells):
            if cell is not None and cell != "":
                self.sheet.write(self.next, column, cell, self.format)
        self.next += 1

    def merge(self, row: int, first: int, last: int, text: str) -> None:
        self.sheet.merge_range(row, first, row, last, text, self.head)


def write(path: Path, year: int, care: Care, clinics: list[Clinic]) -> None:
    """The book of one fiscal year."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": "架空県 在宅医療 集計データ（架空）", "created": CREATED})
    period = f"集計対象：令和{year - 2018}年度"
    months = f"（{year}年4月～{year + 1}年3月診療分）"
    _supply(Sheet(book, "①供給_診療行為別"), care, period)
    _clinics(Sheet(book, "②供給_医療機関別"), care, clinics)
    _patients(Sheet(book, "③需要_患者数"), care, period + months)
    _flows(Sheet(book, "④需要_流出入"), care)
    _discharge(Sheet(book, "⑤退院患者"), care)
    book.close()


def average(months: Counts | int) -> Any:
    """Patient-months of a year as a monthly average with one decimal, halves up."""
    return np.asarray((np.asarray(months) * 10 + 6) // 12 / 10).tolist()


def _supply(sheet: Sheet, care: Care, period: str) -> None:
    sheet.merge(0, 0, 11, "【供給側】在宅医療を実施している医療機関数等")
    sheet.next = 1
    sheet.row([period])
    sheet.row(["No.", "制度", "保険者番号", "保険者名称",
               "医療機能", "職種", "診療行為名称", "内訳", AVERAGE,
               "1ヶ月当りレセプト数（月平均）", "算定回数（月平均）", "医療機関数"])  # fmt: skip
    number = 0
    for s, scheme in enumerate(("合計", *SCHEMES)):
        supply = care.supply.sum(axis=1) if s == 0 else care.supply[:, s - 1]
        for a, act in enumerate(ACTS):
            for i, place in enumerate(PLACES):
                number += 1
                sheet.row([number, scheme, place.insurer_no, place.name, act.function,
                           act.profession, act.item, act.detail, *average(supply[a, i]),
                           int(care.institutions[a, s, i])])  # fmt: skip


def _clinics(sheet: Sheet, care: Care, clinics: list[Clinic]) -> None:
    sheet.row(["【供給側】各医療機関における在宅医療の実施状況"])
    sheet.row(["No."])
    sheet.merge(1, 1, 4, "医療機関")
    sheet.merge(1, 5, 25, AVERAGE)
    groups: list[str] = []
    for group, _, _ in CLINIC_COLUMNS:
        groups.append("" if group in groups else group)
    sheet.row(["", "コード", "名称", "", "",
               "在宅患者訪問診療料と在宅がん医療総合診療料の合計", *groups])  # fmt: skip
    sheet.merge(2, 3, 4, "所在地")
    details = [detail for _, detail, _ in CLINIC_COLUMNS]
    sheet.row(["", "", "", "市町村番号（国保保険者番号）", "市町村名称", "", *details])
    number = 0
    for c, clinic in enumerate(clinics):
        months = care.by_clinic[:, c]
        if not months.any():
            continue
        number += 1
        place = PLACES[clinic.place]
        values = [months[list(VISITS_AND_CANCER)].sum(), *(months[a] for *_, a in CLINIC_COLUMNS)]
        sheet.row([number, clinic.code, clinic.name, place.insurer_no, place.name,
                   *average(np.array(values))])  # fmt: skip


def _patients(sheet: Sheet, care: Care, period: str) -> None:
    sheet.merge(0, 0, 13, "【需要側】在宅医療を受けている患者数")
    sheet.next = 1
    sheet.row([period])
    sheet.row(["No.", "制度", "保険者番号\n※合計は国保", "保険者名称", "居住形態", "重症度"])
    sheet.merge(2, 6, 13, AVERAGE)
    sheet.merge(3, 6, 13, "要介護度")
    sheet.next = 4
    sheet.row([None] * 6 + list(LEVELS))
    number = 0
    for s, scheme in enumerate(("合計", *SCHEMES)):
        counts = care.patients.sum(axis=0) if s == 0 else care.patients[s - 1]
        for i, place in enumerate(PLACES):
            for v, living in enumerate(LIVINGS):
                rows = [*counts[i, v], counts[i, v].sum(axis=0)]
                for severity, months in zip((*SEVERITIES, "計"), rows, strict=True):
                    number += 1
                    sheet.row([number, scheme, place.insurer_no, place.name, living, severity,
                               *average(months)])  # fmt: skip
    sheet.next += 1
    for note in NOTES:
        sheet.row([note])


def _flows(sheet: Sheet, care: Care) -> None:
    width = len(PLACES) + 1
    blocks = ("同一建物以外", "同一建物", "合計")
    sheet.row(["【需要側】市町村別流出入"])
    sheet.row(["No."])
    sheet.merge(1, 1, 3, "保険者所在地")
    for b, block in enumerate(blocks):
        sheet.merge(1, 4 + b * width, 3 + (b + 1) * width, block)
    blank = [""] * (width - 1)
    sheet.row(["", "二次医療圏", "保険者番号（国保）", "保険者名称"]
              + ["医療機関所在地", *blank] * 3)  # fmt: skip
    sheet.row([""] * 4 + ["二次医療圏", *blank] * 3)
    sheet.row([""] * 4 + [*(MEDICAL_AREAS[p.medical_area] for p in PLACES), NO_CODE] * 3)
    sheet.row([""] * 4 + [*(p.insurer_no for p in PLACES), NO_CODE] * 3)
    sheet.row([""] * 4 + [*(p.name for p in PLACES), "県外"] * 3)
    apart, same = care.flows
    for i, place in enumerate(PLACES):
        area = MEDICAL_AREAS[place.medical_area]
        months = np.concatenate([apart[i], same[i], apart[i] + same[i]])
        sheet.row([i + 1, area, place.insurer_no, place.name, *average(months)])


def _discharge(sheet: Sheet, care: Care) -> None:
    sheet.row(["医療療養病床（医療区分１）を退院した高齢者（65歳以上）の退院後６ヶ月間の状況"])
    sheet.row(["No.", "保険者番号", "保険者名称", "退院患者数", "在宅医療あり", "介護施設入居",
               "介護サービス利用あり"])  # fmt: skip
    sheet.merge(1, 7, 9, "利用している介護サービス")
    sheet.merge(1, 10, 16, "要介護度分布（介護サービス利用者）")
    kinds = ["住宅系（訪問・通所等）", "居住系（有料・ＧＨ等）", "施設系（老健・特養等）"]
    sheet.row([None] * 7 + kinds + list(LEVELS[1:]))
    for i, place in enumerate(PLACES):
        persons = [int(n) for n in care.discharge[i]]
        sheet.row([i + 1, place.insurer_no, place.name, *persons])
