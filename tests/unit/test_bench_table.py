"""The table of figures in DEVELOPING.md is that of ``make bench``: measures, befores and aims."""

from __future__ import annotations

import re

from bench import table
from zaitaku.ground import paths


def test_the_table_in_the_manual_has_the_rows_of_the_bench() -> None:
    text = (paths.ROOT / "DEVELOPING.md").read_text(encoding="utf-8")
    section = text.partition("\n## How fast\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| (.*) \|$", section, re.M)
    told = [row for row in told if row[0] not in ("measure", "---")]
    made = [re.split(r" \| ", aim.line(name, 0)[2:-2]) for name, aim in table.AIMS.items()]
    assert [(row[0], row[1], row[3]) for row in told] == [(m[0], m[1], m[3]) for m in made]
    for name, _, after, _, why in told:
        figure = re.match(r"[\d.]+", after)
        if figure is not None:  # what is missed says why, and nothing else does
            is_missed = (
                table.AIMS[name].line(name, float(figure[0])).rstrip(" |").endswith("missed")
            )
            assert is_missed == why.startswith("missed: "), name


def test_a_figure_is_kept_up_to_its_bound() -> None:
    assert table.Aim(7.4, 2).line("x", 2.04) == "| x | 7.4 | 2.0 | ≤ 2 | missed |"
    assert table.Aim(None, 5, is_least=True).line("x", 5) == "| x | — | 5.0 | ≥ 5 |  |"
