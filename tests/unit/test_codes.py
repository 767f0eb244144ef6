"""Check digits, kinds of numbers and lost zeros."""

import pytest

from zaitaku.ground import codes


@pytest.mark.parametrize("code", ["011002", "012025", "012033", "032018", "131016", "472018"])
def test_municipality_check_digit(code: str) -> None:
    assert codes.is_municipality_code_6(code)
    wrong = code[:5] + str((int(code[5]) + 1) % 10)
    assert not codes.is_municipality_code_6(wrong)


@pytest.mark.parametrize(
    "number",
    ["011007", "012021", "012039", "012047", "478446", "138016", "00030015", "00030338"],
)
def test_insurer_check_digit(number: str) -> None:
    assert codes.is_insurer_no(number)
    assert not codes.is_insurer_no(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_a_zero_in_front_does_not_change_an_insurers_check_digit() -> None:
    assert codes.insurer_check_digit("13801") == codes.insurer_check_digit("0013801") == "6"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("138016", "国保保険者番号"),
        ("00030015", "国保保険者番号"),
        ("39010004", "後期高齢者医療の保険者番号"),
        ("133033", "国保組合の保険者番号"),
        ("011002", "団体コード（6桁）"),
        ("00030016", ""),
    ],
)
def test_kind_of_insurer_number(number: str, kind: str) -> None:
    assert codes.insurer_kind(number) == kind


@pytest.mark.parametrize(
    ("written", "code_of", "restored", "wrong"),
    [
        # five digits, one lost its zero
        (["03201", "3202"], {"03201": "03201", "3202": "03202"}, ("3202",), ()),
        # six digits with check digit, cut to five; a wrong check digit
        (["032018", "032026"], {"032018": "03201", "032026": "03202"}, (), ()),
        (["032018", "032027"], {"032018": "03201"}, (), ("032027",)),
        # a whole column of six-digit codes that lost their zero
        (
            ["32018", "32026", "32034"],
            {"32018": "03201", "32026": "03202", "32034": "03203"},
            ("32018", "32026", "32034"),
            (),
        ),
        # five-digit codes that do not pass as six
        (["13101", "13102"], {"13101": "13101", "13102": "13102"}, (), ()),
        # too short, too long
        (["201", "03201"], {"03201": "03201"}, (), ("201",)),
    ],
)
def test_column_of_municipality_codes(
    written: list[str], code_of: dict[str, str], restored: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    column = codes.municipality_codes(written)
    assert (column.codes, column.restored, column.wrong) == (code_of, restored, wrong)
