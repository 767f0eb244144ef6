-- NDBオープンデータ by sex and age: the whole country, with the residents of the same sex and age. The
-- population is that of the fiscal year of the acts, else of the nearest year (told).
create table ndb_sex_age_cell as
with chosen as (
    select n.fiscal_year, p.year as population_year
    from (select distinct fiscal_year from raw.ndb_sex_age) as n
    cross join (select distinct year from raw.population_total where prefecture_code = '00') as p
    qualify row_number() over (
        partition by n.fiscal_year order by abs(n.fiscal_year - p.year), p.year
    ) = 1
),

band as (
    select distinct fiscal_year, age_band,
        try_cast(regexp_extract(age_band, '^\d+') as integer) as age_from,
        coalesce(try_cast(regexp_extract(age_band, '-(\d+)$', 1) as integer), 999) as age_to
    from raw.ndb_sex_age
),

-- bands of the population taken together where the acts have wider ones (90+)
resident as (
    select b.fiscal_year, c.population_year, t.sex, b.age_band,
        case
            when sum_status(t.population_status) = '実数' then sum(t.population)::bigint
        end as population
    from band as b
    inner join chosen as c using (fiscal_year)
    inner join raw.population_total as t on t.year = c.population_year and t.prefecture_code = '00'
        and (
            b.age_band = '計'
            or try_cast(regexp_extract(t.age_band, '^\d+') as integer)
            between b.age_from and b.age_to
        )
    group by all
)

select n.fiscal_year, n.fiscal_period, n.measure, n.setting, n.category_code, n.category_name,
    n.act_code, n.act_name, n.points, n.sex, n.age_band, n.value, n.value_status, r.population,
    r.population_year
from raw.ndb_sex_age as n
left join resident as r using (fiscal_year, sex, age_band)
order by all;
