-- ⑤医療療養病床（医療区分１）を退院した 65 歳以上: one row per area and measure.
create table discharge_cell as
with long as (
    select fiscal_year, municipality_code, measure, patients
    from (
        unpivot raw.discharge
        on discharged, home_care, facility, care_service, home_type, residential_type,
        facility_type, 要支援１, 要支援２, 要介護１, 要介護２, 要介護３, 要介護４, 要介護５
        into name measure value patients
    )
),

states as (
    select fiscal_year, municipality_code, replace(measure, '_status', '') as measure, status
    from (
        unpivot raw.discharge
        on discharged_status, home_care_status, facility_status, care_service_status,
        home_type_status, residential_type_status, facility_type_status, 要支援１_status,
        要支援２_status, 要介護１_status, 要介護２_status, 要介護３_status, 要介護４_status,
        要介護５_status
        into name measure value status
    )
),

complete as (
    select k.fiscal_year, m.municipality_code, k.measure, l.patients,
        coalesce(s.status, '欠測') as status
    from (select distinct fiscal_year, measure from states) as k
    cross join raw.municipality as m
    left join long as l using (fiscal_year, municipality_code, measure)
    left join states as s using (fiscal_year, municipality_code, measure)
),

by_area as (
    select c.fiscal_year, m.area_unit, m.zone_scheme, m.area_code, c.measure,
        sum(c.patients) as patients, sum_status(c.status) as patients_status
    from complete as c
    inner join area_member as m using (municipality_code)
    group by all
)

select fiscal_year, area_unit, zone_scheme, area_code, measure,
    case when patients_status = '実数' then patients end as patients, patients_status
from by_area
order by all;
