"""Builds small enough to read as a table: a few rows of raw data, through the real model."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from zaitaku.ask import warehouse
from zaitaku.build import model, release, writing
from zaitaku.build.release import support
from zaitaku.disclosure.policy import Policy
from zaitaku.ground.settings import Mode
from zaitaku.ground.states import ACTUAL

# code, name, 二次医療圏, 在宅医療圏, population (65+ is a third of it)
Town = tuple[str, str, str, str, int]


class Tiny:
    """A build in the making; every value is 実数 unless a (value, status) pair is given."""

    def __init__(self, folder: Path, towns: Sequence[Town], fiscal_year: int = 2023) -> None:
        self.folder = folder
        self.year = fiscal_year
        self.policy = Policy()
        self.rows: dict[str, list[dict[str, Any]]] = {}
        for code, name, area, zone, population in towns:
            self.add(
                "municipality",
                municipality_code=code,
                municipality_name=name,
                insurer_no=f"000{code}",
                medical_area_code=area,
                medical_area_name=f"圏{area}",
            )
            self.add(
                "zone_membership",
                zone_scheme="在宅医療圏",
                zone_code=zone,
                zone_name=zone,
                municipality_code=code,
            )
            for band, people in (("0-4", population - population // 3), ("65-69", population // 3)):
                self.add(
                    "resident_population",
                    year=fiscal_year,
                    municipality_code=code,
                    sex="計",
                    age_band=band,
                    population=people,
                )

    def add(self, table: str, **row: Any) -> None:
        for name in ("patients", "receipts", "claims", "institutions", "population"):
            if name in row:
                given = row[name]
                row[name], row[f"{name}_status"] = (
                    given if isinstance(given, tuple) else (given, ACTUAL)
                )
        self.rows.setdefault(table, []).append(row)

    def patients(self, code: str, scheme: str, patients: Any, **where: str) -> None:
        need = {"residence": "在宅時", "severity": "その他", "care_level": "要介護１", **where}
        table = "patients_total" if scheme == "合計" else "patients"
        self.add(
            table,
            fiscal_year=self.year,
            scheme=scheme,
            municipality_code=code,
            patients=patients,
            **need,
        )

    def flow(
        self, origin: str, destination: str, patients: Any, residence: str = "同一建物"
    ) -> None:
        self.add(
            "flows",
            fiscal_year=self.year,
            residence=residence,
            origin_code=origin,
            destination_code=destination,
            patients=patients,
        )

    def supply(self, code: str, item: str, detail: str = "", **measures: Any) -> None:
        self.add(
            "supply",
            fiscal_year=self.year,
            scheme="合計",
            municipality_code=code,
            function="日常の療養支援",
            profession="医師",
            item=item,
            detail=detail,
            item_order=len(item) * 10 + len(detail),
            **{"patients": 0, "receipts": 0, "claims": 0, "institutions": 0, **measures},
        )

    def institution(self, code: str, town: str, patients: Any) -> None:
        self.add(
            "institutions",
            fiscal_year=self.year,
            institution_code=code,
            institution_name=f"架空医院{code}",
            municipality_code=town,
            item="在宅患者訪問診療料と在宅がん医療総合診療料の合計",
            detail="",
            item_order=1,
            patients=patients,
        )

    def build(self, mode: Mode = "internal") -> warehouse.Build:
        """Open the build; its release is made when it is first asked for, most tests never do."""
        whole, public = (warehouse.file_of(self.folder, "tiny", m) for m in ("internal", "public"))
        if not whole.exists():
            with writing.writing(whole) as connection:
                self._fill(connection)
                if mode == "public":
                    self._release(connection, public)
            writing.make_current(self.folder, "tiny")
        elif mode == "public" and not public.exists():
            copy = shutil.copy(whole, self.folder / "releasing.duckdb")  # the build itself is open
            with duckdb.connect(str(copy)) as connection:
                self._release(connection, public)
        return warehouse.open_build(self.folder, mode)

    def _fill(self, connection: duckdb.DuckDBPyConnection) -> None:
        # one commit instead of one a statement, and no threads for a few rows: half the time
        connection.execute("set threads = 1; begin")
        model.make_raw(connection)
        for table, rows in self.rows.items():
            columns = list(rows[0])
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"insert into raw.{table} ({', '.join(columns)}) values ({marks})",
                [[row[column] for column in columns] for row in rows],
            )
        model.make_cells(connection)
        support.write_support(connection)
        connection.execute("commit")

    def _release(self, connection: duckdb.DuckDBPyConnection, public: Path) -> None:
        with writing.writing(public) as published:
            release.write(connection, published, self.policy, lambda message: None)
