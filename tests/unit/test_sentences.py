"""The sentence above a chart: reads as a person would say it, and keeps 秘匿 a secret."""

import pytest

from tests.unit.areas import areas
from zaitaku.ask.figures import Figure, figure
from zaitaku.sentences import roles as sentences_roles
from zaitaku.sentences.standing import standing

ANSWER = areas(
    ("01", "北市", 142.0, 14.2),
    ("02", "南市", 90.0, 20.0),
    ("03", "東町", 30.0, 14.2),
    ("04", "西村", None, None),
    ("05", "中村", "該当なし", "該当なし"),
)


def say(code: str, value: str = "rate", reference: Figure | None = None) -> str:
    return standing(
        ANSWER, value, code, subject="訪問診療", unit_label="市町村", reference=reference
    )


def prefecture(rate: float | None) -> Figure | None:
    return figure(areas(("99", "架空県", 262.0, rate)), "rate", name="架空県全体")


@pytest.mark.parametrize(
    ("rate", "compared"),
    [
        (12.8, "架空県全体（12.8 人/千人）を 11 % 上回る。"),
        (28.4, "架空県全体（28.4 人/千人）を 50 % 下回る。"),
        (14.25, "架空県全体（14.3 人/千人）とほぼ同じ。"),
    ],
)
def test_a_rate_is_compared_in_per_cent(rate: float, compared: str) -> None:
    said = say("01", reference=prefecture(rate))
    assert said.startswith(f"北市の訪問診療の千人当たり患者数は 14.2 人/千人で、{compared}")


def test_equal_values_share_a_rank_among_those_that_may_be_shown() -> None:
    assert say("01").endswith("値を示せる 3 市町村中、高い方から 2 番目（ほか 2 は秘匿など）。")
    assert say("03").endswith("値を示せる 3 市町村中、高い方から 2 番目（ほか 2 は秘匿など）。")


def test_all_shown_needs_no_remark() -> None:
    every = areas(("01", "北市", 2.0, 1.0), ("02", "南市", 1.0, 2.0))
    said = standing(every, "patients", "01", subject="往診", unit_label="二次医療圏")
    assert said == "北市の往診の患者数は 2.0 人/月。2 二次医療圏中、多い方から 1 番目。"


def test_a_hidden_figure_is_said_to_be_hidden_without_a_rank() -> None:
    said = say("04", reference=prefecture(12.8))
    assert (
        said == "西村の訪問診療の千人当たり患者数は秘匿です"
        "（少ない数か、少ない数を逆算できる数のため、公表できません）。"
    )


def test_a_hidden_reference_gives_no_comparison() -> None:
    assert "（架空県全体は秘匿）。" in say("01", reference=prefecture(None))


def test_amounts_of_areas_of_different_size_are_not_compared() -> None:
    whole = figure(areas(("99", "架空県", 262.0, 12.8)), "patients", name="架空県全体")
    assert "架空県" not in say("01", "patients", whole)


def test_no_sum_and_no_row_are_said() -> None:
    assert "該当なしです" in say("05")
    assert say("99") == "この条件では、選んだ地域の訪問診療のデータがありません。"


@pytest.mark.parametrize(
    ("without", "unknown", "unplaced", "end"),
    [
        ([], [], 0, "の届出は 62 施設。すべての圏域にある。"),
        (["幻島", "夢浜"], [], 0, "の届出は 62 施設。届出のない圏域は 2（幻島、夢浜）。"),
        (
            [],
            ["幻島"],
            3,
            "住所から市区町村が分からない 3 施設があり、圏域ごとの数は「少なくとも」の数。"
            "届出があるか分からない圏域は 1（幻島）。",
        ),
        ([], [], 3, "圏域ごとの数は「少なくとも」の数。すべての圏域にある。"),
    ],
)
def test_no_area_is_said_to_have_no_notification_while_it_is_not_known(
    without: list[str], unknown: list[str], unplaced: int, end: str
) -> None:
    told = sentences_roles.notified("甲", 62, "圏域", without, unknown, unplaced)
    assert told.startswith("甲の届出は 62 施設。")
    assert told.endswith(end)
