-- question: 県が取り込んだ指標値は、地域ごと・年度ごとにいくつか
-- grain: one row per indicator, area, year, kind and basis
-- source: 指標値の表
-- param indicator_id: varchar[] in indicator.indicator_id = 指標番号 | 空のときは全部
-- param area_unit: varchar default prefecture in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column indicator_id: varchar, key = 指標番号
-- column indicator_name: varchar, key = 指標
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column year: integer, 年度, public = 年度
-- column kind: varchar, key = 値の種類 | number 数、per_100000 人口10万対、per_100000_65plus 65歳以上人口10万対、share 割合（%）
-- column value: double, public = 値
-- column value_state: varchar, key = 値の状態 | 実数、秘匿、該当なし
-- column unit: varchar, key = 単位
-- column basis: varchar, key = 基準 | 所在地か住所地か、何を数えたか。違う基準の値は足したり比べたりできない
-- column value_source: varchar, key = 出典
-- column note: varchar, key = 備考
-- note: 県が取り込んだ表の値です。KDB の集計とは別の数え方で、足したり比べたりできません。
select v.indicator_id, i.indicator_name, v.area_code, a.area_name, v.year, v.kind, v.value,
    v.value_status as value_state, i.unit, v.basis, v.value_source, v.note
from indicator_value as v
inner join indicator as i using (indicator_id)
inner join area as a using (area_unit, zone_scheme, area_code)
where v.area_unit = $area_unit and (v.area_unit <> 'zone' or v.zone_scheme = $zone_scheme)
    and (len($indicator_id) = 0 or list_contains($indicator_id, v.indicator_id))
    and (len($area_code) = 0 or list_contains($area_code, v.area_code))
order by i.item_order, a.sort_key, v.kind, v.basis, v.year
