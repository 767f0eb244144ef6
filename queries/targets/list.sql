-- question: いま有効な目標は何か
-- grain: one row per indicator, area, kind and target year of the latest revision
-- source: 目標の表
-- param unit: varchar[] in municipality|medical_area|zone|prefecture = 地域の単位 | 空のときは全部
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param indicator_id: varchar[] in indicator.indicator_id = 指標番号 | 空のときは全部
-- column area_unit: varchar, key = 地域の単位
-- column zone_scheme: varchar, key = 圏域の種類
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column indicator_id: varchar, key = 指標番号
-- column indicator_name: varchar, key = 指標
-- column unit: varchar, key = 指標の単位
-- column kind: varchar, key = 目標の種類 | number 数、per_100000 人口10万対、per_100000_65plus 65歳以上人口10万対、increase_rate 増加率（%）、share 割合（%）、words 文字
-- column baseline_year: integer, 年度, public = 基準年度
-- column baseline_value: double, public = 基準値 | 増加率の目標でも、増加の元になる数
-- column target_year: integer, 年度, public = 目標年度
-- column target_value: double, public = 目標値 | 文字の目標にはない
-- column target_words: varchar, key = 目標の言葉
-- column polarity: varchar, key = 望ましい向き | 空は基準値と目標値から決める
-- column basis: varchar, key = 基準 | 判定に使う実績値の数え方。KDB は KDB の集計から
-- column revision: varchar, key = 策定・改定
-- column revised_on: varchar, key = 策定・改定の日 | 空は記載なし
-- column note: varchar, key = 備考
-- note: 計画に書かれた目標を県が取り込んだ表です。前の版は「改定の経過」の表にあります。
select t.area_unit, t.zone_scheme, t.area_code, a.area_name, t.indicator_id, i.indicator_name,
    i.unit, t.kind, t.baseline_year, t.baseline_value, t.target_year, t.target_value,
    t.target_words, t.polarity, t.basis, t.revision,
    coalesce(t.revised_on::varchar, '') as revised_on, t.note
from target as t
inner join indicator as i using (indicator_id)
inner join area as a using (area_unit, zone_scheme, area_code)
where t.is_in_force and (len($unit) = 0 or list_contains($unit, t.area_unit))
    and (len($area_code) = 0 or list_contains($area_code, t.area_code))
    and (len($indicator_id) = 0 or list_contains($indicator_id, t.indicator_id))
order by case t.area_unit when 'prefecture' then 0 when 'medical_area' then 1 when 'zone' then 2
    else 3 end, t.zone_scheme, a.sort_key, i.item_order, t.kind, t.target_year
