-- ④流出入: origin × destination at each area unit, with row, column and 居住形態 totals (計), and with
-- what leaves an origin and what reaches a destination from elsewhere in the prefecture (地域外).
create table flow_cell as
with destination_member as (
    select area_unit, zone_scheme, area_code, municipality_code from area_member
    union all
    select distinct area_unit, zone_scheme, '県外', '県外' from area_member
),

mapped as (
    select f.fiscal_year, o.area_unit, o.zone_scheme, f.residence, o.area_code as origin_code,
        d.area_code as destination_code, f.patients, f.patients_status
    from raw.flows as f
    inner join area_member as o on o.municipality_code = f.origin_code
    inner join destination_member as d on d.municipality_code = f.destination_code
        and d.area_unit = o.area_unit and d.zone_scheme = o.zone_scheme
),

margins as (
    select fiscal_year, area_unit, zone_scheme, coalesce(residence, '計') as residence,
        coalesce(origin_code, '計') as origin_code,
        coalesce(destination_code, '計') as destination_code, sum(patients) as patients,
        sum_status(patients_status) as patients_status
    from mapped
    group by fiscal_year, area_unit, zone_scheme, cube (residence, origin_code, destination_code)
),

-- what leaves an area and what comes in are figures of their own, protected as such
crossing as (
    select fiscal_year, area_unit, zone_scheme, residence, origin_code, '地域外' as destination_code,
        sum(patients) as patients, sum_status(patients_status) as patients_status
    from margins
    where origin_code <> '計' and destination_code not in ('計', origin_code)
    group by all
    union all
    select fiscal_year, area_unit, zone_scheme, residence, '地域外', destination_code,
        sum(patients), sum_status(patients_status)
    from margins
    where destination_code not in ('計', '県外') and origin_code not in ('計', destination_code)
    group by all
),

every_cell as (
    select * from margins
    union all by name
    select * from crossing
)

select fiscal_year, area_unit, zone_scheme, residence, origin_code, destination_code,
    case when patients_status = '実数' then patients end as patients, patients_status
from every_cell
order by all;
