"""Tables counted from synthetic receipts by the program's SQL, beside those of the histories."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zaitaku.claims import aggregate, definition, engines, loading
from zaitaku.claims.faults import Faults
from zaitaku.claims.readers import Part
from zaitaku.claims.synthetic.making import Made

LEVELS = dict(
    zip(
        ("要支援１", "要支援２", "要介護１", "要介護２", "要介護３", "要介護４", "要介護５"),
        ("support_1", "support_2", "care_1", "care_2", "care_3", "care_4", "care_5"),
        strict=True,
    )
)
# table of the truth, step of the definition, columns called otherwise there
PAIRS = (
    ("t1_supply", "supply", {"patients_m": "patients"}),
    ("t2_institutions", "institutions", {"patients_m": "patients", "group": "item"}),
    ("t3_patients", "patients", {"patients_m": "patients"}),
    ("t4_flows", "flows", {"patients_m": "patients", "distinct_m": "distinct_patients"}),
    ("t5_discharge", "discharge", LEVELS),
    ("t6_monthly", "monthly", {"patients_m": "patients"}),
    ("t7_half_year", "half_year", {"patients_m": "patients"}),
    ("t8_visits", "visits", {"patients_m": "patients"}),
    ("t9_age", "age", {"patients_m": "patients"}),
    ("t10_member_age", "member_age", {}),
    ("t11_home_death", "home_death", {}),
)


def tables_of(
    made: Made, work: Path, *options: str, variants: bool = False
) -> dict[str, pd.DataFrame]:
    """What the definition counts, by step."""
    files = sorted(made.extract.glob("*.parquet"))
    parts = [Part(path.stem.partition("-")[0], path) for path in files]
    faults = Faults()
    with engines.connected(work) as connection:
        loaded = loading.load(connection, parts, faults, months=12)
        assert list(faults) == []
        given = aggregate.given(loaded)
        values = definition.chosen(options) | given
        rows = engines.run(engines.DuckDB(connection), values, variants=variants)
    return frames(rows)


def frames(rows: dict[str, engines.Rows]) -> dict[str, pd.DataFrame]:
    return {name: pd.DataFrame(found.records()) for name, found in rows.items()}


def differences(made: Made, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Rows of each table that one side lacks or has otherwise; nothing where all agree."""
    found = {}
    for name, step, renamed in PAIRS:
        if step not in tables:
            continue
        (path,) = made.truth.glob(f"{name}*.csv")
        truth = pd.read_csv(path, dtype=str, keep_default_na=False).rename(columns=renamed)
        ours = tables[step][list(truth.columns)].astype(str)
        both = truth.merge(ours, how="outer", indicator=True)
        wrong = both[both["_merge"] != "both"]
        if len(wrong):
            found[name] = wrong
    return found
