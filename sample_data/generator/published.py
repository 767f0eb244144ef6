"""Files others publish, in their layouts: 届出受理名簿, 訪問看護 points, 国の需要推計; and 役割.

The institutions are those of ②, so that a notification and its patients belong together. One
address names no municipality, as happens in real lists. Roles leave some zones short on purpose:
幻島 has neither, 例川流域 no 拠点, 試山 nobody for 看取り.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import xlsxwriter
from numpy.typing import NDArray

from generator import geography
from generator.institutions import Clinic
from generator.places import INDEX, MEDICAL_AREAS, PLACES, PREFECTURE
from generator.planning import PROJECTION_BANDS, PROJECTION_YEARS, RATES, projection

CREATED = datetime(2024, 4, 1)
AS_OF = "[令和６年３月１日 現在 ]令和６年４月１日作成 全医療機関出力（架空）"
LIST_HEADER = (
    "項番", "都道府県コード", "都道府県名", "区分", "医療機関番号", "併設医療機関番号",
    "医療機関記号番号", "医療機関名称", "医療機関所在地（郵便番号）", "医療機関所在地（住所）",
    "電話番号", "FAX番号", "病床数", "受理届出名称", "受理記号", "受理番号", "算定開始年月日",
    "個別有効開始年月日", "備考（見出し）", "備考（データ）", "市町村コード", "市町村名",
    "種別コード", "種別",
)  # fmt: skip
_CLINIC = "別添１の「第９」の１の({})に規定する在宅療養支援診療所"
_HOSPITAL = "別添１の「第14の２」の１の({})に規定する在宅療養支援病院"
NAMES = {
    **{f"支援診{n}": _CLINIC.format(n) for n in "１２３"},
    **{f"支援病{n}": _HOSPITAL.format(n) for n in "１２３"},
    "在後病": "在宅療養後方支援病院",
    "在医総管１": "在宅時医学総合管理料及び施設入居時等医学総合管理料",
    "在総": "在宅がん医療総合診療料",
    "在緩診実": "別添１の「第９」の２の(３)に規定する在宅緩和ケア充実診療所・病院加算",
    "入退支": "入退院支援加算",
}
STATION_HEADER = ("lat", "lon", "name", "array", "muni_code", "assign", "24時間対応")
STATION_KINDS = ("訪問看護ステーション", "訪問看護リハビリステーション", "ナースステーション")
ROLE_HEADER = (
    "role", "organisation_name", "municipality_code", "organisation_code", "functions",
    "round_the_clock", "zone_scheme", "zone_code", "valid_from", "valid_to",
)  # fmt: skip
_ACTIVE, _BASE = "積極的役割を担う医療機関", "在宅医療に必要な連携を担う拠点"
_WITHOUT_ACTIVE, _WITHOUT_BASE, _WITHOUT_LAST = {"幻島"}, {"幻島", "例川流域"}, {"試山"}
DEMAND_YEARS = (2024, 2030, 2035, 2040, 2045, 2050)
DEMAND_HEADER = ("都道府県", "構想区域コード", "構想区域名", "人口(2024年度)", "人口(2040年)")

Row = tuple[object, ...]
Floats = NDArray[np.float64]


# --- 届出受理医療機関名簿 ------------------------------------------------------------


def notifications(clinics: list[Clinic], seed: int) -> Iterator[Row]:
    """One row per institution and notification; an institution without any has one bare row."""
    rng = np.random.default_rng([seed, 41])
    for number, clinic in enumerate(clinics, start=1):
        place = PLACES[clinic.place]
        is_hospital = "病院" in clinic.name
        beds = int(rng.integers(4, 30)) * 10 if is_hospital else 0
        address = f"{place.district or ''}{place.name}本町{_wide(int(rng.integers(1, 9)))}－１"
        if number == len(clinics) // 2:
            address = "都心合同庁舎内"
        about = (
            number, "99", PREFECTURE, "医科", f"{number:07d}", "", f"架医{number}", clinic.name,
            "999-0001", address, "", "", f"一般　　　{beds}" if beds else "",
        )  # fmt: skip
        marks = _marks(is_hospital, "在宅" in clinic.name, rng)
        for mark in marks:
            started = f"令和 {int(rng.integers(1, 6))}年 {int(rng.integers(1, 13))}月 1日"
            received = f"第{int(rng.integers(1, 900))}号"
            yield (*about, NAMES[mark], mark, received, started, *[""] * 7)
        if not marks:
            yield (*about, *[""] * 11)


def _marks(is_hospital: bool, is_home_clinic: bool, rng: np.random.Generator) -> list[str]:
    draw = rng.random(5)
    kind = "支援病" if is_hospital else "支援診"
    limit = 0.75 if is_home_clinic else 0.3
    marks = []
    if draw[0] < limit:
        level = "１" if draw[1] < 0.05 else "２" if draw[1] < 0.3 else "３"
        marks.append(kind + level)
    if draw[2] < (0.9 if marks else 0.25):
        marks.append("在医総管１")
    if marks and draw[3] < 0.45:
        marks.append("在総")
    if is_hospital and draw[4] < 0.6:
        marks += ["入退支"] if draw[4] < 0.45 else ["在後病"]
    elif marks and draw[4] < 0.12:
        marks.append("在緩診実")
    return marks


def _wide(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def write_notifications(path: Path, rows: Iterator[Row]) -> None:
    """The workbook: a blank row, the reference date, the header, then the rows."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": "届出受理医療機関名簿（架空）", "created": CREATED})
        sheet = book.add_worksheet("Sheet1")
        sheet.write(1, 0, AS_OF)
        for number, row in enumerate([LIST_HEADER, *rows], start=3):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, column, cell)


