-- question: 地域では、診療行為・サービスごとに、65歳以上千人当たり何人が提供を受けているか
-- grain: one row per area and act, details together
-- source: 供給側 診療行為別 (KDB 集計表①)
-- per: item, area_code
-- param fiscal_year: integer default latest in supply_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param item: varchar[] in supply_cell.item = 診療行為 | 空のときは全部
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column function: varchar, key = 医療機能
-- column item: varchar, key = 診療行為
-- column patients: double, 人/月, count = 患者数 | 1か月当たり患者数（月平均）
-- column population_65plus: bigint, 人, public = 65歳以上人口
-- column patients_per_1000_65plus: double, 人/千人, from patients, population_65plus = patients / population_65plus * 1000 = 65歳以上千人当たり患者数
-- note: 国保・後期高齢者医療の加入者だけの数で、被用者保険・医療扶助の患者は含みません。
-- note: 市町村別は保険者の所在地による集計で、住所地特例などのため実際の住所と一致しないことがあります。
-- note ..2023: 訪問看護ステーションの医療保険分のレセプトは、2023年度までは電子化されていなかったため含みません。
-- note 2024: 訪問看護ステーションの医療保険分のレセプトの電子化は2024年6月に始まり、12月に義務になりました。2024年度の集計にどこまで含むかは、元の表の説明で確かめてください。
-- note 2025..: 訪問看護ステーションの医療保険分のレセプトは、2025年度からは電子化されています。集計に含むかどうかは、元の表の説明で確かめてください。
select a.area_code, a.area_name, i.function, c.item, c.patients::double as patients,
    c.patients_status, p.population_65plus,
    c.patients::double / nullif(p.population_65plus, 0) * 1000 as patients_per_1000_65plus
from supply_cell as c
inner join area as a using (area_unit, zone_scheme, area_code)
inner join supply_item as i using (item, detail)
left join area_population as p using (fiscal_year, area_unit, zone_scheme, area_code)
where c.fiscal_year = $fiscal_year and c.area_unit = $area_unit
    and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
    and c.detail = '' and c.scheme = '合計'
order by a.sort_key, i.item_order
