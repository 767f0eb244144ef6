-- question: どの市町村がどの圏域に入っているか
-- grain: one row per municipality
-- source: 市区町村マスタ・圏域の表
-- param area_unit: varchar default zone in zone|medical_area = 圏域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 圏域の単位が zone のとき
-- column zone_code: varchar, key = 圏域コード
-- column zone_name: varchar, key = 圏域名
-- column municipality_code: varchar, key = 市町村コード | JIS X 0402 の 5 桁
-- column municipality_name: varchar, key = 市町村名
select z.area_code as zone_code, z.area_name as zone_name, m.municipality_code,
    t.area_name as municipality_name
from area_member as m
inner join area as z using (area_unit, zone_scheme, area_code)
inner join area as t on t.area_unit = 'municipality' and t.area_code = m.municipality_code
where m.area_unit = $area_unit and (m.area_unit <> 'zone' or m.zone_scheme = $zone_scheme)
order by z.sort_key, m.municipality_code
