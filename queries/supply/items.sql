-- question: どの診療行為・サービスのデータがあるか
-- grain: one row per act and detail
-- source: 供給側 (KDB 集計表①)
-- column function: varchar, key = 医療機能
-- column profession: varchar, key = 職種
-- column item: varchar, key = 診療行為
-- column detail: varchar, key = 内訳
-- column is_sum_of_details: boolean, key = 内訳の合計
select function, profession, item, detail, is_sum_of_details
from supply_item
order by item_order
