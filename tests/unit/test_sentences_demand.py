"""The sentence that sets our projection beside the Ministry's."""

import pytest

from zaitaku.ask.answer import Answer, Column
from zaitaku.sentences import demand as sentences

NAMES = ("area_code", "area_name", "year", "own_index_pct", "official_index_pct",
         "difference_points")  # fmt: skip
COLUMNS = tuple(Column(name, "varchar", "public", name) for name in NAMES)


@pytest.mark.parametrize(
    ("official", "expected"),
    [
        (130.0, "この計算のほうが 8.8 ポイント高い。"),
        (152.3, "この計算のほうが 13.5 ポイント低い。"),
        (138.81, "差はありません。"),  # 「0.0 ポイント低い」 is no difference
    ],
)
def test_the_difference_is_told_where_there_is_one(official: float, expected: str) -> None:
    row = ("01", "盛岡", 2045, 138.8, official, 138.8 - official)
    found = Answer(
        "q", "", "", "", COLUMNS, [row], [("実数",) * 6], (), {"base_year": 2024}, {}, "b", "public"
    )
    said = sentences.beside_official(found, "01", "受療率")
    assert said.endswith(f"（2024年度=100）。{expected}")
