"""What a file says of its figures: where they count, from the questions' own sources."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit import exhibits
from zaitaku.derived import questions
from zaitaku.exhibits.views import Exhibit
from zaitaku.export import words


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # ① tells of supply, yet by the municipality of the insurer: of residents
        ("supply/by_area", "住所地・国保と後期"),
        ("supply/institutions", "医療機関所在地・国保と後期"),
        ("patients/by_area", "住所地・国保と後期"),
        ("flows/matrix", "国保と後期"),  # by both places
        ("bridge/by_area", "国保と後期"),
        ("targets/list", ""),
        ("demand/projected", ""),
    ],
)
def test_the_basis_of_a_figure_is_that_of_its_table(question: str, told: str) -> None:
    answer = replace(exhibits.answer(), source=questions.load(question).source)
    assert words.basis(Exhibit("題", answer=answer)) == told
