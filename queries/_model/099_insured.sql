-- 国保 and 後期 insured persons by area; an area with a town that is not told has none.
create table insured_cell as
with told as (
    select fiscal_year, municipality_code, national_health, national_health_status, late_elderly,
        late_elderly_status,
        sum_status(status) as insured_status,
        case when sum_status(status) = '実数' then sum(figure) end as insured
    from (
        select r.*, unnest([r.national_health, r.late_elderly]) as figure,
            unnest([r.national_health_status, r.late_elderly_status]) as status
        from raw.insured_persons as r
    )
    group by all
)

select y.fiscal_year, m.area_unit, m.zone_scheme, m.area_code,
    case when count(t.municipality_code) = count(*) and sum_status(t.insured_status) = '実数'
        then sum(t.insured)::bigint end as insured,
    if(count(t.municipality_code) = count(*), sum_status(t.insured_status), '欠測')
        as insured_status
from (select distinct fiscal_year from told) as y
cross join area_member as m
left join told as t
    on t.fiscal_year = y.fiscal_year and t.municipality_code = m.municipality_code
group by y.fiscal_year, m.area_unit, m.zone_scheme, m.area_code
order by all;
