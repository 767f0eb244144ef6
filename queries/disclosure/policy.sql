-- question: 何を公表し、何を秘匿するか
-- grain: one row per rule
-- source: 公表規則（disclosure.toml）
-- column line_no: integer, key = 番号
-- column line: varchar, key = 規則
select line_no, line
from policy_line
order by line_no
