-- Population by area and fiscal year: the table of that year, else of the nearest year (told).
create table area_population as
with by_municipality as (
    select year, municipality_code,
        sum(population)::bigint as population,
        sum(population) filter (where age_from >= 65)::bigint as population_65plus,
        sum(population) filter (where age_from >= 75)::bigint as population_75plus,
        sum_status(population_status) as population_status
    from (
        select r.year, r.municipality_code, r.population, r.population_status,
            try_cast(regexp_extract(r.age_band, '^\d+') as integer) as age_from
        from raw.resident_population as r
        -- 計 where the table has it, else men and women together
        qualify r.sex = '計' or max(r.sex = '計') over (partition by r.year, r.municipality_code)
            = false
    )
    group by all
),

wanted_years as (
    select fiscal_year from raw.supply
    union
    select fiscal_year from raw.institutions
    union
    select fiscal_year from raw.patients
    union
    select fiscal_year from raw.patients_total
    union
    select fiscal_year from raw.flows
    union
    select fiscal_year from raw.discharge
    union
    select year from by_municipality
),

chosen_year as (
    select w.fiscal_year, y.year as population_year
    from wanted_years as w
    cross join (select distinct year from by_municipality) as y
    qualify row_number() over (
        partition by w.fiscal_year order by abs(w.fiscal_year - y.year), y.year
    ) = 1
)

select c.fiscal_year, c.population_year, m.area_unit, m.zone_scheme, m.area_code,
    -- one member without a population leaves the whole area without one
    case when sum_status(b.population_status) = '実数' then sum(b.population)::bigint end
        as population,
    case when sum_status(b.population_status) = '実数' then sum(b.population_65plus)::bigint end
        as population_65plus,
    case when sum_status(b.population_status) = '実数' then sum(b.population_75plus)::bigint end
        as population_75plus
from chosen_year as c
cross join area_member as m
left join by_municipality as b on b.municipality_code = m.municipality_code
    and b.year = c.population_year
group by all
order by all;
