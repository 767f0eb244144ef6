-- 指標: the catalogue (facts of the lists, filled at import), the prefecture's own, and its figures.
create table indicator as
with own as (
    select indicator_id, min(function) as function, min(spo) as spo,
        min(indicator_name) as indicator_name, min(unit) as unit
    from (
        select indicator_id, indicator_name, function, spo, unit from raw.indicator_values
        union
        select indicator_id, indicator_name, function, spo, unit from raw.targets
    )
    where indicator_name is not null
    group by indicator_id
)

select item_order, indicator_id, function, spo, indicator_name, unit, source, plan7, plan8, mark7,
    certainty, is_obligatory, place, counts, definition, false as is_own
from raw.indicator_catalogue
union all
select 1000 + row_number() over (order by o.indicator_id), o.indicator_id, o.function, o.spo,
    o.indicator_name, o.unit, '県の表', '', '', '', 'A', false, '', '', '', true
from own as o
anti join raw.indicator_catalogue using (indicator_id)
order by item_order;

-- a zone may be written by its name
create table indicator_value as
select v.indicator_id, v.area_unit, v.zone_scheme, coalesce(z.zone_code, v.area_code) as area_code,
    v.year, v.kind, v.value, v.value_status, v.basis, v.value_source, v.note
from raw.indicator_values as v
left join (select distinct zone_scheme, zone_code, zone_name from raw.zone_membership) as z
    on v.area_unit = 'zone' and z.zone_scheme = v.zone_scheme
    and v.area_code in (z.zone_code, z.zone_name)
order by all;
