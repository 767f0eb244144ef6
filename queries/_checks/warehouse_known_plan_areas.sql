-- 目標の表・指標値の表にある圏域が、圏域の表にない（圏域の表と一緒に取り込み直してください）
with written as (
    select '目標の表' as kind, zone_scheme, area_code, source_row from raw.targets
    where area_unit = 'zone'
    union all
    select '指標値の表', zone_scheme, area_code, source_row from raw.indicator_values
    where area_unit = 'zone'
)

select kind, source_row || '行目' as place, zone_scheme || ' ' || area_code as zone
from written as w
where not exists (
    select 1
    from raw.zone_membership as z
    where z.zone_scheme = w.zone_scheme and w.area_code in (z.zone_code, z.zone_name)
)
order by all
