-- question: 県は、どの図に、どの地域と年度について、何を注記したか
-- grain: one row per note, in the order of their table
-- source: 注記の表
-- column figure: varchar, key = 注記する図・指標
-- column area_code: varchar, key = 地域コード | 空なら、すべての地域
-- column area_name: varchar, key = 地域
-- column year: integer, key = 年度 | 空なら、すべての年度
-- column shown_in: varchar, key = 出すモード | 公表モードには「公表」の注記だけがある
-- column note_text: varchar, key = 注記
select figure, area_code, area_name, year, shown_in, note_text
from figure_note
order by note_order
