-- question: 指標は、どの基準（数え方）で示すと決まっているか
-- grain: one row per indicator that a target or an imported value decides
-- source: 目標の表 (targets)、指標値の表 (indicator_values)
-- column indicator_id: varchar, key = 指標番号
-- column indicator_name: varchar, key = 指標
-- column basis: varchar, key = 基準 | 指標値の表に書かれたもの。計算した値で示すときは空
-- column value_source: varchar, key = 出典
-- column is_computed: boolean, key = 計算した値で示す | 有効な目標の基準が KDB のとき
-- note: 有効な目標が基準を 1 つだけ書いていればその基準、なければ指標値の表の基準（新しい年度、値の多い順）で示します。どちらもない指標は、計算のしかたのうち定義に最も近いものだけで示します。
select b.indicator_id, i.indicator_name, b.basis, b.value_source, b.is_computed
from indicator_basis as b
inner join indicator as i using (indicator_id)
order by i.item_order
