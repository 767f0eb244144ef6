-- question: 入院の流出入は、どの構想区域について公表されているか
-- grain: one row per area
-- source: 入院・NDB（厚生労働省「流入率・流出率」）
-- column area_code: varchar, key = 構想区域コード
-- column area_name: varchar, key = 構想区域
-- column prefecture_code: varchar, key = 都道府県コード
-- column prefecture_name: varchar, key = 都道府県
-- note: 入院（NDB）の数値です。在宅医療の KDB の数値とは、対象も数え方も違います。
select area_code, area_name, prefecture_code, prefecture_name
from inpatient_area
order by sort_key
