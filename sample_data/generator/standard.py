"""What 標準化比 needs, as 総務省 and 厚生労働省 publish it: residents by sex, NDB by sex and age.

The country that both tell of is as invented as the prefecture: eighty times as many people, a
little younger. Rates go up with age as those of 受療率.csv do; nothing in them is measured.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import xlsxwriter
from numpy.typing import NDArray

from generator.places import PLACES, PREFECTURE
from generator.planning import RATES, WOMEN
from generator.population import BANDS, OLD_AGED, OLD_UNDER_65, YOUNG_AGED, YOUNG_UNDER_65

CREATED = datetime(2024, 4, 1)
COUNTRY, COUNTRY_AGED = 83_000_000, 0.29
WOMEN_BY_BAND = np.append(WOMEN, 0.85)  # 100 and over
SEXES = ("計", "男", "女")
RESIDENTS_TITLE = "令和6年1月1日住民基本台帳年齢階級別人口（市区町村別）（総計）（架空）"
NDB_YEAR = 2022
NDB_TITLE = (
    "診療年月：2022年04月～2023年03月　C 在宅医療　全体（架空）　"
    "※集計結果が10未満の場合は「‐」で表示"
)
NDB_BANDS = (*(f"{low}～{low + 4}歳" for low in range(0, 90, 5)), "90歳以上")
NDB_HEAD = ("分類\nコード", "分類名称", "診療行為\nコード", "診療行為", "点数", "総計\n({})")
MEASURES = ("患者数", "算定回数")
_OPEN = len(NDB_BANDS) - 1
_FEWEST = 10

Ints = NDArray[np.int64]
Row = tuple[object, ...]


# --- residents ------------------------------------------------------------


def country() -> Ints:
    """Persons of the invented country by age band."""
    young = (1 - COUNTRY_AGED) * _shares(YOUNG_UNDER_65, OLD_UNDER_65)
    aged = COUNTRY_AGED * _shares(YOUNG_AGED, OLD_AGED)
    return np.rint(COUNTRY * np.concatenate([young, aged])).astype(np.int64)


def _shares(young: Sequence[float], old: Sequence[float]) -> NDArray[np.float64]:
    mixed: NDArray[np.float64] = (np.array(young) / sum(young) * 3 + np.array(old) / sum(old)) / 4
    return mixed


def by_sex(people: Ints) -> Ints:
    """Sex × age band: 計, 男, 女, so that the parts add up."""
    women = np.rint(people * WOMEN_BY_BAND).astype(np.int64)
    return np.stack([people, people - women, women])


def write_residents(path: Path, people: Ints) -> None:
    """The workbook of 総務省 of one year: the country, the prefecture, its municipalities."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": "住民基本台帳人口（架空）", "created": CREATED})
        sheet = book.add_worksheet("年齢別人口（市区町村別）【総計】")
        sheet.write(0, 0, RESIDENTS_TITLE)
        bands = [f"{low}歳～{low + 4}歳" for low in range(0, 100, 5)]
        sheet.write_row(1, 4, ["総数", *bands, "100歳以上"])
        sheet.write_row(
            2, 0, ["団体コード", "都道府県名", "市区町村名", "性別", *["人"] * (len(BANDS) + 1)]
        )
        places = [("-", "合計", "-", country()), (_code("99000"), PREFECTURE, "-", people.sum(0))]
        places += [(_code(p.code), PREFECTURE, p.name, people[i]) for i, p in enumerate(PLACES)]
        for number, (code, prefecture, name, own) in enumerate(places):
            for at, (sex, counted) in enumerate(zip(SEXES, by_sex(own), strict=True)):
                row = [code, prefecture, name, sex, int(counted.sum()), *map(int, counted)]
                sheet.write_row(3 + 3 * number + at, 0, row)


def _code(code: str) -> str:
    """団体コード of six digits: modulus 11, weights 6 to 2."""
    total = sum(int(digit) * weight for digit, weight in zip(code, range(6, 1, -1), strict=True))
    return f"{code}{(11 - total % 11) % 10}"


