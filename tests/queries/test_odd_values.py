"""Whatever is given for a parameter of a question, there is an answer or a message about it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from zaitaku.ask import warehouse
from zaitaku.ask.contract import Param
from zaitaku.ask.given import _convert
from zaitaku.derived import questions
from zaitaku.ground.errors import QueryError, ZaitakuError

ODD = ("", "\udcff", "\x00", "9" * 20, "-9223372036854775809", "nan", "1e400", "'; --")


@pytest.mark.parametrize("name", questions.names())
def test_an_odd_value_is_answered_or_told(name: str, sample_build_dir: Path) -> None:
    build = warehouse.open_build(sample_build_dir, "public")
    for param in questions.load(name).params:
        for value in ODD:
            with suppress(ZaitakuError):  # anything else fails the test
                questions.run(build, name, {param.name: value})


def param(sql_type: str) -> Param:
    return Param(
        "p", sql_type, is_list=False, default=None, choices=None, label="引数", description=""
    )


@pytest.mark.parametrize(
    ("sql_type", "written", "meant"),
    [
        ("integer", "2023", 2023),
        ("integer", str(2**31 - 1), 2**31 - 1),
        ("bigint", str(-(2**31)), -(2**31)),
        ("double", "1e3", 1000.0),
        ("boolean", "False", False),
        ("boolean", "1", True),
        ("varchar", "盛岡", "盛岡"),
    ],
)
def test_a_value_is_read_as_its_type(sql_type: str, written: str, meant: object) -> None:
    assert _convert(param(sql_type), written) == meant


@pytest.mark.parametrize(
    ("sql_type", "written"),
    [
        ("integer", str(2**31)),
        ("integer", "2023.5"),
        ("integer", 2023.5),
        ("bigint", float("nan")),
        ("bigint", str(2**63)),
        ("double", "nan"),
        ("double", "1e400"),
        ("boolean", "はい"),
        ("varchar", "\udcff"),
    ],
)
def test_a_value_that_is_none_of_its_type_is_told(sql_type: str, written: object) -> None:
    with pytest.raises(QueryError, match="引数"):
        _convert(param(sql_type), written)
