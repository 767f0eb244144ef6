-- question: 公表用のデータで、どの表のいくつのマスを秘匿したか
-- grain: one row per table and fiscal year
-- source: 公表用データの作成記録
-- column table_name: varchar, key = 表
-- column fiscal_year: integer, key = 年度
-- column cells: bigint, マス, public = 全マス数
-- column hidden_primary: bigint, マス, public = 一次秘匿 | 数そのものによる秘匿（しきい値より小さい、数を表示しない規模の地域、元の表で秘匿）
-- column hidden_complementary: bigint, マス, public = 補完秘匿 | 合計などから秘匿の数が分かるために隠したもの
-- column unprotected: bigint, マス, public = 逆算できるマス | 監査で守られていないと分かったもの。0 でなければ公表用データは作られない
select table_name, fiscal_year, cells, hidden_primary, hidden_complementary, unprotected
from protection
order by table_name, fiscal_year
