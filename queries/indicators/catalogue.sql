-- question: 医療計画の在宅医療の指標には何があるか
-- grain: one row per indicator
-- source: 医療計画の指標例（第7次 別表11、第8次で追加されたもの）と、県の表
-- column indicator_id: varchar, key = 指標番号
-- column function: varchar, key = 医療機能 | ・で区切る
-- column spo: varchar, key = S・P・O | S ストラクチャー、P プロセス、O アウトカム
-- column indicator_name: varchar, key = 指標
-- column unit: varchar, key = 単位
-- column source: varchar, key = 出典 | 別表の原文では未確認
-- column plan7: varchar, key = 第7次 | 1 あり、0 なし、? 未確認
-- column plan8: varchar, key = 第8次 | 1 あり、0 なし
-- column mark7: varchar, key = 第7次の● | 1 あり、0 なし、? 未確認。第8次の●は未確認
-- column certainty: varchar, key = 確度 | A は名前を資料で確かめたもの、ほかは未確認
-- column is_obligatory: boolean, key = 必須 | すべての計画で目標を定める指標
-- column place: varchar, key = 所在地・住所地 | 空は未確認
-- column counts: varchar, key = 数えるもの
-- column definition: varchar, key = 定義 | 空は未確認
-- column is_own: boolean, key = 県独自
-- note: 第8次の別表11の原文は確かめられていません。確度が A でない指標と、出典・●の付き先は未確認です。
-- note: アウトカムの指標例は示されていません（県が独自に置きます）。
select indicator_id, function, spo, indicator_name, unit, source, plan7, plan8, mark7, certainty,
    is_obligatory, place, counts, definition, is_own
from indicator
order by item_order
