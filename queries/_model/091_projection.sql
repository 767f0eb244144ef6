-- 社人研 将来推計人口 by area: an area has a figure only where all its municipalities are covered,
-- each by itself or by a unit (福島 浜通り) whose members all lie in the area.
create table projection_unit as
select distinct edition, unit_code, unit_name, municipality_code
from raw.population_projection_unit
order by all;

create table projection_cell as
with published as (
    -- a sex × age table says 総数 too: of two tables of an edition one is enough, as they agree
    select edition, area_code, sex, age_band, year, population, basis
    from raw.population_projection
    where population_status = '実数'
    qualify row_number() over (
        partition by edition, area_code, sex, age_band, year order by published_table
    ) = 1
),

old as (
    select 65 as age_from, '65+' as age_band
    union all
    select 75, '75+'
),

from_bands as (
    select p.edition, p.area_code, p.sex, o.age_band, p.year, sum(p.population) as population,
        '人' as basis
    from published as p
    inner join old as o
        on try_cast(regexp_extract(p.age_band, '^\d+') as integer) >= o.age_from
    where p.age_band not in ('65+', '75+')
    group by all
),

from_shares as (
    select s.edition, s.area_code, '計' as sex, s.age_band, s.year,
        p.population * s.share_pct / 100 as population, '割合から計算' as basis
    from raw.population_projection_share as s
    inner join published as p on p.edition = s.edition and p.area_code = s.area_code
        and p.year = s.year and p.sex = '計' and p.age_band = '計'
),

-- numbers before sums of numbers before numbers from shares
figures as (
    select edition, area_code, sex, age_band, year, population, basis
    from (
        select *, 1 as place from published
        union all
        select *, 2 from from_bands
        union all
        select *, 3 from from_shares
    )
    qualify row_number() over (
        partition by edition, area_code, sex, age_band, year order by place
    ) = 1
),

-- which published areas an area is made of, and how many of its municipalities each stands for
unit_size as (
    select edition, unit_code, count(*) as municipalities
    from projection_unit
    group by all
),

piece as (
    select e.edition, m.area_unit, m.zone_scheme, m.area_code, m.municipality_code as piece_code,
        1 as municipalities
    from area_member as m
    cross join (select distinct edition from figures) as e
    union all
    select u.edition, m.area_unit, m.zone_scheme, m.area_code, u.unit_code, count(*)
    from projection_unit as u
    inner join area_member as m using (municipality_code)
    inner join unit_size as s using (edition, unit_code)
    group by u.edition, m.area_unit, m.zone_scheme, m.area_code, u.unit_code, s.municipalities
    having count(*) = s.municipalities
),

grid as (
    select distinct edition, sex, age_band, year
    from figures
),

covered as (
    select p.area_unit, p.zone_scheme, p.area_code, f.edition, f.sex, f.age_band, f.year,
        -- rounded far below a person: a sum of doubles depends on its order
        round(sum(f.population), 6) as population, sum(p.municipalities) as municipalities,
        max(f.basis) as basis
    from figures as f
    inner join piece as p on p.edition = f.edition and p.piece_code = f.area_code
    group by all
)

select g.edition, a.area_unit, a.zone_scheme, a.area_code, g.sex, g.age_band, g.year,
    case when c.municipalities = a.municipalities then c.population end as population, c.basis,
    (a.municipalities - coalesce(c.municipalities, 0))::integer as missing_municipalities
from grid as g
cross join area as a
left join covered as c using (edition, area_unit, zone_scheme, area_code, sex, age_band, year)
order by all;
