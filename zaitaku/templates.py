"""Empty tables that explain themselves, for what a prefecture writes by hand."""

from __future__ import annotations

import csv
import io

from zaitaku.errors import UsageError

# kind → (notes above the header, columns)
TEMPLATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "municipalities": (
        (
            "※市区町村マスタ: 県内の全市区町村を 1 行ずつ書いてください。",
            "※municipality_code は検査数字を除く 5 桁。",
            "※insurer_no は国保の保険者番号（8 桁、左ゼロ埋め）。",
            "※home_care_zone は在宅医療圏の名前。決めていなければ空欄。",
        ),
        (
            "municipality_code",
            "municipality_name",
            "insurer_no",
            "medical_area_code",
            "medical_area",
            "home_care_zone",
        ),
    ),
    "resident_population": (
        (
            "※年齢階級別人口: 総務省の表（xlsx）があればそのまま取り込めます。この表は不要です。",
            "※year は年度（西暦）、age_band は 0-4、5-9、…、95-99、100+。",
        ),
        ("year", "municipality_code", "age_band", "population"),
    ),
}


def to_bytes(kind: str) -> bytes:
    """CSV (UTF-8 with BOM): notes, then the header row. UsageError for a kind without one."""
    if kind not in TEMPLATES:
        raise UsageError(
            f"「{kind}」のひな形はありません。あるのは {'、'.join(TEMPLATES)} です。"
            "そのほかの表は、公表・提供された形のまま取り込めます。"
        )
    notes, columns = TEMPLATES[kind]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for note in notes:
        writer.writerow([note])
    writer.writerow(columns)
    return out.getvalue().encode("utf-8-sig")