# --- NDB ------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """A row of NDB. ``level``: patients of twelve months for one of a month of 訪問診療; ``times``:
    claims for such a patient; ``steeper``: how much more than visits it goes to the very old."""

    category: str
    category_name: str
    code: int
    name: str
    points: int
    level: float
    times: float
    steeper: float = 0.0


VISITS = "在宅患者訪問診療料（１）"
NDB_ACTS = (
    Act("C000", "往診料", 114000110, "往診料", 720, 0.62, 2.4, 0.1),
    Act("C001", VISITS, 114001110,
        f"{VISITS}１（同一建物居住者以外の場合）（１日につき）", 888, 0.75, 13.0, -0.1),
    Act("", "", 114030310,
        f"{VISITS}１（同一建物居住者の場合）（１日につき）", 213, 0.70, 14.0, 0.15),
    # few of them are children: masked, and left out of the rate
    Act("", "", 114042210,
        f"{VISITS}２（同一建物居住者の場合）（１日につき）", 187, 0.012, 9.0, 0.15),
    Act("C006", "在宅患者訪問リハビリテーション指導管理料", 114006410,
        "在宅患者訪問リハビリテーション指導管理料（同一建物居住者以外の場合）（１単位）",
        300, 0.06, 60.0, -0.2),
    Act("C007", "訪問看護指示料", 114008010, "訪問看護指示料", 300, 0.55, 4.0, -0.15),
    Act("C103", "在宅酸素療法指導管理料", 114003710,
        "在宅酸素療法指導管理料（その他の場合）", 2400, 0.16, 8.0, -0.25),
    Act("C107", "在宅人工呼吸指導管理料", 114005410,
        "在宅人工呼吸指導管理料", 2800, 0.05, 9.0, -0.3),
    # masked where few are counted, as in the published tables
    Act("C112", "在宅気管切開患者指導管理料", 114011110,
        "在宅気管切開患者指導管理料", 900, 0.0002, 9.0, -0.3),
)  # fmt: skip
YOUNG_RATES = (14, 9, 8, 9, 11, 13, 15, 18, 22, 29, 40, 62, 105)  # 0-4 to 60-64, as RATES


def ndb(measure: str) -> Iterator[tuple[Act, Ints]]:
    """Acts with men and women × age band, in the twelve months of NDB."""
    nation = by_sex(country())[1:]
    people = np.concatenate([nation[:, :_OPEN], nation[:, _OPEN:].sum(axis=1, keepdims=True)], 1)
    rates = np.array([(rate, rate) for rate in YOUNG_RATES] + list(RATES.values())).T / 100_000
    age = np.arange(_OPEN + 1) / _OPEN
    for act in NDB_ACTS:
        patients = people * rates * act.level * np.exp(act.steeper * (age - 0.9) * 4)
        yield act, np.rint(patients * (act.times if measure == MEASURES[1] else 1)).astype(np.int64)


def write_ndb(path: Path, measure: str) -> None:
    """The workbook of 性年齢別 of one measure, with the one sheet 全体."""
    width = len(NDB_BANDS)
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": "NDBオープンデータ（架空）", "created": CREATED})
        sheet = book.add_worksheet("全体")
        sheet.write(0, 0, NDB_TITLE)
        head = [words.format(measure) for words in NDB_HEAD]
        sheet.write_row(2, 0, head)
        for at, sex in enumerate(("男", "女")):
            sheet.merge_range(2, len(head) + at * width, 2, len(head) + (at + 1) * width - 1, sex)
        sheet.write_row(3, len(head), NDB_BANDS * 2)
        for row, (act, counts) in enumerate(ndb(measure), start=4):
            told = [act.category, act.category_name, act.code, act.name, act.points]
            cells = [n if n >= _FEWEST else "-" for n in map(int, counts.ravel())]
            sheet.write_row(row, 0, [*told, int(counts.sum()), *cells])
