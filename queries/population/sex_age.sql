-- question: 地域の人口は、性・年齢階級ごとに何人か
-- grain: one row per area, sex and age band
-- source: 住民基本台帳 年齢階級別人口
-- param year: integer default latest in resident_population_cell.year = 年度 | 1月1日の表は、それが入る年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- param sex: varchar[] in 計|男|女 = 性 | 空のときは表にあるものすべて
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column year: integer, key = 年度
-- column sex: varchar, key = 性
-- column age_band: varchar, key = 年齢階級 | 0-4 から 95-99、100+
-- column population: bigint, 人, public = 人口
-- note: 表に計・男・女のどれがあるかは、取り込んだ表によります。1市区町村でも欠ければ、その地域の人口はありません。
select a.area_code, a.area_name, c.year, c.sex, c.age_band, c.population
from resident_population_cell as c
inner join area as a using (area_unit, zone_scheme, area_code)
where c.year = $year and c.area_unit = $area_unit
    and (c.area_unit <> 'zone' or c.zone_scheme = $zone_scheme)
    and (len($area_code) = 0 or list_contains($area_code, c.area_code))
    and (len($sex) = 0 or list_contains($sex, c.sex))
order by a.sort_key, case c.sex when '計' then 0 when '男' then 1 else 2 end,
    try_cast(regexp_extract(c.age_band, '^\d+') as integer)
