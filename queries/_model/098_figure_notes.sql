-- 注記: what the prefecture says of a figure; '' and null where it is of every area or 年度.
create table figure_note as
with placed as (
    select n.* replace (coalesce(z.zone_code, n.area_code) as area_code)
    from raw.figure_notes as n
    left join (select distinct zone_scheme, zone_code, zone_name from raw.zone_membership) as z
        on n.area_unit = 'zone' and z.zone_scheme = n.zone_scheme
        and n.area_code in (z.zone_code, z.zone_name)
)

select p.figure, p.area_unit, p.zone_scheme, p.area_code,
    coalesce(a.area_name, p.area_code) as area_name, p.year, p.shown_in, p.note_text,
    row_number() over (order by p.source_id, p.source_row)::integer as note_order
from placed as p
left join area as a
    on a.area_unit = p.area_unit and a.zone_scheme = p.zone_scheme and a.area_code = p.area_code
order by note_order;
