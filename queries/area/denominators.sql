-- question: 率の分母にする人口は、地域ごとに何人か
-- grain: one row per area
-- source: 住民基本台帳 年齢階級別人口
-- param fiscal_year: integer default latest in area_population.fiscal_year = 年度
-- param area_unit: varchar default municipality in municipality|medical_area|zone|prefecture = 地域の単位
-- param zone_scheme: varchar default in_force in zone_scheme.zone_scheme = 圏域の種類 | 地域の単位が zone のとき
-- param area_code: varchar[] in area.area_code = 地域 | 空のときは全地域
-- column area_code: varchar, key = 地域コード | 市町村は JIS X 0402 の 5 桁
-- column area_name: varchar, key = 地域名
-- column population_year: integer, 年, public = 人口の年度
-- column population_65plus: bigint, 人, public = 65歳以上人口
-- column population_75plus: bigint, 人, public = 75歳以上人口
-- column population_85plus: bigint, 人, public = 85歳以上人口 | 元の表に 85 歳で始まる年齢階級がないときは、ありません
with oldest as (
    select year, area_unit, zone_scheme, area_code, population,
        try_cast(regexp_extract(age_band, '^\d+') as integer) as age_from
    from resident_population_cell
    -- 計 where the table has it, else men and women together
    qualify sex = '計' or max(sex = '計') over (partition by year, area_unit, zone_scheme, area_code)
        = false
),

from_85 as (
    select year, area_unit, zone_scheme, area_code,
        -- one band without a number leaves all without one; 80歳以上 cannot be cut
        case when count(*) = count(population) and min(age_from) = 85
            then sum(population)::bigint end as population_85plus
    from oldest
    where age_from >= 85
    group by all
)

select a.area_code, a.area_name, p.population_year, p.population_65plus, p.population_75plus,
    o.population_85plus
from area as a
inner join area_population as p using (area_unit, zone_scheme, area_code)
left join from_85 as o on o.year = p.population_year and o.area_unit = a.area_unit
    and o.zone_scheme = a.zone_scheme and o.area_code = a.area_code
where a.area_unit = $area_unit and (a.area_unit <> 'zone' or a.zone_scheme = $zone_scheme)
    and p.fiscal_year = $fiscal_year
    and (len($area_code) = 0 or list_contains($area_code, a.area_code))
order by a.sort_key
