-- question: 地域の人口は何人か
-- grain: one row per area
-- source: 住民基本台帳 年齢階級別人口
-- per: fiscal_year, area_code
-- param fiscal_year: integer default latest in area_population.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column population_year: integer, 年, public = 人口の年度
-- column population: bigint, 人, public = 総人口
-- column population_65plus: bigint, 人, public = 65歳以上人口
-- column population_75plus: bigint, 人, public = 75歳以上人口
select p.fiscal_year, a.area_code, a.area_name, p.population_year, p.population, p.population_65plus,
    p.population_75plus
from area as a
inner join area_population as p using (area_unit, zone_scheme, area_code)
where a.area_unit = $area_unit and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
order by a.sort_key
