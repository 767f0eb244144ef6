-- question: 積極的役割を担う医療機関と連携を担う拠点はどこにあり、どの機能を担うか
-- grain: one row per organisation, role and municipality
-- source: 役割の表
-- modes: internal
-- param role: varchar[] in 積極的役割医療機関|拠点 = 役割 | 空のときは両方
-- column organisation_id: varchar, key = 機関の識別 | コードがあればコード、なければ名称
-- column organisation_name: varchar, key = 名称
-- column municipality_code: varchar, key = 市町村コード | 所在地。JIS X 0402 の 5 桁
-- column municipality_name: varchar, key = 市町村名
-- column role: varchar, key = 役割
-- column functions: varchar, key = 担う機能 | ・で区切る
-- column round_the_clock: boolean, key = 24時間対応 | 空は記載なし
-- column zone_scheme: varchar, key = 担当する圏域の種類
-- column zone_code: varchar, key = 担当する圏域
-- column valid_from: varchar, key = 適用開始 | 空は定めなし
-- column valid_to: varchar, key = 適用終了 | 空は定めなし
-- note: 取込日に適用されているものです。
select r.organisation_id, r.organisation_name, r.municipality_code,
    a.area_name as municipality_name, r.role, r.functions, r.round_the_clock,
    coalesce(r.zone_scheme, '') as zone_scheme, coalesce(r.zone_code, '') as zone_code,
    coalesce(r.valid_from::varchar, '') as valid_from,
    coalesce(r.valid_to::varchar, '') as valid_to
from role as r
inner join area as a on a.area_unit = 'municipality' and a.area_code = r.municipality_code
where len($role) = 0 or list_contains($role, r.role)
order by r.role, a.sort_key, r.organisation_name, r.organisation_id, r.valid_from
