-- question: 圏域案が合うかどうかを見る規則と下限は、どう決裁したか
-- grain: one row per rule that the prefecture decided on, in the order of its table
-- source: 圏域の規則の表
-- modes: internal
-- column rule: varchar, key = 規則
-- column is_on: boolean, key = 使う
-- column threshold: double, key = 下限 | 単位は規則による。下限のない規則は空
-- column level: varchar, key = 合わないとき | 赤 か 黄
-- column note: varchar, key = 備考
-- note: 表にない規則は、画面「圏域案」で決めたとおりです。
select rule, is_on, threshold, level, note
from raw.zone_rules
order by source_row
