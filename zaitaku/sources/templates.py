"""Empty tables that explain themselves, for what a prefecture writes by hand."""

from __future__ import annotations

import csv
import io

from zaitaku.ground.errors import UsageError

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
    "municipality_changes": (
        (
            "※市区町村の変更の表: 合併・改称・コードの変更を、1 行に旧コード 1 つで書く。",
            "※合併では、コードを引き継いだ市区町村自身も 1 行書く（旧コード＝新コード）。",
            "※変更の日が同じ行を 1 つの合併とみなし、一部しかない表の和は欠測にします。",
            "※old_insurer_no は旧市区町村の国保の保険者番号。なければ名前で見分けます。",
            "※分割された市区町村は書けません（どちらの数か決められないため）。",
        ),
        (
            "old_municipality_code",
            "old_municipality_name",
            "old_insurer_no",
            "new_municipality_code",
            "new_municipality_name",
            "changed_on",
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
    "survey": (
        (
            "※実態調査の表: 訪問診療をあとどれだけ実施できるか（実施可能件数）と、参入意向。",
            "※医療機関ごとに 1 行か、市町村ごとの合計を 1 行で書く（同じ市町村で両方は不可）。",
            "※医療機関ごとの行は organisation_name を書く。内部モードでだけ使います。",
            "※市町村の合計の行は organisation_name を空欄にし、respondents（回答機関数）と",
            "※willing（参入意向ありの機関数）を書く。この合計は公表モードにも出ます。",
            "※possible_cases は 月に実施できる件数（いまの分を含む）、current_cases は現在の件数。",
            "※intention はまだ実施していない医療機関の参入意向: あり・条件付き・なし。",
            "※取り込むと、同じ survey_year（年度）の前の表と置き換わります。",
        ),
        (
            "survey_year",
            "municipality_code",
            "organisation_code",
            "organisation_name",
            "possible_cases",
            "current_cases",
            "intention",
            "respondents",
            "willing",
        ),
    ),
    "care_rates": (
        (
            "※受療率の表: 性・年齢階級別の訪問診療の受療率（NDB などから県が計算したもの）。",
            "※rate_source は出どころの名前（自県NDB 2019年度 など）。いくつでも書けます。",
            "※sex は 計 か、男 と 女 の両方。age_band は 65-69 や 90+ の形（重ならないように）。",
            "※rate は per 人当たりの 1 か月の率。per は 1・1000・100000 のどれか。",
            "※1 人当たり 1 を超える率は取り込めません。行のない年齢は、将来需要に含まれません。",
            "※unit は レセプト件数/月 か 患者/月（国の推計はレセプト件数/月）。",
            "※reference_year は率を計算した年度。人口は同じ年度のものを使ってください。",
            "※取り込むと、同じ rate_source の前の表と置き換わります。",
        ),
        ("rate_source", "sex", "age_band", "rate", "per", "unit", "reference_year"),
    ),
    "additional_demand": (
        (
            "※追加的需要の表: 1 行に 1 つの地域・年度。取り込むと前の表は全部置き換わります。",
            "※area_code は市町村 5 桁・二次医療圏 4 桁・県 2 桁。圏域は zone_scheme に種類を書く。",
            "※total は目標年度の追加的需要（機械的試算、人/日）。一般病床の C3 未満は含めません。",
            "※step1 は介護医療院等への移行分（人/日、下限）。carry_over は前の期の未達成分（★）。",
            "※bed_report_home・_facility は病床機能報告の退院先（人）: 在宅医療、介護施設。",
            "※survey_home・_facility は独自調査の行き先（人）。なければ空欄。",
            "※agreed_home・_facility は合意した在宅医療と介護施設（移行分を含む、整数の人/日）。",
            "※合意した数には agreed_by（協議の場）と agreed_on（2024-02-01 の形）が必要です。",
            "※care_plan_facility は介護保険事業（支援）計画の、追加的需要の分の見込み量（人/日）。",
        ),
        (
            "area_code",
            "zone_scheme",
            "year",
            "total",
            "step1",
            "carry_over",
            "bed_report_home",
            "bed_report_facility",
            "survey_home",
            "survey_facility",
            "agreed_home",
            "agreed_facility",
            "agreed_by",
            "agreed_on",
            "care_plan_facility",
            "note",
        ),
    ),
    "indicator_values": (
        (
            "※指標値の表: 医療計画の指標の値を 1 行に 1 つ。取り込むと前の表は全部置き換わります。",
            "※取り込んだ値は公表モードにも出ます。公表できない小さい数は「秘匿」と書いてください。",
            "※indicator_id は指標の番号（一覧は zaitaku query indicators/catalogue）。",
            "※area_code は市町村 5 桁・二次医療圏 4 桁・県 2 桁。圏域は zone_scheme に種類を書く。",
            "※kind は number（数）・per_100000・per_100000_65plus・share（%）。空欄は number。",
            "※basis は数え方（所在地か住所地か、件数・回数・患者数）。違う基準は比べません。",
            "※県独自の指標は好きな番号にし、indicator_name・function・spo・unit も書いてください。",
            "※function は 退院支援・日常の療養支援・急変時の対応・看取り、spo は S・P・O。",
        ),
        (
            "indicator_id",
            "zone_scheme",
            "area_code",
            "year",
            "kind",
            "value",
            "basis",
            "source",
            "note",
            "indicator_name",
            "function",
            "spo",
            "unit",
        ),
    ),
    "targets": (
        (
            "※目標の表: 計画の数値目標を 1 行に 1 つ。取り込むと前の表は全部置き換わります。",
            "※中間見直しや改定では前の行を残し、新しい行を足してください（経過が残ります）。",
            "※area_code は市町村 5 桁・二次医療圏 4 桁・県 2 桁。圏域は zone_scheme に種類を書く。",
            "※kind は number（数）・per_100000（人口10万対）・per_100000_65plus・increase_rate"
            "（増加率 %）・share（割合 %）・words（「増加」などの文字だけ）。",
            "※baseline_value は基準年度の数。増加率の目標でも、元になる数を書く（率ではない）。",
            "※words の目標は target_value を空け、target_words に計画の言葉を書く。",
            "※polarity は 多いほどよい か 少ないほどよい（空欄なら基準値と目標値から決める）。",
            "※basis は判定に使う実績値の数え方。指標値の表の basis と同じ語、または KDB。",
            "※revision は 策定・中間見直し・改定、revised_on はその日（2024-03-29 の形）。",
            "※目標をやめたときは kind を words、target_words を 廃止 として足してください。",
        ),
        (
            "indicator_id",
            "zone_scheme",
            "area_code",
            "kind",
            "baseline_year",
            "baseline_value",
            "target_year",
            "target_value",
            "target_words",
            "polarity",
            "basis",
            "revision",
            "revised_on",
            "note",
            "indicator_name",
            "function",
            "spo",
            "unit",
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
