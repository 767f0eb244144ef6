-- 追加的需要: as written, and added up where every municipality (or every 圏域 of the prefecture) has
-- a row. An area's own row goes before a sum.
create table additional_demand_cell as
with written as (
    select r.* replace (coalesce(z.zone_code, r.area_code) as area_code)
    from raw.additional_demand as r
    left join (select distinct zone_scheme, zone_code, zone_name from raw.zone_membership) as z
        on r.area_unit = 'zone' and z.zone_scheme = r.zone_scheme
        and r.area_code in (z.zone_code, z.zone_name)
),

own as (
    select year, area_unit, zone_scheme, area_code, total, step1,
        coalesce(carry_over, 0) as carry_over, bed_report_home, bed_report_facility, survey_home,
        survey_facility, agreed_home, agreed_facility, agreed_by, agreed_on, care_plan_facility, note
    from written
),

-- which rows an area can be added up from: municipalities, or the 圏域 of one kind for the whole
part as (
    select m.area_unit, m.zone_scheme, m.area_code, 'municipality' as part_unit,
        '' as part_scheme, m.municipality_code as part_code
    from area_member as m
    where m.area_unit <> 'municipality'
    union all
    select 'prefecture', '', p.area_code, a.area_unit, a.zone_scheme, a.area_code
    from area as p
    inner join area as a on a.prefecture_code = p.area_code
        and a.area_unit in ('medical_area', 'zone')
    where p.area_unit = 'prefecture'
),

-- a column of the sum is there only where every part has it
summed as (
    select o.year, p.area_unit, p.zone_scheme, p.area_code, p.part_unit, p.part_scheme,
        sum(o.total) as total, sum(o.step1) as step1, sum(o.carry_over) as carry_over,
        if(count(o.bed_report_home) = count(*), sum(o.bed_report_home), null) as bed_report_home,
        if(count(o.bed_report_facility) = count(*), sum(o.bed_report_facility), null)
            as bed_report_facility,
        if(count(o.survey_home) = count(*), sum(o.survey_home), null) as survey_home,
        if(count(o.survey_facility) = count(*), sum(o.survey_facility), null) as survey_facility,
        if(count(o.agreed_home) = count(*), sum(o.agreed_home), null) as agreed_home,
        if(count(o.agreed_facility) = count(*), sum(o.agreed_facility), null) as agreed_facility,
        string_agg(distinct o.agreed_by, '・' order by o.agreed_by) as agreed_by,
        max(o.agreed_on) as agreed_on,
        if(count(o.care_plan_facility) = count(*), sum(o.care_plan_facility), null)
            as care_plan_facility,
        count(*) as parts
    from part as p
    inner join own as o on o.area_unit = p.part_unit and o.zone_scheme = p.part_scheme
        and o.area_code = p.part_code
    group by all
),

whole as (
    select s.*
    from summed as s
    inner join (
        select area_unit, zone_scheme, area_code, part_unit, part_scheme, count(*) as parts
        from part
        group by all
    ) as p using (area_unit, zone_scheme, area_code, part_unit, part_scheme)
    where s.parts = p.parts
),

every as (
    select *, '表のとおり' as basis, 0 as place from own
    union all by name
    select * exclude (part_unit, part_scheme, parts), null as note,
        if(part_unit = 'municipality', '市町村の和', '圏域の和') as basis,
        if(part_unit = 'municipality', 1, 2) as place
    from whole
)

select year, area_unit, zone_scheme, area_code, total, step1, carry_over, bed_report_home,
    bed_report_facility, survey_home, survey_facility, agreed_home, agreed_facility, agreed_by,
    agreed_on, care_plan_facility, note, basis
from every
qualify row_number() over (
    partition by year, area_unit, zone_scheme, area_code order by place
) = 1
order by all;

-- the units the table was written in, and last the prefecture where its sum is known: that is all
-- that 公表 shows of a table written in smaller areas
create table additional_demand_unit as
with of_prefecture as (
    select distinct c.area_unit, c.zone_scheme, c.area_code
    from additional_demand_cell as c
    where c.area_unit = 'prefecture'
        and not exists (from raw.additional_demand as r where r.area_unit = 'prefecture')
)

select area_unit, zone_scheme, count(distinct area_code) as areas,
    case area_unit when 'municipality' then '3' when 'prefecture' then '2' when 'medical_area'
        then '0' else '1' end || zone_scheme as sort_key
from raw.additional_demand
group by all
union all
select area_unit, zone_scheme, count(*) as areas, '4' as sort_key
from of_prefecture
group by all
order by sort_key;
