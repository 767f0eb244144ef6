-- question: 圏域の種類ごとに、いつからいつまでのどの版が取り込まれているか
-- grain: one row per scheme and period
-- source: 市区町村マスタ・圏域の表
-- modes: internal
-- column zone_scheme: varchar, key = 圏域の種類
-- column valid_from: varchar, key = 適用開始 | 空は定めなし
-- column valid_to: varchar, key = 適用終了 | 空は定めなし
-- column zones: bigint, public = 圏域の数
-- column municipalities: bigint, public = 市町村の数
-- column is_in_force: boolean, key = 取込日に適用
-- note: 集計に使うのは取込日に適用されている版だけです。
select zone_scheme, coalesce(valid_from::varchar, '') as valid_from,
    coalesce(valid_to::varchar, '') as valid_to, zones, municipalities, is_in_force
from zone_edition
order by zone_scheme, zone_edition.valid_from nulls first
