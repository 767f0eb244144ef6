-- question: 今の圏域には、どの種類のものがあり、それぞれいくつに分かれているか
-- grain: one row per zone scheme in force
-- source: 市区町村マスタ・圏域の表
-- column zone_scheme: varchar, key = 圏域の種類
-- column zones: bigint, public = 圏域の数
-- column municipalities: bigint, public = 市町村の数
-- column valid_from: varchar, key = 適用開始 | 空は定めなし
-- column valid_to: varchar, key = 適用終了 | 空は定めなし
-- note: 取込日に適用されている版です。どの年度の数値も、この分け方で集計しています。
select s.zone_scheme, count(distinct m.area_code) as zones,
    count(distinct m.municipality_code) as municipalities,
    coalesce(s.valid_from::varchar, '') as valid_from,
    coalesce(s.valid_to::varchar, '') as valid_to
from zone_scheme as s
inner join area_member as m on m.area_unit = 'zone' and m.zone_scheme = s.zone_scheme
group by s.zone_scheme, s.sort_key, s.valid_from, s.valid_to
order by s.sort_key
