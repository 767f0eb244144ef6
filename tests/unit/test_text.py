"""Widths, years and codes as official tables write them."""

from datetime import date, datetime

import pytest

from zaitaku.ground import text
from zaitaku.ground.years import japanese_year


@pytest.mark.parametrize(
    ("written", "squashed"),
    [
        ("保険者番号\n※合計は国保", "保険者番号※合計は国保"),
        ("合　計", "合計"),
        ("０歳〜４歳", "0歳~4歳"),
        ("0歳～4歳", "0歳~4歳"),
        ("－", "-"),
        ("−", "-"),
        ("ﾚｾﾌﾟﾄ数", "レセプト数"),
        ("医療機関\u200b番号\ufeff", "医療機関番号"),
        ("葛\U000e0100飾区", "葛飾区"),
        ("辻\ufe00堂", "辻堂"),
        ("⻑久手市⻄⼭町⼀丁目", "長久手市西山町一丁目"),
    ],
)
def test_squash(written: str, squashed: str) -> None:
    assert text.squash(written) == squashed


def test_label_key_ignores_punctuation_and_width() -> None:
    forms = ["重症以外、月２回以上", "重症以外・月2回以上", "重症以外 月２回以上"]
    assert len({text.label_key(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("集計対象：令和5年度", {2023}),
        ("集計対象：令和５年度（2023年4月～2024年3月診療分）", {2023}),
        ("令和元年度", {2019}),
        ("平成31年度", {2019}),
        ("平成 30 年度", {2018}),
        ("R5年度", {2023}),
        ("2023年4月から2024年3月", {2023}),
        ("令和5年4月診療分～令和6年3月診療分", {2023}),
        ("令和4年度及び令和5年度", {2022, 2023}),
        ("令和6年5月1日作成", set()),
        ("その他", set()),
    ],
)
def test_fiscal_years_in(line: str, years: set[int]) -> None:
    assert text.fiscal_years_in(line) == years


@pytest.mark.parametrize(
    ("stem", "years"),
    [
        ("R05_在宅医療_集計データ", {2023}),
        ("Ｒ５集計", {2023}),
        ("在宅医療_令和5年度", {2023}),
        ("2023年度_KDB", {2023}),
        ("KDB_H30", {2018}),
        ("FY2023", {2023}),
        ("名簿R7.10", set()),
        ("PR05x", set()),
        ("R04-R05", {2022, 2023}),
        ("集計データ", set()),
    ],
)
def test_fiscal_years_in_name(stem: str, years: set[int]) -> None:
    assert text.fiscal_years_in_name(stem) == years


@pytest.mark.parametrize("year", [1989, 2018, 2019, 2023, 2030])
def test_fiscal_year_there_and_back(year: int) -> None:
    assert text.fiscal_years_in(japanese_year(year)) == {year}


def test_dates_and_their_fiscal_year() -> None:
    assert text.dates_in("令和７年１月１日住民基本台帳") == [date(2025, 1, 1)]
    assert text.dates_in("令和 7年 1月 1日 現在（2025.2.3 作成）R7.4.5、2025/6/7 8件") == [
        date(2025, 1, 1), date(2025, 2, 3), date(2025, 4, 5), date(2025, 6, 7),
    ]  # fmt: skip
    assert text.dates_in("名簿R7.10、版 1.2.3、PR7.1.1、019-624-1111") == []
    assert text.fiscal_year_of(date(2025, 1, 1)) == 2024
    assert text.fiscal_year_of(date(2025, 4, 1)) == 2025


@pytest.mark.parametrize(
    "cell",
    [
        *("2024-04-01", "2024-4-1", "2024/4/1", "2024.4.1", "２０２４．４．１", "20240401"),
        *("R6.4.1", "r6/4/1", "R6-04-01", "Ｒ６．４．１", "令6.4.1", "令和６年４月１日"),
        *(
            "令和 6年 4月 1日",
            "㋿6年4月1日",
            "2024年4月1日(月)",
            "令和6年4月1日から",
            "平成36年4月1日",
        ),
        *("2024-04-01 00:00:00", "2024-04-01T00:00:00", "2024/4/1 0:00", " 2024. 4. 1 "),
        *(date(2024, 4, 1), datetime(2024, 4, 1, 9, 30), 20240401.0),
    ],
)
def test_a_day_as_people_type_it(cell: object) -> None:
    assert text.day_of(cell) == date(2024, 4, 1)


@pytest.mark.parametrize(
    "cell",
    [
        *("R6.2.30", "2023-02-29", "令和6年13月1日", "2024/4/0", "20240431"),
        *("", None, "来年", "R6.4", "2024-04", "4/1", "6.4.1", "24.4.1", "2024.4.1.5"),
        *("R6.4.1～R7.3.31", 45383.0, 2024.0, True, "2024-04/01", "XR6.4.1"),
    ],
)
def test_what_is_no_day(cell: object) -> None:
    assert text.day_of(cell) is None


def test_the_first_year_of_an_era() -> None:
    for cell in ("令和元年5月1日", "R元.5.1", "R1.5.1", "平成31年5月1日", "H31.5.1"):
        assert text.day_of(cell) == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        ("00030015", "00030015"),
        ("０００３００１５", "00030015"),
        (30015.0, "30015"),
        ("'03201", "03201"),
        ("－", None),
        ("", None),
        (1.5, None),
        ("03A01", None),
    ],
)
def test_digits(cell: object, digits: str | None) -> None:
    assert text.digits(cell) == digits
