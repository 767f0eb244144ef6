-- question: 取り込んだデータに、どんな注意点があるか
-- grain: one row per warning
-- source: 取込の記録
-- column severity: varchar, key = 区分
-- column place: varchar, key = 場所
-- column message: varchar, key = 内容
-- column fix: varchar, key = 対応
select severity, place, message, fix
from problem
order by all
