"""⑤医療療養病床（医療区分１）を退院した高齢者: insurer → what they used within six months.

Grain of ``discharge``: insurer. 在宅医療, 介護施設 and 介護サービス overlap: they are not parts of
one whole. Kinds of service and care levels do add up to 介護サービス利用あり.
"""

import numpy as np
import pandas as pd

from zaitaku.ground.states import Problem
from zaitaku.sources.insurers import resolve
from zaitaku.sources.kinds.kdb_patients import CARE_LEVELS
from zaitaku.sources.model import (
    Carried,
    Context,
    Extent,
    Key,
    Kind,
    Layout,
    RawTable,
    Reading,
    Word,
)
from zaitaku.sources.sheet.alignment import misplaced
from zaitaku.sources.sheet.checks import (
    Part,
    judged,
    repeated_rows,
    sum_warnings,
    total_row_warnings,
)
from zaitaku.sources.sheet.frames import source_rows, text_column, value_columns
from zaitaku.sources.sheet.grid import Grid
from zaitaku.sources.sheet.numbers import Numbers, read_numbers
from zaitaku.sources.sheet.table import Field, open_table
from zaitaku.sources.sheet.values import DASH_IS_ZERO

SERVICE_TYPES = ("home_type", "residential_type", "facility_type")
LEVELS = CARE_LEVELS[1:]  # 介護サービスの利用者に未認定はいない
VALUES = ("discharged", "home_care", "facility", "care_service", *SERVICE_TYPES, *LEVELS)

_FIELDS = (
    Field("insurer_no", "保険者番号", ".*保険者番号.*"),
    Field("name", "保険者名称", "保険者名称?|市(区)?町村名称?", is_required=False),
    Field("discharged", "退院患者数", "退院(患)?者数.*"),
    Field("home_care", "在宅医療あり", "在宅医療(の利用)?(あり|有).*"),
    Field("facility", "介護施設入居", "介護施設(への)?(入居|入所).*"),
    Field("care_service", "介護サービス利用あり", "介護サービス(の)?利用(あり|有).*"),
    Field("home_type", "住宅系", "住宅系.*"),
    Field("residential_type", "居住系", "居住系.*"),
    Field("facility_type", "施設系", "施設系.*"),
    *(
        Field(f"要支援{full}", f"要支援{full}", f"要支援{n}")
        for full, n in zip("１２", "12", strict=True)
    ),
    *(
        Field(f"要介護{full}", f"要介護{full}", f"要介護{n}")
        for full, n in zip("１２３４５", "12345", strict=True)
    ),
)


def read(grid: Grid, top: int, context: Context) -> Reading:
    """One row per insurer, and checks of service types and care levels against 利用あり."""
    table = open_table(grid, top, _FIELDS, key="insurer_no")
    problems = table.problems
    insurers = resolve(
        grid, table.places("insurer_no"), table.texts("name"), context.master, problems
    )
    columns = [table.columns[name] for name in VALUES]
    numbers = read_numbers(grid, table.data, columns, DASH_IS_ZERO, problems)
    keys = insurers.numbers
    problems += repeated_rows(grid, table.data, keys, lambda position: keys[position])
    problems += misplaced(grid, table.header, table.data, columns)
    sums = _service_warnings(grid, numbers)
    if table.totals:
        same = [""] * len(table.data)
        sums += total_row_warnings(table, numbers, same, [""] * len(table.totals), DASH_IS_ZERO)
    problems += judged(grid, sums)
    frame = pd.DataFrame(
        {
            "fiscal_year": np.full(len(table.data), context.fiscal_year),
            "insurer_no": text_column(insurers.numbers),
            "municipality_code": text_column(insurers.municipality_codes),
            **value_columns(VALUES, numbers),
            "source_row": source_rows(table.data),
        }
    )
    return Reading({"discharge": frame}, len(table.data), problems)


def _service_warnings(grid: Grid, numbers: Numbers) -> list[Problem]:
    total = numbers.part([VALUES.index("care_service")])
    problems: list[Problem] = []
    for names in (SERVICE_TYPES, LEVELS):
        parts = [
            Part(field.label, numbers.part([VALUES.index(field.name)]))
            for field in _FIELDS
            if field.name in names
        ]
        problems += sum_warnings(grid, "介護サービス利用あり", total, parts)
    return problems


TABLE = RawTable(
    name="discharge",
    label="⑤退院",
    columns="fiscal_year integer, insurer_no varchar, municipality_code varchar, "
    + ", ".join(f"{name} decimal(18, 6), {name}_status varchar" for name in VALUES),
    key=Key(("fiscal_year", "municipality_code")),
    replaced_by="fiscal_year",
    year="fiscal_year",
    extent=Extent("fiscal_year", "municipality_code"),
    carried=Carried(("municipality_code",)),
)
KIND = Kind(
    name="kdb_discharge",
    label="⑤退院患者（医療療養病床）",
    layouts=(
        Layout(
            (
                Word("保険者番号", ".*保険者番号.*"),
                Word("退院患者数", "退院患?者数.*"),
                Word("在宅医療あり", "在宅医療(の利用)?(あり|有).*"),
                Word("介護サービス利用あり", "介護サービスの?利用(あり|有).*"),
            ),
            read,
        ),
    ),
    tables=(TABLE,),
    replaces="年度",
    order=70,
    page_label="⑤ 退院患者",
    is_public=True,
)
