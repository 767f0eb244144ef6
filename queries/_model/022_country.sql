-- Every municipality of the country by its people and their ages, from the table of 総務省 as published:
-- the latest year that has other prefectures than that of the master. None where no such table is loaded.
create table country_municipality as
with latest as (
    select max(year) as year
    from (
        select year
        from raw.population_place
        group by year
        having count(distinct left(municipality_code, 2)) > 1
    )
),

-- 郡, 支庁, 島しょ and the wards of 政令市 stand beside their municipalities; those of 東京都 are such
place as (
    select p.year, p.municipality_code, p.prefecture_name, p.municipality_name
    from raw.population_place as p
    inner join latest using (year)
    where right(p.municipality_name, 1) in ('市', '町', '村')
        or (right(p.municipality_name, 1) = '区' and left(p.municipality_code, 2) = '13')
),

band as (
    select r.municipality_code, r.population, r.population_status,
        try_cast(regexp_extract(r.age_band, '^\d+') as integer) as age_from
    from raw.resident_population as r
    inner join latest using (year)
    where r.sex = '計'
)

select p.year, p.municipality_code, p.prefecture_name, p.municipality_name,
    sum(b.population)::bigint as population,
    sum(b.population) filter (where b.age_from >= 65)::bigint as population_65plus,
    sum(b.population) filter (where b.age_from >= 75)::bigint as population_75plus,
    sum(b.population) filter (where b.age_from >= 85)::bigint as population_85plus
from place as p
inner join band as b using (municipality_code)
group by all
-- one band that is not known leaves none; nobody lives in the northern villages
having sum_status(b.population_status) = '実数' and sum(b.population) > 0
order by p.municipality_code;
