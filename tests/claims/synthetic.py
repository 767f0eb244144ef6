"""Tables counted from synthetic receipts by the program's SQL, beside those of the histories."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zaitaku.claims import definition, engines, loading
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
)


def tables_of(made: Made, work: Path, *options: str) -> dict[str, pd.DataFrame]:
    """What the definition counts, by step."""
    files = sorted(made.extract.glob("*.parquet"))
    parts = [Part(path.stem.partition("-")[0], path) for path in files]
    faults = Faults()
    with engines.connected(work) as connection:
        loaded = loading.load(connection, parts, faults, months=12)
        assert list(faults) == []
        told = loaded.extract
        given = {
            "prefecture": told.prefecture,
            "first_month": told.counted[0],
            "last_month": told.counted[1],
            "data_until": told.data_until,
        }
        rows = engines.run(engines.DuckDB(connection), definition.chosen(options) | given)
    return frames(rows)


def frames(rows: dict[str, engines.Rows]) -> dict[str, pd.DataFrame]:
    return {name: pd.DataFrame(found.records()) for name, found in rows.items()}


def differences(made: Made, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Rows of each table that one side lacks or has otherwise; nothing where all agree."""
    found = {}
    for name, step, renamed in PAIRS:
        (path,) = made.truth.glob(f"{name}*.csv")
        truth = pd.read_csv(path, dtype=str, keep_default_na=False).rename(columns=renamed)
        ours = tables[step][list(truth.columns)].astype(str)
        both = truth.merge(ours, how="outer", indicator=True)
        wrong = both[both["_merge"] != "both"]
        if len(wrong):
            found[name] = wrong
    return found
