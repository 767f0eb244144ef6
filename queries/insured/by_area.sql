-- question: 国保・後期高齢者医療の被保険者は、地域に何人いるか
-- grain: one row per area
-- source: 国保・後期高齢者医療の被保険者数の表（県の表）
-- param fiscal_year: integer default latest in insured_cell.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column insured: bigint, 人, count = 被保険者数 | 国保と後期高齢者医療の和。どちらかが分からない地域は、ない
-- note: 国保と後期高齢者医療の被保険者だけです。被用者保険（会社の健康保険など）の人と医療扶助の人は含みません。
select a.area_code, a.area_name, c.insured, c.insured_status
from insured_cell as c
inner join area as a using (area_unit, zone_scheme, area_code)
where c.fiscal_year = $fiscal_year and c.area_unit = $area_unit
    and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, c.area_code))
order by a.sort_key
