-- 受療率 (own table) and how its age bands fit those of each projection: added up, never divided.
create table care_rate as
select rate_source, reference_year, sex, age_band, age_from, age_to, rate, unit,
    dense_rank() over (order by first_row)::integer as written_order
from (
    select *, min(source_id * 1000000 + source_row) over (partition by rate_source) as first_row
    from raw.care_rates
)
order by written_order, sex, age_from;

create table care_rate_band as
with population_band as (
    select distinct edition, sex, age_band,
        try_cast(regexp_extract(age_band, '^\d+') as integer) as age_from,
        if(age_band like '%+', 999, try_cast(regexp_extract(age_band, '\d+$') as integer))
            as age_to
    from projection_cell
    where age_band <> '計'
),

marked as (
    select *, not exists (
        select 1
        from population_band as inner_band
        where inner_band.edition = b.edition and inner_band.sex = b.sex
            and inner_band.age_from >= b.age_from and inner_band.age_to <= b.age_to
            and inner_band.age_band <> b.age_band
    ) as is_finest
    from population_band as b
),

-- the same band where the projection has it, else the finest ones inside it
candidate as (
    select p.edition, r.rate_source, r.sex, r.age_band as rate_band, p.age_band, r.rate,
        p.age_from = r.age_from and p.age_to = r.age_to as is_same,
        p.age_to - p.age_from as years_wide, r.age_to - r.age_from + 1 as years_wanted
    from care_rate as r
    inner join marked as p on p.sex = r.sex and p.age_from >= r.age_from and p.age_to <= r.age_to
    where p.is_finest or (p.age_from = r.age_from and p.age_to = r.age_to)
),

chosen as (
    select *
    from candidate
    qualify is_same or not max(is_same) over (partition by edition, rate_source, sex, rate_band)
)

select edition, rate_source, sex, rate_band, age_band, rate,
    sum(years_wide + 1) over (partition by edition, rate_source, sex, rate_band) = years_wanted
        as is_covered
from chosen
order by all;

-- which rates can be used with which projection; the one to begin with stands first
create table care_rate_fit as
with editions as (
    select edition, max(year) as last_year
    from projection_cell
    group by edition
),

sources as (
    select rate_source, any_value(unit) as unit, any_value(reference_year) as reference_year,
        count(*) as bands, min(written_order) as written_order
    from care_rate
    group by rate_source
),

covered as (
    select edition, rate_source, count(distinct (sex, rate_band)) as bands
    from care_rate_band
    where is_covered
    group by all
)

select e.edition, s.rate_source, s.unit, s.reference_year,
    coalesce(c.bands, 0) = s.bands as is_usable, s.bands - coalesce(c.bands, 0) as unmatched_bands,
    if(coalesce(c.bands, 0) = s.bands, '0', '1') || lpad((9999 - e.last_year)::varchar, 4, '0')
    || lpad(s.written_order::varchar, 3, '0') as sort_key
from editions as e
cross join sources as s
left join covered as c using (edition, rate_source)
order by sort_key;

insert into problem
select null::integer, 'warning', '受療率の表',
    '「' || rate_source || '」の年齢階級のうち ' || unmatched_bands || ' 個が、将来推計人口（'
    || edition || '）の年齢階級と合いません。',
    'この組合せの将来需要は計算しません。性・5歳階級の将来推計人口を取り込むか、'
    || '受療率を人口の階級にまとめてください。'
from care_rate_fit
where not is_usable;

-- editions of the projection, the one that reaches furthest first
create table projection_edition as
select edition, min(year) as first_year, max(year) as last_year,
    lpad((9999 - max(year))::varchar, 4, '0') || edition as sort_key
from projection_cell
group by edition
order by sort_key;
