-- question: 在宅医療圏などの圏域の種類は何があるか
-- grain: one row per zone scheme
-- source: 市区町村マスタ
-- column zone_scheme: varchar, key = 圏域の種類
select zone_scheme
from zone_scheme
order by sort_key
