-- question: どのマスを、なぜ秘匿したか
-- grain: one row per hidden cell
-- source: 公表用データの作成記録
-- modes: internal
-- param table_name: varchar default '' = 表 | 空のときは全部
-- param kind: varchar default 補完 in 一次|補完 = 秘匿の種類
-- column table_name: varchar, key = 表
-- column fiscal_year: integer, key = 年度
-- column cell: varchar, key = マス
-- column kind: varchar, key = 秘匿の種類
-- column reason: varchar, key = 理由
select table_name, fiscal_year, cell, kind, reason
from suppression
where kind = $kind and ($table_name = '' or starts_with(table_name, $table_name))
order by table_name, fiscal_year, cell