# --- 訪問看護 ------------------------------------------------------------


def stations(seed: int) -> Iterator[Row]:
    """Points near the middle of each municipality; small villages have none."""
    rng = np.random.default_rng([seed, 42])
    for place, border in zip(PLACES, geography.municipal_polygons(seed), strict=True):
        middle = border.representative_point()
        for n in range(1, round(place.population * place.aged / 3_800) + 1):
            name = f"架空{place.stem}{STATION_KINDS[rng.integers(3)]}{n}"
            lon, lat = np.array([middle.x, middle.y]) + rng.normal(0, 0.004, 2)
            around = "○" if rng.random() < 0.8 else "×"
            yield (round(lat, 6), round(lon, 6), name, "HOUKAN_ST_DATA", place.code, "within",
                   around)  # fmt: skip


# --- 役割 ------------------------------------------------------------


def roles(clinics: list[Clinic]) -> Iterator[Row]:
    """One or two 積極的役割を担う医療機関 and a 拠点 in most zones of 在宅医療圏."""
    zones = dict.fromkeys(place.zone for place in PLACES)
    for zone in zones:
        towns = {INDEX[place.code] for place in PLACES if place.zone == zone}
        here = [c for c in clinics if c.place in towns]
        chosen = sorted(here, key=lambda c: ("在宅" not in c.name, "病院" not in c.name, c.code))
        known = "退院支援・日常の療養支援・急変時の対応"
        if zone not in _WITHOUT_ACTIVE:
            for clinic in chosen[: 2 if len(here) > 12 else 1]:
                does = known if zone in _WITHOUT_LAST else "すべて"
                yield (_ACTIVE, clinic.name, PLACES[clinic.place].code, clinic.code, does, "はい",
                       "在宅医療圏", zone, "2024-04-01", "")  # fmt: skip
        if zone not in _WITHOUT_BASE:
            largest = max((PLACES[t] for t in towns), key=lambda place: place.population)
            name = f"架空{largest.stem}在宅医療連携センター"
            yield (_BASE, name, largest.code, "", "退院支援・日常の療養支援", "", "在宅医療圏",
                   zone, "2024-04-01", "")  # fmt: skip
    # a base on the mainland that serves the island, where nobody stands
    yield (_BASE, "架空夢浜島しょ在宅連携室", "99204", "", "退院支援", "", "在宅医療圏", "幻島",
           "2024-04-01", "")  # fmt: skip


# --- 国の需要推計 ------------------------------------------------------------


def write_demand(path: Path, people: NDArray[np.int64]) -> None:
    """The workbook of two sheets, with the 二次医療圏 of 架空県 as its only 構想区域.

    Rates a little above those of 受療率.csv, so that both can be set side by side.
    """
    residents, receipts = _by_area(people)
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": "需要推計（架空）", "created": CREATED})
        for title, what in (
            ("将来の在宅（訪問診療）需要推計", "在宅（訪問診療）"),
            ("将来の外来需要推計", "外来"),
        ):
            sheet = book.add_worksheet(title)
            sheet.write(0, 0, title)
            sheet.write(1, 0, "架空県の作りものの数です。")
            sheet.write(2, 5, f"2024年度から2050年度にかけた{what}需要推計（件/月）")
            for column, head in enumerate(DEMAND_HEADER):
                sheet.write(4, column, head)
            for column, year in enumerate(DEMAND_YEARS, start=len(DEMAND_HEADER)):
                sheet.write(3, column, f"{year}年度" + ("（現状投影）" if year > 2024 else ""))
                sheet.write(4, column, "レセプト件数/月")
            for row, (code, name) in enumerate(MEDICAL_AREAS.items(), start=5):
                figures = receipts[code] * 1.04 if what != "外来" else residents[code] * 0.62
                then = np.interp([2024, 2040], PROJECTION_YEARS, residents[code]).round()
                at_years = np.interp(DEMAND_YEARS, PROJECTION_YEARS, figures)
                for column, cell in enumerate((PREFECTURE, code, name, *then, *at_years)):
                    sheet.write(row, column, cell)


def _by_area(people: NDArray[np.int64]) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Residents, and receipts of 訪問診療 a month, by 二次医療圏 in the years of the projection."""
    bands, first_old = len(PROJECTION_BANDS), 13
    rates = np.array([*RATES.values(), RATES["90+"]]) / 100_000  # 90-94 and 95+ have one rate
    years = len(PROJECTION_YEARS)
    residents = {area: np.zeros(years) for area in MEDICAL_AREAS}
    receipts = {area: np.zeros(years) for area in MEDICAL_AREAS}
    for number, row in enumerate(projection(people)):
        place, year = PLACES[number // years], number % years
        figures = np.array(row[6:], dtype=float).reshape(3, bands)
        residents[place.medical_area][year] += figures[0].sum()
        receipts[place.medical_area][year] += (figures[1:, first_old:].T * rates).sum()
    return residents, receipts
