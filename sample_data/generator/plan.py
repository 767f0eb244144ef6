"""What 架空県 says in its plan: figures it was given (指標値) and the targets it set (目標).

Not drawn at random: each area has a level and a pace of its own, so that every judgement of a
target occurs (達成, 順調, 遅れ, 判定できない) and a reader can check it.
"""

from collections.abc import Iterator

from generator.places import MEDICAL_AREAS, PLACES, PREFECTURE

VALUE_HEADER = (
    "indicator_id", "area_code", "area_name", "year", "kind", "value", "basis", "source", "note",
    "indicator_name", "function", "spo", "unit",
)  # fmt: skip
TARGET_HEADER = (
    "indicator_id", "zone_scheme", "area_code", "area_name", "kind", "baseline_year",
    "baseline_value", "target_year", "target_value", "target_words", "polarity", "basis",
    "revision", "revised_on", "note", "indicator_name", "function", "spo", "unit",
)  # fmt: skip
PREFECTURE_CODE = "99"
VALUE_YEARS = range(2019, 2024)
OWN = ("KK1", "人生の最終段階の過ごし方を家族などと話し合った人の割合", "看取り", "O", "%")
OWN_COLUMNS = OWN[1:]
_NDB = ("所在地・施設数", "NDB（架空）")
_SURVEY = ("所在地・事業所数", "介護サービス施設・事業所調査（架空）")
_PACES = (3.0, 1.5, -0.5, 1.0, 0.0, -1.0, 0.5, 0.25, 0.75)  # institutions a year, by 二次医療圏
_SMALL = 3  # fewer institutions than this are not told
_FIRST, _MIDTERM, _SECOND = (
    ("策定", "2018-03-30"), ("中間見直し", "2021-03-31"), ("改定", "2024-03-29"),
)  # fmt: skip

Row = tuple[object, ...]


def visiting(area: str, year: int) -> int:
    """Institutions of a 二次医療圏 that make visits, as the plan counts them."""
    index = list(MEDICAL_AREAS).index(area)
    clinics = sum(p.clinics for p in PLACES if p.medical_area == area)
    wobble = ((index * 2 + year) % 3 - 1) * 0.4
    return round(clinics * 0.6 + _PACES[index] * (year - VALUE_YEARS[0]) + wobble)


def whole(year: int) -> int:
    """The prefecture's: institutions stand in one place and may be added."""
    return sum(visiting(area, year) for area in MEDICAL_AREAS)


def values() -> Iterator[Row]:
    """Rows of 指標値.csv."""
    for year in VALUE_YEARS:
        yield _value("NS1", PREFECTURE_CODE, year, whole(year), *_NDB)
        for area in MEDICAL_AREAS:
            yield _value("NS1", area, year, visiting(area, year), *_NDB)
    for year in VALUE_YEARS[2:]:
        yield _value("MS1", PREFECTURE_CODE, year, round(whole(year) * 0.31), *_NDB)
        for area in MEDICAL_AREAS:
            count = round(visiting(area, year) * 0.31)
            yield _value("MS1", area, year, "秘匿" if count < _SMALL else count, *_NDB)
    for year in VALUE_YEARS:
        since = year - VALUE_YEARS[0]
        yield _value("NS2", PREFECTURE_CODE, year, 92 + 4 * since + since % 2, *_SURVEY)
        yield _value("KS3", PREFECTURE_CODE, year, 74 + 5 * since - since % 2, *_SURVEY)
        yield _value(
            "MP3", PREFECTURE_CODE, year, 2_130 + 85 * since, "住所地・死亡者数",
            "人口動態統計（架空）",
        )  # fmt: skip
    for year, share in ((2019, 31.2), (2022, 33.5)):
        yield _value(
            OWN[0], PREFECTURE_CODE, year, share, "県民の回答者", "県民意識調査（架空）",
            kind="share", own=OWN_COLUMNS,
        )  # fmt: skip


def targets() -> Iterator[Row]:
    """Rows of 目標.csv: every way of writing a target, with what was revised."""
    pref = PREFECTURE_CODE
    start, half, now = visiting_whole_of_2016(), whole(2019), whole(2022)
    yield _target("NS1", pref, "number", (2016, start, 2023, start + 40), revised=_FIRST)
    yield _target("NS1", pref, "number", (2019, half, 2023, half + 26), revised=_MIDTERM)
    yield _target("NS1", pref, "number", (2022, now, 2029, now + 30), revised=_SECOND)
    for index, area in enumerate(list(MEDICAL_AREAS)[:-1]):  # the last one has not decided
        base = visiting(area, 2022)
        if index == 4:
            yield _target(
                "NS1", area, "words", (2022, base, 2029, ""), words="現状維持", revised=_SECOND
            )
        else:
            goal = base + (8, 12, 3, 5, 0, 2, 4, 6)[index]
            yield _target("NS1", area, "number", (2022, base, 2029, goal), revised=_SECOND)
    yield _target(
        "MS1", pref, "number", (2021, round(whole(2021) * 0.31), 2026, round(whole(2021) * 0.31)),
        polarity="多いほどよい", revised=_SECOND, note="いまの数を下回らない",
    )  # fmt: skip
    yield _target("NS2", pref, "increase_rate", (2019, 92, 2026, 15), revised=_SECOND)
    yield _target("KS3", pref, "per_100000_65plus", (2021, "", 2029, 35), revised=_SECOND)
    yield _target(OWN[0], pref, "share", (2019, 31.2, 2029, 45), revised=_SECOND, own=OWN_COLUMNS)
    yield _target("MP3", pref, "words", (2019, 2_130, 2029, ""), words="増加", revised=_SECOND)
    yield _target(
        "DS2", pref, "words", (2022, "", 2029, ""), words="すべての圏域で推進", revised=_SECOND
    )
    yield _target("NP1", pref, "increase_rate", (2021, "", 2029, 20), basis="KDB", revised=_SECOND)
    yield _target(
        "NP1", "架空都心", "increase_rate", (2021, "", 2029, 25), basis="KDB", revised=_SECOND,
        scheme="在宅医療圏",
    )  # fmt: skip


def visiting_whole_of_2016() -> int:
    """Before the figures begin: what the first plan started from."""
    return whole(VALUE_YEARS[0]) - 12


def _name(code: str) -> str:
    return PREFECTURE if code == PREFECTURE_CODE else MEDICAL_AREAS.get(code, code)


def _value(
    item: str,
    area: str,
    year: int,
    value: object,
    basis: str,
    source: str,
    *,
    kind: str = "number",
    own: tuple[str, ...] = ("",) * 4,
) -> Row:
    return (item, area, _name(area), year, kind, value, basis, source, "", *own)


def _target(
    item: str,
    area: str,
    kind: str,
    way: tuple[int, object, int, object],
    *,
    words: str = "",
    polarity: str = "",
    basis: str = "",
    revised: tuple[str, str],
    note: str = "",
    scheme: str = "",
    own: tuple[str, ...] = ("",) * 4,
) -> Row:
    start, base, end, goal = way
    return (
        item, scheme, area, _name(area), kind, start, base, end, goal, words, polarity, basis,
        *revised, note, *own,
    )  # fmt: skip
