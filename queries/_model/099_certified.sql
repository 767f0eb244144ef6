-- 介護保険の認定者 and 第1号被保険者 by area. An insurer is a municipality or several together (広域連合):
-- its figure counts for the areas that it lies in with all its municipalities, and is never split.
create table certified_cell as
with written as (
    select fiscal_year, prefecture_name, insurer_name, municipality_code, '認定者' as counted,
        people, care_level as class, certified as figure, certified_status as figure_status
    from raw.certified
    union all
    select fiscal_year, prefecture_name, insurer_name, municipality_code, '被保険者',
        '第1号被保険者', age_band, insured, insured_status
    from raw.care_insured
),

insurer as (
    select distinct w.fiscal_year, w.counted, w.prefecture_name, w.insurer_name,
        w.municipality_code, p.prefecture_code
    from written as w
    inner join prefecture_name as p using (prefecture_name)
    where p.prefecture_code in (select left(r.municipality_code, 2) from raw.municipality as r)
),

-- the municipalities of an insurer; none where a 広域連合 is not in the table of unions
member as (
    select i.fiscal_year, i.counted, i.prefecture_name, i.insurer_name,
        if(i.municipality_code = '', u.municipality_code, i.municipality_code)
            as municipality_code
    from insurer as i
    left join raw.care_union_member as u on i.municipality_code = ''
        and name_key(u.union_name) = name_key(i.insurer_name)
        and left(u.municipality_code, 2) = i.prefecture_code
),

inside as (
    select m.fiscal_year, m.counted, a.area_unit, a.zone_scheme, a.area_code, m.prefecture_name,
        m.insurer_name, count(*) as towns,
        count(*) = any_value(w.towns) as is_whole
    from member as m
    inner join area_member as a using (municipality_code)
    inner join (
        select fiscal_year, counted, prefecture_name, insurer_name, count(*) as towns
        from member
        group by all
    ) as w using (fiscal_year, counted, prefecture_name, insurer_name)
    group by all
),

-- of a table that has the row of the whole country every insurer was there when it was read
of_prefecture as (
    select i.fiscal_year, i.counted, 'prefecture' as area_unit, '' as zone_scheme,
        i.prefecture_code as area_code, i.prefecture_name, i.insurer_name, 0 as towns,
        true as is_whole
    from insurer as i
    where exists (
        from written as w
        where w.prefecture_name = '全国' and w.fiscal_year = i.fiscal_year
            and w.counted = i.counted
    )
),

holds as (
    select * from of_prefecture
    union all
    select * from inside as i
    where not exists (
        from of_prefecture as p
        where p.area_unit = i.area_unit and p.fiscal_year = i.fiscal_year
            and p.counted = i.counted
    )
),

known as (
    select h.fiscal_year, h.counted, h.area_unit, h.zone_scheme, h.area_code,
        bool_and(h.is_whole)
        and (any_value(h.towns) = 0 or sum(h.towns) = any_value(a.municipalities)) as is_known
    from holds as h
    inner join area as a using (area_unit, zone_scheme, area_code)
    group by all
),

summed as (
    select h.fiscal_year, h.counted, h.area_unit, h.zone_scheme, h.area_code, w.people, w.class,
        sum(w.figure) as figure, sum_status(w.figure_status) as figure_status
    from holds as h
    inner join written as w using (fiscal_year, counted, prefecture_name, insurer_name)
    group by all
),

every as (
    select w.fiscal_year, w.counted, a.area_unit, a.zone_scheme, a.area_code, w.people, w.class
    from (select distinct fiscal_year, counted, people, class from written) as w
    cross join area as a
)

select e.fiscal_year, e.counted, e.area_unit, e.zone_scheme, e.area_code, e.people, e.class,
    case when k.is_known and s.figure_status = '実数' then s.figure end as figure,
    if(k.is_known, coalesce(s.figure_status, '欠測'), '欠測') as figure_status
from every as e
left join known as k using (fiscal_year, counted, area_unit, zone_scheme, area_code)
left join summed as s
    using (fiscal_year, counted, area_unit, zone_scheme, area_code, people, class)
order by all;

-- as published, insurer by insurer: those of the prefectures of the master, and the whole country
create table certified_insurer as
select c.fiscal_year, c.prefecture_name, c.insurer_name, c.municipality_code, c.people,
    c.care_level, c.certified, c.certified_status
from raw.certified as c
left join prefecture_name as p using (prefecture_name)
where c.prefecture_name = '全国'
    or p.prefecture_code in (select left(r.municipality_code, 2) from raw.municipality as r)
order by all;
