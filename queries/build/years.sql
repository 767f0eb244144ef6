-- question: どの種類のデータが、どの年度にあるか
-- grain: one row per kind and fiscal year
-- source: 取込の記録
-- column kind: varchar, key = 種類
-- column fiscal_year: integer, key = 年度
select kind, fiscal_year
from data_year
order by kind, fiscal_year
