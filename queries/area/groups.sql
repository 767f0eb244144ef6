-- question: 市町村はどの二次医療圏・圏域に属するか
-- grain: one row per municipality that belongs to a group of the chosen kind
-- source: 市区町村マスタ
-- param group_unit: varchar default medical_area in medical_area|zone = 圏域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 圏域の単位が zone のとき
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column group_code: varchar, key = 圏域コード
-- column group_name: varchar, key = 圏域名
select municipality_code as area_code, group_code, group_name
from municipality_group
where group_unit = $group_unit
    and zone_scheme = case when $group_unit = 'zone' then $zone_scheme else '' end
order by municipality_code
