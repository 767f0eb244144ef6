"""What holds whatever was claimed: parts and wholes, order, splitting, withdrawing, adding."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.claims import made
from zaitaku.claims.engines import Rows

pytestmark = pytest.mark.thorough
FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
INSURERS = {"国保": ("00030015", "00030023"), "後期": ("39032016", "39032024")}
CODES = (
    *("114001110", "114030310", "114042810", "114000110", "114011670", "114000370"),
    *("114030710", "114031010", "114031310", "114035510", "114035810", "114008010"),
    *("114018170", "114018570", "114007610", "303000110", "440005710", "114003710"),
)
STAYS = ("190132210", "190131810", "190192410", "")
PLACES = ("031100012", "031100020", "021100011", "039999999")
MONTHS = [f"{2023 + (m + 3) // 12}-{(m + 3) % 12 + 1:02}" for m in range(14)]
PEOPLE = [f"P{n:02}" for n in range(1, 12)]


@st.composite
def receipts(draw: Any) -> list[list[made.Row]]:
    """Receipts of people of the worked example, each a list of lines."""
    found = []
    for number in range(draw(st.integers(1, 25))):
        inpatient = draw(st.booleans())
        insurer = draw(st.sampled_from([*INSURERS["国保"], *INSURERS["後期"]]))
        month = draw(st.sampled_from(MONTHS))
        codes = draw(
            st.lists(st.sampled_from(STAYS if inpatient else CODES), min_size=1, unique=True)
        )
        base = {
            "receipt_id": f"N{number}",
            "source": "医科",
            "inpatient": "01"[inpatient],
            "service_month": month,
            "claim_month": month,
            "insurer_no": insurer,
            "person_id": draw(st.sampled_from(PEOPLE)),
            "institution_code": draw(st.sampled_from(PLACES)),
            "admission_date": "",
        }
        source = {"3": "歯科", "4": "調剤"}
        lines = [
            base
            | {
                "source": source.get(code[:1], "医科"),
                "act_code": code,
                "count": str(draw(st.integers(1, 5))) if code else "",
                "status": "",
            }
            for code in codes
        ]
        # a receipt is of one kind
        found.append([line for line in lines if line["source"] == lines[0]["source"]])
    return found


def count(
    folder: str, lines: list[made.Row] | list[list[made.Row]], *options: str
) -> dict[str, Rows]:
    """The worked example's people and care with these receipts, in one file or several."""
    place = Path(tempfile.mkdtemp(dir=folder))
    files = lines if lines and isinstance(lines[0], list) else [lines]
    for number, rows in enumerate(files):
        made.write(place / f"receipt_lines-{number}.csv", rows)  # type: ignore[arg-type]
    others = [path for path in made.INPUT.iterdir() if path.stem != "receipt_lines"]
    return made.counted([place, *others], *options)


def cells(rows: Rows, width: int) -> dict[tuple[str, ...], tuple[int, ...]]:
    return {row[:width]: row[width:] for row in rows.rows}


def flat(listed: list[list[made.Row]]) -> list[made.Row]:
    return [line for receipt in listed for line in receipt]


@FEW
@given(receipts())
def test_parts_are_wholes(tmp_path_factory: Any, listed: list[list[made.Row]]) -> None:
    found = count(str(tmp_path_factory.mktemp("a")), flat(listed))
    supply = cells(found["supply"], 4)
    for (scheme, *key), (patients, receipts, claims, institutions) in supply.items():
        assert patients <= receipts <= claims and institutions >= 1
        if scheme == "合計":
            parts = [supply.get((part, *key), (0, 0, 0, 0)) for part in ("国保", "後期")]
            assert (patients, receipts, claims) == tuple(
                sum(part[at] for part in parts) for at in range(3)
            )
            assert max(p[3] for p in parts) <= institutions <= sum(p[3] for p in parts)
    _severities_add_up(cells(found["patients"], 5), supply)
    flows = cells(found["flows"], 3)
    for (origin, destination, residence), (patients, distinct) in flows.items():
        if residence == "合計":
            parts = [
                flows.get((origin, destination, part), (0, 0))
                for part in ("同一建物以外", "同一建物")
            ]
            assert patients == sum(part[0] for part in parts) >= distinct
    for row in found["discharge"].records():
        kinds = row["home_type"] + row["residential_type"] + row["facility_type"]
        assert row["care_service"] == kinds <= row["discharged"]


