-- question: どの地域があるか
-- grain: one row per area of the chosen unit
-- source: 市区町村マスタ
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column municipalities: bigint, 市町村, public = 市町村数
select area_code, area_name, municipalities
from area
where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
order by sort_key
