-- question: どの医療機関が、どの施設基準を届け出ているか
-- grain: one row per institution and notification
-- source: 地方厚生局 届出受理医療機関名簿
-- modes: internal
-- param fiscal_year: integer default latest in facility_standard.fiscal_year = 年度 | 名簿の現在日が入る年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param standard_group: varchar[] in standard_group.standard_group = 届出の区分 | 空のときは全ての届出
-- column institution_code: varchar, key = 医療機関番号 | 7 桁。都道府県と点数表の番号は含まない
-- column institution_name: varchar, key = 医療機関名
-- column kind: varchar, key = 種別 | 病床数 20 床以上を病院とした
-- column municipality_code: varchar, key = 市町村コード | 住所から読み取ったもの。JIS X 0402 の 5 桁
-- column municipality_name: varchar, key = 市町村名
-- column address: varchar, key = 住所
-- column standard_short: varchar, key = 受理記号
-- column standard_name: varchar, key = 届出の名称
-- column effective_on: varchar, key = 算定開始日
-- column beds: integer, 床, public = 病床数
-- column as_of_on: varchar, key = 名簿の現在日
-- note: 地方厚生局が公表している名簿のとおりです。届出の有無であり、訪問診療の実績ではありません。
-- note: 住所から市区町村が分からない医療機関は入っていません（standards/unplaced）。
with chosen as (
    select distinct municipality_code
    from area_member
    where area_unit = $area_unit and (area_unit <> 'zone' or zone_scheme = $zone_scheme)
        and (len($area_code) = 0 or list_contains($area_code, area_code))
)

select f.institution_code, f.institution_name, f.kind, f.municipality_code,
    a.area_name as municipality_name, f.address, f.standard_short, f.standard_name,
    coalesce(f.effective_on::varchar, '') as effective_on, f.beds,
    f.as_of_on::varchar as as_of_on
from facility_standard as f
inner join chosen as c using (municipality_code)
inner join area as a on a.area_unit = 'municipality' and a.area_code = f.municipality_code
where f.fiscal_year = $fiscal_year and f.standard_short is not null
    and (len($standard_group) = 0 or exists (
        select 1
        from standard_mark_read as r
        where list_contains($standard_group, r.standard_group) and r.division = f.division
            and r.as_of_on = f.as_of_on and r.standard_short = f.standard_short
    ))
order by a.sort_key, f.division, f.institution_code, f.standard_short, effective_on
