-- question: 医療機関別の表には、どの診療行為があるか
-- grain: one row per act and detail
-- source: 供給側 医療機関別 (KDB 集計表②)
-- modes: internal
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
select item, detail
from institution_cell
group by item, detail
order by min(item_order), item, detail
