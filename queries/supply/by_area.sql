-- question: 診療行為・サービスごとに、地域ではどれだけ提供を受けているか
-- grain: one row per area
-- source: 供給側 診療行為別 (KDB 集計表①)
-- per: item, detail, area_code
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param item: varchar default 在宅患者訪問診療料 in supply_cell.item = 診療行為
-- param detail: varchar default '' = 内訳 | 空のときは全体。全体の行がない診療行為は内訳の合計
-- param scheme: varchar default 合計 in 合計|国保|後期 = 制度
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column receipts: double, 件/月, count = レセプト数 | 1か月当たりレセプト数（月平均）
-- column claims: double, 回/月, count = 算定回数 | 月平均
-- column institutions: bigint, 施設, count = 医療機関数（①住所地） | その地域の住民を診た医療機関。所在地の数（②）とは比べられない
-- column population_65plus: bigint, 人, public = 65歳以上人口
-- column patients_per_1000_65plus: double, 人/千人, from patients, population_65plus = patients / population_65plus * 1000 = 65歳以上千人当たり患者数
-- column claims_per_receipt: double, 回/件, from claims, receipts = claims / receipts = レセプト1件当たり算定回数 | 1件は患者1人の1か月分。訪問診療料では、患者1人の1か月の訪問回数に当たる
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 市町村別は保険者の所在地による集計で、住所地特例などのため実際の住所と一致しないことがあります。
-- note ..2023: 訪問看護ステーションの医療保険分のレセプトは、2023年度までは電子化されていなかったため含みません。
-- note 2024: 訪問看護ステーションの医療保険分のレセプトの電子化は2024年6月に始まり、12月に義務になりました。2024年度の集計にどこまで含むかは、元の表の説明で確かめてください。
-- note 2025..: 訪問看護ステーションの医療保険分のレセプトは、2025年度からは電子化されています。集計に含むかどうかは、元の表の説明で確かめてください。
-- note: 医療機関数は、同じ医療機関が複数の市町村の患者を診るため、市町村や内訳をまたいで合計できません。
-- note: その年度に算定できない診療行為・内訳（「その他（H28年度改定以前）」は2017年度まで）は、0 ではなく該当なしです。
select c.item, c.detail, a.area_code, a.area_name, c.patients::double as patients,
    act_status(c.patients, c.patients_status, n.item is null) as patients_status,
    c.receipts::double as receipts,
    act_status(c.receipts, c.receipts_status, n.item is null) as receipts_status,
    c.claims::double as claims,
    act_status(c.claims, c.claims_status, n.item is null) as claims_status,
    c.institutions::bigint as institutions,
    act_status(c.institutions, c.institutions_status, n.item is null) as institutions_status,
    p.population_65plus, c.patients::double / nullif(p.population_65plus, 0) * 1000
        as patients_per_1000_65plus,
    c.claims::double / nullif(c.receipts, 0) as claims_per_receipt
from supply_cell as c
inner join area as a using (area_unit, zone_scheme, area_code)
left join area_population as p using (fiscal_year, area_unit, zone_scheme, area_code)
left join act_not_claimable as n on n.told_by = '①' and n.fiscal_year = c.fiscal_year
    and n.item = c.item and n.detail = c.detail
where c.fiscal_year = $fiscal_year and c.area_unit = $area_unit
    and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme) and c.scheme = $scheme
order by a.sort_key
