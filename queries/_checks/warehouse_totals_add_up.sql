-- 県の数が市町村の合計と合わない
with patients as (
    select fiscal_year, scheme, residence, severity, care_level,
        sum(patients) filter (where area_unit = 'municipality') as parts,
        sum(patients) filter (where area_unit = 'prefecture') as total,
        bool_and(patients_status = '実数') filter (where area_unit = 'municipality') as complete
    from patients_cell
    group by all
),

flows as (
    select fiscal_year, residence, sum(patients) filter (where area_unit = 'municipality') as parts,
        sum(patients) filter (where area_unit = 'prefecture') as total,
        bool_and(patients_status = '実数') as complete
    from flow_cell
    where origin_code = '計' and destination_code = '計'
        and area_unit in ('municipality', 'prefecture')
    group by all
)

select '③患者数' as kind, fiscal_year, scheme || residence || severity || care_level as cell
from patients
where complete and parts <> total
union all
select '④流出入', fiscal_year, residence
from flows
where complete and parts <> total
