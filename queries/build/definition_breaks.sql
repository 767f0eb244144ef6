-- question: いつ、どの数値の定義が変わったか
-- grain: one row per day and figure that changed
-- source: 診療報酬改定の公表資料、市区町村の変更
-- column changed_on: varchar, key = 変わった日
-- column measured: varchar, key = 数値 | acts 診療行為（①②）、management 医学総合管理料から数える患者（③）、standards 届出、areas 市町村のすべての数値
-- column item: varchar, key = 診療行為・区分
-- column detail: varchar, key = 内訳 | 空のときは全体とすべての内訳
-- column area_code: varchar, key = 地域コード | 合併のときだけ
-- column area_name: varchar, key = 地域名
-- column reason: varchar, key = 変わったこと
-- note: 年度の途中で変わった年度の数には、前後の月が混じっています。前の年度とも後の年度とも比べられません。
select b.changed_on::varchar as changed_on, b.measured, b.item, b.detail, b.area_code,
    coalesce(a.area_name, '') as area_name, b.reason
from definition_break as b
left join area as a on a.area_unit = 'municipality' and a.area_code = b.area_code
order by b.changed_on, b.measured, b.item, b.detail, b.area_code