def _severities_add_up(
    patients: Mapping[tuple[str, ...], tuple[int, ...]],
    supply: Mapping[tuple[str, ...], tuple[int, ...]],
) -> None:
    for (scheme, town, residence, severity, level), (count,) in patients.items():
        if severity == "計":
            keys = [(scheme, town, residence, part, level) for part in ("重症", "その他")]
            assert count == sum(patients.get(key, (0,))[0] for key in keys)
        if scheme == "合計":
            keys = [(part, town, residence, severity, level) for part in ("国保", "後期")]
            assert count == sum(patients.get(key, (0,))[0] for key in keys)
    for residence, item in (
        ("在宅時", "在宅時医学総合管理料"),
        ("施設入居時等", "施設入居時等医学総合管理料"),
    ):
        whole = sum(n for key, (n,) in patients.items() if key[0] == "合計" and key[2] == residence
                    and key[3] == "計")  # fmt: skip
        assert whole <= sum(
            v[0] for key, v in supply.items() if key[0] == "合計" and key[2] == item
        )


@FEW
@given(receipts(), st.randoms(use_true_random=False))
def test_order_splitting_and_repeating_change_nothing(
    tmp_path_factory: Any, listed: list[list[made.Row]], chance: Any
) -> None:
    folder = str(tmp_path_factory.mktemp("b"))
    lines = flat(listed)
    shuffled = lines[:]
    chance.shuffle(shuffled)
    cut = chance.randint(0, len(lines))
    once = count(folder, lines)
    assert count(folder, shuffled) == once
    assert count(folder, [shuffled[:cut], shuffled[cut:], shuffled[: cut // 2]]) == once


@FEW
@given(receipts(), st.data())
def test_withdrawing_is_never_having_been(
    tmp_path_factory: Any, listed: list[list[made.Row]], data: Any
) -> None:
    folder = str(tmp_path_factory.mktemp("c"))
    gone = data.draw(st.integers(0, len(listed) - 1))
    rest = flat([receipt for place, receipt in enumerate(listed) if place != gone])
    withdrawn = [line | {"status": "取下"} for line in listed[gone]]
    without = count(folder, rest)
    assert count(folder, [*rest, *withdrawn]) == without
    # also where the receipt was sent before, and where one line alone says so
    assert count(folder, [*flat(listed), *withdrawn[:1]]) == without


@FEW
@given(receipts())
def test_adding_a_receipt_lowers_nothing(
    tmp_path_factory: Any, listed: list[list[made.Row]]
) -> None:
    """But for その他 of ③ (重症 wins) and the discharges of ⑤ (a stay goes on)."""
    folder = str(tmp_path_factory.mktemp("d"))
    before, after = count(folder, flat(listed[:-1])), count(folder, flat(listed))
    for table, width in (("supply", 4), ("institutions", 4), ("patients", 5), ("flows", 3)):
        more = cells(after[table], width)
        for key, counts in cells(before[table], width).items():
            if table == "patients" and "その他" in key:
                continue
            assert key in more
            assert all(a >= b for a, b in zip(more[key], counts, strict=True)), (table, key)


@settings(FEW, max_examples=3)
@given(receipts())
def test_options_change_only_what_they_say(
    tmp_path_factory: Any, listed: list[list[made.Row]]
) -> None:
    folder = str(tmp_path_factory.mktemp("e"))
    base = count(folder, flat(listed))
    for option, touched in (
        ("flow_total=distinct", {"flows"}),
        ("severity_both=each", {"patients"}),
        ("discharge_window=including", {"discharge"}),
        ("general_ward_over_90_days=true", {"discharge", "left_out"}),
    ):
        other = count(folder, flat(listed), option)
        assert {name for name in base if base[name] != other[name]} <= touched, option
    more = count(folder, flat(listed), "home_visit_2=apart")
    changed = dict(cells(more["supply"], 4).items() - cells(base["supply"], 4).items())
    assert {key[2:] for key in changed} <= {("在宅患者訪問診療料", "同一建物居住者以外")}
