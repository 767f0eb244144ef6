"""What our style sheet costs the browser at every change of a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zaitaku.ground import paths

SHEETS = sorted((paths.PACKAGE / "ui" / "page").glob("*.css"))
# ``:has`` whose subject is the body or every element: the look of the whole page is worked out anew
# at each change of it, which took a fifth of the time from a click to what it paints
ANYTHING = re.compile(r"(?:\b(?:body|html)|(?:^|[\s,(])\*?):has\(", re.MULTILINE)


@pytest.mark.parametrize("sheet", [one for one in SHEETS if one.stem != "print"],
                         ids=lambda one: one.stem)  # fmt: skip
def test_no_change_of_a_page_is_looked_for_in_all_of_it(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    selectors = [part.strip() for part in re.findall(r"([^{}]+)\{", text)]
    # below a class of ours few elements are looked at
    wide = [one for one in selectors if ANYTHING.search(one) and not one.startswith(".st-key-")]
    assert not wide


def test_there_are_sheets() -> None:
    assert {"frame", "stage", "maps"} <= {one.stem for one in SHEETS}
