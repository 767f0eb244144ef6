-- question: どの将来推計人口が取り込まれているか
-- grain: one row per edition, the one that reaches furthest first
-- source: 国立社会保障・人口問題研究所 地域別将来推計人口
-- column edition: varchar, key = 推計の版
-- column first_year: integer, key = 最初の年
-- column last_year: integer, key = 最後の年
select edition, first_year, last_year
from projection_edition
order by sort_key
