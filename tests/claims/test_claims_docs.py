"""docs/集計手順書.md says what `aggregate` takes and how it counts."""

from __future__ import annotations

import pytest

from zaitaku.claims import aggregate, manual, tidy, variants
from zaitaku.ground import paths

PAGE = paths.ROOT / "docs" / "集計手順書.md"


def test_the_catalogue_is_that_of_the_headers() -> None:
    renew = (
        "docs/集計手順書.md が集計の定義のヘッダーと違います。次で作り直してください:\n"
        '.venv/bin/python -c "from pathlib import Path; from zaitaku.claims import manual; '
        "p = Path('docs/集計手順書.md'); p.write_text(manual.page(p.read_text('utf-8')), 'utf-8')\""
    )
    current = PAGE.read_text(encoding="utf-8")
    if manual.page(current) != current:
        pytest.fail(renew, pytrace=False)


def test_every_table_and_column_of_the_input_is_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for table in tidy.TABLES.values():
        assert f"`{table.name}`" in text
        for column in table.names:
            assert f"`{column}`" in text, (table.name, column)


def test_every_file_of_the_output_is_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    further = (*variants.FILES.values(), variants.RATIO)
    for name in (aggregate.REPORT, aggregate.DIFFERENCES, "options", *further):
        assert f"`{name}`" in text
