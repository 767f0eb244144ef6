-- question: 追加的需要の表は、どの地域の単位で書かれ、または足し上げられるか
-- grain: one row per unit of areas
-- source: 追加的需要の表
-- column area_unit: varchar, key = 地域の単位
-- column zone_scheme: varchar, key = 圏域の種類
-- column areas: bigint, 地域, public = 地域の数
select area_unit, zone_scheme, areas
from additional_demand_unit
order by sort_key
