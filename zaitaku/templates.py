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
    "zones": (
        (
            "※圏域の表: 1 行に 1 市区町村。圏域の種類ごとに、県内の全市区町村を書いてください。",
            "※取り込むと、この表にある種類の圏域だけが置き換わり、ほかの種類はそのまま残ります。",
            "※zone_scheme は種類の名前（在宅医療圏、保健所、医師会など）。いくつでも書けます。",
            "※zone_code がなければ空欄（名前がコードの代わりになります）。",
            "※valid_from・valid_to は適用の初日と最終日（2024-04-01 の形）。定めがなければ空欄。",
            "※同じ種類の期間は重ねないでください。集計には取込日に適用されている版を使います。",
        ),
        (
            "zone_scheme",
            "zone_code",
            "zone_name",
            "municipality_code",
            "valid_from",
            "valid_to",
        ),
    ),
    "roles": (
        (
            "※役割の表: 1 行に 1 つの役割。取り込むと、前の役割の表は全部置き換わります。",
            "※role は 積極的役割医療機関 か 拠点。両方を担う機関は 2 行に分けて書いてください。",
            "※organisation_code は②の医療機関コードと同じもの（分からなければ空欄）。",
            "※municipality_code は所在地。この市町村が入る圏域の機関として数えます。",
            "※functions は 退院支援・日常の療養支援・急変時の対応・看取り を「・」で区切って書く。",
            "※round_the_clock は 24 時間対応なら はい、そうでなければ いいえ、不明なら空欄。",
            "※zone_scheme・zone_code は担当する圏域（なければ両方とも空欄）。",
        ),
        (
            "role",
            "organisation_code",
            "organisation_name",
            "municipality_code",
            "functions",
            "round_the_clock",
            "zone_scheme",
            "zone_code",
            "valid_from",
            "valid_to",
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
